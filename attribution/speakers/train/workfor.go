package main

import (
	"slices"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/speakers"
	"quoth/corpus"
)

// workForWeight is what a person of CoNLL04 counts beside an annotated speaker.
const workForWeight = 0.4

// workFor makes each person of a sentence of CoNLL04 a speaker and asks whom
// they speak for: the organisation of the relation work_for, or none.
func (e entities) workFor(text speakers.Named, tags []layers.Name) (speakers.Example, bool) {
	runes := corpus.NewRuneOffsets(e.Text)
	span := func(i int) corpus.Span {
		s := e.Entities[i].Span
		return corpus.Span{Start: runes.Byte(s[0]), End: runes.Byte(s[1])}
	}
	x := speakers.Example{Document: text.Text.Document, Names: tags, Weight: workForWeight}
	tokens := x.Document.Tokens
	var people []string
	var bodies [][]string
	for i, one := range e.Entities {
		if one.Type != "person" {
			continue
		}
		var of []string
		for _, r := range e.Relations {
			if r.Type == "work_for" && r.From == i {
				of = append(of, plainName(span(r.To).Text(e.Text)))
			}
		}
		people, bodies = append(people, plainName(span(i).Text(e.Text))), append(bodies, of)
		x.Found = append(x.Found, document.Found{Kind: corpus.Indirect, Utterance: corpus.Speech, Score: 1,
			Content: []corpus.Span{tokens[len(tokens)-1].Span}, Source: []corpus.Span{span(i)}})
	}
	x.Right = func(i int, name string) bool {
		name = plainName(name)
		return name != "" && (name == people[i] || strings.HasSuffix(people[i], " "+name) || strings.HasSuffix(name, " "+people[i]))
	}
	x.Organization = func(i int, name string) (right, known bool) {
		return name == "" && len(bodies[i]) == 0 || slices.Contains(bodies[i], plainName(name)), true
	}
	return x, len(people) > 0
}
