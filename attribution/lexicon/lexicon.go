// Package lexicon loads the tables of language knowledge the engine's rules
// read: names, titles, roles, words for bodies and documents, reporting verbs.
package lexicon

import (
	"fmt"
	"io/fs"
	"strings"

	"quoth/corpus"
)

// Gender is what a first name or title tells.
type Gender byte

// The genders; Unknown also stands for names and titles used for both.
const (
	Unknown Gender = iota
	Male
	Female
)

// Verb is a form of a reporting verb.
type Verb struct {
	Lemma     string
	Utterance corpus.Utterance
}

// Lexicon holds the tables. All keys are lower case. It is read-only.
type Lexicon struct {
	Abbreviations, DocumentNouns, GroupNouns, OrganizationWords, RoleNouns map[string]bool

	FirstNames map[string]Gender
	Titles     map[string]Gender
	Verbs      map[string]Verb // by every form
}

// Load reads the tables from a folder such as assets/tables. An error names the
// table at fault.
func Load(tables fs.FS) (*Lexicon, error) {
	l := &Lexicon{}
	for _, list := range []struct {
		file string
		set  *map[string]bool
	}{
		{"abbreviations.txt", &l.Abbreviations}, {"document_nouns.txt", &l.DocumentNouns}, {"group_nouns.txt", &l.GroupNouns},
		{"organization_words.txt", &l.OrganizationWords}, {"role_nouns.txt", &l.RoleNouns},
	} {
		lines, err := readLines(tables, list.file)
		if err != nil {
			return nil, err
		}
		*list.set = map[string]bool{}
		for _, w := range strings.Fields(strings.Join(lines, "\n")) {
			(*list.set)[w] = true
		}
	}
	var err error
	if l.FirstNames, err = loadGenders(tables, "first_names.tsv"); err != nil {
		return nil, err
	}
	if l.Titles, err = loadGenders(tables, "titles.tsv"); err != nil {
		return nil, err
	}
	return l, l.loadVerbs(tables)
}

func (l *Lexicon) loadVerbs(tables fs.FS) error {
	lines, err := readLines(tables, "reporting_verbs.tsv")
	if err != nil {
		return err
	}
	l.Verbs = map[string]Verb{}
	for _, line := range lines {
		f := strings.Split(line, "\t")
		if len(f) < 2 {
			return fmt.Errorf("table reporting_verbs.tsv: %q has no verb", line)
		}
		for _, form := range f[1:] {
			l.Verbs[form] = Verb{Lemma: f[1], Utterance: corpus.Utterance(f[0])}
		}
	}
	return nil
}

func loadGenders(tables fs.FS, file string) (map[string]Gender, error) {
	lines, err := readLines(tables, file)
	if err != nil {
		return nil, err
	}
	codes := map[string]Gender{"m": Male, "f": Female, "u": Unknown}
	out := make(map[string]Gender, len(lines))
	for _, line := range lines {
		name, code, _ := strings.Cut(line, "\t")
		g, ok := codes[code]
		if !ok {
			return nil, fmt.Errorf("table %s: %q gives no gender m, f or u", file, line)
		}
		out[name] = g
	}
	return out, nil
}

// readLines gives the lines of a table without comments and blank lines.
func readLines(tables fs.FS, file string) ([]string, error) {
	data, err := fs.ReadFile(tables, file)
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", file, err)
	}
	var out []string
	for _, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimRight(line, "\r"); strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}
