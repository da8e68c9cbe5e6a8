package corpus

// Import takes in what coders did elsewhere, as one change that is undone as
// one: the articles that were kept for it come to light, its quotes are added,
// then each act is carried out in the name of its coder.
type Import struct {
	Title   string
	Show    []ArticleID // kept with Deleted set, so that nothing of a broken-off import is seen
	Suggest []Quote     // in the place of suggestions that are there and that nobody decided on
	Quotes  []Quote     // marked by people or suggested elsewhere; one that is there already stays
	// Tray are codings whose words are not in the article's text: kept with their
	// words, for a person to place.
	Tray      []Annotation
	Proposals []MergeProposal
	Acts      []CoderAct
}

// CoderAct is an act in the name of a coder.
type CoderAct struct {
	Coder Coder
	Act   Act
}

func (Import) isAct() {}

// PurgeQuote removes a quote with all that coders did with it, and what the
// journal holds of both, for good. Its article stays, with its words: they may be
// found again by a later run. It cannot be undone.
type PurgeQuote struct{ ID QuoteID }

func (PurgeQuote) isAct() {}
