// Package polnear reads the articles that attribution is trained on, which lie
// beside the project and are no part of it.
package polnear

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Article is an article of PolNeAR with its attributions and automatic layers;
// spans count code points.
type Article struct {
	ID, Publisher, Text string
	Attributions        []struct {
		Kind                 string
		Source, Cue, Content [][2]int
	}
	Sentences []struct {
		S, E     []int
		POS, NER []string
	}
	Coref [][][3]int // chains of mentions: start, end, sentence
}

// Read reads a part of PolNeAR: "train.jsonl.gz" or "dev.jsonl.gz" below the
// folder of all data.
func Read(data, part string) ([]Article, error) {
	path := filepath.Join(data, "data", "polnear", part)
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return Lines[Article](unzipped, path)
}

// Lines reads one JSON object a line; name is said in errors.
func Lines[T any](r io.Reader, name string) ([]T, error) {
	var out []T
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<26)
	for n := 1; lines.Scan(); n++ {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		out = append(out, one)
	}
	return out, lines.Err()
}
