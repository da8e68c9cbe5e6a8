package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// empty makes a corpus without articles.
func empty(t *testing.T) *app.App {
	t.Helper()
	dir := t.TempDir()
	a, err := app.Create(
		t.Context(),
		filepath.Join(dir, "empty.quoth"),
		app.Options{CacheDir: filepath.Join(dir, "cache")},
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// annotated adds an article and marks words of it.
func annotated(t *testing.T, a *app.App, words, note string, tags ...string) (corpus.ArticleID, corpus.AnnotationID) {
	t.Helper()
	report, err := a.Add(t.Context(), []app.Input{{Kind: app.TextInput, Body: []byte("Port keeps its logs\n\n" +
		"The port keeps every log for ten years. Nobody has asked why.\n\n“We will look at it,” said Zelda Newcomb, the port’s director.")}}, nil)
	if err != nil || report.Kept != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	reading, err := a.Read(t.Context(), report.Items[0].Article)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(reading.Version.Text, words)
	made, err := a.Annotate(t.Context(), coder, corpus.Annotation{
		Version: reading.Version.ID, Note: note,
		Anchor: corpus.Anchor{Span: corpus.Span{Start: at, End: at + len(words)}},
	}, tags)
	if err != nil {
		t.Fatal(err)
	}
	return reading.Article.ID, corpus.AnnotationID(made.Created)
}

func TestAnnotationsAreFoundShownChangedAndUndone(t *testing.T) {
	a := empty(t)
	article, id := annotated(t, a, "every log for ten years", "ask for the retention schedule", "Transparency/Logs")
	for _, query := range []string{"in:annotations", "in:annotations log", "in:annotations note:retention", "in:annotations tag:Logs", "in:annotations coder:ada schedule"} {
		r := search(t, a, query)
		if r.Total != 1 || len(r.Annotations) != 1 || r.Annotations[0].Note != "ask for the retention schedule" ||
			r.Annotations[0].TagPaths[0].Path != "Transparency/Logs" {
			t.Errorf("%s finds %d: %+v", query, r.Total, r.Annotations)
		}
	}
	if r := search(t, a, "tag:Transparency"); r.Total != 0 || r.AlsoAnnotations != 1 {
		t.Errorf("a search for quotes finds %d and tells of %d annotations", r.Total, r.AlsoAnnotations)
	}
	if r := search(t, a, "in:articles note:retention"); r.Total != 1 {
		t.Errorf("the article is found %d times by the note", r.Total)
	}
	reading, err := a.Read(t.Context(), article)
	if err != nil || len(reading.Annotations) != 1 || reading.Annotations[0].Words != "every log for ten years" {
		t.Fatalf("the reader shows %+v (%v)", reading.Annotations, err)
	}
	card := reading.Annotations[0]
	card.Note = "answered"
	if _, err := a.Annotate(
		t.Context(),
		coder,
		card.Annotation,
		[]string{"Transparency/Logs", "Answered"},
	); err != nil {
		t.Fatal(err)
	}
	if now, err := a.Annotation(t.Context(), id); err != nil || now.Note != "answered" || len(now.TagPaths) != 2 {
		t.Errorf("after editing: %+v (%v)", now, err)
	}
	if history, err := a.HistoryOf(t.Context(), article, string(id)); err != nil || len(history) != 2 {
		t.Errorf("its history has %d changes (%v), want 2", len(history), err)
	}
	if _, err := a.Do(t.Context(), coder, corpus.DropAnnotation{ID: id}); err != nil {
		t.Fatal(err)
	}
	if r := search(t, a, "in:annotations"); r.Total != 0 {
		t.Error("a deleted annotation is found")
	}
	if _, err := a.Undo(t.Context(), coder); err != nil {
		t.Fatal(err)
	}
	if r := search(t, a, "in:annotations note:answered"); r.Total != 1 {
		t.Error("after undo it is not found")
	}
	a.Blind("bo")
	if reading, err := a.Read(t.Context(), article); err != nil || len(reading.Annotations) != 0 {
		t.Errorf("a blind coder sees another's annotations: %v", err)
	}
}

func TestAMergeOfTagsIsKnownToTheSearchForAnnotations(t *testing.T) {
	a := empty(t)
	annotated(t, a, "every log", "", "Logs")
	into, err := a.EnsureTag(t.Context(), coder, "Records")
	if err != nil {
		t.Fatal(err)
	}
	from, err := a.EnsureTag(t.Context(), coder, "Logs")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Do(t.Context(), coder, corpus.MergeTags{From: from, Into: into}); err != nil {
		t.Fatal(err)
	}
	if r := search(t, a, "in:annotations tag:Records"); r.Total != 1 {
		t.Errorf("found %d by the tag it was merged into", r.Total)
	}
}

func TestArticlesAreTaggedAndSearchedByTheirMemos(t *testing.T) {
	a := empty(t)
	article, _ := annotated(t, a, "every log", "")
	tag, err := a.EnsureTag(t.Context(), coder, "Set one")
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []corpus.Act{
		corpus.TagArticle{Article: article, Tag: tag},
		corpus.WriteMemo{Article: article, Text: "a puzzling piece"},
		corpus.MarkRead{Article: article, State: corpus.Done},
	} {
		if _, err := a.Do(t.Context(), coder, act); err != nil {
			t.Fatal(err)
		}
	}
	for _, query := range []string{`in:articles tag:"Set one"`, "in:articles note:puzzling"} {
		if r := search(t, a, query); r.Total != 1 {
			t.Errorf("%s finds %d articles", query, r.Total)
		}
	}
	reading, err := a.Read(t.Context(), article)
	if err != nil || len(reading.Tags) != 1 || len(reading.Memos) != 1 {
		t.Errorf("the reader knows %d tags and %d memos (%v)", len(reading.Tags), len(reading.Memos), err)
	}
	if state, err := a.ReadState(t.Context(), coder, article); err != nil || state != corpus.Done {
		t.Errorf("the article is %q (%v)", state, err)
	}
}

func TestRoleAndOrganisationFollowTheCorrectedSpeaker(t *testing.T) {
	a := empty(t)
	report, err := a.Add(t.Context(), []app.Input{{Kind: app.TextInput, Body: []byte("Envoys differ\n\n" +
		"“The talks were held in good faith from the first day,” said Karl Volter, the former special envoy to Norland.\n\n" +
		"“Nobody told me anything about the letter,” said Gerda Sandlund, the ambassador to the Union.")}}, nil)
	if err != nil || report.Kept != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	quote := search(t, a, `"in good faith"`).Quotes[0]
	if quote.Speaker != "Karl Volter" || quote.Current.Role == "" {
		t.Skipf("the engine reads %s, %s", quote.Speaker, quote.Current.Role)
	}
	choices, err := a.SpeakerChoices(t.Context(), quote.Article.ID, "", 10)
	if err != nil || len(choices) != 2 || !choices[1].Here {
		t.Fatalf("the article's people are %+v (%v)", choices, err)
	}
	if some, err := a.SpeakerChoices(
		t.Context(),
		quote.Article.ID,
		"sand",
		10,
	); err != nil || len(some) == 0 ||
		some[0].Name != "Gerda Sandlund" {
		t.Errorf("typing finds %+v (%v)", some, err)
	}
	if _, err := a.CorrectSpeakers(
		t.Context(),
		coder,
		[]corpus.QuoteID{quote.Quote.ID},
		app.SpeakerCorrection{Quote: quote.Quote.ID, Speaker: "Gerda Sandlund"},
	); err != nil {
		t.Fatal(err)
	}
	now, err := a.Card(t.Context(), quote.Quote.ID)
	if err != nil || now.Speaker != "Gerda Sandlund" || !strings.Contains(now.Current.Role, "ambassador") {
		t.Errorf("after the correction: %s, %q (%v)", now.Speaker, now.Current.Role, err)
	}
	if _, err := a.CorrectSpeakers(
		t.Context(),
		coder,
		[]corpus.QuoteID{quote.Quote.ID},
		app.SpeakerCorrection{Quote: quote.Quote.ID, Speaker: "Some Body Else"},
	); err != nil {
		t.Fatal(err)
	}
	if now, err = a.Card(t.Context(), quote.Quote.ID); err != nil || now.Current.Role != "" {
		t.Errorf("a new person has the role of another: %q (%v)", now.Current.Role, err)
	}
}
