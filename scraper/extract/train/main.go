// Command train builds the weights that choose the blocks of an article, and
// measures them.
//
//	train                train on all pages and write the model and its card into -models
//	train answer FILE    write what the shipped weights make of the pages, for eval/extract.py --jsonl
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

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
	flag.Parse()
	if err := run(*data, flag.Args()); err != nil {
		log.Fatal("train: ", err)
	}
}

func run(data string, args []string) error {
	pages, err := loadPages(filepath.Join(data, "data", "pages"))
	if err != nil {
		return err
	}
	if len(args) == 2 && args[0] == "answer" {
		return answerAll(pages, args[1])
	}
	return fmt.Errorf("unknown arguments %q; see go doc ./scraper/extract/train", args)
}

func answerAll(pages []*page, path string) error {
	e, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	for _, p := range pages {
		if err := answerPage(w, e, p); err != nil {
			return err
		}
	}
	return w.Flush()
}
