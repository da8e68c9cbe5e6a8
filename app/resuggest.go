package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"quoth/attribution"
	"quoth/corpus"
	"quoth/corpus/store"
)

// Resuggestion reports what reading kept articles again changes, or would change.
type Resuggestion struct {
	Engine       string          `json:"engine"`
	Articles     int             `json:"articles"`     // read
	Changed      int             `json:"changed"`      // articles with another answer
	New          int             `json:"new"`          // quotes that were no suggestion
	Gone         int             `json:"gone"`         // suggestions that are no quote any more
	Speaker      int             `json:"speaker"`      // suggestions with another speaker
	Organization int             `json:"organization"` // … the same speaker, with another organisation
	Decided      int             `json:"decided"`      // quotes that people acted on: they stay as they are
	Change       corpus.ChangeID `json:"change,omitempty"`
}

// windowOfReadings is how many articles are read between two notes of what was
// found: what a run that is ended has to do again.
const windowOfReadings = 64

// Resuggest reads all kept articles with the engine as it is and with the names
// that are confirmed by now, and puts what it finds in the place of suggestions
// nobody has acted on: one change, undone as one. With preview it only tells what
// would change. A run that is ended goes on where it was when it is asked for
// again. progress may be nil.
func (a *App) Resuggest(
	ctx context.Context,
	coder corpus.Coder,
	preview bool,
	progress func(done, all int),
) (Resuggestion, error) {
	if a.ReadOnly() {
		return Resuggestion{}, fmt.Errorf("read %s again: %w", a.Path(), corpus.ErrReadOnly)
	}
	engine, err := a.Engine()
	if err != nil {
		return Resuggestion{}, err
	}
	known, err := a.store.Known(ctx)
	if err != nil {
		return Resuggestion{}, fmt.Errorf("read the confirmed names: %w", err)
	}
	r := rereader{app: a, engine: engine, known: known, report: Resuggestion{Engine: engine.Version()}}
	r.stamp = fmt.Sprintf("%s %x", engine.Version(), sha256.Sum256(mustJSON(known)))
	if err := r.read(ctx, progress); err != nil {
		return r.report, err
	}
	act := corpus.Resuggest{}
	if err := r.compare(ctx, preview, &act); err != nil || preview {
		return r.report, err
	}
	if len(act.Articles) > 0 {
		act.Title = fmt.Sprintf("find quotes anew in %d articles", len(act.Articles))
		change, err := a.Do(ctx, coder, act)
		if err != nil {
			return r.report, err
		}
		r.report.Change = change.ID
	}
	return r.report, a.store.DropReadings(ctx)
}

func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs always marshal
	}
	return data
}

// rereader is one run of Resuggest.
type rereader struct {
	app    *App
	engine *attribution.Engine
	known  []corpus.Known
	stamp  string // the engine and what is confirmed: what a reading is good for
	report Resuggestion
}

// read has the engine read what it has not read.
func (r *rereader) read(ctx context.Context, progress func(done, all int)) error {
	counts, err := r.app.store.Counts(ctx)
	if err != nil {
		return err
	}
	for done := 0; ; {
		list, err := r.app.store.Unread(ctx, r.stamp, windowOfReadings)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := r.readAll(ctx, list); err != nil {
			return err
		}
		if err := r.app.store.KeepReadings(ctx, r.stamp, list); err != nil {
			return fmt.Errorf("note what was found: %w", err)
		}
		if done += len(list); progress != nil {
			progress(min(done, counts.Articles), counts.Articles)
		}
	}
}

func (r *rereader) readAll(ctx context.Context, list []store.Reading) error {
	ids := make([]corpus.VersionID, len(list))
	for i, one := range list {
		ids[i] = one.Version
	}
	texts, err := r.app.store.Texts(ctx, ids)
	if err != nil {
		return err
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range list {
		g.Go(func() (err error) {
			list[i].Quotes, err = r.engine.Quotes(gctx, texts[list[i].Version], list[i].Language, r.known)
			return err
		})
	}
	return g.Wait()
}

// compare counts what differs from what is kept, and fills the act with it.
func (r *rereader) compare(ctx context.Context, preview bool, act *corpus.Resuggest) error {
	last := corpus.ArticleID("")
	for {
		list, err := r.app.store.Readings(ctx, r.stamp, last, windowOfReadings)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, one := range list {
			last = one.Article
			if err := r.compareOne(ctx, one, preview, act); err != nil {
				return err
			}
		}
	}
}

func (r *rereader) compareOne(ctx context.Context, one store.Reading, preview bool, act *corpus.Resuggest) error {
	article, err := r.app.store.Article(ctx, one.Article)
	if err != nil {
		return err
	}
	version, err := r.app.store.Version(ctx, one.Version)
	if err != nil {
		return err
	}
	open, pinned, err := r.app.store.Suggestions(ctx, one.Article, one.Version)
	if err != nil {
		return err
	}
	keep := corpus.Keep{Article: article, Version: version}
	addQuotes(&keep, one.Quotes)
	for i := range keep.Quotes {
		keep.Quotes[i].Engine = r.engine.Version()
	}
	r.report.Articles++
	r.report.Decided += len(pinned)
	if !r.count(open, pinned, keep.Quotes) {
		return nil
	}
	r.report.Changed++
	if preview {
		return nil
	}
	if err := r.app.linkSpeakers(ctx, &keep); err != nil {
		return err
	}
	act.Articles = append(act.Articles, corpus.Suggestions{
		Version: one.Version, Quotes: keep.Quotes, People: keep.People,
		Organizations: keep.Organizations, Aliases: keep.Aliases, Merges: keep.Merges,
	})
	return nil
}

// count notes what changes in one article; it reports whether anything does.
func (r *rereader) count(open, pinned, found []corpus.Quote) bool {
	old := map[corpus.QuoteID]corpus.Quote{}
	for _, q := range open {
		old[q.ID] = q
	}
	changed := false
	for _, q := range found {
		before, ok := old[q.ID]
		delete(old, q.ID)
		switch {
		case ok && before.Speaker != q.Speaker:
			r.report.Speaker++
		case ok && before.Organization != q.Organization:
			r.report.Organization++
		case ok:
			changed = changed || before.Engine != q.Engine
			continue
		case covered(q, pinned):
			continue
		default:
			r.report.New++
		}
		changed = true
	}
	r.report.Gone += len(old)
	return changed || len(old) > 0
}

// covered reports a quote whose words overlap one that a person acted on.
func covered(q corpus.Quote, pinned []corpus.Quote) bool {
	for _, p := range pinned {
		for _, a := range p.Content {
			for _, b := range q.Content {
				if a.Overlaps(b) {
					return true
				}
			}
		}
	}
	return false
}
