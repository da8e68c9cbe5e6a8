// Package fragments tells marked words that somebody said from titles,
// nicknames, terms and scare quotes. A third of all marked words and phrases of
// one or two words are no speech; longer ones nearly always are. It is a small
// logistic model over the words around the marks and the cue.
package fragments

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/attribution/document"
	"quoth/corpus"
)

// modelFile lies in the models folder; see its card.
const modelFile = "attribution/fragments.tsv"

// longest is the length in words up to which a phrase in marks is judged.
const longest = 4

// least is the probability from which a phrase counts as said: the one at which
// the share of quotes found and of false alarms balance on held-back articles.
const least = 0.6

// Model holds the weights by feature.
type Model map[string]float64

// Load reads "feature<TAB>weight" lines.
func Load(models fs.FS) (Model, error) {
	f, err := models.Open(modelFile)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", modelFile, err)
	}
	defer f.Close()
	m := Model{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		feature, value, ok := strings.Cut(lines.Text(), "\t")
		weight, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("model %s, line %d: want a feature, a tab and a weight", modelFile, n)
		}
		m[feature] = weight
	}
	return m, lines.Err()
}

// Judged reports a find that the model has a say in: one short phrase in marks
// inside the reporter's sentence.
func Judged(f document.Found, text string) bool {
	return f.Kind == corpus.Mixed && len(f.Quoted) == 1 && len(strings.Fields(f.Quoted[0].Text(text))) <= longest
}

// Said is the probability that somebody said the words of a find.
func (m Model) Said(doc *document.Document, f document.Found) float64 {
	sum := 0.0
	for _, feature := range Features(doc, f) {
		sum += m[feature]
	}
	return 1 / (1 + math.Exp(-sum))
}

// Keep leaves out the finds that are no speech.
func (m Model) Keep(doc *document.Document, found []document.Found) []document.Found {
	out := found[:0]
	for _, f := range found {
		if !Judged(f, doc.Text) || m.Said(doc, f) >= least {
			out = append(out, f)
		}
	}
	return out
}

// Features tells what stands around the marks.
func Features(doc *document.Document, f document.Found) []string {
	span := f.Quoted[0]
	words := strings.Fields(span.Text(doc.Text))
	out := []string{"bias", "words:" + strconv.Itoa(len(words))}
	if len(f.Source) == 0 {
		out = append(out, "no source")
	}
	first := tokenAt(doc, span.Start)
	out = append(out, "prev:"+smallWord(wordBefore(doc, first)), "next:"+wordBehind(doc, tokenAt(doc, span.End)))
	if r, _ := utf8.DecodeRuneInString(words[0]); unicode.IsUpper(r) {
		out = append(out, "capital")
	}
	if len(f.Cue) == 0 {
		return append(out, "no cue")
	}
	return append(out, aroundCue(doc, f, first)...)
}

// aroundCue tells where the cue stands and what it is.
func aroundCue(doc *document.Document, f document.Found, first int) []string {
	cue := tokenAt(doc, f.Cue[0].End-1)
	side, gap := "before", first-cue-1
	if cue > first {
		side, gap = "behind", cue-first
	}
	out := []string{"side:" + side, "gap:" + side + ":" + bucket(gap)}
	if cue < len(doc.Tokens) {
		w := doc.Tokens[cue].Word
		out = append(out, "cue:"+w, "cue ends:"+w[max(0, len(w)-2):], "before cue:"+smallWord(wordBefore(doc, cue)))
		if first < len(doc.Tokens) && doc.Tokens[cue].Sentence != doc.Tokens[first].Sentence {
			out = append(out, "other sentence")
		}
	}
	if len(f.Source) == 0 {
		out = append(out, "no source:"+side)
	}
	return out
}

func bucket(n int) string {
	switch {
	case n <= 3:
		return strconv.Itoa(max(n, 0))
	case n <= 8:
		return "4-8"
	}
	return "far"
}

// tokenAt is the first token that ends behind a byte offset.
func tokenAt(doc *document.Document, at int) int {
	return sort.Search(len(doc.Tokens), func(i int) bool { return doc.Tokens[i].End > at })
}

// wordBefore is the nearest word before a token in its sentence.
func wordBefore(doc *document.Document, i int) string {
	for j := i - 1; j >= 0 && i < len(doc.Tokens) && i-j < 4 && doc.Tokens[j].Sentence == doc.Tokens[i].Sentence; j-- {
		if doc.Tokens[j].IsWord {
			return doc.Tokens[j].Word
		}
	}
	return "-"
}

// smallWord keeps the words that grammar is made of; others are too rare to
// learn from and tell the topic rather than the use.
func smallWord(w string) string {
	if len(w) <= 4 || strings.HasPrefix(w, "call") {
		return w
	}
	return "long"
}

// wordBehind is the kind of word that follows the marks: in lower case the
// phrase qualifies it ("the “if-then” rules").
func wordBehind(doc *document.Document, i int) string {
	for ; i < len(doc.Tokens); i++ {
		switch t := doc.Tokens[i]; {
		case t.IsWord && t.IsUpper:
			return "capital"
		case t.IsWord && len(t.Word) > 4:
			return "long word"
		case t.IsWord:
			return "word"
		case t.Word == "," || t.Word == ".":
			return t.Word
		}
	}
	return "-"
}

// Example is a find with the answer.
type Example struct {
	Features []string
	Said     bool
	Weight   float64
}

// Train fits the weights by stochastic gradient with shrinkage; the result is
// the same for the same examples.
func Train(examples []Example) Model {
	m := Model{"bias": 1}
	examples = frequent(examples)
	const epochs, shrinkage = 40, 0.003
	for epoch := range epochs {
		rate := 0.1 / (1 + 0.1*float64(epoch))
		for _, e := range examples {
			sum := 0.0
			for _, f := range e.Features {
				sum += m[f]
			}
			step := -1 / (1 + math.Exp(-sum))
			if e.Said {
				step++
			}
			for _, f := range e.Features {
				m[f] += rate * e.Weight * (step - shrinkage*m[f])
			}
		}
	}
	return m
}

// rare is the number of examples below which a feature is left out.
const rare = 4

// frequent leaves out features that too few examples have.
func frequent(examples []Example) []Example {
	counts := map[string]int{}
	for _, e := range examples {
		for _, f := range e.Features {
			counts[f]++
		}
	}
	out := make([]Example, len(examples))
	for i, e := range examples {
		out[i] = Example{Said: e.Said, Weight: e.Weight}
		for _, f := range e.Features {
			if counts[f] >= rare {
				out[i].Features = append(out[i].Features, f)
			}
		}
	}
	return out
}

// Write stores the weights, sorted, those near zero left out.
func (m Model) Write(w io.Writer) error {
	var features []string
	for f, v := range m {
		if math.Abs(v) >= 0.02 && !strings.ContainsAny(f, "\t\n") {
			features = append(features, f)
		}
	}
	sort.Strings(features)
	for _, f := range features {
		if _, err := fmt.Fprintf(w, "%s\t%.2f\n", f, m[f]); err != nil {
			return err
		}
	}
	return nil
}

// Says reports whether the model takes features for speech.
func (m Model) Says(features []string) bool {
	sum := 0.0
	for _, f := range features {
		sum += m[f]
	}
	return 1/(1+math.Exp(-sum)) >= least
}
