package stance_test

import (
	"fmt"
	"log"
	"time"

	"quoth/corpus"
	"quoth/stance"
)

// The net stance of a speaker by year.
func ExampleBuild() {
	said := func(year int, s corpus.Stance) stance.Observation {
		return stance.Observation{
			Article: corpus.ArticleID(fmt.Sprint(year, s)),
			Key:     "River Board",
			When:    time.Date(year, 5, 1, 0, 0, 0, 0, time.UTC),
			Stance:  s,
		}
	}
	chart, err := stance.Build(
		[]stance.Observation{
			said(2022, corpus.Oppose),
			said(2023, corpus.Oppose),
			said(2023, corpus.Support),
			said(2024, corpus.Support),
		},
		stance.Options{},
	)
	if err != nil {
		log.Fatal(err)
	}
	for _, series := range chart.Series {
		for _, point := range series.Points {
			fmt.Printf("%s %s: %+.0f of %d\n", series.Key, chart.Periods[point.Period].Label, point.Net, point.Judged)
		}
	}
	// Output:
	// River Board 2022: -1 of 1
	// River Board 2023: +0 of 2
	// River Board 2024: +1 of 1
}
