package extract

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"quoth/corpus"
	"quoth/language"
)

// Text reads an article out of plain text: a clean file, or a page copied from a
// browser with its furniture around it. Lines separated by blank lines are
// paragraphs; where no line is blank, every line is one.
func (e *Extractor) Text(body []byte, hint Hint) (corpus.Collected, error) {
	var c corpus.Collected
	if len(body) > MaxBytes {
		return c, ErrTooLarge
	}
	decoded, name, err := decode(body, hint)
	if err != nil {
		return c, err
	}
	c.Page.Charset = name
	c.Article.FieldOrigins = map[string]corpus.FieldOrigin{}
	lines := splitLines(string(decoded))
	first, last := prose(lines)
	if first < 0 {
		if len(lines) == 0 {
			return c, ErrNoText
		}
		first, last = 0, len(lines)-1
	}
	e.readHead(&c.Article, lines[:first])
	for _, line := range lines[first : last+1] {
		if e.junk.drops(line) {
			continue
		}
		kind := corpus.PlainParagraph
		if isShort(line) {
			kind = corpus.Subhead
		}
		c.Blocks = append(c.Blocks, corpus.Block{Kind: kind, Text: line})
	}
	if len(c.Blocks) == 0 {
		return c, ErrNoText
	}
	joined, _ := corpus.JoinBlocks(c.Blocks)
	c.Article.Language, _ = language.Of(joined, "")
	if hint.URL != "" && strings.HasPrefix(hint.URL, "http") {
		c.Article.URL = CanonicalURL(hint.URL)
	}
	e.readFoot(&c.Article, lines, first, last)
	return c, nil
}

func splitLines(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = asPrinted(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// isProse holds for a line that reads like a paragraph: long enough, or a
// sentence with its full stop or closing mark.
func isProse(line string) bool {
	words := len(strings.Fields(line))
	return words >= 18 || words >= 5 && endsLikeSentence(line)
}

func endsLikeSentence(line string) bool {
	line = strings.TrimRight(line, `"'”’»)“`)
	for _, end := range []string{".", "!", "?", "…", ":", ","} {
		if strings.HasSuffix(line, end) {
			return true
		}
	}
	return false
}

func isShort(line string) bool { return len(strings.Fields(line)) < 12 && !endsLikeSentence(line) }

// gapLines is how many lines that are no prose may stand inside a body:
// subheads, captions.
const gapLines = 2

// prose finds the longest run of prose, by words: the body. first is −1 when
// there is none.
func prose(lines []string) (first, last int) {
	first, last = -1, -1
	best := 0
	for i := 0; i < len(lines); i++ {
		if !isProse(lines[i]) {
			continue
		}
		words, gap, end := 0, 0, i
		for j := i; j < len(lines) && gap <= gapLines; j++ {
			if isProse(lines[j]) {
				words, gap, end = words+len(strings.Fields(lines[j])), 0, j
			} else {
				gap++
			}
		}
		if words > best {
			best, first, last = words, i, end
		}
		i = end
	}
	return first, last
}

var (
	textByline = regexp.MustCompile(`(?i)^(?:by|von|par|por)\s+(.+)$`)
	textDate   = regexp.MustCompile(
		`(?i)\b(?:(\d{4}-\d{2}-\d{2})|((?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2}, \d{4})|(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{4}))`,
	)
)

// readHead reads headline, byline and date out of the lines above the body.
func (e *Extractor) readHead(a *corpus.Article, head []string) {
	title := -1
	for i, line := range head {
		switch {
		case textByline.MatchString(line) && len(a.Authors) == 0:
			a.Authors = cleanAuthors([]string{line})
			a.FieldOrigins["authors"] = corpus.FromText
		case !textDate.MatchString(line) && !e.junk.drops(line) && !looksLikeTopics(line) && (title < 0 || len(a.Authors) == 0 && len(line) >= len(head[title])):
			title = i
		}
		if d := findDate(line); !d.IsZero() && a.Published.IsZero() {
			a.Published = d
			a.FieldOrigins["published"] = corpus.FromText
		}
	}
	if title < 0 {
		return
	}
	a.Title = head[title]
	a.FieldOrigins["title"] = corpus.FromText
}

// looksLikeTopics holds for a row of topics: capitalised words without a small
// one.
func looksLikeTopics(line string) bool {
	words := strings.Fields(line)
	for _, w := range words {
		if r := []rune(w)[0]; !unicode.IsUpper(r) {
			return false
		}
	}
	return len(words) > 1 && len(words) < 9
}

func findDate(line string) corpus.Date {
	found := textDate.FindStringSubmatch(line)
	if found == nil {
		return corpus.Date{}
	}
	for _, s := range found[1:] {
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), "Sept ", "Sep ")
		for _, layout := range []string{time.DateOnly, "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006"} {
			if t, err := time.Parse(layout, s); err == nil {
				return corpus.Date{Time: t, DayOnly: true}
			}
		}
	}
	return corpus.Date{}
}

// readFoot reads the topics: a line that stands both above and below the body.
func (e *Extractor) readFoot(a *corpus.Article, lines []string, first, last int) {
	above := map[string]bool{}
	for _, line := range lines[:first] {
		above[line] = true
	}
	for _, line := range lines[min(last+1, len(lines)):] {
		if above[line] && looksLikeTopics(line) {
			a.Keywords = []string{line}
			a.FieldOrigins["keywords"] = corpus.FromText
			return
		}
	}
}
