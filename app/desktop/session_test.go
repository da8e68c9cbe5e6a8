package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
	"quoth/internal/generate"
)

// steppedWindow is a window on the sample corpus where nothing goes on until the
// test says so.
func steppedWindow(t *testing.T) (*Window, *stepped) {
	t.Helper()
	w := sampleWindow(t)
	r := &stepped{}
	w.run, w.session.run = r, r
	w.session.app.Subscribe(func(c corpus.Change) { r.onScreen(func() { w.follow(c) }) })
	return w, r
}

func TestALateAnswerIsDropped(t *testing.T) {
	w, r := steppedWindow(t)
	var place latest
	shown := ""
	ask := func(what string) {
		load(w, &place, func(context.Context) (string, error) { return what, nil }, func(s string) { shown = s })
	}
	ask("first")
	ask("second")
	r.run(t, 1)
	r.show(t, 0)
	r.run(t, 0)
	r.show(t, 0)
	if shown != "second" {
		t.Errorf("the late answer %q is shown", shown)
	}
}

func TestAnArticleAskedForLastIsShownWhateverComesLast(t *testing.T) {
	w, r := steppedWindow(t)
	list, _, err := w.corpus.Articles(t.Context(), corpus.ArticleFilter{Limit: 3})
	if err != nil || len(list) < 3 {
		t.Fatal(len(list), err)
	}
	w.articles().open(list[1].ID)
	w.articles().open(list[2].ID)
	for r.waiting() > 0 { // the last one asked for answers first
		r.run(t, r.waiting()-1)
	}
	r.settle()
	if got := w.articles().reading.Article.ID; got != list[2].ID {
		t.Errorf("the reader shows %s, want %s", got, list[2].ID)
	}
}

func TestNothingIsShownOfACorpusThatWasClosedMeanwhile(t *testing.T) {
	w, r := steppedWindow(t)
	shown := false
	load(w, &latest{}, func(ctx context.Context) (int, error) { return 1, ctx.Err() }, func(int) { shown = true })
	w.leaveCorpus()
	closing := r.waiting() - 1
	if w.corpus == nil {
		t.Fatal("the corpus is gone while something reads it")
	}
	closed := make(chan struct{})
	go func() {
		r.run(t, closing) // waits for the load, and for the acts
		close(closed)
	}()
	select {
	case <-closed:
		t.Fatal("the corpus is closed while something reads it")
	case <-time.After(50 * time.Millisecond):
	}
	for r.waiting() > 0 {
		r.run(t, 0)
	}
	<-closed
	load(w, &latest{}, func(context.Context) (int, error) { return 1, nil }, func(int) { shown = true })
	r.settle()
	if shown {
		t.Error("an answer is shown that came after the corpus was closed")
	}
	if w.corpus != nil || w.session != nil || w.current != nil {
		t.Error("the corpus is still open")
	}
	w.do(corpus.DropEvent{ID: "none"})
	if len(w.error.Objects) == 0 {
		t.Error("an act without a corpus says nothing")
	}
}

// whatIsSaid joins the texts of an object.
func whatIsSaid(o fyne.CanvasObject) string {
	var said []string
	walk(o, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *parts.Prose:
			said = append(said, o.Text)
		case *parts.Knob:
			said = append(said, o.Label)
		}
	})
	return strings.Join(said, "\n")
}

func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	if c, ok := o.(*fyne.Container); ok {
		for _, child := range c.Objects {
			walk(child, f)
		}
	}
}

// cardIn is the card of a window that reviews.
func cardIn(t *testing.T, w *Window, r *stepped) *inspector {
	t.Helper()
	w.goTo(w.review())
	r.settle()
	i := w.review().inspector
	if i.card == nil {
		t.Fatal("no quote is shown")
	}
	return i
}

func TestAnActIsShownAtOnceAndThenAsKept(t *testing.T) {
	w, r := steppedWindow(t)
	i := cardIn(t, w, r)
	w.target = w.targets[0].Target
	id := i.card.Quote.ID
	i.judge(corpus.Oppose)
	i.judge(corpus.Support)
	card, pending := i.shown()
	if !pending || !strings.Contains(whatIsSaid(i.box), "…") {
		t.Error("the card does not say that an act is pending")
	}
	if n := len(card.Judgements); n == 0 || card.Judgements[n-1].Stance != corpus.Support {
		t.Errorf("the card foresees %v, want the last stance asked for", card.Judgements)
	}
	r.settle()
	if len(w.pending) != 0 {
		t.Errorf("%d acts are still pending", len(w.pending))
	}
	kept, err := w.corpus.Card(t.Context(), id)
	if err != nil || len(kept.Judgements) != 1 || kept.Judgements[0].Stance != corpus.Support {
		t.Errorf("the journal has %v (%v), want one support", kept.Judgements, err)
	}
}

func TestAnActThatFailsIsPutBackWithAWord(t *testing.T) {
	w, r := steppedWindow(t)
	i := cardIn(t, w, r)
	before := whatIsSaid(i.box)
	w.session.app.Close() // nothing can be written any more
	i.confirm()
	if !strings.Contains(whatIsSaid(i.box), "CONFIRMED …") {
		t.Errorf("the act is not shown at once: %s", whatIsSaid(i.box))
	}
	r.settle()
	if got := whatIsSaid(i.box); got != before {
		t.Errorf("after the act failed the card says\n%s\nwant\n%s", got, before)
	}
	if len(w.error.Objects) == 0 {
		t.Error("nothing says that the act failed")
	}
}

// pumped is a runner as the real window's: work runs on goroutines of its own,
// and answers on the one of the test, when it pumps.
type pumped struct{ shows chan func() }

func (pumped) lasting() bool          { return true }
func (pumped) background(work func()) { go work() }
func (r pumped) onScreen(show func()) { r.shows <- show }
func (pumped) pause(ctx context.Context, d time.Duration) error {
	return (&screenRunner{}).pause(ctx, d)
}

// pump shows answers until none came for a while.
func (r pumped) pump(quiet time.Duration) {
	for {
		select {
		case show := <-r.shows:
			show()
		case <-time.After(quiet):
			return
		}
	}
}

// until shows answers until a condition holds.
func (r pumped) until(t *testing.T, what string, done func() bool) {
	t.Helper()
	late := time.After(time.Minute)
	for !done() {
		select {
		case show := <-r.shows:
			show()
		case <-time.After(5 * time.Millisecond):
		case <-late:
			t.Fatal("waited in vain for " + what)
		}
	}
}

func pumpedWindow(t *testing.T) (*Window, pumped) {
	t.Helper()
	t.Setenv("QUOTH_CONFIG", t.TempDir())
	t.Setenv("QUOTH_CACHE", t.TempDir())
	r := pumped{make(chan func(), 100_000)}
	settings := app.Settings{Coder: "tester", Theme: "light", TextSize: 1, WindowWidth: 1200, WindowHeight: 800}
	w := newWindow(context.Background(), test.NewTempApp(t), settings, r)
	return w, r
}

// smallCorpus is a file with some invented articles.
func smallCorpus(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := generate.Create(t.Context(), path, 12, 0, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestActsAreKeptInTheOrderTheyWereAskedFor(t *testing.T) {
	w, r := pumpedWindow(t)
	w.openCorpus(smallCorpus(t, "a.quoth"))
	r.until(t, "the corpus", func() bool { return w.corpus != nil })
	const acts = 60
	for i := range acts {
		w.do(corpus.SaveEvent{Event: corpus.Event{Day: "2024-01-01", Label: strconv.Itoa(i)}})
		time.Sleep(time.Millisecond) // as fast keys come
	}
	w.undo() // of the last one, though it is not kept yet
	r.until(t, "the acts", func() bool { return len(w.pending) == 0 })
	r.pump(300 * time.Millisecond)
	changes, err := w.corpus.History(t.Context(), 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(changes)
	var got []string
	for _, c := range changes {
		if c.Coder == "tester" {
			got = append(got, c.Title)
		}
	}
	if len(got) != acts+1 {
		t.Fatalf("%d acts are in the journal, want %d", len(got), acts+1)
	}
	for i := range acts {
		if !strings.Contains(got[i], strconv.Itoa(i)) {
			t.Fatalf("act %d of the journal is %q: %v", i, got[i], got)
		}
	}
	if !strings.HasPrefix(got[acts], "undo") || !strings.Contains(got[acts], strconv.Itoa(acts-1)) {
		t.Errorf("undo came as %q", got[acts])
	}
	if err := w.shut(); err != nil {
		t.Error(err)
	}
}

func TestTwoWindowsOnOneCorpus(t *testing.T) {
	path := smallCorpus(t, "a.quoth")
	first, r1 := pumpedWindow(t)
	first.openCorpus(path)
	r1.until(t, "the first window", func() bool { return first.corpus != nil })
	second, r2 := pumpedWindow(t)
	second.openCorpus(path)
	r2.until(t, "the second window", func() bool { return second.corpus != nil })
	if !second.corpus.ReadOnly() || len(second.error.Objects) == 0 {
		t.Error("the second window does not say that it only reads")
	}
	first.do(corpus.SaveEvent{Event: corpus.Event{Day: "2024-01-01", Label: "of the first"}})
	second.do(corpus.SaveEvent{Event: corpus.Event{Day: "2024-01-01", Label: "of the second"}})
	r1.until(t, "the act", func() bool { return len(first.pending) == 0 })
	r2.until(t, "the refusal", func() bool { return len(second.pending) == 0 })
	events, err := second.corpus.Events(t.Context())
	if err != nil || len(events) != 1 || events[0].Label != "of the first" {
		t.Errorf("the second window reads the events %v (%v)", events, err)
	}
	if err := first.shut(); err != nil {
		t.Error(err)
	}
	if _, err := second.corpus.Counts(t.Context()); err != nil {
		t.Errorf("the second window cannot read any more: %v", err)
	}
	if err := second.shut(); err != nil {
		t.Error(err)
	}
}

// TestCorporaAreOpenedAndClosedAtAnyMoment opens one corpus after the other in the
// middle of searches, exports, collections and acts, at random. QUOTH_SWITCHES
// says how often; run it with the race detector.
func TestCorporaAreOpenedAndClosedAtAnyMoment(t *testing.T) {
	switches := 40
	if n, err := strconv.Atoi(os.Getenv("QUOTH_SWITCHES")); err == nil {
		switches = n
	}
	if testing.Short() {
		switches = 5
	}
	paths := []string{smallCorpus(t, "a.quoth"), smallCorpus(t, "b.quoth"), smallCorpus(t, "c.quoth")}
	w, r := pumpedWindow(t)
	before := goleak.IgnoreCurrent()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	asked := 0
	for done := 0; done < switches; {
		switch random.IntN(10) {
		case 0, 1:
			w.openCorpus(paths[random.IntN(len(paths))])
			done++
		case 2:
			w.leaveCorpus()
			done++
		default:
			if somethingInAWindow(w, random) {
				asked++
			}
		}
		r.pump([]time.Duration{0, time.Millisecond, 3 * time.Millisecond, 20 * time.Millisecond}[random.IntN(4)])
	}
	if err := w.shut(); err != nil {
		t.Error(err)
	}
	t.Logf("%d things were asked for in between", asked)
	r.pump(10 * time.Millisecond)
	// Goroutines of the index and the database end a moment after they were told to;
	// the library waits less than half a second, which is short on a busy machine.
	err := goleak.Find(before)
	for tries := 0; err != nil && tries < 60; tries++ {
		err = goleak.Find(before)
	}
	if err != nil {
		t.Error(err)
	}
	for _, path := range paths {
		if _, err := os.Stat(path + ".lock"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still locked", path)
		}
	}
}

// somethingInAWindow does what a person might; it reports whether it could.
func somethingInAWindow(w *Window, random *rand.Rand) bool {
	if w.corpus == nil || w.current == nil {
		return false
	}
	switch random.IntN(9) {
	case 0:
		w.goTo(w.pages[random.IntN(len(w.pages))])
	case 1:
		w.quotes().query.SetText([]string{"harbour", "fee*", `"the council"`, ""}[random.IntN(4)])
	case 2:
		w.do(corpus.SaveEvent{Event: corpus.Event{Day: "2024-01-01", Label: fmt.Sprint(random.IntN(1000))}})
	case 3:
		w.undo()
	case 4:
		w.collect(
			[]app.Input{
				{
					Kind:  app.TextInput,
					Title: "A note",
					Body: []byte(
						fmt.Sprintf(
							"“The harbour cannot wait %d days,” said Mara Oldeburg, the director.",
							random.IntN(1_000_000),
						),
					),
				},
			},
		)
		w.escape()
	case 5:
		w.session.aside(func(ctx context.Context) {
			var out bytes.Buffer
			_, err := w.corpus.Export(w.ctx, app.ExportRequest{Format: "csv"}, io.Writer(&out), nil)
			if err != nil && ctx.Err() == nil {
				w.run.onScreen(func() { w.fail(err) })
			}
		})
	case 6:
		w.typedRune([]rune("jkso1")[random.IntN(5)])
	case 7:
		w.changed()
	case 8:
		w.history()
		w.escape()
	}
	return true
}
