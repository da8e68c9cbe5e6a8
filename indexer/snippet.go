package indexer

import "strings"

// Highlight cuts a text into pieces: those that are the words found, and those
// between. lang is the text's language, as two letters.
func (m *Marks) Highlight(lang, text string) []Fragment {
	if m.empty() {
		return pieces(text, nil)
	}
	return pieces(text, m.in(lang).places(text))
}

// excerptBytes is about how much of a long text an excerpt shows.
const excerptBytes = 320

// Excerpt is Highlight for long texts: the words around the first match.
func (m *Marks) Excerpt(lang, text string) []Fragment {
	var found []stretch
	if !m.empty() {
		found = m.in(lang).places(text)
	}
	if len(text) > excerptBytes {
		text, found = excerpt(text, found)
	}
	return pieces(text, found)
}

func pieces(text string, found []stretch) []Fragment {
	var out []Fragment
	at := 0
	for _, s := range found {
		if s.start > at {
			out = append(out, Fragment{Text: text[at:s.start]})
		}
		out = append(out, Fragment{Text: text[s.start:s.end], Match: true})
		at = s.end
	}
	if at < len(text) {
		out = append(out, Fragment{Text: text[at:]})
	}
	return out
}

// excerpt cuts a text between words and moves the places found along.
func excerpt(text string, found []stretch) (string, []stretch) {
	start := 0
	if len(found) > 0 {
		start = max(0, found[0].start-excerptBytes/3)
	}
	end := min(len(text), start+excerptBytes)
	if i := strings.IndexAny(text[start:end], " \n"); start > 0 && i >= 0 {
		start += i + 1
	}
	if i := strings.LastIndexAny(text[start:end], " \n"); end < len(text) && i > 0 {
		end = start + i
	}
	var inside []stretch
	for _, s := range found {
		if s.start >= start && s.end <= end {
			inside = append(inside, stretch{s.start - start, s.end - start})
		}
	}
	return text[start:end], inside
}
