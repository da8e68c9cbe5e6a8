package exchange_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"quoth/corpus"
)

// TestQDPXSelectsTheWordsOfTheQuote reads a project as another program would:
// each selection, counted in code points of its source, is a stretch of a quote,
// and each coding refers to a code of the codebook.
func TestQDPXSelectsTheWordsOfTheQuote(t *testing.T) {
	row := awkward()
	data := export(t, "qdpx", row, row)
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		f, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var project struct {
		Users []struct {
			GUID string `xml:"guid,attr"`
		} `xml:"Users>User"`
		CodeBook struct {
			XML string `xml:",innerxml"`
		}
		Sources []struct {
			Path       string `xml:"plainTextPath,attr"`
			Selections []struct {
				Start  int `xml:"startPosition,attr"`
				End    int `xml:"endPosition,attr"`
				Coding []struct {
					Code struct {
						Target string `xml:"targetGUID,attr"`
					} `xml:"CodeRef"`
				}
			} `xml:"PlainTextSelection"`
		} `xml:"Sources>TextSource"`
	}
	if err := xml.Unmarshal([]byte(read("project.qde")), &project); err != nil {
		t.Fatal(err)
	}
	if len(project.Users) != 2 || len(project.Sources) != 1 {
		t.Fatalf("%d users and %d sources; want ada, Quoth and one text", len(project.Users), len(project.Sources))
	}
	source := project.Sources[0]
	text := []rune(read("Sources/" + strings.TrimPrefix(source.Path, "internal://")))
	want := corpus.JoinSpans(row.Version.Text, row.Quote.Content)
	for _, s := range source.Selections {
		if got := string(text[s.Start:s.End]); got != want {
			t.Errorf("the selection is %q, want %q", got, want)
		}
		if len(s.Coding) != 4 {
			t.Errorf("%d codings; want two tags, a stance and a speaker", len(s.Coding))
		}
		for _, c := range s.Coding {
			if !strings.Contains(project.CodeBook.XML, c.Code.Target) {
				t.Errorf("no code %s", c.Code.Target)
			}
		}
	}
	if !strings.Contains(project.CodeBook.XML, "דנה") {
		t.Error("the speaker is no code")
	}
}

func TestGraphMLCountsStances(t *testing.T) {
	row := awkward()
	rejected := awkward()
	rejected.Status = corpus.Rejected
	out := string(export(t, "graphml", row, row, rejected))
	for _, want := range []string{`attr.name="oppose" attr.type="int"`, `<data key="oppose">2</data>`, `<data key="weight">2</data>`, `source="speaker:דנה" target="target:x"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}
