package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"quoth/app/nearcopy"
	"quoth/corpus"
)

// Articles are kept several at once: a transaction, its journal and its derived
// columns cost the same for one as for many. The first is kept at once; what
// comes soon after it waits no longer than this.
const (
	mostKeptAtOnce = 64
	longestWait    = 200 * time.Millisecond
)

// keepAll keeps what comes in until there is no more. The error is one that ends
// the collection: the corpus cannot be written any more.
func (c *collection) keepAll(ctx context.Context, ready <-chan message) error {
	var failed error
	var due <-chan time.Time
	var last time.Time               // when something was kept
	ctx = context.WithoutCancel(ctx) // what was read is kept even when the collection is being cancelled
	check := func(err error) {
		if failed = err; failed == nil {
			return
		}
		c.stop() // nothing more is fetched that could not be kept
		for _, m := range c.batch {
			c.unkept(m, failed)
		}
		c.batch = nil
	}
	for {
		select {
		case m, ok := <-ready:
			if !ok {
				if failed == nil {
					check(c.flush(ctx))
				}
				return failed
			}
			if failed != nil { // the workers come to their end
				c.unkept(m, failed)
				continue
			}
			if check(c.take(ctx, m)); failed == nil && len(c.batch) >= mostKeptAtOnce {
				check(c.flush(ctx))
				last = time.Now()
			}
		case <-due:
			due = nil
			if failed == nil {
				check(c.flush(ctx))
				last = time.Now()
			}
		}
		switch {
		case len(c.batch) == 0:
			due = nil
		case due == nil:
			due = time.After(longestWait - time.Since(last))
		}
	}
}

// take puts an article into the batch, or reports on an item that brings none.
func (c *collection) take(ctx context.Context, m message) error {
	if m.keep == nil {
		return c.end(ctx, m)
	}
	if slices.ContainsFunc(c.batch, func(other message) bool { return other.keep.Article.ID == m.keep.Article.ID }) {
		if err := c.flush(ctx); err != nil {
			return err
		}
	}
	m.report.Article = m.keep.Article.ID
	state, err := c.app.before(ctx, *m.keep)
	if err == nil && state == "" && c.isOlder(ctx, *m.keep) {
		state = ItemUnchanged
		m.report.Notes = append(slices.Clone(m.report.Notes), "an older capture than the text that is there; left out")
	}
	if err == nil && state == "" {
		err = c.app.prepare(ctx, m.keep, m.signature, c.batch)
	}
	if err != nil {
		return c.failed(ctx, m, err)
	}
	if state != "" {
		m.report.State = state
		return c.end(ctx, m)
	}
	c.batch = append(c.batch, m)
	return nil
}

// flush writes the batch in one transaction. Where an article of it cannot be
// kept, they are kept one by one, so that only that one fails.
func (c *collection) flush(ctx context.Context) error {
	batch := c.batch
	c.batch = nil
	if len(batch) == 0 {
		return nil
	}
	keeps := make([]corpus.Keep, len(batch))
	for i, m := range batch {
		keeps[i] = *m.keep
	}
	changes, err := c.write(ctx, keeps)
	if err != nil {
		c.app.registry.forget() // it knows entries that are not in the file
		if len(batch) == 1 {
			return c.failed(ctx, batch[0], err)
		}
		for i, m := range batch {
			unlink(m.keep)
			if err := c.app.linkSpeakers(ctx, m.keep); err != nil {
				c.batch = batch[i:]
				return err
			}
			c.batch = []message{m}
			if err := c.flush(ctx); err != nil {
				c.batch = batch[i+1:]
				return err
			}
		}
		return nil
	}
	var errs error // of what follows: the articles themselves are kept
	for i, m := range batch {
		batch[i].report.State = c.app.kept(changes[i])
		errs = errors.Join(errs, c.app.noteDoubts(ctx, m.report.Article, m.result.Doubts))
	}
	errs = errors.Join(errs, c.pending.noteAll(ctx, batch))
	for _, m := range batch {
		c.tell(m.report)
	}
	c.follow.more(ctx, len(batch))
	return errs
}

// lockedTries is how often articles are written again while another program
// holds the file; each try waits for some seconds.
const lockedTries = 3

// write keeps articles in one transaction.
func (c *collection) write(ctx context.Context, keeps []corpus.Keep) (changes []corpus.Change, err error) {
	for range lockedTries {
		if changes, err = c.app.store.KeepAll(ctx, keeps); !errors.Is(err, corpus.ErrLocked) {
			break
		}
	}
	return changes, err
}

// unkept reports an item that came when nothing could be written any more. It
// goes on waiting, for the run that goes on with this one.
func (c *collection) unkept(m message, why error) {
	if m.keep != nil {
		m.report.State, m.report.Err = ItemSkipped, fmt.Errorf(
			"%s was read and could not be kept: %w",
			m.report.Label,
			why,
		)
	}
	c.tell(m.report)
}

// end notes and reports the end of an item that changes nothing.
func (c *collection) end(ctx context.Context, m message) error {
	err := c.pending.note(ctx, m)
	c.tell(m.report)
	return err
}

// failed reports an article that could not be kept; the error is returned where
// the next one could not be kept either.
func (c *collection) failed(ctx context.Context, m message, err error) error {
	err = fmt.Errorf("keep %s: %w", m.report.Label, err)
	if !errors.Is(err, corpus.ErrInvalid) {
		c.unkept(m, err)
		return err
	}
	m.report.State, m.report.Err = ItemFailed, err
	return c.end(ctx, m)
}

// before reports what is to be said of an article that need not be kept: it is
// there or was deleted. The state is empty for others.
func (a *App) before(ctx context.Context, keep corpus.Keep) (ItemState, error) {
	known, err := a.store.Article(ctx, keep.Article.ID)
	if errors.Is(err, corpus.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if known.Deleted {
		return ItemDeleted, nil
	}
	_, err = a.store.Version(ctx, keep.Version.ID)
	switch {
	case errors.Is(err, corpus.ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	}
	return ItemUnchanged, nil
}

// prepare groups wire copy and links the speakers to the registry. The batch are
// articles that will be kept before it.
func (a *App) prepare(ctx context.Context, keep *corpus.Keep, signature nearcopy.Signature, batch []message) error {
	if err := a.groupStory(ctx, keep, signature, batch); err != nil {
		return err
	}
	return a.linkSpeakers(ctx, keep)
}

// kept tells the screens of a change and says what became of the article.
func (a *App) kept(change corpus.Change) ItemState {
	switch change.Kind {
	case "nothing":
		return ItemUnchanged
	case "deleted":
		return ItemDeleted
	}
	a.colleagues.made(change.ID, change.Seq)
	a.names.forget(change.Touched)
	a.subscribers.tell(change)
	if change.Kind == "new version" {
		return ItemNewVersion
	}
	return ItemKept
}

// keepArticle keeps one article by itself.
func (a *App) keepArticle(
	ctx context.Context,
	keep corpus.Keep,
	signature nearcopy.Signature,
) (ItemState, corpus.ArticleID, error) {
	id := keep.Article.ID
	if state, err := a.before(ctx, keep); err != nil || state != "" {
		return state, id, err
	}
	if err := a.prepare(ctx, &keep, signature, nil); err != nil {
		return ItemFailed, id, err
	}
	changes, err := a.store.KeepAll(ctx, []corpus.Keep{keep})
	if err != nil {
		a.registry.forget() // it knows entries that are not in the file
		return ItemFailed, id, err
	}
	return a.kept(changes[0]), id, nil
}
