// Package layers adds to each token of a document what the later stages look
// at: hashes of the word, its stem, ending and shape, its part of speech and
// whether it belongs to a name. Part of speech and names come from two taggers
// trained on automatic annotations (see the model card).
package layers

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
	"quoth/attribution/linear"
)

// Part is a part of speech: the tags of the Penn Treebank, those merged that
// attribution has no use for telling apart.
type Part uint8

// The parts of speech. The order is stored in the model.
const (
	Punctuation Part = iota
	Noun
	NounPlural
	ProperNoun
	VerbBase
	VerbPast
	VerbParticiple
	VerbIng
	VerbPresent
	Modal
	Preposition
	Determiner
	Pronoun
	PossessivePronoun
	Adjective
	Adverb
	Conjunction
	To
	Number
	WhWord
	Possessive
	OtherPart
	parts
)

// Name is what kind of name a token belongs to.
type Name uint8

// The kinds of names. The order is stored in the model.
const (
	NoName Name = iota
	Person
	Organization
	Location
	OtherName
	names
)

// Text is a document with its layers, one entry a token.
type Text struct {
	*document.Document
	Word   []uint32 // hash of the word in lower case, digits made alike
	Stem   []uint32 // hash of the lemma of a reporting verb, else of the word without its inflection
	Suffix []uint32 // hash of the last three letters
	Shape  []uint32 // capitals, digits, punctuation
	Class  []uint8  // bits: what the tables know of the word
	senses []sense
	Part   []Part
	Name   []Name
}

// The bits of Text.Class.
const (
	IsReportingVerb uint8 = 1 << iota
	IsRoleNoun
	IsGroupNoun
	IsDocumentNoun
	IsFirstName
	IsTitle
	IsOrganizationWord
	IsSpeechVerb
)

// Tagger adds the layers. It is safe for concurrent use.
type Tagger struct {
	tables *Tables
	parts  *linear.Tagger
	names  *linear.Tagger
}

// The files of the taggers in the folder of models.
const (
	PartsFile = "attribution/parts.bin"
	NamesFile = "attribution/names.bin"
)

// Tables is the language knowledge that the layers look up.
type Tables struct {
	*grammar.Lexicon
	Senses *Senses
}

// Load reads the taggers from the folder of models.
func Load(models fs.FS, tables *Tables) (*Tagger, error) {
	t := &Tagger{tables: tables}
	for file, into := range map[string]**linear.Tagger{PartsFile: &t.parts, NamesFile: &t.names} {
		f, err := models.Open(file)
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", file, err)
		}
		*into, err = linear.ReadTagger(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", file, err)
		}
	}
	return t, nil
}

// NewTagger joins two trained taggers.
func NewTagger(tables *Tables, partTagger, nameTagger *linear.Tagger) *Tagger {
	return &Tagger{tables: tables, parts: partTagger, names: nameTagger}
}

// longestRun bounds the tokens tagged in one go, so that memory stays bounded on
// a text without sentences.
const longestRun = 2000

// Tag gives a document its layers.
func (t *Tagger) Tag(doc *document.Document) *Text {
	x := Plain(doc, t.tables)
	x.Label(t.parts, x.PartFeatures, func(i int, label uint8) { x.Part[i] = Part(label) })
	x.Label(t.names, x.NameFeatures, func(i int, label uint8) { x.Name[i] = Name(label) })
	return x
}

// Label hands set the best label of every token.
func (x *Text) Label(
	tagger *linear.Tagger,
	describe func([]linear.Feature, int, document.Range) []linear.Feature,
	set func(i int, label uint8),
) {
	lattice := tagger.NewLattice()
	x.eachRun(func(run document.Range) {
		if x.Stopped() {
			return
		}
		lattice.Reset()
		var features []linear.Feature
		for i := run.First; i < run.Last; i++ {
			features = describe(features[:0], i, run)
			lattice.Add(features)
		}
		for i, label := range lattice.Best() {
			set(run.First+i, label)
		}
	})
}

// eachRun calls f for each sentence, long ones cut.
func (x *Text) eachRun(f func(document.Range)) {
	for _, s := range x.Sentences {
		for first := s.First; first < s.Last; first += longestRun {
			f(document.Range{First: first, Last: min(first+longestRun, s.Last)})
		}
	}
}

// Plain gives the layers that need no model.
func Plain(doc *document.Document, tables *Tables) *Text {
	n := len(doc.Tokens)
	x := &Text{
		Document: doc,
		senses:   make([]sense, n),
		Word:     make([]uint32, n),
		Stem:     make([]uint32, n),
		Suffix:   make([]uint32, n),
		Shape:    make([]uint32, n),
		Class:    make([]uint8, n),
		Part:     make([]Part, n),
		Name:     make([]Name, n),
	}
	seen := make(map[string]word, n/3)
	for i, t := range doc.Tokens {
		w, ok := seen[t.Word]
		if !ok {
			w = tables.word(t)
			seen[t.Word] = w
		}
		x.Word[i], x.Stem[i], x.Suffix[i], x.Class[i], x.senses[i] = w.word, w.stem, w.suffix, w.class, w.sense
		x.Shape[i] = shapeOf(doc.Text[t.Start:t.End])
	}
	return x
}

// word is what the layers say of every occurrence of a word.
type word struct {
	word, stem, suffix uint32
	class              uint8
	sense              sense
}

func (tables *Tables) word(t document.Token) word {
	w := t.Word
	switch {
	case !t.IsWord:
		w = plainMark(w)
	case strings.ContainsAny(w, "0123456789"):
		w = sameDigits(w)
	}
	stem, sense := tables.stem(w)
	return word{linear.Hash(w), linear.Hash(stem), linear.Hash(w[max(0, len(w)-3):]), tables.class(w), sense}
}

// Sense is the class of the token's commonest sense as the part of speech it
// is used as, 0 where unknown.
func (x *Text) Sense(i int) uint32 {
	switch p := x.Part[i]; {
	case p >= VerbBase && p <= VerbPresent:
		return uint32(x.senses[i].verb)
	case p == Noun || p == NounPlural || p == ProperNoun:
		return uint32(x.senses[i].noun)
	}
	return 0
}

// plainMark makes the glyphs of quotation marks and dashes alike: which stretch
// is in marks is told by the document.
func plainMark(w string) string {
	switch w {
	case "“", "”", "\"", "„", "«", "»", "''":
		return "\""
	case "‘", "’", "`":
		return "'"
	case "–", "—", "―":
		return "—"
	}
	return w
}

func sameDigits(w string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, w)
}

func (tables *Tables) class(w string) uint8 {
	var c uint8
	if verb, ok := tables.Verbs[w]; ok {
		c |= IsReportingVerb
		if verb.Utterance == "speech" {
			c |= IsSpeechVerb
		}
	}
	if tables.RoleNouns[w] || strings.HasSuffix(w, "s") && tables.RoleNouns[w[:len(w)-1]] {
		c |= IsRoleNoun
	}
	if tables.GroupNouns[w] {
		c |= IsGroupNoun
	}
	if tables.DocumentNouns[w] {
		c |= IsDocumentNoun
	}
	if tables.OrganizationWords[w] {
		c |= IsOrganizationWord
	}
	if _, ok := tables.FirstNames[w]; ok {
		c |= IsFirstName
	}
	if _, ok := tables.Titles[w]; ok {
		c |= IsTitle
	}
	return c
}

// stem is the base form of a word and what is known of its senses.
func (tables *Tables) stem(w string) (string, sense) {
	base, sense := tables.Senses.lookup(w)
	if v, ok := tables.Verbs[w]; ok {
		base = v.Lemma
	}
	return base, sense
}

// shapeOf is the pattern of capitals, small letters, digits and the rest, runs
// shortened to two.
func shapeOf(s string) uint32 {
	h := uint32(17)
	var last byte
	run := 0
	for _, r := range s {
		c := byte('.')
		switch {
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsLetter(r):
			c = 'x'
		case unicode.IsDigit(r):
			c = '0'
		case r == '-' || r == '’' || r == '\'' || r == ',':
			c = '-'
		}
		if c == last {
			if run++; run > 2 {
				continue
			}
		} else {
			last, run = c, 1
		}
		h = h*31 + uint32(c)
	}
	return h
}
