package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALargeImportIsIndexedWhenItEnds(t *testing.T) {
	table := strings.Builder{}
	table.WriteString("title,publisher,date,text\n")
	for n := range followFrom + 20 {
		fmt.Fprintf(
			&table,
			"Ship %d,The Paper,2012-03-01,\"“Ship %d may leave the harbour at night,” said Nora Feld, the harbour master of Westmark, on day %d.\"\n",
			n,
			n,
			n,
		)
	}
	path := filepath.Join(t.TempDir(), "many.csv")
	if err := os.WriteFile(path, []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	report, err := a.Add(t.Context(), []Input{{Kind: FileInput, Value: path}}, nil)
	if err != nil || report.Kept != followFrom+20 {
		t.Fatalf("%d kept, %v", report.Kept, err)
	}
	if a.index == nil {
		t.Fatal("no index is open after a large import")
	}
	late := 0
	if err := a.index.CatchUp(t.Context(), func(done int) { late = done }); err != nil || late > 0 {
		t.Errorf("the index had to catch up with %d changes, %v", late, err)
	}
	people, total, err := a.People(t.Context(), "", 0, 100)
	if err != nil || total != 1 {
		t.Errorf("%d people of one name, %v: %v", total, err, people)
	}
}
