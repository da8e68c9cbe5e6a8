package foreign_test

import (
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
