package exchange

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxMember and maxUnpacked bound what a packed file may unpack to: it may come
// from anywhere.
const (
	maxMember   = 512 << 20
	maxUnpacked = 2 << 30
)

// pack is a ZIP file in memory, read member by member.
type pack struct {
	files    map[string]*zip.File // by name in lower case: programs disagree about the case of folders
	byBase   map[string]*zip.File // by the last part of the name
	unpacked int64
}

func openPack(body []byte) (*pack, error) {
	r, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
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
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	defer in.Close()
	body, err := io.ReadAll(io.LimitReader(in, maxMember+1))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	p.unpacked += int64(len(body))
	if len(body) > maxMember || p.unpacked > maxUnpacked {
		return nil, fmt.Errorf("unpack %s: it is larger than any project", f.Name)
	}
	return body, nil
}

// looksPacked reports whether a file begins as a ZIP file does.
func looksPacked(f File) bool { return bytes.HasPrefix(f.Body, []byte("PK\x03\x04")) }
