package desktop

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// TestACorpusGoesOutAndComesInByTheWindow exports a bundle with its progress, and
// takes it into the corpus again after a look at what that would do.
func TestACorpusGoesOutAndComesInByTheWindow(t *testing.T) {
	w := sampleWindow(t)
	path := filepath.Join(t.TempDir(), "sample.zip")
	w.export(app.ExportRequest{Format: "bundle"}, path)
	w.session.working.Wait()
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Fatalf("no bundle was written: %v", err)
	}
	before, err := w.corpus.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	article, _, err := w.corpus.Articles(t.Context(), corpus.ArticleFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.corpus.Purge(t.Context(), "ada", article[0].ID, ""); err != nil {
		t.Fatal(err)
	}
	w.preview([]app.Input{{Value: path, Coder: "ada"}}, 0)
	words, _ := onTop(t, w)
	if !strings.Contains(words, "1 new articles") {
		t.Fatalf("the preview says %q", words)
	}
	pressOnTop(t, w, "Import")
	w.session.working.Wait()
	if now, _ := w.corpus.Counts(t.Context()); now.Articles != before.Articles {
		t.Errorf("%d articles after the import, want %d", now.Articles, before.Articles)
	}
}

func TestAnExportThatIsStoppedLeavesNoFile(t *testing.T) {
	w := sampleWindow(t)
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := exportFile(
		ctx,
		w.corpus,
		app.ExportRequest{Format: "csv"},
		filepath.Join(dir, "q.csv"),
		nil,
	); err == nil {
		t.Error("a stopped export says that all is well")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("it left %v", left)
	}
}

// pressOnTop presses the button of the dialog on top that has a text.
func pressOnTop(t *testing.T, w *Window, text string) {
	t.Helper()
	var found *parts.Knob
	eachIn(w.Canvas().Overlays().Top(), func(o fyne.CanvasObject) bool {
		if b, ok := o.(*parts.Knob); ok && b.Label == text {
			found = b
		}
		return true
	})
	if found == nil {
		t.Fatalf("no button %q on top", text)
	}
	test.Tap(found)
}
