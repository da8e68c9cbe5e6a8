// Package grammar loads the tables that link quotations to their attributing
// words: reporting verbs, nouns, titles, first names, abbreviations. The tables
// are files in assets/tables, each with its source, licence and date.
package grammar

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"

	"quoth/corpus"
)

// Gender is what a first name, a title or a pronoun tells: 'm', 'f', or
// Unknown.
type Gender byte

// The genders told by language.
const (
	Unknown Gender = 0
	Male    Gender = 'm'
	Female  Gender = 'f'
)

// Verb is a form of a reporting verb.
type Verb struct {
	Lemma     string
	Utterance corpus.Utterance
}

// Lexicon holds the tables; read only.
type Lexicon struct {
	Verbs             map[string]Verb // by lower-case form
	FirstNames        map[string]Gender
	Titles            map[string]Gender
	RoleNouns         map[string]bool // "spokesman", "director"
	GroupNouns        map[string]bool // "company", "force": stand for an organisation
	DocumentNouns     map[string]bool // "report", "statement"
	OrganizationWords map[string]bool // "Ministry", "Police": part of an organisation's name
	Abbreviations     map[string]bool // as in document.New
}

// Load reads the tables. An error means a broken build: a table is missing or
// malformed.
func Load(tables fs.FS) (*Lexicon, error) {
	l := &Lexicon{Verbs: map[string]Verb{}}
	verbs, err := lines(tables, "reporting_verbs.tsv")
	if err != nil {
		return nil, err
	}
	for _, fields := range verbs {
		for _, form := range fields[1:] {
			l.Verbs[form] = Verb{Lemma: fields[1], Utterance: corpus.Utterance(fields[0])}
		}
	}
	for name, into := range map[string]*map[string]Gender{"first_names.tsv": &l.FirstNames, "title_words.tsv": &l.Titles} {
		if *into, err = genders(tables, name); err != nil {
			return nil, err
		}
	}
	for name, into := range map[string]*map[string]bool{
		"role_nouns.txt": &l.RoleNouns, "group_nouns.txt": &l.GroupNouns, "document_nouns.txt": &l.DocumentNouns,
		"organization_words.txt": &l.OrganizationWords, "abbreviations.txt": &l.Abbreviations,
	} {
		if *into, err = words(tables, name); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// lines reads a table's lines cut at tabs or blanks; comments begin with "#".
func lines(tables fs.FS, name string) ([][]string, error) {
	file, err := tables.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the table %s: %w", name, err)
	}
	defer file.Close()
	var out [][]string
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		if fields := strings.Fields(scanner.Text()); len(fields) > 0 && !strings.HasPrefix(fields[0], "#") {
			out = append(out, fields)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read the table %s: %w", name, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("the table %s is empty", name)
	}
	return out, nil
}

func words(tables fs.FS, name string) (map[string]bool, error) {
	rows, err := lines(tables, name)
	set := map[string]bool{}
	for _, fields := range rows {
		for _, w := range fields {
			set[w] = true
		}
	}
	return set, err
}

func genders(tables fs.FS, name string) (map[string]Gender, error) {
	rows, err := lines(tables, name)
	table := map[string]Gender{}
	for _, fields := range rows {
		if len(fields) != 2 {
			return nil, fmt.Errorf("the table %s has a line of %d fields: %v", name, len(fields), fields)
		}
		switch fields[1] {
		case "m":
			table[fields[0]] = Male
		case "f":
			table[fields[0]] = Female
		default:
			table[fields[0]] = Unknown
		}
	}
	return table, err
}
