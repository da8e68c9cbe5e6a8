package main

import (
	"os/exec"
	"strings"
	"testing"
)

// allowed says which of our packages each one may import, beside its own
// sub-packages. ARCHITECTURE.md draws it.
var allowed = map[string][]string{
	"quoth/corpus":       {},
	"quoth/language":     {},
	"quoth/corpus/store": {"quoth/corpus"},
	"quoth/scraper":      {"quoth/corpus", "quoth/language"},
	"quoth/attribution":  {"quoth/corpus", "quoth/language"},
	"quoth/indexer":      {"quoth/corpus"},
	"quoth/stance":       {"quoth/corpus"},
	"quoth/exchange":     {"quoth/corpus"},
	"quoth/network":      {"quoth/corpus"},
	"quoth/encoder":      {},
	"quoth/assets":       {},
	"quoth/app": {
		"quoth/corpus", "quoth/corpus/store", "quoth/scraper", "quoth/attribution", "quoth/indexer",
		"quoth/stance", "quoth/encoder", "quoth/exchange", "quoth/network", "quoth/assets",
	},
	"quoth/app/desktop": {
		"quoth/app", "quoth/app/desktop/parts", "quoth/app/desktop/reader", "quoth/app/desktop/chart",
		"quoth/app/desktop/present",
		"quoth/corpus", "quoth/assets",
	},
	"quoth/app/desktop/reader":  {"quoth/app/desktop/parts", "quoth/corpus"},
	"quoth/app/desktop/chart":   {"quoth/app", "quoth/app/desktop/parts", "quoth/corpus"},
	"quoth/app/desktop/parts":   {"quoth/assets"},
	"quoth/app/desktop/present": {"quoth/app", "quoth/corpus"},
	"quoth/app/command":         {"quoth/app", "quoth/corpus", "quoth/attribution", "quoth/scraper"},
}

// ownTools are programs that build models or measure; they may join what they
// need.
var ownTools = []string{"/train", "/bench", "/screens"}

func TestImportDirections(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "headless", "-f",
		`{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Fields(line)
		house := room(fields[0])
		if house == "" || isTool(fields[0]) {
			continue
		}
		for _, imported := range fields[1:] {
			if imported == "fyne.io/fyne/v2/app" {
				t.Errorf("%s imports the window driver; only main_desktop.go may", fields[0])
			}
			screen := strings.HasPrefix(house, "quoth/app/desktop") && house != "quoth/app/desktop/present"
			if strings.HasPrefix(imported, "fyne.io/") && !screen {
				t.Errorf("%s imports %s; only what draws the desktop knows Fyne", fields[0], imported)
			}
			if target := room(imported); target != "" && target != house && !contains(allowed[house], target) {
				t.Errorf("%s must not import %s", fields[0], imported)
			}
		}
	}
}

func TestCorpusImportsOnlyTheStandardLibrary(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{range .Imports}}{{.}} {{end}}`, "./corpus").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, imported := range strings.Fields(string(out)) {
		if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") || first == "quoth" {
			t.Errorf("corpus imports %s", imported)
		}
	}
}

// room is the longest entry of allowed that holds the package; empty for
// others' packages and for main.
func room(path string) string {
	best := ""
	for house := range allowed {
		if (path == house || strings.HasPrefix(path, house+"/")) && len(house) > len(best) {
			best = house
		}
	}
	return best
}

func isTool(path string) bool {
	for _, suffix := range ownTools {
		if strings.HasSuffix(path, suffix) {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}
