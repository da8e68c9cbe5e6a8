// Package knowledge loads the tables of language knowledge that resolve speakers:
// first names, places, titles, role nouns, words for bodies, parties and the
// words that end a phrase. Each table names its own source and licence.
package knowledge

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"
)

// Gender is what a word tells about a person's gender.
type Gender byte

// The genders a table can give; Unknown also stands for names used for both.
const (
	Unknown Gender = iota
	Male
	Female
)

// RoleClass sorts the nouns that say what somebody does.
type RoleClass string

// The classes of role nouns, as in role-nouns.tsv.
const (
	Office RoleClass = "office" // of a state or party
	Post   RoleClass = "post"   // works for a body
	Voice  RoleClass = "voice"  // speaks for a body
	Trade  RoleClass = "trade"  // a profession or standing
	Kin    RoleClass = "kin"    // family and private persons
	Crowd  RoleClass = "crowd"  // several, unnamed
)

// Role is an entry of role-nouns.tsv.
type Role struct {
	Class  RoleClass
	Gender Gender
}

// Body is an entry of organization-words.tsv.
type Body struct {
	Tail     bool // closes a body's name: "… Party"
	Noun     bool // stands for a body: "the company"
	Document bool // speaks for whoever issued it
	Group    string
}

// Title is an entry of name-titles.tsv.
type Title struct {
	Kind   string // honorific, rank or royal
	Gender Gender
}

// Place is an entry of places.tsv.
type Place struct {
	Kind string // country, region, city or demonym
	Of   string
}

// Tables holds all tables. It is read-only after Load and safe for concurrent use.
type Tables struct {
	FirstNames   map[string]Gender // as printed
	Places       map[string]Place  // as printed
	Common       map[string]bool   // lower case
	Roles        map[string]Role   // lower case
	Bodies       map[string]Body   // lower case
	Titles       map[string]Title  // lower case, no full stop
	Parties      map[string]string // lower-case word → party's name
	Stops        map[string]bool   // lower-case words that end a role phrase
	WellKnown    map[string]string // name of a well-known body in lower case → its kind
	Institutions map[string]bool   // names of bodies that do not look like one, folded
	PlaceWords   map[string]bool   // words that close the name of a place
	Verbs        map[string]bool   // verbs of saying, third person and past
}

// Load reads every table from a folder such as assets/tables. The error names
// the table and line at fault.
func Load(files fs.FS) (*Tables, error) {
	l := &Tables{
		FirstNames:   map[string]Gender{},
		Places:       map[string]Place{},
		Common:       map[string]bool{},
		Roles:        map[string]Role{},
		Bodies:       map[string]Body{},
		Titles:       map[string]Title{},
		Parties:      map[string]string{},
		WellKnown:    map[string]string{},
		Stops:        map[string]bool{},
		Institutions: map[string]bool{},
		PlaceWords:   map[string]bool{},
		Verbs:        map[string]bool{},
	}
	for _, t := range []struct {
		file   string
		fields int
		add    func(f []string)
	}{
		{"first-names.tsv", 2, func(f []string) { l.FirstNames[f[0]] = gender(f[1]) }},
		{"places.tsv", 3, func(f []string) { l.Places[f[0]] = Place{f[1], f[2]} }},
		{"common-words.txt", 1, func(f []string) { l.Common[f[0]] = true }},
		{"role-nouns.tsv", 3, func(f []string) { l.Roles[f[0]] = Role{RoleClass(f[1]), gender(f[2])} }},
		{"organization-words.tsv", 3, func(f []string) { l.addBody(f) }},
		{"name-titles.tsv", 3, func(f []string) { l.Titles[f[0]] = Title{f[1], gender(f[2])} }},
		{"parties.tsv", 2, func(f []string) { l.Parties[f[0]] = f[1] }},
		{"bodies.tsv", 5, l.addWellKnown},
		{"phrase-stops.txt", 1, func(f []string) { l.Stops[f[0]] = true }},
		{"place-words.txt", 1, func(f []string) { l.PlaceWords[f[0]] = true }},
		{"institutions.txt", 1, func(f []string) { l.Institutions[f[0]] = true }},
		{"saying-forms.txt", 1, func(f []string) { l.Verbs[f[0]] = true }},
	} {
		if err := read(files, t.file, t.fields, t.add); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// addWellKnown files a body under all its names; the first of several keeps a
// name.
func (l *Tables) addWellKnown(f []string) {
	for _, name := range append([]string{f[0]}, strings.Split(f[4], ";")...) {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, taken := l.WellKnown[name]; !taken && name != "" {
			l.WellKnown[name] = f[2]
		}
	}
}

// addBody joins the entries of a word that is both a document and a body
// ("paper", "post").
func (l *Tables) addBody(f []string) {
	b := l.Bodies[f[0]]
	switch f[1] {
	case "tail":
		b.Tail = true
	case "noun":
		b.Noun = true
	case "both":
		b.Tail, b.Noun = true, true
	case "document":
		b.Document = true
	}
	if f[2] != "-" {
		b.Group = f[2]
	}
	l.Bodies[f[0]] = b
}

func gender(s string) Gender {
	switch s {
	case "m":
		return Male
	case "f":
		return Female
	}
	return Unknown
}

// read calls add with the fields of each line; lines that begin with # are the
// table's header.
func read(tables fs.FS, name string, fields int, add func([]string)) error {
	f, err := tables.Open(name)
	if err != nil {
		return fmt.Errorf("table %s: %w", name, err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "\t")
		if len(parts) != fields {
			return fmt.Errorf("table %s, line %d: %d fields, want %d", name, n, len(parts), fields)
		}
		add(parts)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("table %s: %w", name, err)
	}
	return nil
}
