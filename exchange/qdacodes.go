package exchange

import (
	"encoding/xml"
	"io"
	"strings"

	"quoth/corpus"
)

// qdeCode is a code of REFI-QDA, in projects and in codebooks alike.
type qdeCode struct {
	GUID        string     `xml:"guid,attr"`
	Name        string     `xml:"name,attr"`
	Codable     bool       `xml:"isCodable,attr"`
	Color       string     `xml:"color,attr,omitempty"`
	Description string     `xml:"Description,omitempty"`
	Below       []*qdeCode `xml:"Code"`
}

// qdaCodes is a codebook with names that are unique in the whole tree, as
// QualCoder needs them: a code whose name another one has is called by its whole
// path.
type qdaCodes struct {
	top    []*qdeCode
	byTag  map[corpus.TagID]*qdeCode
	byName map[string]*qdeCode // of groups and codes of Quoth's own
	taken  map[string]bool
}

func newCodes(codes []Code) *qdaCodes {
	c := &qdaCodes{byTag: map[corpus.TagID]*qdeCode{}, byName: map[string]*qdeCode{}, taken: map[string]bool{}}
	for _, group := range []string{speakerGroup, stanceGroup, verdictGroup} {
		c.taken[strings.ToLower(group)] = true
	}
	count := map[string]int{}
	for _, code := range codes {
		count[strings.ToLower(code.Name)]++
	}
	for _, code := range codes {
		name := code.Name
		if count[strings.ToLower(name)] > 1 {
			name = code.Path
		}
		c.add(code, name)
	}
	return c
}

func (c *qdaCodes) add(code Code, name string) *qdeCode {
	made := &qdeCode{
		GUID:        guid("tag", string(code.ID)),
		Name:        xmlText(c.unique(name)),
		Codable:     true,
		Color:       hexColor(code.Color),
		Description: xmlText(code.Definition),
	}
	c.byTag[code.ID] = made
	if above := c.byTag[code.Parent]; above != nil && code.Parent != "" {
		above.Below = append(above.Below, made)
	} else {
		c.top = append(c.top, made)
	}
	return made
}

// unique is a name that no code has yet; an ending is added where even the path
// is taken, by a code of Quoth's own.
func (c *qdaCodes) unique(name string) string {
	for c.taken[strings.ToLower(name)] {
		name += " (tag)"
	}
	c.taken[strings.ToLower(name)] = true
	return name
}

// hexColor is a colour as the schema wants it, or none.
func hexColor(s string) string {
	if len(s) != 7 || s[0] != '#' || strings.Trim(strings.ToLower(s[1:]), "0123456789abcdef") != "" {
		return ""
	}
	return s
}

// tag is the guid of a tag's code; a tag that the codebook lacks is added.
func (c *qdaCodes) tag(t Tag) string {
	code := c.byTag[t.ID]
	if code == nil {
		code = c.add(Code{Tag: corpus.Tag{ID: t.ID, Name: t.Path}, Path: t.Path}, t.Path)
	}
	return code.GUID
}

// group makes a heading of Quoth's own, under which nothing is coded.
func (c *qdaCodes) group(name string) *qdeCode {
	g := c.byName[name]
	if g == nil {
		g = &qdeCode{GUID: guid("group", name), Name: name}
		c.byName[name] = g
		c.top = append(c.top, g)
	}
	return g
}

// own is the guid of a code of Quoth's own.
func (c *qdaCodes) own(group, name, definition string) string {
	key := group + "\x00" + name
	code := c.byName[key]
	if code == nil {
		unique := name
		for c.taken[strings.ToLower(unique)] {
			unique += " "
			if len(unique) > len(name)+1 {
				unique = name + " (Quoth)"
			}
		}
		c.taken[strings.ToLower(unique)] = true
		code = &qdeCode{
			GUID:        guid("own", group, name),
			Name:        xmlText(unique),
			Codable:     true,
			Description: xmlText(definition),
		}
		c.byName[key] = code
		g := c.group(group)
		g.Below = append(g.Below, code)
	}
	return code.GUID
}

func (c *qdaCodes) tree() []*qdeCode { return c.top }

// qdcWriter writes the codebook alone (urn:QDA-XML:codebook:1.0).
type qdcWriter struct {
	w io.Writer
	o Options
}

func newQDC(w io.Writer, o Options) (Writer, error) { return qdcWriter{w, o}, nil }

func (q qdcWriter) Write(*Chapter) error { return nil }

func (q qdcWriter) Close() error {
	codes := newCodes(q.o.Codes)
	for _, t := range q.o.Targets {
		for _, s := range corpus.Stances {
			codes.own(stanceGroup, stancePrefix+t.Text+": "+string(s), t.Definition)
		}
	}
	if _, err := io.WriteString(q.w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(q.w).Encode(struct {
		XMLName xml.Name   `xml:"urn:QDA-XML:codebook:1.0 CodeBook"`
		Origin  string     `xml:"origin,attr"`
		Codes   []*qdeCode `xml:"Codes>Code"`
	}{Origin: "Quoth", Codes: codes.tree()})
}
