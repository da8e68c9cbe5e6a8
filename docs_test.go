package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// inCode are the words between backquotes; inList those of ARCHITECTURE.md's
// drawing of packages.
var inCode = regexp.MustCompile("`([^`\n]+)`")

// A path is written with a slash or an ending that files have here.
var (
	isPath = regexp.MustCompile(`^[\w.-]+(/[\w.*-]+)*/?$`)
	ending = regexp.MustCompile(`\.(go|md|sql|py|sh|json|txt|mod)$`)
)

// Every path that the documents of the root name is there.
func TestTheDocumentsNamePathsThatExist(t *testing.T) {
	all := map[string]bool{} // by their base
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if d != nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." && d.Name() != ".github" &&
			d.Name() != ".ci" {
			return filepath.SkipDir
		}
		all[filepath.Base(path)] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, document := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "app/desktop/DESIGN.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range inCode.FindAllStringSubmatch(string(text), -1) {
			path := found[1]
			if !isPath.MatchString(path) || !ending.MatchString(path) && !strings.Contains(path, "/") {
				continue
			}
			named++
			if !isThere(path, filepath.Dir(document), all) {
				t.Errorf("%s names %s, which is not there", document, path)
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d paths were found in the documents", named)
	}
}

// isThere looks for a path from the root, from the folder of the document, below
// any package where it is a plain file name, and as a package of our own or of
// Go.
func isThere(path, dir string, all map[string]bool) bool {
	if !strings.Contains(path, "/") {
		return all[path]
	}
	for _, from := range []string{".", dir, "corpus", "attribution", "scraper", "app"} {
		if found, err := filepath.Glob(filepath.Join(from, path)); err == nil && len(found) > 0 {
			return true
		}
	}
	return strings.HasPrefix(path, "golang.org/") || strings.HasPrefix(path, "github.com/") ||
		strings.HasPrefix(path, "artifacts/")
}
