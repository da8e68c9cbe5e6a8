package exchange

import (
	"bufio"
	"errors"
	"io"
	"os"
)

// spool keeps a part of a file aside until those before it are known, on disk, so
// that memory does not grow with the corpus.
type spool struct {
	file *os.File
	*bufio.Writer
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "quoth-export-*")
	if err != nil {
		return nil, err
	}
	return &spool{file, bufio.NewWriterSize(file, 64<<10)}, nil
}

// pour writes all that was kept aside and removes it.
func (s *spool) pour(w io.Writer) error {
	err := s.Flush()
	if err == nil {
		_, err = s.file.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(w, s.file)
	}
	return errors.Join(err, s.drop())
}

func (s *spool) drop() error {
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}

// dropper is a writer that keeps parts aside; drop removes them when an export is
// given up before Close.
type dropper interface{ drop() }

// Abandon gives an export up: what a writer kept aside is removed.
func Abandon(w Writer) {
	if d, ok := w.(dropper); ok {
		d.drop()
	}
}
