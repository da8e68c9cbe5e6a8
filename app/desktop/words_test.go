package desktop

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quoth/assets"
)

var verbs = regexp.MustCompile(`%[.\d]*[a-z%]`)

// Every translation answers to a text that the screens still have, and takes the
// same values in the same order.
func TestTranslationsFitTheScreens(t *testing.T) {
	var source strings.Builder
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, "../../corpus/decision.go", "../../corpus/codebook.go", "../../corpus/filter.go") {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") {
			source.Write(text)
		}
	}
	languages, err := assets.Translations.ReadDir("translations")
	if err != nil || len(languages) < 2 {
		t.Fatal(len(languages), err)
	}
	for _, language := range languages {
		data, err := assets.Translations.ReadFile("translations/" + language.Name())
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatalf("%s: %v", language.Name(), err)
		}
		if len(words) < 100 {
			t.Errorf("%s has only %d texts", language.Name(), len(words))
		}
		for english, translated := range words {
			if !strings.Contains(source.String(), `"`+english+`"`) {
				t.Errorf("%s: no screen says %q any more", language.Name(), english)
			}
			if got, want := strings.Join(verbs.FindAllString(translated, -1), " "), strings.Join(verbs.FindAllString(english, -1), " "); got != want {
				t.Errorf("%s: %q takes %q, the English %q", language.Name(), translated, got, want)
			}
		}
	}
}
