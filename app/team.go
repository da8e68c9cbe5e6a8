package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	"quoth/corpus"
	"quoth/corpus/store"
)

// colleagues keeps an app up to date with what others write into a corpus that
// several work on at once.
type colleagues struct {
	mu   sync.Mutex
	own  map[corpus.ChangeID]bool // made here; who asked was told already
	seen atomic.Int64             // the last change that the screens were told of
	last corpus.ChangeID          // the same; the watching goroutine's once it runs

	once sync.Once
	stop context.CancelFunc
	done chan struct{}
}

// meet notes where the journal of a shared corpus stands when it is opened.
func (a *App) meet(ctx context.Context) error {
	if !a.store.Shared() {
		return nil
	}
	a.colleagues.own = map[corpus.ChangeID]bool{}
	newest, err := a.store.History(ctx, 0, 1)
	for _, c := range newest {
		a.colleagues.last = c.ID
		a.colleagues.seen.Store(c.Seq)
	}
	return err
}

// watchColleagues begins to watch the journal of a shared corpus, for the first
// who wants to be told of changes.
func (a *App) watchColleagues() {
	if !a.store.Shared() {
		return
	}
	c := &a.colleagues
	c.once.Do(func() {
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		c.mu.Lock()
		c.stop, c.done = stop, done
		c.mu.Unlock()
		go func() {
			defer close(done)
			a.store.Watch(ctx, func() { c.last = a.readOn(ctx, c.last) })
		}()
	})
}

// part ends watching and waits for it.
func (c *colleagues) part() {
	c.once.Do(func() {}) // nobody begins it any more
	c.mu.Lock()
	stop, done := c.stop, c.done
	c.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
}

// readOn tells the screens what others did after a change, and gives the last
// one. What cannot be read now is read at the next notice.
func (a *App) readOn(ctx context.Context, last corpus.ChangeID) corpus.ChangeID {
	const window = 500
	for {
		changes, err := a.store.Changes(ctx, last, window)
		if err != nil || len(changes) == 0 {
			return last
		}
		var foreign []corpus.Change
		for _, c := range changes {
			if !a.colleagues.isOwn(c.ID) {
				foreign = append(foreign, c)
				a.names.forget(c.Touched)
				a.registry.changed(c.Touched)
			}
			last = c.ID
		}
		if len(foreign) > 0 {
			a.catchUp(ctx)
		}
		for _, c := range foreign {
			a.subscribers.tell(c)
		}
		a.colleagues.seen.Store(changes[len(changes)-1].Seq)
		if len(changes) < window {
			return last
		}
	}
}

// made notes a change as our own, before or after it was carried out.
func (f *colleagues) made(id corpus.ChangeID, seq int64) {
	if f.own == nil || id == "" || seq > 0 && seq <= f.seen.Load() {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.own[id] = true
}

func (f *colleagues) isOwn(id corpus.ChangeID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	own := f.own[id]
	delete(f.own, id)
	return own
}

// upon names what an act on a shared corpus was made on, so that it does not
// overwrite what others did since. The id is noted before it is asked for: the
// notice may come before the answer.
func (a *App) upon(act corpus.Act) corpus.Act {
	if !a.store.Shared() {
		return act
	}
	if _, named := act.(corpus.Upon); named {
		return act
	}
	id := store.NewChangeID()
	a.colleagues.made(id, 0)
	return corpus.Upon{ID: id, Seen: a.colleagues.seen.Load(), Act: act}
}

// IsTeam reports whether a place is a database that a team works on, not a file.
func IsTeam(place string) bool { return store.IsServer(place) }

// ShownPlace is a place without the password that it may hold.
func ShownPlace(place string) string { return store.Shown(place) }

// indexName is the folder of a corpus's search index: a copy of a file has the
// file's id and may share its index, but not with a database that goes on by
// itself.
func (a *App) indexName() string {
	if !a.store.Shared() {
		return a.store.ID()
	}
	sum := sha256.Sum256([]byte(a.store.Path()))
	return filepath.Join("team", a.store.ID()+"-"+hex.EncodeToString(sum[:6]))
}

// openTeam opens a corpus in a database and makes it where the database is empty.
func openTeam(ctx context.Context, place string, o Options) (*App, error) {
	a, err := Open(ctx, place, o)
	if errors.Is(err, corpus.ErrNotACorpus) && !o.ReadOnly {
		return Create(ctx, place, o)
	}
	return a, err
}

type askPassword struct{}

// Asking has corpora that are opened with the context ask for a password where a
// database wants one that is found nowhere.
func Asking(ctx context.Context, ask func(place string) (string, error)) context.Context {
	return context.WithValue(ctx, askPassword{}, ask)
}

func asked(ctx context.Context) func(place string) (string, error) {
	ask, _ := ctx.Value(askPassword{}).(func(string) (string, error))
	return ask
}

// TeamMember is a login of a team's database with its role.
type TeamMember = store.Member

// TeamRoles are what a member may be, the most first.
func TeamRoles() []string { return store.Roles }

// InitTeam makes the roles of a team's database, and the corpus where the
// database is empty.
func InitTeam(ctx context.Context, place string) error {
	return administer(ctx, place, openTeam, func(s *store.Store) error { return s.SetUpTeam(ctx) })
}

// GrantTeam gives a login a role; "none" takes it away.
func GrantTeam(ctx context.Context, place, login, role string) error {
	return administer(ctx, place, Open, func(s *store.Store) error { return s.Grant(ctx, login, role) })
}

// BlindTeam says whether coders see their own codings alone.
func BlindTeam(ctx context.Context, place string, blind bool) error {
	return administer(ctx, place, Open, func(s *store.Store) error { return s.SetBlind(ctx, blind) })
}

// UpgradeTeam brings the tables of a database up to date, as their owner.
func UpgradeTeam(ctx context.Context, place string) error {
	return store.UpgradeTeam(ctx, place, store.Options{Password: asked(ctx)})
}

func administer(
	ctx context.Context,
	place string,
	open func(context.Context, string, Options) (*App, error),
	do func(*store.Store) error,
) error {
	if !store.IsServer(place) {
		return fmt.Errorf("%s is a file; a team's corpus is postgres://USER@HOST/NAME: %w", place, corpus.ErrInvalid)
	}
	a, err := open(ctx, place, Options{})
	if err != nil {
		return err
	}
	return errors.Join(do(a.store), a.Close())
}

// TeamMembers lists the logins that have a role in a team's corpus.
func (a *App) TeamMembers(ctx context.Context) ([]TeamMember, error) { return a.store.Members(ctx) }
