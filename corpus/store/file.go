package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
)

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

// takeLock takes the writer's lock, a file beside the corpus. The system
// releases it when its process ends, however it ends.
func takeLock(path string) (*flock.Flock, error) {
	for range lockAttempts {
		lock := flock.New(path + lockSuffix)
		ok, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock the corpus %s: %w", path, err)
		}
		if !ok {
			return nil, fmt.Errorf("open %s for writing: %w: close it there, or open it for reading", path, corpus.ErrLocked)
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
