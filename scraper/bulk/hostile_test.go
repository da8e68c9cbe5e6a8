package bulk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"quoth/corpus"
	"quoth/scraper/bulk"
	"quoth/scraper/extract"
)

func TestHostileFilesEndInAnError(t *testing.T) {
	reader := pageReader(t)
	bomb := docx(t, bytes.Repeat([]byte(" "), 64<<20))
	for _, test := range []struct {
		name  string
		file  bulk.File
		as    string
		words string
	}{
		{"a zip bomb called DOCX", bulk.File{Name: "a.docx", Body: bomb}, "docx", "unpacks to far more"},
		{"a DOCX that is cut", bulk.File{Name: "a.docx", Body: bomb[:len(bomb)/2]}, "docx", "damaged"},
		{"a DOCX without a document", bulk.File{Name: "a.docx", Body: emptyZip}, "docx", "has no word/document.xml"},
		{"a workbook that is none", bulk.File{Name: "a.xlsx", Body: emptyZip}, "xlsx", ""},
		{"a table without a known column", bulk.File{Name: "a.csv", Body: []byte("a,b\n1,2\n")}, "csv", "say which one"},
		{"a table of one column", bulk.File{Name: "a.csv", Body: []byte("words\nmore\n")}, "csv", "no heading"},
		{"a table full of open marks", bulk.File{Name: "a.csv", Body: []byte("title,text\n" + strings.Repeat("\"x,y\n", 500))}, "csv", ""},
		{"a message of parts within parts", bulk.File{Name: "a.eml", Body: nested(50)}, "eml", ""},
		{"a PDF that is none", bulk.File{Name: "a.pdf", Body: []byte("%PDF-1.4\nnothing")}, "pdf", "damaged"},
		{"a PDF of a scan", bulk.File{Name: "a.pdf", Body: typeset("")}, "pdf", "pictures of pages"},
		{"a Nexis file without an article", bulk.File{Name: "a.txt", Body: []byte("nothing here\n")}, "nexis-txt", "no article was found"},
		{"a Nexis cover alone", bulk.File{Name: "a.txt", Body: []byte("Documents (2)\n")}, "nexis-txt", "announces 2 articles, 0 were found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			format, err := bulk.ByName(test.as)
			if err != nil {
				t.Fatal(err)
			}
			book, err := format.Read(t.Context(), test.file, bulk.Settings{}, reader)
			if err == nil && book.Read() == 0 {
				err = book.Entries[0].Err
			}
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v, want words about %q", err, test.words)
			}
		})
	}
}

// TestGuessesAreStrict: pages and texts that only mention a database or use its
// words for classes are ordinary.
func TestGuessesAreStrict(t *testing.T) {
	for _, test := range []struct{ name, file, body string }{
		{
			"a page with an article div and a headline class", "a.html",
			`<html><body><div class="article main"><h1 class="Headline">Weir stays</h1><p>The weir stays.</p></div></body></html>`,
		},
		{"a page about Factiva", "a.html", `<div class="article"><h1>Factiva raises its price</h1><p>Factiva said so.</p></div>`},
		{"a page with a paragraph class of Factiva's name", "a.html", `<div class="article"><p class="articleParagraph">One.</p></div>`},
		{"a page with a table of results", "a.html", `<div class="article"><h1>Scores</h1><table><tr><td>CO</td><td>3</td></tr><tr><td>LA</td><td>2</td></tr><tr><td>IN</td><td>1</td></tr></table></div>`},
		{"a text about ProQuest", "a.txt", "ProQuest opens\n\nProQuest said that it has the words Full text: in its lists.\n"},
		{"a text that counts documents", "a.txt", "The heap\n\n1 of 3 DOCUMENTS\n\nwas all they found.\n"},
		{"a text that ends as Nexis does", "a.txt", "It said\n\nEnd of Document\n\nand then\n\nBody\n\nagain.\n"},
	} {
		if got := bulk.Detect(bulk.File{Name: test.file, Body: []byte(test.body)}); got != nil {
			t.Errorf("%s is taken for %s", test.name, got.Name)
		}
	}
}

// TestAWrongGuessIsNoRefusal: where the reader of the guessed format finds no
// article, the next one is asked, and in the end the extractor.
func TestAWrongGuessIsNoRefusal(t *testing.T) {
	none := func(*bulk.Format) bulk.Settings { return bulk.Settings{} }
	page := `<div class="article"><table><tr><td><b>HD</b></td><td>x</td></tr><tr><td><b>PD</b></td><td>y</td></tr><tr><td><b>SN</b></td><td>z</td></tr></table></div>`
	if f := bulk.Detect(bulk.File{Name: "a.html", Body: []byte(page)}); f == nil {
		t.Fatal("the sample no longer looks like Factiva: this test tests nothing")
	}
	book, err := bulk.ReadGuessed(t.Context(), bulk.File{Name: "a.html", Body: []byte(page)}, none, pageReader(t))
	if book != nil || err != nil {
		t.Errorf("a page without a Factiva article gives %v, %v; the extractor is to read it", book, err)
	}
	// Body and End of Document alone make no article of Nexis, but a document.
	document := docx(
		t,
		[]byte(
			`<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>Body</w:t></w:r></w:p><w:p><w:r><w:t>End of Document</w:t></w:r></w:p>`+
				`<w:p><w:r><w:t>The weir stays where it is, the council said on Monday.</w:t></w:r></w:p></w:body></w:document>`,
		),
	)
	book, err = bulk.ReadGuessed(t.Context(), bulk.File{Name: "a.docx", Body: document}, none, pageReader(t))
	if err != nil || book.Format != "docx" || book.Read() != 1 {
		t.Errorf("the document gives %+v, %v", book, err)
	}
}

var emptyZip = append([]byte("PK\x05\x06"), make([]byte, 18)...)

func nested(depth int) []byte {
	var b strings.Builder
	b.WriteString("From: a@example.org\r\nSubject: x\r\n")
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\nwords\r\n")
	return []byte(b.String())
}

// wordReader stands for the extractor, whose own fuzzing is elsewhere.
type wordReader struct{}

func (wordReader) HTML(page []byte, _ extract.Hint) (corpus.Collected, error) {
	return wordReader{}.Text(page, extract.Hint{})
}

func (wordReader) Text(text []byte, _ extract.Hint) (corpus.Collected, error) {
	return corpus.Collected{Blocks: []corpus.Block{{Text: strings.ToValidUTF8(string(text), "")}}}, nil
}

// fuzzFormat holds for every input: no panic, every entry has a text or a
// reason, texts are valid, and the same bytes give the same articles.
func fuzzFormat(f *testing.F, name, ending string) {
	format, err := bulk.ByName(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		file := bulk.File{Name: "x" + ending, Body: body}
		bulk.Detect(file)
		book, err := format.Read(t.Context(), file, bulk.Settings{}, wordReader{})
		if err != nil {
			return
		}
		for _, e := range book.Entries {
			text, _ := corpus.JoinBlocks(e.Collected.Blocks)
			if (e.Err == nil) != (text != "") {
				t.Fatalf("%s: text %q with error %v", e.Label, text, e.Err)
			}
			if !utf8.ValidString(text) || e.Err == nil && len(e.Collected.Page.Body) == 0 {
				t.Fatalf("%s: text %q, a page of %d bytes", e.Label, text, len(e.Collected.Page.Body))
			}
		}
		again, err := format.Read(t.Context(), file, bulk.Settings{}, wordReader{})
		if err != nil || len(again.Entries) != len(book.Entries) {
			t.Fatalf("read twice: %v, %d and %d entries", err, len(book.Entries), len(again.Entries))
		}
	})
}

func FuzzNexisText(f *testing.F) {
	f.Add(load(f, "nexis-old.txt", "").Body)
	f.Add(load(f, "nexis-new.txt", "").Body)
	fuzzFormat(f, "nexis-txt", ".txt")
}

// FuzzNexisDOCX changes the document; packing is the test's.
func FuzzNexisDOCX(f *testing.F) {
	f.Add(load(f, "nexis.document.xml", "").Body)
	format, err := bulk.ByName("nexis-docx")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		book, err := format.Read(
			t.Context(),
			bulk.File{Name: "x.docx", Body: docx(t, document)},
			bulk.Settings{},
			wordReader{},
		)
		if err == nil && len(book.Entries) == 0 {
			t.Fatal("neither an article nor an error")
		}
	})
}

func FuzzProQuest(f *testing.F) {
	f.Add(load(f, "proquest.txt", "").Body)
	fuzzFormat(f, "proquest-txt", ".txt")
}

func FuzzFactiva(f *testing.F) {
	f.Add(load(f, "factiva.html", "").Body)
	fuzzFormat(f, "factiva-html", ".html")
}

func FuzzCSV(f *testing.F) {
	f.Add(load(f, "table.csv", "").Body)
	fuzzFormat(f, "csv", ".csv")
}

func FuzzXLSX(f *testing.F) {
	f.Add(load(f, "table.xlsx", "table.csv").Body)
	fuzzFormat(f, "xlsx", ".xlsx")
}

func FuzzEML(f *testing.F) {
	f.Add(load(f, "newsletter.eml", "").Body)
	fuzzFormat(f, "eml", ".eml")
}

// FuzzPDF reads in this process, so that the fuzzer sees where it gets to. The library
// may panic, which is caught, or go on for ever, which is what its own process is for.
func FuzzPDF(f *testing.F) {
	f.Add(load(f, "report.pdf", "report.txt").Body)
	f.Add(typeset("One line.\n\nAnother (with) marks.\f\nA page."))
	f.Fuzz(func(t *testing.T, body []byte) {
		done := make(chan json.RawMessage, 1)
		go func() {
			text, err := bulk.ReadHere("pdf", body)
			if err != nil {
				text = nil
			}
			done <- text
		}()
		select {
		case text := <-done:
			if text != nil && !json.Valid(text) {
				t.Fatalf("it answers with %q", text)
			}
		case <-time.After(10 * time.Second):
			t.Skip("the library does not come back")
		}
	})
}
