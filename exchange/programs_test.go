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
	chapter := awkward()
	data := export(t, "qdpx", chapter)
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
	if len(project.Users) != 3 || len(project.Sources) != 1 {
		t.Fatalf("%d users and %d sources; want ada, bo, Quoth and one text", len(project.Users), len(project.Sources))
	}
	source := project.Sources[0]
	text := []rune(read("Sources/" + strings.TrimPrefix(source.Path, "internal://")))
	want := corpus.JoinSpans(chapter.Version.Text, chapter.Rows[0].Quote.Content)
	codings := 0
	for n, s := range source.Selections {
		words := want
		if n == 2 {
			words = chapter.Annotations[0].Anchor.Exact
		}
		if got := string(text[s.Start:s.End]); got != words {
			t.Errorf("the selection is %q, want %q", got, words)
		}
		codings += len(s.Coding)
		for _, c := range s.Coding {
			if !strings.Contains(project.CodeBook.XML, c.Code.Target) {
				t.Errorf("no code %s", c.Code.Target)
			}
		}
	}
	if len(source.Selections) != 3 || codings != 5 {
		t.Errorf(
			"%d selections with %d codings; want the quote's, ada's and bo's annotation with a speaker, two tags, a stance, and a tag",
			len(source.Selections),
			codings,
		)
	}
	if !strings.Contains(project.CodeBook.XML, "דנה") {
		t.Error("the speaker is no code")
	}
}

func TestGraphMLCountsStances(t *testing.T) {
	row := awkward()
	rejected := awkward()
	rejected.Rows[0].Status = corpus.Rejected
	out := string(export(t, "graphml", row, row, rejected))
	for _, want := range []string{`attr.name="oppose" attr.type="int"`, `<data key="oppose">2</data>`, `<data key="weight">2</data>`, `source="person:דנה" target="target:x"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

func TestGraphMLHasOneNodeForAnOrganisation(t *testing.T) {
	person, speaker, nameless := awkward(), awkward(), awkward()
	person.Rows[0].OrganizationName, person.Rows[0].Quote.OrganizationID, person.Rows[0].Quote.PersonID = "Lumina", "o1", "p1"
	speaker.Rows[0].SpeakerName, speaker.Rows[0].OrganizationName = "Lumina", "Lumina"
	speaker.Rows[0].Quote.OrganizationID, speaker.Rows[0].Quote.SpeakerType = "o1", corpus.OrganizationSpeaker
	nameless.Rows[0].SpeakerName, nameless.Rows[0].Quote.OrganizationID, nameless.Rows[0].Quote.SpeakerType = "Lumina", "o1", corpus.OrganizationSpeaker
	out := string(export(t, "graphml", person, speaker, nameless))
	if n := strings.Count(out, ">Lumina<"); n != 1 {
		t.Errorf("%d nodes are called Lumina, want one", n)
	}
	if strings.Contains(out, `source="organization:o1" target="organization:o1"`) {
		t.Error("an organisation speaks for itself by an edge")
	}
	if !strings.Contains(out, `source="person:p1" target="organization:o1"`) ||
		!strings.Contains(out, `<data key="oppose">2</data>`) {
		t.Errorf("edges are missing in %s", out)
	}
}
