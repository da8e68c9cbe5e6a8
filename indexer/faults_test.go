package indexer_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/indexer"
)

// harms are what may happen to a file.
var harms = map[string]func(path string) error{
	"cut":     func(p string) error { return os.Truncate(p, 10) },
	"halved":  func(p string) error { return cut(p, 2) },
	"emptied": func(p string) error { return os.Truncate(p, 0) },
	"deleted": os.Remove,
	"garbled": func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("garbage ", 100)), 0o600) },
	"zeroed":  func(p string) error { return overwrite(p, func(b []byte) { clear(b) }) },
	"flipped": func(p string) error { return overwrite(p, func(b []byte) { b[len(b)/2] ^= 0x10 }) },
}

func cut(path string, parts int64) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, info.Size()/parts)
}

// overwrite changes the middle third of a file.
func overwrite(path string, change func([]byte)) error {
	data, err := os.ReadFile(path)
	if err != nil || len(data) < 3 {
		return err
	}
	change(data[len(data)/3 : 2*len(data)/3])
	return os.WriteFile(path, data, 0o600)
}

const crowdSize = 12

// crowd is a corpus of several segments when it is indexed step by step.
func crowd(t *testing.T, dir string) *fake {
	t.Helper()
	f := sample()
	x := open(t, dir, f)
	for i := range crowdSize {
		f.add(
			fmt.Sprintf("n%02d", i),
			"2017-05-01",
			indexer.QuoteDoc{Text: fmt.Sprintf("word%d of many about bridges", i), SpeakerName: "Ada Quill"},
		)
		if err := x.CatchUp(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

// answersRight compares a few answers with what the corpus holds.
func answersRight(t *testing.T, x *indexer.Index, name string) {
	t.Helper()
	for query, want := range map[string]int{"encryption": 2, "bridges": crowdSize, "word7": 1, `"data police"`: 0, "date:2017": crowdSize, "": 4 + crowdSize} {
		if got := search(t, x, indexer.Request{Query: query}); len(got) != want {
			t.Errorf("%s: %q found %d, want %d", name, query, len(got), want)
		}
	}
}

func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// harmSegments does one of the harms to all segments of the first index.
func harmSegments(t *testing.T, dir, harm string) {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(dir, "0", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("%d segments to harm, %v", len(segments), err)
	}
	for _, file := range segments {
		if err := harms[harm](file); err != nil && !errors.Is(err, fs.ErrNotExist) { // merged away meanwhile
			t.Fatal(err)
		}
	}
}

// TestDamageIsMended harms files of a closed index in every way, of the segments
// two: opening must never fail or panic, and answers must be right afterwards.
func TestDamageIsMended(t *testing.T) {
	whole := t.TempDir()
	f := crowd(t, whole)
	for name, harm := range harms {
		segments := 0
		for _, original := range filesBelow(t, whole) {
			if filepath.Ext(original) == ".zap" {
				if segments++; segments > 2 {
					continue
				}
			}
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			file, _ := filepath.Rel(whole, original)
			if err := harm(filepath.Join(dir, file)); err != nil {
				t.Fatal(err)
			}
			x := open(t, dir, f)
			answersRight(t, x, name+" "+file)
			x.Close()
		}
	}
}

func TestSwappedFilesAreMended(t *testing.T) {
	whole := t.TempDir()
	f := crowd(t, whole)
	segments, err := filepath.Glob(filepath.Join(whole, "0", "store", "*.zap"))
	if err != nil || len(segments) < 2 {
		t.Fatalf("%d segments, %v: want two to swap", len(segments), err)
	}
	if err := swap(segments[0], segments[1]); err != nil {
		t.Fatal(err)
	}
	announced := ""
	x, err := indexer.Open(
		t.Context(),
		whole,
		f,
		indexer.Options{OnRebuild: func(reason string) { announced = reason }},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	answersRight(t, x, "swapped")
	if announced == "" {
		t.Error("the rebuild was not announced")
	}
}

func swap(a, b string) error {
	aside := a + ".aside"
	for _, move := range [][2]string{{a, aside}, {b, a}, {aside, b}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			return err
		}
	}
	return nil
}

// TestDamageOfAnOpenIndexIsMended cuts files short that are mapped into memory:
// what is read behind the cut is a fault, which must not end the program.
func TestDamageOfAnOpenIndexIsMended(t *testing.T) {
	dir := t.TempDir()
	f := crowd(t, dir)
	x := open(t, dir, f)
	defer x.Close()
	harmSegments(t, dir, "emptied")
	answersRight(t, x, "cut while open")
	f.add("late", "2018-05-01", indexer.QuoteDoc{Text: "A late word about ferries"})
	if err := x.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := search(t, x, indexer.Request{Query: "ferries"}); !slices.Equal(got, []string{"late-0"}) {
		t.Errorf("what came after the damage: found %v", got)
	}
}

// TestWritingADamagedIndexMakesItAnew lets Bleve's own goroutines meet the
// damage: what waits for them must not wait for ever.
func TestWritingADamagedIndexMakesItAnew(t *testing.T) {
	dir := t.TempDir()
	f := crowd(t, dir)
	x := open(t, dir, f)
	defer x.Close()
	harmSegments(t, dir, "zeroed")
	for i := range 12 {
		q := f.quotes["a-0"]
		q.Tags = append(q.Tags, corpus.TagID(fmt.Sprint("t", i)))
		f.quotes["a-0"] = q
		f.change(corpus.Touched{Quotes: []corpus.QuoteID{"a-0"}})
		if err := x.CatchUp(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	x.Close()
	x = open(t, dir, f)
	defer x.Close()
	answersRight(t, x, "written with damage")
}
