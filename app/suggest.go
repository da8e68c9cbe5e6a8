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
func (s *Suggester) Suggest(
	ctx context.Context,
	rows []SuggestRow,
	progress func(done, of int),
) ([]SuggestAnswer, error) {
	tasks, err := s.tasks(ctx, rows, progress)
	if err != nil {
		return nil, err
	}
	var out []SuggestAnswer
	for _, t := range tasks {
		answers, err := t.learner.Suggest(ctx, t.target, t.vector, t.quotes)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			out = append(out, SuggestAnswer{Row: t.rows[a.Quote], Suggestion: a})
		}
	}
	return out, nil
}

// errorsOf tells how the suggestions toward the one target of the rows err; see
// suggest.Learner.Errors.
func (s *Suggester) errorsOf(ctx context.Context, rows []SuggestRow) (suggest.Errors, error) {
	tasks, err := s.tasks(ctx, rows, nil)
	if err != nil || len(tasks) == 0 {
		return suggest.Errors{}, err
	}
	t := tasks[0]
	return t.learner.Errors(ctx, t.target, t.vector, t.quotes)
}

// suggestTask is what is to be learned and suggested toward one target.
type suggestTask struct {
	target  string
	vector  []float32
	rows    []int // places among all rows
	quotes  []suggest.Quote
	learner *suggest.Learner
}

func (s *Suggester) tasks(ctx context.Context, rows []SuggestRow, progress func(done, of int)) ([]*suggestTask, error) {
	var out []*suggestTask
	of := map[string]*suggestTask{}
	texts := make([]string, 0, len(rows)+1)
	for i, row := range rows {
		t := of[row.Target]
		if t == nil {
			t = &suggestTask{target: row.Target}
			of[row.Target] = t
			out = append(out, t)
		}
		t.rows = append(t.rows, i)
		texts = append(texts, row.Text)
	}
	for _, t := range out {
		texts = append(texts, t.target)
	}
	vectors, err := s.vectors.Vectors(ctx, texts, progress)
	if err != nil {
		return nil, err
	}
	for n, t := range out {
		t.vector = vectors[len(rows)+n]
		for _, i := range t.rows {
			t.quotes = append(t.quotes, suggest.Quote{Text: rows[i].Text, Stance: rows[i].Stance, Vector: vectors[i]})
		}
		if t.learner, err = s.learner(t.target); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Forget removes what was kept of all texts.
func (s *Suggester) Forget() error { return s.vectors.Clear() }
