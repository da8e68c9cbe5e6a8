package corpus

import "time"

// Person is a registry entry: one human being, whatever articles call them.
type Person struct {
	ID         PersonID          `json:"id"`
	Name       string            `json:"name"`    // the name to show
	Aliases    []string          `json:"aliases"` // other printed forms; never pronouns or descriptions
	Title      string            `json:"title,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Note       string            `json:"note,omitempty"`
	MergedInto PersonID          `json:"merged_into,omitempty"` // set while the entry is merged away
	Confirmed  bool              `json:"confirmed,omitempty"`   // a coder made, edited or confirmed it
}

// GroupAttribute is the attribute of people and organisations that says which
// group a coder put them in: police, platforms, civil society, …
const GroupAttribute = "group"

// Organization is a registry entry: a company, force, ministry, party, …
type Organization struct {
	ID         OrganizationID    `json:"id"`
	Name       string            `json:"name"`
	Aliases    []string          `json:"aliases"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Note       string            `json:"note,omitempty"`
	MergedInto OrganizationID    `json:"merged_into,omitempty"`
	Confirmed  bool              `json:"confirmed,omitempty"`
}

// Affiliation is a person's role at an organisation, with the days on which it
// was seen in print. It is a view over quotes.
type Affiliation struct {
	Person       PersonID       `json:"person"`
	Organization OrganizationID `json:"organization,omitempty"`
	Role         string         `json:"role"`
	FirstSeen    string         `json:"first_seen"` // YYYY-MM-DD, empty when no article is dated
	LastSeen     string         `json:"last_seen"`
	Quotes       int            `json:"quotes"`
	Days         []string       `json:"-"` // on which it was seen, each once, in order
}

// EntryKind says which registry an id belongs to.
type EntryKind string

// The two registries.
const (
	PersonEntry       EntryKind = "person"
	OrganizationEntry EntryKind = "organization"
)

// MergeProposal is a pair of registry entries that may be the same. It is never
// carried out without a person.
type MergeProposal struct {
	Kind   EntryKind `json:"kind"`
	A      string    `json:"a"` // the entry to keep
	B      string    `json:"b"` // the entry that would be merged into it
	Score  float64   `json:"score"`
	Reason string    `json:"reason"`
}

// Event is a dated happening a coder adds to a chart.
type Event struct {
	ID    EventID `json:"id"`
	Day   string  `json:"day"` // YYYY-MM-DD
	Label string  `json:"label"`
	Note  string  `json:"note,omitempty"`
}

// SavedSearch is a query kept under a name.
type SavedSearch struct {
	ID      SearchID  `json:"id"`
	Name    string    `json:"name"`
	Query   string    `json:"query"`
	Created time.Time `json:"created"`
}
