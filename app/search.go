package app

import (
	"context"
	"errors"
	"fmt"
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
	if found.InArticles {
		result.Articles, err = a.articleHits(ctx, index, request, found.Hits)
	} else {
		result.Quotes, err = a.quoteHits(ctx, found.Hits)
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
		Limit: limit, Cursor: r.Cursor, Snippets: true, Typing: r.Typing, Within: r.within,
	}, nil
}

func queryError(err error) error {
	var bad *indexer.QueryError
	if errors.As(err, &bad) {
		return &QueryError{Query: bad.Query, At: bad.At, Column: bad.Column(), Message: bad.Message}
	}
	return fmt.Errorf("search: %w", err)
}

func (a *App) quoteHits(ctx context.Context, hits []indexer.Hit) ([]QuoteCard, error) {
	ids := make([]corpus.QuoteID, len(hits))
	snippets := map[corpus.QuoteID][]Fragment{}
	for i, h := range hits {
		ids[i] = corpus.QuoteID(h.ID)
		snippets[ids[i]] = fragments(h.Snippet)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	for i := range cards {
		cards[i].Hits = snippets[cards[i].Quote.ID]
	}
	return cards, err
}

// bestQuotes is how many quotes an article that was found shows.
const bestQuotes = 2

func (a *App) articleHits(ctx context.Context, index *indexer.Index, r indexer.Request, hits []indexer.Hit) ([]ArticleHit, error) {
	ids := make([]corpus.ArticleID, len(hits))
	for i, h := range hits {
		ids[i] = corpus.ArticleID(h.ID)
	}
	best, err := index.BestQuotes(ctx, r, ids, bestQuotes)
	if err != nil {
		return nil, queryError(err)
	}
	out := make([]ArticleHit, 0, len(hits))
	for i, h := range hits {
		summary, err := a.store.ArticleSummary(ctx, ids[i])
		if err != nil {
			return nil, err
		}
		cards, err := a.quoteHits(ctx, best[ids[i]])
		if err != nil {
			return nil, err
		}
		out = append(out, ArticleHit{ArticleSummary: summary, Hits: fragments(h.Snippet), Best: cards})
	}
	return out, nil
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
		selected := map[string]bool{}
		for _, v := range r.Selected[name] {
			selected[v] = true
		}
		facet := Facet{Name: name}
		at := map[string]int{} // entries that were merged count as one
		for _, v := range found.Facets[name] {
			value, err := a.standsFor(ctx, name, v.Value)
			if err != nil {
				return nil, err
			}
			label, err := a.facetLabel(ctx, name, value)
			if err != nil {
				return nil, err
			}
			if i, ok := at[value]; ok {
				facet.Values[i].Count += v.Count
			} else if label != "" {
				at[value] = len(facet.Values)
				facet.Values = append(facet.Values, FacetValue{Value: value, Label: label, Count: v.Count, Selected: selected[value]})
			}
		}
		out = append(out, facet)
	}
	return out, nil
}

// standsFor is the entry that a registry entry is merged into, or the value
// itself.
func (a *App) standsFor(ctx context.Context, facet, value string) (string, error) {
	switch facet {
	case "speaker":
		p, err := a.store.Person(ctx, corpus.PersonID(value))
		if err == nil && p.MergedInto != "" {
			return string(p.MergedInto), nil
		}
		return value, unlessGone(err)
	case "organization":
		o, err := a.store.Organization(ctx, corpus.OrganizationID(value))
		if err == nil && o.MergedInto != "" {
			return string(o.MergedInto), nil
		}
		return value, unlessGone(err)
	}
	return value, nil
}

func unlessGone(err error) error {
	if errors.Is(err, corpus.ErrNotFound) {
		return nil
	}
	return err
}

// families widens what was selected in facets to all entries merged into it: the
// index files quotes under the entries they were given.
func (a *App) families(ctx context.Context, selected map[string][]string) (map[string][]string, error) {
	out := make(map[string][]string, len(selected))
	for facet, values := range selected {
		for _, v := range values {
			switch facet {
			case "speaker":
				family, err := a.store.PersonFamily(ctx, corpus.PersonID(v))
				if err != nil {
					return nil, err
				}
				for _, id := range family {
					out[facet] = append(out[facet], string(id))
				}
			case "organization":
				family, err := a.store.OrganizationFamily(ctx, corpus.OrganizationID(v))
				if err != nil {
					return nil, err
				}
				for _, id := range family {
					out[facet] = append(out[facet], string(id))
				}
			default:
				out[facet] = append(out[facet], v)
			}
		}
	}
	return out, nil
}

// facetLabel turns an id into a name; empty for an entry that is gone.
func (a *App) facetLabel(ctx context.Context, facet, value string) (string, error) {
	switch facet {
	case "speaker":
		return a.names.person(ctx, corpus.PersonID(value))
	case "organization":
		return a.names.organization(ctx, corpus.OrganizationID(value))
	case "tag":
		tags, err := a.names.allTags(ctx)
		return tags[corpus.TagID(value)].Path, err
	case "target":
		targets, err := a.store.Targets(ctx)
		for _, t := range targets {
			if string(t.ID) == value {
				return t.Text, err
			}
		}
		return "", err
	}
	return value, nil
}

// Concordance lists keywords in context, and the number of quotes that match.
func (a *App) Concordance(ctx context.Context, r SearchRequest, order ConcordanceSort) ([]ConcordanceLine, int, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return nil, 0, err
	}
	request, err := a.indexRequest(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	found, err := index.Concordance(ctx, request, string(order))
	if err != nil {
		return nil, 0, queryError(err)
	}
	ids := make([]corpus.QuoteID, 0, len(found.Lines))
	for _, l := range found.Lines {
		ids = append(ids, corpus.QuoteID(l.ID))
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		return nil, 0, err
	}
	byID := make(map[corpus.QuoteID]QuoteCard, len(cards))
	for _, c := range cards {
		byID[c.Quote.ID] = c
	}
	lines := make([]ConcordanceLine, 0, len(found.Lines))
	for _, l := range found.Lines {
		card := byID[corpus.QuoteID(l.ID)]
		line := ConcordanceLine{Left: l.Left, Keyword: l.Keyword, Right: l.Right, Quote: corpus.QuoteID(l.ID),
			Article: card.Article.ID, Speaker: card.Speaker, Day: card.Article.Published.Day()}
		for _, j := range card.Judgements {
			line.Stances = append(line.Stances, j.Stance)
		}
		lines = append(lines, line)
	}
	return lines, found.Total, nil
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

func tooManyNames(field, name string, total int) error {
	if total <= mostNames {
		return nil
	}
	return fmt.Errorf("%s:%q stands for %d entries of the registry, and %d are allowed: write more of the name: %w", field, name, total, mostNames, corpus.ErrInvalid)
}

func (n queryNames) People(ctx context.Context, name string) ([]corpus.PersonID, error) {
	people, total, err := n.app.store.People(ctx, name, 0, mostNames)
	if err = errors.Join(err, tooManyNames("speaker", name, total)); err != nil {
		return nil, err
	}
	var ids []corpus.PersonID
	for _, p := range people {
		family, err := n.app.store.PersonFamily(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, family...)
	}
	return ids, nil
}

func (n queryNames) Organizations(ctx context.Context, name string) ([]corpus.OrganizationID, error) {
	organizations, total, err := n.app.store.Organizations(ctx, name, 0, mostNames)
	if err = errors.Join(err, tooManyNames("org", name, total)); err != nil {
		return nil, err
	}
	var ids []corpus.OrganizationID
	for _, o := range organizations {
		family, err := n.app.store.OrganizationFamily(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, family...)
	}
	return ids, nil
}

// Tags are the tags of a path, or of a name anywhere in the tree, with their
// children.
func (n queryNames) Tags(ctx context.Context, path string) ([]corpus.TagID, error) {
	tags, err := n.app.store.Tags(ctx)
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
	targets, err := n.app.store.Targets(ctx)
	var ids []corpus.TargetID
	for _, t := range targets {
		if string(t.ID) == text || strings.Contains(strings.ToLower(t.Text), strings.ToLower(text)) {
			ids = append(ids, t.ID)
		}
	}
	return ids, err
}
