package speakers

import "quoth/corpus"

// grown is the source as a reader would mark it: titles and roles before a name
// and the apposition behind it belong to the words that tell who speaks.
func (s *story) grown(q query, cue []corpus.Span) corpus.Span {
	first, last := q.first, q.last
	if m := s.mentionAt(first); m >= 0 && s.cast.mentions[m].first == first && !s.cast.mentions[m].possessive {
		first = s.beforeName(s.cast.mentions[m])
		last = max(last, s.cast.mentions[m].last)
	}
	limit := len(s.Tokens)
	if len(cue) > 0 {
		if at, _ := s.tokensOf(cue[0]); at >= last {
			limit = at
		}
	}
	return s.span(first, s.behindName(last, limit))
}

// beforeName is the first token of the titles and roles before a name.
func (s *story) beforeName(m mention) int {
	first := m.prefix
	switch {
	case m.prefix == m.first && s.isRoleNoun(first-1) && s.sameSentence(first, first-1):
		first = s.phraseStart(first - 1)
	case m.prefix < m.first && (s.roleWord(m.first-1) || s.low(m.first-1) == "."):
		first = s.phraseStart(m.prefix)
	default:
		first = m.first
	}
	if s.low(first-1) == "." && s.lex.Titles[s.low(first-2)].Kind != "" {
		first -= 2
	}
	if articles[s.low(first-1)] && s.sameSentence(first, first-1) {
		first--
	}
	if s.quoted(first) != s.quoted(m.first) || !s.sameSentence(first, m.first) {
		return m.first
	}
	return first
}

// behindName takes in "(D-N.C.)" and ", the panel’s ranking member," up to the
// verb of saying, or up to the end of the sentence when the verb stands before.
func (s *story) behindName(last, limit int) int {
	end := last
	if s.low(end) == "(" {
		for i := end; i < end+10 && s.sameSentence(i, last); i++ {
			if s.low(i) == ")" {
				end = i + 1
				break
			}
		}
	}
	opens := s.low(end) == "," && (articles[s.low(end+1)] || s.low(end+1) == "who" || s.low(end+1) == "whose" || isAge(s.low(end+1)) || s.isRoleNoun(end+1) || s.isRoleNoun(end+2))
	if !opens {
		return end
	}
	for i := end; i < end+40; i++ {
		switch {
		case i == limit:
			return i
		case !s.sameSentence(i, last) || s.quoted(i) || s.low(i) == ";":
			return s.trimEnd(i, end)
		case limit == len(s.Tokens) && s.saying(i):
			return end
		}
	}
	return end
}

// trimEnd leaves the full stop and comma that end a sentence out.
func (s *story) trimEnd(i, least int) int {
	for i > least && !s.word(i-1) && s.low(i-1) != ")" {
		i--
	}
	return i
}
