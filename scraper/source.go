package scraper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/mmcdole/gofeed"

	"quoth/corpus"
	"quoth/scraper/extract"
	"quoth/scraper/fetch"
)

// items lists what an input holds: itself, or the entries of a feed or folder.
func (s *Scraper) items(ctx context.Context, in Input) iter.Seq2[Item, error] {
	if in.Kind == "" {
		in.Kind = Detect(in.Value)
	}
	switch in.Kind {
	case Feed:
		return s.feedItems(ctx, in)
	case Folder:
		return folderItems(in)
	case Text:
		label := in.Title
		if label == "" {
			label = "pasted text"
		}
		return single(Item{Input: in, Label: label})
	case URL:
		if looksLikeFeed(in.Value) {
			in.Kind = Feed
			return s.feedItems(ctx, in)
		}
		return single(Item{Input: in, URL: strings.TrimSpace(in.Value), Label: strings.TrimSpace(in.Value)})
	case File:
		return single(Item{Input: in, URL: in.Value, Label: in.Value})
	}
	return func(yield func(Item, error) bool) {
		yield(Item{Input: in, Label: in.Value}, fmt.Errorf("%s: there is no kind of input %q", in.Value, in.Kind))
	}
}

func single(item Item) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) { yield(item, nil) }
}

// looksLikeFeed holds for addresses that feeds have.
func looksLikeFeed(address string) bool {
	lower := strings.ToLower(strings.TrimSuffix(strings.TrimSpace(address), "/"))
	for _, end := range []string{".rss", ".atom", "/feed", "/rss", "/atom", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// feedItem is what a feed says of an entry; it fills what the page leaves out.
type feedItem struct {
	title     string
	published corpus.Date
	authors   []string
}

func (f *feedItem) fill(a *corpus.Article) {
	if f == nil {
		return
	}
	if a.FieldOrigins == nil {
		a.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	if a.Title == "" && f.title != "" {
		a.Title, a.FieldOrigins["title"] = f.title, corpus.FromFeed
	}
	if a.Published.IsZero() && !f.published.IsZero() {
		a.Published, a.FieldOrigins["published"] = f.published, corpus.FromFeed
	}
	if len(a.Authors) == 0 && len(f.authors) > 0 {
		a.Authors, a.FieldOrigins["authors"] = f.authors, corpus.FromFeed
	}
}

// maxFeedItems bounds what one feed may ask us to fetch.
const maxFeedItems = 2000

// feedItems fetches a feed (RSS, Atom, JSON Feed) and lists its entries.
func (s *Scraper) feedItems(ctx context.Context, in Input) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		self := Item{Input: in, URL: in.Value, Label: in.Value}
		response, err := s.client.Get(ctx, fetch.Request{URL: strings.TrimSpace(in.Value)})
		if err != nil {
			yield(self, err)
			return
		}
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(response.Body))
		if err != nil {
			yield(self, fmt.Errorf("read the feed %s: %w", in.Value, err))
			return
		}
		base, err := url.Parse(response.Final)
		if err != nil {
			yield(self, err)
			return
		}
		for i, entry := range feed.Items {
			if i == maxFeedItems {
				yield(self, fmt.Errorf("the feed %s has more than %d entries; the rest was left out", in.Value, maxFeedItems))
				return
			}
			link, err := base.Parse(strings.TrimSpace(entry.Link))
			if entry.Link == "" || err != nil {
				if !yield(self, fmt.Errorf("an entry of the feed %s (%q) has no address", in.Value, entry.Title)) {
					return
				}
				continue
			}
			item := Item{Input: Input{Kind: URL, Value: link.String()}, URL: link.String(), Label: link.String(), Parent: in.Value, feed: readEntry(entry)}
			if !yield(item, nil) {
				return
			}
		}
	}
}

func readEntry(entry *gofeed.Item) *feedItem {
	f := &feedItem{title: strings.TrimSpace(entry.Title)}
	if entry.PublishedParsed != nil {
		f.published = corpus.Date{Time: *entry.PublishedParsed}
	}
	for _, author := range entry.Authors {
		if author.Name != "" {
			f.authors = append(f.authors, author.Name)
		}
	}
	return f
}

// fileKinds are the endings of files that a folder is searched for.
var fileKinds = map[string]bool{".html": true, ".htm": true, ".xhtml": true, ".txt": true, ".text": true, ".md": true}

// folderItems lists the files of a folder and the folders below it, in order.
// Hidden files are left out, links are not followed.
func folderItems(in Input) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		found := false
		err := filepath.WalkDir(in.Value, func(path string, entry fs.DirEntry, err error) error {
			name := filepath.Base(path)
			switch {
			case err != nil:
				if !yield(Item{Input: in, URL: path, Label: path, Parent: in.Value}, fmt.Errorf("read the folder %s: %w", path, err)) {
					return fs.SkipAll
				}
				return nil
			case strings.HasPrefix(name, ".") && path != in.Value:
				if entry.IsDir() {
					return fs.SkipDir
				}
				return nil
			case !entry.Type().IsRegular() || !fileKinds[strings.ToLower(filepath.Ext(path))]:
				return nil
			}
			found = true
			if !yield(Item{Input: Input{Kind: File, Value: path}, URL: path, Label: path, Parent: in.Value}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err == nil && !found {
			err = errors.New("it holds no .html or .txt files")
		}
		if err != nil {
			yield(Item{Input: in, URL: in.Value, Label: in.Value}, fmt.Errorf("the folder %s: %w", in.Value, err))
		}
	}
}

// file reads a file of the user's.
func (s *Scraper) file(item Item) (corpus.Collected, error) {
	body, err := readFile(item.URL)
	if err != nil {
		return corpus.Collected{}, err
	}
	var c corpus.Collected
	mediaType := "text/html"
	switch strings.ToLower(filepath.Ext(item.URL)) {
	case ".txt", ".text", ".md":
		mediaType = "text/plain"
		c, err = s.extractor.Text(body, extract.Hint{})
	default:
		c, err = s.extractor.HTML(body, extract.Hint{})
	}
	if err != nil {
		return c, fmt.Errorf("read %s: %w", item.Label, err)
	}
	c.Page = corpus.Page{MediaType: mediaType, Charset: c.Page.Charset, URL: "file:" + filepath.Base(item.URL), Fetched: s.o.Now(), Body: body}
	return c, nil
}

func readFile(path string) ([]byte, error) {
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
