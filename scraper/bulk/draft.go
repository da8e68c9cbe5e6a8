package bulk

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"quoth/corpus"
	"quoth/language"
	"quoth/scraper/dates"
	"quoth/scraper/extract"
)

// draft fills one entry field by field.
type draft struct {
	entry  *Entry
	layout string // of dates, as a person gave it
}

func newDraft(s Settings) *draft { return &draft{entry: &Entry{}, layout: s.DateLayout} }

func (d *draft) article() *corpus.Article { return &d.entry.Collected.Article }

func (d *draft) origin(field string, from corpus.FieldOrigin) {
	a := d.article()
	if a.FieldOrigins == nil {
		a.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	a.FieldOrigins[field] = from
}

// doubt puts a field into the tray; one doubt a field is enough.
func (d *draft) doubt(field, printed, reason string) {
	for _, known := range d.entry.Doubts {
		if known.Field == field {
			return
		}
	}
	d.entry.Doubts = append(d.entry.Doubts, Doubt{field, cut(tidy(printed), 300), reason})
}

// replace sets a field again and forgets what was doubtful about it.
func (d *draft) replace(field, printed string, from corpus.FieldOrigin) {
	if tidy(printed) == "" {
		return
	}
	d.entry.Doubts = slices.DeleteFunc(d.entry.Doubts, func(doubt Doubt) bool { return doubt.Field == field })
	d.set(field, printed, from)
}

// set reads a printed field into the article, or puts it into the tray.
func (d *draft) set(field, printed string, from corpus.FieldOrigin) {
	printed = tidy(printed)
	if printed == "" {
		return
	}
	a := d.article()
	switch field {
	case Title:
		a.Title = printed
	case Publisher:
		a.Publisher = printed
	case Section:
		a.Section = printed
	case Authors:
		names, err := readAuthors(printed)
		if err != nil {
			d.doubt(Authors, printed, err.Error())
			return
		}
		a.Authors = names
	case Published:
		date, err := dates.Read(printed, d.layout)
		if err != nil {
			d.doubt(Published, printed, err.Error())
			return
		}
		a.Published = date
	case Language:
		code, ok := languageCode(printed)
		if !ok {
			d.doubt(Language, printed, "the language is not known")
			return
		}
		a.Language = code
	case Keywords:
		a.Keywords = splitList(printed)
	case URL:
		if !strings.HasPrefix(printed, "http://") && !strings.HasPrefix(printed, "https://") {
			d.doubt(URL, printed, "it is not a web address")
			return
		}
		a.URL = extract.CanonicalURL(printed)
	}
	d.origin(field, from)
}

// finish closes an entry: blocks, corrections, the language, and a look at what
// is missing. announcedWords is the length the file gives, or 0.
func (d *draft) finish(blocks []corpus.Block, announcedWords int, page corpus.Page) Entry {
	blocks, corrections := Corrections(blocks)
	c := &d.entry.Collected
	page.Notes = append(append(c.Page.Notes, page.Notes...), corrections...)
	c.Blocks, c.Page = blocks, page
	text, _ := corpus.JoinBlocks(blocks)
	n := countWords(text)
	if n == 0 {
		d.entry.Err = fmt.Errorf("no text of the article was found")
		return *d.entry
	}
	if a := d.article(); a.FieldOrigins[Body] == "" {
		d.origin(Body, FromExport)
	}
	a := &c.Article
	if a.Language == "" {
		if code, sure := language.Of(text, ""); sure {
			a.Language = code
			d.origin(Language, corpus.FromText)
		}
	}
	if announcedWords > 0 && (n*10 < announcedWords*6 || n*10 > announcedWords*16) {
		d.doubt(
			Body,
			fmt.Sprintf("%d words", announcedWords),
			fmt.Sprintf("the file says %d words, %d were read", announcedWords, n),
		)
	}
	for field, missing := range map[string]bool{Title: a.Title == "", Publisher: a.Publisher == "", Published: a.Published.IsZero()} {
		if missing {
			d.doubt(field, "", "the file does not give it")
		}
	}
	slices.SortFunc(d.entry.Doubts, func(a, b Doubt) int { return strings.Compare(a.Field, b.Field) })
	return *d.entry
}

// correctionLine is how outlets begin a correction that they print with the
// article. It is kept beside the text, never in it.
var correctionLine = regexp.MustCompile(
	`(?i)^(?:[*•–—-]\s*)?(?:corrections?(?: and clarifications?)?(?: appended)?|clarifications?|editor.?s.? note|berichtigung|korrektur|rectificatif)\s*(?::|-|–|—|$)` +
		`|(?i)^(?:[*•–—-]\s*)?(?:this|an earlier version of this|a previous version of this) (?:article|story|report|piece|column)(?:’s|'s)? .{0,60}(?:amended|corrected|misstated|incorrectly|updated to correct|said|stated|gave|misidentified|included)`,
)

// correctionNote is how a correction is noted with the page.
const correctionNote = "correction printed with the article: "

// Corrections takes the corrections out of the first and the last blocks of a
// text, those that begin as one, and gives them as notes.
func Corrections(blocks []corpus.Block) (rest []corpus.Block, notes []string) {
	const margin = 4 // corrections stand within so many blocks of either end
	for i, b := range blocks {
		atEdge := i < 2 || i >= len(blocks)-margin
		if atEdge && correctionLine.MatchString(b.Text) && len(blocks) > 1 {
			notes = append(notes, correctionNote+b.Text)
			continue
		}
		rest = append(rest, b)
	}
	if len(rest) == 0 {
		return blocks, nil // the correction is the article
	}
	return rest, notes
}

func blocksOf(texts []string) []corpus.Block {
	out := make([]corpus.Block, 0, len(texts))
	for _, t := range texts {
		if t != "" {
			out = append(out, corpus.Block{Kind: corpus.PlainParagraph, Text: t})
		}
	}
	return out
}

var leadingNumber = regexp.MustCompile(`\d[\d,.]*`)

// readWordCount reads "1,234 words"; 0 where there is no number.
func readWordCount(printed string) int {
	digits := strings.NewReplacer(",", "", ".", "").Replace(leadingNumber.FindString(printed))
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

var listCut = regexp.MustCompile(`\s*[;|]\s*`)

func splitList(s string) []string {
	var out []string
	for _, part := range listCut.Split(s, -1) {
		if part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// languageNames maps how databases print languages to ISO 639-1.
var languageNames = map[string]string{
	"english":    "en",
	"german":     "de",
	"deutsch":    "de",
	"french":     "fr",
	"français":   "fr",
	"spanish":    "es",
	"español":    "es",
	"italian":    "it",
	"italiano":   "it",
	"dutch":      "nl",
	"nederlands": "nl",
	"portuguese": "pt",
	"português":  "pt",
	"polish":     "pl",
	"swedish":    "sv",
	"danish":     "da",
	"norwegian":  "no",
	"finnish":    "fi",
	"russian":    "ru",
	"turkish":    "tr",
	"arabic":     "ar",
	"chinese":    "zh",
	"japanese":   "ja",
	"korean":     "ko",
	"greek":      "el",
	"czech":      "cs",
	"hungarian":  "hu",
	"ukrainian":  "uk",
}

var languageCodes = slices.Collect(maps.Values(languageNames))

// languageCode reads a printed language: its name, its code, a code with a
// country.
func languageCode(printed string) (string, bool) {
	key := strings.ToLower(printed)
	name, _, _ := strings.Cut(key, ";")
	if code, ok := languageNames[strings.TrimSpace(name)]; ok {
		return code, true
	}
	code, _, _ := strings.Cut(strings.ReplaceAll(key, "_", "-"), "-")
	return code, slices.Contains(languageCodes, code)
}
