package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"quoth/assets"
	"quoth/attribution"
	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/indexer"
	"quoth/scraper/extract"
)

// Options says how to open a corpus. The zero value is what the desktop wants.
type Options struct {
	ReadOnly  bool
	CacheDir  string              // of search indexes; empty: the user's cache folder
	Now       func() time.Time    // nil: time.Now
	OnRebuild func(reason string) // called when the search index is rebuilt; may be nil
}

// App is an open corpus with everything that can be done to it.
type App struct {
	store   *store.Store
	options Options
	names   nameCache

	engineOnce sync.Once
	engine     *attribution.Engine
	engineErr  error

	extractorOnce sync.Once
	extractor     *extract.Extractor
	extractorErr  error

	indexMu sync.Mutex
	index   *indexer.Index // nil until the first search
	closed  bool

	subscribers subscribers
	colleagues  colleagues
	registry    registry
	signed      signatures
	watching    sync.Mutex                   // held while the list of watches is changed
	blind       atomic.Pointer[corpus.Coder] // whose decisions alone are shown
}

// Create makes a new corpus and opens it. It refuses an existing one.
func Create(ctx context.Context, path string, o Options) (*App, error) {
	return open(ctx, path, o, store.Create)
}

// Open opens a corpus, a file or a database (see [IsTeam]). See the errors of package corpus: ErrNewer,
// ErrNotACorpus, ErrLocked, ErrDamaged.
func Open(ctx context.Context, path string, o Options) (*App, error) {
	return open(ctx, path, o, store.Open)
}

// OpenOrCreate opens the corpus at path and makes it when there is none.
func OpenOrCreate(ctx context.Context, path string, o Options) (*App, error) {
	if store.IsServer(path) {
		return openTeam(ctx, path, o)
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && !o.ReadOnly {
		return Create(ctx, path, o)
	}
	return Open(ctx, path, o)
}

type opener func(context.Context, string, store.Options) (*store.Store, error)

func open(ctx context.Context, path string, o Options, do opener) (*App, error) {
	how := store.Options{ReadOnly: o.ReadOnly, Now: o.Now, Password: asked(ctx)}
	s, err := do(ctx, path, how)
	if errors.Is(err, store.ErrOutdated) && !store.IsServer(path) { // a team decides when its corpus is
		if upgrading := upgrade(ctx, path, how); upgrading != nil {
			return nil, fmt.Errorf("%w, which did not work: %w", err, upgrading)
		}
		s, err = do(ctx, path, how)
	}
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = s.Now
	}
	a := &App{store: s, options: o}
	a.names.store = s
	if err := a.meet(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return a, nil
}

// upgrade brings a corpus of an older version up to date: whoever only asks a
// question of it need not know that there are versions. The file as it was is kept
// beside it.
func upgrade(ctx context.Context, path string, o store.Options) error {
	o.ReadOnly = false
	s, err := store.Open(ctx, path, o)
	if err != nil {
		return err
	}
	return s.Close()
}

// Close closes the index and the corpus file, which is then one file again. All
// that is asked of it afterwards, or is still being answered, returns
// corpus.ErrClosed.
func (a *App) Close() error {
	a.colleagues.part()
	a.indexMu.Lock()
	defer a.indexMu.Unlock()
	a.closed = true
	var indexErr error
	if a.index != nil {
		indexErr = a.index.Close()
		a.index = nil
	}
	return errors.Join(indexErr, a.store.Close())
}

// Path is the corpus file, or the address of the database without a password.
func (a *App) Path() string { return a.store.Path() }

// ReadOnly reports whether acts are refused.
func (a *App) ReadOnly() bool { return a.store.ReadOnly() }

// Name is the corpus file's name without folder and ending, or the database's.
func (a *App) Name() string { return store.PlaceName(a.store.Path()) }

// Engine loads the attribution engine once.
func (a *App) Engine() (*attribution.Engine, error) {
	a.engineOnce.Do(func() { a.engine, a.engineErr = NewEngine() })
	return a.engine, a.engineErr
}

// NewEngine loads the attribution engine from the embedded models and tables.
func NewEngine() (*attribution.Engine, error) {
	engine, err := attribution.New(assets.Models(), assets.Tables())
	if err != nil {
		return nil, fmt.Errorf("load the attribution models: %w", err)
	}
	return engine, nil
}

// Extractor loads the article extractor once.
func (a *App) Extractor() (*extract.Extractor, error) {
	a.extractorOnce.Do(func() { a.extractor, a.extractorErr = NewExtractor() })
	return a.extractor, a.extractorErr
}

// NewExtractor loads the article extractor from the embedded models and tables.
func NewExtractor() (*extract.Extractor, error) {
	extractor, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		return nil, fmt.Errorf("load the extraction model: %w", err)
	}
	return extractor, nil
}

// searchIndex opens the index at the first need and brings it up to date.
func (a *App) searchIndex(ctx context.Context) (*indexer.Index, error) {
	a.indexMu.Lock()
	defer a.indexMu.Unlock()
	if a.closed {
		return nil, fmt.Errorf("search %s: %w", a.Path(), corpus.ErrClosed)
	}
	if a.index == nil {
		dir, err := a.indexDir()
		if err != nil {
			return nil, err
		}
		index, err := indexer.Open(ctx, dir, source{a}, indexer.Options{OnRebuild: a.options.OnRebuild})
		if err != nil {
			return nil, indexError("open the search index", dir, err)
		}
		a.index = index
	}
	if err := a.index.CatchUp(ctx, nil); err != nil {
		dir, _ := a.indexDir()
		return nil, indexError("bring the search index up to date", dir, err)
	}
	return a.index, nil
}

// indexError says in words what keeps the index from being written: the library
// reports a full disk as text of its own files.
func indexError(doing, dir string, err error) error {
	full := syscall.ENOSPC
	if errors.Is(err, full) || strings.Contains(err.Error(), full.Error()) {
		return fmt.Errorf(
			"%s: the disk that holds it is full; make room in %s, or set QUOTH_CACHE to a folder with room: %w",
			doing,
			dir,
			full,
		)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func (a *App) indexDir() (string, error) {
	cache, err := cacheFolder(a.options.CacheDir)
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, a.indexName()), nil
}

// cacheFolder is where things are kept that can be rebuilt: the folder given,
// else the one that the environment names, else the user's.
func cacheFolder(given string) (string, error) {
	if given == "" {
		given = os.Getenv("QUOTH_CACHE")
	}
	if given != "" {
		return given, nil
	}
	user, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a folder for what can be made anew (set QUOTH_CACHE): %w", err)
	}
	return filepath.Join(user, "quoth"), nil
}

// Warm opens the index ahead of the first search and reads what facets need.
func (a *App) Warm(ctx context.Context) error {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return err
	}
	return index.Warm(ctx)
}

// Counts describes the corpus in one line.
func (a *App) Counts(ctx context.Context) (corpus.Counts, error) { return a.store.Counts(ctx) }

// CopyCorpus writes a safe copy of the corpus, a file or into an empty database;
// it refuses an existing one.
func (a *App) CopyCorpus(ctx context.Context, dest string) error {
	return a.CopyTo(ctx, dest, nil)
}

// CopyTo is CopyCorpus with progress in rows, where there is a database on one
// side. Such a copy that was broken off goes on when it is asked for again.
func (a *App) CopyTo(ctx context.Context, dest string, progress func(done, total int)) error {
	return a.store.CopyTo(ctx, dest, store.Options{Password: asked(ctx)}, progress)
}

// Setting reads a setting kept in the corpus (a reading position, import
// settings); empty when unset.
func (a *App) Setting(ctx context.Context, key string) (string, error) {
	return a.store.Setting(ctx, key)
}

// SetSetting keeps a setting in the corpus. It is not part of the journal.
func (a *App) SetSetting(ctx context.Context, key, value string) error {
	return a.store.SetSetting(ctx, key, value)
}
