package extract

import (
	"slices"

	"quoth/corpus"
)

// Study is a page taken apart: its blocks and their features.
type Study struct {
	v       *view
	hint    Hint
	charset string
}

// WithModel is the extractor with other weights.
func (e *Extractor) WithModel(m *Model) *Extractor {
	other := *e
	other.model = m
	return &other
}

// Probabilities reports for each block how likely it belongs to the article.
func (m *Model) Probabilities(s *Study) []float32 { return m.probabilities(s.v) }

// Len is the number of blocks.
func (s *Study) Len() int { return len(s.v.blocks) }

// Block is a block of visible text.
func (s *Study) Block(i int) corpus.Block { return s.v.blocks[i].Block }

// Barred reports whether a block is never taken, whatever the scorer thinks.
func (s *Study) Barred(i int) bool { return s.v.junk[i] }

// Words is how many words a block has, in the way the features count.
func (s *Study) Words(i int) int { return s.v.stats[i].words }

// NameWords are the different words of the classes and ids around a block.
func (s *Study) NameWords(i int) []string {
	var out []string
	seen := map[string]bool{}
	for at := s.v.blocks[i].holder; at >= 0; at = s.v.elements[at].parent {
		for _, w := range s.v.elements[at].name.words {
			if !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	return out
}

// TextWords are the different words among the first of a block's text, as hashes.
func (s *Study) TextWords(i int) []uint64 {
	own := s.v.stats[i].own
	own = slices.Clone(own[:min(len(own), evidenceWords)])
	slices.Sort(own)
	return slices.Compact(own)
}

// Rows are the features of the blocks, given what the words of classes and ids
// and those of the text are evidence for.
func (s *Study) Rows(evidence func(word string) float32, text map[uint64]float32) [][]float32 {
	s.v.weigh(evidence)
	s.v.textWords = text
	return s.v.rows(nil)
}

// Context adds to rows what a first scoring thinks of the blocks.
func (s *Study) Context(rows [][]float32, p []float32) [][]float32 {
	return s.v.contextRows(rows, p, nil)
}

// HashWords are the words of a text as numbers, without case; each character of
// a script without blanks is a word.
func HashWords(text string) []uint64 { return appendWords(nil, asPrinted(text)) }

// Shingles are the runs of four words.
func Shingles(words []uint64) []uint64 { return shingles(words) }
