package identity

import (
	"bufio"
	"cmp"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"quoth/assets"
)

// tables is what is known of names, whoever's corpus it is.
type tables struct {
	titles     map[string]byte            // before a name: 'm', 'f' or 0
	given      map[string]byte            // given names: 'm', 'f', 'u'
	short      map[string]map[string]bool // given name → its short and other forms
	surnames   map[string]bool            // so frequent that they say little
	fields     map[string]string          // word of a role or a body → field of life
	meets      map[[2]string]bool         // fields that one life often joins
	generic    map[string]bool            // what an article calls a body
	words      map[string]bool            // common words of English, none of them a name alone
	places     map[string]bool
	countries  map[string]string // name of a country or of its people → the country
	located    map[string]string // region or city → country
	bodyWords  map[string]bool   // a name with one of these is a body's
	roleNouns  map[string]bool
	placeWords map[string]bool    // that close the name of a place
	bodies     map[string][]*Body // folded name → the bodies printed under it
	publishers map[string]string  // end of a publisher → country
}

// knowledge loads the tables once. They are embedded, so a fault in them is one
// of the build.
var knowledge = sync.OnceValue(func() *tables {
	t := &tables{
		titles:     map[string]byte{},
		given:      map[string]byte{},
		short:      map[string]map[string]bool{},
		surnames:   map[string]bool{},
		fields:     map[string]string{},
		meets:      map[[2]string]bool{},
		generic:    map[string]bool{},
		words:      map[string]bool{},
		places:     map[string]bool{},
		countries:  map[string]string{},
		located:    map[string]string{},
		bodyWords:  map[string]bool{},
		roleNouns:  map[string]bool{},
		placeWords: map[string]bool{},
		bodies:     map[string][]*Body{},
		publishers: map[string]string{},
	}
	rows("name-titles.tsv", func(f []string) {
		if f[1] != "royal" {
			t.titles[Fold(f[0])] = gender(f[2])
		}
	})
	for _, rank := range strings.Fields("dci di ds pc dj cdr cllr gp pm kc qc vc mp msp mep") { // printed in capitals before a name
		t.titles[rank] = 0
	}
	for _, file := range []string{"first-names.tsv", "first_names.tsv"} {
		rows(file, func(f []string) { t.given[Fold(f[0])] = f[1][0] })
	}
	rows("nicknames.tsv", func(f []string) {
		name := Fold(f[0])
		if t.short[name] == nil {
			t.short[name] = map[string]bool{}
		}
		for _, s := range strings.Fields(f[1]) {
			t.short[name][Fold(s)] = true
		}
	})
	rows("common-surnames.txt", func(f []string) { addWords(t.surnames, f[0]) })
	rows("name-fields.tsv", func(f []string) {
		for _, w := range strings.Fields(f[1]) {
			if a, b, ok := strings.Cut(w, "-"); ok && f[0] == "meets" {
				t.meets[[2]string{a, b}], t.meets[[2]string{b, a}] = true, true
			} else if t.fields[Fold(w)] == "" {
				t.fields[Fold(w)] = f[0]
			}
		}
	})
	rows("generic-bodies.txt", func(f []string) { addWords(t.generic, f[0]) })
	rows("common-words.txt", func(f []string) { t.words[Fold(f[0])] = true })
	rows("word-senses.tsv", func(f []string) { t.words[Fold(f[0])] = true })
	rows("places.tsv", func(f []string) {
		t.places[Fold(f[0])] = true
		switch f[1] {
		case "region", "city":
			t.located[Fold(f[0])] = f[2]
		case "country", "demonym":
			t.countries[Fold(f[0])] = cmp.Or(f[2], f[0])
			if f[1] == "demonym" { // "Americans"
				t.countries[Fold(f[0])+"s"] = cmp.Or(f[2], f[0])
			}
		}
	})
	rows("organization-words.tsv", func(f []string) {
		if f[1] != "document" {
			t.bodyWords[Fold(f[0])] = true
		}
	})
	rows("place-words.txt", func(f []string) { t.placeWords[Fold(f[0])] = true })
	rows("role-nouns.tsv", func(f []string) { t.roleNouns[Fold(f[0])] = true })
	for _, nation := range []string{"England", "Wales", "Scotland", "Northern Ireland"} {
		t.countries[Fold(nation)] = nation
	}
	rows("publisher-countries.tsv", func(f []string) { t.publishers[f[0]] = f[1] })
	rows("bodies.tsv", t.addBody)
	return t
})

func gender(s string) byte {
	if s == "m" || s == "f" {
		return s[0]
	}
	return 0
}

func addWords(set map[string]bool, words string) {
	for _, w := range strings.Fields(words) {
		set[Fold(w)] = true
	}
}

// rows reads a table: lines of fields with tabs between, remarks left out.
func rows(name string, row func(fields []string)) {
	data, err := fs.ReadFile(assets.Tables(), name)
	if err != nil {
		panic(fmt.Sprintf("the table %s is not built in: %v", name, err))
	}
	lines := bufio.NewScanner(strings.NewReader(string(data)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := lines.Text(); line != "" && line[0] != '#' {
			row(append(strings.Split(line, "\t"), "", "", "", ""))
		}
	}
}

// nicknames reports whether one given name is a short form of the other, or both
// are of a third.
func (t *tables) nicknames(a, b string) bool {
	return t.short[a][b] || t.short[b][a]
}
