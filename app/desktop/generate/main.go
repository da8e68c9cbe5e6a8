// Generate fills a new corpus with invented articles, to see how the window does
// with many:
//
//	go run ./app/desktop/generate -articles 100000 Large.quoth
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"quoth/app"
)

func main() {
	articles := flag.Int("articles", 100_000, "how many; each has eight quotes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := generate(ctx, flag.Arg(0), *articles); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(ctx context.Context, path string, articles int) (err error) {
	if path == "" {
		return fmt.Errorf("name the corpus to make: generate [-articles N] FILE.quoth")
	}
	a, err := app.Create(ctx, path, app.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closing := a.Close(); err == nil {
			err = closing
		}
	}()
	start := time.Now()
	if err := a.Generate(ctx, articles, func(done int) { fmt.Fprintf(os.Stderr, "\r%d of %d articles", done, articles) }); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, " in %s; making the search index\n", time.Since(start).Round(time.Second))
	return a.Warm(ctx)
}
