package network

import (
	"sort"
	"time"
)

// moving makes one network for each step of a window that lies inside the range
// whole.
func (s *selected) moving(yield func(Matrix) bool) {
	half := s.options.Size / 2 // on each side of the middle
	index := 0
	for at := s.start; !at.After(s.stop); at = shift(at, s.options.Window, 1) {
		start, stop := shift(at, s.options.Window, -half), shift(at, s.options.Window, half)
		if start.Before(s.start) || stop.After(s.stop) {
			continue
		}
		m := s.count(s.between(start, stop))
		m.Index, m.At, m.Start, m.Stop = index, at, start, stop
		if !yield(m) {
			return
		}
		index++
	}
}

// between are the statements of a time, both ends included.
func (s *selected) between(start, stop time.Time) []*Statement {
	from := sort.Search(len(s.kept), func(i int) bool { return !s.kept[i].When.Before(start) })
	to := sort.Search(len(s.kept), func(i int) bool { return s.kept[i].When.After(stop) })
	return s.kept[from:max(from, to)]
}

// byEvents makes one network for each statement with as many others before as
// behind it. Of statements at one moment those come first that are sorted first:
// Discourse Network Analyzer draws them at random.
func (s *selected) byEvents(yield func(Matrix) bool) {
	half := s.options.Size / 2
	for i := half; i+half < len(s.kept); i++ {
		window := s.kept[i-half : i+half+1]
		m := s.count(window)
		m.Index, m.At, m.Start, m.Stop = i-half, s.kept[i].When, window[0].When, window[len(window)-1].When
		if !yield(m) {
			return
		}
	}
}

// shift moves a time by so many units. A month or year later is the same day, or
// the last one where the month has no such day.
func shift(t time.Time, unit Unit, by int) time.Time {
	switch unit {
	case Seconds:
		return t.Add(time.Duration(by) * time.Second)
	case Minutes:
		return t.Add(time.Duration(by) * time.Minute)
	case Hours:
		return t.Add(time.Duration(by) * time.Hour)
	case Days:
		return t.AddDate(0, 0, by)
	case Weeks:
		return t.AddDate(0, 0, 7*by)
	case Months:
		return addMonths(t, by)
	case Years:
		return addMonths(t, 12*by)
	}
	return t
}

func addMonths(t time.Time, by int) time.Time {
	first := time.Date(
		t.Year(),
		t.Month()+time.Month(by),
		1,
		t.Hour(),
		t.Minute(),
		t.Second(),
		t.Nanosecond(),
		t.Location(),
	)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// distance is how many whole units lie between two times; negative where the second
// comes first.
func distance(from, to time.Time, unit Unit) int {
	elapsed := to.Sub(from)
	switch unit {
	case Seconds:
		return int(elapsed / time.Second)
	case Minutes:
		return int(elapsed / time.Minute)
	case Hours:
		return int(elapsed / time.Hour)
	case Days:
		return int(elapsed / (24 * time.Hour))
	case Weeks:
		return int(elapsed / (24 * time.Hour) / 7)
	}
	months := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
	switch days := to.Day() - from.Day(); {
	case months > 0 && days < 0:
		months--
	case months < 0 && days > 0:
		months++
	}
	if unit == Years {
		return months / 12
	}
	return months
}
