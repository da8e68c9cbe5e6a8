package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

const coder corpus.Coder = "ada"

// sample builds the sample corpus in a folder of the test's own.
func sample(t *testing.T) *app.App {
	t.Helper()
	dir := t.TempDir()
	a, err := app.Sample(
		t.Context(),
		filepath.Join(dir, "sample.quoth"),
		app.Options{CacheDir: filepath.Join(dir, "cache")},
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func search(t *testing.T, a *app.App, query string) app.SearchResult {
	t.Helper()
	r, err := a.Search(
		t.Context(),
		app.SearchRequest{Query: query, Limit: 500, Facets: []string{"speaker", "organization", "stance"}},
	)
	if err != nil {
		t.Fatalf("search %q: %v", query, err)
	}
	return r
}

func TestTheSampleTellsAStory(t *testing.T) {
	a := sample(t)
	counts, err := a.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if counts.Articles != 20 || counts.Quotes < 80 || counts.Confirmed < 40 || counts.ToReview == 0 ||
		counts.Judged < 40 {
		t.Errorf("counts = %+v; want twenty articles with quotes decided and open", counts)
	}
	r := search(t, a, `speaker:"Ines Halloran" encryption OR "a lawful way in"`)
	if r.Total == 0 {
		t.Error("the commander's words are not found")
	}
	targets, err := a.Targets(t.Context())
	if err != nil || len(targets) != 2 {
		t.Fatalf("targets = %v, %v", targets, err)
	}
	for _, by := range []app.StanceBy{app.StanceBySpeaker, app.StanceByOrganization, app.StanceByPublisher} {
		chart, err := a.Stance(t.Context(), app.StanceRequest{Target: targets[0].ID, By: by, Period: "year"})
		if err != nil || len(chart.Series) < 3 || len(chart.Periods) != 11 || len(chart.Events) != 4 {
			t.Errorf(
				"by %s: %d series, %d periods, %d events, %v",
				by,
				len(chart.Series),
				len(chart.Periods),
				len(chart.Events),
				err,
			)
		}
	}
}

func TestWireCopyIsOneStory(t *testing.T) {
	a := sample(t)
	every := search(t, a, `"A warrant is not an invitation"`)
	once, err := a.Search(t.Context(), app.SearchRequest{Query: `"A warrant is not an invitation"`, OncePerStory: true})
	if err != nil || every.Total != 2 || once.Total != 1 {
		t.Errorf("%d printings, %d once per story, %v; want 2 and 1", every.Total, once.Total, err)
	}
	if once.Quotes[0].Printings != 2 {
		t.Errorf("printings = %d, want 2", once.Quotes[0].Printings)
	}
}

func TestAddingTheSameTextTwiceAddsNothing(t *testing.T) {
	dir := t.TempDir()
	a, err := app.Create(t.Context(), filepath.Join(dir, "c.quoth"), app.Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	input := app.Input{
		Kind: app.TextInput,
		Body: []byte(
			"Invented headline\n\nBy Ada Writer\n\n6 October 2015\n\n“This is an invented sentence of some length,” said Mara Quill, the director of Lumen Bakery, on Tuesday.\n\n“And this is another one,” she added.",
		),
	}
	for i, want := range []int{1, 0} {
		report, err := a.Add(t.Context(), []app.Input{input}, nil)
		if err != nil || report.Kept != want || report.Failed != 0 {
			t.Errorf("run %d: %+v, %v; want %d kept", i+1, report, err, want)
		}
	}
	r := search(t, a, "invented")
	if r.Total != 1 || r.Quotes[0].Speaker != "Mara Quill" {
		t.Errorf("found %d, speaker %q; want Mara Quill's quote", r.Total, r.Quotes[0].Speaker)
	}
	articles, _, err := a.Articles(t.Context(), corpus.ArticleFilter{})
	if err != nil || articles[0].Title != "Invented headline" || articles[0].Published.Day() != "2015-10-06" {
		t.Errorf("article = %+v, %v", articles[0].Article, err)
	}
}

func TestABadItemDoesNotStopTheOthers(t *testing.T) {
	dir := t.TempDir()
	a, err := app.Create(t.Context(), filepath.Join(dir, "c.quoth"), app.Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	report, err := a.Add(t.Context(), []app.Input{
		{Value: filepath.Join(dir, "absent.html")},
		{Kind: app.TextInput, Body: []byte{}},
		{
			Kind: app.TextInput,
			Body: []byte("A head\n\n“A perfectly good sentence stands here,” said Mara Quill of Lumen on Monday."),
		},
	}, nil)
	if err != nil || report.Kept != 1 || report.Failed != 2 {
		t.Errorf("report = %+v, %v; want one kept, two failed", report, err)
	}
	for _, item := range report.Items {
		if item.State == app.ItemFailed && (item.Err == nil || item.Label == "") {
			t.Errorf("a failure without name or reason: %+v", item)
		}
	}
}

func TestACorrectionIsSearchableAtOnceAndTeaches(t *testing.T) {
	a := sample(t)
	first := search(t, a, `"It puts officers in danger"`).Quotes[0]
	if _, _, err := a.CorrectSpeaker(
		t.Context(),
		coder,
		app.SpeakerCorrection{Quote: first.Quote.ID, Speaker: "Zelda Newcomb", Organization: "Harbour Guild"},
	); err != nil {
		t.Fatal(err)
	}
	if r := search(t, a, `speaker:"Zelda Newcomb"`); r.Total != 1 || r.Quotes[0].Organization != "Harbour Guild" {
		t.Errorf("the corrected speaker is found %d times", r.Total)
	}
	if _, err := a.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	if r := search(t, a, `speaker:"Zelda Newcomb"`); r.Total != 0 {
		t.Error("the correction survives its undo")
	}
	if _, err := a.Redo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	report, err := a.Add(
		t.Context(),
		[]app.Input{
			{
				Kind: app.TextInput,
				Body: []byte(
					"Another head\n\n“The harbour will not be closed to anybody this year,” Newcomb said on Tuesday after the meeting of Zelda Newcomb with officials.",
				),
			},
		},
		nil,
	)
	if err != nil || report.Kept != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if r := search(
		t,
		a,
		`"will not be closed"`,
	); r.Total != 1 || r.Quotes[0].Speaker != "Zelda Newcomb" ||
		r.Quotes[0].Organization != "Harbour Guild" {
		t.Errorf("the next article gives %+v; want what the correction taught", speakers(r))
	}
}

func speakers(r app.SearchResult) []string {
	var out []string
	for _, q := range r.Quotes {
		out = append(out, q.Speaker+" / "+q.Organization)
	}
	return out
}

func TestAMergeCountsAsOneInFacetsAndIsTakenBackExactly(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	people, _, err := a.People(ctx, "", 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	before := speakerFacet(search(t, a, ""))
	if _, err := a.Do(ctx, coder, corpus.MergePeople{From: people[1].ID, Into: people[0].ID}); err != nil {
		t.Fatal(err)
	}
	after := speakerFacet(search(t, a, ""))
	want := before[people[0].Name] + before[people[1].Name]
	if after[people[0].Name] != want || after[people[1].Name] != 0 {
		t.Errorf(
			"after the merge %s has %d and %s %d, want %d and none",
			people[0].Name,
			after[people[0].Name],
			people[1].Name,
			after[people[1].Name],
			want,
		)
	}
	r, err := a.Search(ctx, app.SearchRequest{Selected: map[string][]string{"speaker": {string(people[0].ID)}}})
	if err != nil || r.Total != want {
		t.Errorf("the merged speaker selected finds %d, %v; want %d", r.Total, err, want)
	}
	if _, err := a.Undo(ctx, coder); err != nil {
		t.Fatal(err)
	}
	if now := speakerFacet(search(t, a, "")); now[people[1].Name] != before[people[1].Name] {
		t.Errorf("after undo %s has %d, want %d", people[1].Name, now[people[1].Name], before[people[1].Name])
	}
}

func speakerFacet(r app.SearchResult) map[string]int {
	out := map[string]int{}
	for _, f := range r.Facets {
		if f.Name == "speaker" {
			for _, v := range f.Values {
				out[v.Label] = v.Count
			}
		}
	}
	return out
}

func TestExportWritesEveryQuoteOfTheQuery(t *testing.T) {
	a := sample(t)
	total := search(t, a, "").Total
	_, everything, err := a.Cards(t.Context(), corpus.QuoteFilter{AllActs: true, Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range app.ExportFormats() {
		if f.Name == "acts" {
			continue // of the quotes on which somebody acted: TestActsOfOneCorpusComeIntoAnother
		}
		var out bytes.Buffer
		report, err := a.Export(t.Context(), app.ExportRequest{Format: f.Name, Password: "secret"}, &out, nil)
		said := report.Quotes + report.LeftRejected + report.OtherActs
		if err != nil || report.Quotes < total || report.Quotes > total && !f.Whole || said != everything ||
			out.Len() == 0 {
			t.Errorf(
				"%s: %+v, %v; want %d quotes, or all %d where it is whole, the rest said",
				f.Name,
				report,
				err,
				total,
				everything,
			)
		}
	}
}

// TestIndexExportAndCorpusAgree does random acts, merges, deletions and undos,
// and compares after each what search, export and the corpus say.
func TestIndexExportAndCorpusAgree(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	random := rand.New(rand.NewPCG(4, 2))
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	people, _, err := a.People(ctx, "", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	tags, err := a.Tags(ctx)
	if err != nil {
		t.Fatal(err)
	}
	purge := cards[0].Article.ID
	for step := range 30 {
		q := cards[random.IntN(len(cards))]
		tag := tags[random.IntN(len(tags))]
		acts := []corpus.Act{
			corpus.Confirm{Quote: q.Quote.ID},
			corpus.Reject{Quote: q.Quote.ID},
			corpus.PutTag{Quote: q.Quote.ID, Tag: tag.ID},
			corpus.DropTag{Quote: q.Quote.ID, Tag: tag.ID},
			corpus.MergePeople{From: people[random.IntN(len(people))].ID, Into: people[random.IntN(len(people))].ID},
			corpus.DeleteArticle{ID: q.Article.ID},
			nil, nil,
		}
		if step == 20 {
			acts = []corpus.Act{corpus.PurgeArticle{ID: purge}}
		}
		switch act := acts[random.IntN(len(acts))]; act {
		case nil:
			_, err = a.Undo(ctx, coder)
		default:
			_, err = a.Do(ctx, coder, act)
		}
		if err != nil && !errors.Is(err, corpus.ErrInvalid) && !errors.Is(err, corpus.ErrNotFound) &&
			!errors.Is(err, corpus.ErrNothing) &&
			!errors.Is(err, corpus.ErrConflict) {
			t.Fatalf("step %d: %v", step, err)
		}
		agree(t, ctx, a, fmt.Sprintf("step %d", step))
	}
}

// agree compares three ways to the same answer.
func agree(t *testing.T, ctx context.Context, a *app.App, when string) {
	t.Helper()
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, c := range cards {
		if c.Status != corpus.Rejected {
			want[string(c.Quote.ID)] = string(c.Status) + "|" + c.Speaker
		}
	}
	found := search(t, a, "")
	got := map[string]string{}
	for _, c := range found.Quotes {
		got[string(c.Quote.ID)] = string(c.Status) + "|" + c.Speaker
	}
	var out bytes.Buffer
	if _, err := a.Export(ctx, app.ExportRequest{Format: "csv"}, &out, nil); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]bool{}
	for _, row := range rows[1:] {
		exported[row[0]] = true
	}
	if len(got) != len(want) || len(exported) != len(want) || found.Total != len(want) {
		t.Fatalf(
			"%s: corpus %d, search %d (total %d), export %d",
			when,
			len(want),
			len(got),
			found.Total,
			len(exported),
		)
	}
	for id, state := range want {
		if got[id] != state || !exported[id] {
			t.Fatalf(
				"%s: quote %s is %q in the corpus, %q in search, exported %v",
				when,
				id,
				state,
				got[id],
				exported[id],
			)
		}
	}
	confirmed := 0
	for _, state := range want {
		if strings.HasPrefix(state, "confirmed|") {
			confirmed++
		}
	}
	if r := search(t, a, "is:confirmed"); r.Total != confirmed {
		t.Fatalf("%s: is:confirmed finds %d, the corpus has %d", when, r.Total, confirmed)
	}
}

func TestExplainSaysWhatToDo(t *testing.T) {
	words, detail := app.Explain(fmt.Errorf("open x: %w", corpus.ErrLocked))
	if !strings.Contains(words, "Another Quoth") || !strings.Contains(detail, "open x") {
		t.Errorf("Explain = %q, %q", words, detail)
	}
	if words, detail := app.Explain(nil); words != "" || detail != "" {
		t.Errorf("Explain(nil) = %q, %q", words, detail)
	}
}
