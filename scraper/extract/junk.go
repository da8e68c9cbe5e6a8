package extract

import (
	"bufio"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// junkTable knows the lines that are never part of an article: "read more",
// newsletters, logins. It is the file extract_junk.txt.
type junkTable struct {
	whole    map[string]bool
	patterns map[string][][]string // by the first word: the parts between the stars
}

// longestJunk is the length in bytes beyond which a line is no furniture,
// however it begins.
const longestJunk = 220

func loadJunk(tables fs.FS) (*junkTable, error) {
	file, err := tables.Open("extract_junk.txt")
	if err != nil {
		return nil, fmt.Errorf("open the table of junk lines: %w", err)
	}
	defer file.Close()
	t := &junkTable{whole: map[string]bool{}, patterns: map[string][][]string{}}
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.Contains(line, "*") {
			t.whole[junkKey(line)] = true
			continue
		}
		var parts []string
		for _, part := range strings.Split(line, "*") {
			parts = append(parts, junkKey(part))
		}
		word := firstWord(parts[0])
		if word == "" {
			return nil, fmt.Errorf("extract_junk.txt: %q would drop every line", line)
		}
		t.patterns[word] = append(t.patterns[word], parts)
	}
	return t, scanner.Err()
}

// forMachines is what is printed for programs: an address, a moment.
var forMachines = regexp.MustCompile(`^(\w+://\S+|\d{4}-\d\d-\d\dT\d\d:\S+)$`)

// drops reports whether a line is junk. A line without a letter or digit is, and
// one that only programs read.
func (t *junkTable) drops(line string) bool {
	if forMachines.MatchString(line) {
		return true
	}
	if len(line) > longestJunk {
		return false
	}
	key := junkKey(norm.NFC.String(line))
	if t.whole[strings.TrimRight(key, ":")] || !strings.ContainsFunc(key, isWordRune) {
		return true
	}
	for _, parts := range t.patterns[firstWord(key)] {
		if matches(key, parts) {
			return true
		}
	}
	return false
}

// matches reports whether a line has the parts in this order, the first at its
// beginning.
func matches(key string, parts []string) bool {
	for i, part := range parts {
		at := strings.Index(key, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		rest := key[at+len(part):]
		if i == 0 && !wordEnds(part, rest) {
			return false
		}
		key = rest
	}
	return parts[len(parts)-1] == "" || key == ""
}

// wordEnds reports whether a word that part ends in ends there. In scripts written
// without spaces it always does.
func wordEnds(part, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(part)
	next, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLetter(last) || !unicode.IsLetter(next) || last >= 0x2e80
}

// firstWord is what a line begins with up to a blank or colon; a single rune in
// scripts written without spaces.
func firstWord(key string) string {
	for i, r := range key {
		if r == ' ' || r == ':' {
			return key[:i]
		}
		if r >= 0x2e80 || r == '©' {
			return key[:i+utf8.RuneLen(r)]
		}
	}
	return key
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// junkKey is a line in small letters, without punctuation but for colons, © and
// dots inside a run of them.
func junkKey(line string) string {
	var b strings.Builder
	gap := false
	for _, r := range line {
		switch {
		case isWordRune(r) || r == ':' || r == '©':
			if gap && b.Len() > 0 && r != ':' {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r) || r == '-' || r == '|' || r == '/' || r == '–':
			gap = true
		}
	}
	return b.String()
}
