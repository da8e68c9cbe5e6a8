package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"quoth/corpus"
	"quoth/scraper/archive"
)

// ArchiveReport says what went into an archive.
type ArchiveReport struct {
	Pages   int // distinct pages, every version of an article
	LeftOut int // pages of files and pasted texts, which have no address to be replayed at
}

// ArchiveFormats are the names WriteArchive knows.
func ArchiveFormats() []string { return []string{"warc", "wacz"} }

// WriteArchive writes the pages of articles as they were fetched, so that they
// can be replayed elsewhere; nil articles mean all. format is one of
// ArchiveFormats. progress is called with the number of articles done; it may be nil.
func (a *App) WriteArchive(
	ctx context.Context,
	w io.Writer,
	format string,
	articles []corpus.ArticleID,
	progress func(done int),
) (ArchiveReport, error) {
	var put func(*archive.Capture, string) error
	end := func() error { return nil }
	switch format {
	case "warc":
		warc := archive.NewWriter(w, UserAgent, a.options.Now)
		put = func(c *archive.Capture, _ string) error { return warc.Write(c) }
	case "wacz":
		wacz, err := archive.NewWACZWriter(w, UserAgent, a.options.Now)
		if err != nil {
			return ArchiveReport{}, fmt.Errorf("write the archive: %w", err)
		}
		put, end = wacz.Write, wacz.Close
	default:
		return ArchiveReport{}, fmt.Errorf(
			"there is no archive format %q; use one of %s: %w",
			format,
			strings.Join(ArchiveFormats(), ", "),
			corpus.ErrInvalid,
		)
	}
	report, err := a.writePages(ctx, articles, put, progress)
	if err == nil {
		err = end()
	}
	if err != nil {
		return report, fmt.Errorf("write the archive: %w", err)
	}
	return report, nil
}

func (a *App) writePages(
	ctx context.Context,
	articles []corpus.ArticleID,
	put func(*archive.Capture, string) error,
	progress func(int),
) (ArchiveReport, error) {
	var report ArchiveReport
	written := map[corpus.PageHash]bool{}
	done := 0
	one := func(id corpus.ArticleID) error {
		article, err := a.store.Article(ctx, id)
		if err != nil {
			return err
		}
		versions, err := a.store.Versions(ctx, id)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if written[v.Page] {
				continue
			}
			written[v.Page] = true
			page, err := a.store.Page(ctx, v.Page)
			if err != nil {
				return err
			}
			if !strings.HasPrefix(page.URL, "http://") && !strings.HasPrefix(page.URL, "https://") {
				report.LeftOut++
				continue
			}
			if err := put(captureOf(page), article.Title); err != nil {
				return err
			}
			report.Pages++
		}
		if done++; progress != nil {
			progress(done)
		}
		return ctx.Err()
	}
	if articles != nil {
		for _, id := range articles {
			if err := one(id); err != nil {
				return report, err
			}
		}
		return report, nil
	}
	for id, err := range a.store.ArticleIDs(ctx) {
		if err == nil {
			err = one(id)
		}
		if err != nil {
			return report, err
		}
	}
	return report, nil
}

// captureOf is a page as an archive holds it: at the address where it was found.
func captureOf(p corpus.Page) *archive.Capture {
	c := &archive.Capture{
		URL: p.URL, Redirects: p.Redirects, When: p.Fetched, ContentType: p.MediaType,
		ETag: p.ETag, LastModified: p.Modified, Notes: p.Notes, Body: p.Body,
	}
	if n := len(p.Redirects); n > 0 {
		c.URL, c.Asked = p.Redirects[n-1], p.URL
	}
	if p.Charset != "" {
		c.ContentType += "; charset=" + p.Charset
	}
	return c
}
