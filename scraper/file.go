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
	"quoth/scraper/archive"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
)

// readable are the endings of files that a folder is searched for, beside those
// of web archives.
var readable = map[string]bool{
	".html": true, ".htm": true, ".xhtml": true, ".txt": true, ".text": true, ".md": true,
	".docx": true, ".xlsx": true, ".xlsm": true, ".csv": true, ".tsv": true, ".eml": true, ".pdf": true, ".opml": true,
}

func isReadable(path string) bool {
	return readable[strings.ToLower(filepath.Ext(path))] || archive.Is(path)
}

// listFolder lists the files of a folder and the folders below it, in order.
// Hidden files and the parts of saved pages are left out; links are not
// followed, so that nothing outside the folder is read.
func listFolder(ctx context.Context, self Item) (*listing, error) {
	root := self.URL
	list := &listing{}
	others, hidden := 0, 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		item := Item{
			Input:  Input{Kind: File, Value: path, Import: self.Input.Import},
			URL:    path,
			Label:  path,
			Parent: root,
		}
		switch {
		case err != nil && path == root:
			return err
		case err != nil:
			item.wrong = fmt.Errorf("read the folder %s: %w", path, err)
			list.items = append(list.items, item)
		case entry.IsDir() && path != root && (strings.HasPrefix(entry.Name(), ".") || archive.IsSavedParts(path)):
			hidden++
			return fs.SkipDir
		case entry.IsDir():
		case strings.HasPrefix(entry.Name(), "."):
			hidden++
		case !entry.Type().IsRegular() || !isReadable(path):
			others++
		default:
			list.items = append(list.items, item)
		}
		return nil
	})
	if err == nil && len(list.items) == 0 {
		err = errors.New(
			"it holds no file that can be read (.html, .txt, .docx, .csv, .xlsx, .eml, .pdf, .warc, .wacz, .mhtml)",
		)
	}
	if err != nil {
		return nil, fmt.Errorf("the folder %s: %w", root, err)
	}
	list.leave(others, "links and files of other kinds left out")
	list.leave(hidden, "hidden files and folders and parts of saved pages left out")
	return list, nil
}

// file reads a file of the user's: a web archive, an export, a table, a saved
// page or a text.
func (s *Scraper) file(ctx context.Context, item Item) (got, error) {
	if archive.Is(item.URL) {
		list, err := listArchive(ctx, item)
		return got{list: list}, err
	}
	body, err := readFile(item.URL, bulk.MaxBytes)
	if err != nil {
		return got{}, err
	}
	name := filepath.Base(item.URL)
	if strings.EqualFold(filepath.Ext(name), ".opml") {
		list, err := listOPML(item, "", body)
		return got{list: list}, err
	}
	book, err := s.book(ctx, item, bulk.File{Name: name, Body: body})
	switch {
	case err != nil:
		return got{}, fmt.Errorf("read %s: %w", item.Label, err)
	case book != nil:
		return s.bulk(item, book, bulk.File{Name: name, Body: body})
	case len(body) > extract.MaxBytes:
		return got{}, fmt.Errorf("read %s: %w", item.Label, extract.ErrTooLarge)
	}
	return s.plainFile(item, item.Input.Import, name, body)
}

// plainFile reads a saved page or a text.
func (s *Scraper) plainFile(item Item, settings bulk.Settings, name string, body []byte) (got, error) {
	mediaType, address := "text/html", archive.SavedFrom(body)
	switch strings.ToLower(filepath.Ext(name)) {
	case ".txt", ".text", ".md":
		mediaType, address = "text/plain", ""
	}
	c, err := s.read(body, extract.Hint{URL: address}, mediaType == "text/plain")
	if err != nil {
		return got{}, fmt.Errorf("read %s: %w", item.Label, err)
	}
	c.Page = corpus.Page{
		MediaType: mediaType,
		Charset:   c.Page.Charset,
		URL:       "file:" + name,
		Fetched:   s.o.Now(),
		Body:      body,
	}
	setCorrectionsApart(&c)
	entry := bulk.Entry{Collected: c}
	settings.Apply(&entry, name)
	return got{article: &entry.Collected, doubts: entry.Doubts}, nil
}

func readFile(path string, limit int64) ([]byte, error) {
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
	body, err := io.ReadAll(io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case int64(len(body)) > limit:
		return nil, fmt.Errorf("read %s: it is larger than %d MB", path, limit>>20)
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
	c.Page = corpus.Page{
		MediaType: "text/plain",
		Charset:   "utf-8",
		URL:       "pasted text",
		Fetched:   s.o.Now(),
		Body:      item.Input.Body,
	}
	return got{article: &c}, nil
}
