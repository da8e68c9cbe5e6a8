package layers

import (
	"bufio"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"quoth/attribution/grammar"
)

// sensesFile is the table made from WordNet; see its header.
const sensesFile = "word-senses.tsv"

// sense is what WordNet knows of a word: the class of its commonest sense as a
// noun and as a verb, by lexicographer file (noun.person is 18,
// verb.communication 32; lexnames(5WN)), 0 for none.
type sense struct{ noun, verb uint8 }

// Senses gives the senses and base forms of words.
type Senses struct {
	base      map[string]sense
	irregular map[string]string
}

// LoadSenses reads the table.
func LoadSenses(tables fs.FS) (*Senses, error) {
	file, err := tables.Open(sensesFile)
	if err != nil {
		return nil, fmt.Errorf("open the table %s: %w", sensesFile, err)
	}
	defer file.Close()
	s := &Senses{base: make(map[string]sense, 1<<15), irregular: make(map[string]string, 1<<12)}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		word, rest, _ := strings.Cut(lines.Text(), "\t")
		part, value, ok := strings.Cut(rest, "\t")
		class, err := strconv.Atoi(value)
		entry := s.base[word]
		switch {
		case ok && part == "x":
			s.irregular[word] = value
			continue
		case ok && err == nil && part == "n":
			entry.noun = uint8(class)
		case ok && err == nil && part == "v":
			entry.verb = uint8(class)
		default:
			return nil, fmt.Errorf("the table %s, line %d: want a word, a part and a class", sensesFile, n)
		}
		s.base[word] = entry
	}
	return s, lines.Err()
}

// LoadTables reads the tables that the layers look up.
func LoadTables(tables fs.FS) (*Tables, error) {
	lexicon, err := grammar.Load(tables)
	if err != nil {
		return nil, err
	}
	senses, err := LoadSenses(tables)
	return &Tables{lexicon, senses}, err
}

// endings are WordNet's rules of detachment (morphy(7WN)).
var endings = []struct{ ending, base string }{
	{
		"ies",
		"y",
	},
	{"es", "e"},
	{"es", ""},
	{"s", ""},
	{"ed", "e"},
	{"ed", ""},
	{"ing", "e"},
	{"ing", ""},
	{"men", "man"},
}

// lookup gives a word's base form, the verb's where there are several, and what
// is known of it.
func (s *Senses) lookup(w string) (base string, found sense) {
	if irregular, ok := s.irregular[w]; ok {
		return irregular, s.base[irregular]
	}
	base, found = w, s.base[w]
	if len(w) < 4 {
		return base, found
	}
	for _, e := range endings {
		if !strings.HasSuffix(w, e.ending) {
			continue
		}
		stem := w[:len(w)-len(e.ending)] + e.base
		entry, ok := s.base[stem]
		if n := len(w) - len(e.ending); !ok && e.base == "" && n > 3 && w[n-1] == w[n-2] {
			stem = w[:n-1] // quipped
			entry, ok = s.base[stem]
		}
		if !ok {
			continue
		}
		if found.noun == 0 {
			found.noun = entry.noun
		}
		if entry.verb != 0 && (found.verb == 0 || base == w) {
			return stem, sense{found.noun, entry.verb}
		}
		if base == w && found.verb == 0 {
			base = stem
		}
	}
	return base, found
}
