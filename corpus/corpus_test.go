package corpus_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"quoth/corpus"
)

func TestRuneOffsetsGoThereAndBack(t *testing.T) {
	for _, text := range []string{"", "plain", "“Grüße”, sagte 王芳 👩‍🌾.", "e\u0301a", strings.Repeat("ä", 300)} {
		offsets := corpus.NewRuneOffsets(text)
		n := 0
		for at := range text {
			if got := offsets.Rune(at); got != n {
				t.Fatalf("%q: byte %d is code point %d, want %d", text, at, got, n)
			}
			if got := offsets.Byte(n); got != at {
				t.Fatalf("%q: code point %d is byte %d, want %d", text, n, got, at)
			}
			n++
		}
		if got := offsets.Rune(len(text)); got != utf8.RuneCountInString(text) {
			t.Errorf("%q: its end is code point %d, want %d", text, got, utf8.RuneCountInString(text))
		}
	}
}

func TestAnAnchorIsFoundAgain(t *testing.T) {
	text := "He said “no”. She said “no”. They said “no” again."
	spans := []corpus.Span{}
	for from := 0; ; {
		i := strings.Index(text[from:], "“no”")
		if i < 0 {
			break
		}
		spans = append(spans, corpus.Span{Start: from + i, End: from + i + len("“no”")})
		from += i + 1
	}
	for i, span := range spans {
		anchor := corpus.NewAnchor(text, span)
		for name, changed := range map[string]string{
			"the same text":        text,
			"a sentence before it": "An editor added this. " + text,
			"another end":          text + " Nobody knows why.",
		} {
			got, ok := anchor.Find(changed)
			shift := strings.Index(changed, text)
			if want := (corpus.Span{Start: span.Start + shift, End: span.End + shift}); !ok || got != want {
				t.Errorf("“no” number %d in %s: %v %v, want %v", i, name, got, ok, want)
			}
		}
		if got, ok := anchor.Find("Nobody said anything."); ok {
			t.Errorf("“no” is found at %v in a text without it", got)
		}
	}
	if _, ok := (corpus.Anchor{}).Find(text); ok {
		t.Error("an empty anchor is found")
	}
}

// A context cut in the middle of a letter would be no text.
func TestTheContextOfAnAnchorIsWholeLetters(t *testing.T) {
	text := strings.Repeat("ü", 100)
	for start := 0; start < len(text); start += 2 {
		a := corpus.NewAnchor(text, corpus.Span{Start: start, End: start + 2})
		if !utf8.ValidString(a.Prefix) || !utf8.ValidString(a.Suffix) {
			t.Fatalf("at %d the context is %q and %q", start, a.Prefix, a.Suffix)
		}
	}
}

func TestNamesAreFoldedToWhatPeopleType(t *testing.T) {
	for name, want := range map[string]string{
		"Dr. José  Núñez-García": "dr jose nunez garcia",
		"O’Brien":                "obrien",
		"O'Brien's":              "obrien",
		"Straße":                 "strasse",
		"ÆRØ":                    "aero",
		"U.S.":                   "us",
		"José":                   "jose",
		"":                       "",
		"  —  ":                  "",
		"王芳":                     "王芳",
	} {
		if got := corpus.FoldName(name); got != want {
			t.Errorf("%q is folded to %q, want %q", name, got, want)
		}
		if again := corpus.FoldName(corpus.FoldName(name)); again != corpus.FoldName(name) {
			t.Errorf("%q folds further to %q", name, again)
		}
	}
}

func TestAStatusComesFromAllCoders(t *testing.T) {
	for _, c := range []struct {
		verdicts string // c confirmed, k corrected, r rejected: one letter a coder
		want     corpus.Status
	}{
		{"", corpus.Suggested},
		{"c", corpus.Confirmed},
		{"k", corpus.Corrected},
		{"r", corpus.Rejected},
		{"cc", corpus.Confirmed},
		{"ck", corpus.Corrected},
		{"kc", corpus.Corrected},
		{"rr", corpus.Rejected},
		{"cr", corpus.Disputed},
		{"rk", corpus.Disputed},
	} {
		status := map[rune]corpus.Status{'c': corpus.Confirmed, 'k': corpus.Corrected, 'r': corpus.Rejected}
		var verdicts []corpus.Verdict
		for i, v := range c.verdicts {
			verdicts = append(verdicts, corpus.Verdict{Coder: corpus.Coder(fmt.Sprint(i)), Status: status[v]})
		}
		if got := corpus.StatusOf(verdicts); got != c.want {
			t.Errorf("%q is %s, want %s", c.verdicts, got, c.want)
		}
	}
}

func TestBlocksBecomeATextWithItsParagraphs(t *testing.T) {
	text, paragraphs := corpus.JoinBlocks([]corpus.Block{{Text: "First."}, {Text: "“Second”, she said."}})
	if len(paragraphs) != 2 || paragraphs[0].Span.Text(text) != "First." ||
		paragraphs[1].Span.Text(text) != "“Second”, she said." {
		t.Errorf("%q has the paragraphs %v", text, paragraphs)
	}
}
