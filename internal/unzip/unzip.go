// Package unzip reads ZIP files that may come from anywhere: what would unpack to far
// more than it holds is refused by what the file says of itself, before a byte of it
// is unpacked; one that says too little there is read no further than it says.
package unzip

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
)

// ErrBomb is a file that unpacks to far more than it holds.
var ErrBomb = errors.New("it unpacks to far more than it holds")

const (
	// maxRatio is from how many unpacked bytes to one packed a member is called a
	// bomb. Text in XML packs to a tenth or twentieth, tables of equal rows to a
	// hundredth; the packing itself reaches a thousandth.
	maxRatio = 200
	// ratioFrom is up to where the ratio is nobody's harm.
	ratioFrom = 16 << 20
	// maxMembers bounds the list of contents.
	maxMembers = 200_000
)

// Open reads the list of contents of size bytes. most is what all of it may unpack
// to.
func Open(r io.ReaderAt, size, most int64) (*zip.Reader, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	if len(archive.File) > maxMembers {
		return nil, fmt.Errorf("it holds %d files: %w", len(archive.File), ErrBomb)
	}
	var packed, unpacked uint64
	for _, f := range archive.File {
		if f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64 {
			return nil, fmt.Errorf("%s in it: %w", f.Name, ErrBomb)
		}
		packed += min(f.CompressedSize64, uint64(size)+1)
		unpacked += min(f.UncompressedSize64, uint64(most)+1)
	}
	switch {
	case packed > uint64(size):
		return nil, fmt.Errorf("its parts lie on top of each other: %w", ErrBomb)
	case unpacked > uint64(most):
		return nil, fmt.Errorf("it unpacks to more than %d MB: %w", most>>20, ErrBomb)
	}
	return archive, nil
}

// Read reads a member of an archive that Open has looked at. It is not made in its
// full size at once: what the list of contents says may still be a lie, which the
// reader of the standard library finds when more comes than was said.
func Read(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

// Check reads all members and keeps none, for readers of others that believe what
// the list of contents says.
func Check(archive *zip.Reader) error {
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			return fmt.Errorf("open %s in it: %w", f.Name, err)
		}
		_, err = io.Copy(io.Discard, in)
		in.Close()
		if err != nil {
			return fmt.Errorf("unpack %s in it: %w", f.Name, err)
		}
	}
	return nil
}
