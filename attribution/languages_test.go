package attribution_test

import (
	"os"
	"strings"
	"testing"

	"quoth/corpus"
)

// languageFloors are what the engine must not fall below on the invented texts
// of testdata/languages: how many of the quotes it finds and of the speakers it
// names. German, French and Spanish have no trained stage and no organisations.
var languageFloors = map[string]struct{ found, speakers int }{
	"de": {11, 3}, "fr": {11, 7}, "es": {10, 9},
}

// TestOtherLanguages measures texts of four equals signs between them: a text, a
// line of four dashes, and its quotes as "speaker || words", several stretches
// with " … " between.
func TestOtherLanguages(t *testing.T) {
	e := engine(t)
	for language, floor := range languageFloors {
		data, err := os.ReadFile("testdata/languages/" + language + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		var gold, answers, found, speakers int
		for _, item := range strings.Split(string(data), "\n====\n") {
			text, expected, _ := strings.Cut(item, "\n----\n")
			list := quotes(t, e, text)
			answers += len(list)
			for _, line := range strings.Split(strings.TrimSpace(expected), "\n") {
				speaker, words, _ := strings.Cut(line, " || ")
				gold++
				for _, q := range list {
					got := corpus.JoinSpans(text, q.Quoted)
					if strings.TrimSpace(got) != words {
						continue
					}
					found++
					if q.Speaker == speaker {
						speakers++
					} else {
						t.Logf("%s: %q by %q, not %q", language, words, q.Speaker, speaker)
					}
					break
				}
			}
		}
		t.Logf(
			"%s: %d quotes, %d answers, %d found whole, %d with their speaker",
			language,
			gold,
			answers,
			found,
			speakers,
		)
		if found < floor.found || speakers < floor.speakers {
			t.Errorf(
				"%s: %d found and %d speakers, the floors are %d and %d",
				language,
				found,
				speakers,
				floor.found,
				floor.speakers,
			)
		}
	}
}
