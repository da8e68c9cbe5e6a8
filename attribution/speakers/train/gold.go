package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/fragments"
	"quoth/attribution/layers"
	"quoth/attribution/speakers"
	"quoth/attribution/train/polnear"
	"quoth/corpus"
)

// article is one line of speakers/train.jsonl or dev.jsonl.
type article struct {
	ID, Publisher, Country, Version, Outlet, Origin, Text string
	Quotes                                                []quote
	Negatives, Ignore                                     [][2]int

	prepared
}

// prepared is what the engine finds in a text before speakers are resolved, and
// the names in it by a tagger that has not seen it.
type prepared struct {
	text  *layers.Text
	found []document.Found
	names []layers.Name
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

func (a article) id() string {
	if a.ID != "" {
		return a.ID
	}
	return a.Country + "_" + a.Publisher + "_" + a.Version
}

// fold names what an article is held back with: its outlet, or for the BBC the
// section or the year.
func (a article) fold() string {
	parts := strings.Split(a.Origin, "/")
	switch {
	case a.Outlet == "bbc.com" && len(parts) > 1 && parts[0] == "bbc":
		return "bbc.com " + parts[1]
	case a.Outlet == "bbc.com" && parts[0] == "masakhane-news":
		return "bbc.com 2022"
	}
	return a.Outlet
}

// readGold reads the annotated articles: those of outlets that are not sealed,
// and the sealed ones, on which nothing is trained.
func readGold(data, sealedList string) (open, sealed []article, err error) {
	shut, err := sealedOutlets(sealedList)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range []string{"train.jsonl", "dev.jsonl"} {
		path := filepath.Join(data, "data", "speakers", name)
		f, err := os.Open(path)
		if err != nil {
			return nil, nil, err
		}
		list, err := polnear.Lines[article](f, path)
		f.Close()
		if err != nil {
			return nil, nil, err
		}
		for _, a := range list {
			if shut[a.Outlet] {
				sealed = append(sealed, a)
			} else {
				open = append(open, a)
			}
		}
	}
	return open, sealed, nil
}

// split writes the annotated articles into two files for eval/speakers.py: those
// of outlets that are not sealed, and the sealed ones.
func split(data, folder string) error {
	shut, err := sealedOutlets(sealedList)
	if err != nil {
		return err
	}
	var open, sealed bytes.Buffer
	for _, name := range []string{"train.jsonl", "dev.jsonl"} {
		list, err := os.ReadFile(filepath.Join(data, "data", "speakers", name))
		if err != nil {
			return err
		}
		for line := range bytes.Lines(list) {
			var a struct{ Outlet string }
			if err := json.Unmarshal(line, &a); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if shut[a.Outlet] {
				sealed.Write(line)
			} else {
				open.Write(line)
			}
		}
	}
	return errors.Join(os.WriteFile(filepath.Join(folder, "open.jsonl"), open.Bytes(), 0o644), os.WriteFile(filepath.Join(folder, "sealed.jsonl"), sealed.Bytes(), 0o644))
}

// sealedOutlets reads the lines "article HOST" of the list of what is sealed.
func sealedOutlets(path string) (map[string]bool, error) {
	list, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, line := range strings.Split(string(list), "\n") {
		if host, ok := strings.CutPrefix(line, "article "); ok {
			out[strings.TrimSpace(host)] = true
		}
	}
	return out, nil
}

// example puts an article into the words of the resolver, with the gold spans
// as what was found, and the reports without marks that the engine finds beside
// them: their speakers are not annotated, but those of the quotes follow on them.
func (a article) example() speakers.Example {
	runes := corpus.NewRuneOffsets(a.Text)
	e := speakers.Example{Document: a.text.Document, Names: a.names, Weight: 1}
	for _, q := range a.Quotes {
		content := byteSpans(runes, q.Content)
		e.Found = append(e.Found, document.Found{Kind: corpus.Kind(q.Kind), Utterance: corpus.Speech, Content: content, Quoted: content, Source: byteSpans(runes, q.Source), Score: 1})
	}
	for _, f := range a.found {
		if f.Kind == corpus.Indirect {
			e.Found = append(e.Found, f)
		}
	}
	e.Right = func(i int, speaker string) bool {
		return speaker != "" && i < len(a.Quotes) && a.Quotes[i].speakerRight(speaker)
	}
	e.Organization = func(i int, name string) (right, known bool) {
		if i >= len(a.Quotes) {
			return false, false
		}
		return a.Quotes[i].organizationRight(name), true
	}
	return e
}

// judged puts what the engine finds in an article beside the gold: an answer is
// right when it covers a gold quote as eval/speakers.py pairs them and gives its
// speaker and organisation. What lies in stretches to be ignored, and reported
// speech without marks, counts neither way.
func (a article) judged(judge fragments.Model) speakers.Example {
	found := judge.Keep(a.text, slices.Clone(a.found))
	runes := corpus.NewRuneOffsets(a.Text)
	e := speakers.Example{Document: a.text.Document, Names: a.names, Weight: 1}
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
	e.Correct = func(i int, got corpus.Attribution) speakers.Verdict {
		if gold[i] == nil {
			return speakers.Verdict{Counts: counts[i]}
		}
		return speakers.Verdict{Counts: counts[i], Quote: true, Speaker: gold[i].speakerRight(got.Speaker), Organization: gold[i].organizationRight(got.Organization)}
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
