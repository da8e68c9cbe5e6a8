package stance_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/stance"
)

func observe(key string, year, n int, s corpus.Stance) stance.Observation {
	return stance.Observation{Quote: corpus.QuoteID(fmt.Sprintf("%s-%d-%d", key, year, n)), Article: corpus.ArticleID(fmt.Sprintf("art-%d-%d", year, n)),
		Key: key, When: time.Date(year, 6, 1+n%28, 0, 0, 0, 0, time.UTC), Stance: s}
}

func TestNetStanceAndCounts(t *testing.T) {
	chart, err := stance.Build([]stance.Observation{
		observe("a", 2015, 1, corpus.Support), observe("a", 2015, 2, corpus.Support), observe("a", 2015, 3, corpus.Oppose), observe("a", 2015, 4, corpus.Neutral),
		observe("a", 2017, 5, corpus.Oppose),
	}, stance.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(chart.Periods) != 3 || chart.Periods[1].Label != "2016" {
		t.Errorf("periods = %v; want 2015 to 2017 without a gap", chart.Periods)
	}
	points := chart.Series[0].Points
	if len(points) != 2 || points[0].Net != 0.25 || points[0].Judged != 4 || points[0].Few || points[0].Counts[corpus.Support] != 2 {
		t.Errorf("first point = %+v; want net 0.25 of 4", points[0])
	}
	if p := points[1]; !p.Few || p.Low != -1 || p.High != 1 {
		t.Errorf("a single article = %+v; want it marked as few, with no interval to speak of", p)
	}
}

func TestTheOrderOfArticlesDoesNotMatter(t *testing.T) {
	var in []stance.Observation
	for i := range 60 {
		in = append(in, observe("a", 2010+i%7, i, corpus.Stances[i%4]))
	}
	want, err := stance.Build(in, stance.Options{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
	if got, _ := stance.Build(in, stance.Options{Seed: 3}); !reflect.DeepEqual(got, want) {
		t.Error("another order gives another chart")
	}
}

func TestOncePerStoryKeepsTheFirstPrinting(t *testing.T) {
	a, b := observe("a", 2015, 1, corpus.Support), observe("a", 2015, 2, corpus.Support)
	a.Story, b.Story = "s", "s"
	chart, err := stance.Build([]stance.Observation{b, a}, stance.Options{OncePerStory: true})
	if err != nil || chart.Series[0].Points[0].Judged != 1 || chart.Series[0].Points[0].Quotes[0] != a.Quote {
		t.Errorf("chart = %+v, %v; want the first printing alone", chart, err)
	}
}

// TestTheIntervalCoversTheTruth draws samples whose true net stance is known: a
// 95 % interval must hold it about that often.
func TestTheIntervalCoversTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	const trials, articles = 300, 40
	covered := 0
	for range trials {
		var in []stance.Observation
		for i := range articles {
			s := corpus.Oppose
			if random.Float64() < 0.7 {
				s = corpus.Support
			}
			in = append(in, observe("a", 2015, i, s))
		}
		if low, high := stance.Interval(in, 400, 0.95, random.Uint64()); low <= 0.4 && 0.4 <= high {
			covered++
		}
	}
	if share := float64(covered) / trials; share < 0.89 || share > 0.99 {
		t.Errorf("the interval holds the truth in %.3f of %d samples, want about 0.95", share, trials)
	}
}

func TestAChangeIsFoundAndNoiseIsNot(t *testing.T) {
	var moved, still []stance.Observation
	for i := range 40 {
		s := corpus.Support
		if i >= 20 {
			s = corpus.Oppose
		}
		moved = append(moved, observe("a", 2010+i/4, i, s))
		still = append(still, observe("a", 2010+i/4, i, corpus.Stances[(i*7)%2]))
	}
	chart, _ := stance.Build(moved, stance.Options{})
	if c := chart.Series[0].Change; c == nil || chart.Periods[c.Period].Label != "2015" || c.P > 0.01 {
		t.Errorf("change = %+v; want 2015 with a small p", c)
	}
	chart, _ = stance.Build(still, stance.Options{})
	if c := chart.Series[0].Change; c == nil || c.P < 0.2 {
		t.Errorf("noise gave a change %+v", c)
	}
}

// TestAlphaAgainstPublishedValues uses the worked examples of Krippendorff,
// Computing Krippendorff's Alpha-Reliability (2011).
func TestAlphaAgainstPublishedValues(t *testing.T) {
	read := func(rows ...string) stance.Ratings {
		var r stance.Ratings
		for _, row := range rows {
			var coder []string
			for _, v := range strings.Fields(row) {
				coder = append(coder, strings.Trim(v, "."))
			}
			r = append(r, coder)
		}
		return r
	}
	for _, test := range []struct {
		name    string
		ratings stance.Ratings
		want    float64
	}{
		{"section A, binary data, two observers", read("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095},
		{"section B, nominal data, two observers", read("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692},
		{"section C, nominal data, four observers, missing data", read(
			"1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."), 0.743},
	} {
		if got := stance.Alpha(test.ratings); math.Abs(got-test.want) > 0.0006 {
			t.Errorf("%s: alpha = %.4f, want %.3f", test.name, got, test.want)
		}
	}
	if !math.IsNaN(stance.Alpha(read("a a", "a a"))) {
		t.Error("alpha without variation should not be defined")
	}
}

// TestKappaAgainstAKnownValue: 50 proposals of two readers, 20 yes/yes, 5
// yes/no, 10 no/yes, 15 no/no, give kappa 0.40.
func TestKappaAgainstAKnownValue(t *testing.T) {
	var a, b []string
	for pair, n := range map[[2]string]int{{"y", "y"}: 20, {"y", "n"}: 5, {"n", "y"}: 10, {"n", "n"}: 15} {
		for range n {
			a, b = append(a, pair[0]), append(b, pair[1])
		}
	}
	if got := stance.Kappa(a, b); math.Abs(got-0.4) > 1e-9 {
		t.Errorf("kappa = %v, want 0.4", got)
	}
	if got := stance.Agreement(a, b); math.Abs(got-0.7) > 1e-9 {
		t.Errorf("agreement = %v, want 0.7", got)
	}
}
