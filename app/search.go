package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/indexer"
)

// QueryError says where a query cannot be understood, and what was expected
// there.
type QueryError struct {
	Query   string
	At      int // bytes into Query
	Column  int // the same as people count: characters from 1
	Message string
}

func (e *QueryError) Error() string {
	return fmt.Sprintf("the query cannot be understood at character %d: %s", e.Column, e.Message)
}

// Search answers one window of a query. Errors: *QueryError.
func (a *App) Search(ctx context.Context, r SearchRequest) (SearchResult, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return SearchResult{}, err
	}
	request, err := a.indexRequest(ctx, r)
	if err != nil {
		return SearchResult{}, err
	}
	found, err := index.Search(ctx, request)
	if err != nil {
		return SearchResult{}, queryError(err)
	}
	result := SearchResult{Total: found.Total, Next: found.Next, Took: found.Took}
	if result.Facets, err = a.facets(ctx, r, found); err != nil {
		return SearchResult{}, err
	}
	switch {
	case found.InArticles:
		result.Articles, err = a.articleHits(ctx, index, request, found)
	case found.InAnnotations:
		result.Annotations, err = a.annotationHits(ctx, found.Hits, found.Marks)
	default:
		if result.Quotes, err = a.quoteHits(ctx, found.Hits, found.Marks); err == nil {
			result.AlsoAnnotations, err = a.countAnnotations(ctx, index, request)
		}
	}
	return result, err
}

// indexRequest turns a request into the index's.
func (a *App) indexRequest(ctx context.Context, r SearchRequest) (indexer.Request, error) {
	selected, err := a.families(ctx, r.Selected)
	if err != nil {
		return indexer.Request{}, err
	}
	limit := r.Limit
	if limit == 0 {
		limit = 50
	}
	sort := r.Sort
	if sort == "" {
		sort = ByRelevance
		if strings.TrimSpace(r.Query) == "" {
			sort = ByNewest
		}
	}
	return indexer.Request{
		Query: r.Query, Names: queryNames{a}, InArticles: r.InArticles, AllActs: r.AllActs,
		OncePerStory: r.OncePerStory, Facets: r.Facets, Selected: selected, Sort: string(sort),
		Limit: limit, Cursor: r.Cursor, Typing: r.Typing, Within: r.within,
	}, nil
}

func queryError(err error) error {
	var bad *indexer.QueryError
	if errors.As(err, &bad) {
		return &QueryError{Query: bad.Query, At: bad.At, Column: bad.Column(), Message: bad.Message}
	}
	return fmt.Errorf("search: %w", err)
}

// quoteHits are the cards of quotes found, with the words marked; marks may be
// nil.
func (a *App) quoteHits(ctx context.Context, hits []indexer.Hit, marks *indexer.Marks) ([]QuoteCard, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]corpus.QuoteID, len(hits))
	for i, h := range hits {
		ids[i] = corpus.QuoteID(h.ID)
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if marks == nil {
		return cards, err
	}
	for i := range cards {
		cards[i].Hits = fragments(marks.Highlight(cards[i].Article.Language, plainWords(cards[i].Words)))
	}
	return cards, err
}

// bestQuotes is how many quotes an article that was found shows.
const bestQuotes = 2

func (a *App) articleHits(
	ctx context.Context,
	index *indexer.Index,
	r indexer.Request,
	found indexer.Result,
) ([]ArticleHit, error) {
	ids, names := make([]corpus.ArticleID, len(found.Hits)), make([]string, len(found.Hits))
	for i, h := range found.Hits {
		ids[i], names[i] = corpus.ArticleID(h.ID), h.ID
	}
	summaries, err := a.store.ArticleSummaries(ctx, ids)
	if err != nil {
		return nil, err
	}
	texts, err := source{a}.bodies(ctx, names)
	if err != nil {
		return nil, err
	}
	best, err := a.bestQuotes(ctx, index, r, ids)
	if err != nil {
		return nil, err
	}
	out := make([]ArticleHit, 0, len(ids))
	for _, id := range ids {
		summary, ok := summaries[id]
		if !ok {
			continue // gone since it was found
		}
		hit := ArticleHit{ArticleSummary: summary, Best: best[id]}
		hit.Hits = fragments(found.Marks.Excerpt(summary.Language, texts[string(id)]))
		out = append(out, hit)
	}
	return out, nil
}

// bestQuotes are the cards of those quotes of articles that a search finds too.
func (a *App) bestQuotes(
	ctx context.Context,
	index *indexer.Index,
	r indexer.Request,
	articles []corpus.ArticleID,
) (map[corpus.ArticleID][]QuoteCard, error) {
	best, marks, err := index.BestQuotes(ctx, r, articles, bestQuotes)
	if err != nil {
		return nil, queryError(err)
	}
	var hits []indexer.Hit
	for _, id := range articles {
		hits = append(hits, best[id]...)
	}
	cards, err := a.quoteHits(ctx, hits, marks)
	out := make(map[corpus.ArticleID][]QuoteCard, len(articles))
	for _, c := range cards {
		out[c.Article.ID] = append(out[c.Article.ID], c)
	}
	return out, err
}

func fragments(in []indexer.Fragment) []Fragment {
	out := make([]Fragment, len(in))
	for i, f := range in {
		out[i] = Fragment{Text: f.Text, Match: f.Match}
	}
	return out
}

func (a *App) facets(ctx context.Context, r SearchRequest, found indexer.Result) ([]Facet, error) {
	var out []Facet
	for _, name := range r.Facets {
		read, err := a.facetReader(ctx, name)
		if err != nil {
			return nil, err
		}
		facet := Facet{Name: name}
		at := map[string]int{} // entries that were merged count as one
		for _, v := range found.Facets[name] {
			entry, err := read(v.Value)
			if err != nil {
				return nil, err
			}
			if i, ok := at[entry.id]; ok {
				facet.Values[i].Count += v.Count
			} else if entry.name != "" {
				at[entry.id] = len(facet.Values)
				facet.Values = append(
					facet.Values,
					FacetValue{
						Value:    entry.id,
						Label:    entry.name,
						Count:    v.Count,
						Selected: slices.Contains(r.Selected[name], entry.id),
					},
				)
			}
		}
		out = append(out, facet)
	}
	return out, nil
}

// facetReader gives the entry that a facet's value stands for; without a name
// where it is gone.
func (a *App) facetReader(ctx context.Context, facet string) (func(value string) (entry, error), error) {
	switch facet {
	case "speaker":
		return func(id string) (entry, error) { return a.names.personEntry(ctx, corpus.PersonID(id)) }, nil
	case "organization":
		return func(id string) (entry, error) { return a.names.organizationEntry(ctx, corpus.OrganizationID(id)) }, nil
	case "tag":
		tags, err := a.names.allTags(ctx)
		return func(id string) (entry, error) { return entry{id: id, name: tags[corpus.TagID(id)].Path}, nil }, err
	case "target":
		targets, err := a.store.TargetList(ctx)
		texts := make(map[string]string, len(targets))
		for _, t := range targets {
			texts[string(t.ID)] = t.Text
		}
		return func(id string) (entry, error) { return entry{id: id, name: texts[id]}, nil }, err
	}
	return func(value string) (entry, error) { return entry{id: value, name: value}, nil }, nil
}

// families widens what was selected in facets to all entries merged into it: the
// index files quotes under the entries they were given.
func (a *App) families(ctx context.Context, selected map[string][]string) (map[string][]string, error) {
	out := make(map[string][]string, len(selected))
	for facet, values := range selected {
		var err error
		switch facet {
		case "speaker":
			out[facet], err = family(ctx, values, a.store.PersonFamilies)
		case "organization":
			out[facet], err = family(ctx, values, a.store.OrganizationFamilies)
		default:
			out[facet] = values
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func family[ID ~string](
	ctx context.Context,
	values []string,
	families func(context.Context, []ID) ([]ID, error),
) ([]string, error) {
	ids := make([]ID, len(values))
	for i, v := range values {
		ids[i] = ID(v)
	}
	all, err := families(ctx, ids)
	out := make([]string, len(all))
	for i, id := range all {
		out[i] = string(id)
	}
	return out, err
}

// concordanceLines is how many lines a concordance has at most.
const concordanceLines = 1000

// Concordance lists keywords in context.
func (a *App) Concordance(ctx context.Context, r SearchRequest, order ConcordanceSort) (Concordance, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return Concordance{}, err
	}
	request, err := a.indexRequest(ctx, r)
	if err != nil {
		return Concordance{}, err
	}
	request.Limit, request.OnlyQuotes = concordanceLines, !r.InArticles // lines are of quotes, whatever in: says
	found, err := index.Concordance(ctx, request, string(order))
	if err != nil {
		return Concordance{}, queryError(err)
	}
	ids := make([]corpus.QuoteID, 0, len(found.Lines))
	for _, l := range found.Lines {
		ids = append(ids, corpus.QuoteID(l.ID))
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		return Concordance{}, err
	}
	byID := make(map[corpus.QuoteID]QuoteCard, len(cards))
	for _, c := range cards {
		byID[c.Quote.ID] = c
	}
	out := Concordance{Found: found.Total, Read: found.Read, Lines: make([]ConcordanceLine, 0, len(found.Lines))}
	for _, l := range found.Lines {
		card := byID[corpus.QuoteID(l.ID)]
		line := ConcordanceLine{
			Left: l.Left, Keyword: l.Keyword, Right: l.Right, Quote: corpus.QuoteID(l.ID),
			Article: card.Article.ID, Speaker: card.Speaker, Day: card.Article.Published.Day(),
		}
		for _, j := range card.Judgements {
			line.Stances = append(line.Stances, j.Stance)
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// Searches lists the saved searches.
func (a *App) Searches(ctx context.Context) ([]corpus.SavedSearch, error) {
	return a.store.Searches(ctx)
}

// queryNames resolves the names in a query when it is built, so that merges and
// renames show at once.
type queryNames struct{ app *App }

// mostNames bounds what one name in a query may stand for: the letter e stands
// for nearly everybody.
const mostNames = 2000

func tooManyNames(field, name string, found int) error {
	if found <= mostNames {
		return nil
	}
	return fmt.Errorf(
		"%s:%q stands for more than %d entries of the registry: write more of the name: %w",
		field,
		name,
		mostNames,
		corpus.ErrInvalid,
	)
}

func (n queryNames) People(ctx context.Context, name string) ([]corpus.PersonID, error) {
	ids, err := n.app.store.PeopleIDs(ctx, name, mostNames+1)
	if err = errors.Join(err, tooManyNames("speaker", name, len(ids))); err != nil {
		return nil, err
	}
	return n.app.store.PersonFamilies(ctx, ids)
}

func (n queryNames) Group(ctx context.Context, name string) (indexer.Group, error) {
	people, organizations, elsewhere, err := n.app.store.GroupMembers(ctx, name)
	if err != nil {
		return indexer.Group{}, err
	}
	var g indexer.Group
	if g.People, err = n.app.store.PersonFamilies(ctx, people); err != nil {
		return g, err
	}
	if g.Organizations, err = n.app.store.OrganizationFamilies(ctx, organizations); err != nil {
		return g, err
	}
	g.Elsewhere, err = n.app.store.PersonFamilies(ctx, elsewhere)
	return g, err
}

func (n queryNames) Organizations(ctx context.Context, name string) ([]corpus.OrganizationID, error) {
	ids, err := n.app.store.OrganizationIDs(ctx, name, mostNames+1)
	if err = errors.Join(err, tooManyNames("org", name, len(ids))); err != nil {
		return nil, err
	}
	return n.app.store.OrganizationFamilies(ctx, ids)
}

// Tags are the tags of a path, or of a name anywhere in the tree, with their
// children.
func (n queryNames) Tags(ctx context.Context, path string) ([]corpus.TagID, error) {
	tags, err := n.app.store.TagTree(ctx)
	var ids []corpus.TagID
	want := strings.ToLower(path)
	for _, t := range tags {
		have := corpus.TagPathSeparator + strings.ToLower(t.Path) + corpus.TagPathSeparator
		if strings.Contains(have, corpus.TagPathSeparator+want+corpus.TagPathSeparator) {
			ids = append(ids, t.ID)
		}
	}
	return ids, err
}

// Targets are those whose text contains the words.
func (n queryNames) Targets(ctx context.Context, text string) ([]corpus.TargetID, error) {
	targets, err := n.app.store.TargetList(ctx)
	var ids []corpus.TargetID
	for _, t := range targets {
		if string(t.ID) == text || strings.Contains(strings.ToLower(t.Text), strings.ToLower(text)) {
			ids = append(ids, t.ID)
		}
	}
	return ids, err
}
