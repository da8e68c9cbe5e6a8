package language

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALanguageIsToldByWhatSpeaksForIt(t *testing.T) {
	for _, c := range []struct {
		text, declared, want string
		sure                 bool
	}{
		{strings.Repeat("The council said that nobody would open the harbour for them. ", 6), "de", "en", true},
		{strings.Repeat("Der Rat sagte, dass niemand den Hafen öffnen werde, bevor das Eis bricht. ", 6), "en-GB", "de", true},
		{strings.Repeat("Rådet sa at ingen vil åpne havnen før isen går. ", 6), "nb", "no", false},
		{strings.Repeat("Baraza la mji alisema kuwa bandari hiyo haitafunguliwa katika wiki hii kwa sababu ya barafu. ", 6), "en", "sw", true},
		{"議会は、氷が割れるまで港を開かないと述べた。", "en", "ja", true},
		{"시의회는 얼음이 깨질 때까지 항구를 열지 않겠다고 밝혔다.", "", "ko", true},
		{"Hafen zu", "de", "de", false},
		{"", "fr_CA", "fr", false},
		{"12 — 3", "", "", false},
	} {
		if got, sure := Of(c.text, c.declared); got != c.want || sure != c.sure {
			t.Errorf("%.40q declared %q: %q, sure %v; want %q, %v", c.text, c.declared, got, sure, c.want, c.sure)
		}
	}
}

func TestOnlyLanguagesThatWereAskedForAreChosen(t *testing.T) {
	known := func(code string) bool { return code == "de" || code == "fr" }
	for text, want := range map[string]string{"Der Hafen bleibt zu": "de", "Le port reste fermé": "fr", "": ""} {
		if got := Among(text, known); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Among("Der Hafen bleibt zu", func(string) bool { return false }); got != "" {
		t.Errorf("%q of no language at all", got)
	}
}

func TestCodesOfWhatPagesDeclare(t *testing.T) {
	for declared, want := range map[string]string{"en-GB": "en", "pt_BR": "pt", " DE ": "de", "jp": "ja", "nb-NO": "no", "English": "", "": ""} {
		if got := Code(declared); got != want {
			t.Errorf("%q: %q, want %q", declared, got, want)
		}
	}
}

func TestADamagedTableIsRefused(t *testing.T) {
	for _, table := range []string{"sw\t9", "sw\tmuch\tna ya", strings.Repeat("sw\t9\tna\n", 33)} {
		if _, err := readWords(table); err == nil {
			t.Errorf("the table %.20q is taken", table)
		}
	}
}

// With the saved pages beside the project, bodies, their beginnings and headlines
// are recognised as often as when this was written.
func TestLanguagesOfSavedPages(t *testing.T) {
	data := os.Getenv("QUOTH_DATA")
	f, err := os.Open(filepath.Join(data, "data/pages/news/gold.jsonl"))
	if data == "" || err != nil {
		t.Skip("the saved pages are not here")
	}
	defer f.Close()
	right, all := map[string]int{}, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var page struct {
			Title, Language string
			Paragraphs      []string
		}
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		body := strings.Join(page.Paragraphs, "\n\n")
		all++
		for what, text := range map[string]string{"body": body, "200 letters": cutRunes(body, 200), "headline": page.Title} {
			if code, _ := Of(text, ""); code == page.Language {
				right[what]++
			}
		}
	}
	t.Logf("of %d: %v", all, right)
	for what, least := range map[string]float64{"body": 1, "200 letters": 0.9, "headline": 0.6} {
		if share := float64(right[what]) / float64(max(all, 1)); share < least {
			t.Errorf("%s: %.3f are right, want %.2f", what, share, least)
		}
	}
}
