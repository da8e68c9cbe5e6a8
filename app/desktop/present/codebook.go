package present

import (
	"context"
	"slices"
	"strings"

	"quoth/corpus"
)

// Codebook is the state of the codebook's page: its tags in the order of the
// tree, its targets, and the tag that is open.
type Codebook struct {
	Tags    []corpus.TagSummary
	Targets []corpus.TargetSummary
	Chosen  corpus.TagID
}

// CodebookSource is asked for tags and targets; *app.App is one.
type CodebookSource interface {
	Tags(context.Context) ([]corpus.TagSummary, error)
	Targets(context.Context) ([]corpus.TargetSummary, error)
}

// LoadCodebook asks for what the page shows.
func LoadCodebook(ctx context.Context, from CodebookSource) (c Codebook, err error) {
	if c.Tags, err = from.Tags(ctx); err != nil {
		return c, err
	}
	c.Targets, err = from.Targets(ctx)
	return c, err
}

// Show takes what was asked for and leaves open what is.
func (c *Codebook) Show(loaded Codebook) { c.Tags, c.Targets = loaded.Tags, loaded.Targets }

// Where and ReturnTo keep which tag is open.
func (c *Codebook) Where() Place      { return Place{"tag": string(c.Chosen)} }
func (c *Codebook) ReturnTo(at Place) { c.Chosen = corpus.TagID(at["tag"]) }

// Open returns the tag that is open.
func (c *Codebook) Open() (corpus.TagSummary, bool) { return c.tag(c.Chosen) }

func (c *Codebook) tag(id corpus.TagID) (corpus.TagSummary, bool) {
	for _, t := range c.Tags {
		if t.ID == id {
			return t, true
		}
	}
	return corpus.TagSummary{}, false
}

// Step returns the tag that is by rows away from the one that is open, the first
// or last where there is none; empty without tags.
func (c *Codebook) Step(by int) corpus.TagID {
	if len(c.Tags) == 0 {
		return ""
	}
	at := slices.IndexFunc(c.Tags, func(t corpus.TagSummary) bool { return t.ID == c.Chosen })
	return c.Tags[min(max(at+by, 0), len(c.Tags)-1)].ID
}

// Others returns the tags outside a tag and what is below it: those it can be put
// below or merged into. Of a tag that is new it returns all.
func (c *Codebook) Others(of corpus.TagSummary) []corpus.TagSummary {
	var out []corpus.TagSummary
	for _, t := range c.Tags {
		below := t.ID == of.ID || strings.HasPrefix(t.Path, of.Path+corpus.TagPathSeparator)
		if of.ID == "" || !below {
			out = append(out, t)
		}
	}
	return out
}

// Below returns how many tags stand right below one.
func (c *Codebook) Below(id corpus.TagID) int { return len(c.children(id)) }

func (c *Codebook) children(parent corpus.TagID) []corpus.TagID {
	var ids []corpus.TagID
	for _, t := range c.Tags {
		if t.Parent == parent {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Way is where a tag is moved by a key.
type Way int

// The ways: among its siblings, out to its parent's level, into the sibling above.
const (
	Up Way = iota
	Down
	Out
	In
)

// Moved returns where a tag comes to stand that is moved; ok is false where the
// way leads nowhere.
func (c *Codebook) Moved(t corpus.TagSummary, to Way) (parent corpus.TagID, place int, ok bool) {
	siblings := c.children(t.Parent)
	at := slices.Index(siblings, t.ID)
	switch {
	case to == Up && at > 0:
		return t.Parent, at - 1, true
	case to == Down && at >= 0 && at+1 < len(siblings):
		return t.Parent, at + 1, true
	case to == Out && t.Parent != "":
		above, _ := c.tag(t.Parent)
		return above.Parent, slices.Index(c.children(above.Parent), above.ID) + 1, true
	case to == In && at > 0:
		return siblings[at-1], c.Below(siblings[at-1]), true
	}
	return "", 0, false
}
