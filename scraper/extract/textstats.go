package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textStats describe the letters of a block.
type textStats struct {
	words                                  int
	letters, upper, digits, commas, quotes int
	capitals                               int // words that begin with a capital
	sentences, signs                       int
	endsSentence, endsColon                bool
	startsLower, startsUpper               bool
	clock                                  bool
	own                                    []uint64 // a hash for each word
	whole                                  uint64   // a hash of the words together
}

const (
	sentenceEnds = ".!?…。！？؟।"
	closers      = `"'”’»)“]」』›`
	quoteMarks   = `"“”„«»「」『』`
	beforeWords  = `"'“”„’«»›「」『』()[]-–—• `
	rareSigns    = "©|@►▶→»›•…#€$£"
)

// describe reads a block's letters; words is where hashes are appended.
func describe(text string, words []uint64) (textStats, []uint64) {
	t := textStats{}
	start := len(words)
	words = appendWords(words, text)
	t.own = words[start:len(words):len(words)]
	t.words = len(t.own)
	t.whole = fnvOffset
	for _, w := range t.own {
		t.whole = (t.whole ^ w) * fnvPrime
	}
	before := ' '
	var colon int
	for i, r := range text {
		switch {
		case r >= 'a' && r <= 'z':
			t.letters++
		case r >= '0' && r <= '9':
			t.digits++
			if colon > 0 && i == colon+1 {
				t.clock = true
			}
		case r == ' ':
		case r == ',' || r == '、' || r == '，':
			t.commas++
		case r == ':':
			if before >= '0' && before <= '9' {
				colon = i
			}
		case r < utf8.RuneSelf && !(r >= 'A' && r <= 'Z'), r >= utf8.RuneSelf && !unicode.IsLetter(r):
			if strings.ContainsRune(sentenceEnds, r) {
				t.sentences++
			} else if strings.ContainsRune(quoteMarks, r) {
				t.quotes++
			}
			if strings.ContainsRune(rareSigns, r) {
				t.signs++
			}
		default:
			t.letters++
			if unicode.IsUpper(r) {
				t.upper++
				if before == ' ' {
					t.capitals++
				}
			}
		}
		before = r
	}
	t.endsSentence = endsSentence(text)
	t.endsColon = strings.HasSuffix(text, ":") || strings.HasSuffix(text, ",")
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, beforeWords))
	t.startsLower, t.startsUpper = unicode.IsLower(first), unicode.IsUpper(first)
	return t, words
}

func endsSentence(text string) bool {
	text = strings.TrimRight(text, closers+" ")
	last, _ := utf8.DecodeLastRuneInString(text)
	return text != "" && strings.ContainsRune(sentenceEnds, last)
}
