package speakers

import (
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/speakers/knowledge"
	"quoth/corpus"
)

// story is one article on its way through the stages of this package: its
// words, its cast and where each name stands.
type story struct {
	reader
	cast   *cast
	at     []int32 // token → mention, −1 where no name stands
	weight float64 // mentions of the most frequent figure
}

func newStory(
	doc *document.Document,
	names []layers.Name,
	lex *knowledge.Tables,
	m model,
	known []corpus.Known,
) *story {
	s := &story{reader: newReader(doc, lex, names)}
	s.cast = gather(s.reader, m, known)
	s.at = make([]int32, len(doc.Tokens))
	for i := range s.at {
		s.at[i] = -1
	}
	for i, m := range s.cast.mentions {
		for t := m.first; t < m.last; t++ {
			s.at[t] = int32(i)
		}
	}
	for _, f := range s.cast.figures {
		s.weight = max(s.weight, float64(len(f.mentions)))
	}
	s.learnRoles()
	return s
}

// mentionAt is the mention token i belongs to, or −1.
func (s *story) mentionAt(i int) int {
	if i < 0 || i >= len(s.at) {
		return -1
	}
	return int(s.at[i])
}

// mentionEnding is the mention whose last token stands directly before i.
func (s *story) mentionEnding(i int) int {
	m := s.mentionAt(i - 1)
	if m < 0 || s.cast.mentions[m].last != i {
		return -1
	}
	return m
}

// byName is the figure of a body or person by a printed name, or −1.
func (c *cast) byName(name string) int {
	folded := strings.TrimPrefix(fold(name), "the ")
	if f, ok := c.bodies[folded]; ok {
		return f
	}
	return -1
}
