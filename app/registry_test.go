package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// TestRememberedCandidatesDecideAsFreshOnes adds the same articles to two
// corpora: in one, an act between them makes the program look everybody up again.
func TestRememberedCandidatesDecideAsFreshOnes(t *testing.T) {
	speakers := [][2]string{
		{"Mara Quill", "Lumen Bakery"},
		{"Mara Quill", "the River Board"},
		{"M. Quill", "Lumen Bakery"},
		{"Ada Lorn", "Lumen Bakery"},
		{"Sir Tom Birch", "Birch Farms"},
		{"Tom Birch", "Birch Farms"},
		{"Ada Lorn", "the Harbour Police"},
		{"Mara Quill", "Lumen Bakery"},
	}
	registry := func(between func(*app.App, int)) []string {
		a := create(t, app.Options{})
		for i := range 24 {
			s := speakers[(i*5)%len(speakers)]
			text := fmt.Sprintf(
				"Headline number %d\n\n%d March 20%02d\n\n“We shall not be moved by plan number %d of the board,” said %s, the director of %s, on Monday.\n\n“And the lock number %d stays closed,” added Quill.",
				i,
				1+i,
				10+i%12,
				i,
				s[0],
				s[1],
				i,
			)
			add(t, a, app.Input{Kind: app.TextInput, Body: []byte(text)})
			between(a, i)
		}
		people, _, err := a.People(t.Context(), "", 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range people {
			out = append(out, fmt.Sprint(p.Name, p.Aliases, p.Quotes, p.Organization))
		}
		slices.Sort(out)
		return out
	}
	remembered := registry(func(*app.App, int) {})
	fresh := registry(func(a *app.App, i int) {
		if _, err := a.Do(
			t.Context(),
			coder,
			corpus.SaveEvent{Event: corpus.Event{Day: "2020-01-01", Label: fmt.Sprint("act ", i)}},
		); err != nil {
			t.Fatal(err)
		}
	})
	if !slices.Equal(remembered, fresh) {
		t.Errorf("remembered:\n%s\nlooked up anew:\n%s", strings.Join(remembered, "\n"), strings.Join(fresh, "\n"))
	}
	if len(remembered) < 3 {
		t.Errorf("only %d people: the test tells nothing", len(remembered))
	}
}
