package core

import (
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"

	"quoth/attribution/linear"
)

// Options set how the stages' answers are put together; they are part of the
// model and chosen on held-back articles.
type Options struct {
	CueBias           float32 // added to the score of a cue's beginning: more are found than are right, for the judge to choose from
	ForcedWords       int     // words from which a quotation wants a cue in its paragraph
	ForcedProbability float64 // least probability of such a cue
	TrustedWords      int     // words from which a region follows its link, not its labels
	Quoted            float64 // least probability of an attribution with a quotation in it
	Unquoted          float64 // … and of one without
}

// Defaults are the options the shipped models are used with.
var Defaults = Options{
	CueBias:           2,
	ForcedWords:       5,
	ForcedProbability: 0.01,
	TrustedWords:      4,
	Quoted:            0.3,
	Unquoted:          0.24,
}

func (o Options) threshold(quoted bool) float64 {
	if quoted {
		return o.Quoted
	}
	return o.Unquoted
}

// Model is the trained stages. It is safe for concurrent use.
type Model struct {
	Rates   *Rates
	Cues    *linear.Tagger
	Regions *linear.Chooser
	Roles   *linear.Tagger
	Judge   *linear.Chooser
	Options Options
}

// The files of the models in the folder of models.
const (
	RatesFile   = "attribution/rates.bin"
	CuesFile    = "attribution/cues.bin"
	RegionsFile = "attribution/regions.bin"
	RolesFile   = "attribution/roles.bin"
	JudgeFile   = "attribution/judge.bin"
)

// Load reads the models from the folder of models.
func Load(models fs.FS) (*Model, error) {
	m := &Model{Rates: &Rates{}, Options: Defaults}
	read := func(file string, with func(io.Reader) error) error {
		f, err := models.Open(file)
		if err != nil {
			return fmt.Errorf("model %s: %w", file, err)
		}
		defer f.Close()
		if err := with(f); err != nil {
			return fmt.Errorf("model %s: %w", file, err)
		}
		return nil
	}
	for _, part := range []struct {
		file string
		with func(io.Reader) error
	}{
		{RatesFile, func(r io.Reader) error { return binary.Read(r, binary.LittleEndian, m.Rates[:]) }},
		{CuesFile, func(r io.Reader) (err error) { m.Cues, err = linear.ReadTagger(r); return err }},
		{RegionsFile, func(r io.Reader) (err error) { m.Regions, err = linear.ReadChooser(r); return err }},
		{RolesFile, func(r io.Reader) (err error) { m.Roles, err = linear.ReadTagger(r); return err }},
		{JudgeFile, func(r io.Reader) (err error) { m.Judge, err = linear.ReadChooser(r); return err }},
	} {
		if err := read(part.file, part.with); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Attributions finds the attributions of a text; t must hold the model's rates.
func (m *Model) Attributions(t *Text) []Attribution {
	cues := t.findCues(m.Cues, m.Options)
	links := t.link(m.Regions, cues)
	if t.Stopped() {
		return nil
	}
	return t.settle(m.judged(t, m.candidates(t, cues, links)), m.Options)
}

// candidates gives every cue its source and content.
func (m *Model) candidates(t *Text, cues []Cue, links []Link) []Attribution {
	isCue := cueFlags(len(t.Tokens), cues)
	lattice := m.Roles.NewLattice()
	out := make([]Attribution, len(cues))
	for i := range cues {
		if t.Stopped() {
			return nil
		}
		k := t.roleContext(i, cues, links, isCue)
		lattice.Reset()
		t.eachRoleItem(&k, lattice.Add)
		labels, marginals := lattice.Best(), lattice.Marginals()
		out[i] = t.assemble(i, &k, labels, links, isCue, m.Options)
		out[i].Labelled = certainty(labels, marginals, isContent)
		out[i].Sourced = certainty(labels, marginals, isSource)
	}
	return out
}

// judged gives every attribution its probability.
func (m *Model) judged(t *Text, list []Attribution) []Attribution {
	var features []linear.Feature
	for i := range list {
		features = t.judgeFeatures(features[:0], list, i)
		list[i].Probability = m.Judge.Probability(features)
	}
	return list
}
