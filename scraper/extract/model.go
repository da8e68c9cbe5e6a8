package extract

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"quoth/scraper/extract/forest"
)

// Model reports how likely each block of a page belongs to the article. First looks
// at the block and what stands around it, Second also at what First thinks of
// the other blocks. The scraper/extract.md beside the weights is its card.
type Model struct {
	Words         map[string]float32 // what the words of classes and ids are evidence for, as log odds
	TextWords     map[uint64]float32 // the same for the words of the text itself, as hashes, so that no text is kept
	First, Second *forest.Forest
}

// The files of the model below a folder of models.
const (
	wordsFile  = "scraper/words.tsv"
	firstFile  = "scraper/first.trees"
	secondFile = "scraper/second.trees"
)

// LoadModel reads the weights. It refuses trees of other features than ours.
func LoadModel(models fs.FS) (*Model, error) {
	m := &Model{Words: map[string]float32{}, TextWords: map[uint64]float32{}}
	data, err := fs.ReadFile(models, wordsFile)
	if err != nil {
		return nil, fmt.Errorf("read the block model: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "# ") {
			continue
		}
		word, value, _ := strings.Cut(lines.Text(), "\t")
		odds, err := strconv.ParseFloat(value, 32)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: want a word, a tab and a number", wordsFile, n)
		}
		if hash, err := strconv.ParseUint(
			strings.TrimPrefix(word, "#"),
			16,
			64,
		); strings.HasPrefix(word, "#") &&
			err == nil {
			m.TextWords[hash] = float32(odds)
		} else {
			m.Words[word] = float32(odds)
		}
	}
	for _, part := range []struct {
		file string
		to   **forest.Forest
	}{{firstFile, &m.First}, {secondFile, &m.Second}} {
		data, err := fs.ReadFile(models, part.file)
		if err != nil {
			return nil, fmt.Errorf("read the block model: %w", err)
		}
		if *part.to, err = forest.Decode(bytes.NewReader(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", part.file, err)
		}
	}
	if first, second := FeatureNames(); m.First.Features() != len(first) || m.Second.Features() != len(second) {
		return nil, fmt.Errorf(
			"the block model asks for %d and %d features, there are %d and %d: run make train",
			m.First.Features(),
			m.Second.Features(),
			len(first),
			len(second),
		)
	}
	return m, nil
}

// Write keeps the weights below a folder of models.
func (m *Model) Write(folder string) error {
	if err := os.MkdirAll(filepath.Join(folder, "scraper"), 0o755); err != nil {
		return err
	}
	words := make([]string, 0, len(m.Words))
	for w := range m.Words {
		words = append(words, w)
	}
	sort.Strings(words)
	var b bytes.Buffer
	b.WriteString(
		"# Words of classes and ids, and their log odds for standing around an article's text; behind # the hashes of words of the text itself. Trained by scraper/extract/train; see extract.md.\n",
	)
	for _, w := range words {
		fmt.Fprintf(&b, "%s\t%.2f\n", w, m.Words[w])
	}
	hashes := make([]uint64, 0, len(m.TextWords))
	for h := range m.TextWords {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for _, h := range hashes {
		fmt.Fprintf(&b, "#%x\t%.2f\n", h, m.TextWords[h])
	}
	if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(wordsFile)), b.Bytes(), 0o644); err != nil {
		return err
	}
	for file, f := range map[string]*forest.Forest{firstFile: m.First, secondFile: m.Second} {
		var b bytes.Buffer
		if err := f.Encode(&b); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(file)), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// FeatureNames are the names of the features that First and Second look at, in
// their order.
func FeatureNames() (first, second []string) {
	s := &surveyor{survey: &survey{names: map[string]*nameInfo{}, metas: map[string][]string{}}}
	s.elements = []element{{parent: -1, name: noName}}
	s.blocks = []candidate{{}}
	v := (&Extractor{junk: &junkTable{}}).newView(&meta{survey: s.survey})
	rows := v.rows(&first)
	v.contextRows(rows, []float32{0}, &second)
	return first, append(append([]string{}, first...), second...)
}

// probabilities reports for each block how likely it belongs to the article.
func (m *Model) probabilities(v *view) []float32 {
	v.weigh(func(word string) float32 { return m.Words[word] })
	v.textWords = m.TextWords
	rows := v.rows(nil)
	p := probabilities(m.First, rows)
	if m.Second == nil {
		return p
	}
	return probabilities(m.Second, v.contextRows(rows, p, nil))
}

func probabilities(f *forest.Forest, rows [][]float32) []float32 {
	p := f.Scores(rows)
	for i, odds := range p {
		p[i] = forest.Probability(odds)
	}
	return p
}
