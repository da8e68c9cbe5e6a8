package bulk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"

	"quoth/corpus"
)

func looksPDF(f File) bool {
	return bytes.HasPrefix(f.Body, []byte("%PDF-"))
}

// maxPDFPages is what of a PDF is read.
const maxPDFPages = 500

// pdfRead is what the words of a PDF are handed over in.
type pdfRead struct {
	Text  string   `json:"text"`
	Notes []string `json:"notes"`
}

// readPDF reads the words of a PDF in the order they were set, in a process of its
// own: the library can spin for ever. It finds no words in a scanned page.
func readPDF(ctx context.Context, f File, s Settings, r PageReader) (*Book, error) {
	var found pdfRead
	if err := apart(ctx, "pdf", f.Body, pdfLimits, &found); err != nil {
		return nil, fmt.Errorf("the PDF: %w", err)
	}
	if countWords(found.Text) == 0 {
		return nil, errors.New("the PDF holds pictures of pages and no words: have it read by a text recognition first")
	}
	c, err := r.Text([]byte(found.Text), hintless)
	if err != nil {
		return nil, err
	}
	d := newDraft(s)
	d.entry.Collected.Article = c.Article
	entry := d.finish(c.Blocks, 0, corpus.Page{MediaType: "application/pdf", Body: f.Body, Notes: found.Notes})
	entry.Label = f.Name
	return &Book{Entries: []Entry{entry}, Notes: found.Notes}, nil
}

func readPDFPages(body []byte) (string, []string, error) {
	reader, err := pdf.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "", nil, fmt.Errorf("it is damaged or locked with a password: %w", err)
	}
	var notes []string
	pages := reader.NumPage()
	if pages > maxPDFPages {
		notes = append(notes, fmt.Sprintf("only the first %d of %d pages were read", maxPDFPages, pages))
		pages = maxPDFPages
	}
	var all [][]pdfLine
	for i := 1; i <= pages; i++ {
		if page := reader.Page(i); !page.V.IsNull() {
			all = append(all, pdfLines(page.Content().Text))
		}
	}
	return joinPDF(dropRunning(all)), notes, nil
}

// pdfLine is a line of glyphs with one baseline.
type pdfLine struct {
	text        string
	left, right float64
	y, size     float64
}

// pdfLines joins glyphs to lines in the order they were set; a gap of more than
// a fifth of the size is a blank.
func pdfLines(glyphs []pdf.Text) []pdfLine {
	var out []pdfLine
	var b strings.Builder
	var now pdfLine
	flush := func() {
		if now.text = tidy(b.String()); now.text != "" {
			out = append(out, now)
		}
		b.Reset()
	}
	for i, g := range glyphs {
		size := math.Max(g.FontSize, 1)
		sameLine := i > 0 && math.Abs(g.Y-now.y) < size*0.4 && g.X >= now.right-size*2
		if !sameLine {
			flush()
			now = pdfLine{left: g.X, y: g.Y, size: size}
		} else if g.X-now.right > size*0.2 {
			b.WriteByte(' ')
		}
		b.WriteString(g.S)
		now.right = g.X + g.W
	}
	flush()
	return out
}

var digits = regexp.MustCompile(`\d+`)

// dropRunning leaves out the lines that stand on most pages: running heads and
// page numbers.
func dropRunning(pages [][]pdfLine) [][]pdfLine {
	if len(pages) < 3 {
		return pages
	}
	count := map[string]int{}
	for _, lines := range pages {
		seen := map[string]bool{}
		for _, l := range lines {
			key := digits.ReplaceAllString(l.text, "#")
			if !seen[key] {
				count[key]++
			}
			seen[key] = true
		}
	}
	out := make([][]pdfLine, len(pages))
	for i, lines := range pages {
		for _, l := range lines {
			if count[digits.ReplaceAllString(l.text, "#")]*2 <= len(pages) {
				out[i] = append(out[i], l)
			}
		}
	}
	return out
}

// joinPDF joins lines to paragraphs: a new one begins behind a wide gap, with
// another size of type, at an indent, or where the line before ended early.
func joinPDF(pages [][]pdfLine) string {
	var paragraphs []string
	var before pdfLine
	for _, lines := range pages {
		gap := lineGap(lines)
		for _, l := range lines {
			last := len(paragraphs) - 1
			if last < 0 || breaksPDF(before, l, gap) {
				paragraphs = append(paragraphs, l.text)
			} else {
				paragraphs[last] = joinWords(paragraphs[last], l.text)
			}
			before = l
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

func breaksPDF(before, l pdfLine, gap float64) bool {
	down := before.y - l.y
	onNextColumn := down < 0
	ended := endsSentence(before.text)
	switch {
	case math.Abs(before.size-l.size) > 0.6:
		return true
	case onNextColumn:
		return ended
	case down > gap*1.4:
		return true
	case l.left-before.left > l.size*0.8 && ended:
		return true // an indent
	}
	return ended && before.right < l.right-l.size*6
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’»)`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?")
}

// lineGap is the usual distance between two lines of a page.
func lineGap(lines []pdfLine) float64 {
	best := math.Inf(1)
	for i := 1; i < len(lines); i++ {
		if down := lines[i-1].y - lines[i].y; down > lines[i].size*0.8 && down < best {
			best = down
		}
	}
	return best
}

// joinWords joins two lines; a hyphen that parts a word goes.
func joinWords(a, b string) string {
	next := []rune(b)
	if strings.HasSuffix(a, "-") && len(next) > 0 && unicode.IsLower(next[0]) {
		return strings.TrimSuffix(a, "-") + b
	}
	return a + " " + b
}
