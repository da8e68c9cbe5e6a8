package corpus

import (
	"strings"
	"unicode"
)

// FoldName makes a printed name comparable: lower case, letters and digits in
// words joined by one blank, Latin letters without their accents, possessive
// 's dropped. It knows the accented letters of the Latin-1 and Latin Extended-A
// blocks; other scripts keep their letters.
func FoldName(name string) string {
	var b strings.Builder
	gap := false
	runes := []rune(strings.ToLower(name))
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case unicode.Is(unicode.Mn, r), r == '.':
			continue
		case isApostrophe(r):
			if i+1 < len(runes) && runes[i+1] == 's' && (i+2 == len(runes) || !unicode.IsLetter(runes[i+2])) {
				i++ // the possessive
			}
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		if plain, ok := latinFold[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' }

// latinFold maps accented letters to plain ones.
var latinFold = foldTable(map[string]string{
	"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı",
	"j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŉ", "o": "òóôõöøōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț",
	"u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž", "ss": "ß", "ae": "æ", "oe": "œ", "th": "þ",
})

func foldTable(groups map[string]string) map[rune]string {
	table := map[rune]string{}
	for plain, letters := range groups {
		for _, r := range letters {
			table[r] = plain
		}
	}
	return table
}
