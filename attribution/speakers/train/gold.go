package main

import (
	"os"
	"path/filepath"
	"strings"

	"quoth/attribution"
	"quoth/attribution/document"
	"quoth/attribution/fragments"
	"quoth/attribution/speakers"
	"quoth/attribution/train/polnear"
	"quoth/corpus"
)

// article is one line of speakers/dev.jsonl.
type article struct {
	Publisher, Country, Version, Text string
	Quotes                            []quote
	Ignore                            [][2]int
}

// quote is one gold quote; spans count code points.
type quote struct {
	Kind            string
	Content, Source [][2]int
	SourceForm      string   `json:"source_form"`
	Speaker         string   `json:"speaker"`
	SpeakerAlt      []string `json:"speaker_alt"`
	SpeakerType     string   `json:"speaker_type"`
	Organization    string   `json:"organization"`
	OrganizationAlt []string `json:"organization_alt"`
}

func (a article) id() string { return a.Country + "_" + a.Publisher + "_" + a.Version }

func readGold(data string) ([]article, error) {
	path := filepath.Join(data, "data", "speakers", "dev.jsonl")
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return polnear.Lines[article](f, path)
}

// example puts an article into the words of the resolver, with the gold spans
// as what was found, and the reports without marks that the engine finds beside
// them: their speakers are not annotated, but those of the quotes follow on them.
func (a article) example(engine *attribution.Engine) speakers.Example {
	runes := corpus.NewRuneOffsets(a.Text)
	x, found := engine.Propose(a.Text)
	e := speakers.Example{Document: x.Document, Weight: 1}
	for _, q := range a.Quotes {
		content := byteSpans(runes, q.Content)
		e.Found = append(e.Found, document.Found{Kind: corpus.Kind(q.Kind), Utterance: corpus.Speech, Content: content, Quoted: content, Source: byteSpans(runes, q.Source), Score: 1})
	}
	for _, f := range found {
		if f.Kind == corpus.Indirect {
			e.Found = append(e.Found, f)
		}
	}
	e.Right = func(i int, speaker string) bool {
		return speaker != "" && i < len(a.Quotes) && a.Quotes[i].speakerRight(speaker)
	}
	e.Correct = func(i int, got corpus.Attribution) (right, counts bool) {
		return i < len(a.Quotes) && a.Quotes[i].speakerRight(got.Speaker) && a.Quotes[i].organizationRight(got.Organization), i < len(a.Quotes)
	}
	return e
}

// found puts what the engine finds in an article beside the gold: an answer is
// right when it covers a gold quote as eval/speakers.py pairs them and gives its
// speaker and organisation. What lies in stretches to be ignored, and reported
// speech without marks, counts neither way.
func (a article) found(engine *attribution.Engine, judge fragments.Model) speakers.Example {
	x, found := engine.Propose(a.Text)
	found = judge.Keep(x, found)
	runes := corpus.NewRuneOffsets(a.Text)
	e := speakers.Example{Document: x.Document, Weight: 1}
	var gold []*quote
	var counts []bool
	for _, f := range found {
		have := runes.Spans(f.Quoted)
		counts = append(counts, f.Kind != corpus.Indirect && shared(have, a.Ignore)*2 < length(have))
		var match *quote
		for i := range a.Quotes {
			want := a.Quotes[i].Content
			if n := shared(have, want); n > 0 && 2*n >= max(length(have), length(want)) {
				match = &a.Quotes[i]
			}
		}
		e.Found, gold = append(e.Found, f), append(gold, match)
	}
	e.Correct = func(i int, got corpus.Attribution) (bool, bool) {
		return gold[i] != nil && gold[i].speakerRight(got.Speaker) && gold[i].organizationRight(got.Organization), counts[i]
	}
	return e
}

// shared counts the characters two lists of spans have in common.
func shared(a, b [][2]int) int {
	n := 0
	for _, x := range a {
		for _, y := range b {
			n += max(0, min(x[1], y[1])-max(x[0], y[0]))
		}
	}
	return n
}

func length(spans [][2]int) int {
	n := 0
	for _, s := range spans {
		n += s[1] - s[0]
	}
	return n
}

// speakerRight follows speaker_verdict of eval/speakers.py: the full name or an
// alternative.
func (q quote) speakerRight(got string) bool {
	got = plainSpeaker(got)
	for _, want := range append([]string{q.Speaker}, q.SpeakerAlt...) {
		if plainSpeaker(want) == got {
			return true
		}
	}
	return false
}

// organizationRight follows org_verdict of eval/speakers.py.
func (q quote) organizationRight(got string) bool {
	got = plainBody(got)
	for _, want := range append([]string{q.Organization}, q.OrganizationAlt...) {
		if plainBody(want) == got {
			return true
		}
	}
	return false
}

var honorifics = map[string]bool{"mr": true, "mrs": true, "ms": true, "miss": true, "sir": true, "dame": true, "dr": true, "prof": true, "professor": true,
	"cllr": true, "councillor": true, "adv": true, "advocate": true, "rev": true, "hon": true, "madam": true, "the": true, "a": true, "an": true}

var tails = map[string]bool{"inc": true, "ltd": true, "llc": true, "plc": true, "corp": true, "co": true}

func plain(s string) []string {
	s = strings.NewReplacer("‘", "'", "’", "'", "&", " and ").Replace(strings.ToLower(s))
	words := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n.,;:!?()[]\"“”/", r) })
	for i, w := range words {
		words[i] = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "'")
	}
	return words
}

func plainSpeaker(s string) string {
	w := plain(s)
	for len(w) > 1 && honorifics[w[0]] {
		w = w[1:]
	}
	return strings.Join(w, " ")
}

func plainBody(s string) string {
	w := plain(s)
	if len(w) > 1 && w[0] == "the" {
		w = w[1:]
	}
	if len(w) > 1 && tails[w[len(w)-1]] {
		w = w[:len(w)-1]
	}
	return strings.Join(w, " ")
}
