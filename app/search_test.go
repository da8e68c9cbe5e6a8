package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

func TestSavedSearchesTellWhatIsNew(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	change, err := a.Do(ctx, "ada", corpus.SaveSearch{Search: corpus.SavedSearch{Name: "Warrants", Query: "warrant"}})
	if err != nil {
		t.Fatal(err)
	}
	id := corpus.SearchID(change.Created)
	news := func() (total, fresh int) {
		alerts, err := a.Alerts(ctx)
		if err != nil || len(alerts) != 1 || alerts[0].Err != nil {
			t.Fatalf("alerts: %+v, %v", alerts, err)
		}
		return alerts[0].Total, alerts[0].New
	}
	before, fresh := news()
	if fresh != 0 {
		t.Errorf("%d hits are new right after saving, want none", fresh)
	}
	text := "Minister speaks\n\n“A warrant must name the door,” said Nora Feld, the interior minister, on Monday.\n"
	if _, err := a.Add(
		ctx,
		[]app.Input{{Kind: app.TextInput, Title: "Minister speaks", Body: []byte(text)}},
		nil,
	); err != nil {
		t.Fatal(err)
	}
	if total, fresh := news(); total != before+1 || fresh != 1 {
		t.Errorf("after adding an article: %d hits, %d new; want %d and 1", total, fresh, before+1)
	}
	found, err := a.News(ctx, id, app.SearchRequest{})
	if err != nil || len(found.Quotes) != 1 {
		t.Fatalf("the new hits are %+v, %v", found.Quotes, err)
	}
	if err := a.SeeNews(ctx, id); err != nil {
		t.Fatal(err)
	}
	if _, fresh := news(); fresh != 0 {
		t.Errorf("%d hits are new after they were seen, want none", fresh)
	}
}

func TestSearchesAreRemembered(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	for _, q := range []string{"one", "two", " one ", ""} {
		if err := a.RememberSearch(ctx, q, 3); err != nil {
			t.Fatal(err)
		}
	}
	past, err := a.PastSearches(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var queries []string
	for _, p := range past {
		queries = append(queries, p.Query)
	}
	if want := []string{"one", "two"}; !slices.Equal(queries, want) {
		t.Errorf("the history is %q, want %q", queries, want)
	}
	if err := a.ForgetSearches(ctx); err != nil {
		t.Fatal(err)
	}
	if past, _ := a.PastSearches(ctx); len(past) != 0 {
		t.Errorf("after forgetting: %v", past)
	}
}

func TestWhatIsSelectedBecomesAQueryThatFindsTheSame(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	all, err := a.Search(ctx, app.SearchRequest{Limit: 500, Facets: []string{"speaker", "publisher", "year", "kind"}})
	if err != nil {
		t.Fatal(err)
	}
	selected := map[string][]string{}
	for _, f := range all.Facets {
		for _, v := range f.Values[:min(2, len(f.Values))] {
			selected[f.Name] = append(selected[f.Name], v.Value)
		}
	}
	request := app.SearchRequest{Selected: selected, Limit: 500}
	want, err := a.Search(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	query, err := a.AsQuery(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Search(ctx, app.SearchRequest{Query: query, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	if got.Total != want.Total || got.Total == 0 {
		t.Errorf("%s finds %d quotes, what was selected %d", query, got.Total, want.Total)
	}
}

func TestArticlesComeWithTheirBestQuotes(t *testing.T) {
	a := sample(t)
	found, err := a.Search(t.Context(), app.SearchRequest{Query: "warrant in:articles"})
	if err != nil || len(found.Articles) == 0 {
		t.Fatalf("articles: %v, %v", found.Articles, err)
	}
	for _, h := range found.Articles {
		for _, q := range h.Best {
			if q.Current.Article != h.ID || !marks(q.Hits, "warrant") {
				t.Errorf("the article %s shows %v, not a quote of its own with the word", h.Title, q.Hits)
			}
		}
	}
	if !slices.ContainsFunc(found.Articles, func(h app.ArticleHit) bool { return len(h.Best) > 0 }) {
		t.Error("no article shows a quote")
	}
}

func marks(fragments []app.Fragment, word string) bool {
	return slices.ContainsFunc(
		fragments,
		func(f app.Fragment) bool { return f.Match && strings.Contains(strings.ToLower(f.Text), word) },
	)
}

func TestOtherWordingsOfAQuoteAreFound(t *testing.T) {
	a := sample(t)
	found, err := a.Search(t.Context(), app.SearchRequest{Query: `"A warrant is not an invitation"`})
	if err != nil || len(found.Quotes) < 2 {
		t.Fatalf("the sample prints it %d times, %v", len(found.Quotes), err)
	}
	variants, err := a.Variants(t.Context(), found.Quotes[0].Quote.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(variants) < len(found.Quotes)-1 {
		t.Errorf("%d other printings, want %d at least", len(variants), len(found.Quotes)-1)
	}
	if _, err := a.MoreLike(t.Context(), found.Quotes[0].Quote.ID, 5); err != nil {
		t.Error(err)
	}
}

func TestAMistakeInAQueryIsPointedAt(t *testing.T) {
	a := sample(t)
	_, err := a.Search(t.Context(), app.SearchRequest{Query: "über stance:perhaps"})
	var bad *app.QueryError
	if !errors.As(err, &bad) || bad.Column != 13 || !strings.Contains(bad.Message, "support") {
		t.Errorf("the error is %v, want one at character 13 that names the stances", err)
	}
}
