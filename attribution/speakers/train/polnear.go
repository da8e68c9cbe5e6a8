package main

import (
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/speakers"
	"quoth/attribution/train/polnear"
	"quoth/corpus"
)

// chained is a PolNeAR article with the automatic chains of mentions, which tell
// who a pronoun is.
type chained struct {
	polnear.Article
	prepared
}

func readPolnear(data, part string) ([]chained, error) {
	list, err := polnear.Read(data, part)
	out := make([]chained, len(list))
	for i, a := range list {
		out[i] = chained{Article: a}
	}
	return out, err
}

// silverWeight is what a pronoun whose chain gives a name counts beside a gold
// one: the chains that give one are right in 86 of 98 checked cases, and there
// are many of them.
const silverWeight = 0.1

var personal = map[string]bool{"he": true, "she": true}

// example gives the article's attributions as found and, for he and she, the
// surname most frequent in the pronoun's chain as the right answer.
func (a chained) example() speakers.Example {
	runes := corpus.NewRuneOffsets(a.Text)
	e := speakers.Example{Document: a.text.Document, Names: a.names, Weight: silverWeight}
	var surnames []string
	for _, x := range a.Attributions {
		f := document.Found{Kind: corpus.Kind(x.Kind), Utterance: corpus.Speech, Score: 1}
		f.Content, f.Source, f.Cue = byteSpans(runes, x.Content), byteSpans(runes, x.Source), byteSpans(runes, x.Cue)
		f.Quoted = f.Content
		surname := ""
		if len(x.Source) == 1 && personal[strings.ToLower(f.Source[0].Text(a.Text))] {
			surname = a.chainSurname(x.Source[0])
		}
		e.Found, surnames = append(e.Found, f), append(surnames, surname)
	}
	e.Right = func(i int, speaker string) bool {
		words := plain(speaker)
		return surnames[i] != "" && len(words) > 0 && words[len(words)-1] == surnames[i]
	}
	return e
}

func byteSpans(runes corpus.RuneOffsets, pairs [][2]int) []corpus.Span {
	var out []corpus.Span
	for _, p := range pairs {
		out = append(out, corpus.Span{Start: runes.Byte(p[0]), End: runes.Byte(p[1])})
	}
	return out
}

// chainSurname is the most frequent surname of the chain that holds a pronoun.
func (a chained) chainSurname(source [2]int) string {
	for _, chain := range a.Coref {
		counts, best, inside := map[string]int{}, "", false
		for _, m := range chain {
			inside = inside || m[0] == source[0] && m[1] == source[1]
			if m[1]-m[0] >= 60 {
				continue
			}
			if name := a.surnameIn(m[0], m[1]); name != "" {
				counts[name]++
				if counts[name] > counts[best] {
					best = name
				}
			}
		}
		if inside {
			return best
		}
	}
	return ""
}

// surnameIn is the last word of the first run of PERSON tokens in a stretch.
func (a chained) surnameIn(start, end int) string {
	last := ""
	text := []rune(nil)
	for _, s := range a.Sentences {
		if len(s.S) == 0 || s.E[len(s.E)-1] <= start {
			continue
		}
		if s.S[0] >= end {
			break
		}
		for i := range s.S {
			if s.S[i] < start || s.E[i] > end {
				continue
			}
			if s.NER[i] != "PERSON" {
				if last != "" {
					return last
				}
				continue
			}
			if text == nil {
				text = []rune(a.Text)
			}
			if w := plain(string(text[s.S[i]:s.E[i]])); len(w) == 1 && w[0] != "jr" && w[0] != "sr" {
				last = w[0]
			}
		}
	}
	return last
}
