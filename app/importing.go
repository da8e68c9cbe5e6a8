package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quoth/scraper"
	"quoth/scraper/bulk"
)

// What the faces show of an import; see package bulk.
type (
	ImportSettings    = bulk.Settings    // what a person decides about an import
	ImportPreview     = bulk.Preview     // what would come of it
	ImportColumn      = bulk.Column      // of a table
	ImportEntry       = bulk.Entry       // an article of a file
	ImportDoubt       = bulk.Doubt       // a field that is not certain
	ImportNamePreview = bulk.NamePreview // what a pattern reads out of a file's name
)

// ImportFields lists the fields that a column or a pattern can fill.
func ImportFields() []string { return bulk.Fields() }

// ImportFormat is a kind of file that is taken apart.
type ImportFormat struct{ Name, Title string }

// ImportFormats lists them.
func ImportFormats() []ImportFormat {
	out := make([]ImportFormat, len(bulk.Formats))
	for i, f := range bulk.Formats {
		out[i] = ImportFormat{f.Name, f.Title}
	}
	return out
}

// ErrOrdinaryFile is what PreviewImport says of a file that needs no settings: a
// page, a text, a web archive.
var ErrOrdinaryFile = fmt.Errorf("it is read as a page or text, without settings")

// PreviewImport reads a file as an import would, with the remembered settings
// where s is zero. Nothing is kept.
func (a *App) PreviewImport(ctx context.Context, path string, s ImportSettings) (*ImportPreview, error) {
	extractor, err := a.Extractor()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("preview the import: %w", err)
	case info.Size() > bulk.MaxBytes:
		return nil, fmt.Errorf("preview %s: it is larger than %d MB", path, bulk.MaxBytes>>20)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("preview the import: %w", err)
	}
	file := bulk.File{Name: filepath.Base(path), Body: body}
	format := bulk.Detect(file)
	if s.Format != "" {
		if format, err = bulk.ByName(s.Format); err != nil {
			return nil, err
		}
	}
	if format == nil {
		return nil, fmt.Errorf("preview %s: %w", path, ErrOrdinaryFile)
	}
	if s.IsZero() {
		if remembered, ok := a.rememberedImport(ctx, format.Key(ctx, file)); ok {
			s = remembered
		}
	}
	preview, err := format.Preview(ctx, file, s, extractor)
	if s.Format == "" && bulk.IsPlain(file) && (err != nil || preview.Articles == 0) && ctx.Err() == nil {
		return nil, fmt.Errorf("preview %s: %w", path, ErrOrdinaryFile) // the guess was wrong
	}
	if err != nil {
		return nil, fmt.Errorf("preview %s: %w", path, err)
	}
	return preview, nil
}

// previewedNames is how many files of a folder a preview shows.
const previewedNames = 200

// FolderImport are the settings remembered for a folder; zero where there are
// none.
func (a *App) FolderImport(ctx context.Context, folder string) ImportSettings {
	remembered, _ := a.rememberedImport(ctx, scraper.FolderKey(folder))
	return remembered
}

// RememberFolder keeps settings for a folder; zero settings forget.
func (a *App) RememberFolder(ctx context.Context, folder string, s ImportSettings) error {
	return a.RememberImport(ctx, scraper.FolderKey(folder), s)
}

// PreviewNames shows what a pattern would read out of the names of a folder's
// files, of the first 200.
func (a *App) PreviewNames(ctx context.Context, folder string, s ImportSettings) ([]ImportNamePreview, error) {
	var names []string
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), ".") {
			names = append(names, entry.Name())
		}
		if len(names) == previewedNames {
			return fs.SkipAll
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("preview the folder: %w", err)
	}
	return bulk.PreviewNames(names, s)
}

// importSetting is under what name import settings lie in the corpus.
func importSetting(key string) string { return "import " + key }

// rememberedImport finds the settings of an earlier import of such a file.
func (a *App) rememberedImport(ctx context.Context, key string) (ImportSettings, bool) {
	text, err := a.store.Setting(ctx, importSetting(key))
	var s ImportSettings
	if err != nil || text == "" || json.Unmarshal([]byte(text), &s) != nil {
		return s, false
	}
	return s, true
}

// RememberImport keeps settings for the files of a key, as a preview gives it;
// zero settings forget.
func (a *App) RememberImport(ctx context.Context, key string, s ImportSettings) error {
	text := ""
	if !s.IsZero() {
		encoded, err := json.Marshal(s)
		if err != nil {
			return err
		}
		text = string(encoded)
	}
	return a.store.SetSetting(ctx, importSetting(key), text)
}

// rememberImports keeps the settings that a run was given for its files and
// folders, so that the next one of the kind needs none.
func (a *App) rememberImports(ctx context.Context, inputs []Input) error {
	for _, in := range inputs {
		if in.Import.IsZero() || in.again != nil {
			continue
		}
		key := scraper.FolderKey(in.Value)
		if info, err := os.Stat(in.Value); err != nil || info.Size() > bulk.MaxBytes {
			continue // it failed and was reported
		} else if !info.IsDir() {
			body, err := os.ReadFile(in.Value)
			file := bulk.File{Name: filepath.Base(in.Value), Body: body}
			format := bulk.Detect(file)
			if err != nil || format == nil {
				continue
			}
			key = format.Key(ctx, file)
		}
		if err := a.RememberImport(ctx, key, in.Import); err != nil {
			return fmt.Errorf("remember the import settings: %w", err)
		}
	}
	return nil
}
