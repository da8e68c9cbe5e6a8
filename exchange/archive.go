package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"quoth/internal/unzip"
)

// maxUnpacked bounds what a packed file may unpack to: it may come from anywhere.
const maxUnpacked = 2 << 30

// pack is a ZIP file in memory, read member by member.
type pack struct {
	files  map[string]*zip.File // by name in lower case: programs disagree about the case of folders
	byBase map[string]*zip.File // by the last part of the name
}

func openPack(body []byte) (*pack, error) {
	r, err := unzip.Open(bytes.NewReader(body), int64(len(body)), maxUnpacked)
	switch {
	case errors.Is(err, unzip.ErrBomb):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("it is not a ZIP file: %w", err)
	}
	p := &pack{files: map[string]*zip.File{}, byBase: map[string]*zip.File{}}
	for _, f := range r.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		p.files[name] = f
		p.byBase[path.Base(name)] = f
	}
	return p, nil
}

// find is a member by its name, or by the last part of it; nil for none.
func (p *pack) find(name string) *zip.File {
	name = strings.ToLower(name)
	if f := p.files[name]; f != nil {
		return f
	}
	return p.byBase[path.Base(name)]
}

func (p *pack) read(f *zip.File) ([]byte, error) {
	body, err := unzip.Read(f)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	return body, nil
}

// looksPacked reports whether a file begins as a ZIP file does.
func looksPacked(f File) bool { return bytes.HasPrefix(f.Body, []byte("PK\x03\x04")) }
