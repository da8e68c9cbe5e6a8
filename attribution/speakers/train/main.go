// Command train builds the weights that resolve speakers.
//
//	train -data ../shared weights FILE     train on all and write the weights
//	train -data ../shared cross FILE       cross-validate by publisher on gold spans; write predictions for eval/speakers.py
//	train -data ../shared cross-found FILE the same on what the engine finds, end to end
//	train -data ../shared trained FILE     answer the gold quotes with the shipped weights
//	train quotes FILE…                     answer text files with the whole engine
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"sort"

	"quoth/assets"
	"quoth/attribution"
	"quoth/attribution/grammar"
	"quoth/attribution/speakers"
	"quoth/corpus"
)

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared", "folder with data/speakers and data/polnear")
	flag.Parse()
	if flag.Arg(0) == "quotes" {
		if err := answerFiles(os.Stdout, flag.Args()[1:]); err != nil {
			log.Fatal("train: ", err)
		}
		return
	}
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*data, flag.Arg(0), flag.Arg(1)); err != nil {
		log.Fatal("train: ", err)
	}
}

func run(data, verb, path string) error {
	gold, err := readGold(data)
	if err != nil {
		return err
	}
	lex, err := grammar.Load(assets.Tables())
	if err != nil {
		return err
	}
	shipped, err := speakers.New(assets.Tables(), assets.Models())
	if err != nil {
		return err
	}
	set := make([]speakers.Example, len(gold))
	for i, a := range gold {
		set[i] = a.example(lex.Abbreviations)
	}
	engine, err := attribution.New(assets.Models(), assets.Tables())
	if err != nil {
		return err
	}
	found := make([]speakers.Example, len(gold))
	for i, a := range gold {
		found[i] = a.found(engine)
	}
	silver, err := silverExamples(data, lex.Abbreviations)
	if err != nil {
		return err
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	switch verb {
	case "weights":
		r, _ := crossValidate(shipped, gold, set, found, silver, nil)
		return r.WriteModel(out)
	case "cross-found":
		_, err := crossValidate(shipped, gold, set, found, silver, out)
		return err
	case "cross":
		_, err := crossValidate(shipped, gold, set, set, silver, out)
		return err
	case "trained":
		for i := range gold {
			if err := writeAnswers(out, gold[i].id(), gold[i].Text, shipped.Resolve(set[i].Document, set[i].Found, nil)); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("no such verb %q", verb)
}

// silverExamples reads the pronouns of PolNeAR's training articles.
func silverExamples(data string, abbreviations map[string]bool) ([]speakers.Example, error) {
	articles, err := readPolnear(data, "train.jsonl.gz")
	if err != nil {
		return nil, err
	}
	out := make([]speakers.Example, 0, len(articles))
	for _, a := range articles {
		out = append(out, a.example(abbreviations))
	}
	return out, nil
}

// folds is how many parts the publishers are dealt into.
const folds = 5

// crossValidate trains on four fifths of the publishers and answers the rest,
// five times; calibrates the confidence on those answers; and returns the
// resolver trained on all. set is learnt from, asked is answered: the gold spans
// or what the engine finds. Predictions go to out unless it is nil.
func crossValidate(shipped *speakers.Resolver, gold []article, set, asked, silver []speakers.Example, out io.Writer) (*speakers.Resolver, error) {
	part := dealPublishers(gold)
	parts := make([][]speakers.Trial, folds)
	predictions := make([][]corpus.Attribution, len(gold))
	for fold := range folds {
		train, held := append([]speakers.Example(nil), silver...), []speakers.Example(nil)
		for i := range set {
			if part[gold[i].Publisher] == fold {
				held = append(held, asked[i])
			} else {
				train = append(train, set[i])
			}
		}
		r := speakers.Untrained(shipped)
		r.Train(train)
		parts[fold] = r.Trials(held)
		for i := range set {
			if part[gold[i].Publisher] == fold {
				predictions[i] = r.Resolve(asked[i].Document, asked[i].Found, nil)
			}
		}
	}
	reportCalibration(shipped, parts)
	if out != nil {
		for i := range gold {
			if err := writeAnswers(out, gold[i].id(), gold[i].Text, predictions[i]); err != nil {
				return nil, err
			}
		}
	}
	var all []speakers.Trial
	for _, p := range parts {
		all = append(all, p...)
	}
	final := speakers.Untrained(shipped)
	final.Train(append(silver, set...))
	final.Calibrate(all)
	return final, nil
}

// dealPublishers gives each publisher a fold, largest first to the emptiest.
func dealPublishers(gold []article) map[string]int {
	size := map[string]int{}
	var names []string
	for _, a := range gold {
		if size[a.Publisher] == 0 {
			names = append(names, a.Publisher)
		}
		size[a.Publisher] += len(a.Quotes) + 1
	}
	sort.Slice(names, func(i, j int) bool {
		if size[names[i]] != size[names[j]] {
			return size[names[i]] > size[names[j]]
		}
		return names[i] < names[j]
	})
	load, part := [folds]int{}, map[string]int{}
	for _, n := range names {
		best := 0
		for f := range load {
			if load[f] < load[best] {
				best = f
			}
		}
		part[n] = best
		load[best] += size[n]
	}
	return part
}

// reportCalibration fits the confidence on four folds and measures the expected
// calibration error on the fifth, five times: ten bins of equal width.
func reportCalibration(shipped *speakers.Resolver, parts [][]speakers.Trial) {
	type bin struct{ n, right, sum float64 }
	var bins [10]bin
	total := 0.0
	for held := range parts {
		r := speakers.Untrained(shipped)
		var rest []speakers.Trial
		for f := range parts {
			if f != held {
				rest = append(rest, parts[f]...)
			}
		}
		r.Calibrate(rest)
		for _, t := range parts[held] {
			p := r.Confidence(t)
			b := &bins[min(9, int(p*10))]
			b.n++
			b.sum += p
			if t.Correct() {
				b.right++
			}
			total++
		}
	}
	ece := 0.0
	for i, b := range bins {
		if b.n > 0 {
			ece += math.Abs(b.sum-b.right) / total
			log.Printf("confidence %.1f–%.1f: %3.0f answers, mean %.2f, right %.2f", float64(i)/10, float64(i+1)/10, b.n, b.sum/b.n, b.right/b.n)
		}
	}
	log.Printf("expected calibration error %.3f on %.0f held-back answers", ece, total)
}
