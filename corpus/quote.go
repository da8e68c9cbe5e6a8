package corpus

import "fmt"

// Kind says how much of a quote's content stands inside quotation marks.
type Kind string

// The kinds: every word, some words, no word inside marks.
const (
	Direct   Kind = "direct"
	Mixed    Kind = "mixed"
	Indirect Kind = "indirect"
)

// Utterance is what sort of thing is attributed. Screens, lists and counts show
// speech unless asked for more. In JSON the field is called "act".
type Utterance string

// The sorts of utterance: said or written; believed, wanted, voted; the rest.
const (
	Speech   Utterance = "speech"
	Attitude Utterance = "attitude"
	Other    Utterance = "other"
)

// SpeakerType reports whether a speaker has a name, and whose it is.
type SpeakerType string

// The speaker types.
const (
	PersonSpeaker       SpeakerType = "person"
	OrganizationSpeaker SpeakerType = "organization"
	UnnamedSpeaker      SpeakerType = "unnamed"
)

// Reason explains one step of an attribution, so that a person can disagree
// with it: the stage or rule that took it, a sentence, and the words it saw.
type Reason struct {
	Stage string `json:"stage"` // "cue", "region", "mention", "organization", …
	Text  string `json:"text"`
	Span  Span   `json:"span"` // zero when no words stand behind it
}

// Attribution is who said what, for whom, as found in one text. Spans count
// bytes of that text, are sorted and do not overlap within one role.
type Attribution struct {
	Kind         Kind        `json:"kind"`
	Utterance    Utterance   `json:"act"`
	Content      []Span      `json:"content"` // all that is attributed, marks and unquoted parts included
	Quoted       []Span      `json:"quoted"`  // the words inside the marks; empty for indirect
	Cue          []Span      `json:"cue"`
	Source       []Span      `json:"source"`       // the words that name the speaker; empty when none do
	Speaker      string      `json:"speaker"`      // the fullest form this text gives, or the description; empty when unknown
	SpeakerType  SpeakerType `json:"speaker_type"` // empty when unknown
	Organization string      `json:"organization"` // fullest form this text gives of whom the speaker speaks for
	Role         string      `json:"role"`         // the speaker's function as printed
	Confidence   float64     `json:"confidence"`   // probability that quote, speaker and organisation are all right
	// Probabilities of the parts, from which Sureness is read.
	Probabilities Probabilities `json:"probabilities"`
	Reasons       []Reason      `json:"reasons,omitempty"`
}

// Validate reports whether all spans lie inside text and the content is given.
func (a Attribution) Validate(text string) error {
	if len(a.Content) == 0 {
		return fmt.Errorf("a quote needs content")
	}
	for _, role := range [][]Span{a.Content, a.Quoted, a.Cue, a.Source} {
		for i, s := range role {
			if err := s.Validate(text); err != nil {
				return err
			}
			if i > 0 && s.Start < role[i-1].End {
				return fmt.Errorf("spans %v and %v are out of order or overlap", role[i-1], s)
			}
		}
	}
	switch a.Kind {
	case Direct, Mixed, Indirect:
	default:
		return fmt.Errorf("unknown kind %q", a.Kind)
	}
	for _, p := range []float64{a.Confidence, a.Probabilities.Quote, a.Probabilities.Speaker, a.Probabilities.Organization} {
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("confidence %v is not a probability", p)
		}
	}
	return nil
}

// Known is what the corpus has confirmed about one person or organisation. The
// engine prefers it to its own guess.
type Known struct {
	Name         string // the full name
	Aliases      []string
	Type         SpeakerType // PersonSpeaker or OrganizationSpeaker
	Organization string      // of a person: whom they speak for
	Role         string
}

// Quote is one attributed utterance of one version of an article.
type Quote struct {
	ID      QuoteID   `json:"id"`
	Article ArticleID `json:"article"`
	Version VersionID `json:"version"`
	Attribution
	PersonID       PersonID       `json:"person_id,omitempty"`
	OrganizationID OrganizationID `json:"organization_id,omitempty"`
	LinkConfidence float64        `json:"link_confidence,omitempty"` // probability that PersonID is right, given the speaker; 0: not weighed
	Origin         Origin         `json:"origin"`
	Engine         string         `json:"engine,omitempty"`  // engine and version that suggested it
	Anchors        []Anchor       `json:"anchors,omitempty"` // one for each content span
	Story          StoryID        `json:"story,omitempty"`   // repeated quotes share one
}

// Origin says who found a quote.
type Origin string

// The origins.
const (
	BySuggestion Origin = "suggestion" // the engine
	ByPerson     Origin = "person"     // marked by hand
)
