// Package assets embeds what Quoth ships beside its code: trained models and
// tables of language knowledge, sample pages, fonts, icons and translations.
// Every table begins with its source, licence and date; every model has a card.
package assets

import (
	"embed"
	"io/fs"
)

//go:embed all:models
var models embed.FS

//go:embed all:tables
var tables embed.FS

// Models holds the trained models: attribution/*, encoder/*, scraper/*.
func Models() fs.FS { return sub(models, "models") }

// Model is the folder of one model.
func Model(name string) (fs.FS, error) { return fs.Sub(models, "models/"+name) }

// Tables holds the tables of language knowledge.
func Tables() fs.FS { return sub(tables, "tables") }

func sub(f fs.FS, dir string) fs.FS {
	s, err := fs.Sub(f, dir)
	if err != nil {
		panic(err) // the folder is embedded above, so this is a broken build
	}
	return s
}
