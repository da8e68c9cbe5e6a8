package exchange

import (
	"archive/zip"
	"io"
	"time"
)

// files is where a format of several files puts them: a ZIP file or a folder.
// Creating one finishes the one before.
type files interface {
	create(name string) (io.Writer, error)
	close() error
}

// newFiles packs the files into w, unless there is a folder for them.
func newFiles(w io.Writer, o Options) files {
	if o.Create != nil {
		return &loose{make: o.Create}
	}
	return packed{zip.NewWriter(w), o.When.UTC()}
}

type packed struct {
	zip  *zip.Writer
	when time.Time
}

func (p packed) create(name string) (io.Writer, error) {
	return p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.when})
}

func (p packed) close() error { return p.zip.Close() }

type loose struct {
	make func(name string) (io.WriteCloser, error)
	last io.WriteCloser
}

func (f *loose) create(name string) (io.Writer, error) {
	if err := f.close(); err != nil {
		return nil, err
	}
	var err error
	f.last, err = f.make(name)
	return f.last, err
}

func (f *loose) close() error {
	if f.last == nil {
		return nil
	}
	err := f.last.Close()
	f.last = nil
	return err
}
