package desktop

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quoth/app/desktop/parts"
	"quoth/assets"
)

// screenFiles are the files whose texts are shown.
func screenFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.go", "*/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	return files
}

var verbs = regexp.MustCompile(`%[.\d]*[a-z%]`)

// Every translation answers to a text that the screens still have, and takes the
// same values in the same order.
func TestTranslationsFitTheScreens(t *testing.T) {
	var source strings.Builder
	files := screenFiles(t)
	for _, f := range append(files, "../../corpus/decision.go", "../../corpus/codebook.go", "../../corpus/filter.go", "../../corpus/confidence.go", "../../corpus/reading.go") {
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
		words := wordsOf(t, language.Name())
		if len(words) < 100 {
			t.Errorf("%s has only %d texts", language.Name(), len(words))
		}
		for english, translated := range words {
			if !strings.Contains(source.String(), `"`+english+`"`) {
				t.Errorf("%s: no screen says %q any more", language.Name(), english)
			}
			if got, want := strings.Join(
				verbs.FindAllString(translated, -1),
				" ",
			), strings.Join(
				verbs.FindAllString(english, -1),
				" ",
			); got != want {
				t.Errorf("%s: %q takes %q, the English %q", language.Name(), translated, got, want)
			}
		}
	}
}

// asked is a text that a screen asks to have translated.
var asked = regexp.MustCompile(`\bTf?\(\s*("(?:[^"\\]|\\.)*")`)

// shortText is the length in bytes up to which a text counts as one that
// everybody reads: a button, a heading, a label.
const shortText = 40

// Every language has all menus and all short texts; the longer ones that it
// lacks are logged, and shown in English.
func TestTranslationsAreComplete(t *testing.T) {
	needed := map[string]bool{}
	for _, group := range groups {
		needed[group] = true
	}
	for _, a := range allActions() {
		needed[a.name] = true
	}
	for one, many := range parts.Nouns {
		needed[one], needed[many] = true, true
	}
	files := screenFiles(t)
	long := map[string]bool{}
	for _, f := range files {
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, found := range asked.FindAllSubmatch(source, -1) {
			english, err := strconv.Unquote(string(found[1]))
			if err != nil {
				t.Fatalf("%s: %s: %v", f, found[1], err)
			}
			if len(english) <= shortText {
				needed[english] = true
			} else {
				long[english] = true
			}
		}
	}
	delete(needed, "")
	if len(needed) < 200 || len(long) < 10 {
		t.Fatalf("found only %d short and %d long texts on the screens", len(needed), len(long))
	}
	languages, err := assets.Translations.ReadDir("translations")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range languages {
		words := wordsOf(t, language.Name())
		for _, english := range slices.Sorted(maps.Keys(needed)) {
			if words[english] == "" {
				t.Errorf("%s lacks %q", language.Name(), english)
			}
		}
		for _, english := range slices.Sorted(maps.Keys(long)) {
			if words[english] == "" {
				t.Logf("%s shows in English: %q", language.Name(), english)
			}
		}
	}
}

// wordsOf reads the texts of one language.
func wordsOf(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := assets.Translations.ReadFile("translations/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return words
}
