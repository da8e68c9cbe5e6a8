package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"quoth/corpus"
)

// CitationStyle is how a source is cited.
type CitationStyle string

// The styles, as handbooks have them for a newspaper article on the web: APA 7th
// edition (2020), MLA 9th (2021), Chicago 17th, notes and bibliography (2017),
// Harvard as in Cite Them Right 12th (2022), and plain words.
const (
	PlainStyle   CitationStyle = "plain"
	APAStyle     CitationStyle = "apa"
	MLAStyle     CitationStyle = "mla"
	ChicagoStyle CitationStyle = "chicago"
	HarvardStyle CitationStyle = "harvard"
)

// CitationStyles lists them in the order screens offer them.
var CitationStyles = []CitationStyle{PlainStyle, APAStyle, MLAStyle, ChicagoStyle, HarvardStyle}

// CitationName is what a style is called.
func CitationName(s CitationStyle) string {
	return map[CitationStyle]string{PlainStyle: "plain", APAStyle: "APA", MLAStyle: "MLA", ChicagoStyle: "Chicago", HarvardStyle: "Harvard"}[s]
}

// Cite cites an article in a style; what is not known is left out, as the style
// has it. Unknown styles are plain.
func Cite(a corpus.Article, style CitationStyle) string {
	switch style {
	case APAStyle:
		return citeAPA(a)
	case MLAStyle:
		return citeMLA(a)
	case ChicagoStyle:
		return citeChicago(a)
	case HarvardStyle:
		return citeHarvard(a)
	}
	return sentences(strings.Join(a.Authors, ", "), "“"+a.Title+"”", a.Publisher, a.Published.Day(), a.URL)
}

// Quotation is the words of a quote with who said them and the source, as it
// goes into a manuscript.
func Quotation(words, speaker string, a corpus.Article, style CitationStyle) string {
	out := words
	if speaker != "" {
		out += "\n— " + speaker
	}
	return out + "\n" + Cite(a, style)
}

// Citation is a quote with who said it and its source, for a footnote or a
// message.
func (a *App) Citation(ctx context.Context, id corpus.QuoteID, style CitationStyle) (string, error) {
	card, err := a.Card(ctx, id)
	if err != nil {
		return "", err
	}
	var words strings.Builder
	for _, f := range card.Words {
		words.WriteString(f.Text)
	}
	speaker := []string{card.Speaker}
	if card.Organization != card.Speaker {
		speaker = append(speaker, card.Organization)
	}
	return Quotation(words.String(), strings.Join(nonEmpty(speaker...), ", "), card.Article, style), nil
}

// citeAPA: Joseph, S. (2015, October 6). Title. The Drum. https://…
func citeAPA(a corpus.Article) string {
	date := "n.d."
	if d := a.Published; !d.IsZero() {
		date = d.Time.Format("2006, January 2")
	}
	authors := make([]string, len(a.Authors))
	for i, name := range a.Authors {
		authors[i] = surnameFirst(name, true)
	}
	if who := series(authors, ", & ", ", & "); who != "" {
		return sentences(who+" ("+date+")", a.Title, a.Publisher, a.URL)
	}
	return sentences(endSentence(a.Title)+" ("+date+")", a.Publisher, a.URL)
}

// citeMLA: Joseph, Seb. “Title.” The Drum, 6 Oct. 2015, https://…
func citeMLA(a corpus.Article) string {
	var who string
	switch len(a.Authors) {
	case 0:
	case 1:
		who = surnameFirst(a.Authors[0], false)
	case 2:
		who = surnameFirst(a.Authors[0], false) + ", and " + a.Authors[1]
	default:
		who = surnameFirst(a.Authors[0], false) + ", et al"
	}
	date := ""
	if d := a.Published; !d.IsZero() {
		date = d.Time.Format("2 ") + mlaMonths[d.Time.Month()-1] + d.Time.Format(" 2006")
	}
	container := strings.Join(nonEmpty(a.Publisher, date, a.URL), ", ")
	return sentences(who, "“"+endSentence(a.Title)+"”", container)
}

// mlaMonths are shortened where they have more than four letters.
var mlaMonths = []string{"Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."}

// citeChicago: Joseph, Seb. “Title.” The Drum, October 6, 2015. https://…
func citeChicago(a corpus.Article) string {
	var authors []string
	for i, name := range a.Authors {
		if i == 0 {
			name = surnameFirst(name, false)
		}
		authors = append(authors, name)
	}
	date := ""
	if d := a.Published; !d.IsZero() {
		date = d.Time.Format("January 2, 2006")
	}
	return sentences(
		series(authors, ", and ", ", and "),
		"“"+endSentence(a.Title)+"”",
		strings.Join(nonEmpty(a.Publisher, date), ", "),
		a.URL,
	)
}

// citeHarvard: Joseph, S. (2015) ‘Title’, The Drum, 6 October. Available at: https://…
func citeHarvard(a corpus.Article) string {
	authors := make([]string, len(a.Authors))
	for i, name := range a.Authors {
		authors[i] = strings.ReplaceAll(surnameFirst(name, true), ". ", ".")
	}
	year, day := "(no date)", ""
	if d := a.Published; !d.IsZero() {
		year, day = d.Time.Format("(2006)"), d.Time.Format("2 January")
	}
	head := strings.Join(nonEmpty(series(authors, " and ", " and "), year), " ")
	if len(authors) == 0 {
		head = "‘" + a.Title + "’ " + year
		return sentences(strings.Join(nonEmpty(head, a.Publisher, day), ", "), availableAt(a.URL))
	}
	return sentences(strings.Join(nonEmpty(head+" ‘"+a.Title+"’", a.Publisher, day), ", "), availableAt(a.URL))
}

func availableAt(url string) string {
	if url == "" {
		return ""
	}
	return "Available at: " + url
}

// particles stand before a surname and belong to it.
var particles = []string{
	"von",
	"van",
	"der",
	"den",
	"de",
	"del",
	"della",
	"di",
	"da",
	"dos",
	"du",
	"la",
	"le",
	"el",
	"al",
	"bin",
	"ibn",
	"ter",
	"zu",
}

// surnameFirst turns a name round: Joseph, Seb; with initials Joseph, S. Names of
// one word and names that are no person's, in capitals or with many words, stay.
func surnameFirst(name string, initials bool) string {
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 5 || strings.Contains(name, ",") || strings.ToUpper(name) == name {
		return name
	}
	cut := len(words) - 1
	for cut > 1 && slices.Contains(particles, words[cut-1]) {
		cut--
	}
	given := words[:cut]
	if initials {
		short := make([]string, len(given))
		for i, g := range given {
			parts := strings.Split(g, "-")
			for n, p := range parts {
				parts[n] = string([]rune(p)[:min(1, len([]rune(p)))]) + "."
			}
			short[i] = strings.Join(parts, "-")
		}
		given = short
	}
	return strings.Join(words[cut:], " ") + ", " + strings.Join(given, " ")
}

// series lists names: two joined by pair, of more the last one by last.
func series(names []string, pair, last string) string {
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 2:
		return names[0] + pair + names[1]
	case n > 2:
		return strings.Join(names[:n-1], ", ") + last + names[n-1]
	}
	return names[0]
}

func nonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" || s == "“”" })
}

// endSentence puts a full stop where there is none.
func endSentence(s string) string {
	if last := []rune(strings.TrimRight(s, "”’\"'")); len(last) == 0 || unicode.In(last[len(last)-1], unicode.Po) {
		return s
	}
	return s + "."
}

// sentences joins what is known; an address ends without a full stop.
func sentences(parts ...string) string {
	list := nonEmpty(parts...)
	for i, s := range list {
		if !strings.Contains(s, "://") ||
			strings.Contains(s, " ") && !strings.HasPrefix(s, "Available") && !strings.Contains(lastWord(s), "://") {
			list[i] = endSentence(s)
		}
	}
	return strings.Join(list, " ")
}

func lastWord(s string) string {
	words := strings.Fields(s)
	return words[len(words)-1]
}

// ParseCitationStyle reads a style by its name.
func ParseCitationStyle(s string) (CitationStyle, error) {
	if style := CitationStyle(strings.ToLower(s)); slices.Contains(CitationStyles, style) {
		return style, nil
	}
	return "", fmt.Errorf("%q is no citation style: use plain, apa, mla, chicago or harvard: %w", s, corpus.ErrInvalid)
}
