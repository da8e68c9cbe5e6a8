package app

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
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
	rows := [][]string{{"target", "target_id", "by", "key", "label", "period", "start", "end", "support", "oppose", "neutral", "mixed", "judged", "articles",
		"net", "net_low", "net_high", "support_share", "support_low", "support_high", "oppose_share", "oppose_low", "oppose_high", "few", "not_confirmed", "origin"}}
	share := func(e stance.Estimate) []string {
		return []string{fmt.Sprintf("%.4f", e.Mean), fmt.Sprintf("%.4f", e.Low), fmt.Sprintf("%.4f", e.High)}
	}
	for _, s := range c.Series {
		for _, p := range s.Points {
			at := c.Periods[p.Period]
			row := []string{SafeCell(c.Target.Text), string(c.Target.ID), string(c.By), SafeCell(s.Key), SafeCell(s.Label), at.Label,
				at.Start.Format(time.DateOnly), at.End.AddDate(0, 0, -1).Format(time.DateOnly),
				fmt.Sprint(p.Counts[corpus.Support]), fmt.Sprint(p.Counts[corpus.Oppose]), fmt.Sprint(p.Counts[corpus.Neutral]), fmt.Sprint(p.Counts[corpus.MixedStance]),
				fmt.Sprint(p.Judged), fmt.Sprint(p.Articles), fmt.Sprintf("%.4f", p.Net), fmt.Sprintf("%.4f", p.Low), fmt.Sprintf("%.4f", p.High)}
			row = append(append(row, share(p.Shares[corpus.Support])...), share(p.Shares[corpus.Oppose])...)
			rows = append(rows, append(row, fmt.Sprint(p.Few), fmt.Sprint(p.Open), "judged"))
		}
		for _, p := range s.Suggested {
			at, n := c.Periods[p.Period], len(p.Quotes)
			row := []string{SafeCell(c.Target.Text), string(c.Target.ID), string(c.By), SafeCell(s.Key), SafeCell(s.Label), at.Label,
				at.Start.Format(time.DateOnly), at.End.AddDate(0, 0, -1).Format(time.DateOnly),
				fmt.Sprint(p.Counts[corpus.Support]), fmt.Sprint(p.Counts[corpus.Oppose]), fmt.Sprint(p.Counts[corpus.Neutral]), "0",
				fmt.Sprint(n), fmt.Sprint(p.Articles), fmt.Sprintf("%.4f", p.Net), fmt.Sprintf("%.4f", p.Low), fmt.Sprintf("%.4f", p.High)}
			for _, share := range p.Shares[:2] {
				row = append(row, fmt.Sprintf("%.4f", share.Corrected), fmt.Sprintf("%.4f", share.Low), fmt.Sprintf("%.4f", share.High))
			}
			rows = append(rows, append(row, "", "", "suggested"))
		}
	}
	return w.WriteAll(rows)
}

// The measures of a drawn chart, in pixels.
const (
	svgWidth, svgHeight        = 1000.0, 560.0
	svgLeft, svgRight, svgTop  = 70.0, 20.0, 70.0
	svgBottom                  = 120.0
	svgBeside                  = 6.0 // from a judged point to a suggested one
	svgPlotWidth, svgPlotHight = svgWidth - svgLeft - svgRight, svgHeight - svgTop - svgBottom
)

// svgInks tell lines apart together with their shapes (Okabe and Ito 2008).
var svgInks = []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7a6a00", "#56b4e9", "#4f6d7a", "#8a4b08"}

// svgShapes are drawn around the origin, in the same order.
var svgShapes = []string{`<circle r="5"/>`, `<rect x="-4.5" y="-4.5" width="9" height="9"/>`, `<path d="M0-6L5.5 4.5H-5.5Z"/>`,
	`<path d="M0-6.5L6 0 0 6.5-6 0Z"/>`, `<path d="M0 6L5.5-4.5H-5.5Z"/>`, `<path d="M0-6L5.7-1.9 3.5 4.9H-3.5L-5.7-1.9Z"/>`}

// WriteSVG draws the chart: true dates, a bar for each interval, dotted lines over
// periods without quotes, hollow marks where there is too little.
func (c StanceChart) WriteSVG(out io.Writer) error {
	var b strings.Builder
	d := svgDrawing{c, &b}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", svgWidth, svgHeight, svgWidth, svgHeight)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fff"/><text x="%.0f" y="24" font-size="15">%s</text>`+"\n", svgLeft, escapeXML(c.Target.Text))
	d.axes()
	for i, s := range c.Series {
		d.suggested(i, s)
	}
	for i, s := range c.Series {
		d.series(i, s)
	}
	d.foot()
	b.WriteString("</svg>\n")
	_, err := io.WriteString(out, b.String())
	return err
}

func escapeXML(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a builder does not fail
	}
	return b.String()
}

type svgDrawing struct {
	StanceChart
	b *strings.Builder
}

func (d svgDrawing) x(day time.Time) float64 {
	if len(d.Periods) == 0 {
		return svgLeft
	}
	first, last := d.Periods[0].Start, d.Periods[len(d.Periods)-1].End
	return svgLeft + svgPlotWidth*float64(day.Sub(first))/float64(max(last.Sub(first), 1))
}

// middle is where the point of a period lies, beside those of the other lines.
func (d svgDrawing) middle(p StancePeriod, line int) float64 {
	wide := d.x(p.End) - d.x(p.Start)
	n := float64(len(d.Series))
	return d.x(p.Start) + wide/2 + (float64(line)-(n-1)/2)*min(wide*0.7/n, 12)
}

func (d svgDrawing) y(net float64) float64 { return svgTop + svgPlotHight*(1-net)/2 }

func (d svgDrawing) axes() {
	for _, net := range []float64{1, 0.5, 0, -0.5, -1} {
		fmt.Fprintf(d.b, `<path d="M%.1f %.1fH%.1f" stroke="#ccc"/><text x="%.1f" y="%.1f" text-anchor="end">%+.1f</text>`+"\n",
			svgLeft, d.y(net), svgWidth-svgRight, svgLeft-8, d.y(net)+4, net)
	}
	every := len(d.Periods)/12 + 1
	for i, p := range d.Periods {
		if i%every == 0 {
			fmt.Fprintf(d.b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n", (d.x(p.Start)+d.x(p.End))/2, svgTop+svgPlotHight+18, escapeXML(p.Label))
		}
	}
	for n, e := range d.Events {
		day, err := time.Parse(time.DateOnly, e.Day)
		if x := d.x(day); err == nil && x >= svgLeft && x <= svgWidth-svgRight {
			fmt.Fprintf(d.b, `<path d="M%.1f %.1fV%.1f" stroke="#555" stroke-dasharray="2 4"/><text x="%.1f" y="%.1f" text-anchor="middle" fill="#555">%s</text>`+"\n",
				x, svgTop, svgTop+svgPlotHight, x, svgTop-6-float64(n%2)*14, escapeXML(e.Label))
		}
	}
}

func (d svgDrawing) series(i int, s StanceSeries) {
	ink, shape := svgInks[i%len(svgInks)], svgShapes[i%len(svgShapes)]
	for k, p := range s.Points {
		x := d.middle(d.Periods[p.Period], i)
		fmt.Fprintf(d.b, `<path d="M%.1f %.1fV%.1f" stroke="%s" stroke-opacity=".4" stroke-width="3"/>`+"\n", x, d.y(p.High), d.y(p.Low), ink)
		if k > 0 && len(s.Curve) == 0 {
			q := s.Points[k-1]
			dash := ""
			if p.Period-q.Period > 1 {
				dash = ` stroke-dasharray="2 5"`
			}
			fmt.Fprintf(d.b, `<path d="M%.1f %.1fL%.1f %.1f" stroke="%s" stroke-width="1.6"%s/>`+"\n", d.middle(d.Periods[q.Period], i), d.y(q.Net), x, d.y(p.Net), ink, dash)
		}
	}
	for k, p := range s.Curve {
		letter := "L"
		if k == 0 {
			fmt.Fprintf(d.b, `<path fill="none" stroke="%s" stroke-width="2.4" d="`, ink)
			letter = "M"
		}
		fmt.Fprintf(d.b, "%s%.1f %.1f", letter, d.x(p.Day), d.y(p.Net))
		if k == len(s.Curve)-1 {
			fmt.Fprintln(d.b, `"/>`)
		}
	}
	for _, p := range s.Points {
		fill := ink
		if p.Few {
			fill = "#fff"
		}
		fmt.Fprintf(d.b, `<g transform="translate(%.1f %.1f)" fill="%s" stroke="%s" stroke-width="1.6">%s<title>%s %s: %+.2f (%+.2f to %+.2f), %d quotes of %d articles</title></g>`+"\n",
			d.middle(d.Periods[p.Period], i), d.y(p.Net), fill, ink, shape, escapeXML(s.Label), escapeXML(d.Periods[p.Period].Label), p.Net, p.Low, p.High, p.Judged, p.Articles)
	}
}

// suggested draws what is only suggested: crosses, dashed intervals, no line through
// them.
func (d svgDrawing) suggested(i int, s StanceSeries) {
	ink := svgInks[i%len(svgInks)]
	for _, p := range s.Suggested {
		x, y := d.middle(d.Periods[p.Period], i)+svgBeside, d.y(p.Net)
		fmt.Fprintf(d.b, `<path d="M%.1f %.1fV%.1f" stroke="%s" stroke-opacity=".6" stroke-dasharray="3 3"/>`+"\n", x, d.y(p.High), d.y(p.Low), ink)
		fmt.Fprintf(d.b, `<path d="M%.1f %.1fl8 8m0-8l-8 8" stroke="%s" stroke-width="1.6"><title>%s %s: suggested, %+.2f (%+.2f to %+.2f), %d quotes of %d articles</title></path>`+"\n",
			x-4, y-4, ink, escapeXML(s.Label), escapeXML(d.Periods[p.Period].Label), p.Net, p.Low, p.High, len(p.Quotes), p.Articles)
	}
}

func (d svgDrawing) foot() {
	for i, s := range d.Series {
		x, y := svgLeft+float64(i%3)*300, svgTop+svgPlotHight+44+float64(i/3)*18
		fmt.Fprintf(d.b, `<g transform="translate(%.1f %.1f)" fill="%s">%s</g><text x="%.1f" y="%.1f">%s (%d)</text>`+"\n",
			x+6, y-4, svgInks[i%len(svgInks)], svgShapes[i%len(svgShapes)], x+16, y, escapeXML(s.Label), s.Judged)
	}
	fmt.Fprintf(d.b, `<text x="%.1f" y="%.1f" font-size="10" fill="#555">%s</text>`+"\n", svgLeft, svgHeight-8, escapeXML(d.Methods()))
	if d.Suggested != nil {
		fmt.Fprintf(d.b, `<text x="%.1f" y="%.1f" font-size="10" fill="#555">%s</text>`+"\n", svgLeft, svgHeight-22, escapeXML(d.Suggested.Words()))
	}
}
