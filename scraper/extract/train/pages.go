package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// page is a saved page with what a careful reader copied from it.
type page struct {
	set        string // "benchmark" or "news"
	key        string // as eval/extract.py names it
	path       string
	url        string
	publisher  string // the registrable domain of url; pages of one are never split
	language   string // empty where the set does not say
	paragraphs []string
}

// html reads the page's bytes. They are not kept: together the pages take more
// memory than all else.
func (p *page) html() ([]byte, error) {
	file, err := os.Open(p.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.path, err)
	}
	return io.ReadAll(unpacked)
}

// loadPages reads the gold of both page sets below folder.
func loadPages(folder string) ([]*page, error) {
	var truth map[string]struct{ ArticleBody, URL string }
	data, err := os.ReadFile(filepath.Join(folder, "benchmark", "ground-truth.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		return nil, fmt.Errorf("ground-truth.json: %w", err)
	}
	var pages []*page
	for key, gold := range truth {
		pages = append(pages, &page{
			set: "benchmark", key: key, path: filepath.Join(folder, "benchmark", key+".html.gz"),
			url: gold.URL, paragraphs: strings.Split(gold.ArticleBody, "\n"),
		})
	}
	sort.Slice(pages, func(i, j int) bool { return pages[i].key < pages[j].key })
	news, err := loadNews(filepath.Join(folder, "news"))
	if err != nil {
		return nil, err
	}
	pages = append(pages, news...)
	for _, p := range pages {
		p.publisher = publisher(p.url)
	}
	return pages, nil
}

func loadNews(folder string) ([]*page, error) {
	file, err := os.Open(filepath.Join(folder, "gold.jsonl"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var pages []*page
	for lines := json.NewDecoder(file); ; {
		var gold struct {
			File, URL, Language string
			Paragraphs          []string
		}
		if err := lines.Decode(&gold); err == io.EOF {
			return pages, nil
		} else if err != nil {
			return nil, fmt.Errorf("gold.jsonl: %w", err)
		}
		pages = append(pages, &page{
			set: "news", key: gold.File, path: filepath.Join(folder, gold.File), url: gold.URL,
			language: gold.Language, paragraphs: gold.Paragraphs,
		})
	}
}

func publisher(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(u.Hostname())
	if err != nil {
		return u.Hostname()
	}
	return domain
}
