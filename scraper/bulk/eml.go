package bulk

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html/charset"

	"quoth/corpus"
	"quoth/scraper/extract"
)

// looksEML goes by the ending and a first line that is a header.
func looksEML(f File) bool { return hasEnding(f, ".eml") }

// Limits of a message.
const (
	maxParts     = 200
	maxPartDepth = 8
)

// letter gathers the readable parts of a message.
type letter struct {
	parts        int
	html, plain  []byte
	htmlCharset  string
	plainCharset string
}

// readEML reads a newsletter: its HTML part, else its plain one. The sender is
// the publisher, the day it was sent the day it was published.
func readEML(_ context.Context, f File, s Settings, r PageReader) (*Book, error) {
	message, err := mail.ReadMessage(bytes.NewReader(f.Body))
	if err != nil {
		return nil, fmt.Errorf("it is not an e-mail message: %w", err)
	}
	var l letter
	if err := l.read(
		message.Header.Get("Content-Type"),
		message.Header.Get("Content-Transfer-Encoding"),
		message.Body,
		0,
	); err != nil && l.html == nil &&
		l.plain == nil {
		return nil, fmt.Errorf("read the message: %w", err)
	}
	c, err := l.extract(r)
	if err != nil {
		return nil, err
	}
	d := newDraft(s)
	d.entry.Collected.Article = corpus.Article{Language: c.Article.Language}
	decoder := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	if subject, err := decoder.DecodeHeader(message.Header.Get("Subject")); err == nil {
		d.set(Title, subject, FromExport)
	}
	if from, err := (&mail.AddressParser{WordDecoder: &decoder}).Parse(message.Header.Get("From")); err == nil {
		name := from.Name
		if name == "" {
			_, name, _ = strings.Cut(from.Address, "@")
		}
		d.set(Publisher, name, FromExport)
	}
	if sent, err := message.Header.Date(); err == nil {
		d.article().Published = corpus.Date{Time: sent}
		d.origin(Published, FromExport)
	} else if printed := message.Header.Get("Date"); printed != "" {
		d.doubt(Published, printed, "the date of the message cannot be read")
	}
	entry := d.finish(c.Blocks, 0, corpus.Page{MediaType: "message/rfc822", Charset: c.Page.Charset, Body: f.Body})
	entry.Label = label(1, 0, entry.Collected.Article.Title)
	return &Book{Entries: []Entry{entry}}, nil
}

// extract reads the article out of the letter.
func (l *letter) extract(r PageReader) (corpus.Collected, error) {
	err := errors.New("the message has no text")
	if l.html != nil {
		var c corpus.Collected
		if c, err = r.HTML(l.html, extract.Hint{Charset: l.htmlCharset}); err == nil {
			return c, nil
		}
	}
	if l.plain != nil {
		return r.Text(l.plain, extract.Hint{Charset: l.plainCharset})
	}
	return corpus.Collected{}, err
}

// read walks a part and those within it; the first of each kind counts.
func (l *letter) read(contentType, transfer string, body io.Reader, depth int) error {
	if contentType == "" {
		contentType = "text/plain"
	}
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("a part has no readable type: %w", err)
	}
	if l.parts++; l.parts > maxParts || depth > maxPartDepth {
		return errors.New("the message has too many parts")
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := l.read(
				part.Header.Get("Content-Type"),
				part.Header.Get("Content-Transfer-Encoding"),
				part,
				depth+1,
			); err != nil {
				return err
			}
		}
	}
	if kind != "text/html" && kind != "text/plain" || kind == "text/html" && l.html != nil ||
		kind == "text/plain" && l.plain != nil {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(transferDecoder(transfer, body), extract.MaxBytes))
	if err != nil && len(text) == 0 {
		return err
	}
	if kind == "text/html" {
		l.html, l.htmlCharset = text, parameters["charset"]
	} else {
		l.plain, l.plainCharset = text, parameters["charset"]
	}
	return nil
}

func transferDecoder(transfer string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(transfer)) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}
