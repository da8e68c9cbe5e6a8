package scraper

import (
	"errors"
	"fmt"
)

// listing is what a feed, a sitemap, a folder or a bulk file holds.
type listing struct {
	items []Item
	left  []Left // with the items they add up to all that it holds
	notes []string
}

// Left is how much of what a container holds was left out, and why.
type Left struct {
	Count  int
	Reason string // for people: "listed before", "hidden files left out"
}

func (l Left) String() string { return fmt.Sprintf("%d %s", l.Count, l.Reason) }

// leave counts what is left out for a reason.
func (l *listing) leave(count int, reason string) {
	if count == 0 {
		return
	}
	for i := range l.left {
		if l.left[i].Reason == reason {
			l.left[i].Count += count
			return
		}
	}
	l.left = append(l.left, Left{count, reason})
}

// wrong adds an item that stands for something that cannot be got, so that
// nothing is dropped in silence.
func (l *listing) wrong(parent Item, reason string) {
	l.items = append(l.items, Item{
		Input:  parent.Input,
		URL:    fmt.Sprintf("%s#%d", parent.URL, len(l.items)+1),
		Label:  parent.Label,
		Parent: parent.URL,
		wrong:  fmt.Errorf("%s: %w", parent.Label, errors.New(reason)),
	})
}
