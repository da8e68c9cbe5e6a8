package scraper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quoth/corpus"
	"quoth/scraper/extract"
)

// readable are the endings of files that a folder is searched for.
var readable = map[string]bool{".html": true, ".htm": true, ".xhtml": true, ".txt": true, ".text": true, ".md": true}

// listFolder lists the files of a folder and the folders below it, in order.
// Hidden files are left out; links are not followed, so that nothing outside
// the folder is read.
func listFolder(ctx context.Context, root string) (*listing, error) {
	list := &listing{}
	others := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		item := Item{Input: Input{Kind: File, Value: path}, URL: path, Label: path, Parent: root}
		switch {
		case err != nil && path == root:
			return err
		case err != nil:
			item.wrong = fmt.Errorf("read the folder %s: %w", path, err)
			list.items = append(list.items, item)
		case strings.HasPrefix(entry.Name(), ".") && path != root && entry.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(entry.Name(), "."), entry.IsDir():
		case !entry.Type().IsRegular() || !readable[strings.ToLower(filepath.Ext(path))]:
			others++
		default:
			list.items = append(list.items, item)
		}
		return nil
	})
	if err == nil && len(list.items) == 0 {
		err = errors.New("it holds no file that can be read (.html, .txt, .md)")
	}
	if err != nil {
		return nil, fmt.Errorf("the folder %s: %w", root, err)
	}
	if others > 0 {
		list.notes = append(list.notes, fmt.Sprintf("%d links and files of other kinds left out", others))
	}
	return list, nil
}

// file reads a file of the user's.
func (s *Scraper) file(item Item) (got, error) {
	body, err := readFile(item.URL)
	if err != nil {
		return got{}, err
	}
	mediaType := "text/html"
	switch strings.ToLower(filepath.Ext(item.URL)) {
	case ".txt", ".text", ".md":
		mediaType = "text/plain"
	}
	c, err := s.read(body, extract.Hint{}, mediaType == "text/plain")
	if err != nil {
		return got{}, fmt.Errorf("read %s: %w", item.Label, err)
	}
	c.Page = corpus.Page{MediaType: mediaType, Charset: c.Page.Charset, URL: "file:" + filepath.Base(item.URL), Fetched: s.o.Now(), Body: body}
	return got{article: &c}, nil
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such file; addresses begin with https://: %w", path, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("open the file: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", path) // a pipe or a device would not end
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, extract.MaxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case len(body) > extract.MaxBytes:
		return nil, fmt.Errorf("read %s: %w", path, extract.ErrTooLarge)
	}
	return body, nil
}

// pasted reads a text that somebody pasted.
func (s *Scraper) pasted(item Item) (got, error) {
	c, err := s.read(item.Input.Body, extract.Hint{}, true)
	if err != nil {
		return got{}, fmt.Errorf("read the pasted text: %w", err)
	}
	if item.Input.Title != "" {
		if c.Article.FieldOrigins == nil {
			c.Article.FieldOrigins = map[string]corpus.FieldOrigin{}
		}
		c.Article.Title, c.Article.FieldOrigins["title"] = item.Input.Title, corpus.FromCoder
	}
	c.Page = corpus.Page{MediaType: "text/plain", Charset: "utf-8", URL: "pasted text", Fetched: s.o.Now(), Body: item.Input.Body}
	return got{article: &c}, nil
}
