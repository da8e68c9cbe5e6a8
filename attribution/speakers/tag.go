package speakers

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/linear"
	"quoth/attribution/speakers/knowledge"
)

// namesFile lies in the models folder.
const namesFile = "attribution/mentions.bin"

// nameSettings of the tagger that tells persons, bodies and places apart.
var nameSettings = linear.Settings{Labels: 5, Bits: 17, Epochs: 5, Rate: 0.08, Rare: 2, Drop: 0.2}

// NameTagger labels the tokens that belong to the name of a person, a body, a
// place or something else. It looks at the labels of layers, which come from
// American politics, and at the tables, and has learned from annotated names of
// many kinds of text. It is safe for concurrent use.
type NameTagger struct {
	tagger *linear.Tagger
	lex    *knowledge.Tables
}

func loadNames(models fs.FS, lex *knowledge.Tables) (*NameTagger, error) {
	f, err := models.Open(namesFile)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", namesFile, err)
	}
	defer f.Close()
	tagger, err := linear.ReadTagger(f)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", namesFile, err)
	}
	return &NameTagger{tagger, lex}, nil
}

// Write stores the weights as New reads them.
func (t *NameTagger) Write(w io.Writer) error { return t.tagger.Write(w) }

// Tag labels every token of a text.
func (t *NameTagger) Tag(x *layers.Text) []layers.Name {
	out := make([]layers.Name, len(x.Tokens))
	n := t.look(x)
	x.Label(t.tagger, n.features, func(i int, label uint8) { out[i] = layers.Name(label) })
	return out
}

// Named is a text with the right labels, for training.
type Named struct {
	Text  *layers.Text
	Names []layers.Name
}

// TrainNames fits a tagger; the result is the same for the same texts.
func (r *Resolver) TrainNames(texts []Named) *NameTagger {
	t := &NameTagger{lex: r.lex}
	var examples []linear.Sequence
	for _, text := range texts {
		n := t.look(text.Text)
		for _, run := range text.Text.Sentences {
			var e linear.Sequence
			for i := run.First; i < run.Last; i++ {
				e.Items = append(e.Items, n.features(nil, i, run))
				e.Labels = append(e.Labels, uint8(text.Names[i]))
			}
			examples = append(examples, e)
		}
	}
	t.tagger = linear.TrainTagger(nameSettings, examples)
	return t
}

// looked is a text with what the tables say of its tokens.
type looked struct {
	*layers.Text
	class []uint32
	small []uint32 // how the word is printed elsewhere in the text
}

// look looks every token up once.
func (t *NameTagger) look(x *layers.Text) *looked {
	n := &looked{x, make([]uint32, len(x.Tokens)), make([]uint32, len(x.Tokens))}
	printed := map[string]uint32{}
	for i := range x.Tokens {
		w := &x.Tokens[i]
		if !w.IsWord {
			continue
		}
		switch {
		case !w.IsUpper:
			printed[w.Word] |= 1
		case i > 0 && x.Tokens[i-1].IsWord && x.Tokens[i-1].Sentence == w.Sentence:
			printed[w.Word] |= 2
		}
	}
	r := newReader(x.Document, t.lex, nil)
	for i := range x.Tokens {
		n.class[i] = r.class(i)
		n.small[i] = printed[x.Tokens[i].Word]
	}
	return n
}

// class is what the tables know of a word, in bits.
func (r reader) class(i int) uint32 {
	low := r.low(i)
	var c uint32
	set := func(bit uint, yes bool) {
		if yes {
			c |= 1 << bit
		}
	}
	printed := r.printed(i)
	_, first := r.lex.FirstNames[printed]
	b := r.lex.Bodies[low]
	_, role := r.lex.Roles[low]
	set(0, first)
	set(1, r.lex.Places[printed].Kind != "" && r.lex.Places[printed].Kind != "demonym")
	set(2, r.lex.Places[printed].Kind == "demonym")
	set(3, r.lex.Common[low])
	set(4, b.Tail)
	set(5, b.Noun || b.Document)
	set(6, role)
	set(7, r.lex.Titles[low].Kind != "")
	set(8, r.lex.Stops[low])
	set(9, r.lex.Parties[low] != "")
	set(10, r.lex.PlaceWords[low])
	set(11, r.lex.Institutions[low])
	set(12, acronymLike(printed))
	set(13, months[low])
	set(14, particles[low])
	set(15, strings.Contains(printed, "-"))
	return c
}

const outside = 0x7171

func in(values []uint32, i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return values[i]
}

func (n *looked) name(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return uint32(n.Name[i])
}

// features of one token.
func (n *looked) features(out []linear.Feature, i int, run document.Range) []linear.Feature {
	out = n.NameFeatures(out, i, run)
	first := uint32(0)
	if i == run.First {
		first = 1
	}
	upper := uint32(0)
	if n.Tokens[i].IsUpper {
		upper = 1
	}
	c, before, behind := n.class[i], in(n.class, i-1, run), in(n.class, i+1, run)
	w := n.name(i, run)
	return append(out,
		linear.Mix2(101, c, upper),
		linear.Mix2(102, before, c),
		linear.Mix2(103, c, behind),
		linear.Mix(104, before, c, behind),
		linear.Mix(105, n.small[i], first, upper),
		linear.Mix(106, n.small[i], c, upper),
		linear.Mix(107, n.name(i-1, run), w, n.name(i+1, run)),
		linear.Mix2(108, w, c),
		linear.Mix2(109, w, n.Shape[i]),
		linear.Mix2(110, in(n.class, i+2, run), c),
		linear.Mix2(111, in(n.class, i-2, run), c),
		linear.Mix2(112, n.name(i-2, run), w),
		linear.Mix2(113, n.name(i+2, run), w),
	)
}
