package bulk

import (
	"slices"
	"testing"

	"quoth/corpus"
)

func TestBylines(t *testing.T) {
	for printed, want := range map[string][]string{
		"By Mara Quill and John Penrose, Political editor": {"Mara Quill", "John Penrose"},
		"Penrose, John; Quill, Mara":                       {"John Penrose", "Mara Quill"},
		"Tom van der Berg in Lisbon":                       {"Tom van der Berg"},
		"MARA QUILL":                                       {"MARA QUILL"},
		"Von Rolf Amsel und Lena Ohm":                      {"Rolf Amsel", "Lena Ohm"},
		"Mara Quill, John Penrose & Bo Tarn":               {"Mara Quill", "John Penrose", "Bo Tarn"},
		"desk":                                             nil,
		"our staff on the ground 7":                        nil,
		"https://example.org/mara":                         nil,
	} {
		got, err := readAuthors(printed)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("readAuthors(%q) = %q, %v; want %q", printed, got, err, want)
		}
	}
}

func TestCorrectionsLeaveTheText(t *testing.T) {
	for _, test := range []struct {
		name        string
		texts       []string
		rest, taken int
	}{
		{"at the end", []string{"One.", "Two.", "Three.", "This article was amended on 3 July 2019 to correct a name."}, 3, 1},
		{"an earlier version", []string{"One.", "Two.", "An earlier version of this article misstated the year."}, 2, 1},
		{"a label at the beginning", []string{"Correction: the year was 1974.", "One.", "Two."}, 2, 1},
		{"the word inside a sentence", []string{"One.", "The correction came late.", "Corrections officers spoke."}, 3, 0},
		{"in the middle of a long text", []string{"1.", "2.", "3.", "Correction: no.", "5.", "6.", "7.", "8.", "9."}, 9, 0},
		{"an article that is one", []string{"Correction: the year was 1974."}, 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			rest, taken := Corrections(blocksOf(test.texts))
			if len(rest) != test.rest || len(taken) != test.taken {
				t.Errorf(
					"%d blocks stay, %d go: %q; want %d and %d",
					len(rest),
					len(taken),
					taken,
					test.rest,
					test.taken,
				)
			}
		})
	}
}

func TestFileNamesCarryMetadata(t *testing.T) {
	for _, test := range []struct {
		name, pattern, file string
		want                map[string]string
	}{
		{"a template", "{published}_{publisher}_{title}", "2019-07-01_Harbour Herald_Weir stays", map[string]string{"published": "2019-07-01", "publisher": "Harbour Herald", "title": "Weir stays"}},
		{"blanks written as underscores", "{publisher} - {title}", "Harbour_Herald - Weir_stays", map[string]string{"publisher": "Harbour Herald", "title": "Weir stays"}},
		{"something to skip", "{skip}-{published}", "export17-20190701", map[string]string{"published": "20190701"}},
		{"a regular expression", `^(?P<published>\d{8})(?P<skip>-\d+)?-(?P<title>.+)$`, "20190701-3-Weir", map[string]string{"published": "20190701", "title": "Weir"}},
		{"a name that does not fit", "{published}_{title}", "weir", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			names, err := CompileNames(test.pattern)
			if err != nil {
				t.Fatal(err)
			}
			got := names.Match(test.file)
			if len(got) != len(test.want) {
				t.Fatalf("got %q, want %q", got, test.want)
			}
			for field, want := range test.want {
				if got[field] != want {
					t.Errorf("%s = %q, want %q", field, got[field], want)
				}
			}
		})
	}
	for _, bad := range []string{"no field", "{colour}_{title}", "(?P<title>", "{body}"} {
		if _, err := CompileNames(bad); err == nil {
			t.Errorf("the pattern %q was accepted", bad)
		}
	}
}

func TestANameThatDoesNotFitIsATrayItem(t *testing.T) {
	e := Entry{Collected: corpus.Collected{}}
	Settings{Names: "{published}_{title}"}.Apply(&e, "weir.txt")
	if len(e.Doubts) != 2 || e.Doubts[0].Printed != "weir" {
		t.Errorf("doubts = %+v, want one for each field of the pattern", e.Doubts)
	}
	Settings{Fixed: map[string]string{"published": "2019-07-01"}}.Apply(&e, "weir.txt")
	if len(e.Doubts) != 1 || e.Collected.Article.Published.Day() != "2019-07-01" {
		t.Errorf("a fixed field leaves %+v, %v", e.Doubts, e.Collected.Article.Published)
	}
}

func TestTablesSayTheirDelimiterAsExcelWritesIt(t *testing.T) {
	f := File{
		Name: "t.csv",
		Body: []byte(
			"sep=;\r\nTitel;Datum;Zeitung;Text\r\nBrücke zu;03.07.2021;Talbote;Die Brücke, lang und alt, wird gesperrt.\r\n",
		),
	}
	got, err := csvTable(t.Context(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.columns) != 4 || len(got.rows) != 1 ||
		got.rows[0].cells[3] != "Die Brücke, lang und alt, wird gesperrt." {
		t.Errorf("read %+v", got)
	}
}

func TestExportsInUTF16AreKnown(t *testing.T) {
	text := "\n   1 of 2 DOCUMENTS\n\nThe Harbour Herald\n\nJuly 1, 2019 Monday\n\nA headline\n\nLENGTH: 3 words\n\nA short text.\n"
	body := []byte("\xff\xfe")
	for _, r := range text {
		body = append(body, byte(r), 0)
	}
	if got := Detect(File{Name: "export.TXT", Body: body}); got == nil || got.Name != "nexis-txt" {
		t.Errorf("detected %v, want nexis-txt", got)
	}
}
