package exchange

import (
	"fmt"
	"strconv"
	"strings"

	"quoth/corpus"
)

// recordPart begins the description of a later stretch of a quote.
const recordPart = "part of quote: "

// quoteRecord says what is known of a quote, a line each: people read it beside
// the selection in other programs, and [readRecord] takes it back.
func quoteRecord(c *Chapter, r *Row) string {
	q := &r.Quote
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, oneLine(value))
		}
	}
	line("speaker", r.SpeakerName)
	line("speaker type", string(q.SpeakerType))
	line("organisation", r.OrganizationName)
	line("role", q.Role)
	line("status", string(r.Status))
	line("kind", string(q.Kind))
	line("act", string(q.Utterance))
	line("confidence", strconv.FormatFloat(q.Confidence, 'f', -1, 64))
	line("origin", string(q.Origin))
	line("engine", q.Engine)
	line("content", rangesText(c, q.Content))
	line("quoted", rangesText(c, q.Quoted))
	line("cue", rangesText(c, q.Cue))
	line("source", rangesText(c, q.Source))
	line("quote", string(q.ID))
	return strings.TrimSuffix(b.String(), "\n")
}

func oneLine(s string) string {
	return strings.NewReplacer("\\", `\\`, "\n", `\n`, "\r", `\r`).Replace(s)
}

func fromOneLine(s string) string {
	return strings.NewReplacer(`\\`, "\\", `\n`, "\n", `\r`, "\r").Replace(s)
}

// rangesText writes stretches as "12-40 52-60", in code points.
func rangesText(c *Chapter, spans []corpus.Span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		at := c.span(s)
		parts[i] = fmt.Sprintf("%d-%d", at.Start, at.End)
	}
	return strings.Join(parts, " ")
}

func parseRanges(s string) []Range {
	var out []Range
	for _, part := range strings.Fields(s) {
		var r Range
		if n, err := fmt.Sscanf(part, "%d-%d", &r.Start, &r.End); n == 2 && err == nil {
			out = append(out, r)
		}
	}
	return out
}

// readRecord reads what quoteRecord wrote; ok is false for another description.
func readRecord(description string) (q ProjectQuote, id string, ok bool) {
	values := map[string]string{}
	for _, line := range strings.Split(strings.ReplaceAll(description, "\r\n", "\n"), "\n") {
		if name, value, found := strings.Cut(line, ": "); found {
			values[name] = fromOneLine(value)
		}
	}
	if values["quote"] == "" || values["content"] == "" {
		return q, "", false
	}
	q.Content, q.Quoted = parseRanges(values["content"]), parseRanges(values["quoted"])
	q.Cue, q.Source = parseRanges(values["cue"]), parseRanges(values["source"])
	q.Kind, q.Utterance = corpus.Kind(values["kind"]), corpus.Utterance(values["act"])
	q.Speaker, q.SpeakerType = values["speaker"], corpus.SpeakerType(values["speaker type"])
	q.Organization, q.Role, q.Engine = values["organisation"], values["role"], values["engine"]
	q.Confidence, _ = strconv.ParseFloat(values["confidence"], 64)
	q.Complete = true
	q.Marked = values["origin"] == string(corpus.ByPerson)
	return q, values["quote"], len(q.Content) > 0
}
