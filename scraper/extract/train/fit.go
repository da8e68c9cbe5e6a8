package main

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"quoth/assets"
	"quoth/scraper/extract"
	"quoth/scraper/extract/forest"
)

// sample is a page with its labels.
type sample struct {
	page    *page
	study   *extract.Study
	labels  []float32
	weights []float32
	names   [][]string // words of classes and ids around each block
	words   [][]uint64 // different words of each block's text
	fold    int
}

// settings are what is chosen by cross-validation.
type settings struct {
	folds         int
	first, second forest.Config
	drop          string // features whose names begin so are blinded, for ablation
}

var chosen = settings{
	folds: 5,
	first: forest.Config{
		Trees:       250,
		Depth:       5,
		Rate:        0.04,
		Lambda:      5,
		MinWeight:   5,
		RowShare:    0.6,
		ColumnShare: 0.25,
		Seed:        1,
	},
	second: forest.Config{
		Trees:       250,
		Depth:       5,
		Rate:        0.04,
		Lambda:      5,
		MinWeight:   5,
		RowShare:    0.6,
		ColumnShare: 0.25,
		Seed:        2,
	},
}

func readSamples(pages []*page, folds int) ([]*sample, error) {
	e, err := extract.NewUntrained(assets.Tables())
	if err != nil {
		return nil, err
	}
	byPublisher := foldOf(pages, folds)
	var out []*sample
	for _, p := range pages {
		body, err := p.html()
		if err != nil {
			return nil, err
		}
		study, err := e.Study(body, extract.Hint{URL: p.url})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.key, err)
		}
		s := &sample{page: p, study: study, labels: label(study, p.paragraphs), fold: byPublisher[p.publisher]}
		s.weights = weigh(s)
		for i := range study.Len() {
			s.names = append(s.names, study.NameWords(i))
			s.words = append(s.words, study.TextWords(i))
		}
		out = append(out, s)
	}
	return out, nil
}

// foldOf deals publishers out to folds of about the same number of pages.
func foldOf(pages []*page, folds int) map[string]int {
	count := map[string]int{}
	for _, p := range pages {
		count[p.publisher]++
	}
	names := make([]string, 0, len(count))
	for name := range count {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if count[names[i]] != count[names[j]] {
			return count[names[i]] > count[names[j]]
		}
		return names[i] < names[j]
	})
	sizes := make([]int, folds)
	out := map[string]int{}
	for _, name := range names {
		least := 0
		for f := range sizes {
			if sizes[f] < sizes[least] {
				least = f
			}
		}
		out[name] = least
		sizes[least] += count[name]
	}
	return out
}

// weigh reports how much each block counts: by its share of the article's words,
// because the score of a page is over words, and a little each, because a person
// sees a wrong line whatever its length.
func weigh(s *sample) []float32 {
	var body float64
	for i, l := range s.labels {
		if l > belongs {
			body += float64(s.study.Words(i))
		}
	}
	out := make([]float32, len(s.labels))
	for i := range out {
		if s.study.Barred(i) {
			continue // never the scorer's to decide
		}
		out[i] = float32(eachBlock + min(eachWord*float64(s.study.Words(i))/(body+smallBody), mostBlock))
	}
	return out
}

// How much a block counts, chosen by cross-validation.
const (
	eachBlock = 0.3 // whatever its length
	eachWord  = 25  // for its share of the article's words
	mostBlock = 6
	smallBody = 60 // words that a short article is taken to have more
)

// fitFirst trains the first stage on some pages.
func fitFirst(samples []*sample, c settings) (*extract.Model, error) {
	e, x := newEvidence(samples), newTextEvidence(samples)
	var rows [][]float32
	var labels, weights []float32
	for _, s := range samples {
		rows = append(rows, s.study.Rows(e.without(s.page.publisher), x.without(s))...)
		labels, weights = append(labels, s.labels...), append(weights, s.weights...)
	}
	names, _ := extract.FeatureNames()
	f, err := forest.Train(blind(rows, names, c.drop), labels, weights, c.first)
	return &extract.Model{Words: e.table(), TextWords: x.table(), First: f}, err
}

// fitSecond trains the second stage; p tells what first stages that have not seen
// a page's publisher think of its blocks.
func fitSecond(samples []*sample, p map[*sample][]float32, c settings) (*forest.Forest, error) {
	e, x := newEvidence(samples), newTextEvidence(samples)
	var rows [][]float32
	var labels, weights []float32
	for _, s := range samples {
		rows = append(rows, s.study.Context(s.study.Rows(e.without(s.page.publisher), x.without(s)), p[s])...)
		labels, weights = append(labels, s.labels...), append(weights, s.weights...)
	}
	_, names := extract.FeatureNames()
	return forest.Train(blind(rows, names, c.drop), labels, weights, c.second)
}

// blind sets the features of a group to nothing.
func blind(rows [][]float32, names []string, group string) [][]float32 {
	if group == "" {
		return rows
	}
	for f, name := range names {
		if strings.HasPrefix(name, group) {
			for _, row := range rows {
				row[f] = 0
			}
		}
	}
	return rows
}

// think is what a first stage thinks of a page's blocks.
func think(m *extract.Model, s *sample) []float32 {
	p := m.First.Scores(s.study.Rows(func(w string) float32 { return m.Words[w] }, m.TextWords))
	for i := range p {
		p[i] = float32(1 / (1 + math.Exp(-float64(p[i]))))
	}
	return p
}

// without are the samples of all folds but some.
func without(samples []*sample, folds ...int) []*sample {
	var out []*sample
	for _, s := range samples {
		keep := true
		for _, f := range folds {
			keep = keep && s.fold != f
		}
		if keep {
			out = append(out, s)
		}
	}
	return out
}

// crossFit gives for each fold a model that has not seen it, both stages.
func crossFit(samples []*sample, c settings) ([]*extract.Model, error) {
	firsts := make([]*extract.Model, c.folds)
	thoughts := make([]map[*sample][]float32, c.folds) // of first stages that saw neither the fold nor the page's own
	for f := range c.folds {
		thoughts[f] = map[*sample][]float32{}
	}
	for a := range c.folds {
		for b := a; b < c.folds; b++ {
			m, err := fitFirst(without(samples, a, b), c)
			if err != nil {
				return nil, err
			}
			if a == b {
				firsts[a] = m
				continue
			}
			for _, s := range samples {
				switch s.fold {
				case a:
					thoughts[b][s] = think(m, s)
				case b:
					thoughts[a][s] = think(m, s)
				}
			}
		}
	}
	for f, m := range firsts {
		second, err := fitSecond(without(samples, f), thoughts[f], c)
		if err != nil {
			return nil, err
		}
		m.Second = second
	}
	return firsts, nil
}

// fitAll trains on all pages. The second stage learns from first stages that have
// not seen the page's publisher.
func fitAll(samples []*sample, c settings) (*extract.Model, error) {
	thoughts := map[*sample][]float32{}
	for f := range c.folds {
		m, err := fitFirst(without(samples, f), c)
		if err != nil {
			return nil, err
		}
		for _, s := range samples {
			if s.fold == f {
				thoughts[s] = think(m, s)
			}
		}
	}
	m, err := fitFirst(samples, c)
	if err != nil {
		return nil, err
	}
	m.Second, err = fitSecond(samples, thoughts, c)
	return m, err
}
