package scraper

import (
	"encoding/json"
	"time"

	"quoth/corpus"
)

// Again gives the input with which a later run goes on with an item. ok is
// false for an item that is part of a file: its file is gone on with.
func (i Item) Again() (in Input, ok bool) {
	if i.ready != nil || i.load != nil || i.wrong != nil {
		return Input{}, false
	}
	in = i.Input
	in.Parent, in.Memory = i.Parent, i.feed.memory()
	return in, true
}

// IsPart reports whether an item is part of a file: an article of a bulk file,
// a page of a web archive, or what is wrong with one.
func (i Item) IsPart() bool { return i.ready != nil || i.load != nil }

// entryMemory is what of a feed's entry a later run needs.
type entryMemory struct {
	Title     string      `json:"title,omitempty"`
	Publisher string      `json:"publisher,omitempty"`
	Published corpus.Date `json:"published"`
	Authors   []string    `json:"authors,omitempty"`
	Text      string      `json:"text,omitempty"`
}

func (f *feedEntry) memory() string {
	if f == nil {
		return ""
	}
	text, err := json.Marshal(entryMemory{f.title, f.publisher, f.published, f.authors, f.text})
	if err != nil {
		return "" // the page tells most of it itself
	}
	return string(text)
}

func remember(text string) *feedEntry {
	var m entryMemory
	if text == "" || json.Unmarshal([]byte(text), &m) != nil {
		return nil
	}
	return &feedEntry{title: m.Title, publisher: m.Publisher, published: m.Published, authors: m.Authors, text: m.Text}
}

// listedOutside reports whether the list itself says that an item is not of the
// days asked for: it was published outside, or last changed before the first.
func (i Item) listedOutside(d Dates) bool {
	if i.feed == nil {
		return false
	}
	changed := i.feed.modified
	return d.outside(i.feed.published) ||
		d.From != "" && !changed.IsZero() && changed.Time.UTC().Format(time.DateOnly) < d.From
}
