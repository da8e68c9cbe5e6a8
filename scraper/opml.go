package scraper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// opml is a list of feeds (opml.org, version 2.0).
const opml InputKind = "opml"

// maxOutlines bounds the feeds of one list.
const maxOutlines = 5000

// listOPML lists the feeds of an OPML file, however deep they are nested.
func listOPML(self Item, _ string, body []byte) (*listing, error) {
	list := &listing{}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.Strict, decoder.CharsetReader = false, charset.NewReaderLabel
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			list.wrong(self, fmt.Sprintf("the list is damaged after %d feeds: %v", len(list.items), err))
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "outline" {
			continue
		}
		address, title := outline(start)
		if address == "" {
			continue // a folder
		}
		if len(list.items) == maxOutlines {
			list.wrong(self, fmt.Sprintf("the list has more than %d feeds; the rest was left out", maxOutlines))
			break
		}
		item := newItem(Input{Kind: Feed, Value: address, Parent: self.URL})
		if title != "" {
			item.Label = title + " (" + address + ")"
		}
		list.items = append(list.items, item)
	}
	if len(list.items) == 0 {
		return nil, fmt.Errorf("read the list of feeds %s: it names no feed", self.Label)
	}
	return list, nil
}

func outline(e xml.StartElement) (address, title string) {
	for _, a := range e.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			address = strings.TrimSpace(a.Value)
		case "title":
			title = strings.TrimSpace(a.Value)
		case "text":
			if title == "" {
				title = strings.TrimSpace(a.Value)
			}
		}
	}
	return address, title
}

// Subscription is one feed of an OPML list.
type Subscription struct{ Title, Address string }

// WriteOPML writes a list of feeds that other readers take.
func WriteOPML(w io.Writer, title string, feeds []Subscription) error {
	type outlineXML struct {
		Type   string `xml:"type,attr"`
		Text   string `xml:"text,attr"`
		Title  string `xml:"title,attr"`
		XMLURL string `xml:"xmlUrl,attr"`
	}
	type opmlXML struct {
		XMLName  xml.Name     `xml:"opml"`
		Version  string       `xml:"version,attr"`
		Title    string       `xml:"head>title"`
		Outlines []outlineXML `xml:"body>outline"`
	}
	doc := opmlXML{Version: "2.0", Title: title}
	for _, f := range feeds {
		name := f.Title
		if name == "" {
			name = f.Address
		}
		doc.Outlines = append(doc.Outlines, outlineXML{"rss", name, name, f.Address})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
