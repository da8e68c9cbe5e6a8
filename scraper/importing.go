package scraper

import (
	"context"
	"fmt"
	"path/filepath"

	"quoth/scraper/archive"
	"quoth/scraper/bulk"
	"quoth/scraper/fetch"
)

// book takes a file apart: in the format that the input names, else by its
// looks, with the settings of the input or those remembered for files of its
// kind; nil for an ordinary page or text.
func (s *Scraper) book(ctx context.Context, item Item, f bulk.File) (*bulk.Book, error) {
	settings := item.Input.Import
	if err := settings.Validate(); err != nil {
		return nil, fmt.Errorf("the settings for %s: %w", item.Label, err)
	}
	s.reading <- struct{}{}
	defer func() { <-s.reading }()
	if settings.Format != "" {
		format, err := bulk.ByName(settings.Format)
		if err != nil {
			return nil, err
		}
		return format.Read(ctx, f, settings, s.extractor)
	}
	return bulk.ReadGuessed(ctx, f, func(format *bulk.Format) bulk.Settings {
		if settings.IsZero() && s.o.Remembered != nil {
			if remembered, ok := s.o.Remembered(ctx, format.Key(ctx, f)); ok {
				return remembered
			}
		}
		return settings
	}, s.extractor)
}

// bulk hands out what a file holds. A file of one article is that article; of
// others, every article and every damaged one becomes an item of its own.
func (s *Scraper) bulk(item Item, book *bulk.Book, f bulk.File) (got, error) {
	now := s.o.Now()
	for i := range book.Entries {
		if page := &book.Entries[i].Collected.Page; page.Fetched.IsZero() {
			page.Fetched = now
		}
	}
	if len(book.Entries) == 1 && book.Announced <= 1 {
		only := &book.Entries[0]
		if only.Err != nil {
			return got{}, fmt.Errorf("read %s: %w", item.Label, only.Err)
		}
		return got{article: &only.Collected, doubts: only.Doubts}, nil
	}
	list := &listing{
		notes: append([]string{fmt.Sprintf("%d articles read as %s", book.Read(), book.Title())}, book.Notes...),
	}
	list.leave(book.Blank, "blank rows left out")
	if book.Announced > 0 {
		list.notes = append(list.notes, fmt.Sprintf("%d announced", book.Announced))
	}
	for i := range book.Entries {
		entry := &book.Entries[i]
		child := Item{
			Input: Input{Kind: File, Value: item.Input.Value}, URL: fmt.Sprintf("%s#%d", item.URL, i+1),
			Label: f.Name + ", " + entry.Label, Parent: item.URL,
		}
		if entry.Err != nil {
			child.wrong = fmt.Errorf("read %s: %w", child.Label, entry.Err)
		} else {
			child.ready = entry
		}
		list.items = append(list.items, child)
	}
	return got{list: list}, nil
}

// folder lists a folder; what was remembered for it goes with its files.
func (s *Scraper) folder(ctx context.Context, item Item) (*listing, error) {
	if item.Input.Import.IsZero() && s.o.Remembered != nil {
		if remembered, ok := s.o.Remembered(ctx, FolderKey(item.URL)); ok {
			item.Input.Import = remembered
		}
	}
	if err := item.Input.Import.Validate(); err != nil {
		return nil, fmt.Errorf("the settings for %s: %w", item.Label, err)
	}
	return listFolder(ctx, item)
}

// FolderKey is under what the import settings of a folder are remembered.
func FolderKey(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return "folder:" + filepath.ToSlash(path)
}

// listArchive lists the pages of a web archive; each is read when its turn
// comes.
func listArchive(ctx context.Context, self Item) (*listing, error) {
	entries, left, err := archive.List(ctx, self.URL)
	if err != nil {
		return nil, err
	}
	list := &listing{}
	for _, l := range left {
		list.leave(l.Count, l.Reason)
	}
	for i, entry := range entries {
		entry.URL, _ = withoutLogin(entry.URL)
		item := Item{
			Input: Input{Kind: File, Value: self.Input.Value}, URL: fmt.Sprintf("%s#%d", self.URL, i+1),
			Label: entry.URL, Parent: self.URL,
			load: func() (*archive.Capture, error) { return archive.Load(self.URL, entry) },
		}
		if item.Label == "" {
			item.Label = filepath.Base(item.URL)
		}
		if entry.Err != nil {
			item.wrong = fmt.Errorf("read %s: %w", filepath.Base(self.URL), entry.Err)
		}
		list.items = append(list.items, item)
	}
	return list, nil
}

// capture reads an article out of an archived page.
func (s *Scraper) capture(item Item) (got, error) {
	c, err := item.load()
	if err != nil {
		return got{}, err
	}
	c.URL, _ = withoutLogin(c.URL)
	c.Asked, _ = withoutLogin(c.Asked)
	for i := range c.Redirects {
		c.Redirects[i], _ = withoutLogin(c.Redirects[i])
	}
	response := &fetch.Response{
		URL: c.URL, Final: c.URL, Redirects: c.Redirects, ContentType: c.ContentType,
		ETag: c.ETag, LastModified: c.LastModified, Notes: c.Notes, Body: c.Body,
	}
	if c.Asked != "" {
		response.URL = c.Asked
	}
	if c.URL == "" {
		response.URL = "file:" + filepath.Base(item.Input.Value)
	}
	fetched := c.When
	if fetched.IsZero() {
		fetched = s.o.Now()
	}
	return s.page(item, response, fetched)
}
