// Invent fills a new corpus with invented articles, to see how the window does
// with many:
//
//	go run ./internal/generate/invent -articles 100000 Large.quoth
//
// A file that ends in .csv becomes a table of the articles, to measure an import
// with:
//
//	go run ./internal/generate/invent -articles 20000 -names 2000 large.csv
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"quoth/app"
	"quoth/internal/generate"
)

func main() {
	articles := flag.Int("articles", 100_000, "how many; each has eight quotes")
	names := flag.Int("names", 0, "how many speakers there are; 0 is one for 25 articles")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := invent(ctx, flag.Arg(0), *articles, *names); err != nil {
		fmt.Fprintln(os.Stderr, "invent:", err)
		os.Exit(1)
	}
}

func invent(ctx context.Context, path string, articles, names int) (err error) {
	if path == "" {
		return fmt.Errorf("name the corpus to make: invent [-articles N] [-names N] FILE.quoth (or FILE.csv)")
	}
	if strings.HasSuffix(path, ".csv") {
		return table(path, articles, names)
	}
	start := time.Now()
	if err := generate.Create(
		ctx,
		path,
		articles,
		names,
		func(done int) { fmt.Fprintf(os.Stderr, "\r%d of %d articles", done, articles) },
	); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, " in %s; making the search index\n", time.Since(start).Round(time.Second))
	a, err := app.Open(ctx, path, app.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closing := a.Close(); err == nil {
			err = closing
		}
	}()
	return a.Warm(ctx)
}

func table(path string, articles, names int) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	return generate.Table(file, articles, names)
}
