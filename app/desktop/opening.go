package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// openCorpus opens a corpus file in the background.
func (w *Window) openCorpus(path string) {
	if w.corpus != nil && !w.leaving && sameFile(path, w.corpus.Path()) {
		w.status.SetText(Tf("%s is open already", filepath.Base(path)))
		return
	}
	readOnly := false
	w.openBy(Tf("Opening %s …", filepath.Base(path)), func(ctx context.Context) (*app.App, error) {
		a, err := app.Open(ctx, path, app.Options{OnRebuild: func(reason string) {
			w.run.onScreen(func() { w.status.SetText(Tf("Making the search index anew: %s", reason)) })
		}})
		if errors.Is(err, corpus.ErrLocked) {
			a, err = app.Open(ctx, path, app.Options{ReadOnly: true})
			readOnly = err == nil
		}
		return a, err
	}, func() {
		if readOnly {
			w.fail(
				fmt.Errorf(
					"another Quoth is writing this corpus; it is open here for reading only: %w",
					corpus.ErrLocked,
				),
			)
		}
	})
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// openBy gets a corpus in the background and shows it in place of the one that is
// open. Where somebody asked for another meanwhile, it is closed again.
func (w *Window) openBy(saying string, get func(context.Context) (*app.App, error), then func()) {
	w.status.SetText(saying)
	if w.opening.cancel != nil {
		w.opening.cancel()
	}
	ctx, cancel := context.WithCancel(w.root)
	w.opening.number++
	w.opening.cancel = cancel
	number := w.opening.number
	w.openers.Add(1)
	w.run.background(func() {
		defer w.openers.Done()
		a, err := get(ctx)
		if err == nil && ctx.Err() != nil {
			closeQuietly(a)
			return
		}
		if err == nil {
			w.arrived.add(a)
		}
		w.run.onScreen(func() {
			defer cancel()
			if err == nil && !w.arrived.take(a) {
				return // the window is gone
			}
			switch {
			case number != w.opening.number:
				if err == nil {
					w.closeAside(a)
				}
			case err != nil:
				if ctx.Err() == nil {
					w.fail(err)
				}
				if w.corpus == nil && !w.leaving {
					w.firstPage()
				}
			default:
				w.use(a, then)
			}
		})
	})
}

// closeAside closes a corpus that is not shown.
func (w *Window) closeAside(a *app.App) {
	w.openers.Add(1)
	w.run.background(func() {
		defer w.openers.Done()
		closeQuietly(a)
	})
}

func closeQuietly(a *app.App) {
	if err := a.Close(); err != nil {
		fyne.LogError("close the corpus", err)
	}
}

// use shows a corpus in place of the one that is open; then is called when it is
// shown.
func (w *Window) use(a *app.App, then func()) {
	w.replace(a, func() {
		w.settings = w.settings.Opened(a.Path())
		w.trail = present.Trail{}
		if err := w.settings.Save(); err != nil {
			w.fail(err)
		}
		w.show(a)
		w.goWhereLeft()
		w.session.aside(func(ctx context.Context) {
			if err := a.Warm(ctx); err != nil && ctx.Err() == nil {
				w.run.onScreen(func() { w.fail(err) })
			}
		})
		if then != nil {
			then()
		}
	})
}

// show puts the pages of a corpus into the window.
func (w *Window) show(a *app.App) {
	s := newSession(w.root, a, w.run)
	w.session, w.corpus, w.ctx = s, a, s.ctx
	w.applyBlind()
	w.SetTitle(a.Name() + " — Quoth")
	w.unfollow = a.Subscribe(func(c corpus.Change) {
		w.run.onScreen(func() {
			if w.session == s && s.ctx.Err() == nil {
				w.follow(c)
			}
		})
	})
	w.pages = w.newPages()
	w.loadTargets()
	w.goTo(w.pages[0])
	w.keepBackups()
}

// newPages makes all pages, in the order of the rail.
func (w *Window) newPages() []page {
	return []page{
		newArticlesPage(w),
		newQuotesPage(w),
		newPeoplePage(w),
		newCodebookPage(w),
		newStancePage(w),
		newReviewPage(w),
		newNetworksPage(w),
		newAgreementPage(w),
		newAdjudicationPage(w),
		newSuggestionsPage(w),
	}
}

// leaveCorpus closes the corpus and goes back to the first page.
func (w *Window) leaveCorpus() {
	w.replace(nil, func() {
		w.settings.LastOpen = ""
		if err := w.settings.Save(); err != nil {
			w.fail(err)
		}
		w.firstPage()
	})
}

// replace closes the corpus that is open: what runs in it is cancelled, what
// somebody did is kept, and the window waits for both off screen. Then shown is
// called, which shows next; nil is none.
func (w *Window) replace(next *app.App, shown func()) {
	if w.leaving { // somebody chose another one while the first is being closed
		if w.next != nil {
			w.closeAside(w.next)
		}
		w.next, w.nextShown = next, shown
		return
	}
	s := w.session
	if s == nil {
		shown()
		return
	}
	w.leavePage()
	w.keepPlaces()
	s.end()
	w.leaving, w.next, w.nextShown = true, next, shown
	w.current, w.pages = nil, nil
	for w.Canvas().Overlays().Top() != nil {
		w.escape()
	}
	w.center.Objects = []fyne.CanvasObject{parts.EmptyState(Tf("Closing %s …", filepath.Base(s.app.Path())), "")}
	w.center.Refresh()
	w.drawRail()
	w.run.background(func() {
		err := s.close()
		w.run.onScreen(func() {
			if w.gone {
				return
			}
			w.closed()
			if err != nil {
				w.fail(err)
			}
			w.leaving = false
			shown := w.nextShown
			w.next, w.nextShown = nil, nil
			shown()
		})
	})
}

// leavePage lets the page in view keep what was typed on it.
func (w *Window) leavePage() {
	if l, ok := w.current.(leaver); ok {
		l.leave()
	}
}

// closed forgets the session when all of it has ended.
func (w *Window) closed() {
	if w.unfollow != nil {
		w.unfollow()
	}
	w.session, w.corpus, w.ctx, w.unfollow = nil, nil, w.root, nil
}

// shut closes everything when the window is gone, and waits for it.
func (w *Window) shut() error {
	w.gone = true
	if w.opening.cancel != nil {
		w.opening.cancel()
	}
	w.leavePage()
	w.keepPlaces()
	var err error
	if w.session != nil {
		err = w.session.close()
		w.closed()
	}
	if w.next != nil {
		err = errors.Join(err, w.next.Close())
	}
	w.openers.Wait()
	for _, a := range w.arrived.takeAll() {
		err = errors.Join(err, a.Close())
	}
	return err
}

// openSample opens the sample corpus of the user's folder, which is built where
// there is none.
func (w *Window) openSample() {
	w.openBy(T("Building the sample corpus …"), func(ctx context.Context) (*app.App, error) {
		dir, err := os.UserCacheDir()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(dir, "quoth")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		path := filepath.Join(dir, "Sample.quoth")
		if _, err := os.Stat(path); err == nil {
			return app.Open(ctx, path, app.Options{}) // with what somebody did in it
		}
		return app.Sample(ctx, path, app.Options{}, func(r app.ItemReport) {
			w.run.onScreen(func() { w.status.SetText(Tf("Building the sample corpus: %s", r.Title)) })
		})
	}, nil)
}
