package app

import (
	"encoding/csv"
	"fmt"
	"io"
	"time"

	"quoth/corpus"
	"quoth/stance"
	"quoth/stance/suggest"
)

// Names of the statistics that screens and commands use.
type (
	Smoothing   = stance.Smoothing
	CurvePoint  = stance.CurvePoint
	StanceBreak = stance.Break
	StanceShare = stance.Estimate
	StanceDiff  = stance.Difference

	SuggestedEstimate = suggest.Estimate
	AgreementMetric   = stance.Metric
)

// Smoothings lists the ways of smoothing a chart.
func Smoothings() []Smoothing { return stance.Smoothings }

// WriteCSV writes the figures of a chart, one row for each period of each line.
func (c StanceChart) WriteCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	rows := [][]string{
		{
			"target",
			"target_id",
			"by",
			"key",
			"label",
			"period",
			"start",
			"end",
			"support",
			"oppose",
			"neutral",
			"mixed",
			"judged",
			"articles",
			"net",
			"net_low",
			"net_high",
			"support_share",
			"support_low",
			"support_high",
			"oppose_share",
			"oppose_low",
			"oppose_high",
			"few",
			"not_confirmed",
			"origin",
		},
	}
	figures := func(values ...float64) (cells []string) {
		for _, v := range values {
			cells = append(cells, fmt.Sprintf("%.4f", v))
		}
		return cells
	}
	// Judged and suggested points begin alike.
	begin := func(s StanceSeries, period int, counts map[corpus.Stance]int, quotes, articles int) []string {
		at := c.Periods[period]
		return []string{
			SafeCell(c.Target.Text), string(c.Target.ID), string(c.By), SafeCell(s.Key), SafeCell(s.Label), at.Label,
			at.Start.Format(time.DateOnly), at.End.AddDate(0, 0, -1).Format(time.DateOnly),
			fmt.Sprint(counts[corpus.Support]), fmt.Sprint(counts[corpus.Oppose]),
			fmt.Sprint(counts[corpus.Neutral]), fmt.Sprint(counts[corpus.MixedStance]),
			fmt.Sprint(quotes), fmt.Sprint(articles),
		}
	}
	for _, s := range c.Series {
		for _, p := range s.Points {
			row := append(begin(s, p.Period, p.Counts, p.Judged, p.Articles), figures(p.Net, p.Low, p.High)...)
			for _, stance := range []corpus.Stance{corpus.Support, corpus.Oppose} {
				share := p.Shares[stance]
				row = append(row, figures(share.Mean, share.Low, share.High)...)
			}
			rows = append(rows, append(row, fmt.Sprint(p.Few), fmt.Sprint(p.Open), "judged"))
		}
		for _, p := range s.Suggested {
			row := append(begin(s, p.Period, p.Counts, len(p.Quotes), p.Articles), figures(p.Net, p.Low, p.High)...)
			for _, share := range p.Shares[:2] {
				row = append(row, figures(share.Corrected, share.Low, share.High)...)
			}
			rows = append(rows, append(row, "", "", "suggested"))
		}
	}
	return w.WriteAll(rows)
}
