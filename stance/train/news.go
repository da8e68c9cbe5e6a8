package main

import (
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quoth/corpus"
	"quoth/stance/suggest"
)

//go:embed news.tsv
var judgedNews string

// readNews adds the judged quotes of news.tsv, whose words it takes from the articles
// of data/news.
func readNews(data string, examples []suggest.Example) ([]suggest.Example, error) {
	articles, err := readArticles(filepath.Join(data, "data", "news", "articles.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(judgedNews) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 4 {
			return nil, fmt.Errorf("news.tsv: %q", line)
		}
		var parts []string
		for _, stretch := range strings.Split(fields[2], ",") {
			var from, to int
			if _, err := fmt.Sscanf(
				stretch,
				"%d-%d",
				&from,
				&to,
			); err != nil || from < 0 || from > to ||
				to > len(articles[fields[1]]) {
				return nil, fmt.Errorf("news.tsv: the stretch %s of %s", stretch, fields[1])
			}
			parts = append(parts, strings.ReplaceAll(string(articles[fields[1]][from:to]), "\n", " "))
		}
		i := slices.IndexFunc(examples, func(e suggest.Example) bool { return e.Target == fields[0] })
		if i < 0 {
			i = len(examples)
			examples = append(examples, suggest.Example{Target: fields[0]})
		}
		examples[i].Quotes = append(
			examples[i].Quotes,
			suggest.Quote{Text: strings.Join(parts, " … "), Stance: corpus.Stance(fields[3])},
		)
	}
	return examples, nil
}

func readArticles(path string) (map[string][]rune, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := map[string][]rune{}
	for lines := json.NewDecoder(unpacked); ; {
		var a struct{ ID, Title, Text string }
		switch err := lines.Decode(&a); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out[a.ID] = []rune(a.Title + "\n\n" + a.Text)
	}
}
