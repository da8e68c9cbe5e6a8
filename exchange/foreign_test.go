package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/exchange"
)

// read detects and reads a file of another program.
func read(t *testing.T, name, body string, beside map[string]string) *exchange.Project {
	t.Helper()
	f := exchange.File{Name: name, Body: []byte(body), Beside: func(n string) ([]byte, error) {
		if s, ok := beside[n]; ok {
			return []byte(s), nil
		}
		return nil, errors.New("there is none")
	}}
	importer := exchange.DetectImport(f)
	if importer == nil {
		t.Fatalf("%s is not recognised", name)
	}
	p, err := importer.Read(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRISOfOthers(t *testing.T) {
	p := read(
		t,
		"refs.ris",
		"TY  - NEWS\r\nTI  - Harbour & fees\r\nAU  - van der Berg, Anna\r\nAU  - BBC News\r\nT2  - The Post\r\nDA  - 2019/03/04/\r\nUR  - https://post.example/1\r\nN2  - The fee rose.\r\nKW  - fees\r\nER  - \r\n\r\nTY  - NEWS\r\nTI  - cut",
		nil,
	)
	if len(p.Articles) != 2 || len(p.Failed) != 1 || !strings.Contains(p.Failed[0].Error(), "no end") {
		t.Fatalf("%d articles, failed %v; want both, the cut one named", len(p.Articles), p.Failed)
	}
	a := p.Articles[0]
	if a.Article.Title != "Harbour & fees" || a.Article.Authors[0] != "Anna van der Berg" ||
		a.Article.Publisher != "The Post" ||
		a.Article.Published.Day() != "2019-03-04" ||
		a.Text != "The fee rose." ||
		a.Tags[0].Code != "fees" {
		t.Errorf("article = %+v", a)
	}
}

func TestBibTeXOfOthers(t *testing.T) {
	p := read(
		t,
		"refs.bib",
		"@string{post = {The Post}}\n@comment{x}\n@article{a1,\n author = {M\\\"uller, J{\\'e}r{\\^o}me and {BBC News} and Anna de la Cruz},\n title = {{Fees \\& {Harbours}}: 100\\%},\n journal = post # { Daily},\n year = 2019, month = mar, day = 4,\n url = {https://post.example/a_b}\n}\n@article{broken, title = {never ends",
		nil,
	)
	if len(p.Articles) != 1 || len(p.Failed) != 1 || !strings.Contains(p.Failed[0].Error(), "line 10") {
		t.Fatalf("%d articles, failed %v", len(p.Articles), p.Failed)
	}
	a := p.Articles[0].Article
	if strings.Join(a.Authors, "|") != "Jérôme Müller|BBC News|Anna de la Cruz" || a.Title != "Fees & Harbours: 100%" ||
		a.Publisher != "The Post Daily" ||
		a.Published.Day() != "2019-03-04" ||
		a.URL != "https://post.example/a_b" {
		t.Errorf("article = %+v", a)
	}
}

func TestCSLOfOthers(t *testing.T) {
	p := read(
		t,
		"refs.json",
		`[{"id":"x","type":"article-newspaper","title":"T","author":[{"family":"Berg","given":"Anna","non-dropping-particle":"van der"}],"container-title":"Post","issued":{"date-parts":[["2019",3,4]]},"abstract":"Words."}]`,
		nil,
	)
	a := p.Articles[0]
	if a.Article.Authors[0] != "Anna van der Berg" || a.Article.Published.Day() != "2019-03-04" || a.Text != "Words." {
		t.Errorf("article = %+v", a)
	}
}

func TestCitron(t *testing.T) {
	text := "🙂 It fell, she said."
	p := read(
		t,
		"c.json",
		`{"text":"`+text+`","quotes":[{"cue":{"start":16,"end":20,"text":"said"},"sources":[{"start":11,"end":14,"text":"she"}],"contents":[{"start":2,"end":9,"text":"It fell"}],"coreferences":[{"start":0,"end":0,"text":"Ada"}],"confidence":0.7}]}`,
		nil,
	)
	q := p.Quotes[0]
	if p.Articles[0].Text != text || q.Speaker != "Ada" || q.Content[0] != (exchange.Range{Start: 2, End: 9}) ||
		q.Confidence != 0.7 ||
		q.Coder != "" {
		t.Errorf("quote = %+v", q)
	}
}

func TestHypothesis(t *testing.T) {
	p := read(
		t,
		"h.json",
		`{"total":2,"rows":[{"id":"1","user":"acct:ada@hypothes.is","uri":"https://post.example/1","text":"why?","tags":["fees"],"target":[{"source":"x","selector":[{"type":"RangeSelector"},{"type":"TextPositionSelector","start":900,"end":910},{"type":"TextQuoteSelector","exact":"the fee","prefix":"so ","suffix":" rose"}]}]},{"id":"2","user":"acct:bo@hypothes.is","uri":"https://post.example/1","text":"on the page","tags":["page"],"target":[{"source":"x"}]}]}`,
		nil,
	)
	if len(p.Annotations) != 1 || p.Annotations[0].Words.Exact != "the fee" || p.Annotations[0].Coder != "ada" ||
		p.Annotations[0].Codes[0] != "fees" ||
		p.Annotations[0].Range.Start >= 0 {
		t.Errorf("annotations = %+v", p.Annotations)
	}
	if len(p.Articles) != 1 || p.Articles[0].Memos[0].Text != "on the page" || p.Articles[0].Tags[0].Coder != "bo" {
		t.Errorf("articles = %+v", p.Articles)
	}
}

func TestBratOfOthers(t *testing.T) {
	p := read(
		t,
		"d.ann",
		"T1\tContent 0 9\tIt fell, \nT2\tSpeaker 10 13\tshe\nT3\tPlace 0 2\tIt\nR1\tSaidBy Arg1:T1 Arg2:T2\nE1\tX:T1\nA1\tNegation T3\n#1\tAnnotatorNotes T3\tsure?\nT9\tBroken x y\tz\n",
		map[string]string{"d.txt": "It fell, she said."},
	)
	if len(p.Quotes) != 1 || len(p.Quotes[0].Source) != 1 ||
		p.Quotes[0].Source[0] != (exchange.Range{Start: 10, End: 13}) {
		t.Errorf("quotes = %+v", p.Quotes)
	}
	if len(p.Annotations) != 1 || strings.Join(p.Annotations[0].Codes, "|") != "Place|Negation" ||
		p.Annotations[0].Note != "sure?" {
		t.Errorf("annotations = %+v", p.Annotations)
	}
	if len(p.Left) != 1 || len(p.Failed) != 1 || !strings.Contains(p.Failed[0].Error(), "line 8") {
		t.Errorf("left %v, failed %v", p.Left, p.Failed)
	}
}

func TestBIOOfOthers(t *testing.T) {
	p := read(
		t,
		"d.conll",
		"It\tB-CONTENT\nfell\tI-CONTENT\n,\tO\nsaid\tB-CUE\nAda\tB-SOURCE\nLane\tI-SOURCE\n.\tO\n",
		nil,
	)
	q := p.Quotes[0]
	if p.Articles[0].Text != "It fell, said Ada Lane." || q.Content[0] != (exchange.Range{Start: 0, End: 7}) ||
		q.Speaker != "Ada Lane" ||
		len(q.Cue) != 1 {
		t.Errorf("%q, quote = %+v", p.Articles[0].Text, q)
	}
}

func TestTEIOfOthers(t *testing.T) {
	p := read(
		t,
		"d.xml",
		`<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>The  fee</title></titleStmt></fileDesc><profileDesc><particDesc><listPerson><person xml:id="a"><persName>Ada Lane</persName></person></listPerson></particDesc></profileDesc></teiHeader>
	<text><body><p>So <said who="#a">it
	fell</said>, said Ada.</p><p>More.</p></body></text></TEI>`,
		nil,
	)
	if p.Articles[0].Text != "So it fell, said Ada.\n\nMore." || p.Articles[0].Article.Title != "The fee" {
		t.Errorf("text = %q", p.Articles[0].Text)
	}
	if q := p.Quotes[0]; q.Speaker != "Ada Lane" || q.Content[0] != (exchange.Range{Start: 3, End: 10}) {
		t.Errorf("quote = %+v", q)
	}
}

func TestTaguetteHighlights(t *testing.T) {
	p := read(t, "h.csv", "id,document,content,tag\n1,The fee,it fell,Fees.High\n1,The fee,it fell,Sad\n", nil)
	if len(p.Annotations) != 1 || strings.Join(p.Annotations[0].Codes, "|") != "Fees/High|Sad" ||
		p.Annotations[0].Words.Exact != "it fell" {
		t.Errorf("annotations = %+v", p.Annotations)
	}
}

func TestOtherFilesAreNotTakenForCodedCorpora(t *testing.T) {
	for name, body := range map[string]string{
		"a.txt": "The mill reopened.\n\nIt smells of flour.", "a.csv": "title,text\nA,B\n", "a.json": `{"title":"x","text":"y"}`, "b.json": `[1,2]`,
		"a.xml": `<rss version="2.0"/>`, "a.zip": "PK\x03\x04 not a zip", "a.tsv": "a\tb\nc\td\n", "a.html": "<p>x</p>", "c.json": `[{"type":"Feature"}]`,
	} {
		if i := exchange.DetectImport(exchange.File{Name: name, Body: []byte(body)}); i != nil {
			t.Errorf("%s is taken for %s", name, i.Name)
		}
	}
}

func TestDamagedFilesAreRefusedWithTheirPlace(t *testing.T) {
	for name, body := range map[string]string{
		"a.jsonld": "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\n\"type\":\"AnnotationPage\",\n\"items\":[{]}",
		"a.xml":    "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<text></TEI>",
	} {
		f := exchange.File{Name: name, Body: []byte(body)}
		importer := exchange.DetectImport(f)
		if importer == nil {
			t.Fatalf("%s is not recognised", name)
		}
		if _, err := importer.Read(context.Background(), f); err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: %v; want its line", name, err)
		}
	}
}

func TestNamesOfReferenceManagersComeBack(t *testing.T) {
	c := awkward()
	c.Article.Authors = []string{"Ada Lane", "Anna van der Berg", "Plato", "Smith, John", "{odd} & \\names_ 100%"}
	c.Article.Published, _ = corpus.ParseDate("2019-03-04T10:20:30+01:00")
	for format, name := range map[string]string{"ris": "x.ris", "bibtex": "x.bib", "csl": "x.json"} {
		p := read(t, name, string(export(t, format, c)), nil)
		got := p.Articles[0].Article
		want := append([]string{}, c.Article.Authors...)
		if format != "csl" {
			want[3] = "John Smith" // a comma parts names there
		}
		if format == "bibtex" {
			want[3] = "Smith, John" // kept whole by braces
		}
		if strings.Join(got.Authors, "|") != strings.Join(want, "|") || got.Title != c.Article.Title ||
			got.Published.String() != c.Article.Published.String() {
			t.Errorf("%s: %q %q %s", format, got.Authors, got.Title, got.Published)
		}
	}
}

// TestATaguetteProjectComesBack: words, places and tags of what is tagged.
func TestATaguetteProjectComesBack(t *testing.T) {
	c := awkward()
	var out bytes.Buffer
	w, err := exchange.New(
		"taguette",
		&out,
		exchange.Options{
			Corpus: strings.Repeat("långt ", 30),
			Of:     "project",
			Codes:  []exchange.Code{{Tag: corpus.Tag{ID: "t3", Definition: "=never"}, Path: "C/unused"}},
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(c), w.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "p.sqlite3")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	p := readFile(t, exchange.File{Name: "p.sqlite3", Path: path, Body: out.Bytes()})
	if len(p.Articles) != 1 || p.Articles[0].Text != c.Version.Text {
		t.Fatalf("articles = %+v", p.Articles)
	}
	text := []rune(p.Articles[0].Text)
	want := []string{
		c.Version.Text[c.Rows[0].Quote.Content[0].Start:c.Rows[0].Quote.Content[0].End],
		c.Annotations[0].Anchor.Exact,
	}
	for i, a := range p.Annotations {
		if got := string(text[a.Range.Start:a.Range.End]); got != want[i] || a.Words.Exact != want[i] {
			t.Errorf("highlight %d is %q (%q), want %q", i, got, a.Words.Exact, want[i])
		}
	}
	if len(p.Annotations) != 2 || strings.Join(p.Annotations[0].Codes, "|") != "A|B/two|Stance: Roads, quiet: oppose" {
		t.Errorf("annotations = %+v", p.Annotations)
	}
	if len(p.Codes) == 0 || p.Codes[0].Path != "C/unused" || p.Codes[0].Definition != "=never" {
		t.Errorf("codes = %+v", p.Codes)
	}
}
