package stance

import (
	"math"
	"sort"
)

// Stretch is a part of a text that a coder marked: from Start to End, half open,
// in whatever the length of the continuum is counted in.
type Stretch struct {
	Start, End int
	Category   string
}

// Continuum is one text with what each coder marked in it. A coder who read the
// text and marked nothing has an empty list.
type Continuum struct {
	Length int
	Coders [][]Stretch // the same coders in every continuum
}

// UnitizingAlpha is Krippendorff's alpha for unitizing, αU (On the Reliability of
// Unitizing Continuous Data, Sociological Methodology 25, 1995; Content Analysis,
// 2nd ed., 2004, section 11.6): how far coders mark the same stretches as the same
// categories. Disagreement is the square of the lengths by which boundaries differ.
// Several texts are laid end to end; no stretch without a mark reaches over
// their borders. Stretches of one coder and category that overlap count as one.
// byCategory has each category's own. NaN when nobody marked anything, or with fewer
// than two coders.
func UnitizingAlpha(texts []Continuum) (alpha float64, byCategory map[string]float64) {
	u := layOut(texts)
	byCategory = map[string]float64{}
	observed, expected := 0.0, 0.0
	for _, category := range u.categories {
		o, e := u.observed(category), u.expected(category)
		byCategory[category] = 1 - o/e
		observed += o
		expected += e
	}
	if expected == 0 || u.coders < 2 {
		return math.NaN(), byCategory
	}
	return 1 - observed/expected, byCategory
}

// Boundaries is the same without regard to categories: do coders mark the same
// stretches at all?
func Boundaries(texts []Continuum) float64 {
	plain := make([]Continuum, len(texts))
	for i, t := range texts {
		plain[i] = Continuum{Length: t.Length, Coders: make([][]Stretch, len(t.Coders))}
		for c, marks := range t.Coders {
			for _, s := range marks {
				plain[i].Coders[c] = append(plain[i].Coders[c], Stretch{s.Start, s.End, "marked"})
			}
		}
	}
	alpha, _ := UnitizingAlpha(plain)
	return alpha
}

// section is a stretch of one coder and category, or what lies between two.
type section struct {
	start, end int
	marked     bool
}

func (s section) length() float64 { return float64(s.end - s.start) }

type unitized struct {
	coders     int
	length     float64
	categories []string
	sections   map[string][][]section // by category and coder
}

func layOut(texts []Continuum) unitized {
	u := unitized{sections: map[string][][]section{}}
	for _, t := range texts {
		u.coders = max(u.coders, len(t.Coders))
		for _, marks := range t.Coders {
			for _, s := range marks {
				if u.sections[s.Category] == nil {
					u.sections[s.Category] = [][]section{}
					u.categories = append(u.categories, s.Category)
				}
			}
		}
	}
	sort.Strings(u.categories)
	for _, category := range u.categories {
		all := make([][]section, u.coders)
		base := 0
		for _, t := range texts {
			for c := range u.coders {
				var marks []Stretch
				if c < len(t.Coders) {
					marks = t.Coders[c]
				}
				all[c] = append(all[c], cut(marks, category, base, t.Length)...)
			}
			base += t.Length
		}
		u.sections[category] = all
		u.length = float64(base)
	}
	return u
}

// cut is one coder's text as stretches of a category and what lies between.
func cut(marks []Stretch, category string, base, length int) []section {
	var own []section
	for _, m := range marks {
		start, end := max(m.Start, 0), min(m.End, length)
		if m.Category == category && start < end {
			own = append(own, section{base + start, base + end, true})
		}
	}
	sort.Slice(own, func(i, j int) bool { return own[i].start < own[j].start })
	var out []section
	at := base
	for _, s := range own {
		switch {
		case s.start > at:
			out = append(out, section{at, s.start, false})
		case s.start < at: // overlaps the one before
			last := &out[len(out)-1]
			last.end = max(last.end, s.end)
			at = last.end
			continue
		}
		out = append(out, s)
		at = s.end
	}
	if at < base+length {
		out = append(out, section{at, base + length, false})
	}
	return out
}

// observed is the disagreement of all pairs of coders on a category.
func (u unitized) observed(category string) float64 {
	sum := 0.0
	all := u.sections[category]
	for i := range all {
		for j := range all {
			if i != j {
				sum += disagreement(all[i], all[j])
			}
		}
	}
	m := float64(u.coders)
	return sum / (m * (m - 1) * u.length * u.length)
}

// disagreement walks two coders' sections side by side.
func disagreement(a, b []section) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		g, h := a[i], b[j]
		switch {
		case g.marked && h.marked && g.start < h.end && h.start < g.end:
			first, last := float64(g.start-h.start), float64(g.end-h.end)
			sum += first*first + last*last
		case g.marked && !h.marked && h.start <= g.start && g.end <= h.end:
			sum += g.length() * g.length()
		case h.marked && !g.marked && g.start <= h.start && h.end <= g.end:
			sum += h.length() * h.length()
		}
		if g.end <= h.end {
			i++
		}
		if h.end <= g.end {
			j++
		}
	}
	return sum
}

// expected is what chance gives: all stretches of all coders at all places.
func (u unitized) expected(category string) float64 {
	units, sum, own := 0.0, 0.0, 0.0
	var gaps []float64
	for _, coder := range u.sections[category] {
		for _, s := range coder {
			if s.marked {
				units++
				own += s.length() * (s.length() - 1)
			} else {
				gaps = append(gaps, s.length())
			}
		}
	}
	// For each stretch the gaps that could hold it: sorted, with sums from the end.
	sort.Float64s(gaps)
	above := make([]float64, len(gaps)+1)
	for i := len(gaps) - 1; i >= 0; i-- {
		above[i] = above[i+1] + gaps[i]
	}
	for _, coder := range u.sections[category] {
		for _, s := range coder {
			if !s.marked {
				continue
			}
			l := s.length()
			at := sort.SearchFloat64s(gaps, l)
			places := above[at] - float64(len(gaps)-at)*(l-1)
			sum += (units-1)/3*(2*l*l*l-3*l*l+l) + l*l*places
		}
	}
	m := float64(u.coders) * u.length
	return 2 / u.length * sum / (m*(m-1) - own)
}
