package desktop

import (
	"cmp"
	"slices"
	"strings"

	"quoth/app/desktop/present"
	"quoth/corpus"
)

// need says what must be there for an action to make sense.
type need int

const (
	always need = iota
	needsCorpus
	needsQuote   // a quote is selected
	needsQuotes  // one quote or several are
	needsCoded   // a quote or an annotation is
	needsArticle // an article is open
	needsMarked  // words of its text are marked
	needsEntry   // a person or an organisation is chosen on the People page
	needsTag     // a tag on the Codebook page
)

// needWords say what is missing where an action makes no sense.
var needWords = map[need]string{
	needsCorpus:  "opens with a corpus",
	needsQuote:   "select a quote first",
	needsQuotes:  "select a quote first",
	needsCoded:   "select a quote or an annotation first",
	needsArticle: "open an article first",
	needsMarked:  "mark words in an article first",
	needsEntry:   "choose somebody on the People page first",
	needsTag:     "choose a tag on the Codebook page first",
}

// action is one thing a person can ask for. Menus, keys, the command palette
// and the cheat sheet are all made from the table of actions, so that they
// cannot disagree.
type action struct {
	group string // the menu it hangs in
	name  string
	hint  string // its key as people read it; [parseKey] says what it means
	needs need
	do    func(*Window)
	binding
	inPalette bool // only the palette names it: a page shows it where it is wanted
}

// The groups, in the order of the menus.
var groups = []string{"Corpus", "Edit", "Go", "Quote", "Codebook", "Review", "Help"}

// actions is everything the window can do, with the keys a person chose for
// themselves.
func (w *Window) actions() []action {
	if w.bound == nil {
		w.bound = bind(allActions(), w.settings.Keys)
	}
	return w.bound
}

// onPage hands a letter to the page in view.
func onPage(r rune) func(*Window) {
	return func(w *Window) { w.current.letter(r) }
}

// onQuote does something with the quote that is selected.
func onQuote(f func(*inspector)) func(*Window) {
	return func(w *Window) {
		if i := w.current.inspected(); i != nil {
			f(i)
		}
	}
}

// onArticle does something with the article that is open.
func onArticle(f func(*articlesPage)) func(*Window) {
	return func(w *Window) {
		w.goTo(w.articles())
		f(w.articles())
	}
}

// allActions is the table, with the usual keys.
func allActions() []action {
	return []action{
		{group: "Corpus", name: "New corpus…", hint: "Ctrl+N", do: (*Window).newCorpus},
		{group: "Corpus", name: "Open corpus…", hint: "Ctrl+O", do: (*Window).chooseCorpus},
		{group: "Corpus", name: "Open the sample", do: (*Window).openSample},
		{group: "Corpus", name: "Copy corpus…", needs: needsCorpus, do: (*Window).copyCorpus},
		{group: "Corpus", name: "Check corpus", needs: needsCorpus, do: (*Window).checkCorpus},
		{group: "Corpus", name: "Add articles…", hint: "Ctrl+D", needs: needsCorpus, do: (*Window).addDialog},
		{
			group: "Corpus",
			name:  "Find the feeds of a site",
			needs: needsCorpus,
			do:    onArticle(func(p *articlesPage) { p.sources.discover() }),
		},
		{
			group: "Corpus",
			name:  "Correct title, author, date…",
			needs: needsArticle,
			do:    onArticle((*articlesPage).editArticle),
		},
		{
			group: "Corpus",
			name:  "Article read",
			needs: needsArticle,
			do:    onArticle(func(p *articlesPage) { p.markRead(corpus.Read) }),
		},
		{
			group: "Corpus",
			name:  "Article done",
			hint:  "D",
			needs: needsArticle,
			do:    onArticle((*articlesPage).markDone),
		},
		{group: "Corpus", name: "Tag the article…", needs: needsArticle, do: onArticle((*articlesPage).tagArticle)},
		{
			group: "Corpus",
			name:  "Memo on the article…",
			needs: needsArticle,
			do:    onArticle((*articlesPage).articleMemo),
		},
		{group: "Corpus", name: "Memo on the project…", needs: needsCorpus, do: (*Window).projectMemo},
		{group: "Corpus", name: "Export…", hint: "Ctrl+E", needs: needsCorpus, do: (*Window).exportHere},
		{group: "Corpus", name: "Backups…", needs: needsCorpus, do: (*Window).backupsPanel},
		{group: "Corpus", name: "Settings…", hint: "Ctrl+,", do: (*Window).settingsDialog},
		{group: "Corpus", name: "Delete this article", needs: needsArticle, do: (*Window).deleteArticle},
		{
			group: "Corpus",
			name:  "Delete this article for good…",
			needs: needsArticle,
			do:    onArticle((*articlesPage).purge),
		},
		{group: "Corpus", name: "Close corpus", needs: needsCorpus, do: (*Window).leaveCorpus},

		{group: "Edit", name: "Undo", hint: "Ctrl+Z", needs: needsCorpus, do: (*Window).undoKey},
		{group: "Edit", name: "Redo", hint: "Ctrl+Shift+Z", needs: needsCorpus, do: (*Window).redoKey},
		{group: "Edit", name: "Select all in the list", hint: "Ctrl+A", needs: needsCorpus, do: (*Window).markAll},
		{group: "Edit", name: "Select none", needs: needsCorpus, do: func(w *Window) { w.unmark() }},
		{group: "Edit", name: "History…", hint: "Ctrl+H", needs: needsCorpus, do: (*Window).history},
		{group: "Edit", name: "Larger text", hint: "Ctrl++", do: func(w *Window) { w.zoom(0.1) }},
		{group: "Edit", name: "Smaller text", hint: "Ctrl+-", do: func(w *Window) { w.zoom(-0.1) }},
		{group: "Edit", name: "Light or dark", do: (*Window).switchTheme},

		{group: "Go", name: "Articles", hint: "Ctrl+1", needs: needsCorpus, do: goToPage("Articles")},
		{group: "Go", name: "Quotes", hint: "Ctrl+2", needs: needsCorpus, do: goToPage("Quotes")},
		{group: "Go", name: "People", hint: "Ctrl+3", needs: needsCorpus, do: goToPage("People")},
		{group: "Go", name: "Codebook", hint: "Ctrl+4", needs: needsCorpus, do: goToPage("Codebook")},
		{group: "Go", name: "Stance", hint: "Ctrl+5", needs: needsCorpus, do: goToPage("Stance")},
		{group: "Go", name: "Review", hint: "Ctrl+6", needs: needsCorpus, do: goToPage("Review")},
		{group: "Go", name: "Back", hint: "Alt+Left", needs: needsCorpus, do: (*Window).back},
		{group: "Go", name: "Forward", hint: "Alt+Right", needs: needsCorpus, do: (*Window).forward},
		{group: "Go", name: "Next pane", hint: "F6", needs: needsCorpus, do: (*Window).nextPane},
		{group: "Go", name: "Next quote", hint: "J", needs: needsCorpus, do: onPage('j')},
		{group: "Go", name: "Previous quote", hint: "K", needs: needsCorpus, do: onPage('k')},
		{group: "Go", name: "Next article", hint: "]", needs: needsCorpus, do: onPage(']')},
		{group: "Go", name: "Previous article", hint: "[", needs: needsCorpus, do: onPage('[')},
		{group: "Go", name: "Printings of one story", needs: needsArticle, do: onArticle((*articlesPage).printings)},
		{group: "Go", name: "Versions and differences", needs: needsArticle, do: onArticle((*articlesPage).versions)},
		{group: "Go", name: "Page as fetched", needs: needsArticle, do: onArticle((*articlesPage).pageAsFetched)},
		{
			group: "Go",
			name:  "Cards or concordance",
			needs: needsCorpus,
			do:    onQuotes(func(p *quotesPage) { p.view(!p.asLines) }),
		},
		{group: "Go", name: "Table of quotes", needs: needsCorpus, do: onQuotes((*quotesPage).viewTable)},
		{group: "Go", name: "Cross table…", needs: needsCorpus, do: onQuotes((*quotesPage).crosstab)},
		{group: "Go", name: "All values of the filters", needs: needsCorpus, do: onQuotes((*quotesPage).allValues)},
		{
			group: "Go",
			name:  "Words that stand near…",
			needs: needsCorpus,
			do:    onQuotes(func(p *quotesPage) { p.collocates(false) }),
		},
		{group: "Go", name: "Frequency over time…", needs: needsCorpus, do: onQuotes((*quotesPage).frequency)},
		{group: "Go", name: "Saved searches…", needs: needsCorpus, do: onQuotes((*quotesPage).savedSearches)},
		{group: "Go", name: "Past searches…", needs: needsCorpus, do: onQuotes((*quotesPage).history)},
		{group: "Go", name: "Find on this page", hint: "/", needs: needsCorpus, do: onPage('/')},
		{
			group: "Go",
			name:  "Show the quote in its article",
			hint:  "G",
			needs: needsQuote,
			do:    onQuote(func(i *inspector) { i.w.openQuote(*i.card) }),
		},

		{group: "Quote", name: "Confirm", hint: "⏎", needs: needsQuotes, do: onQuote((*inspector).confirm)},
		{group: "Quote", name: "Correct the speaker", hint: "E", needs: needsQuote, do: onQuote((*inspector).correct)},
		{
			group: "Quote",
			name:  "Role and organisation…",
			hint:  "R",
			needs: needsQuote,
			do:    onQuote((*inspector).correctRole),
		},
		{group: "Quote", name: "Reject", hint: "⌫", needs: needsQuotes, do: onQuote((*inspector).reject)},
		{
			group: "Quote",
			name:  "Support",
			hint:  "S",
			needs: needsQuotes,
			do:    onQuote(func(i *inspector) { i.judge("support") }),
		},
		{
			group: "Quote",
			name:  "Oppose",
			hint:  "O",
			needs: needsQuotes,
			do:    onQuote(func(i *inspector) { i.judge("oppose") }),
		},
		{
			group: "Quote",
			name:  "Neutral",
			hint:  "N",
			needs: needsQuotes,
			do:    onQuote(func(i *inspector) { i.judge("neutral") }),
		},
		{
			group: "Quote",
			name:  "Mixed",
			hint:  "M",
			needs: needsQuotes,
			do:    onQuote(func(i *inspector) { i.judge("mixed") }),
		},
		{group: "Quote", name: "Other target", hint: "Y", needs: needsCorpus, do: (*Window).nextTarget},
		{group: "Quote", name: "Add a tag", hint: "T", needs: needsCoded, do: (*Window).focusTag},
		{group: "Quote", name: "Recent tags", hint: "1 … 9", needs: needsCoded},
		{
			group: "Quote",
			name:  "Correct where it starts and ends",
			hint:  "B",
			needs: needsQuote,
			do:    (*Window).markEdges,
		},
		{group: "Quote", name: "Mark words by keys", hint: "V", needs: needsCorpus, do: onPage('v')},
		{group: "Quote", name: "Write a note", hint: "W", needs: needsCoded, do: (*Window).focusNote},
		{group: "Quote", name: "Copy with citation", hint: "C", needs: needsCoded, do: (*Window).copyCitation},

		{
			group: "Quote",
			name:  "References as BibTeX…",
			needs: needsQuotes,
			do:    onQuote(func(i *inspector) { i.references("bibtex") }),
		},
		{
			group: "Quote",
			name:  "References as RIS…",
			needs: needsQuotes,
			do:    onQuote(func(i *inspector) { i.references("ris") }),
		},
		{group: "Quote", name: "Quotes like this…", needs: needsQuote, do: onQuotes((*quotesPage).moreLike)},
		{group: "Quote", name: "Same quote elsewhere…", needs: needsQuote, do: onQuotes((*quotesPage).variants)},
		{group: "Quote", name: "Delete the quote for good…", needs: needsQuote, do: onQuote((*inspector).purge)},
		{
			group: "Quote",
			name:  "Use as an example of its tags",
			hint:  "X",
			needs: needsQuote,
			do:    onQuote((*inspector).example),
		},

		{
			group: "Codebook",
			name:  "Move the tag up",
			hint:  "Alt+Shift+Up",
			needs: needsCorpus,
			do:    onCodebook(present.Up),
		},
		{
			group: "Codebook",
			name:  "Move the tag down",
			hint:  "Alt+Shift+Down",
			needs: needsCorpus,
			do:    onCodebook(present.Down),
		},
		{
			group: "Codebook",
			name:  "Move the tag out",
			hint:  "Alt+Shift+Left",
			needs: needsCorpus,
			do:    onCodebook(present.Out),
		},
		{
			group: "Codebook",
			name:  "Move the tag into the one above",
			hint:  "Alt+Shift+Right",
			needs: needsCorpus,
			do:    onCodebook(present.In),
		},
		{
			group: "Codebook",
			name:  "Write the codebook to a file…",
			needs: needsCorpus,
			do:    func(w *Window) { w.codebook().writeFile() },
		},
		{
			group: "Codebook",
			name:  "Read a codebook from a file…",
			needs: needsCorpus,
			do:    func(w *Window) { w.codebook().readFile() },
		},

		{
			group: "Review",
			name:  "Set a goal for today…",
			needs: needsCorpus,
			do:    func(w *Window) { w.review().setGoal() },
		},
		{
			group: "Review",
			name:  "Confirm the sure ones…",
			needs: needsCorpus,
			do:    func(w *Window) { w.review().confirmSure() },
		},
		{group: "Review", name: "Suggested stances", needs: needsCorpus, do: goToPage("Suggestions")},
		{group: "Review", name: "Agreement of coders", needs: needsCorpus, do: goToPage("Agreement")},
		{group: "Review", name: "Adjudication and assignments", needs: needsCorpus, do: goToPage("Adjudication")},
		{group: "Review", name: "Blind mode", needs: needsCorpus, do: (*Window).toggleBlind},

		{group: "Help", name: "Commands", hint: "Ctrl+K", do: (*Window).palette},
		{group: "Help", name: "Keys", hint: "?", do: (*Window).cheatSheet},
		{group: "Help", name: "Manual", hint: "F1", do: func(w *Window) { w.help("start") }},
		{group: "Help", name: "How to search", do: func(w *Window) { w.help("search") }},
		{group: "Help", name: "Change keys…", do: (*Window).keysPanel},
		{group: "Help", name: "Crash log", do: (*Window).crashLog},
		{group: "Help", name: "About Quoth", do: (*Window).about},

		// What a page, a list, a marked stretch or a form offers itself; the palette
		// names it too.
		{
			group:     "Corpus",
			name:      "Add a file…",
			needs:     needsCorpus,
			inPalette: true,
			do:        func(w *Window) { w.addFile(false) },
		},
		{
			group:     "Corpus",
			name:      "Add a folder…",
			needs:     needsCorpus,
			inPalette: true,
			do:        func(w *Window) { w.addFile(true) },
		},
		{
			group:     "Corpus",
			name:      "Sources",
			needs:     needsCorpus,
			inPalette: true,
			do:        onArticle(func(p *articlesPage) { p.turn(true, "") }),
		},
		{
			group:     "Corpus",
			name:      "Watch a source…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onArticle(func(p *articlesPage) { p.sources.watch() }),
		},
		{
			group:     "Corpus",
			name:      "Fetch all sources now",
			needs:     needsCorpus,
			inPalette: true,
			do:        onArticle(func(p *articlesPage) { p.sources.fetchAll() }),
		},
		{
			group:     "Corpus",
			name:      "Read a list of feeds (OPML)…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onArticle(func(p *articlesPage) { p.sources.readOPML() }),
		},
		{
			group:     "Corpus",
			name:      "Write the list of feeds (OPML)…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onArticle(func(p *articlesPage) { p.sources.writeOPML() }),
		},
		{group: "Corpus", name: "Look for quotes anew…", needs: needsCorpus, do: (*Window).reread},
		{group: "Go", name: "Networks", needs: needsCorpus, inPalette: true, do: goToPage("Networks")},
		{
			group:     "Go",
			name:      "People: organisations",
			needs:     needsCorpus,
			inPalette: true,
			do:        onPeople(func(p *peoplePage) { p.turn(true) }),
		},
		{
			group:     "Go",
			name:      "People: persons",
			needs:     needsCorpus,
			inPalette: true,
			do:        onPeople(func(p *peoplePage) { p.turn(false) }),
		},
		{
			group:     "Go",
			name:      "Tag all that was found…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onQuotes((*quotesPage).tagAll),
		},
		{
			group:     "Go",
			name:      "Count once per story, or every printing",
			needs:     needsCorpus,
			inPalette: true,
			do:        onQuotes(func(p *quotesPage) { p.once.OnTap() }),
		},
		{group: "Go", name: "Save this search…", needs: needsCorpus, inPalette: true, do: onQuotes((*quotesPage).save)},
		{
			group:     "Go",
			name:      "Export what was found…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onQuotes((*quotesPage).export),
		},
		{
			group:     "Quote",
			name:      "Tag the marked words…",
			needs:     needsMarked,
			inPalette: true,
			do:        onMarked((*articlesPage).askTag),
		},
		{
			group:     "Quote",
			name:      "Memo on the marked words…",
			needs:     needsMarked,
			inPalette: true,
			do:        onMarked((*articlesPage).askMemo),
		},
		{
			group:     "Quote",
			name:      "Make a missed quote of the marked words…",
			needs:     needsMarked,
			inPalette: true,
			do:        onMarked((*articlesPage).missedQuote),
		},
		{
			group:     "Quote",
			name:      "Copy the marked words with citation",
			needs:     needsMarked,
			inPalette: true,
			do:        onMarked((*articlesPage).copyMarked),
		},
		{
			group:     "Codebook",
			name:      "Duplicates…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onPeople((*peoplePage).duplicates),
		},
		{
			group:     "Codebook",
			name:      "Merge entries that are certainly the same…",
			needs:     needsCorpus,
			inPalette: true,
			do:        onPeople((*peoplePage).heal),
		},
		{
			group:     "Codebook",
			name:      "Search the quotes of this entry",
			needs:     needsEntry,
			inPalette: true,
			do:        onEntry(func(p *peoplePage, e entry, d detail) { p.search(e, d) }),
		},
		{
			group:     "Codebook",
			name:      "Name, aliases, group of this entry…",
			needs:     needsEntry,
			inPalette: true,
			do:        onEntry(func(p *peoplePage, _ entry, d detail) { p.edit(d) }),
		},
		{
			group:     "Codebook",
			name:      "Merge this entry into another…",
			needs:     needsEntry,
			inPalette: true,
			do:        onEntry(func(p *peoplePage, e entry, d detail) { p.mergeInto(e, d) }),
		},
		{
			group:     "Codebook",
			name:      "Split this entry…",
			needs:     needsEntry,
			inPalette: true,
			do:        onEntry(func(p *peoplePage, e entry, d detail) { p.split(e, d) }),
		},
		{
			group:     "Codebook",
			name:      "New tag…",
			needs:     needsCorpus,
			inPalette: true,
			do:        func(w *Window) { w.codebook().editTag(corpus.TagSummary{}) },
		},
		{group: "Codebook", name: "New target…", needs: needsCorpus, inPalette: true, do: (*Window).newTarget},
		{
			group:     "Codebook",
			name:      "Change this tag…",
			needs:     needsTag,
			inPalette: true,
			do:        onTag(func(p *codebookPage, t corpus.TagSummary) { p.editTag(t) }),
		},
		{
			group:     "Codebook",
			name:      "Merge this tag into another…",
			needs:     needsTag,
			inPalette: true,
			do:        onTag(func(p *codebookPage, t corpus.TagSummary) { p.mergeTag(t) }),
		},
		{
			group:     "Codebook",
			name:      "Replace this tag on quotes…",
			needs:     needsTag,
			inPalette: true,
			do:        onTag(func(p *codebookPage, t corpus.TagSummary) { p.recode(t) }),
		},
		{
			group:     "Codebook",
			name:      "Delete this tag",
			needs:     needsTag,
			inPalette: true,
			do:        onTag(func(p *codebookPage, t corpus.TagSummary) { p.w.do(corpus.DropTagEntry{ID: t.ID}) }),
		},
		{
			group:     "Review",
			name:      "Only what has no stance yet",
			needs:     needsCorpus,
			inPalette: true,
			do:        func(w *Window) { w.goTo(w.review()); w.review().toward.OnTap() },
		},
	}
}

// onCodebook moves the tag that is open on the Codebook page.
func onCodebook(to present.Way) func(*Window) {
	return func(w *Window) {
		if p, ok := w.current.(*codebookPage); ok {
			p.moveChosen(to)
		}
	}
}

// onQuotes does something on the Quotes page, with the quote selected where one
// was.
func onQuotes(f func(*quotesPage)) func(*Window) {
	return func(w *Window) {
		p := w.quotes()
		if selected := w.current.inspected(); selected != nil && selected != p.inspector && selected.card != nil {
			p.inspector.card = selected.card
		}
		if w.current != p {
			w.goTo(p)
		}
		f(p)
	}
}

// onPeople does something on the People page.
func onPeople(f func(*peoplePage)) func(*Window) {
	return func(w *Window) {
		p := pageOf[*peoplePage](w)
		if w.current != page(p) {
			w.goTo(p)
		}
		f(p)
	}
}

// onEntry does something with the person or organisation that is chosen.
func onEntry(f func(*peoplePage, entry, detail)) func(*Window) {
	return onPeople(func(p *peoplePage) { p.withDetail(func(e entry, d detail) { f(p, e, d) })() })
}

// onTag does something with the tag that is chosen.
func onTag(f func(*codebookPage, corpus.TagSummary)) func(*Window) {
	return func(w *Window) {
		if t, ok := w.codebook().Open(); ok {
			f(w.codebook(), t)
		}
	}
}

// onMarked does something with the words that are marked.
func onMarked(f func(*articlesPage)) func(*Window) {
	return func(w *Window) { f(w.articles()) }
}

func goToPage(name string) func(*Window) {
	return func(w *Window) { w.goToNamed(name) }
}

// can reports whether an action makes sense at the moment.
func (w *Window) can(a action) bool {
	switch a.needs {
	case needsCorpus:
		return w.corpus != nil && w.current != nil
	case needsCoded:
		return w.current != nil && w.current.inspected() != nil &&
			(w.current.inspected().card != nil || w.current.inspected().annotation != nil || len(w.current.inspected().several) > 0)
	case needsQuotes:
		return w.current != nil && w.current.inspected() != nil &&
			(w.current.inspected().card != nil || len(w.current.inspected().several) > 0)
	case needsQuote:
		return w.current != nil && w.current.inspected() != nil && w.current.inspected().card != nil
	case needsArticle:
		return w.current != nil && w.articles().reading.Article.ID != ""
	case needsMarked:
		p, ok := w.current.(*articlesPage)
		return ok && p.marking != nil && p.marking.quote == nil && p.marking.note == nil
	case needsEntry:
		p, ok := w.current.(*peoplePage)
		return ok && p.chosen.id != ""
	case needsTag:
		p, ok := w.current.(*codebookPage)
		return ok && p.Chosen != ""
	}
	return true
}

// perform does an action unless it makes no sense now. While a form or a panel is
// open only editing goes on.
func (w *Window) perform(a action) {
	if a.do != nil && w.can(a) && (w.Canvas().Overlays().Top() == nil || a.group == "Edit") {
		a.do(w)
	}
}

// ranked are the actions that fit what somebody typed, best first: letters in
// order, the more they stand together and at the start of words the better.
func ranked(all []action, typed string) []action {
	type scored struct {
		action
		score int
	}
	var found []scored
	for _, a := range all {
		if a.do == nil {
			continue
		}
		if s, ok := fuzzy(strings.ToLower(T(a.name)), strings.ToLower(strings.TrimSpace(typed))); ok {
			found = append(found, scored{a, s})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make([]action, len(found))
	for i, f := range found {
		out[i] = f.action
	}
	return out
}

// fuzzy scores how well the letters of typed occur in name in order; ok is
// false where they do not.
func fuzzy(name, typed string) (score int, ok bool) {
	letters := []rune(typed)
	at, last := 0, -2
	before := ' '
	for i, r := range []rune(name) {
		if at < len(letters) && r == letters[at] {
			score++
			if last == i-1 {
				score += 2
			}
			if before == ' ' {
				score += 3
			}
			last = i
			at++
		}
		before = r
	}
	if len(letters) > 1 && strings.Contains(" "+name, " "+typed) { // as one types the beginning of a word
		score += 6 * len(letters)
	}
	return score, at == len(letters)
}
