package extract

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/unicode/norm"
)

// languageSample is how many letters of a text are looked at.
const languageSample = 1200

// aliases are codes that pages use for a language of another code.
var aliases = map[string]string{"kr": "ko", "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "se": "sv", "ua": "uk", "iw": "he", "in": "id", "nb": "no", "nn": "no"}

// languageCode is the two letters of "en-GB" or "English".
func languageCode(declared string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(declared), "_", "-")), "-")
	if alias := aliases[code]; alias != "" {
		return alias
	}
	if len(code) != 2 {
		return ""
	}
	return code
}

// language tells the language of a text by its letters and their order. What the
// page declares decides between languages that look alike, and where the text is
// too short to tell; a page that declares another language than it is written
// in is not believed.
func (e *Extractor) language(text, declared string) string {
	declared = languageCode(declared)
	sample := norm.NFC.String(cutRunes(text, languageSample))
	if code := byScript(sample); code != "" {
		return code
	}
	if code := e.languages.match(sample); code != "" {
		return code
	}
	info := whatlanggo.Detect(sample)
	code := languageCode(info.Lang.Iso6391())
	switch {
	case declared == "":
		return code
	case code == "" || len(sample) < 200 || !info.IsReliable():
		return declared
	case alike[code] != "" && alike[code] == alike[declared]:
		return declared
	}
	return code
}

// alike names groups of languages that the detector takes for each other.
var alike = map[string]string{"af": "dutch", "nl": "dutch", "zu": "nguni", "xh": "nguni", "ss": "nguni", "nr": "nguni", "da": "scandinavian", "no": "scandinavian",
	"id": "malay", "ms": "malay", "hr": "south slavic", "sr": "south slavic", "bs": "south slavic", "cs": "czechoslovak", "sk": "czechoslovak",
	"gl": "iberian", "pt": "iberian", "ca": "catalan", "st": "sotho", "tn": "sotho", "nso": "sotho", "be": "east slavic", "uk": "east slavic"}

func cutRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// byScript tells the languages that have letters of their own.
func byScript(text string) string {
	var kana, han, hangul, letters int
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	switch {
	case letters == 0:
		return ""
	case hangul*4 > letters:
		return "ko"
	case kana*20 > letters && (kana+han)*2 > letters:
		return "ja"
	case han*2 > letters:
		return "zh"
	}
	return ""
}

// languageWords knows languages by their small words. It is the file
// language_words.tsv.
type languageWords struct {
	codes  []string
	shares []float64
	words  map[string]uint32 // bit i for the language i
}

// leastDifferent is how many different words of a language a text must have.
const leastDifferent = 4

func loadLanguages(tables fs.FS) (*languageWords, error) {
	data, err := fs.ReadFile(tables, "language_words.tsv")
	if err != nil {
		return nil, fmt.Errorf("read the table of languages: %w", err)
	}
	t := &languageWords{words: map[string]uint32{}}
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		share, err := strconv.ParseFloat(fields[min(1, len(fields)-1)], 64)
		if len(fields) != 3 || err != nil || len(t.codes) == 32 {
			return nil, fmt.Errorf("language_words.tsv line %d: want a code, a share and words", n+1)
		}
		for _, w := range strings.Fields(fields[2]) {
			t.words[w] |= 1 << len(t.codes)
		}
		t.codes, t.shares = append(t.codes, fields[0]), append(t.shares, share/100)
	}
	return t, nil
}

// match is the language whose words make up most of the text beyond what they
// must; empty where none does.
func (t *languageWords) match(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	counts, different := make([]float64, len(t.codes)), make([]int, len(t.codes))
	seen := map[string]bool{}
	for _, w := range words {
		bits := t.words[w]
		for i := range t.codes {
			if bits>>i&1 == 1 {
				counts[i]++
				if !seen[w] {
					different[i]++
				}
			}
		}
		if bits != 0 {
			seen[w] = true
		}
	}
	best, most := "", 1.0
	for i, code := range t.codes {
		if ratio := counts[i] / float64(len(words)+1) / t.shares[i]; ratio > most && different[i] >= leastDifferent {
			best, most = code, ratio
		}
	}
	return best
}
