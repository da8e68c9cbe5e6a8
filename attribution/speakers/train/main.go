// Command train builds the weights that resolve speakers and judge marked
// phrases, and measures them.
//
//	train                   train on all and write both models into -models
//	train cross FILE        cross-validate by publisher on gold spans; write predictions for eval/speakers.py
//	train cross-found FILE  the same on what the engine finds, end to end
//	train quotes FILE…      answer text files with the whole engine
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"quoth/assets"
	"quoth/attribution"
	"quoth/attribution/fragments"
	"quoth/attribution/grammar"
	"quoth/attribution/speakers"
)

func main() {
	log.SetFlags(0)
	folder := os.Getenv("QUOTH_DATA")
	if folder == "" {
		folder = "../shared"
	}
	data := flag.String("data", folder, "folder with data/speakers and data/polnear")
	models := flag.String("models", filepath.Join("assets", "models"), "folder to write the models to")
	flag.Parse()
	if err := run(*data, *models, flag.Args()); err != nil {
		log.Fatal("train: ", err)
	}
}

func run(data, models string, args []string) error {
	if len(args) > 0 && args[0] == "quotes" {
		return answerFiles(os.Stdout, args[1:])
	}
	b, err := load(data)
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		return b.writeModels(models)
	case len(args) == 2 && args[0] == "cross":
		return toFile(args[1], "", func(w io.Writer) error { _, err := b.crossValidate(b.set, w); return err })
	case len(args) == 2 && args[0] == "cross-found":
		return toFile(args[1], "", func(w io.Writer) error { _, err := b.crossValidate(b.found(), w); return err })
	}
	return fmt.Errorf("unknown arguments %q; see go doc ./attribution/speakers/train", args)
}

// bench holds what training and measuring need.
type bench struct {
	resolver *speakers.Resolver // tables; its weights are replaced
	engine   *attribution.Engine
	gold     []article
	chains   []chained
	part     map[string]int     // publisher → fold
	set      []speakers.Example // gold articles with gold spans
	silver   []speakers.Example
	judges   []fragments.Model // by fold, trained without it; the last on all
}

func load(data string) (*bench, error) {
	b := &bench{}
	var err error
	if b.gold, err = readGold(data); err != nil {
		return nil, err
	}
	if b.chains, err = readPolnear(data, "train.jsonl.gz"); err != nil {
		return nil, err
	}
	lex, err := grammar.Load(assets.Tables())
	if err != nil {
		return nil, err
	}
	if b.resolver, err = speakers.New(assets.Tables(), assets.Models()); err != nil {
		return nil, err
	}
	if b.engine, err = attribution.New(assets.Models(), assets.Tables()); err != nil {
		return nil, err
	}
	for _, a := range b.gold {
		b.set = append(b.set, a.example(b.engine))
	}
	for _, a := range b.chains {
		b.silver = append(b.silver, a.example(lex.Abbreviations))
	}
	b.part = dealPublishers(b.gold)
	b.judges = trainFragments(b.engine, b.gold, b.chains, b.part)
	return b, nil
}

// found gives the gold articles with what the engine finds in them, marked
// phrases judged by a model that has not seen the publisher.
func (b *bench) found() []speakers.Example {
	out := make([]speakers.Example, len(b.gold))
	for i, a := range b.gold {
		out[i] = a.found(b.engine, b.judges[b.part[a.Publisher]])
	}
	return out
}

func (b *bench) writeModels(folder string) error {
	err := toFile(filepath.Join(folder, "attribution", "fragments.tsv"), "Weights that tell marked phrases somebody said from terms and titles",
		b.judges[folds].Write)
	if err != nil {
		return err
	}
	final, err := b.crossValidate(b.found(), io.Discard)
	if err != nil {
		return err
	}
	return toFile(filepath.Join(folder, "attribution", "speakers.tsv"), "Weights of the ranker that resolves speakers and of the confidence", final.WriteModel)
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
