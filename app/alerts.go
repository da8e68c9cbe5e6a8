package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"quoth/corpus"
)

// Alert is a saved search with what it has found since somebody last looked.
type Alert struct {
	corpus.SavedSearch
	Total int // hits in the whole corpus
	New   int // hits in articles collected since it was saved or last seen
	Err   error
}

// seenKey is the setting that holds the last change a saved search was looked at
// with. It is no act: looking changes nothing that could be undone.
func seenKey(id corpus.SearchID) string { return "search.seen." + string(id) }

// Alerts lists the saved searches with the number of their new hits. One that
// cannot be understood has its error and does not keep the others from being
// listed.
func (a *App) Alerts(ctx context.Context) ([]Alert, error) {
	saved, err := a.store.Searches(ctx)
	if err != nil {
		return nil, err
	}
	alerts := make([]Alert, len(saved))
	for i, s := range saved {
		alerts[i] = Alert{SavedSearch: s}
		all, err := a.Search(ctx, SearchRequest{Query: s.Query, Limit: 1})
		if err == nil {
			alerts[i].Total = all.Total
			alerts[i].New, err = a.countNew(ctx, s)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		alerts[i].Err = err
	}
	return alerts, nil
}

func (a *App) countNew(ctx context.Context, s corpus.SavedSearch) (int, error) {
	found, err := a.News(ctx, s.ID, SearchRequest{Limit: 1})
	return found.Total, err
}

// News answers a saved search with its new hits only. The request's query is
// replaced by the saved one; window, order and facets are its own.
func (a *App) News(ctx context.Context, id corpus.SearchID, r SearchRequest) (SearchResult, error) {
	saved, err := a.savedSearch(ctx, id)
	if err != nil {
		return SearchResult{}, err
	}
	r.Query = saved.Query
	if r.within, err = a.collectedSince(ctx, saved); err != nil {
		return SearchResult{}, err
	}
	return a.Search(ctx, r)
}

// SeeNews notes that the new hits of a saved search have been looked at.
func (a *App) SeeNews(ctx context.Context, id corpus.SearchID) error {
	last, err := a.store.LastChange(ctx)
	if err != nil {
		return err
	}
	return a.store.SetSetting(ctx, seenKey(id), string(last))
}

func (a *App) savedSearch(ctx context.Context, id corpus.SearchID) (corpus.SavedSearch, error) {
	saved, err := a.store.Searches(ctx)
	if err != nil {
		return corpus.SavedSearch{}, err
	}
	for _, s := range saved {
		if s.ID == id {
			return s, nil
		}
	}
	return corpus.SavedSearch{}, fmt.Errorf("the saved search %s: %w", id, corpus.ErrNotFound)
}

// collectedSince lists the articles kept since a saved search was last seen, or
// else saved. Where the journal no longer knows that moment (a restored backup)
// nothing is new.
func (a *App) collectedSince(ctx context.Context, s corpus.SavedSearch) ([]corpus.ArticleID, error) {
	seen, err := a.store.Setting(ctx, seenKey(s.ID))
	if err != nil {
		return nil, err
	}
	articles := []corpus.ArticleID{}
	for after := corpus.ChangeID(seen); ; {
		changes, err := a.store.Changes(ctx, after, 500)
		if errors.Is(err, corpus.ErrNotFound) {
			return articles, nil
		}
		if err != nil || len(changes) == 0 {
			return articles, err
		}
		for _, c := range changes {
			if c.Kind == "keep" && (seen != "" || !c.When.Before(s.Created)) {
				articles = append(articles, c.Touched.Articles...)
			}
		}
		after = changes[len(changes)-1].ID
	}
}

// PastSearch is one entry of the history of searches.
type PastSearch struct {
	Query string    `json:"query"`
	When  time.Time `json:"when"`
	Found int       `json:"found"`
}

const (
	historyKey  = "search.history"
	historySize = 200
)

// PastSearches lists what was searched for in this corpus, the latest first.
func (a *App) PastSearches(ctx context.Context) ([]PastSearch, error) {
	data, err := a.store.Setting(ctx, historyKey)
	if err != nil || data == "" {
		return nil, err
	}
	var past []PastSearch
	if err := json.Unmarshal([]byte(data), &past); err != nil {
		return nil, nil // a damaged history is no history
	}
	return past, nil
}

// RememberSearch puts a search into the history, once it was more than typing on
// the way: when a hit was opened, Enter was pressed, or the words stood for a
// while. A query that is there already moves to the front. A corpus that is
// open for reading only remembers nothing.
func (a *App) RememberSearch(ctx context.Context, query string, found int) error {
	query = strings.TrimSpace(query)
	if query == "" || a.ReadOnly() {
		return nil
	}
	past, err := a.PastSearches(ctx)
	if err != nil {
		return err
	}
	kept := []PastSearch{{query, a.options.Now().UTC(), found}}
	for _, p := range past {
		if p.Query != query && len(kept) < historySize {
			kept = append(kept, p)
		}
	}
	data, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	return a.store.SetSetting(ctx, historyKey, string(data))
}

// ForgetSearches empties the history.
func (a *App) ForgetSearches(ctx context.Context) error {
	return a.store.SetSetting(ctx, historyKey, "")
}
