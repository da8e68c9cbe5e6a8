package desktop

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

func distinct[T any](t *testing.T, list []T, id func(T) string) {
	t.Helper()
	seen := map[string]bool{}
	for _, x := range list {
		if seen[id(x)] {
			t.Fatalf("%s is listed twice", id(x))
		}
		seen[id(x)] = true
	}
}

// Lists read on where they end, and never the same twice.
func TestListsReadOnNearTheirEnd(t *testing.T) {
	w, quotes := quotesOn(t, "")
	total := quotes.result.Total
	quotes.ask(60, app.SearchResult{})
	if len(quotes.result.Quotes) != 60 || total <= 80 {
		t.Fatalf("%d of %d cards, want the first 60", len(quotes.result.Quotes), total)
	}
	quotes.list.UpdateItem(3, newListRow(quotes.list, newQuoteRow()))
	if n := len(quotes.result.Quotes); n != 60 {
		t.Fatalf("a row far from the end made %d cards of 60", n)
	}
	quotes.list.UpdateItem(45, newListRow(quotes.list, newQuoteRow()))
	if n := len(quotes.result.Quotes); n != total {
		t.Fatalf("%d cards after the end came near, want all %d", n, total)
	}
	distinct(t, quotes.result.Quotes, func(c app.QuoteCard) string { return string(c.Quote.ID) })
	quotes.refresh()
	if n := len(quotes.result.Quotes); n != total {
		t.Errorf("an act left %d of %d cards", n, total)
	}
	quotes.query.SetText("police")
	if n := len(quotes.result.Quotes); n >= total {
		t.Errorf("another search shows %d cards", n)
	}

	articles := w.articles()
	w.goTo(articles)
	all := slices.Clone(articles.articles)
	articles.articles = articles.articles[:6]
	articles.list.UpdateItem(5, newListRow(articles.list, newArticleRow()))
	if got := articles.articles; len(got) != len(all) || got[len(got)-1].ID != all[len(all)-1].ID {
		t.Errorf("%d articles after reading on, want %d in the same order", len(got), len(all))
	}

	people := w.people()
	w.goTo(people)
	names := slices.Clone(people.entries)
	people.entries = people.entries[:2]
	people.list.UpdateItem(1, newListRow(people.list, newEntryRow()))
	if !slices.Equal(people.entries, names) {
		t.Errorf("people after reading on: %v, want %v", people.entries, names)
	}
}

func TestGrowthAsksOnceForEachLength(t *testing.T) {
	var g growth
	if !g.due(10, true) || g.due(10, true) || !g.due(20, true) || g.due(30, false) {
		t.Error("want one question for each length while there is more")
	}
	if g.fresh(); !g.due(20, true) {
		t.Error("a list read anew must be read on")
	}
}

func TestCardsAreSortedAsChosen(t *testing.T) {
	_, p := quotesOn(t, "")
	pick := func(name string) {
		t.Helper()
		for _, c := range p.orders() {
			if c.Label == name {
				c.Do()
				return
			}
		}
		t.Fatalf("no order %q", name)
	}
	pick("oldest")
	first, last := p.result.Quotes[0].Article.Published, p.result.Quotes[len(p.result.Quotes)-1].Article.Published
	if !first.Time.Before(last.Time) || !strings.Contains(p.order.Label, "oldest") {
		t.Errorf("oldest first begins %v and ends %v; the knob says %q", first, last, p.order.Label)
	}
	pick("surest")
	for i := 1; i < len(p.result.Quotes); i++ {
		if a, b := p.result.Quotes[i-1].Current.Confidence, p.result.Quotes[i].Current.Confidence; a < b-0.001 {
			t.Fatalf("card %d has confidence %.3f behind %.3f", i, b, a)
		}
	}
}

func TestFacetsShowAllTheirValues(t *testing.T) {
	_, p := quotesOn(t, "")
	rows := func() (n int, more *parts.Knob) {
		for _, o := range p.facets.Objects {
			switch o := o.(type) {
			case *facetRow:
				n++
			case *fyne.Container:
				if k, ok := o.Objects[0].(*parts.Knob); ok && more == nil {
					more = k
				}
			}
		}
		return n, more
	}
	before, more := rows()
	if more == nil || !strings.HasSuffix(more.Label, "more…") {
		t.Fatal("no facet of the sample has more values than are shown")
	}
	more.OnTap()
	after, more := rows()
	if after <= before || more.Label != "fewer" {
		t.Errorf("%d values after %d; the knob says %q", after, before, more.Label)
	}
}

// The bars under a concordance count what it shows, and narrow it.
func TestTheFrequencyNarrowsTheConcordance(t *testing.T) {
	_, p := quotesOn(t, "police")
	p.view(true)
	found := 0
	for _, c := range p.often.counts {
		found += c.Found
	}
	if !p.often.Visible() || found != p.result.Total || p.often.by != "year" {
		t.Fatalf("the bars count %d quotes by %s, the search %d", found, p.often.by, p.result.Total)
	}
	i := slices.IndexFunc(p.often.counts, func(c app.PeriodCount) bool { return c.Found > 0 && c.Found < found })
	p.often.Resize(fyne.NewSize(900, 120))
	at := fyne.NewPos(parts.RowPad+(float32(i)+0.5)*p.often.step(900), 60)
	want := p.often.counts[i]
	p.often.Tapped(&fyne.PointEvent{Position: at})
	if p.result.Total != want.Found || !slices.Contains(p.often.counts, want) || len(p.often.counts) < 2 {
		t.Errorf(
			"a tap on %s leaves %d quotes, want %d; the bars are %v",
			want.Period,
			p.result.Total,
			want.Found,
			p.often.counts,
		)
	}
	p.toggle(p.often.by, want.Period)
	if p.result.Total != found {
		t.Errorf("the second tap leaves %d of %d quotes", p.result.Total, found)
	}
}

func TestPeriodsFillTheGaps(t *testing.T) {
	got, by := periods(
		[]app.PeriodCount{
			{Period: "2015-11", Found: 1, Words: 1000},
			{Period: "", Found: 9},
			{Period: "2016-02", Found: 2, Words: 500},
		},
	)
	if by != "month" || len(got) != 4 || got[1].Period != "2015-12" || got[1].Found != 0 || got[3].PerMillion != 4000 {
		t.Errorf("by %s: %+v", by, got)
	}
	got, by = periods(
		[]app.PeriodCount{
			{Period: "2012-01", Found: 1, Words: 1000},
			{Period: "2012-12", Found: 1, Words: 3000},
			{Period: "2016-02", Found: 2, Words: 500},
		},
	)
	if by != "year" || len(got) != 5 || got[0].Found != 2 || got[0].PerMillion != 500 {
		t.Errorf("by %s: %+v", by, got)
	}
	if got, _ := periods(nil); got != nil {
		t.Errorf("nothing became %+v", got)
	}
}

// A line of the concordance beyond the cards that were read shows its quote.
func TestALineBeyondTheCardsShowsItsQuote(t *testing.T) {
	_, p := quotesOn(t, "police")
	p.view(true)
	last := len(p.concordance) - 1
	want := p.concordance[last].Quote
	p.result.Quotes = slices.DeleteFunc(p.result.Quotes, func(c app.QuoteCard) bool { return c.Quote.ID == want })
	p.chooseLine(last)
	if p.inspector.card == nil || p.inspector.card.Quote.ID != want {
		t.Error("the inspector does not show the quote of the line")
	}
}

// Review shows the suggestion in its whole article, marked and in view.
func TestReviewShowsTheArticleAroundTheSuggestion(t *testing.T) {
	w := sampleWindow(t)
	p := w.review()
	w.goTo(p)
	for i := range min(5, len(p.queue)) {
		p.choose(i)
		c := p.queue[i]
		version, err := w.corpus.ReadVersion(t.Context(), c.Quote.Version)
		if err != nil {
			t.Fatal(err)
		}
		if p.passage.Text != version.Version.Text {
			t.Fatalf("suggestion %d: the text is %.60q", i, p.passage.Text)
		}
		if !slices.ContainsFunc(
			p.passage.Marks,
			func(m reader.Mark) bool { return p.passage.Frame[0].Contains(m.Span) && m.Span == c.Current.Content[0] },
		) {
			t.Errorf("suggestion %d is not marked", i)
		}
		if i+1 < len(p.queue) {
			if next := p.queue[i+1].Quote.Version; next != p.shown && next != p.ahead.Version.ID {
				t.Errorf("suggestion %d: the next article is not read beforehand", i)
			}
		}
		if at, seen := corpus.Cover(c.Current.Content).Start, p.passage.InView(); at < seen.Start || at >= seen.End {
			t.Errorf("suggestion %d stands at byte %d, in view are %+v", i, at, seen)
		}
	}
}

// After an act far down a list the cards beyond those read again stay, once each.
func TestCardsFarDownStayAfterAnAct(t *testing.T) {
	card := func(id string) app.QuoteCard {
		c := app.QuoteCard{}
		c.Quote.ID = corpus.QuoteID(id)
		return c
	}
	before := app.SearchResult{
		Quotes: []app.QuoteCard{card("a"), card("b"), card("c"), card("d"), card("e")},
		Next:   "after e",
	}
	got := followedBy(
		app.SearchResult{
			Total:  9,
			Quotes: []app.QuoteCard{card("b"), card("c")},
			Next:   "after c",
			Facets: []app.Facet{{Name: "tag"}},
		},
		before,
	)
	var ids []string
	for _, c := range got.Quotes {
		ids = append(ids, string(c.Quote.ID))
	}
	if !slices.Equal(ids, []string{"b", "c", "d", "e"}) || got.Next != "after e" || got.Total != 9 ||
		len(got.Facets) != 1 {
		t.Errorf("%v, then %q, of %d", ids, got.Next, got.Total)
	}
	if whole := followedBy(app.SearchResult{Quotes: []app.QuoteCard{card("x")}}, before); len(whole.Quotes) != 1 {
		t.Errorf("a search that finds one card shows %d", len(whole.Quotes))
	}
}
