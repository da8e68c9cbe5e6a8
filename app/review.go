package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/stance"
)

// Blind shows only this coder's decisions from now on, so that a second coder is
// not led by the first; an empty coder shows everybody's. Searches and charts
// know all decisions: a blind coder's screen leaves them out.
func (a *App) Blind(coder corpus.Coder) { a.blind.Store(&coder) }

// seenBy is the coder whose decisions alone are shown; empty for all.
func (a *App) seenBy() corpus.Coder {
	if c := a.blind.Load(); c != nil {
		return *c
	}
	return ""
}

// Queue lists the suggestions that wait for a decision.
func (a *App) Queue(
	ctx context.Context,
	order corpus.QueueOrder,
	coder corpus.Coder,
	target corpus.TargetID,
	offset, limit int,
) ([]QuoteCard, int, error) {
	quotes, total, err := a.store.Queue(ctx, order, coder, target, offset, limit)
	if err != nil {
		return nil, 0, err
	}
	cards, err := a.cards(ctx, quotes)
	return cards, total, err
}

// Progress is how far a coder has come today.
type Progress struct {
	Today, Goal int // decisions; a goal of 0 is none
}

func goalKey(coder corpus.Coder) string { return "goal:" + string(coder) }

// Progress reads a coder's goal and counts what they decided today, where they
// are.
func (a *App) Progress(ctx context.Context, coder corpus.Coder) (Progress, error) {
	now := a.options.Now().Local()
	today, err := a.store.DecidedSince(
		ctx,
		coder,
		time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.Local),
	)
	if err != nil {
		return Progress{}, err
	}
	kept, err := a.store.Setting(ctx, goalKey(coder))
	goal, _ := strconv.Atoi(kept) // no goal was set
	return Progress{Today: today, Goal: goal}, err
}

// SetGoal sets how many decisions a day a coder wants to take; 0 for no goal.
func (a *App) SetGoal(ctx context.Context, coder corpus.Coder, goal int) error {
	return a.store.SetSetting(ctx, goalKey(coder), strconv.Itoa(max(goal, 0)))
}

// Batch is a set of sure suggestions to confirm together, with a sample to check
// first.
type Batch struct {
	Confidence float64 // at least
	Sample     []QuoteCard
	Rest       []corpus.QuoteID // without the sample
	Total      int              // that wait at this confidence, beyond Rest too
}

const (
	sampleSize = 12    // suggestions of a batch that are looked at first
	mostBatch  = 5_000 // quotes of one batch: one change, undone as one
)

// SureBatch gathers the suggestions at or above a confidence and draws a sample
// by chance: what is sure to the program is right as often as the sample is.
func (a *App) SureBatch(ctx context.Context, confidence float64) (Batch, error) {
	ids, total, err := a.store.WaitingAbove(ctx, confidence, mostBatch)
	if err != nil {
		return Batch{}, err
	}
	drawn := slices.Clone(ids)
	rand.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	drawn = drawn[:min(sampleSize, len(drawn))]
	batch := Batch{
		Confidence: confidence,
		Total:      total,
		Rest:       slices.DeleteFunc(ids, func(id corpus.QuoteID) bool { return slices.Contains(drawn, id) }),
	}
	if len(drawn) > 0 {
		batch.Sample, _, err = a.Cards(ctx, corpus.QuoteFilter{IDs: drawn, AllActs: true, Limit: -1})
	}
	return batch, err
}

// SampleQueue and batchQueue say in each decision how the quote came before the
// coder.
func (b Batch) SampleQueue() string { return fmt.Sprintf("sample of a batch ≥ %.2f", b.Confidence) }

func (b Batch) batchQueue(right, looked int) string {
	return fmt.Sprintf("batch ≥ %.2f unseen, sample %d of %d right", b.Confidence, right, looked)
}

// ConfirmBatch confirms the unseen rest of a batch as one change. Each decision
// records that nobody looked, and how the sample did.
func (a *App) ConfirmBatch(ctx context.Context, coder corpus.Coder, b Batch, right, looked int) error {
	if looked < min(sampleSize, len(b.Sample)) {
		return fmt.Errorf("look at the whole sample first (%d of %d): %w", looked, len(b.Sample), corpus.ErrInvalid)
	}
	acts := make([]corpus.Act, len(b.Rest))
	for i, id := range b.Rest {
		acts[i] = corpus.Confirm{Quote: id, Queue: b.batchQueue(right, looked)}
	}
	_, err := a.Do(
		ctx,
		coder,
		corpus.Many{
			Title: fmt.Sprintf("confirm %d quotes of confidence %.2f or more", len(acts), b.Confidence),
			Acts:  acts,
		},
	)
	return err
}

// ShareInterval is the 95 % interval of Wilson (1927) for a share seen in a
// sample.
func ShareInterval(right, looked int) (low, high float64) { return stance.Wilson(right, looked, 0.95) }

// QueueNote is what a decision says about how its quote was found, for people.
func QueueNote(queue string) string {
	if strings.TrimSpace(queue) == "" {
		return "decided while reading"
	}
	return "decided in the queue: " + queue
}
