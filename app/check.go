package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/indexer"
)

// Fault is something in a corpus or its search index that is not as it should be.
type Fault = store.Fault

// CheckReport is what a check of a corpus found.
type CheckReport struct {
	Corpus string        `json:"corpus"`
	Counts corpus.Counts `json:"counts"`
	Faults []Fault       `json:"faults"`
}

// Sound reports whether nothing is wrong.
func (r CheckReport) Sound() bool { return len(r.Faults) == 0 }

// Check looks whether a corpus is sound: the file, references, pages against their
// hashes, texts and what lies on them, the journal against the rows, what follows
// from other rows, and the search index against a scan. It changes nothing in the
// corpus. progress is called at each step; it may be nil. A file that cannot be opened
// is a fault where it is damaged, else the error.
func Check(ctx context.Context, path string, o Options, progress func(step string)) (CheckReport, error) {
	o.ReadOnly = true
	report := CheckReport{Corpus: path, Faults: []Fault{}}
	a, err := Open(ctx, path, o)
	if errors.Is(err, corpus.ErrDamaged) {
		report.Faults = append(report.Faults, Fault{Kind: store.FaultFile, Item: path, What: err.Error()})
		return report, nil
	}
	if err != nil {
		return report, err
	}
	report, err = a.Check(ctx, progress)
	return report, errors.Join(err, a.Close())
}

// Check is the check of the package for a corpus that is open.
func (a *App) Check(ctx context.Context, progress func(step string)) (CheckReport, error) {
	report := CheckReport{Corpus: a.Path(), Faults: []Fault{}}
	found, err := a.store.Check(ctx, progress)
	if err != nil {
		return report, fmt.Errorf("check the corpus: %w", err)
	}
	report.Faults = append(report.Faults, found...)
	if report.Counts, err = a.store.Counts(ctx); err != nil {
		report.Faults = append(report.Faults, Fault{Kind: store.FaultFile, Item: a.Path(), What: err.Error()})
		return report, nil
	}
	if progress != nil {
		progress("the search index")
	}
	wrong, err := a.checkIndex(ctx)
	if err != nil {
		return report, fmt.Errorf("check the search index: %w", err)
	}
	report.Faults = append(report.Faults, wrong...)
	return report, nil
}

// indexQuestions are asked of the index and of the rows.
var indexQuestions = []struct {
	query  string
	filter corpus.QuoteFilter
}{
	{"", corpus.QuoteFilter{}},
	{"is:confirmed", corpus.QuoteFilter{Status: corpus.Confirmed}},
	{"is:corrected", corpus.QuoteFilter{Status: corpus.Corrected}},
	{"is:rejected", corpus.QuoteFilter{Status: corpus.Rejected}},
}

// checkIndex compares what the index counts with a scan of the rows. Without an
// index there is nothing to compare: the first search makes one.
func (a *App) checkIndex(ctx context.Context) ([]Fault, error) {
	var wrong []Fault
	for _, q := range indexQuestions {
		found, err := a.Search(ctx, SearchRequest{Query: q.query, Limit: 1})
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return append(wrong, Fault{Kind: store.FaultIndex, Item: "search", What: err.Error(), Mend: true}), nil
		}
		q.filter.Limit = 1
		_, want, err := a.store.Quotes(ctx, q.filter)
		if err != nil {
			return nil, err
		}
		if q.query == "" {
			counts, err := a.store.Counts(ctx)
			if err != nil {
				return nil, err
			}
			want = counts.Quotes
		}
		if found.Total != want {
			wrong = append(wrong, Fault{
				Kind: store.FaultIndex, Item: q.query, Mend: true,
				What: fmt.Sprintf("the index finds %d quotes, a look at every one %d", found.Total, want),
			})
		}
	}
	return wrong, nil
}

// RepairReport is what a repair did.
type RepairReport struct {
	Corpus string       `json:"corpus"`
	Backup string       `json:"backup,omitempty"` // the file as it was
	Saved  string       `json:"saved,omitempty"`  // a corpus of what could be read, beside one that cannot be opened
	Rows   int          `json:"rows,omitempty"`   // that were saved
	Lost   []store.Lost `json:"lost,omitempty"`
	Before []Fault      `json:"before"`
	After  []Fault      `json:"after"` // what could not be rebuilt
}

// Repair rebuilds what can be rebuilt and names what cannot. A copy of the corpus
// as it was is made first. Of a file that is damaged itself, what can be read is
// written as a new corpus beside it, and the file is left as it is.
func Repair(ctx context.Context, path string, o Options, progress func(step string)) (RepairReport, error) {
	report := RepairReport{Corpus: path, After: []Fault{}}
	before, err := Check(ctx, path, o, progress)
	if err != nil {
		return report, err
	}
	report.Before = before.Faults
	if before.Sound() {
		return report, nil
	}
	if ofFile(before.Faults) {
		return report, report.salvage(ctx, path, o, progress)
	}
	o.ReadOnly = false
	a, err := Open(ctx, path, o)
	if err != nil {
		return report, err
	}
	err = a.repair(ctx, &report, progress)
	return report, errors.Join(err, a.Close())
}

// ofFile reports whether SQLite itself finds the file damaged beyond its indexes,
// which can be rebuilt.
func ofFile(found []Fault) bool {
	for _, f := range found {
		if f.Kind == store.FaultFile && !strings.Contains(f.What, "index") {
			return true
		}
	}
	return false
}

// Repair rebuilds, in a corpus that is open for writing, what follows from sound
// rows, and the search index, after a copy of the corpus as it is.
func (a *App) Repair(ctx context.Context, progress func(step string)) (RepairReport, error) {
	report := RepairReport{Corpus: a.Path(), After: []Fault{}}
	before, err := a.Check(ctx, progress)
	if err != nil {
		return report, err
	}
	report.Before = before.Faults
	return report, a.repair(ctx, &report, progress)
}

func (a *App) repair(ctx context.Context, report *RepairReport, progress func(string)) error {
	backup, err := free(strings.TrimSuffix(report.Corpus, filepath.Ext(report.Corpus)) + " before repair")
	if err != nil {
		return err
	}
	if err := a.CopyCorpus(ctx, backup); err != nil {
		return fmt.Errorf("copy the corpus before it is repaired: %w", err)
	}
	report.Backup = backup
	if progress != nil {
		progress("rebuilding what follows from other rows")
	}
	if err := a.store.Repair(ctx); err != nil {
		return err
	}
	if err := a.forgetIndex(); err != nil {
		return err
	}
	after, err := a.Check(ctx, progress)
	report.After = after.Faults
	return err
}

// forgetIndex closes the search index and removes those that no other program
// holds; the next search makes one.
func (a *App) forgetIndex() error {
	a.indexMu.Lock()
	defer a.indexMu.Unlock()
	dir, err := a.indexDir()
	if err != nil {
		return err
	}
	if a.index != nil {
		err = a.index.Close()
		a.index = nil
	}
	return errors.Join(err, indexer.Remove(dir))
}

func (r *RepairReport) salvage(ctx context.Context, path string, o Options, progress func(string)) error {
	dest, err := free(strings.TrimSuffix(path, filepath.Ext(path)) + " repaired")
	if err != nil {
		return err
	}
	if progress != nil {
		progress("reading what can be read")
	}
	if r.Rows, r.Lost, err = store.Salvage(ctx, path, dest, store.Options{Now: o.Now}); err != nil {
		return err
	}
	r.Saved = dest
	a, err := Open(ctx, dest, Options{CacheDir: o.CacheDir, Now: o.Now})
	if err != nil {
		return err
	}
	err = errors.Join(a.store.Repair(ctx), a.forgetIndex())
	if err == nil {
		var after CheckReport
		after, err = a.Check(ctx, progress)
		r.After = after.Faults
	}
	return errors.Join(err, a.Close())
}

// free is a name for a corpus that nobody has: "base.quoth", "base 2.quoth"…
func free(base string) (string, error) {
	const most = 1000
	for n := 1; n < most; n++ {
		path := base + ".quoth"
		if n > 1 {
			path = fmt.Sprintf("%s %d.quoth", base, n)
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s.quoth: %w", base, os.ErrExist)
}
