package desktop

import (
	"strings"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/corpus"
)

// plain joins the fragments of a text on one line.
func plain(fragments []app.Fragment) string {
	var b strings.Builder
	for _, f := range fragments {
		b.WriteString(f.Text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// speakerLine names who said a quote, for whom.
func speakerLine(c app.QuoteCard) string {
	who := c.Speaker
	if who == "" {
		who = T("speaker unknown")
	}
	if c.Organization != "" && c.Organization != c.Speaker {
		who += ", " + c.Organization
	}
	return who
}

// sourceLine names where a quote was printed.
func sourceLine(c app.QuoteCard) string {
	return strings.Trim(c.Article.Publisher+" · "+prettyDay(c.Article.Published), " ·")
}

func prettyDay(d corpus.Date) string {
	if d.IsZero() {
		return T("no date")
	}
	return d.Time.Format("2 Jan 2006")
}

// stanceLine is the stances of a quote as marks.
func stanceLine(c app.QuoteCard) string {
	var b strings.Builder
	for _, j := range c.Judgements {
		b.WriteString(chart.StanceMarks[j.Stance])
	}
	return b.String()
}

// statusSigns and statusMark tell a quote's status by sign and word.
var statusSigns = map[corpus.Status]string{
	corpus.Suggested: "○",
	corpus.Confirmed: "✓",
	corpus.Corrected: "✎",
	corpus.Rejected:  "✕",
	corpus.Disputed:  "?",
}

func statusMark(s corpus.Status) string { return statusSigns[s] + " " + T(string(s)) }

// longDay is a day with its month in full.
func longDay(d corpus.Date) string {
	if d.IsZero() {
		return T("no date")
	}
	return d.Time.Format("2 January 2006")
}
