package app

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/internal/generate"
)

// generatedCorpus is a corpus of invented articles and a clock that tests move.
func generatedCorpus(t *testing.T, articles int) (*App, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "Study.quoth")
	if err := generate.Create(t.Context(), path, articles, 0, nil); err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), path, Options{CacheDir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a, &now
}

func TestABatchIsConfirmedOnlyAfterItsSampleWasSeen(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	batch, err := a.SureBatch(t.Context(), 0.5)
	if err != nil || len(batch.Sample) != sampleSize || len(batch.Rest)+len(batch.Sample) != batch.Total {
		t.Fatalf("a sample of %d, %d more, of %d (%v)", len(batch.Sample), len(batch.Rest), batch.Total, err)
	}
	if err := a.ConfirmBatch(t.Context(), "ada", batch, 3, 3); err == nil {
		t.Error("a batch is confirmed after three of its sample")
	}
	if err := a.ConfirmBatch(t.Context(), "ada", batch, 11, 12); err != nil {
		t.Fatal(err)
	}
	card, err := a.Card(t.Context(), batch.Rest[0])
	if err != nil {
		t.Fatal(err)
	}
	verdict := card.Verdicts[len(card.Verdicts)-1]
	if verdict.Status != corpus.Confirmed || verdict.Queue != "batch ≥ 0.50 unseen, sample 11 of 12 right" {
		t.Errorf("the verdict is %s, found in %q", verdict.Status, verdict.Queue)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if card, err = a.Card(t.Context(), batch.Rest[0]); err != nil || card.Status != corpus.Suggested {
		t.Errorf("after undo the quote is %s (%v)", card.Status, err)
	}
}

func TestABlindCoderSeesNothingOfTheOthers(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	decided, _, err := a.Cards(t.Context(), corpus.QuoteFilter{Status: corpus.Confirmed, Limit: 1})
	if err != nil || len(decided) == 0 {
		t.Fatal(len(decided), err)
	}
	a.Blind("bob")
	card, err := a.Card(t.Context(), decided[0].Quote.ID)
	if err != nil {
		t.Fatal(err)
	}
	if card.Status != corpus.Suggested || len(card.Verdicts)+len(card.Tags)+len(card.Judgements) > 0 {
		t.Errorf(
			"bob sees %s, %d tags and %d stances of somebody else",
			card.Status,
			len(card.Tags),
			len(card.Judgements),
		)
	}
	if _, err := a.Do(t.Context(), "bob", corpus.Reject{Quote: card.Quote.ID}); err != nil {
		t.Fatal(err)
	}
	if card, err = a.Card(t.Context(), card.Quote.ID); err != nil || card.Status != corpus.Rejected {
		t.Errorf("bob's own verdict shows as %s (%v)", card.Status, err)
	}
	a.Blind("")
	if card, err = a.Card(t.Context(), card.Quote.ID); err != nil || card.Status != corpus.Disputed {
		t.Errorf("with open eyes the quote is %s (%v), want disputed", card.Status, err)
	}
}

func TestProgressCountsTodayTowardTheGoal(t *testing.T) {
	a, now := generatedCorpus(t, 3)
	queue, _, err := a.Queue(t.Context(), corpus.UsefulFirst, "", "", 0, 2)
	if err != nil || len(queue) != 2 {
		t.Fatal(len(queue), err)
	}
	for _, q := range queue {
		if _, err := a.Do(
			t.Context(),
			"ada",
			corpus.Confirm{Quote: q.Quote.ID, Queue: string(corpus.UsefulFirst)},
		); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.SetGoal(t.Context(), "ada", 50); err != nil {
		t.Fatal(err)
	}
	if p, err := a.Progress(t.Context(), "ada"); err != nil || p != (Progress{Today: 2, Goal: 50}) {
		t.Errorf("%+v (%v), want 2 of 50", p, err)
	}
	*now = now.AddDate(0, 0, 1)
	if p, err := a.Progress(t.Context(), "ada"); err != nil || p.Today != 0 {
		t.Errorf("the next day begins with %d (%v)", p.Today, err)
	}
}

// The values are those of Brown, Cai and DasGupta (2001), section 3.1.1, worked
// out for 10 of 12.
func TestTheIntervalOfAShareIsWilsons(t *testing.T) {
	low, high := ShareInterval(10, 12)
	if math.Abs(low-0.5520) > 0.001 || math.Abs(high-0.9530) > 0.001 {
		t.Errorf("10 of 12: %.4f to %.4f, want 0.5520 to 0.9530", low, high)
	}
	if low, high = ShareInterval(0, 0); low != 0 || high != 1 {
		t.Errorf("nothing seen: %v to %v", low, high)
	}
}

func TestBackupsAreMadeWhenDueAndTheOldestDropped(t *testing.T) {
	a, now := generatedCorpus(t, 3)
	folder := filepath.Join(t.TempDir(), "backups")
	work := func() {
		t.Helper()
		if _, err := a.Do(
			t.Context(),
			"ada",
			corpus.SaveEvent{Event: corpus.Event{Day: "2020-01-01", Label: "the fair"}},
		); err != nil {
			t.Fatal(err)
		}
	}
	due := func() bool {
		t.Helper()
		made, err := a.BackUp(t.Context(), folder, 24*time.Hour, 2)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	if !due() {
		t.Error("the first backup is not made")
	}
	work()
	if due() {
		t.Error("a second one is made at once")
	}
	*now = now.Add(25 * time.Hour)
	if !due() {
		t.Error("none is made a day of work later")
	}
	*now = now.Add(25 * time.Hour)
	if due() {
		t.Error("one is made though nothing changed since the day before")
	}
	work()
	if !due() {
		t.Error("none is made on the third day")
	}
	backups, err := a.Backups(folder)
	if err != nil || len(backups) != 2 || !backups[0].When.Equal(*now) {
		t.Fatalf("%v (%v), want the last two", backups, err)
	}
	path, err := Restore(t.Context(), backups[1].Path, a.Path())
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), path, Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	events, err := again.Events(t.Context())
	if err != nil || len(events) != 1 {
		t.Errorf("%d events in the backup of the second day (%v), want 1", len(events), err)
	}
}
