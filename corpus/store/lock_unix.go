//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"quoth/corpus"
)

// lockInode locks the file itself, so that neither a hard link nor a new name
// lets a second writer in, whose log would destroy it. A file of several names is
// refused: its log lies beside one of them, and the others do not see it. Where
// the file system knows no such locks, the file is nil. On a network file system
// they would be those of SQLite and are left alone.
//
// The file is to be closed after the database: closing it drops SQLite's locks.
func lockInode(path string, write bool) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Nlink > 1 && write {
		file.Close()
		return nil, fmt.Errorf(
			"the file has %d names (hard links), and a writer through another name would destroy it; copy it to a file of its own and open that: %w",
			stat.Nlink,
			corpus.ErrUnsupported,
		)
	}
	if onNetwork(file) {
		file.Close()
		return nil, nil
	}
	how := syscall.LOCK_EX
	if !write {
		how = syscall.LOCK_SH
	}
	err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	switch {
	case err == nil:
		return file, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		file.Close()
		return nil, fmt.Errorf("%w under another name: close it there, or open it for reading", corpus.ErrLocked)
	}
	file.Close()
	return nil, nil
}

// refuseOtherNames refuses to read a file of several names while it is written
// through one of them: its newest acts lie beside that name, and what is folded in
// meanwhile would be read in halves.
func refuseOtherNames(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Nlink < 2 {
		return nil
	}
	file, err := lockInode(path, false)
	if file != nil {
		file.Close()
	}
	return err
}
