package main

import "math"

// evidence counts for the words of classes and ids how much of each publisher's
// article text, and of its other text, stands below an element named so.
type evidence struct {
	publishers map[string]*publisherWords
	totals     map[string]*shares
}

// publisherWords are counts of one publisher.
type publisherWords struct {
	inside, outside float64 // words of text
	words           map[string]*shares
}

// shares are summed over publishers, each counting one.
type shares struct {
	inside, outside float64
	publishers      int
}

func newEvidence(samples []*sample) *evidence {
	e := &evidence{publishers: map[string]*publisherWords{}, totals: map[string]*shares{}}
	for _, s := range samples {
		p := e.publishers[s.page.publisher]
		if p == nil {
			p = &publisherWords{words: map[string]*shares{}}
			e.publishers[s.page.publisher] = p
		}
		for i := range s.study.Len() {
			n := float64(s.study.Words(i))
			if s.labels[i] > belongs {
				p.inside += n
			} else {
				p.outside += n
			}
			for _, w := range s.names[i] {
				if p.words[w] == nil {
					p.words[w] = &shares{}
				}
				if s.labels[i] > belongs {
					p.words[w].inside += n
				} else {
					p.words[w].outside += n
				}
			}
		}
	}
	for _, p := range e.publishers {
		for w, own := range p.words {
			own.inside /= p.inside + 1
			own.outside /= p.outside + 1
			t := e.totals[w]
			if t == nil {
				t = &shares{}
				e.totals[w] = t
			}
			t.inside, t.outside, t.publishers = t.inside+own.inside, t.outside+own.outside, t.publishers+1
		}
	}
	return e
}

const (
	leastPublishers = 3   // that must use a word for it to count
	smoothing       = 0.5 // publishers' worth of text added to both sides
	mostOdds        = 3
)

func (s shares) odds() float32 {
	if s.publishers < leastPublishers {
		return 0
	}
	return float32(min(max(math.Log((s.inside+smoothing)/(s.outside+smoothing)), -mostOdds), mostOdds))
}

// without is the evidence of all publishers but one, so that a page is never
// described by what it says itself.
func (e *evidence) without(publisher string) func(string) float32 {
	own := e.publishers[publisher]
	return func(word string) float32 {
		t := e.totals[word]
		if t == nil {
			return 0
		}
		rest := *t
		if own != nil && own.words[word] != nil {
			mine := own.words[word]
			rest.inside, rest.outside, rest.publishers = rest.inside-mine.inside, rest.outside-mine.outside, rest.publishers-1
		}
		return rest.odds()
	}
}

// table is the evidence of all.
func (e *evidence) table() map[string]float32 {
	out := map[string]float32{}
	for w, t := range e.totals {
		if odds := t.odds(); math.Abs(float64(odds)) > 0.2 {
			out[w] = odds
		}
	}
	return out
}
