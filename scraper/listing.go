package scraper

import (
	"errors"
	"fmt"
)

// listing is what a feed, a sitemap, a folder or a bulk file holds.
type listing struct {
	items []Item
	notes []string
}

// wrong adds an item that stands for something that cannot be got, so that
// nothing is dropped in silence.
func (l *listing) wrong(parent Item, reason string) {
	l.items = append(l.items, Item{
		Input: parent.Input, URL: fmt.Sprintf("%s#%d", parent.URL, len(l.items)+1), Label: parent.Label, Parent: parent.URL,
		wrong: fmt.Errorf("%s: %w", parent.Label, errors.New(reason)),
	})
}
