package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy folds white space, drops invisible characters and composes accents.
func tidy(s string) string { return norm.NFC.String(asPrinted(s)) }

// asPrinted folds white space and drops invisible characters. It leaves accents as
// the page writes them, so that what is given is the page's own text.
func asPrinted(s string) string {
	if isTidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u2060' || r == utf8.RuneError:
			continue
		case unicode.IsSpace(r):
			gap = b.Len() > 0
			continue
		case unicode.IsControl(r):
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isTidy holds for plain ASCII with single blanks.
func isTidy(s string) bool {
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' '
}

// visible counts the bytes of a text that are no ASCII space.
func visible(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] > ' ' {
			n++
		}
	}
	return n
}

// fold makes two printings of a line comparable.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r):
			gap = true
		}
	}
	return b.String()
}

// unspaced are the scripts written without blanks, where each character counts
// as a word.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai}

// FNV-1a, inlined because words are hashed a rune at a time.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashString(s string) uint64 {
	h := uint64(fnvOffset)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

// appendWords appends a hash for every word of a text, without case and with
// accents composed.
func appendWords(out []uint64, text string) []uint64 {
	text = norm.NFC.String(text)
	h, open := uint64(fnvOffset), false
	for _, r := range text {
		switch {
		case r < 0x80 && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'):
			if r >= 'A' && r <= 'Z' {
				r |= 0x20
			}
			h, open = (h^uint64(r))*fnvPrime, true
		case r < 0x80:
			if open {
				out = append(out, h)
				h, open = fnvOffset, false
			}
		case r >= 0x0e00 && unicode.In(r, unspaced...):
			if open {
				out = append(out, h)
				h, open = fnvOffset, false
			}
			out = append(out, (fnvOffset^uint64(r))*fnvPrime)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			h, open = (h^uint64(unicode.ToLower(r)))*fnvPrime, true
		default:
			if open {
				out = append(out, h)
				h, open = fnvOffset, false
			}
		}
	}
	if open {
		out = append(out, h)
	}
	return out
}

// shingles turns words into runs of four of them; fewer words are one run.
func shingles(words []uint64) []uint64 {
	if len(words) == 0 {
		return nil
	}
	out := make([]uint64, 0, max(1, len(words)-3))
	for i := 0; i+4 <= len(words) || i == 0; i++ {
		h := uint64(fnvOffset)
		for _, w := range words[i:min(i+4, len(words))] {
			h = (h ^ w) * fnvPrime
		}
		out = append(out, h)
	}
	return out
}

// setOf is the set of some hashes.
func setOf(hashes []uint64) map[uint64]bool {
	set := make(map[uint64]bool, len(hashes))
	for _, h := range hashes {
		set[h] = true
	}
	return set
}

// covered is the share of hashes that are in a set.
func covered(own []uint64, set map[uint64]bool) float64 {
	if len(own) == 0 || len(set) == 0 {
		return 0
	}
	n := 0
	for _, h := range own {
		if set[h] {
			n++
		}
	}
	return float64(n) / float64(len(own))
}
