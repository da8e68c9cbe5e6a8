// Screens draws every page of the window on the sample corpus, or on another one,
// into a folder, in light and dark, in several sizes, to be looked at:
//
//	go run ./app/desktop/screens FOLDER [LOOK [CORPUS]]
//
// What is drawn may tag and annotate, so that CORPUS should be a copy.
package main

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/app/desktop"
)

// looks are the ways the pictures are taken.
var looks = []struct {
	name string
	desktop.Look
}{
	{"light", desktop.Look{Theme: "light", TextSize: 1, Width: 1440, Height: 900}},
	{"dark", desktop.Look{Theme: "dark", TextSize: 1, Width: 1440, Height: 900}},
	{"small", desktop.Look{Theme: "light", TextSize: 1, Width: 800, Height: 600}},
	{"small-large", desktop.Look{Theme: "light", TextSize: 2, Width: 800, Height: 600}},
	{"large-text", desktop.Look{Theme: "light", TextSize: 2, Width: 1440, Height: 900}},
	{"wide", desktop.Look{Theme: "dark", TextSize: 1, Width: 2560, Height: 1440}},
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: screens FOLDER [LOOK [CORPUS]]")
		os.Exit(2)
	}
	args := append(os.Args[1:], "", "")
	if err := draw(args[0], args[1], args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

// draw draws the pages in one look, or in all of them, on a corpus or the sample.
func draw(folder, only, path string) error {
	ctx := context.Background()
	work, err := os.MkdirTemp("", "quoth-screens")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := os.Setenv("QUOTH_CONFIG", filepath.Join(work, "config")); err != nil {
		return err
	}
	options := app.Options{CacheDir: filepath.Join(work, "cache")}
	var corpus *app.App
	if path == "" {
		corpus, err = app.Sample(ctx, filepath.Join(work, "Sample.quoth"), options, nil)
	} else {
		corpus, err = app.Open(ctx, path, options)
	}
	if err != nil {
		return err
	}
	defer corpus.Close()
	a := test.NewApp()
	for _, look := range looks {
		if only != "" && look.name != only {
			continue
		}
		err := desktop.Pictures(ctx, a, corpus, look.Look, func(name string, picture image.Image) error {
			return write(filepath.Join(folder, look.name, strings.ToLower(name)+".png"), picture)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func write(path string, picture image.Image) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, picture); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
