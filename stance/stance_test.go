package stance_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/stance"
)

func observe(key string, year, n int, s corpus.Stance) stance.Observation {
	return stance.Observation{
		Quote: corpus.QuoteID(
			fmt.Sprintf("%s-%d-%d", key, year, n),
		),
		Article: corpus.ArticleID(fmt.Sprintf("art-%d-%d", year, n)),
		Key:     key,
		When:    time.Date(year, 6, 1+n%28, 0, 0, 0, 0, time.UTC),
		Stance:  s,
	}
}

func TestNetStanceAndCounts(t *testing.T) {
	chart, err := stance.Build([]stance.Observation{
		observe(
			"a",
			2015,
			1,
			corpus.Support,
		),
		observe("a", 2015, 2, corpus.Support),
		observe("a", 2015, 3, corpus.Oppose),
		observe("a", 2015, 4, corpus.Neutral),
		observe("a", 2017, 5, corpus.Oppose),
	}, stance.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(chart.Periods) != 3 || chart.Periods[1].Label != "2016" {
		t.Errorf("periods = %v; want 2015 to 2017 without a gap", chart.Periods)
	}
	points := chart.Series[0].Points
	if len(points) != 2 || points[0].Net != 0.25 || points[0].Judged != 4 || points[0].Few ||
		points[0].Counts[corpus.Support] != 2 {
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

// TestTheIntervalCoversTheTruth draws samples whose true net stance is known, most
// of them one-sided, as spokespeople are. stance/bench has the whole grid.
func TestTheIntervalCoversTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	const trials = 1000
	for _, articles := range []int{3, 5, 10, 20} {
		for _, p := range []float64{0.5, 0.8, 0.95, 0.99} {
			for _, copies := range []int{1, 4} { // quotes of an article all say the same
				covered := 0
				for range trials {
					var in []stance.Observation
					for i := range articles {
						s := corpus.Oppose
						if random.Float64() < p {
							s = corpus.Support
						}
						for range copies {
							in = append(in, observe("a", 2015, i, s))
						}
					}
					e := stance.Net(in, 0.95)
					if e.Low >= e.High || e.Low < -1 || e.High > 1 {
						t.Fatalf("the interval %v to %v is none", e.Low, e.High)
					}
					if truth := 2*p - 1; e.Low <= truth && truth <= e.High {
						covered++
					}
				}
				if share := float64(covered) / trials; share < 0.93 {
					t.Errorf(
						"%d articles, %d quotes each, p = %.2f: the interval holds the truth in %.3f of samples",
						articles,
						copies,
						p,
						share,
					)
				}
			}
		}
	}
}

func TestFiveOfFiveAreNoCertainty(t *testing.T) {
	var in []stance.Observation
	for i := range 5 {
		in = append(in, observe("a", 2015, i, corpus.Support))
	}
	// Clopper and Pearson for 5 of 5: from .478.
	if e := stance.Net(in, 0.95); e.High != 1 || math.Abs(e.Low-(2*0.4782-1)) > 0.001 {
		t.Errorf("interval %.3f to %.3f; want −.044 to 1", e.Low, e.High)
	}
}

// TestThePrintedDayCounts: in print it was still 2020.
func TestThePrintedDayCounts(t *testing.T) {
	o := observe("a", 2020, 1, corpus.Support)
	o.When = time.Date(2020, 12, 31, 22, 30, 0, 0, time.FixedZone("", -5*3600))
	for period, want := range map[stance.Period]string{stance.Year: "2020", stance.Quarter: "2020 Q4", stance.Month: "2020-12", stance.Week: "2020-W53"} {
		chart, err := stance.Build([]stance.Observation{o}, stance.Options{Period: period})
		if err != nil || len(chart.Periods) != 1 || chart.Periods[0].Label != want {
			t.Errorf("%s = %v, %v; want %s", period, chart.Periods, err, want)
		}
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
