package app

import (
	"context"
	"io/fs"
	"path/filepath"
	"sync"

	"quoth/assets"
	"quoth/corpus"
	"quoth/encoder"
	"quoth/stance/suggest"
)

// SuggestRow is one quote toward one target: judged, or in want of a suggestion.
type SuggestRow struct {
	Target string
	Text   string
	Stance corpus.Stance // empty where a suggestion is wanted
}

// vectorsFile names the encoder, since others have other vectors.
const vectorsFile = "vectors-minilm-l6"

// SuggestAnswer is the suggestion for a row.
type SuggestAnswer struct {
	Row int // its place among the rows given
	suggest.Suggestion
}

// Suggester suggests stances from those that were judged. It needs no corpus.
// Vectors of texts are kept in a file of the cache folder, without the texts.
type Suggester struct {
	vectors *encoder.Cache
	learner func(target string) (*suggest.Learner, error)
}

// NewSuggester returns a suggester that keeps what it has read in a folder;
// empty: the cache folder of the user (see Options.CacheDir).
func NewSuggester(cacheDir string) (*Suggester, error) {
	folder, err := cacheFolder(cacheDir)
	if err != nil {
		return nil, err
	}
	learner := sync.OnceValues(newLearner)
	return &Suggester{
		vectors: encoder.NewCache(filepath.Join(folder, vectorsFile), sync.OnceValues(loadEncoder)),
		learner: func(string) (*suggest.Learner, error) { return learner() },
	}, nil
}

// WithLearner returns a suggester that asks for a learner for each target;
// training measures targets with what was learned without them.
func (s *Suggester) WithLearner(learner func(target string) (*suggest.Learner, error)) *Suggester {
	return &Suggester{vectors: s.vectors, learner: learner}
}

// Vectors returns the vectors of texts; see encoder.Cache.
func (s *Suggester) Vectors(ctx context.Context, texts []string, progress func(done, of int)) ([][]float32, error) {
	return s.vectors.Vectors(ctx, texts, progress)
}

func loadEncoder() (*encoder.Encoder, error) {
	folder, err := assets.Model("encoder")
	if err != nil {
		return nil, err
	}
	return encoder.Load(folder)
}

func newLearner() (*suggest.Learner, error) {
	words, err := StanceWords()
	if err != nil {
		return nil, err
	}
	folder, err := assets.Model("stance")
	if err != nil {
		return nil, err
	}
	file, err := folder.Open("prior.json")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	prior, err := suggest.ReadPrior(file)
	if err != nil {
		return nil, err
	}
	return suggest.NewLearner(prior, words, suggest.Chosen), nil
}

// StanceWords reads the tables of words that stance suggestions know.
func StanceWords() (suggest.Words, error) {
	var files []fs.File
	for _, name := range []string{"sentiment.tsv", "restricting-words.txt"} {
		file, err := assets.Tables().Open(name)
		if err != nil {
			return suggest.Words{}, err
		}
		defer file.Close()
		files = append(files, file)
	}
	return suggest.ReadWords(files[0], files[1])
}

// Suggest returns a suggestion for each row without a stance, target by target
// in the order in which the targets come. The same rows have the same answers.
// progress hears how many texts are read; it may be nil.
func (s *Suggester) Suggest(ctx context.Context, rows []SuggestRow, progress func(done, of int)) ([]SuggestAnswer, error) {
	var targets []string
	of := map[string][]int{}
	texts := make([]string, 0, len(rows)+1)
	for i, row := range rows {
		if of[row.Target] == nil {
			targets = append(targets, row.Target)
		}
		of[row.Target] = append(of[row.Target], i)
		texts = append(texts, row.Text)
	}
	texts = append(texts, targets...)
	vectors, err := s.vectors.Vectors(ctx, texts, progress)
	if err != nil {
		return nil, err
	}
	var out []SuggestAnswer
	for t, target := range targets {
		quotes := make([]suggest.Quote, len(of[target]))
		for k, i := range of[target] {
			quotes[k] = suggest.Quote{Text: rows[i].Text, Stance: rows[i].Stance, Vector: vectors[i]}
		}
		learner, err := s.learner(target)
		if err != nil {
			return nil, err
		}
		answers, err := learner.Suggest(ctx, target, vectors[len(rows)+t], quotes)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			out = append(out, SuggestAnswer{Row: of[target][a.Quote], Suggestion: a})
		}
	}
	return out, nil
}

// shares estimates how stances toward one target are shared among the rows
// without one; see suggest.Learner.Shares.
func (s *Suggester) shares(ctx context.Context, target string, rows []SuggestRow) ([]suggest.Share, error) {
	texts := make([]string, 0, len(rows)+1)
	for _, row := range rows {
		texts = append(texts, row.Text)
	}
	vectors, err := s.vectors.Vectors(ctx, append(texts, target), nil)
	if err != nil {
		return nil, err
	}
	quotes := make([]suggest.Quote, len(rows))
	for i, row := range rows {
		quotes[i] = suggest.Quote{Text: row.Text, Stance: row.Stance, Vector: vectors[i]}
	}
	learner, err := s.learner(target)
	if err != nil {
		return nil, err
	}
	return learner.Shares(ctx, target, vectors[len(rows)], quotes)
}

// Forget removes what was kept of all texts.
func (s *Suggester) Forget() error { return s.vectors.Clear() }
