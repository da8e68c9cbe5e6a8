package exchange_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"quoth/corpus"
	"quoth/exchange"
)

// awkward is a quote that breaks careless writers: emoji before it, marks, line
// ends, a formula, a right-to-left name.
func awkward() *exchange.Chapter {
	text := "🙂🙂 Intro.\n\n“=1+1, \"really\";\nyes”, said דנה."
	start := strings.Index(text, "“")
	end := strings.Index(text, ", said")
	span := corpus.Span{Start: start, End: end}
	return &exchange.Chapter{
		Article: corpus.Article{Title: "=HYPERLINK(\"x\")", Publisher: "@outlet", Authors: []string{"A; B", "C"}},
		Version: corpus.Version{ID: "v1", Text: text, Page: "abc"},
		Rows: []exchange.Row{
			{
				Quote: corpus.Quote{ID: "q1", Version: "v1", Attribution: corpus.Attribution{
					Kind:      corpus.Direct,
					Utterance: corpus.Speech,
					Content: []corpus.Span{
						span,
					},
					Quoted:     []corpus.Span{{Start: start + len("“"), End: end - len("”")}},
					Confidence: 0.5,
					Source: []corpus.Span{
						{Start: strings.Index(text, "דנה"), End: strings.Index(text, "דנה") + len("דנה")},
					},
				}},
				Status:      corpus.Confirmed,
				SpeakerName: "דנה",
				Tags: []exchange.Tag{
					{ID: "t2", Path: "B/two", Coder: "ada"},
					{ID: "t1", Path: "A", Coder: "ada"},
				},
				Judgements: []exchange.Judgement{
					{
						Judgement: corpus.Judgement{Target: "x", Stance: corpus.Oppose, Coder: "ada"},
						Target:    "Roads, quiet",
					},
				},
				Notes: []corpus.Note{{Text: "'quoted' note\nin two lines", Coder: "ada"}},
			},
		},
		Annotations: []exchange.Annotation{
			{
				Annotation: corpus.Annotation{
					ID:      "n1",
					Version: "v1",
					Anchor:  corpus.NewAnchor(text, corpus.Span{Start: 9, End: 14}),
					Note:    "=note",
					Coder:   "bo",
				},
				Codes: []exchange.Tag{{ID: "t1", Path: "A", Coder: "bo"}},
			},
		},
	}
}

func export(t *testing.T, format string, chapters ...*exchange.Chapter) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := exchange.New(format, &out, exchange.Options{Corpus: "Test", Query: "=danger"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chapters {
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// byName reads one row of a table by its header.
func byName(header, row []string) map[string]string {
	out := map[string]string{}
	for i, name := range header {
		if i < len(row) {
			out[name] = row[i]
		}
	}
	return out
}

func checkTable(t *testing.T, got map[string]string) {
	t.Helper()
	for name, want := range map[string]string{
		"quoted": "=1+1, \"really\";\nyes", "speaker": "דנה", "speaker_printed": "דנה", "title": "=HYPERLINK(\"x\")", "publisher": "@outlet",
		"tags": `["A","B/two"]`, "stances": `[{"target":"Roads, quiet","stance":"oppose","coder":"ada"}]`, "authors": `["A; B","C"]`, "start": "11", "end": "32", "status": "confirmed", "page_sha256": "abc", "notes": "[{\"coder\":\"ada\",\"text\":\"'quoted' note\\nin two lines\"}]", "coders": `["ada"]`,
	} {
		if got[name] != want {
			t.Errorf("%s = %q, want %q", name, got[name], want)
		}
	}
}

func TestCSVReadsBack(t *testing.T) {
	data := export(t, "csv", awkward())
	if !bytes.HasPrefix(data, []byte("\ufeff")) {
		t.Error("the byte order mark is missing")
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, cell := range rows[1] {
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
			t.Errorf("column %s begins a formula: %q", rows[0][i], cell)
		}
		rows[1][i] = exchange.Unguard(cell)
	}
	checkTable(t, byName(rows[0], rows[1]))
}

func TestXLSXReadsBack(t *testing.T) {
	long := awkward()
	long.Rows[0].Notes = []corpus.Note{{Text: strings.Repeat("ä", 40_000)}}
	file, err := excelize.OpenReader(bytes.NewReader(export(t, "xlsx", awkward(), long)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := file.GetRows("Quotes")
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	checkTable(t, byName(rows[0], rows[1]))
	if cut := byName(rows[0], rows[2])["cut"]; strings.TrimSpace(cut) != "notes" {
		t.Errorf("cut = %q, want the note named", cut)
	}
	if formula, _ := file.GetCellFormula("Quotes", "P2"); formula != "" {
		t.Errorf("a formula came out: %q", formula)
	}
}

func TestJSONLReadsBack(t *testing.T) {
	var got struct {
		Content [][2]int `json:"content"`
		Anchors []struct{ Exact, Prefix string }
		Tags    []struct{ Path string }
	}
	if err := json.Unmarshal(export(t, "jsonl", awkward()), &got); err != nil {
		t.Fatal(err)
	}
	points := []rune(awkward().Version.Text)
	if words := string(points[got.Content[0][0]:got.Content[0][1]]); words != got.Anchors[0].Exact {
		t.Errorf("code points give %q, the anchor says %q", words, got.Anchors[0].Exact)
	}
	if len(got.Tags) != 2 {
		t.Errorf("tags = %v", got.Tags)
	}
}

func TestGuardCanBeTakenBack(t *testing.T) {
	for _, s := range []string{"", "plain", "=x", "+1", "-1", "@a", "\tb", "'x", "''", "'=x", "''=x", "'''+", "'"} {
		if got := exchange.Unguard(exchange.Guard(s)); got != s {
			t.Errorf("Unguard(Guard(%q)) = %q", s, got)
		}
	}
}

func TestAnUnknownFormatNamesTheKnownOnes(t *testing.T) {
	if _, err := exchange.New("doc", nil, exchange.Options{}); err == nil || !strings.Contains(err.Error(), "csv") {
		t.Errorf("error = %v", err)
	}
}
