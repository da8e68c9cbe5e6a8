package corpus

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// ParagraphBreak joins the paragraphs of a version's text.
const ParagraphBreak = "\n\n"

// Span is a stretch of a text: bytes, half open [Start, End).
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of bytes covered.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether the span covers nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Text returns the words the span covers in text. It panics when the span does
// not lie inside text; call [Span.Validate] on spans from outside first.
func (s Span) Text(text string) string { return text[s.Start:s.End] }

// Overlaps reports whether the two spans share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains reports whether o lies inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Validate reports an error unless the span lies inside text, on rune borders,
// and covers something.
func (s Span) Validate(text string) error {
	switch {
	case s.Start < 0 || s.End > len(text) || s.Start >= s.End:
		return fmt.Errorf("span %d–%d does not lie in a text of %d bytes", s.Start, s.End, len(text))
	case !utf8.RuneStart(text[s.Start]) || (s.End < len(text) && !utf8.RuneStart(text[s.End])):
		return fmt.Errorf("span %d–%d cuts a character", s.Start, s.End)
	}
	return nil
}

// Cover is the smallest span that contains all of spans; zero for none.
func Cover(spans []Span) Span {
	if len(spans) == 0 {
		return Span{}
	}
	c := spans[0]
	for _, s := range spans[1:] {
		c.Start, c.End = min(c.Start, s.Start), max(c.End, s.End)
	}
	return c
}

// JoinSpans returns the words of spans in order, stretches joined by " … ".
func JoinSpans(text string, spans []Span) string {
	parts := make([]string, 0, len(spans))
	for _, s := range spans {
		parts = append(parts, s.Text(text))
	}
	return strings.Join(parts, " … ")
}

// SortSpans orders spans by start, then end.
func SortSpans(spans []Span) {
	sort.Slice(spans, func(i, j int) bool {
		if spans[i].Start != spans[j].Start {
			return spans[i].Start < spans[j].Start
		}
		return spans[i].End < spans[j].End
	})
}

// RuneOffsets converts byte offsets of one text to code points and back. It
// keeps one entry for every 64 bytes, so a conversion costs at most 64 steps.
type RuneOffsets struct {
	text string
	at   []int // at[i] is the number of code points before byte i*runeStride
}

const runeStride = 64

// NewRuneOffsets reads text once.
func NewRuneOffsets(text string) RuneOffsets {
	at := make([]int, 0, len(text)/runeStride+1)
	count := 0
	for i := 0; i < len(text); i++ {
		if i%runeStride == 0 {
			at = append(at, count)
		}
		if utf8.RuneStart(text[i]) {
			count++
		}
	}
	return RuneOffsets{text: text, at: at}
}

// Rune is the number of code points before byte offset i.
func (r RuneOffsets) Rune(i int) int {
	if len(r.at) == 0 {
		return 0
	}
	block := min(i/runeStride, len(r.at)-1)
	count := r.at[block]
	for j := block * runeStride; j < i && j < len(r.text); j++ {
		if utf8.RuneStart(r.text[j]) {
			count++
		}
	}
	return count
}

// Byte is the byte offset of code point n; the text's length when n is past it.
func (r RuneOffsets) Byte(n int) int {
	block := sort.Search(len(r.at), func(i int) bool { return r.at[i] > n }) - 1
	if block < 0 {
		return 0
	}
	i, count := block*runeStride, r.at[block]
	for i < len(r.text) {
		if utf8.RuneStart(r.text[i]) {
			if count == n {
				return i
			}
			count++
		}
		i++
	}
	return len(r.text)
}

// Spans converts byte spans to pairs of code points.
func (r RuneOffsets) Spans(spans []Span) [][2]int {
	out := make([][2]int, len(spans))
	for i, s := range spans {
		out[i] = [2]int{r.Rune(s.Start), r.Rune(s.End)}
	}
	return out
}

// Anchor ties a span to its words, so that it can be found again in another
// version of the text: the exact words with up to anchorContext bytes around.
type Anchor struct {
	Span   Span   `json:"span"`
	Exact  string `json:"exact"`
	Prefix string `json:"prefix"`
	Suffix string `json:"suffix"`
}

const anchorContext = 32

// NewAnchor reads the words at span and around it.
func NewAnchor(text string, span Span) Anchor {
	before, after := max(0, span.Start-anchorContext), min(len(text), span.End+anchorContext)
	for before < span.Start && !utf8.RuneStart(text[before]) {
		before++
	}
	for after > span.End && after < len(text) && !utf8.RuneStart(text[after]) {
		after--
	}
	return Anchor{Span: span, Exact: span.Text(text), Prefix: text[before:span.Start], Suffix: text[span.End:after]}
}

// Find places the anchor in another text. It prefers the place whose
// surroundings agree most with the anchor's, then the one nearest to the old
// position; ok is false when the exact words do not occur.
func (a Anchor) Find(text string) (span Span, ok bool) {
	if a.Exact == "" {
		return Span{}, false
	}
	best := -1
	for from := 0; from <= len(text)-len(a.Exact); {
		i := strings.Index(text[from:], a.Exact)
		if i < 0 {
			break
		}
		start := from + i
		candidate := Span{start, start + len(a.Exact)}
		score := commonSuffix(text[:start], a.Prefix) + commonPrefix(text[candidate.End:], a.Suffix)
		closer := score == best && abs(start-a.Span.Start) < abs(span.Start-a.Span.Start)
		if score > best || closer {
			best, span = score, candidate
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
	return span, best >= 0
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
