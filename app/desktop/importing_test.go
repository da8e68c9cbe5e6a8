package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

const table = "head;day;paper;words\n" +
	"Mill reopens;07/06/2021;The Valley News;The mill reopened on Monday. “It smells of flour again,” said its owner, Bo Tarn.\n" +
	"Bridge closed;08/06/2021;The Valley News;The bridge will be closed for three weeks, the county said.\n"

func TestATableIsLookedAtBeforeItIsRead(t *testing.T) {
	w := sampleWindow(t)
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := w.corpus.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.preview([]app.Input{{Value: path}}, 0)
	words, _ := onTop(t, w)
	if !strings.Contains(words, "list.csv") ||
		!strings.Contains(words, "columns") && !strings.Contains(words, "COLUMNS") {
		t.Fatalf("the panel shows %q", words)
	}
	if now, _ := w.corpus.Counts(t.Context()); now.Articles != before.Articles {
		t.Fatal("it was read before anybody said so")
	}
	// What the columns are must be said: no heading is a usual one.
	p, err := w.corpus.PreviewImport(t.Context(), path, app.ImportSettings{})
	if err != nil {
		t.Fatal(err)
	}
	i := newImportPanel(w, []app.Input{{Value: path}}, previewed{at: 0, preview: p})
	i.again(func(s *app.ImportSettings) {
		s.Columns = map[string]string{"title": "head", "published": "day", "publisher": "paper", "body": "words"}
		s.DateLayout = "DD/MM/YYYY"
	})
	words, knobs := onTop(t, w)
	if !strings.Contains(words, "Mill reopens") || strings.Contains(words, "cannot be told apart") {
		t.Fatalf("with its columns named the panel shows %q", words)
	}
	if knobs["Read 2 articles"] == nil {
		t.Fatalf("nothing to press among %v", knobs)
	}
	knobs["Read 2 articles"].OnTap()
	w.session.working.Wait()
	now, err := w.corpus.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if now.Articles != before.Articles+2 {
		t.Errorf("%d articles, want two more than %d", now.Articles, before.Articles)
	}
	list, _, err := w.corpus.Articles(t.Context(), corpus.ArticleFilter{Words: "Mill reopens", Limit: 1})
	if err != nil || len(list) != 1 || list[0].Published.Day() != "2021-06-07" {
		t.Errorf("kept %+v, %v; want the day read as it was said", list, err)
	}
}

func TestPagesAndAddressesNeedNoLook(t *testing.T) {
	w := sampleWindow(t)
	path := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(
		path,
		[]byte("A headline\n\nThe bridge will be closed for three weeks, the county said on Friday morning.\n"),
		0o600,
	); err != nil {
		t.Fatal(err)
	}
	w.preview([]app.Input{{Value: path}}, 0)
	w.session.working.Wait()
	if words, _ := onTop(t, w); strings.Contains(words, "Look before") {
		t.Errorf("a text is previewed: %q", words)
	}
}
