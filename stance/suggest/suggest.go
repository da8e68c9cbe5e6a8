package suggest

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"

	"quoth/corpus"
)

// Quote is one quote under a target: judged, or in want of a suggestion.
type Quote struct {
	Text   string
	Stance corpus.Stance // empty where a suggestion is wanted; mixed counts as neutral
	Vector []float32     // of the text, from the encoder
}

// Suggestion is what the judged quotes say of one that is not judged.
type Suggestion struct {
	Quote       int           // its place among the quotes given
	Stance      corpus.Stance // support, oppose or neutral
	Probability float64       // that a person would judge so, calibrated; 0 to 1
	Evidence    []string      // words of the text it rests on, the weightiest first
	Priority    float64       // the quote with the largest teaches most when it is judged next; 0 to 2
}

// Learner suggests. It is safe for use by several goroutines.
type Learner struct {
	prior *Prior
	words Words
	set   Settings
}

// Settings are the figures of the model.
type Settings struct {
	Ridge       float64 // precision of the vector's coefficients
	Prior       float64 // expected weight of what is known beforehand
	PriorBeside float64 // the same where some judged quotes are neutral
	PriorTrust  float64 // its precision
	Aside       float64 // expected weight of what marks a quote beside the point
	AsideTrust  float64
	Bayes       float64 // weight of naive Bayes
	Share       float64 // judged quotes of each stance that are assumed before any
	HalfDrawn   float64 // number of judged quotes at which the shares are drawn a quarter of the way
	Temperature float64 // that the sum is divided by
	Cooler      float64 // the same where some judged quotes are neutral
	Reach       float64 // how many times the lead of an answer its evidence is to weigh: the surrogate makes words weaker than they are
	Evidence    int     // words at most

	ReachBeside    float64 // the same two where some judged quotes are neutral: answers lead by less, and any word can turn them
	EvidenceBeside int
}

// Chosen are the settings in use, chosen on the development data with the prior
// of each target learned without it (stance/train).
var Chosen = Settings{
	Ridge:          .1,
	Prior:          1.2,
	PriorBeside:    .9,
	PriorTrust:     1,
	Aside:          1.6,
	AsideTrust:     10,
	Bayes:          .2,
	Share:          3,
	HalfDrawn:      50,
	Temperature:    1.5,
	Cooler:         2,
	Reach:          2.6,
	Evidence:       9,
	ReachBeside:    2,
	EvidenceBeside: 7,
}

// NewLearner returns a learner from what is known beforehand.
func NewLearner(prior *Prior, words Words, set Settings) *Learner {
	return &Learner{prior, words, set}
}

// classes are the stances that are suggested.
var classes = []corpus.Stance{corpus.Support, corpus.Oppose, corpus.Neutral}

// slopes: the prior's score speaks for support and against opposition, the
// other for neutral.
var slopes = [][]float64{{.5, 0}, {-.5, 0}, {0, 1}}

// centerCount is how many quotes the mean of those the prior was trained on
// counts as, so that few quotes of a target are compared with quotes in general.
const centerCount = 20

// Suggest returns a suggestion for each quote without a stance, in order.
// target is the proposition and targetVector its vector. It stops with the
// context's error.
func (l *Learner) Suggest(
	ctx context.Context,
	target string,
	targetVector []float32,
	quotes []Quote,
) ([]Suggestion, error) {
	m := l.read(target, targetVector, quotes)
	if len(m.open) == 0 {
		return nil, ctx.Err()
	}
	logs, known := m.learn(l.set)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	evidence, priorities := newSurrogate(m, logs, known, l.set), m.priorities(logs)
	out := make([]Suggestion, len(m.open))
	for i, quote := range m.open {
		class := floats.MaxIdx(logs[i])
		p := math.Exp(logs[i][class])
		out[i] = Suggestion{
			Quote: quote, Stance: m.classes[class], Probability: p,
			Evidence: evidence.words(quote, class, logs[i]), Priority: priorities[i],
		}
	}
	return out, ctx.Err()
}

// openCount is the number of open quotes whose shares are trusted half.
const openCount = 10

// matter is the quotes of a target as numbers.
type matter struct {
	quotes  []Quote
	x       [][]float64 // centred vectors of length one
	scores  [][]float64
	stems   []map[string]bool
	judged  []int
	open    []int
	classes []corpus.Stance
	label   []int // of the judged
}

func (l *Learner) read(target string, targetVector []float32, quotes []Quote) *matter {
	m := &matter{quotes: quotes, classes: classes[:2]}
	for i, q := range quotes {
		if q.Stance == "" {
			m.open = append(m.open, i)
			continue
		}
		m.judged = append(m.judged, i)
		label := max(0, slices.Index(classes, q.Stance))
		if q.Stance == corpus.MixedStance {
			label = 2
		}
		if label == 2 {
			m.classes = classes
		}
		m.label = append(m.label, label)
	}
	m.center(l.prior.Center)
	p := l.words.proposition(target)
	traits := make([][traitCount]float64, len(quotes))
	for i, q := range quotes {
		cues, strength := l.words.cues(q.Text, p)
		m.scores = append(m.scores, []float64{l.prior.score(m.x[i], cues, p.sign), 0})
		m.stems = append(m.stems, stems(q.Text))
		traits[i] = l.words.traits(q.Text, strength)
		traits[i][traitCloseness] = cosine(q.Vector, targetVector)
	}
	for i, score := range l.prior.besides(m.x, traits, m.groups()) {
		m.scores[i][1] = score
	}
	return m
}

// groups are the quotes to compare with each other: the judged and the open ones for
// themselves where there are enough of both, so that it makes no difference that those
// asked about are, say, shorter; else all.
func (m *matter) groups() [][]int {
	if len(m.judged) >= groupLeast && len(m.open) >= groupLeast {
		return [][]int{m.judged, m.open}
	}
	return [][]int{slices.Concat(m.judged, m.open)}
}

const groupLeast = 20

// besides says how likely each quote of a target is to be beside the point, compared
// with the others: mostly as it was learned elsewhere, and in part that it is far from
// the target, short and without sentiment.
func (p *Prior) besides(x [][]float64, traits [][traitCount]float64, groups [][]int) []float64 {
	compare(traits, groups)
	plain, learned := make([]float64, len(x)), make([]float64, len(x))
	for i, t := range traits {
		plain[i] = -(t[traitCloseness] + .4*t[traitLength] + .3*t[traitStrength])
		if p.Aside != nil {
			learned[i] = floats.Dot(p.Aside[:len(x[i])], x[i]) + floats.Dot(p.Aside[len(x[i]):], t[:])
		}
	}
	standardize(plain, groups)
	standardize(learned, groups)
	floats.Scale(1-asideLearned, plain)
	floats.AddScaled(plain, asideLearned, learned)
	standardize(plain, groups)
	floats.Scale(asideSpread, plain)
	return plain
}

const (
	asideLearned = 0.8 // the part of what was learned
	asideSpread  = 1.3 // deviation of the scores
)

// compare brings the first four traits to mean 0 and deviation 1 among the quotes of
// each group.
func compare(traits [][traitCount]float64, groups [][]int) {
	column := make([]float64, len(traits))
	for trait := range traitDemand {
		for i := range traits {
			column[i] = traits[i][trait]
		}
		standardize(column, groups)
		for i, v := range column {
			traits[i][trait] = v
		}
	}
}

// center takes the mean from each half of the vectors and brings the halves to
// equal length.
func (m *matter) center(general []float64) {
	mean := slices.Clone(general)
	floats.Scale(centerCount, mean)
	weight, whole := m.openWeight(), float64(centerCount)
	for _, q := range m.quotes {
		w := 1.0
		if q.Stance == "" {
			w = weight
		}
		for k, v := range q.Vector {
			mean[k] += w * float64(v)
		}
		whole += w
	}
	floats.Scale(1/whole, mean)
	for _, q := range m.quotes {
		m.x = append(m.x, centered(q.Vector, mean))
	}
}

// openWeight is how much an open quote counts in the mean: with many judged ones the
// open ones say little more, and what is suggested for one quote should not hang on
// which others are asked about.
func (m *matter) openWeight() float64 {
	most := max(openMost-openLess*float64(len(m.judged)), openLeast)
	return min(1, most/float64(max(len(m.open), 1)))
}

const openMost, openLess, openLeast = 200, 4, 20

func centered(vector []float32, mean []float64) []float64 {
	x := make([]float64, len(vector))
	for k, v := range vector {
		x[k] = float64(v) - mean[k]
	}
	half := len(x) / 2
	for _, part := range [][]float64{x[:half], x[half:]} {
		if length := floats.Norm(part, 2); length > 0 {
			floats.Scale(1/(length*math.Sqrt2), part)
		}
	}
	return x
}

// cosine of the second halves, the encoder's last layer.
func cosine(a, b []float32) float64 {
	sum := 0.0
	for k := len(a) / 2; k < len(a); k++ {
		sum += float64(a[k]) * float64(b[k])
	}
	return sum
}

// standardize brings the values of each group to mean 0 and deviation 1.
func standardize(x []float64, groups [][]int) {
	for _, group := range groups {
		mean, squares := 0.0, 0.0
		for _, i := range group {
			mean += x[i] / float64(len(group))
		}
		for _, i := range group {
			x[i] -= mean
			squares += x[i] * x[i]
		}
		deviation := math.Sqrt(squares / float64(len(group)))
		for _, i := range group {
			if deviation > 1e-9 {
				x[i] /= deviation
			}
		}
	}
}

// learn returns the calibrated log-probabilities of the classes for each open
// quote, and those for each judged one.
func (m *matter) learn(set Settings) (open, judged [][]float64) {
	if len(m.classes) == len(classes) {
		set.Prior, set.Temperature = set.PriorBeside, set.Cooler
	}
	r := &regression{
		classes: len(m.classes), slopes: slopes, ridge: set.Ridge, biasRidge: .5,
		expected: []float64{set.Prior, set.Aside}, confidence: []float64{set.PriorTrust, set.AsideTrust},
	}
	if len(m.x) > 0 {
		r.width = len(m.x[0])
	}
	seen := make([]float64, len(m.classes))
	for _, label := range m.label {
		seen[label]++
	}
	b := newBayes(len(m.classes))
	for i, quote := range m.judged {
		r.x = append(r.x, m.x[quote])
		r.scores = append(r.scores, m.scores[quote])
		r.label = append(r.label, m.label[i])
		// Rare stances weigh as much as frequent ones.
		r.weight = append(r.weight, float64(len(m.judged))/(float64(len(m.classes))*seen[m.label[i]]))
		b.learn(m.stems[quote], m.label[i])
	}
	found := r.fit()
	all := func(quotes []int) [][]float64 {
		out := make([][]float64, len(quotes))
		for i, quote := range quotes {
			out[i] = found.logProbabilities(m.x[quote], m.scores[quote])
			if everyClassSeen(seen) {
				floats.AddScaled(out[i], set.Bayes, b.logLikelihoods(m.stems[quote]))
			}
			floats.AddConst(-floats.LogSumExp(out[i]), out[i])
		}
		return out
	}
	open, judged = all(m.open), all(m.judged)
	n := float64(len(m.judged))
	wanted := make([]float64, len(m.classes))
	for c := range wanted {
		wanted[c] = (seen[c] + set.Share) / (n + set.Share*float64(len(wanted)))
	}
	// Few open quotes need not have the shares that many have.
	trust, count := set.HalfDrawn/(set.HalfDrawn+n), float64(len(m.open))
	draw(open, wanted, trust*trust*count/(count+openCount))
	for _, rows := range [][][]float64{open, judged} {
		for _, row := range rows {
			floats.Scale(1/set.Temperature, row)
			floats.AddConst(-floats.LogSumExp(row), row)
		}
	}
	return open, judged
}

func everyClassSeen(seen []float64) bool { return floats.Min(seen) > 0 }

// surrogate explains the learner in words: a ridge regression of its answers
// on the words of the quotes (Ribeiro et al. 2016, for a whole target at once).
type surrogate struct {
	m       *matter
	set     Settings
	weights []map[string]float64 // for each class, what a word adds to its log-odds
}

const (
	surrogateRidge = 0.5
	surrogateSteps = 40
)

func newSurrogate(m *matter, open, judged [][]float64, set Settings) *surrogate {
	if len(m.classes) == len(classes) {
		set.Reach, set.Evidence = set.ReachBeside, set.EvidenceBeside
	}
	s := &surrogate{m: m, set: set}
	var texts []map[string]bool
	size := map[string]float64{}
	for _, quote := range slices.Concat(m.open, m.judged) {
		texts = append(texts, m.stems[quote])
		for word := range m.stems[quote] {
			size[word]++
		}
	}
	logs := slices.Concat(open, judged)
	for class := range m.classes {
		wanted := make([]float64, len(logs))
		for i := range logs {
			wanted[i] = margin(logs[i], class)
		}
		s.weights = append(s.weights, ridge(texts, size, wanted))
	}
	return s
}

// margin is how far a class lies above the best other one, in log-odds.
func margin(logs []float64, class int) float64 {
	best := math.Inf(-1)
	for c, v := range logs {
		if c != class {
			best = max(best, v)
		}
	}
	return logs[class] - best
}

// ridge fits by coordinate descent, words in a fixed order.
func ridge(texts []map[string]bool, size map[string]float64, wanted []float64) map[string]float64 {
	rest := slices.Clone(wanted)
	mean := floats.Sum(rest) / float64(len(rest))
	floats.AddConst(-mean, rest)
	where := map[string][]int{}
	for i, text := range texts {
		for word := range text {
			where[word] = append(where[word], i)
		}
	}
	weights := map[string]float64{}
	order := slices.Sorted(maps.Keys(size))
	for range surrogateSteps {
		for _, word := range order {
			sum := 0.0
			for _, i := range where[word] {
				sum += rest[i]
			}
			old := weights[word]
			weights[word] = (sum + size[word]*old) / (size[word] + surrogateRidge)
			for _, i := range where[word] {
				rest[i] -= weights[word] - old
			}
		}
	}
	return weights
}

// words returns the words that speak most for the class, as many as it takes
// to lose the answer without them, and at most so many as the settings have.
func (s *surrogate) words(quote, class int, logs []float64) []string {
	type weighed struct {
		word   string
		weight float64
	}
	var all []weighed
	seen := map[string]bool{}
	for _, word := range plainWords(s.m.quotes[quote].Text) {
		low := strings.ToLower(word)
		if weight := s.weights[class][stem(low)]; weight > 0 && !seen[low] && tells(low) {
			all = append(all, weighed{word, weight})
			seen[low] = true
		}
	}
	slices.SortStableFunc(all, func(a, b weighed) int { return cmp.Compare(b.weight, a.weight) })
	out := []string{}
	// The ridge makes words weaker than they are and the answer no stronger.
	left := margin(logs, class) * s.set.Reach
	for _, w := range all {
		if len(out) == s.set.Evidence || (left < 0 && len(out) > 0) {
			break
		}
		out = append(out, w.word)
		left -= w.weight
	}
	return out
}
