package present

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"quoth/corpus"
)

// Comparison is two texts as one: what only the older has, what only the newer
// has, and where.
type Comparison struct {
	Text           string
	Paragraphs     []corpus.Paragraph
	Added, Removed []corpus.Span
}

// Compare lays two versions of a text over each other, word by word.
func Compare(older, newer string) Comparison {
	differ := diffmatchpatch.New()
	// The library compares lines; each word is made one.
	a, b, words := differ.DiffLinesToRunes(wordLines(older), wordLines(newer))
	diffs := differ.DiffCharsToLines(differ.DiffMainRunes(a, b, false), words)
	var c Comparison
	var out strings.Builder
	for _, d := range diffs {
		from := out.Len()
		out.WriteString(strings.ReplaceAll(d.Text, "\n", ""))
		s := corpus.Span{Start: from, End: out.Len()}
		switch d.Type {
		case diffmatchpatch.DiffInsert:
			c.Added = append(c.Added, s)
		case diffmatchpatch.DiffDelete:
			c.Removed = append(c.Removed, s)
		}
	}
	c.Text = strings.ReplaceAll(out.String(), paragraphSign, "\n")
	at := 0
	for _, part := range strings.Split(c.Text, "\n") {
		c.Paragraphs = append(c.Paragraphs, corpus.Paragraph{Span: corpus.Span{Start: at, End: at + len(part)}})
		at += len(part) + 1
	}
	return c
}

// paragraphSign stands for a paragraph's end while words are lines; it is as
// long as what it becomes.
const paragraphSign = "\x1e"

func wordLines(text string) string {
	text = strings.ReplaceAll(text, corpus.ParagraphBreak, " "+paragraphSign+" ")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n", " "), " ", " \n")
}
