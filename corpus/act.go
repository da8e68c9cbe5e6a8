package corpus

import "time"

// Act is something a coder does, or a program does in a coder's name. All acts
// go through one door, Do(ctx, coder, act), which writes the change and what
// takes it back in one transaction.
type Act interface{ isAct() }

// Acts on one quote.
type (
	// Confirm says that the quote and its attribution are right.
	Confirm struct {
		Quote QuoteID
		Queue string // how the review queue was ordered; empty outside it
	}
	// Correct changes what the program suggested; it adds to an earlier
	// correction by the same coder.
	Correct struct {
		Quote QuoteID
		Correction
		Queue string
	}
	// Reject says that this is no quote.
	Reject struct {
		Quote QuoteID
		Queue string
	}
	// Withdraw takes back the coder's own verdict.
	Withdraw struct{ Quote QuoteID }
	// PutTag and DropTag put a tag on a quote and take it off.
	PutTag struct {
		Quote QuoteID
		Tag   TagID
	}
	DropTag struct {
		Quote QuoteID
		Tag   TagID
	}
	// Judge sets the coder's stance; an empty stance takes it back.
	Judge struct {
		Quote  QuoteID
		Target TargetID
		Stance Stance
	}
	// WriteNote sets the coder's note; an empty text takes it back.
	WriteNote struct {
		Quote QuoteID
		Text  string
	}
	// MarkQuote adds a quote the program missed. ID, Article, Origin and
	// Anchors are filled in by the store.
	MarkQuote struct{ Quote Quote }
)

// Acts on annotations.
type (
	// SaveAnnotation adds an annotation (empty ID) or replaces the coder's own.
	SaveAnnotation struct{ Annotation Annotation }
	// DropAnnotation removes one.
	DropAnnotation struct{ ID AnnotationID }
)

// Acts on the codebook. An empty ID adds, a known one replaces.
type (
	SaveTag      struct{ Tag Tag }
	DropTagEntry struct{ ID TagID } // refused while it has children; its uses go with it
	MergeTags    struct{ From, Into TagID }
	SaveTarget   struct{ Target Target }
	DropTarget   struct{ ID TargetID } // its judgements go with it
	SaveEvent    struct{ Event Event }
	DropEvent    struct{ ID EventID }
	SaveSearch   struct{ Search SavedSearch }
	DropSearch   struct{ ID SearchID }
)

// Acts on the registry.
type (
	SavePerson         struct{ Person Person }
	SaveOrganization   struct{ Organization Organization }
	MergePeople        struct{ From, Into PersonID }
	MergeOrganizations struct{ From, Into OrganizationID }
	// SplitPerson moves the given quotes (and aliases) of one entry to a new one.
	SplitPerson struct {
		From    PersonID
		New     Person
		Quotes  []QuoteID
		Aliases []string
	}
	// SplitOrganization is the same for an organisation.
	SplitOrganization struct {
		From    OrganizationID
		New     Organization
		Quotes  []QuoteID
		Aliases []string
	}
	// KeepApart dismisses a merge proposal for good.
	KeepApart struct {
		Kind EntryKind
		A, B string
	}
)

// Acts on articles.
type (
	// EditArticle corrects metadata; nil fields stay.
	EditArticle struct {
		ID     ArticleID
		Update ArticleUpdate
	}
	// DeleteArticle hides an article with its quotes; it can be undone.
	DeleteArticle struct{ ID ArticleID }
	// PurgeArticle removes page, text, quotes and journal content for good and
	// leaves a note that it happened. It cannot be undone.
	PurgeArticle struct{ ID ArticleID }
)

// Many does several acts as one change, which is undone as one.
type Many struct {
	Title string // "tag 14 quotes"
	Acts  []Act
}

// Keep is what a collection keeps of one article: the article, its version,
// page and suggested quotes with the registry entries they need. It is a
// program's act. Keeping what is there already changes nothing.
type Keep struct {
	Article       Article
	Version       Version
	Page          Page
	Quotes        []Quote
	People        []Person       // new entries
	Organizations []Organization // new entries
	Aliases       []NewAlias     // new printed forms of entries that exist
	Merges        []EntryMerge   // entries a program made that have turned out to be others
	Bands         []int64        // keys under which near-identical texts meet
}

// NewAlias is a printed form to add to an existing entry.
type NewAlias struct {
	Kind EntryKind
	ID   string
	Name string
}

// EntryMerge moves what a program filed under one entry to another one. Entries
// that a person made, edited or keeps apart are never moved.
type EntryMerge struct {
	Kind       EntryKind
	From, Into string
	Score      float64 // probability that they are one
	Reason     string
}

// Resuggest replaces the suggestions of articles by a new engine's, as one change
// that is undone as one. Quotes that a person acted on stay as they are, with
// their spans. An article that has another text meanwhile is left alone.
type Resuggest struct {
	Title    string
	Articles []Suggestions
}

// Suggestions are what an engine finds in one version, with the entries that the
// quotes need.
type Suggestions struct {
	Version       VersionID
	Quotes        []Quote
	People        []Person
	Organizations []Organization
	Aliases       []NewAlias
	Merges        []EntryMerge
}

// ArticleUpdate is a partial change of an article's metadata.
type ArticleUpdate struct {
	Title     *string
	Authors   *[]string
	Publisher *string
	Section   *string
	Published *Date
	Language  *string
}

func (Confirm) isAct()            {}
func (Correct) isAct()            {}
func (Reject) isAct()             {}
func (Withdraw) isAct()           {}
func (PutTag) isAct()             {}
func (DropTag) isAct()            {}
func (Judge) isAct()              {}
func (WriteNote) isAct()          {}
func (MarkQuote) isAct()          {}
func (SaveAnnotation) isAct()     {}
func (DropAnnotation) isAct()     {}
func (SaveTag) isAct()            {}
func (DropTagEntry) isAct()       {}
func (MergeTags) isAct()          {}
func (SaveTarget) isAct()         {}
func (DropTarget) isAct()         {}
func (SaveEvent) isAct()          {}
func (DropEvent) isAct()          {}
func (SaveSearch) isAct()         {}
func (DropSearch) isAct()         {}
func (SavePerson) isAct()         {}
func (SaveOrganization) isAct()   {}
func (MergePeople) isAct()        {}
func (MergeOrganizations) isAct() {}
func (SplitPerson) isAct()        {}
func (SplitOrganization) isAct()  {}
func (KeepApart) isAct()          {}
func (EditArticle) isAct()        {}
func (DeleteArticle) isAct()      {}
func (PurgeArticle) isAct()       {}
func (Many) isAct()               {}
func (Keep) isAct()               {}
func (Resuggest) isAct()          {}

// Change is one entry of the journal: who did what when. What takes it back is
// kept by the store.
type Change struct {
	ID      ChangeID  `json:"id"`
	Seq     int64     `json:"seq"` // position in the journal, from 1
	Coder   Coder     `json:"coder"`
	When    time.Time `json:"when"`
	Kind    string    `json:"kind"`              // "confirm", "tag", "judge", "keep", "undo", …
	Title   string    `json:"title"`             // for people: "confirm a quote by Ada Stone"
	Undoes  ChangeID  `json:"undoes,omitempty"`  // with "undo" and "redo": the change it concerns
	Undone  bool      `json:"undone,omitempty"`  // taken back at the moment
	Created string    `json:"created,omitempty"` // id of what it made, where it made one thing
	Touched Touched   `json:"touched"`
}

// Touched lists what a change concerns, for indexing and for screens.
type Touched struct {
	Articles      []ArticleID      `json:"articles,omitempty"` // every quote of theirs too
	Quotes        []QuoteID        `json:"quotes,omitempty"`
	People        []PersonID       `json:"people,omitempty"`
	Organizations []OrganizationID `json:"organizations,omitempty"`
	Tags          []TagID          `json:"tags,omitempty"`
	Targets       []TargetID       `json:"targets,omitempty"`
}
