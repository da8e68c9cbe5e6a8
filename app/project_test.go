package app_test

import (
	"context"
	"testing"

	"quoth/app"
	"quoth/corpus"
	"quoth/exchange"
)

// harbourProject is a small project as an importer would give it: line ends of
// Windows, an accent not composed, an emoji before all offsets.
func harbourProject() *app.Project {
	text := "😀 The harbour\r\n\r\n“The fee is too high for every small boat in the town,” said Zoe\u0301 Brandt, who speaks for Seafarers United.\r\n\r\nNobody asked Tom Vale."
	at := func(words string) exchange.Range {
		runes, want := []rune(text), []rune(words)
		for i := range runes {
			if i+len(want) <= len(runes) && string(runes[i:i+len(want)]) == words {
				return exchange.Range{Start: i, End: i + len(want)}
			}
		}
		panic(words)
	}
	return &app.Project{
		Format: "test",
		Name:   "Harbour",
		Articles: []exchange.ProjectArticle{
			{
				Key:  "1",
				Text: text,
				Article: corpus.Article{
					Title:     "The harbour",
					URL:       "https://harbour.example/fee",
					Publisher: "Harbour Post",
				},
			},
		},
		Codes: []exchange.ProjectCode{
			{Path: "Fees/High", Color: "#ff0000", Definition: "says it costs too much"},
			{Path: "Never used"},
		},
		Organizations: []exchange.ProjectEntry{
			{Name: "Seafarers United", Attributes: map[string]string{corpus.GroupAttribute: "unions"}},
		},
		Quotes: []exchange.ProjectQuote{
			{
				Article:      "1",
				Place:        "statement 1",
				Content:      []exchange.Range{at("“The fee is too high for every small boat in the town,”")},
				Coder:        "ada",
				Speaker:      "Zoé Brandt",
				SpeakerType:  corpus.PersonSpeaker,
				Organization: "Seafarers United",
				Judgements: []exchange.ProjectJudgement{
					{Target: "The fee should fall", Stance: corpus.Support},
				},
				Tags: []exchange.ProjectTag{{Code: "Fees/High"}},
			},
			{
				Article:    "1",
				Place:      "statement 2",
				Content:    []exchange.Range{at("Nobody asked Tom Vale.")},
				Coder:      "bo",
				Speaker:    "Tom Vale",
				Judgements: []exchange.ProjectJudgement{{Target: "The fee should fall", Stance: corpus.Oppose}},
			},
			{
				Article: "1",
				Place:   "statement 3",
				Words:   exchange.Words{Exact: "words that are nowhere"},
				Coder:   "bo",
				Speaker: "Tom Vale",
			},
		},
		Annotations: []exchange.ProjectAnnotation{
			{Article: "1", Range: at("Zoe\u0301 Brandt"), Codes: []string{"Fees"}, Note: "who?", Coder: "cy"},
		},
	}
}

func TestAProjectIsImportedOnceAndUndoneAsOne(t *testing.T) {
	ctx := context.Background()
	a := create(t, app.Options{})
	preview, err := a.PreviewProject(ctx, harbourProject())
	if err != nil {
		t.Fatal(err)
	}
	if counts, _ := a.Counts(ctx); counts.Articles != 0 {
		t.Fatal("a preview kept an article")
	}
	report, err := a.ImportProject(ctx, "ed", harbourProject(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.NewArticles != 1 || report.NewArticles != preview.NewArticles || report.Judgements != 2 ||
		report.Judgements != preview.Judgements ||
		report.TagsPut != 1 ||
		report.Annotations != 1 {
		t.Errorf("report = %+v\npreview = %+v", report, preview)
	}
	if report.QuotesMet != 1 || report.QuotesMarked != 1 {
		t.Errorf("%d quotes met and %d marked; the engine finds the first one", report.QuotesMet, report.QuotesMarked)
	}
	check := func(when string) {
		t.Helper()
		reading, err := a.Read(ctx, report.Articles[0].Article)
		if err != nil {
			t.Fatal(err)
		}
		var judged []string
		for _, q := range reading.Quotes {
			for _, j := range q.Judgements {
				judged = append(
					judged,
					string(j.Coder)+" "+q.Speaker+" "+corpus.JoinSpans(reading.Version.Text, q.Current.Content),
				)
			}
		}
		if len(judged) != 2 || judged[0] != "ada Zoé Brandt “The fee is too high for every small boat in the town,”" ||
			judged[1] != "bo Tom Vale Nobody asked Tom Vale." {
			t.Errorf("%s: judged = %q", when, judged)
		}
		for _, n := range reading.Annotations {
			if n.Anchor.Exact != "Zoé Brandt" || n.Coder != "cy" || n.Note != "who?" {
				t.Errorf("%s: annotation = %+v", when, n)
			}
		}
		if len(reading.Annotations) != 1 || len(reading.Tray) != 1 {
			t.Errorf(
				"%s: %d annotations in their place, %d in the tray; want one each",
				when,
				len(reading.Annotations),
				len(reading.Tray),
			)
		}
	}
	check("imported")
	again, err := a.ImportProject(ctx, "ed", harbourProject(), nil)
	if err != nil || again.Change.Kind != "nothing" || len(again.Summary()) == 0 {
		t.Errorf("the same file twice: %v, %+v", err, again)
	}
	if _, err := a.Undo(ctx, "ed"); err != nil {
		t.Fatal(err)
	}
	tags, _ := a.Tags(ctx)
	targets, _ := a.Targets(ctx)
	if counts, _ := a.Counts(ctx); counts.Articles != 0 || len(tags) != 0 || len(targets) != 0 {
		t.Errorf("after undo: %d articles, %d tags, %d targets", counts.Articles, len(tags), len(targets))
	}
	if _, err := a.Redo(ctx, "ed"); err != nil {
		t.Fatal(err)
	}
	check("redone")
	if _, err := a.Undo(ctx, "ed"); err != nil {
		t.Fatal(err)
	}
	if report, err = a.ImportProject(ctx, "ed", harbourProject(), nil); err != nil || report.NewArticles != 1 {
		t.Fatalf("imported anew after undo: %v, %+v", err, report)
	}
	check("imported anew")
}

func TestAnImportLeavesWhatPeopleDecided(t *testing.T) {
	ctx := context.Background()
	a := create(t, app.Options{})
	report, err := a.ImportProject(ctx, "ed", harbourProject(), nil)
	if err != nil {
		t.Fatal(err)
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{Article: report.Articles[0].Article, Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cards {
		for _, j := range c.Judgements {
			if _, err := a.Do(
				ctx,
				j.Coder,
				corpus.Judge{Quote: c.Quote.ID, Target: j.Target, Stance: corpus.Neutral},
			); err != nil {
				t.Fatal(err)
			}
		}
	}
	again, err := a.ImportProject(ctx, "ed", harbourProject(), nil)
	if err != nil || again.Judgements != 0 || len(again.Doubts) < 2 {
		t.Errorf("%v: %+v; want two differing judgements named and none written", err, again)
	}
	if _, err := a.Do(ctx, "ed", corpus.DeleteArticle{ID: report.Articles[0].Article}); err != nil {
		t.Fatal(err)
	}
	if again, err = a.ImportProject(
		ctx,
		"ed",
		harbourProject(),
		nil,
	); err != nil || again.DeletedArticles != 1 ||
		again.Change.Kind != "nothing" {
		t.Errorf("%v: %+v; want the deleted article left out", err, again)
	}
}

// A coder may have made an entry of what any article calls a body: then it is
// one, while a body that a quote merely calls so is none.
func TestAnEntryThatCodersMadeComesInWhateverItIsCalled(t *testing.T) {
	ctx := context.Background()
	a := create(t, app.Options{})
	project := harbourProject()
	project.Organizations = append(project.Organizations, exchange.ProjectEntry{Name: "The Company"})
	project.Quotes[0].Organization = "The Company"
	project.Quotes[1].Organization = "the ministry"
	if _, err := a.ImportProject(ctx, "ed", project, nil); err != nil {
		t.Fatal(err)
	}
	found, _, err := a.Organizations(ctx, "", 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, o := range found {
		names[o.Name] = true
	}
	if !names["The Company"] {
		t.Errorf("the coders' entry is lost: %v", names)
	}
	if names["the ministry"] {
		t.Errorf("a ministry without a name became an entry: %v", names)
	}
}
