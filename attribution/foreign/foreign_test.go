package foreign_test

import (
	"reflect"
	"testing"

	"quoth/assets"
	"quoth/attribution/document"
	"quoth/attribution/foreign"
)

func languages(t *testing.T) foreign.Languages {
	t.Helper()
	ls, err := foreign.Load(assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	return ls
}

func TestEnglishIsLeftToTheTrainedStages(t *testing.T) {
	for _, text := range []string{"“No,” she said.", "“Oui,” he told them, “merci.”", "", "1234", "The mayor of Selby, Tomas Reed, said on Monday that the bridge would stay closed."} {
		if _, foreign := languages(t).Detect(text); foreign {
			t.Errorf("%q is taken for another language", text)
		}
	}
}

func TestTheLanguageThatIsKnownIsTaken(t *testing.T) {
	ls := languages(t)
	for _, test := range []struct {
		code, text string
		want       *foreign.Language
		ok         bool
	}{
		{"de", "“No,” she said.", ls["de"], true},
		{"en", "„Nein“, sagte sie gestern vor dem Rathaus der Stadt.", nil, false},
		{"pl", "“No,” she said.", &foreign.Language{}, true},
		{"", "“No,” she said.", nil, false},
	} {
		if got, ok := ls.In(test.code, test.text); ok != test.ok || !reflect.DeepEqual(got, test.want) {
			t.Errorf("in %q %q is %v, %v", test.code, test.text, got, ok)
		}
	}
}

func TestShortTextsGoByTheLanguagesOfTheTable(t *testing.T) {
	for text, code := range map[string]string{
		"«Revisamos el muro demasiado tarde», dijo Clara Montes.":           "es",
		"‘We hebben de muur te laat gecontroleerd’, zei Marijke Visserman.": "nl",
		"„Wir haben die Mauer zu spät geprüft“, sagte Jan Molk.":            "de",
	} {
		ls := languages(t)
		if got, ok := ls.Detect(text); !ok || got != ls[code] {
			t.Errorf("%q is not taken for %s", text, code)
		}
	}
}

func TestWithoutAVerbNobodySpeaks(t *testing.T) {
	text := "Der Bericht liegt vor. „Wir haben die Mauer zu spät geprüft und das bereuen wir.“ Jan Molk schweigt."
	ls := languages(t)
	found := ls["de"].Find(document.New(text, nil))
	if len(found) != 1 || len(found[0].Source) != 0 || len(found[0].Cue) != 0 {
		t.Errorf("found %+v, want one quotation without cue and source", found)
	}
}
