package main

import (
	"bytes"
	"encoding/gob"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/attribution"
	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/speakers"
	"quoth/attribution/train/polnear"
	"quoth/corpus"
)

// entities are a text of data/entities: names with their types, those of GUM as
// whole noun phrases.
type entities struct {
	ID, Source, Text string
	Entities         []struct {
		Span [2]int
		Type string
		Name string
	}
	Relations []struct {
		Type     string
		From, To int
	}
}

// entityFiles are the corpora of names that the tagger learns from.
var entityFiles = []string{"conll04.jsonl", "re3d.jsonl", "wikigold.jsonl", "gum.jsonl"}

func readEntities(data string) ([]entities, error) {
	var out []entities
	for _, name := range entityFiles {
		path := filepath.Join(data, "data", "entities", name)
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		list, err := polnear.Lines[entities](f, path)
		f.Close()
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

var entityTypes = map[string]layers.Name{"person": layers.Person, "organization": layers.Organization, "place": layers.Location, "other": layers.OtherName}

// named labels the tokens of a text of data/entities; of nested names the
// innermost count.
func (e entities) named(engine *attribution.Engine) speakers.Named {
	x, _ := engine.Layers(e.Text)
	out := speakers.Named{Text: x, Names: make([]layers.Name, len(x.Tokens))}
	runes := corpus.NewRuneOffsets(e.Text)
	list := slices.Clone(e.Entities)
	slices.SortStableFunc(list, func(a, b struct {
		Span [2]int
		Type string
		Name string
	}) int {
		return (b.Span[1] - b.Span[0]) - (a.Span[1] - a.Span[0])
	})
	for _, one := range list {
		kind, ok := entityTypes[one.Type]
		if ok {
			label(out, corpus.Span{Start: runes.Byte(one.Span[0]), End: runes.Byte(one.Span[1])}, kind)
		}
	}
	return out
}

// label gives the tokens of a span a label, those before the first capital and
// behind the last aside; what is no name stays.
func label(text speakers.Named, span corpus.Span, kind layers.Name) {
	tokens := text.Text.Tokens
	first := 0
	for first < len(tokens) && tokens[first].Start < span.Start {
		first++
	}
	last := first
	for last < len(tokens) && tokens[last].End <= span.End {
		last++
	}
	for first < last && (!tokens[first].IsUpper || tokens[first].Word == "the") {
		first++
	}
	for last > first && !tokens[last-1].IsUpper {
		last--
	}
	for i := first; i < last; i++ {
		text.Names[i] = kind
	}
}

// corrected labels an annotated article: as a tagger answers, but for the names
// of the annotated speakers and organisations wherever they are printed.
func (a article) corrected(base *speakers.NameTagger) speakers.Named {
	x := a.text
	out := speakers.Named{Text: x, Names: base.Tag(x)}
	forms := map[string]layers.Name{}
	short := map[string]layers.Name{}
	for _, q := range a.Quotes {
		for _, name := range append([]string{q.Organization}, q.OrganizationAlt...) {
			if nameLike(name) {
				forms[name] = layers.Organization
			}
		}
		for _, name := range append([]string{q.Speaker}, q.SpeakerAlt...) {
			switch {
			case !nameLike(name):
			case q.SpeakerType == "organization":
				forms[name] = layers.Organization
			case q.SpeakerType == "person" && strings.Contains(name, " "):
				forms[name] = layers.Person
				words := strings.Fields(name)
				if last := words[len(words)-1]; nameLike(last) && len(last) > 2 {
					short[last] = layers.Person
				}
			}
		}
	}
	mark := func(list map[string]layers.Name) {
		names := make([]string, 0, len(list))
		for name := range list {
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int {
			if len(a) != len(b) {
				return len(a) - len(b) // longer ones are set last and win
			}
			return strings.Compare(a, b)
		})
		for _, name := range names {
			for at := 0; ; {
				i := strings.Index(a.Text[at:], name)
				if i < 0 {
					break
				}
				start, end := at+i, at+i+len(name)
				at = end
				if wordEdge(a.Text, start, end) {
					relabel(out, start, end, list[name])
				}
			}
		}
	}
	mark(short)
	mark(forms)
	return out
}

// relabel sets a name and takes back what of other names sticks out of it.
func relabel(text speakers.Named, start, end int, kind layers.Name) {
	tokens := text.Text.Tokens
	first := 0
	if i, ok := slices.BinarySearchFunc(tokens, start, func(t document.Token, at int) int { return t.Start - at }); ok || i < len(tokens) {
		first = i
	}
	last := first
	for last < len(tokens) && tokens[last].End <= end {
		last++
	}
	if first == last {
		return
	}
	for i := first; i < last; i++ {
		text.Names[i] = kind
	}
	for i := first - 1; i >= 0 && text.Names[i] == kind && tokens[i].Sentence == tokens[first].Sentence; i-- {
		text.Names[i] = layers.NoName
	}
}

func nameLike(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return len(s) > 1 && unicode.IsUpper(first)
}

func wordEdge(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !unicode.IsLetter(before) && !unicode.IsLetter(after)
}

// labels are the names in every text by a tagger that has not seen it, in the
// order of the texts: kept between runs of an experiment, since they cost most
// of the time.
type labels struct{ Gold, Chains, Others [][]layers.Name }

// labelNames gives every text its names, from the file of an earlier run where
// there is one.
func (b *bench) labelNames(list []entities, texts []speakers.Named) (labels, error) {
	var l labels
	if kept, err := os.ReadFile(b.kept); err == nil {
		return l, gob.NewDecoder(bytes.NewReader(kept)).Decode(&l)
	}
	l = b.trainNames(list, texts)
	if b.kept == "" {
		return l, nil
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(l); err != nil {
		return l, err
	}
	return l, os.WriteFile(b.kept, out.Bytes(), 0o644)
}

// trainNames trains the taggers of names, one without each fold, the last on
// all, and labels every text with one that has not seen it.
func (b *bench) trainNames(list []entities, texts []speakers.Named) labels {
	var halves [2][]speakers.Named
	for i := range texts {
		halves[i%2] = append(halves[i%2], texts[i])
	}
	var parts [2]*speakers.NameTagger
	inParallel(2, func(i int) { parts[i] = b.resolver.TrainNames(halves[i]) })
	l := labels{make([][]layers.Name, len(b.gold)), make([][]layers.Name, len(b.chains)), make([][]layers.Name, len(list))}
	inParallel(len(list), func(i int) { l.Others[i] = parts[1-i%2].Tag(texts[i].Text) })
	corrected := make([]speakers.Named, len(b.gold))
	inParallel(len(b.gold), func(i int) { corrected[i] = b.gold[i].corrected(parts[0]) })
	taggers := make([]*speakers.NameTagger, folds+1)
	inParallel(folds+1, func(without int) {
		train := slices.Clone(texts)
		for i, a := range b.gold {
			if b.part[a.fold()] != without {
				train = append(train, corrected[i])
			}
		}
		taggers[without] = b.resolver.TrainNames(train)
	})
	inParallel(len(b.gold), func(i int) { l.Gold[i] = taggers[b.part[b.gold[i].fold()]].Tag(b.gold[i].text) })
	inParallel(len(b.chains), func(i int) { l.Chains[i] = taggers[folds].Tag(b.chains[i].text) })
	b.tagger = taggers[folds]
	return l
}

// prepareNames labels the names of all texts and asks what those of
// data/entities stand for.
func (b *bench) prepareNames(data string) error {
	list, err := readEntities(data)
	if err != nil {
		return err
	}
	texts := make([]speakers.Named, len(list))
	inParallel(len(list), func(i int) { texts[i] = list[i].named(b.engine) })
	l, err := b.labelNames(list, texts)
	if err != nil {
		return err
	}
	for i := range b.gold {
		b.gold[i].names = l.Gold[i]
	}
	for i := range b.chains {
		b.chains[i].names = l.Chains[i]
	}
	b.others = make([][]speakers.Question, len(list))
	employed := make([]*speakers.Example, len(list))
	inParallel(len(list), func(i int) {
		b.others[i] = list[i].kinds(b.resolver, texts[i], l.Others[i])
		if !strings.HasPrefix(list[i].ID, "conll04") {
			return
		}
		if e, ok := list[i].workFor(texts[i], l.Others[i]); ok {
			employed[i] = &e
		}
	})
	for _, e := range employed {
		if e != nil {
			b.employed = append(b.employed, *e)
		}
	}
	return nil
}

// kinds asks what the names of a text stand for.
func (e entities) kinds(r *speakers.Resolver, text speakers.Named, tags []layers.Name) []speakers.Question {
	runes := corpus.NewRuneOffsets(e.Text)
	right := map[corpus.Span]layers.Name{}
	for _, one := range e.Entities {
		if kind, ok := entityTypes[one.Type]; ok {
			span := corpus.Span{Start: runes.Byte(one.Span[0]), End: runes.Byte(one.Span[1])}
			if strings.HasPrefix(strings.ToLower(span.Text(e.Text)), "the ") {
				span.Start += len("the ")
			}
			right[span] = kind
		}
	}
	return r.KindQuestions(text.Text.Document, tags, entityWeight, func(first, last int, _ string) (layers.Name, bool) {
		kind, ok := right[corpus.Span{Start: first, End: last}]
		return kind, ok
	})
}

// entityWeight is what a name of data/entities counts beside one of the
// annotated articles.
const entityWeight = 0.3

// kinds asks what the annotated names of an article stand for.
func (a article) kinds(r *speakers.Resolver) []speakers.Question {
	right := map[string]layers.Name{}
	for _, q := range a.Quotes {
		for _, name := range append([]string{q.Organization}, q.OrganizationAlt...) {
			if nameLike(name) {
				right[plainName(name)] = layers.Organization
			}
		}
	}
	for _, q := range a.Quotes {
		for _, name := range append([]string{q.Speaker}, q.SpeakerAlt...) {
			switch {
			case !nameLike(name) || q.SpeakerType == "unnamed":
			case q.SpeakerType == "organization":
				right[plainName(name)] = layers.Organization
			default:
				right[plainName(name)] = layers.Person
				words := strings.Fields(plainName(name))
				if last := words[len(words)-1]; right[last] == layers.NoName {
					right[last] = layers.Person
				}
			}
		}
	}
	return r.KindQuestions(a.text.Document, a.names, 1, func(_, _ int, folded string) (layers.Name, bool) {
		kind, ok := right[strings.TrimPrefix(folded, "the ")]
		return kind, ok && kind != layers.NoName
	})
}

// plainName makes a name comparable with the folded form of a mention.
func plainName(name string) string {
	name = strings.NewReplacer("’", "'", ".", "").Replace(strings.ToLower(name))
	return strings.TrimPrefix(strings.Join(strings.Fields(name), " "), "the ")
}
