package speakers

import (
	"sort"

	"quoth/attribution/layers"
)

// tagVote is what a name's label counts beside the votes of its words.
const tagVote = 2.5

// nameAt is the label of token i, NoName where the text has no labels.
func (r reader) nameAt(i int) layers.Name {
	if i < 0 || i >= len(r.names) {
		return layers.NoName
	}
	return r.names[i]
}

var speciesOf = map[layers.Name]species{layers.Person: human, layers.Organization: body, layers.Location: place}

// refine brings the names that capitals tell together with those the tagger
// sees: names that the capitals cut are joined, a person behind a body in one run
// is cut off, and names that only the tagger sees are added.
func (r reader) refine(mentions []mention) []mention {
	if len(r.names) == 0 {
		return mentions
	}
	var out []mention
	for _, m := range mentions {
		out = append(out, r.cutPerson(m)...)
	}
	mentions = out
	out = nil
	next := 0 // the first mention that does not end before the run
	for first := 0; first < len(r.names); {
		last := r.runEnd(first)
		if r.names[first] == layers.Organization || r.names[first] == layers.Person {
			for next < len(mentions) && mentions[next].last <= first {
				out = append(out, mentions[next])
				next++
			}
			inside := next
			for inside < len(mentions) && mentions[inside].last <= last {
				inside++
			}
			if a, ok := r.joined(first, last, mentions[next:], inside-next); ok {
				out, next = append(out, a), inside
			}
		}
		first = last
	}
	out = append(out, mentions[next:]...)
	for i := range out {
		r.tagVotes(&out[i])
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].first < out[j].first })
	return out
}

// runEnd is where the run of one label in one sentence that begins at i ends.
func (r reader) runEnd(i int) int {
	j := i + 1
	for j < len(r.names) && r.names[j] == r.names[i] && r.Tokens[j].Sentence == r.Tokens[i].Sentence {
		j++
	}
	return j
}

// joined is the name of a labelled run that is no mention yet. inside counts the
// mentions at the head of around that lie in it.
func (r reader) joined(first, last int, around []mention, inside int) (mention, bool) {
	for i := last - 2; i >= first; i-- {
		if r.compound(i) {
			first = i + 1 // "South African-based Delta Alliance"
			break
		}
	}
	for first < last && (!r.word(first) || articles[r.low(first)]) {
		first++
	}
	for last > first && !r.word(last-1) && r.low(last-1) != "." {
		last--
	}
	if next, yes := r.possessive(last - 2); yes && next == last {
		last -= 2
	}
	if last-first < 1 || last-first > maxNameTokens || !r.upper(first) ||
		!r.upper(last-1) && !lowerTails[r.low(last-1)] {
		return mention{}, false
	}
	person := r.names[first] == layers.Person
	switch {
	case !person && !r.bodyOf(first, last) && (r.roleWord(first) && r.low(first+1) == "of" || r.roleWord(last-1) && !r.bodyTail(last-1)):
		return mention{}, false // "Founder of Lumen", "Lumen National Secretary"
	case inside == 1 && around[0].first == first && around[0].last == last:
		return mention{}, false
	case len(around) > inside && around[inside].first < last, inside > 0 && around[0].first < first:
		return mention{}, false // it cuts a mention
	case person && inside > 0,
		last-first == 1 && (r.lex.Stops[r.low(first)] || r.roleWord(first)),
		person && r.roleWord(first):
		return mention{}, false
	}
	for i := first; i < last; i++ {
		if w := r.low(
			i,
		); !r.word(i) && w != "." && w != "&" && w != "'" && w != "’" && w != "-" ||
			r.quoted(i) != r.quoted(first) {
			return mention{}, false
		}
	}
	m := mention{
		first:  first,
		last:   last,
		prefix: first,
		folded: fold(r.phrase(first, last)),
		quoted: r.quoted(first),
		figure: -1,
	}
	_, m.possessive = r.possessive(last)
	r.vote(&m)
	return m, true
}

// cutPerson cuts a run where a body or place ends and a person of two words or
// more begins: "Torbay Hospital Ada Stone".
func (r reader) cutPerson(m mention) []mention {
	for i := m.first + 1; i+1 < m.last; i++ {
		if r.nameAt(i) != layers.Person || r.nameAt(i+1) != layers.Person || !r.upper(i) {
			continue
		}
		if before := r.nameAt(i - 1); before != layers.Organization && before != layers.Location {
			break
		}
		head, tail := m, m
		head.last, tail.first, tail.prefix = i, i, i
		head.folded, tail.folded = fold(r.phrase(head.first, head.last)), fold(r.phrase(tail.first, tail.last))
		head.possessive, head.votes, tail.votes = false, [4]float64{}, [4]float64{}
		r.vote(&head)
		r.vote(&tail)
		return []mention{head, tail}
	}
	return []mention{m}
}

// tagVotes adds the labels of a mention's tokens to its votes.
func (r reader) tagVotes(m *mention) {
	words := 0
	var count [4]int
	for i := m.first; i < m.last; i++ {
		if !r.word(i) {
			continue
		}
		words++
		if s, ok := speciesOf[r.nameAt(i)]; ok {
			count[s]++
		}
	}
	for s := human; s <= place; s++ {
		m.votes[s] += tagVote * float64(count[s]) / float64(max(words, 1))
	}
}
