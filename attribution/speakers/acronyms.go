package speakers

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// addAcronyms ties "(IRCC)" to the capitalised words before it whose initials
// it holds, and acronyms that are never spelt out in brackets to the body whose
// initials they are.
func (c *cast) addAcronyms(r reader) {
	for i := range c.mentions {
		m := &c.mentions[i]
		if r.low(m.first-1) == "(" && r.low(m.last) == ")" && m.last-m.first == 1 && m.prefix == m.first {
			c.tieBracket(r, m)
		}
	}
	initials := map[string]int{}
	for i, f := range c.figures {
		if f.species == body && strings.Contains(f.folded, " ") {
			key := initialsOf(f.folded)
			if _, taken := initials[key]; !taken {
				initials[key] = i
			}
		}
	}
	for i := range c.mentions {
		m := &c.mentions[i]
		if m.last-m.first != 1 || !acronymLike(r.printed(m.first)) || utf8.RuneCountInString(r.printed(m.first)) < 3 {
			continue
		}
		if f, ok := initials[m.folded]; ok && m.figure >= 0 && !strings.Contains(c.figures[m.figure].folded, " ") {
			c.merge(m.figure, f)
		}
	}
}

// tieBracket reads the name before "(ABC)".
func (c *cast) tieBracket(r reader, m *mention) {
	open := m.first - 1
	start := r.spelt(open, m.folded)
	if start < 0 {
		return
	}
	name := r.phrase(start, open)
	folded := fold(name)
	f, ok := c.bodies[folded]
	if !ok {
		f = c.figureAt(start, open)
		if f < 0 {
			f = c.add(body, folded)
		}
		c.figures[f].name, c.figures[f].folded, c.figures[f].species = name, folded, body
		c.bodies[folded] = f
	}
	if m.figure != f && m.figure >= 0 {
		c.merge(m.figure, f)
	}
	for i := range c.mentions {
		if o := &c.mentions[i]; o.first >= start && o.last <= open {
			o.figure = f
		}
	}
}

// figureAt is the figure of a mention that covers exactly the tokens, or −1.
func (c *cast) figureAt(first, last int) int {
	for i := range c.mentions {
		if m := c.mentions[i]; m.first == first && m.last == last {
			return m.figure
		}
	}
	return -1
}

// spelt walks left from a bracket over the words whose initials are the
// acronym's letters and returns the first of them, or −1. Small words between
// are skipped when they give no letter.
func (r reader) spelt(open int, acronym string) int {
	letters := []rune(acronym)
	k := len(letters) - 1
	for i := open - 1; i >= 0 && open-i < 16 && r.sameSentence(open, i); i-- {
		if !r.word(i) {
			if w := r.low(i); w == "," || w == "&" || w == "-" {
				continue
			}
			return -1
		}
		first, _ := utf8.DecodeRuneInString(r.low(i))
		switch {
		case r.upper(i) && unicode.ToLower(first) == letters[k]:
			k--
		case r.upper(i) && k > 0 && r.holds(i, letters, &k):
		case r.upper(i):
			return -1
		default:
			continue
		}
		if k < 0 {
			return i
		}
	}
	return -1
}

// holds matches several letters inside one hyphenated word: "Hewlett-Packard".
func (r reader) holds(i int, letters []rune, k *int) bool {
	parts := strings.Split(r.low(i), "-")
	n := *k
	for p := len(parts) - 1; p >= 0; p-- {
		first, _ := utf8.DecodeRuneInString(parts[p])
		if n < 0 || first != letters[n] {
			return false
		}
		n--
	}
	*k = n
	return true
}

func initialsOf(folded string) string {
	var b strings.Builder
	for _, w := range strings.Fields(folded) {
		switch w {
		case "of", "the", "for", "and", "&", "on", "de", "to", "in":
		default:
			first, _ := utf8.DecodeRuneInString(w)
			b.WriteRune(first)
		}
	}
	return b.String()
}

// merge gives every mention of one figure to another.
func (c *cast) merge(from, to int) {
	if from == to || from < 0 {
		return
	}
	for i := range c.mentions {
		if c.mentions[i].figure == from {
			c.mentions[i].figure = to
		}
	}
	for form, f := range c.bodies {
		if f == from {
			c.bodies[form] = to
		}
	}
	if c.figures[to].species == unclear {
		c.figures[to].species = body
	}
}
