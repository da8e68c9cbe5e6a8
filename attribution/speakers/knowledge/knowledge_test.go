package knowledge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"quoth/assets"
	"quoth/attribution/speakers/knowledge"
)

func TestTheShippedTablesLoad(t *testing.T) {
	l, err := knowledge.Load(assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	if l.FirstNames["Hillary"] != knowledge.Female || l.FirstNames["Mark"] != knowledge.Male {
		t.Error("Hillary should be a woman's name and Mark a man's")
	}
	if p := l.Places["Swedish"]; p.Kind != "demonym" || p.Of != "Sweden" {
		t.Errorf("Swedish = %+v, want a demonym of Sweden", p)
	}
	if b := l.Bodies["paper"]; !b.Noun || !b.Document {
		t.Errorf("paper = %+v, want both a body and a document", b)
	}
	if l.Roles["spokeswoman"] != (knowledge.Role{Class: knowledge.Voice, Gender: knowledge.Female}) {
		t.Errorf("spokeswoman = %+v", l.Roles["spokeswoman"])
	}
}

func TestABrokenTableIsNamedWithItsLine(t *testing.T) {
	_, err := knowledge.Load(fstest.MapFS{"first-names.tsv": {Data: []byte("# header\nAda\n")}})
	if err == nil || !strings.Contains(err.Error(), "first-names.tsv, line 2") {
		t.Errorf("error = %v, want the table and line", err)
	}
}

func TestAMissingTableIsNamed(t *testing.T) {
	_, err := knowledge.Load(fstest.MapFS{})
	if err == nil || !strings.Contains(err.Error(), "first-names.tsv") {
		t.Errorf("error = %v, want the table's name", err)
	}
}
