package scraper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html/charset"
)

// opml is a list of feeds (opml.org, version 2.0).
const opml InputKind = "opml"

// maxOutlines bounds the feeds of one list.
const maxOutlines = 5000

// Subscription is one feed of an OPML list.
type Subscription struct{ Title, Address string }

// ReadOPML reads the feeds of a list, however deep they are nested. Where the
// list is damaged they are those before the damage, with the error.
func ReadOPML(body []byte) ([]Subscription, error) {
	var out []Subscription
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.Strict, decoder.CharsetReader = false, charset.NewReaderLabel
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && len(out) == 0:
			return nil, errors.New("it names no feed")
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return out, fmt.Errorf("the list is damaged after %d feeds: %w", len(out), err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "outline" {
			continue
		}
		address, title := outline(start)
		if address == "" {
			continue // a folder
		}
		if len(out) == maxOutlines {
			return out, fmt.Errorf("the list has more than %d feeds; the rest was left out", maxOutlines)
		}
		out = append(out, Subscription{title, address})
	}
}

// listOPML lists the feeds of an OPML file.
func listOPML(self Item, _ string, body []byte) (*listing, error) {
	feeds, err := ReadOPML(body)
	if len(feeds) == 0 {
		return nil, fmt.Errorf("read the list of feeds %s: %w", self.Label, err)
	}
	list := &listing{}
	for _, f := range feeds {
		item := newItem(Input{Kind: Feed, Value: f.Address, Parent: self.URL})
		if u, err := url.Parse(item.URL); err != nil || u.Host == "" {
			list.wrong(self, fmt.Sprintf("the feed %q has no address that can be fetched (%s)", f.Title, f.Address))
			continue
		}
		if f.Title != "" {
			item.Label = f.Title + " (" + f.Address + ")"
		}
		list.items = append(list.items, item)
	}
	if err != nil {
		list.wrong(self, err.Error())
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
