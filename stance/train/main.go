// Command train learns what is known of stances before anything was judged
// (assets/models/stance/prior.json) from the development data, and answers for
// each target with what was learned without it, so that the scorer measures
// targets that were not seen:
//
//	go run ./stance/train                     writes the prior
//	go run ./stance/train cross FOLDER        writes a prior for each target, learned from the others
//	go run ./stance/train shares FOLDER       how often intervals of estimated shares hold the true one
//	stance.py --cmd 'train answer FOLDER'     the contract of quoth stance suggest, with these;
//	                                          QUOTH_STANCE_SETTINGS='{"Bayes":0.2}' tries other settings
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"quoth/app"
	"quoth/corpus"
	"quoth/stance/suggest"
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background(), os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string) error {
	s, err := app.NewSuggester("")
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		examples, err := read(ctx, s)
		if err != nil {
			return err
		}
		return write(filepath.Join("assets", "models", "stance", "prior.json"), examples)
	case len(args) == 2 && args[0] == "cross":
		return cross(ctx, s, args[1])
	case len(args) == 2 && args[0] == "shares":
		return shares(ctx, s, args[1])
	case len(args) == 2 && args[0] == "answer":
		return answer(ctx, s, args[1])
	}
	return errors.New("usage: train [cross FOLDER | answer FOLDER | shares FOLDER]")
}

func cross(ctx context.Context, s *app.Suggester, folder string) error {
	examples, err := read(ctx, s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := write(filepath.Join(folder, wholePrior), examples); err != nil {
		return err
	}
	for held := range examples {
		rest := append(append([]suggest.Example{}, examples[:held]...), examples[held+1:]...)
		if err := write(filepath.Join(folder, nameOf(examples[held].Target)), rest); err != nil {
			return err
		}
		log.Printf("without %q", examples[held].Target)
	}
	return nil
}

func answer(ctx context.Context, s *app.Suggester, folder string) error {
	learner, err := heldBack(folder)
	if err != nil {
		return err
	}
	return s.WithLearner(learner).SuggestLines(ctx, os.Stdin, os.Stdout, nil)
}

// heldBack returns the learner of a target whose prior was learned without it.
func heldBack(folder string) (func(target string) (*suggest.Learner, error), error) {
	words, err := app.StanceWords()
	if err != nil {
		return nil, err
	}
	set := suggest.Chosen
	if other := os.Getenv("QUOTH_STANCE_SETTINGS"); other != "" {
		if err := json.Unmarshal([]byte(other), &set); err != nil {
			return nil, fmt.Errorf("QUOTH_STANCE_SETTINGS: %w", err)
		}
	}
	return func(target string) (*suggest.Learner, error) {
		file, err := os.Open(filepath.Join(folder, nameOf(target)))
		if errors.Is(err, fs.ErrNotExist) { // not of the development data
			file, err = os.Open(filepath.Join(folder, wholePrior))
		}
		if err != nil {
			return nil, err
		}
		defer file.Close()
		prior, err := suggest.ReadPrior(file)
		if err != nil {
			return nil, err
		}
		return suggest.NewLearner(prior, words, set), nil
	}, nil
}

// setSizes are how many open quotes an estimate is made for: a period of a line, a
// line, all of them.
var setSizes = []int{10, 30, 1000}

// shares prints how often the interval of estimated shares holds the true one:
// for each target, judged quotes drawn at random, the rest open.
func shares(ctx context.Context, s *app.Suggester, folder string) error {
	learner, err := heldBack(folder)
	if err != nil {
		return err
	}
	examples, err := read(ctx, s)
	if err != nil {
		return err
	}
	for _, n := range []int{20, 50, 100} {
		tallies := make([]tally, len(setSizes))
		for _, e := range examples {
			if len(e.Quotes) < n+50 {
				continue
			}
			l, err := learner(e.Target)
			if err != nil {
				return err
			}
			vectors, err := s.Vectors(ctx, []string{e.Target}, nil)
			if err != nil {
				return err
			}
			for seed := range uint64(5) {
				quotes := slices.Clone(e.Quotes)
				random := rand.New(rand.NewPCG(seed, uint64(n)))
				random.Shuffle(len(quotes), func(i, j int) { quotes[i], quotes[j] = quotes[j], quotes[i] })
				gold := slices.Clone(quotes)
				for i := range quotes[n:] {
					quotes[n+i].Stance = ""
				}
				errs, err := l.Errors(ctx, e.Target, vectors[0], quotes)
				if err != nil {
					return err
				}
				answers, err := l.Suggest(ctx, e.Target, vectors[0], quotes)
				if err != nil {
					return err
				}
				for k, size := range setSizes {
					tallies[k].add(errs, answers[:min(size, len(answers))], gold)
				}
			}
		}
		for k, size := range setSizes {
			log.Printf("%d judged, up to %d open: %s", n, size, tallies[k])
		}
	}
	return nil
}

// tally counts how often intervals hold.
type tally struct{ held, of, nets, sets, counted, corrected float64 }

func (t *tally) add(errs suggest.Errors, answers []suggest.Suggestion, gold []suggest.Quote) {
	stances, truth := make([]corpus.Stance, len(answers)), map[corpus.Stance]float64{}
	for i, a := range answers {
		stances[i] = a.Stance
		truth[gold[a.Quote].Stance] += 1 / float64(len(answers))
	}
	got, ok := errs.Estimate(stances, len(answers))
	if !ok {
		return
	}
	for _, share := range got.Shares[:2] {
		is := truth[share.Stance]
		if t.of++; share.Low <= is && is <= share.High {
			t.held++
		}
		t.counted += math.Abs(share.Suggested - is)
		t.corrected += math.Abs(share.Corrected - is)
	}
	net := truth[corpus.Support] - truth[corpus.Oppose]
	if t.sets++; got.Low <= net && net <= got.High {
		t.nets++
	}
}

func (t tally) String() string {
	return fmt.Sprintf(
		"the interval holds the true share in %.3f of %.0f, the net stance in %.3f; mean error of a share as suggested %.3f, corrected %.3f",
		t.held/t.of,
		t.of,
		t.nets/t.sets,
		t.counted/t.of,
		t.corrected/t.of,
	)
}

// wholePrior is the one that was learned from all targets.
const wholePrior = "all.json"

func nameOf(target string) string {
	sum := sha256.Sum256([]byte(target))
	return hex.EncodeToString(sum[:8]) + ".json"
}

func write(path string, examples []suggest.Example) error {
	words, err := app.StanceWords()
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return suggest.TrainPrior(words, examples).Write(file)
}

// read reads the judged quotes of every target and their vectors.
func read(ctx context.Context, s *app.Suggester) ([]suggest.Example, error) {
	data := os.Getenv("QUOTH_DATA")
	if data == "" {
		data = filepath.Join("..", "shared")
	}
	files, err := fs.Glob(os.DirFS(data), "data/stance/*.jsonl")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no stance data in %s (set QUOTH_DATA): %w", data, errors.Join(err, fs.ErrNotExist))
	}
	var examples []suggest.Example
	at := map[string]int{}
	for _, name := range files {
		file, err := os.Open(filepath.Join(data, name))
		if err != nil {
			return nil, err
		}
		defer file.Close()
		scanner := bufio.NewScanner(file)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			var row struct {
				Target, Text string
				Stance       corpus.Stance
			}
			if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			i, ok := at[row.Target]
			if !ok {
				i = len(examples)
				at[row.Target] = i
				examples = append(examples, suggest.Example{Target: row.Target})
			}
			examples[i].Quotes = append(examples[i].Quotes, suggest.Quote{Text: row.Text, Stance: row.Stance})
		}
		if err := scanner.Err(); err != nil {
			return nil, err
		}
	}
	if examples, err = readNews(data, examples); err != nil {
		return nil, err
	}
	for i := range examples {
		var texts []string
		for _, q := range examples[i].Quotes {
			texts = append(texts, q.Text)
		}
		texts = append(texts, examples[i].Target)
		vectors, err := s.Vectors(
			ctx,
			texts,
			func(done, of int) { log.Printf("%s: %d of %d", examples[i].Target, done, of) },
		)
		if err != nil {
			return nil, err
		}
		examples[i].Vector = vectors[len(texts)-1]
		for k := range examples[i].Quotes {
			examples[i].Quotes[k].Vector = vectors[k]
		}
	}
	return examples, nil
}
