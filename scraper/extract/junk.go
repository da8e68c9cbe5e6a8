package extract

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"
)

// junkTable knows the lines that are never part of an article: "read more",
// newsletters, logins. It is the file extract_junk.txt.
type junkTable struct {
	whole    map[string]bool // the whole line, folded
	prefixes []string        // the line's beginning, folded
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
	t := &junkTable{whole: map[string]bool{}}
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		line := strings.TrimSpace(scanner.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasSuffix(line, "*"):
			t.prefixes = append(t.prefixes, fold(strings.TrimSuffix(line, "*")))
		default:
			t.whole[fold(line)] = true
		}
	}
	return t, scanner.Err()
}

func (t *junkTable) drops(line string) bool {
	if len(line) > longestJunk {
		return false
	}
	key := fold(line)
	if key == "" || t.whole[key] {
		return true
	}
	for _, p := range t.prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}
