package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"quoth/corpus"
)

// The header of an SQLite file, https://sqlite.org/fileformat2.html#the_database_header.
const (
	headerBytes       = 100
	headerMagic       = "SQLite format 3\x00"
	writeVersionAt    = 18 // 2 in WAL mode
	applicationAt     = 68 // four bytes, big-endian
	walWriteVersion   = 2
	walSuffix         = "-wal"
	lockSuffix        = ".lock"
	lockAttempts      = 10
	probeFileTemplate = ".quoth-probe-*"
	newFileTemplate   = ".quoth-new-*"
	fileMode          = 0o600 // a corpus holds what its owner thinks of people
	leftOverAfter     = time.Hour
)

// resolve finds the file that a path names, through symbolic links, so that its
// lock and its log lie beside the file itself. It refuses what would not end, a
// pipe or a device, and what is no file.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return path, err
	}
	info, err := os.Stat(real)
	if err != nil {
		return real, err
	}
	if !info.Mode().IsRegular() {
		return real, fmt.Errorf("it is %s, not a file: %w", kindOf(info.Mode()), corpus.ErrNotACorpus)
	}
	return real, nil
}

func kindOf(mode os.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&os.ModeNamedPipe != 0:
		return "a pipe"
	case mode&os.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// sweep removes the hidden files that killed programs left in a folder; those of
// the last hour may be in use.
func sweep(folder string) {
	for _, template := range []string{probeFileTemplate, newFileTemplate} {
		found, _ := filepath.Glob(filepath.Join(folder, template))
		for _, path := range found {
			if info, err := os.Lstat(
				path,
			); err == nil && info.Mode().IsRegular() &&
				time.Since(info.ModTime()) > leftOverAfter {
				os.Remove(path) // best effort
			}
		}
	}
}

// location is a path as SQLite reads addresses: with slashes alone, a drive of Windows
// after one of them, a share of a network after four.
func location(path, query string) string {
	path = filepath.ToSlash(path)
	switch {
	case filepath.VolumeName(path) != "" && !strings.HasPrefix(path, "/"):
		path = "/" + path
	case strings.HasPrefix(path, "//"):
		path = "//" + path
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query}).String()
}

// place gives a finished file its name, which nobody may have taken meanwhile.
func place(from, to string) error {
	err := os.Link(from, to)
	switch {
	case errors.Is(err, os.ErrExist):
		return err
	case err == nil:
		err = os.Remove(from)
	default: // a file system without links
		if exists(to) {
			return fmt.Errorf("%s: %w", to, os.ErrExist)
		}
		err = os.Rename(from, to)
	}
	if err != nil {
		return err
	}
	syncFolder(filepath.Dir(to))
	return nil
}

// syncFolder puts the names of a folder on the disk. Not every system can.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		folder.Sync()
		folder.Close()
	}
}

func readHeader(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, headerBytes)
	_, err = io.ReadFull(file, head)
	return head, err
}

// checkFile refuses what is no corpus before SQLite touches it: opening a file
// for writing would change its mode.
func checkFile(path string) error {
	head, err := readHeader(path)
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("open the corpus %s: %w", path, err)
	}
	if err != nil || string(head[:len(headerMagic)]) != headerMagic {
		return fmt.Errorf("open %s: %w", path, corpus.ErrNotACorpus)
	}
	// The mark of a file whose writer was killed may still lie in its log.
	if binary.BigEndian.Uint32(head[applicationAt:]) != applicationID && !exists(path+walSuffix) {
		return fmt.Errorf("open %s: %w", path, corpus.ErrNotACorpus)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// needsImmutable holds for a file in WAL mode without a log in a folder where
// none can be made: read-only media.
func needsImmutable(path string) bool {
	head, err := readHeader(path)
	if err != nil || head[writeVersionAt] != walWriteVersion || exists(path+walSuffix) {
		return false
	}
	probe, err := os.CreateTemp(filepath.Dir(path), probeFileTemplate)
	if err != nil {
		return true
	}
	probe.Close()
	os.Remove(probe.Name())
	return false
}

// locks are what the writer of a corpus holds: a file beside it, which other
// machines see too, and the file itself under whatever name it has. The system
// releases both when the process ends, however it ends.
type locks struct {
	beside *flock.Flock
	inode  *os.File
}

// takeLocks takes the writer's locks.
func takeLocks(path string) (*locks, error) {
	beside, err := lockBeside(path)
	if err != nil {
		return nil, err
	}
	inode, err := lockInode(path, true)
	if err != nil {
		os.Remove(beside.Path())
		beside.Unlock()
		return nil, fmt.Errorf("open %s for writing: %w", path, err)
	}
	return &locks{beside, inode}, nil
}

func (l *locks) release() error {
	if l == nil {
		return nil
	}
	var errs []error
	if l.beside != nil {
		os.Remove(l.beside.Path()) // best effort; an unlocked leftover does no harm
		errs = append(errs, l.beside.Unlock())
	}
	if l.inode != nil {
		errs = append(errs, l.inode.Close())
	}
	return errors.Join(errs...)
}

func lockBeside(path string) (*flock.Flock, error) {
	for range lockAttempts {
		lock := flock.New(path+lockSuffix, flock.SetPermissions(fileMode))
		ok, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock the corpus %s: %w", path, err)
		}
		if !ok {
			return nil, fmt.Errorf(
				"open %s for writing: %w: close it there, or open it for reading",
				path,
				corpus.ErrLocked,
			)
		}
		// Its last owner may have removed the file between our opening and
		// locking it: then we hold a lock that nobody else can see.
		held, heldErr := lock.Stat()
		seen, seenErr := os.Stat(lock.Path())
		if heldErr == nil && seenErr == nil && os.SameFile(held, seen) {
			return lock, nil
		}
		if err := lock.Unlock(); err != nil {
			return nil, fmt.Errorf("lock the corpus %s: %w", path, err)
		}
	}
	return nil, fmt.Errorf("open %s for writing: %w", path, corpus.ErrLocked)
}
