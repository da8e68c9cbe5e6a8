// Command train builds the weights that choose the blocks of an article, and
// measures them.
//
//	train                train on all pages and write the weights below -models
//	train cross FILE     cross-validate by publisher; write the answers for eval/extract.py --jsonl
//	train answer FILE    the same with the shipped weights, which have seen the pages
//	train show PAGES     the blocks of pages whose names hold one of these parts, with label and cross-validated probability
//	train oracle FILE    the same with the gold's own choice of blocks: what no scorer can pass
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quoth/assets"
	"quoth/scraper/extract"
)

func main() {
	log.SetFlags(0)
	folder := os.Getenv("QUOTH_DATA")
	if folder == "" {
		folder = "../shared"
	}
	data := flag.String("data", folder, "folder with data/pages")
	models := flag.String("models", filepath.Join("assets", "models"), "folder to write the weights to")
	flag.StringVar(&chosen.drop, "drop", "", "blind the features whose names begin so, to see what they bring")
	flag.Parse()
	if err := run(*data, *models, flag.Args()); err != nil {
		log.Fatal("train: ", err)
	}
}

func run(data, models string, args []string) error {
	pages, err := loadPages(filepath.Join(data, "data", "pages"))
	if err != nil {
		return err
	}
	if len(args) == 2 && args[0] == "answer" {
		e, err := extract.New(assets.Models(), assets.Tables())
		if err != nil {
			return err
		}
		return answerAll(pages, args[1], e)
	}
	samples, err := readSamples(pages, chosen.folds)
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		m, err := fitAll(samples, chosen)
		if err != nil {
			return err
		}
		return m.Write(models)
	case len(args) == 2 && args[0] == "cross":
		return cross(samples, args[1])
	case len(args) == 2 && args[0] == "show":
		return show(samples, strings.Split(args[1], ","))
	case len(args) == 2 && args[0] == "oracle":
		return oracle(samples, args[1])
	}
	return fmt.Errorf("unknown arguments %q; see go doc ./scraper/extract/train", args)
}

func toFile(path string, write func(w *bufio.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

func answerAll(pages []*page, path string, e *extract.Extractor) error {
	return toFile(path, func(w *bufio.Writer) error {
		for _, p := range pages {
			body, err := p.html()
			if err != nil {
				return err
			}
			c, _ := e.HTML(body, extract.Hint{URL: p.url}) // a page without an article is an empty answer
			if err := writeAnswer(w, p, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// cross answers each page with weights that have not seen its publisher.
func cross(samples []*sample, path string) error {
	models, err := crossFit(samples, chosen)
	if err != nil {
		return err
	}
	return finishAll(samples, path, func(s *sample) []float32 { return models[s.fold].Probabilities(s.study) })
}

// show prints what the scorer makes of pages whose publishers it has not seen:
// ! for a wrong choice, the label, the probability, the names around, the text.
func show(samples []*sample, parts []string) error {
	models, err := crossFit(samples, chosen)
	if err != nil {
		return err
	}
	for _, s := range samples {
		if !slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s.page.key, part) }) {
			continue
		}
		fmt.Println("==", s.page.key, s.page.url)
		for i, p := range models[s.fold].Probabilities(s.study) {
			mark := " "
			if (p > belongs) != (s.labels[i] > belongs) {
				mark = "!"
			}
			names := s.names[i]
			fmt.Printf(
				"%s%.0f %.2f %-9s %-60.60s| %.100s\n",
				mark,
				s.labels[i],
				p,
				s.study.Block(i).Kind,
				strings.Join(names[:min(12, len(names))], " "),
				s.study.Block(i).Text,
			)
		}
	}
	return nil
}

// oracle answers with the labels.
func oracle(samples []*sample, path string) error {
	return finishAll(samples, path, func(s *sample) []float32 { return s.labels })
}

func finishAll(samples []*sample, path string, choose func(*sample) []float32) error {
	e, err := extract.NewUntrained(assets.Tables())
	if err != nil {
		return err
	}
	return toFile(path, func(w *bufio.Writer) error {
		for _, s := range samples {
			c, _ := e.Finish(s.study, choose(s))
			if err := writeAnswer(w, s.page, c); err != nil {
				return err
			}
		}
		return nil
	})
}
