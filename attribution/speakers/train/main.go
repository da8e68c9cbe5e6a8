// Command train builds the weights that resolve speakers and judge marked
// phrases, and measures them.
//
//	train                   train on all and write both models into -models
//	train cross FILE        cross-validate by publisher on gold spans; write predictions for eval/speakers.py
//	train cross-found FILE  the same on what the engine finds, end to end
//	train measure FOLDER    both parts.tsv, how far held-back quotes get through the stages with the losses, and found.jsonl, as by cross-found
//	train fragments         train and measure the model of marked phrases only
//	train ablate            learning curves, and accuracy without each data set and group of features
//	train split FOLDER      write the annotated articles as open.jsonl and, those of sealed outlets, sealed.jsonl
//	train quotes FILE…      answer text files with the whole engine
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"sync"

	"quoth/assets"
	"quoth/attribution"
	"quoth/attribution/fragments"
	"quoth/attribution/speakers"
)

func main() {
	log.SetFlags(0)
	folder := os.Getenv("QUOTH_DATA")
	if folder == "" {
		folder = "../shared"
	}
	data := flag.String("data", folder, "folder with data/speakers and data/polnear")
	kept := flag.String(
		"kept",
		"",
		"file that keeps the labels of names between runs of an experiment; not for training what is shipped",
	)
	models := flag.String("models", filepath.Join("assets", "models"), "folder to write the models to")
	quick := flag.Bool("quick", false, "leave PolNeAR and data/entities out, for trying things")
	measured := flag.String(
		"measured",
		"",
		"folder for the answers and losses on held-back articles, when models are written",
	)
	flag.Parse()
	if err := run(*data, *models, *kept, *measured, *quick, flag.Args()); err != nil {
		log.Fatal("train: ", err)
	}
}

func run(data, models, kept, measured string, quick bool, args []string) error {
	if len(args) == 2 && args[0] == "split" {
		return split(data, args[1])
	}
	if len(args) > 0 && args[0] == "quotes" {
		return answerFiles(os.Stdout, args[1:])
	}
	b, err := load(data, kept, quick, len(args) == 1 && args[0] == "fragments")
	if err != nil {
		return err
	}
	b.measured = measured
	switch {
	case len(args) == 0:
		return b.writeModels(models)
	case len(args) == 1 && args[0] == "fragments":
		return errors.Join(b.writeFragments(models), b.chooseLimits())
	case len(args) == 1 && args[0] == "ablate":
		return b.ablate(os.Stdout)
	case len(args) == 2 && args[0] == "measure":
		found := func(w io.Writer) error { _, err := b.crossValidate(b.found(), w); return err }
		return errors.Join(
			toFile(filepath.Join(args[1], "parts.tsv"), "", b.parts),
			toFile(filepath.Join(args[1], "found.jsonl"), "", found),
		)
	case len(args) == 2 && args[0] == "cross":
		return toFile(args[1], "", func(w io.Writer) error { _, err := b.crossValidate(b.set, w); return err })
	case len(args) == 2 && args[0] == "cross-found":
		return toFile(args[1], "", func(w io.Writer) error { _, err := b.crossValidate(b.found(), w); return err })
	}
	return fmt.Errorf("unknown arguments %q; see go doc ./attribution/speakers/train", args)
}

// sealedList names the outlets on which nothing is trained.
const sealedList = "docs/evaluation/sealed.txt"

// bench holds what training and measuring need.
type bench struct {
	once          sync.Once
	resolvers     [folds + 1]*speakers.Resolver // by the fold they have not seen
	resolver      *speakers.Resolver            // tables; its weights are replaced
	engine        *attribution.Engine
	gold          []article // of outlets that are not sealed
	sealed        []article
	chains        []chained
	part          map[string]int     // publisher → fold
	set           []speakers.Example // gold articles with gold spans
	silver        []speakers.Example
	employed      []speakers.Example                 // persons of CoNLL04
	others        [][]speakers.Question              // kinds of names of data/entities
	tagger        *speakers.NameTagger               // trained on all; nil where its labels were kept
	measured      string                             // folder for what is measured on the way
	bins          []bin                              // answers by their confidence
	kept          string                             // file of labels from an earlier run
	heldQuestions func(fold int) []speakers.Question // of the articles of one fold
	// trainingOn gives the questions of the other folds, of every part-th annotated
	// article, with or without the other data.
	trainingOn func(without, part int, chains, entities bool) []speakers.Question
	judges     []fragments.Model // by fold, trained without it; the last on all
}

func load(data, kept string, quick, fragmentsOnly bool) (*bench, error) {
	b := &bench{kept: kept}
	var err error
	if b.gold, b.sealed, err = readGold(data, sealedList); err != nil {
		return nil, err
	}
	if b.resolver, err = speakers.New(assets.Tables(), assets.Models()); err != nil {
		return nil, err
	}
	if b.engine, err = attribution.New(assets.Models(), assets.Tables()); err != nil {
		return nil, err
	}
	inParallel(len(b.gold), func(i int) { b.gold[i].text, b.gold[i].found = b.engine.Propose(b.gold[i].Text) })
	b.part = dealPublishers(b.gold)
	b.judges = trainFragments(b.gold, b.part)
	if fragmentsOnly {
		return b, nil
	}
	if quick {
		entityFiles = nil
	} else if b.chains, err = readPolnear(data, "train.jsonl.gz"); err != nil {
		return nil, err
	}
	inParallel(len(b.chains), func(i int) { b.chains[i].text, b.chains[i].found = b.engine.Layers(b.chains[i].Text) })
	if err := b.prepareNames(data); err != nil {
		return nil, err
	}
	for _, a := range b.gold {
		b.set = append(b.set, a.example())
	}
	for _, a := range b.chains {
		b.silver = append(b.silver, a.example())
	}
	return b, nil
}

// found gives the gold articles with what the engine finds in them, marked
// phrases judged by a model that has not seen the publisher.
func (b *bench) found() []speakers.Example {
	out := make([]speakers.Example, len(b.gold))
	for i, a := range b.gold {
		out[i] = a.judged(b.judges[b.part[a.fold()]])
	}
	return out
}

func (b *bench) writeFragments(folder string) error {
	return toFile(
		filepath.Join(folder, "attribution", "fragments.tsv"),
		"Weights that tell marked phrases somebody said from terms and titles",
		b.judges[folds].Write,
	)
}

func (b *bench) writeModels(folder string) error {
	if err := b.writeFragments(folder); err != nil {
		return err
	}
	if b.tagger != nil { // else it is the one of the labels that were kept
		if err := toFile(filepath.Join(folder, "attribution", "mentions.bin"), "", b.tagger.Write); err != nil {
			return err
		}
	}
	var answers bytes.Buffer
	final, err := b.crossValidate(b.found(), &answers)
	if b.measured != "" && err == nil {
		err = errors.Join(
			os.WriteFile(filepath.Join(b.measured, "found.jsonl"), answers.Bytes(), 0o644),
			toFile(filepath.Join(b.measured, "parts.tsv"), "", b.parts),
			toFile(filepath.Join(b.measured, "reliability.svg"), "", func(w io.Writer) error {
				return drawReliability(w, b.bins, "Articles of outlets not seen, cross-validated")
			}),
		)
	}
	if err != nil {
		return err
	}
	return toFile(
		filepath.Join(folder, "attribution", "speakers.tsv"),
		"Weights of the ranker that resolves speakers and of the confidence",
		final.WriteModel,
	)
}

// toFile writes through write, behind a header line unless title is empty.
func toFile(path, title string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if title != "" {
		fmt.Fprintf(f, "# %s: feature<TAB>weight. See speakers.md beside this file.\n", title)
	}
	if err := write(f); err != nil {
		return err
	}
	return f.Close()
}
