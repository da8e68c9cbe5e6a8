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
			c.tieBracket(r, i)
		}
	}
	c.settle()
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
	c.settle()
}

// tieBracket reads the name before the acronym of mention i.
func (c *cast) tieBracket(r reader, i int) {
	m := &c.mentions[i]
	open := m.first - 1
	start := r.spelt(open, m.folded)
	if start < 0 {
		return
	}
	inside := i // the mentions from here to i stand in the name
	for inside > 0 && c.mentions[inside-1].first >= start {
		inside--
	}
	name := r.phrase(start, open)
	folded := fold(name)
	f, ok := c.bodies[folded]
	if !ok {
		if o := c.mentions[inside]; inside < i && o.first == start && o.last == open {
			f = o.figure
		} else {
			f = c.add(body, folded)
		}
		c.figures[f].name, c.figures[f].folded, c.figures[f].species, c.figures[f].certain = name, folded, body, true
		c.bodies[folded] = f
	}
	if m.figure != f && m.figure >= 0 {
		c.merge(m.figure, f)
	}
	for ; inside < i; inside++ {
		c.mentions[inside].figure = f
	}
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

// merge makes one figure of two; settle carries it out.
func (c *cast) merge(from, to int) {
	from, to = c.root(from), c.root(to)
	if from == to || from < 0 {
		return
	}
	if c.merged == nil {
		c.merged = map[int]int{}
	}
	c.merged[from] = to
	if c.figures[to].species == unclear {
		c.figures[to].species = body
	}
}

// root is the figure that one has been merged into. Chains are cut short on
// the way, so that long ones cost nothing twice.
func (c *cast) root(f int) int {
	top := f
	for {
		next, ok := c.merged[top]
		if !ok {
			break
		}
		top = next
	}
	for f != top {
		f, c.merged[f] = c.merged[f], top
	}
	return top
}

// settle gives the mentions and forms of merged figures to what they became.
func (c *cast) settle() {
	if len(c.merged) == 0 {
		return
	}
	for i := range c.mentions {
		c.mentions[i].figure = c.root(c.mentions[i].figure)
	}
	for form, f := range c.bodies {
		c.bodies[form] = c.root(f)
	}
	c.merged = nil
}
