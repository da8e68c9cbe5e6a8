package corpus

import (
	"fmt"
	"strings"
	"time"
)

// Tag is a code of the codebook.
type Tag struct {
	ID         TagID  `json:"id"`
	Parent     TagID  `json:"parent,omitempty"`
	Name       string `json:"name"`  // unique below one parent, without "/"
	Color      string `json:"color"` // "#rrggbb"
	Definition string `json:"definition,omitempty"`
	Position   int    `json:"position"` // order among siblings
}

// TagPathSeparator joins the names of a tag and its ancestors: "Access/Police".
const TagPathSeparator = "/"

// Validate reports what keeps the tag out of a codebook.
func (t Tag) Validate() error {
	switch {
	case strings.TrimSpace(t.Name) == "":
		return fmt.Errorf("a tag needs a name")
	case strings.Contains(t.Name, TagPathSeparator):
		return fmt.Errorf(
			"the tag name %q must not contain %q, which separates a tag from its parent",
			t.Name,
			TagPathSeparator,
		)
	case t.ID != "" && t.ID == t.Parent:
		return fmt.Errorf("the tag %q cannot be its own parent", t.Name)
	}
	return nil
}

// Target is a proposition one can take a stance on.
type Target struct {
	ID         TargetID `json:"id"`
	Text       string   `json:"text"`
	Definition string   `json:"definition,omitempty"`
	Position   int      `json:"position"`
}

// Stance is a coder's judgement of one quote toward one target.
type Stance string

// The stances.
const (
	Support     Stance = "support"
	Oppose      Stance = "oppose"
	Neutral     Stance = "neutral"
	MixedStance Stance = "mixed"
)

// Stances lists them in the order screens show them.
var Stances = []Stance{Support, Oppose, Neutral, MixedStance}

// ParseStance reads a stance by its word.
func ParseStance(s string) (Stance, error) {
	for _, stance := range Stances {
		if string(stance) == s {
			return stance, nil
		}
	}
	return "", fmt.Errorf("%q is not a stance: use support, oppose, neutral or mixed", s)
}

// Annotation is a span of an article with tags and a note.
type Annotation struct {
	ID      AnnotationID `json:"id"`
	Article ArticleID    `json:"article"`
	Version VersionID    `json:"version"`
	Anchor  Anchor       `json:"anchor"`
	Tags    []TagID      `json:"tags"`
	Note    string       `json:"note"`
	Coder   Coder        `json:"coder"`
	Created time.Time    `json:"created"`
	// Unplaced is set where the words were not found in the current version;
	// the tray shows it.
	Unplaced bool `json:"unplaced,omitempty"`
}
