// Package foreign finds direct quotations in languages for which there is no
// trained model: by marks and a table of reporting verbs. It would rather give a
// quotation without a speaker than with a wrong one.
package foreign

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"quoth/attribution/document"
	"quoth/corpus"
	"quoth/language"
)

// tableFile lists reporting verbs by language; see its header.
const tableFile = "reporting_verbs_other.tsv"

// Language is what the table knows of a language.
type Language struct {
	verbs, pronouns, auxiliaries map[string]bool
}

// Languages gives languages by their ISO 639-1 code.
type Languages map[string]*Language

// Load reads the table.
func Load(tables fs.FS) (Languages, error) {
	file, err := tables.Open(tableFile)
	if err != nil {
		return nil, fmt.Errorf("open the table %s: %w", tableFile, err)
	}
	defer file.Close()
	out := Languages{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) < 3 {
			return nil, fmt.Errorf("the table %s, line %d: want a language, a kind and words", tableFile, n)
		}
		l := out[fields[0]]
		if l == nil {
			l = &Language{map[string]bool{}, map[string]bool{}, map[string]bool{}}
			out[fields[0]] = l
		}
		set := map[string]map[string]bool{"verb": l.verbs, "pronoun": l.pronouns, "auxiliary": l.auxiliaries}[fields[1]]
		if set == nil {
			return nil, fmt.Errorf("the table %s, line %d: unknown kind %q", tableFile, n, fields[1])
		}
		for _, w := range fields[2:] {
			set[w] = true
		}
	}
	return out, lines.Err()
}

// In gives what the table knows of the language with an ISO 639-1 code, nothing
// for one that it does not have; ok is false for English. Without a code the text
// tells.
func (ls Languages) In(code, text string) (l *Language, ok bool) {
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	switch {
	case code == "":
		return ls.Detect(text)
	case code == "en":
		return nil, false
	case ls[code] != nil:
		return ls[code], true
	}
	return &Language{}, true
}

// Detect tells a text's language, if it is not English: its entry of the table,
// or an empty one for a language the table does not have. A text too short to be
// sure of goes by the languages of the table, unless it has English words.
func (ls Languages) Detect(text string) (*Language, bool) {
	code, sure := language.Of(text, "")
	switch {
	case sure:
	case hasEnglish(text) || !strings.ContainsFunc(text, unicode.IsLetter):
		return nil, false
	default:
		code = language.Among(text, func(code string) bool { return code == "en" || ls[code] != nil })
	}
	if code == "" || code == "en" {
		return nil, false
	}
	if l := ls[code]; l != nil {
		return l, true
	}
	return &Language{}, true
}

// english are frequent words that none of the table's languages has.
var english = wordSet("the and with said told from they she this that his you have would who for are")

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

func hasEnglish(text string) bool {
	for _, w := range strings.Fields(text) {
		if english[strings.ToLower(w)] {
			return true
		}
	}
	return false
}

// least is the number of words from which a quotation without a reporting verb
// is taken for speech.
const least = 6

// Find lists the direct quotations of a document.
func (l *Language) Find(doc *document.Document) []document.Found {
	var out []document.Found
	for r, region := range doc.Regions {
		if doc.StoppedAt(r) {
			return out
		}
		if region.Continues && len(out) > 0 {
			last := &out[len(out)-1]
			if last.Content[len(last.Content)-1].End == doc.Regions[r-1].Outer.End {
				last.Content, last.Quoted = append(last.Content, region.Outer), append(last.Quoted, region.Parts()...)
				continue
			}
		}
		f := document.Found{
			Kind:      corpus.Direct,
			Utterance: corpus.Speech,
			Score:     0.5,
			Content:   []corpus.Span{region.Outer},
			Quoted:    region.Parts(),
		}
		verb, source := l.attribution(doc, r)
		switch {
		case verb >= 0:
			f.Cue = []corpus.Span{doc.Tokens[verb].Span}
			f.Reasons = []corpus.Reason{
				{
					Stage: "cue",
					Text:  "“" + doc.Tokens[verb].Word + "” stands beside it in the table of reporting verbs",
					Span:  f.Cue[0],
				},
			}
			if source.First < source.Last {
				f.Source = []corpus.Span{{Start: doc.Tokens[source.First].Start, End: doc.Tokens[source.Last-1].End}}
				f.Score = 0.8
			}
		case region.Words < least:
			continue
		default:
			f.Reasons = []corpus.Reason{{Stage: "cue", Text: "no reporting verb stands beside it"}}
		}
		out = append(out, f)
	}
	return out
}

// reach bounds how many tokens from the marks the verb and from the verb the
// speaker may stand.
const reach = 10

// attribution looks for a reporting verb behind a region, then before it, and
// the tokens of its subject; verb is −1 without one.
func (l *Language) attribution(doc *document.Document, r int) (verb int, source document.Range) {
	region := doc.Regions[r]
	p := doc.Paragraphs[region.Paragraph].Tokens
	inside := doc.TokensIn(region.Paragraph, region.Outer)
	for i := inside.Last; i < min(p.Last, inside.Last+reach) && doc.Tokens[i].Region < 0; i++ {
		if l.verbs[doc.Tokens[i].Word] {
			return i, l.subjectBehind(doc, i, p.Last)
		}
		if doc.Tokens[i].Word == "." {
			break
		}
	}
	before := inside.First - 1
	if before < p.First || doc.Tokens[before].Word != ":" && doc.Tokens[before].Word != "," {
		return -1, document.Range{}
	}
	for i := before - 1; i >= max(p.First, before-reach) && doc.Tokens[i].Region < 0 && doc.Tokens[i].Word != "."; i-- {
		if l.verbs[doc.Tokens[i].Word] {
			return i, l.subjectBefore(doc, i, p.First)
		}
	}
	return -1, document.Range{}
}

// subjectBehind is what directly follows a verb: a name, or the words up to the
// next punctuation ("der Minister"). A pronoun or nothing leaves the speaker to
// be told by the quotation before.
func (l *Language) subjectBehind(doc *document.Document, verb, limit int) document.Range {
	i := verb + 1
	for i < limit && (l.auxiliaries[doc.Tokens[i].Word] || l.verbs[doc.Tokens[i].Word]) {
		i++
	}
	if i == limit || l.pronouns[doc.Tokens[i].Word] {
		return document.Range{}
	}
	if name := capitals(doc, i, limit); name.First < name.Last {
		return name
	}
	end := i
	for end < min(limit, i+longestDescription) && doc.Tokens[end].IsWord && doc.Tokens[end].Region < 0 {
		end++
	}
	return document.Range{First: i, Last: end}
}

// longestDescription bounds a description in tokens.
const longestDescription = 8

// subjectBefore is the name that ends directly before a verb, its auxiliaries
// aside.
func (l *Language) subjectBefore(doc *document.Document, verb, first int) document.Range {
	i := verb - 1
	for i >= first && l.auxiliaries[doc.Tokens[i].Word] {
		i--
	}
	end := i + 1
	for i >= first && isName(doc, i) {
		i--
	}
	return document.Range{First: i + 1, Last: end}
}

// capitals is the run of capitalised words that begins at i.
func capitals(doc *document.Document, i, limit int) document.Range {
	end := i
	for end < limit && isName(doc, end) {
		end++
	}
	return document.Range{First: i, Last: end}
}

func isName(doc *document.Document, i int) bool {
	return doc.Tokens[i].IsWord && doc.Tokens[i].IsUpper && doc.Tokens[i].Region < 0
}
