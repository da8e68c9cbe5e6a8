package bulk_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"quoth/assets"
	"quoth/corpus"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
)

var update = flag.Bool("update", false, "write the golden files anew")

func pageReader(t testing.TB) *extract.Extractor {
	t.Helper()
	e, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// entryJSON is an entry as a golden file shows it.
type entryJSON struct {
	Label      string                        `json:"label"`
	Error      string                        `json:"error,omitempty"`
	Title      string                        `json:"title,omitempty"`
	Authors    []string                      `json:"authors,omitempty"`
	Publisher  string                        `json:"publisher,omitempty"`
	Published  string                        `json:"published,omitempty"`
	Section    string                        `json:"section,omitempty"`
	Language   string                        `json:"language,omitempty"`
	Keywords   []string                      `json:"keywords,omitempty"`
	URL        string                        `json:"url,omitempty"`
	Paragraphs []string                      `json:"paragraphs,omitempty"`
	Origins    map[string]corpus.FieldOrigin `json:"origins,omitempty"`
	Doubts     []bulk.Doubt                  `json:"doubts,omitempty"`
	Page       string                        `json:"page,omitempty"`
	Notes      []string                      `json:"notes,omitempty"`
}

type bookJSON struct {
	Format    string      `json:"format"`
	Announced int         `json:"announced"`
	Read      int         `json:"read"`
	Notes     []string    `json:"notes,omitempty"`
	Entries   []entryJSON `json:"entries"`
}

func describe(b *bulk.Book) bookJSON {
	out := bookJSON{Format: b.Format, Announced: b.Announced, Read: b.Read(), Notes: b.Notes}
	for _, e := range b.Entries {
		if e.Err != nil {
			out.Entries = append(out.Entries, entryJSON{Label: e.Label, Error: e.Err.Error()})
			continue
		}
		a := e.Collected.Article
		entry := entryJSON{
			Label:     e.Label,
			Title:     a.Title,
			Authors:   a.Authors,
			Publisher: a.Publisher,
			Published: a.Published.String(),
			Section:   a.Section,
			Language:  a.Language,
			Keywords:  a.Keywords,
			URL:       a.URL,
			Origins:   a.FieldOrigins,
			Doubts:    e.Doubts,
			Page:      e.Collected.Page.URL,
			Notes:     e.Collected.Page.Notes,
		}
		for _, block := range e.Collected.Blocks {
			entry.Paragraphs = append(entry.Paragraphs, block.Text)
		}
		out.Entries = append(out.Entries, entry)
	}
	return out
}

// fixtures make the files that cannot be kept as text out of readable sources.
var fixtures = map[string]func(t testing.TB, source []byte) []byte{
	"nexis.docx": func(t testing.TB, source []byte) []byte { return docx(t, source) },
	"table.xlsx": workbook,
	"report.pdf": func(_ testing.TB, source []byte) []byte { return typeset(string(source)) },
}

var goldens = []struct {
	file, source string
	settings     bulk.Settings
	format       string
}{
	{file: "nexis-old.txt", format: "nexis-txt"},
	{file: "nexis-new.txt", format: "nexis-txt"},
	{file: "nexis.docx", source: "nexis.document.xml", format: "nexis-docx"},
	{file: "proquest.txt", format: "proquest-txt"},
	{file: "factiva.html", format: "factiva-html"},
	{file: "table.csv", format: "csv"},
	{
		file:     "table.xlsx",
		source:   "table.csv",
		format:   "xlsx",
		settings: bulk.Settings{Fixed: map[string]string{"publisher": "The Valley News Online"}},
	},
	{file: "newsletter.eml", format: "eml"},
	{file: "report.pdf", source: "report.txt", format: "pdf"},
}

func load(t testing.TB, file, source string) bulk.File {
	t.Helper()
	if source == "" {
		source = file
	}
	body, err := os.ReadFile(filepath.Join("testdata", source))
	if err != nil {
		t.Fatal(err)
	}
	if build := fixtures[file]; build != nil {
		body = build(t, body)
	}
	return bulk.File{Name: file, Body: body}
}

func TestEveryImporterReadsItsLayout(t *testing.T) {
	reader := pageReader(t)
	for _, g := range goldens {
		t.Run(g.file, func(t *testing.T) {
			file := load(t, g.file, g.source)
			format := bulk.Detect(file)
			if format == nil || format.Name != g.format {
				t.Fatalf("detected %+v, want %s", format, g.format)
			}
			book, err := format.Read(t.Context(), file, g.settings, reader)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, g.file+".json", describe(book))
		})
	}
}

func compare(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs:\n got %s\nwant %s", name, b.String(), want)
	}
}

// docx packs a document as Word does.
func docx(t testing.TB, document []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	part, err := archive.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(document)
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook turns the CSV fixture's whole rows into a workbook, its dates into
// Excel's numbers.
func workbook(t testing.TB, source []byte) []byte {
	t.Helper()
	reader := csv.NewReader(bytes.NewReader(source))
	reader.Comma, reader.FieldsPerRecord = ';', -1
	file := excelize.NewFile()
	defer file.Close()
	for n := 1; ; n++ {
		cells, err := reader.Read()
		if err != nil {
			break // the damaged row ends it
		}
		for i, cell := range cells {
			name, _ := excelize.CoordinatesToCellName(i+1, n)
			var value any = cell
			if n == 3 && i == 3 {
				value = 44380 // 3 July 2021
			}
			if err := file.SetCellValue("Sheet1", name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// typeset sets a text as a PDF of one page for each part between form feeds: a
// line at a time, 14 points apart, blank lines leaving a gap.
func typeset(text string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.4\n")
	pages := strings.Split(text, "\f\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages))
	widths := strings.Repeat("500 ", 224)
	object(
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 /Widths [%s] >>",
		widths,
	)
	for i, page := range pages {
		var content strings.Builder
		y := 760
		for _, line := range strings.Split(strings.TrimSpace(page), "\n") {
			if line != "" {
				words := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "“", `\223`, "”", `\224`, "’", `\222`).
					Replace(line)
				fmt.Fprintf(&content, "BT /F1 11 Tf 1 0 0 1 60 %d Tm (%s) Tj ET\n", y, words)
			}
			y -= 14
		}
		object(
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>",
			5+2*i,
		)
		object("<< /Length %d >>\nstream\n%sendstream", content.Len(), content.String())
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}
