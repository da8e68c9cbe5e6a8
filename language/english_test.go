package language

import (
	"strings"
	"testing"
)

func TestPlainlyEnglish(t *testing.T) {
	for text, want := range map[string]bool{
		"The harbour stays closed, and the council said that nobody would open it. ":                         true,
		"Der Hafen bleibt geschlossen, und der Rat sagte, dass niemand ihn öffnen werde. ":                   false,
		"Havnen holdes lukket, og rådet sa at ingen vil åpne den for dem som har ventet. ":                   false,
		"De haven blijft dicht, en de raad zei dat niemand hem zou openen voor wie er wacht. ":               false,
		"Le port reste fermé, et le conseil a dit que personne ne l’ouvrirait pour ceux qui attendent. ":     false,
		"El puerto sigue cerrado, y el consejo dijo que nadie lo abriría para los que esperan en la ciudad.": false,
	} {
		if got := plainlyEnglish(strings.Repeat(text, 4)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if plainlyEnglish("The end.") {
		t.Error("two words are enough")
	}
}
