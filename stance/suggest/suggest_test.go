package suggest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quoth/corpus"
)

// words that the tests need; vectors are two halves of four units that say
// which words a text has.
var known = Words{
	Sentiment:   map[string]float64{"good": 2, "safe": 2, "harmful": -2.5, "cruel": -3},
	Restricting: map[string]bool{"ban": true},
}

var spoken = []string{"good", "safe", "harmful", "cruel"}

func vectorOf(text string) []float32 {
	v := make([]float32, 2*len(spoken))
	for i, word := range spoken {
		if strings.Contains(text, word) {
			v[i], v[i+len(spoken)] = 1, 1
		}
	}
	return v
}

func quote(text string, stance corpus.Stance) Quote {
	return Quote{Text: text, Stance: stance, Vector: vectorOf(text)}
}

// flat knows nothing of vectors and only sentiment of the cues.
func flat() *Prior {
	p := &Prior{Weights: make([]float64, 2*len(spoken)+cueCount), Center: make([]float64, 2*len(spoken)), Scale: .5}
	p.Weights[2*len(spoken)+cueSentiment] = 1
	return p
}

func suggestions(t *testing.T, target string, quotes []Quote) []Suggestion {
	t.Helper()
	got, err := NewLearner(flat(), known, Chosen).Suggest(context.Background(), target, vectorOf(target), quotes)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPraiseSupportsATargetAndSpeaksAgainstABan(t *testing.T) {
	quotes := []Quote{quote("it is good and safe", ""), quote("it is cruel and harmful", "")}
	for target, want := range map[string][]corpus.Stance{
		"We should have more of it": {corpus.Support, corpus.Oppose},
		"We should ban it":          {corpus.Oppose, corpus.Support},
	} {
		got := suggestions(t, target, quotes)
		if stances := []corpus.Stance{got[0].Stance, got[1].Stance}; !slices.Equal(stances, want) {
			t.Errorf("%s: %v, want %v", target, stances, want)
		}
	}
}

func TestJudgementsOutweighWhatIsKnownBeforehand(t *testing.T) {
	// Here praise opposes: the judged quotes say so.
	var quotes []Quote
	for i := range 12 {
		quotes = append(
			quotes,
			quote(fmt.Sprintf("good number %d", i), corpus.Oppose),
			quote(fmt.Sprintf("cruel number %d", i), corpus.Support),
		)
	}
	quotes = append(quotes, quote("good again", ""), quote("cruel again", ""))
	got := suggestions(t, "We should have more of it", quotes)
	if got[0].Stance != corpus.Oppose || got[1].Stance != corpus.Support {
		t.Errorf("got %v and %v", got[0].Stance, got[1].Stance)
	}
	if got[0].Quote != 24 || got[1].Quote != 25 {
		t.Errorf("places %d and %d, want 24 and 25", got[0].Quote, got[1].Quote)
	}
}

func TestNeutralIsSuggestedWhereItWasJudged(t *testing.T) {
	quotes := []Quote{quote("good", corpus.Support), quote("cruel", corpus.Oppose)}
	for _, s := range suggestions(t, "It", append(quotes, quote("the meeting is on Monday", ""))) {
		if s.Stance == corpus.Neutral {
			t.Error("neutral was suggested though nobody judged so")
		}
	}
	for i := range 5 {
		quotes = append(quotes, quote(fmt.Sprintf("the meeting of day %d", i), corpus.MixedStance))
	}
	got := suggestions(t, "It", append(quotes, quote("the meeting is on Monday", "")))
	if got[0].Stance != corpus.Neutral {
		t.Errorf("suggested %s, want neutral, which mixed judgements teach", got[0].Stance)
	}
}

func TestSuggestionsKeepTheirContract(t *testing.T) {
	quotes := []Quote{
		quote("it is good", corpus.Support), quote("it is cruel", corpus.Oppose), quote("perhaps", corpus.Neutral),
		quote("they aren’t safe, she said", ""), quote("", ""), quote("Zürich — 50 %", ""),
	}
	got := suggestions(t, "Should it be?", quotes)
	if len(got) != 3 {
		t.Fatalf("%d suggestions, want 3", len(got))
	}
	for _, s := range got {
		if s.Probability < 1./3-1e-9 || s.Probability > 1 || math.IsNaN(s.Probability) {
			t.Errorf("probability %v of the most probable of three", s.Probability)
		}
		for _, word := range s.Evidence {
			if !strings.Contains(quotes[s.Quote].Text, word) {
				t.Errorf("evidence %q is not in %q", word, quotes[s.Quote].Text)
			}
		}
	}
	if again := suggestions(t, "Should it be?", quotes); !reflect.DeepEqual(again, got) {
		t.Error("the same quotes have other suggestions")
	}
}

func TestSuggestWithoutQuotes(t *testing.T) {
	if got := suggestions(t, "It", []Quote{quote("good", corpus.Support)}); len(got) != 0 {
		t.Errorf("%d suggestions for nothing", len(got))
	}
}

func TestAPriorIsReadAsItWasWritten(t *testing.T) {
	p := flat()
	p.Weights[0] = 0.123456789
	var b strings.Builder
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := ReadPrior(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.Weights[0]-0.12346) > 1e-12 || got.Scale != p.Scale {
		t.Errorf("read %v and %v", got.Weights[0], got.Scale)
	}
	if _, err := ReadPrior(strings.NewReader(`{"Weights":[1],"Center":[1,2],"Scale":1}`)); err == nil {
		t.Error("weights that do not fit were read")
	}
}

// The gradient that the solver is given is the slope of the loss.
func TestGradient(t *testing.T) {
	r := &regression{
		classes: 3,
		width:   2,
		slopes:  slopes,
		x:       [][]float64{{1, -.5}, {.2, .9}, {-1, .3}},
		scores:  [][]float64{{1, 0}, {-.5, .2}, {0, 1}},
		label: []int{
			0,
			1,
			2,
		},
		weight:     []float64{1, 2, .5},
		ridge:      .3,
		biasRidge:  .2,
		expected:   []float64{1, .5},
		confidence: []float64{2, 1},
	}
	p := make([]float64, r.size())
	for i := range p {
		p[i] = math.Sin(float64(i))
	}
	grad := make([]float64, len(p))
	r.loss(p, grad)
	const h = 1e-6
	for i := range p {
		q := slices.Clone(p)
		q[i] += h
		up := r.loss(q, nil)
		q[i] -= 2 * h
		if slope := (up - r.loss(q, nil)) / (2 * h); math.Abs(slope-grad[i]) > 1e-5 {
			t.Errorf("coefficient %d: gradient %v, slope %v", i, grad[i], slope)
		}
	}
}

func TestATrainedPriorTellsSidesApart(t *testing.T) {
	var examples []Example
	for _, target := range []string{"We should have more of it", "We should ban it"} {
		praise, blame := corpus.Support, corpus.Oppose
		if strings.Contains(target, "ban") {
			praise, blame = blame, praise
		}
		e := Example{Target: target}
		for i := range 10 {
			e.Quotes = append(
				e.Quotes,
				quote(fmt.Sprintf("so good %d", i), praise),
				quote(fmt.Sprintf("so cruel %d", i), blame),
			)
		}
		examples = append(examples, e)
	}
	learner := NewLearner(TrainPrior(known, examples), known, Chosen)
	got, err := learner.Suggest(
		context.Background(),
		"We should ban these",
		vectorOf(""),
		[]Quote{quote("good they are", ""), quote("cruel they are", "")},
	)
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Stance != corpus.Oppose || got[1].Stance != corpus.Support {
		t.Errorf("got %v and %v", got[0].Stance, got[1].Stance)
	}
}

// Of a known mixture the corrected shares come nearer than the counted ones,
// and the intervals hold most of them.
func TestSharesAreCorrectedForErrors(t *testing.T) {
	// The learner calls one in four of those against support.
	pairs := []pair{}
	for range 40 {
		pairs = append(pairs, pair{0, 0}, pair{1, 1}, pair{1, 1}, pair{1, 1}, pair{1, 0})
	}
	truth := .3
	given := []float64{truth + (1-truth)*.25, (1 - truth) * .75, 0}
	got := explain(pairs, given)
	if math.Abs(got[0]-truth) > math.Abs(given[0]-truth)/2 {
		t.Errorf("the share of support is %.3f, want %.2f: suggested are %.3f", got[0], truth, given[0])
	}
}

func TestSharesSayWhenTheyRestOnTooLittle(t *testing.T) {
	quotes := []Quote{quote("good", corpus.Support), quote("cruel", ""), quote("safe", "")}
	learner := NewLearner(flat(), known, Chosen)
	if _, err := learner.Errors(context.Background(), "It", vectorOf("It"), quotes); !errors.Is(err, ErrTooFew) {
		t.Errorf("one judged quote gives %v", err)
	}
	for i := range 15 {
		quotes = append(
			quotes,
			quote(fmt.Sprintf("good %d", i), corpus.Support),
			quote(fmt.Sprintf("cruel %d", i), corpus.Oppose),
		)
	}
	found, err := learner.Errors(context.Background(), "It", vectorOf("It"), quotes)
	if err != nil {
		t.Fatal(err)
	}
	if found.Quotes() != 31 || found.Right() < .9 {
		t.Errorf("of %d held back %.2f are right", found.Quotes(), found.Right())
	}
	even := []corpus.Stance{corpus.Support, corpus.Oppose}
	got, ok := found.Estimate(even, 2)
	if !ok {
		t.Fatal("no estimate")
	}
	sum := 0.0
	for _, s := range got.Shares {
		sum += s.Corrected
		if s.Low > s.Corrected+1e-9 || s.High < s.Corrected-1e-9 {
			t.Errorf("%s: %.3f lies outside %.3f to %.3f", s.Stance, s.Corrected, s.Low, s.High)
		}
	}
	if math.Abs(sum-1) > 1e-9 || math.Abs(got.Shares[0].Corrected-.5) > .1 {
		t.Errorf("shares %+v", got.Shares)
	}
	if again, _ := found.Estimate(even, 2); !reflect.DeepEqual(again, got) {
		t.Error("the same suggestions have other shares")
	}
	if _, ok := found.Estimate(nil, 0); ok {
		t.Error("nothing has an estimate")
	}
}

// Of few quotes that all say the same nobody can be sure; of many of one article no more so.
func TestAnEstimateIsNeverCertain(t *testing.T) {
	var found Errors
	for range 30 {
		found.pairs = append(found.pairs, pair{0, 0}, pair{1, 1})
	}
	width := func(quotes, articles int) float64 {
		same := make([]corpus.Stance, quotes)
		for i := range same {
			same[i] = corpus.Support
		}
		e, _ := found.Estimate(same, articles)
		return e.High - e.Low
	}
	if w := width(50, 50); w <= 0 {
		t.Errorf("fifty that say the same have an interval of width %v", w)
	}
	if few, many := width(5, 5), width(50, 50); few <= many {
		t.Errorf("five have an interval of %.2f, fifty of %.2f", few, many)
	}
	if one, many := width(50, 5), width(50, 50); one <= many {
		t.Errorf("fifty of five articles have an interval of %.2f, of fifty articles %.2f", one, many)
	}
}
