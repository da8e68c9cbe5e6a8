package layers

import (
	"testing"

	"quoth/assets"
	"quoth/attribution/document"
)

func tagged(t *testing.T, text string) *Text {
	t.Helper()
	tables, err := LoadTables(assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	tagger, err := Load(assets.Models(), tables)
	if err != nil {
		t.Fatal(err)
	}
	return tagger.Tag(document.New(text, tables.Abbreviations))
}

func TestPartsOfSpeech(t *testing.T) {
	x := tagged(t, "The mayor quickly denied that she had signed their claims.")
	want := []Part{
		Determiner,
		Noun,
		Adverb,
		VerbPast,
		Preposition,
		Pronoun,
		VerbPast,
		VerbParticiple,
		PossessivePronoun,
		NounPlural,
		Punctuation,
	}
	for i, part := range want {
		if x.Part[i] != part {
			t.Errorf("%q is tagged %d, want %d", x.Tokens[i].Word, x.Part[i], part)
		}
	}
}

func TestNames(t *testing.T) {
	x := tagged(t, "Senator Mary Clarke left Washington for the Justice Department on Monday.")
	want := map[string]Name{
		"mary":       Person,
		"clarke":     Person,
		"washington": Location,
		"justice":    Organization,
		"department": Organization,
		"left":       NoName,
		"monday":     NoName,
	}
	for i, token := range x.Tokens {
		if name, ok := want[token.Word]; ok && x.Name[i] != name {
			t.Errorf("%q is tagged %d, want %d", token.Word, x.Name[i], name)
		}
	}
}

func TestWordsAreBroughtToTheirBase(t *testing.T) {
	senses, err := LoadSenses(assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	const communication, person = 32, 18
	for form, want := range map[string]struct {
		base       string
		verb, noun uint8
	}{
		"quipped": {"quip", communication, 10}, "told": {"tell", communication, 0}, "denies": {"deny", communication, 0},
		"senators": {"senator", 0, person}, "spokesmen": {"spokesman", 0, person}, "argued": {"argue", communication, 0},
	} {
		base, got := senses.lookup(form)
		if base != want.base || got.verb != want.verb || want.noun != 0 && got.noun != want.noun {
			t.Errorf("%q is %q %+v, want %+v", form, base, got, want)
		}
	}
}
