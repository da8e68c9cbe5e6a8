package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
)

// Backup is a safe copy of a corpus.
type Backup struct {
	Path string
	When time.Time
	Size int64
}

// backupTime is how a backup's name ends; it sorts by time.
const backupTime = "2006-01-02T150405"

// BackupFolder is where backups are kept: the folder of the settings, or one
// beside the settings.
func (s Settings) BackupFolder() (string, error) {
	if s.BackupDir != "" {
		return s.BackupDir, nil
	}
	path, err := settingsPath()
	return filepath.Join(filepath.Dir(path), "backups"), err
}

// backupName begins the names of one corpus's backups: its name for people, its
// id for certainty.
func (a *App) backupName() string { return a.Name() + "-" + a.store.ID()[:8] + "-" }

// Backups lists the backups of this corpus in a folder, newest first.
func (a *App) Backups(folder string) ([]Backup, error) {
	files, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	var out []Backup
	for _, f := range files {
		rest, ours := strings.CutPrefix(f.Name(), a.backupName())
		when, err := time.ParseInLocation(backupTime, strings.TrimSuffix(rest, ".quoth"), time.UTC)
		if !ours || err != nil {
			continue
		}
		if info, err := f.Info(); err == nil {
			out = append(out, Backup{Path: filepath.Join(folder, f.Name()), When: when, Size: info.Size()})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].When.After(out[j].When) })
	return out, nil
}

// BackUp makes a backup unless the last one is younger than every or nothing has
// changed since, and drops the oldest beyond keep. made is false where none was
// due. An every of zero asks for one now.
func (a *App) BackUp(ctx context.Context, folder string, every time.Duration, keep int) (made bool, err error) {
	backups, err := a.Backups(folder)
	if err != nil {
		return false, err
	}
	now := a.options.Now().UTC()
	// A backup of a time to come was written by a wrong clock: it holds nothing up.
	if len(backups) > 0 && every > 0 && !backups[0].When.After(now) {
		last, err := a.store.History(ctx, 0, 1)
		if err != nil {
			return false, err
		}
		if now.Sub(backups[0].When) < every || len(last) == 0 || last[0].When.Before(backups[0].When) {
			return false, nil
		}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return false, fmt.Errorf("make the folder of backups: %w", err)
	}
	path := filepath.Join(folder, a.backupName()+now.Format(backupTime)+".quoth")
	if err := a.CopyCorpus(ctx, path); err != nil {
		return false, fmt.Errorf("back the corpus up: %w", err)
	}
	// A backup that is not sound is worse than none: it would take the place of
	// one that is.
	if err := checkBackup(ctx, path); err != nil {
		os.Remove(path)
		return false, fmt.Errorf("check the backup %s: %w", path, err)
	}
	for _, old := range backups[min(max(keep-1, 0), len(backups)):] {
		if err := os.Remove(old.Path); err != nil {
			return true, fmt.Errorf("drop an old backup: %w", err)
		}
	}
	return true, nil
}

// checkBackup reads a backup whole, as a restore would have to.
func checkBackup(ctx context.Context, path string) error {
	backup, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	found, err := backup.store.Check(ctx, nil)
	err = errors.Join(err, backup.Close())
	for _, f := range found {
		// What is wrong with the corpus itself is no fault of the copy.
		if f.Kind == store.FaultFile {
			err = errors.Join(err, fmt.Errorf("%s: %w", f.What, corpus.ErrDamaged))
		}
	}
	return err
}

// Restore writes a backup as a corpus of its own beside the damaged or mistaken
// one, which is never overwritten, and returns its path.
func Restore(ctx context.Context, backup, besides string) (string, error) {
	base := strings.TrimSuffix(besides, filepath.Ext(besides)) + " restored"
	for n := 1; n < 1000; n++ {
		path := base + ".quoth"
		if n > 1 {
			path = fmt.Sprintf("%s %d.quoth", base, n)
		}
		a, err := Open(ctx, backup, Options{ReadOnly: true})
		if err != nil {
			return "", fmt.Errorf("open the backup: %w", err)
		}
		err = errors.Join(a.CopyCorpus(ctx, path), a.Close())
		if !errors.Is(err, fs.ErrExist) {
			return path, err
		}
	}
	return "", fmt.Errorf("restore beside %s: %w", besides, fs.ErrExist)
}
