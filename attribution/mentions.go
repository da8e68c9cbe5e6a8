package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
	"quoth/corpus"
)

// mention is a run of capitalised words: the name of a person, an organisation
// or something else.
type mention struct {
	span     corpus.Span
	tokens   document.Range // without titles
	words    []string       // lower case, without titles
	title    string         // "mr", "president"; empty without one
	kind     mentionKind
	quoted   bool // stands inside quotation marks
	sentence int
}

type mentionKind byte

const (
	otherName mentionKind = iota
	personName
	organizationName
)

// notNames are capitalised words at the beginning of sentences that begin no
// name.
var notNames = wordSet(
	`the a an he she it they we i you his her their our my its this that these those there here in on at by for from
	with without of to as but and or if when while where after before since during under over between among although though
	because however meanwhile moreover still also then yet so not no nor only even just now today yesterday tomorrow later earlier
	last next some many most few all both each every one two three four five what who which why how whose according despite
	instead speaking asked another other such more monday tuesday wednesday thursday friday saturday sunday january february march
	april june july august september october november december mr mrs ms dr let do does did is are was were have has had can could
	will would should may might must it's he's she's they're we're i'm don't that's there's q yes well please thank thanks read
	another among once about against until whether neither either`,
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// particles join the words of a name.
var particles = wordSet("de del della der den di da dos du van von bin ibn al el la le ter ten ben")

// findMentions lists the names in the text.
func findMentions(d *document.Document, lex *grammar.Lexicon, lower map[string]bool) []*mention {
	var out []*mention
	for i := 0; i < len(d.Tokens) && !d.StoppedAt(i); i++ {
		if !startsName(d, i, lower) {
			continue
		}
		end := nameEnd(d, i, lex)
		if m := newMention(d, lex, document.Range{First: i, Last: end}); m != nil {
			out = append(out, m)
		}
		i = end - 1
	}
	return out
}

func startsName(d *document.Document, i int, lower map[string]bool) bool {
	t := d.Tokens[i]
	if !t.IsWord || !t.IsUpper {
		return false
	}
	if d.Sentences[t.Sentence].First == i || (i > 0 && !d.Tokens[i-1].IsWord && d.Tokens[i-1].Word != ",") {
		// At the head of a sentence the capital tells nothing.
		next := i+1 < len(d.Tokens) && d.Tokens[i+1].IsUpper && d.Tokens[i+1].Sentence == t.Sentence
		return !notNames[t.Word] && (next || !lower[t.Word])
	}
	return !notNames[t.Word] || t.Len() > 1 && isAcronym(d.Text[t.Start:t.End])
}

func isAcronym(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 2 && n <= 6
}

// lowerBody are words that close an organisation's name though often written
// small.
var lowerBody = wordSet("police")

// longestName bounds a name in tokens.
const longestName = 9

func nameEnd(d *document.Document, i int, lex *grammar.Lexicon) int {
	end := i + 1
	organization := lex.OrganizationWords[d.Tokens[i].Word]
	for end < len(d.Tokens) && end-i < longestName && d.Tokens[end].Sentence == d.Tokens[i].Sentence && d.Tokens[end].Region == d.Tokens[i].Region {
		t := d.Tokens[end]
		gap := d.Text[d.Tokens[end-1].End:t.Start]
		switch {
		case t.IsWord && t.IsUpper && end-i == 1 && places[d.Tokens[i].Word] && isFirstName(lex, t.Word):
			return end // "…the UK and Denmark Ada Stone"
		case t.IsWord && t.IsUpper && (gap == " " || gap == "\u00a0" || gap == ""):
			organization = organization || lex.OrganizationWords[t.Word]
			end++
			continue
		case t.Word == "." && d.Tokens[end-1].Len() <= 2 && end+1 < len(d.Tokens) && d.Tokens[end+1].IsUpper && gap == "":
			end++ // an initial: John F. Kennedy
			continue
		case lowerBody[t.Word] && gap == " ":
			end++ // "the Metropolitan police"
			return end
		case t.Word == "." && lex.Abbreviations[d.Tokens[end-1].Word] && end+1 < len(d.Tokens) && d.Tokens[end+1].IsUpper:
			end++
			continue
		case particles[t.Word] && end+1 < len(d.Tokens) && d.Tokens[end+1].IsUpper:
			end++
			continue
		case (t.Word == "of" || t.Word == "for" || t.Word == "&") && organization && upperSoon(d, end+1):
			end++
			if d.Tokens[end].Word == "the" {
				end++
			}
			continue
		}
		break
	}
	return end
}

func isFirstName(lex *grammar.Lexicon, word string) bool {
	_, ok := lex.FirstNames[word]
	return ok
}

func upperSoon(d *document.Document, i int) bool {
	if i < len(d.Tokens) && d.Tokens[i].Word == "the" {
		i++
	}
	return i < len(d.Tokens) && d.Tokens[i].IsUpper
}

// newMention classifies a run; nil when only a title is left.
func newMention(d *document.Document, lex *grammar.Lexicon, run document.Range) *mention {
	m := &mention{sentence: d.Tokens[run.First].Sentence, quoted: d.Tokens[run.First].Region >= 0}
	for run.First < run.Last {
		w := d.Tokens[run.First].Word
		_, isTitle := lex.Titles[w]
		if w == "." || (isTitle || lex.RoleNouns[w]) && run.First+1 < run.Last {
			if isTitle {
				m.title = w
			}
			run.First++
			continue
		}
		break
	}
	for i := run.First; i < run.Last; i++ {
		if d.Tokens[i].IsWord {
			m.words = append(m.words, d.Tokens[i].Word)
		}
	}
	if len(m.words) == 0 || (len(m.words) == 1 && lex.RoleNouns[m.words[0]]) {
		return nil
	}
	m.tokens = run
	m.span = corpus.Span{Start: d.Tokens[run.First].Start, End: d.Tokens[run.Last-1].End}
	m.kind = classify(d, lex, m)
	return m
}

func classify(d *document.Document, lex *grammar.Lexicon, m *mention) mentionKind {
	for _, w := range m.words {
		if lex.OrganizationWords[w] && len(m.words) > 1 {
			return organizationName
		}
	}
	_, first := lex.FirstNames[m.words[0]]
	printed := d.Text[m.span.Start:m.span.End]
	switch {
	case m.title != "":
		return personName
	case first && len(m.words) >= 2 && len(m.words) <= 5 && !isAcronym(strings.Fields(printed)[len(strings.Fields(printed))-1]):
		return personName
	case len(m.words) == 1 && isAcronym(printed):
		return organizationName
	}
	return otherName
}

// lowerWords are the words that the text also writes without a capital.
func lowerWords(d *document.Document) map[string]bool {
	lower := map[string]bool{}
	for _, t := range d.Tokens {
		if t.IsWord && !t.IsUpper {
			lower[t.Word] = true
		}
	}
	return lower
}

func beginsUpper(s string) bool {
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return !unicode.IsLower(r)
		}
		s = s[size:]
	}
	return false
}
