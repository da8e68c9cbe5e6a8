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
	share := func(e stance.Estimate) []string {
		return []string{fmt.Sprintf("%.4f", e.Mean), fmt.Sprintf("%.4f", e.Low), fmt.Sprintf("%.4f", e.High)}
	}
	for _, s := range c.Series {
		for _, p := range s.Points {
			at := c.Periods[p.Period]
			row := []string{
				SafeCell(
					c.Target.Text,
				),
				string(c.Target.ID),
				string(c.By),
				SafeCell(s.Key),
				SafeCell(s.Label),
				at.Label,
				at.Start.Format(time.DateOnly),
				at.End.AddDate(0, 0, -1).Format(time.DateOnly),
				fmt.Sprint(
					p.Counts[corpus.Support],
				),
				fmt.Sprint(p.Counts[corpus.Oppose]),
				fmt.Sprint(p.Counts[corpus.Neutral]),
				fmt.Sprint(p.Counts[corpus.MixedStance]),
				fmt.Sprint(
					p.Judged,
				),
				fmt.Sprint(p.Articles),
				fmt.Sprintf("%.4f", p.Net),
				fmt.Sprintf("%.4f", p.Low),
				fmt.Sprintf("%.4f", p.High),
			}
			row = append(append(row, share(p.Shares[corpus.Support])...), share(p.Shares[corpus.Oppose])...)
			rows = append(rows, append(row, fmt.Sprint(p.Few), fmt.Sprint(p.Open), "judged"))
		}
		for _, p := range s.Suggested {
			at, n := c.Periods[p.Period], len(p.Quotes)
			row := []string{
				SafeCell(
					c.Target.Text,
				),
				string(c.Target.ID),
				string(c.By),
				SafeCell(s.Key),
				SafeCell(s.Label),
				at.Label,
				at.Start.Format(time.DateOnly),
				at.End.AddDate(0, 0, -1).Format(time.DateOnly),
				fmt.Sprint(
					p.Counts[corpus.Support],
				),
				fmt.Sprint(p.Counts[corpus.Oppose]),
				fmt.Sprint(p.Counts[corpus.Neutral]),
				"0",
				fmt.Sprint(
					n,
				),
				fmt.Sprint(p.Articles),
				fmt.Sprintf("%.4f", p.Net),
				fmt.Sprintf("%.4f", p.Low),
				fmt.Sprintf("%.4f", p.High),
			}
			for _, share := range p.Shares[:2] {
				row = append(
					row,
					fmt.Sprintf("%.4f", share.Corrected),
					fmt.Sprintf("%.4f", share.Low),
					fmt.Sprintf("%.4f", share.High),
				)
			}
			rows = append(rows, append(row, "", "", "suggested"))
		}
	}
	return w.WriteAll(rows)
}
