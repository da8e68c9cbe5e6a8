package language

import (
	_ "embed" // the table of small words
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/unicode/norm"
)

// sampled is how many letters of a text are looked at: more says no more, and
// takes longer than all else that is done with an article.
const sampled = 1200

// aliases are codes that pages use for a language of another code.
var aliases = map[string]string{
	"kr": "ko", "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da",
	"gr": "el", "se": "sv", "ua": "uk", "iw": "he", "in": "id",
	"nb": "no", "nn": "no",
}

// Code returns the ISO 639-1 code of what a page declares, "en" of "en-GB";
// empty where it declares none.
func Code(declared string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(declared), "_", "-")), "-")
	if alias := aliases[code]; alias != "" {
		return alias
	}
	if len(code) != 2 {
		return ""
	}
	return code
}

// Of returns the ISO 639-1 code of the language of a text; empty where nothing
// speaks for any. A page that declares another language than it is written in
// is not believed; declared may be empty. sure is false for a text whose letters
// do not decide, as of a headline.
func Of(text, declared string) (code string, sure bool) {
	declared = Code(declared)
	sample := norm.NFC.String(cutRunes(text, sampled))
	if plainlyEnglish(sample) {
		return "en", true
	}
	if code := byScript(sample); code != "" {
		return code, true
	}
	if code := smallWords().match(sample); code != "" {
		return code, true
	}
	info := whatlanggo.Detect(sample)
	code = Code(info.Lang.Iso6391())
	switch {
	case declared == "":
		return code, code != "" && info.IsReliable()
	case code == "" || len(sample) < 200 || !info.IsReliable():
		return declared, false
	case alike[code] != "" && alike[code] == alike[declared]:
		return declared, true
	}
	return code, true
}

// Among returns the one of some languages, by their codes, that a text is most
// likely written in; empty where none of them is known.
func Among(text string, codes func(code string) bool) string {
	among := map[whatlanggo.Lang]bool{}
	for l := range whatlanggo.Langs {
		if code := Code(l.Iso6391()); code != "" && codes(code) {
			among[l] = true
		}
	}
	if len(among) == 0 { // which the detector takes for all
		return ""
	}
	info := whatlanggo.DetectWithOptions(norm.NFC.String(cutRunes(text, sampled)), whatlanggo.Options{Whitelist: among})
	if info.Lang < 0 {
		return ""
	}
	return Code(info.Lang.Iso6391())
}

// alike names groups of languages that the detector takes for each other.
var alike = map[string]string{
	"af": "dutch", "nl": "dutch", "zu": "nguni", "xh": "nguni", "ss": "nguni",
	"nr": "nguni", "da": "scandinavian", "no": "scandinavian", "id": "malay", "ms": "malay",
	"hr": "south slavic", "sr": "south slavic", "bs": "south slavic", "cs": "czechoslovak", "sk": "czechoslovak",
	"gl": "iberian", "pt": "iberian", "ca": "catalan", "st": "sotho", "tn": "sotho",
	"nso": "sotho", "be": "east slavic", "uk": "east slavic",
}

func cutRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// byScript returns a language that has its letters to itself; empty for others.
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

// wordTable knows languages by their small words.
type wordTable struct {
	codes  []string
	shares []float64
	words  map[string]uint32 // bit i for the language i
}

// leastDifferent is how many different words of a language a text must have.
const leastDifferent = 4

//go:embed words.tsv
var words string

// smallWords is the table of words.tsv; one that is broken is a broken program.
var smallWords = sync.OnceValue(func() *wordTable {
	t, err := readWords(words)
	if err != nil {
		panic(err)
	}
	return t
})

func readWords(table string) (*wordTable, error) {
	t := &wordTable{words: map[string]uint32{}}
	for n, line := range strings.Split(table, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		share, err := strconv.ParseFloat(fields[min(1, len(fields)-1)], 64)
		if len(fields) != 3 || err != nil || len(t.codes) == 32 {
			return nil, fmt.Errorf("words.tsv line %d: want a code, a share and words", n+1)
		}
		for _, w := range strings.Fields(fields[2]) {
			t.words[w] |= 1 << len(t.codes)
		}
		t.codes, t.shares = append(t.codes, fields[0]), append(t.shares, share/100)
	}
	return t, nil
}

// match returns the language whose words make up most of the text beyond what they
// must; empty where none does.
func (t *wordTable) match(text string) string {
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
