package bulk

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"quoth/corpus"
	"quoth/internal/unzip"
)

// docxType is the media type of a stretch of word/document.xml.
const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

// readZipPart reads one part of a zip file within limits.
func readZipPart(file File, name string) ([]byte, error) {
	archive, err := unzip.Open(bytes.NewReader(file.Body), int64(len(file.Body)), maxUnpacked)
	switch {
	case errors.Is(err, unzip.ErrBomb):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	for _, part := range archive.File {
		if part.Name == name {
			body, err := unzip.Read(part)
			if err != nil {
				return nil, fmt.Errorf("unpack %s in it: %w", name, err)
			}
			return body, nil
		}
	}
	return nil, fmt.Errorf("it has no %s", name)
}

const documentPart = "word/document.xml"

// docxLines reads the paragraphs of a DOCX. Where the XML is damaged they are
// those before the damage, with the error.
func docxLines(document []byte) ([]line, error) {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	r := docxReader{}
	for {
		at := int(decoder.InputOffset())
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return r.lines, nil
		}
		if err != nil {
			return r.lines, fmt.Errorf("its text is damaged after %d paragraphs: %w", len(r.lines), err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			r.begin(token, at)
		case xml.EndElement:
			r.end(token.Name.Local, int(decoder.InputOffset()))
		case xml.CharData:
			if r.inText {
				r.words.Write(token)
				r.plain = r.plain || !r.bold && len(bytes.TrimSpace(token)) > 0
			}
		}
	}
}

// docxReader gathers the words of paragraphs. A paragraph within a paragraph (a
// text box) adds its words to the outer one.
type docxReader struct {
	lines  []line
	words  strings.Builder
	depth  int // of w:p
	start  int
	mark   string
	inText bool // in w:t
	bold   bool // the run's words are bold
	plain  bool // some words of the paragraph are not
}

func (r *docxReader) begin(e xml.StartElement, at int) {
	switch e.Name.Local {
	case "p":
		if r.depth++; r.depth == 1 {
			r.start, r.mark, r.plain = at, "", false
			r.words.Reset()
		}
	case "r":
		r.bold = false
	case "b":
		r.bold = attribute(e, "val") != "0" && attribute(e, "val") != "false"
	case "t":
		r.inText = true
	case "tab", "br", "cr":
		r.words.WriteByte(' ')
	case "bookmarkStart":
		if name := attribute(e, "name"); r.mark == "" {
			r.mark = name
		}
	}
}

func (r *docxReader) end(name string, at int) {
	switch name {
	case "t":
		r.inText = false
	case "p":
		if r.depth--; r.depth == 0 {
			text := tidy(r.words.String())
			r.lines = append(
				r.lines,
				line{text: text, bold: text != "" && !r.plain, mark: r.mark, start: r.start, end: at},
			)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func looksDOCX(f File) bool { return hasEnding(f, ".docx") && bytes.HasPrefix(f.Body, []byte("PK")) }

// readDOCX reads a document that is one article, as a text with a head.
func readDOCX(_ context.Context, f File, s Settings, r PageReader) (*Book, error) {
	document, err := readZipPart(f, documentPart)
	if err != nil {
		return nil, err
	}
	lines, damage := docxLines(document)
	var text []string
	for _, l := range lines {
		text = append(text, l.text)
	}
	c, err := r.Text([]byte(strings.Join(text, "\n\n")), hintless)
	if err == nil {
		err = damage
	}
	if err != nil {
		return nil, err
	}
	d := newDraft(s)
	d.entry.Collected.Article = c.Article
	entry := d.finish(c.Blocks, 0, corpus.Page{MediaType: docxType, Charset: "utf-8", Body: document})
	entry.Label = f.Name
	return &Book{Entries: []Entry{entry}}, nil
}
