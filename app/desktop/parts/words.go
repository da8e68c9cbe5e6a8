package parts

import (
	"encoding/json"
	"io/fs"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"quoth/assets"
)

// translated remembers what T found: rows of lists ask for the same words over
// and over.
var translated sync.Map

// translations makes the shipped languages known, once, and gives the texts that
// any of them has. English needs no file: its words are the keys.
var translations = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		fyne.LogError("read the translations", err)
		return known
	}
	files, err := fs.Glob(assets.Translations, "translations/*.json")
	for _, name := range files {
		var words map[string]string
		var data []byte
		if data, err = assets.Translations.ReadFile(name); err == nil {
			err = json.Unmarshal(data, &words)
		}
		for english := range words {
			known[english] = true
		}
	}
	if err != nil {
		fyne.LogError("read the translations", err)
	}
	return known
})

// T is a text of the screen in the language of the system; the English text
// where nobody has translated it yet.
func T(english string) string {
	if english == "" {
		return ""
	}
	if found, ok := translated.Load(english); ok {
		return found.(string)
	}
	text := english
	if translations()[english] { // the toolkit reports every text it does not know
		text = lang.Localize(english)
	}
	translated.Store(english, text)
	return text
}

// Tf fills a translated text, as fmt.Sprintf does, with figures as the language of
// the screen writes them.
func Tf(english string, values ...any) string {
	return figuresIn().Sprintf(T(english), values...)
}

// figuresIn writes figures as the language of the screen does.
var figuresIn = sync.OnceValue(func() *message.Printer {
	return message.NewPrinter(language.Make(lang.SystemLocale().LanguageString()))
})

// Number writes a whole number, its thousands apart.
func Number(n int) string { return figuresIn().Sprintf("%d", n) }
