package exchange

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"path"
	"strings"

	"quoth/corpus"
)

// zoteroWriter writes Zotero RDF with the page of each article as a snapshot, a
// folder, or a ZIP to be unpacked before its .rdf file is imported: newspaper articles with
// fields, tags and a note for each quote.
type zoteroWriter struct {
	files files
	rdf   *spool
	notes *spool
	o     Options
	n     int
	texts map[corpus.ArticleID]bool
}

const zoteroHead = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"` +
	` xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/"` +
	` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">` + "\n"

func newZotero(w io.Writer, o Options) (Writer, error) {
	rdf, err := newSpool()
	if err != nil {
		return nil, err
	}
	notes, err := newSpool()
	if err != nil {
		rdf.drop()
		return nil, err
	}
	z := &zoteroWriter{files: newFiles(w, o), rdf: rdf, notes: notes, o: o, texts: map[corpus.ArticleID]bool{}}
	rdf.WriteString(xml.Header + zoteroHead)
	return z, nil
}

func (z *zoteroWriter) drop() {
	z.rdf.drop()
	z.notes.drop()
}

func (z *zoteroWriter) Write(c *Chapter) error {
	if z.texts[c.Article.ID] {
		return nil // an earlier text of the same article
	}
	z.texts[c.Article.ID] = true
	entries, err := entriesIn(c, "articles")
	if err != nil {
		return err
	}
	for _, e := range entries {
		z.n++
		if err := z.item(c, e); err != nil {
			return err
		}
	}
	return nil
}

func (z *zoteroWriter) item(c *Chapter, e entry) error {
	a := e.article
	about := a.URL
	if about == "" {
		about = fmt.Sprintf("#item_%d", z.n)
	}
	element := func(name, value string) {
		if value != "" {
			fmt.Fprintf(z.rdf, "    <%s>%s</%s>\n", name, escapeXML(value), name)
		}
	}
	fmt.Fprintf(z.rdf, "  <bib:Article rdf:about=\"%s\">\n", attributeXML(about))
	element("z:itemType", "newspaperArticle")
	if a.Publisher != "" {
		fmt.Fprintf(
			z.rdf,
			"    <dcterms:isPartOf><bib:Newspaper><dc:title>%s</dc:title></bib:Newspaper></dcterms:isPartOf>\n",
			escapeXML(a.Publisher),
		)
	}
	if len(a.Authors) > 0 {
		z.rdf.WriteString("    <bib:authors><rdf:Seq>")
		for _, name := range a.Authors {
			family, given := personName(name)
			z.rdf.WriteString("<rdf:li><foaf:Person><foaf:surname>" + escapeXML(family) + "</foaf:surname>")
			if given != "" {
				z.rdf.WriteString("<foaf:givenName>" + escapeXML(given) + "</foaf:givenName>")
			}
			z.rdf.WriteString("</foaf:Person></rdf:li>")
		}
		z.rdf.WriteString("</rdf:Seq></bib:authors>\n")
	}
	snapshot, err := z.snapshot(c)
	if err != nil {
		return err
	}
	if snapshot {
		fmt.Fprintf(z.rdf, "    <link:link rdf:resource=\"#attachment_%d\"/>\n", z.n)
	}
	for i := range e.notes {
		fmt.Fprintf(z.rdf, "    <dcterms:isReferencedBy rdf:resource=\"#note_%d_%d\"/>\n", z.n, i+1)
	}
	for _, k := range e.keywords {
		element("dc:subject", k)
	}
	element("dc:title", a.Title)
	element("dc:date", a.Published.String())
	element("z:language", a.Language)
	element("prism:section", a.Section)
	if a.URL != "" {
		fmt.Fprintf(
			z.rdf,
			"    <dc:identifier><dcterms:URI><rdf:value>%s</rdf:value></dcterms:URI></dc:identifier>\n",
			escapeXML(a.URL),
		)
	}
	element("z:archive", "Quoth")
	element("z:archiveLocation", e.id)
	z.rdf.WriteString("  </bib:Article>\n")
	for i, note := range e.notes {
		fmt.Fprintf(
			z.notes,
			"  <bib:Memo rdf:about=\"#note_%d_%d\"><rdf:value>%s</rdf:value></bib:Memo>\n",
			z.n,
			i+1,
			escapeXML("<p>"+escapeXML(note)+"</p>"),
		)
	}
	return nil
}

// snapshot attaches the page as it was fetched, or the text where it is gone.
func (z *zoteroWriter) snapshot(c *Chapter) (bool, error) {
	var page corpus.Page
	if z.o.Page != nil && c.Version.Page != "" {
		var err error
		if page, err = z.o.Page(c.Version.Page); err != nil {
			return false, err
		}
	}
	if len(page.Body) == 0 {
		page.Body, page.MediaType = []byte(c.Version.Text), "text/plain"
	}
	mediaType, _, err := mime.ParseMediaType(page.MediaType)
	if err != nil {
		mediaType = "text/html"
	}
	ending := map[string]string{"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf", "message/rfc822": ".eml"}[mediaType]
	if ending == "" {
		ending = ".bin"
	}
	name := fmt.Sprintf("files/%d/snapshot%s", z.n, ending)
	out, err := z.files.create(name)
	if err != nil {
		return false, err
	}
	if _, err := out.Write(page.Body); err != nil {
		return false, err
	}
	fmt.Fprintf(
		z.notes,
		"  <z:Attachment rdf:about=\"#attachment_%d\"><z:itemType>attachment</z:itemType><rdf:resource rdf:resource=\"%s\"/>",
		z.n,
		name,
	)
	if c.Article.URL != "" {
		fmt.Fprintf(
			z.notes,
			"<dc:identifier><dcterms:URI><rdf:value>%s</rdf:value></dcterms:URI></dc:identifier>",
			escapeXML(c.Article.URL),
		)
	}
	fmt.Fprintf(
		z.notes,
		"<dc:title>Snapshot</dc:title><link:type>%s</link:type><z:linkMode>1</z:linkMode><link:charset>%s</link:charset></z:Attachment>\n",
		mediaType,
		attributeXML(page.Charset),
	)
	return true, nil
}

func (z *zoteroWriter) Close() error {
	if err := z.notes.pour(z.rdf); err != nil {
		return err
	}
	z.rdf.WriteString("</rdf:RDF>\n")
	out, err := z.files.create(slug(z.o.Corpus) + ".rdf")
	if err != nil {
		return err
	}
	if err := z.rdf.pour(out); err != nil {
		return err
	}
	return z.files.close()
}

func looksZotero(f File) bool {
	if f.Names == nil && f.ext() == ".rdf" {
		return strings.Contains(f.head(), "http://www.zotero.org/namespaces/export#")
	}
	if f.Names == nil && !looksPacked(f) {
		return false
	}
	d, err := openFolder(f)
	return err == nil && d.has(".rdf")
}

// What of Zotero RDF an article needs. Items come under many names, so each
// element of the top is tried.
type (
	rdfItem struct {
		XMLName   xml.Name
		About     string `xml:"about,attr"`
		Type      string `xml:"itemType"`
		Container struct {
			Inner struct {
				Title string `xml:"title"`
			} `xml:",any"`
		} `xml:"isPartOf"`
		Authors []struct {
			Surname string `xml:"Person>surname"`
			Given   string `xml:"Person>givenName"`
			First   string `xml:"Person>givenname"`
		} `xml:"authors>Seq>li"`
		Links    []rdfRef `xml:"link"`
		Notes    []rdfRef `xml:"isReferencedBy"`
		Subjects []struct {
			Plain string `xml:",chardata"`
			Value string `xml:"AutomaticTag>value"`
		} `xml:"subject"`
		Title      string `xml:"title"`
		Date       string `xml:"date"`
		Language   string `xml:"language"`
		Section    string `xml:"section"`
		Abstract   string `xml:"abstract"`
		Identifier []struct {
			URI string `xml:"URI>value"`
		} `xml:"identifier"`
		Archive  string   `xml:"archive"`
		Location string   `xml:"archiveLocation"`
		Resource []rdfRef `xml:"resource"`
		Value    string   `xml:"value"`
		Media    string   `xml:"type"`
	}
	rdfRef struct {
		To string `xml:"resource,attr"`
	}
)

func readZotero(_ context.Context, f File) (*Project, error) {
	body, read := f.Body, f.Beside
	base := ""
	if f.Names != nil || looksPacked(f) {
		d, err := openFolder(f)
		if err != nil {
			return nil, err
		}
		for _, name := range d.names {
			if strings.HasSuffix(strings.ToLower(name), ".rdf") {
				if body, err = d.read(name); err != nil {
					return nil, err
				}
				base = path.Dir(name)
			}
		}
		read = d.read
	}
	var root struct {
		XMLName xml.Name  `xml:"RDF"`
		Items   []rdfItem `xml:",any"`
	}
	if err := decodeXML(body, &root); err != nil {
		return nil, err
	}
	others := map[string]*rdfItem{}
	for i := range root.Items {
		others[root.Items[i].About] = &root.Items[i]
	}
	p := &Project{}
	for n := range root.Items {
		item := &root.Items[n]
		if item.Type == "attachment" || item.XMLName.Local == "Memo" || item.XMLName.Local == "Collection" ||
			item.Title == "" && item.Type == "" {
			continue
		}
		a := zoteroArticle(item, fmt.Sprint(n+1))
		ours := item.Archive == "Quoth"
		for _, ref := range item.Notes {
			if note := others[ref.To]; note != nil && !ours {
				a.Memos = append(a.Memos, ProjectNote{Text: strings.TrimSpace(htmlText(note.Value))})
			}
		}
		for _, ref := range item.Links {
			attachment := others[ref.To]
			if attachment == nil || len(attachment.Resource) == 0 || read == nil || a.Page != nil {
				continue
			}
			page, err := read(path.Join(base, attachment.Resource[0].To))
			if err != nil {
				p.fail(fmt.Sprintf("“%s”", item.Title), "its snapshot %s is not in the file", attachment.Resource[0].To)
				continue
			}
			switch attachment.Media {
			case "text/plain":
				a.Text = string(page)
			case "text/html", "application/xhtml+xml":
				a.Page, a.MediaType = page, "text/html"
			}
		}
		if a.Text == "" {
			abstract := item.Abstract
			if ours {
				abstract = ""
			}
			finishEntry(&a, abstract)
		}
		p.Articles = append(p.Articles, a)
	}
	if len(p.Articles) == 0 {
		return nil, errors.New("it holds no item")
	}
	return p, nil
}

func zoteroArticle(item *rdfItem, key string) ProjectArticle {
	a := newEntry(key)
	a.Article.Title, a.Article.Publisher, a.Article.Section = item.Title, item.Container.Inner.Title, item.Section
	a.Article.Language = bibLanguage(strings.ToLower(item.Language))
	for _, who := range item.Authors {
		a.Article.Authors = append(a.Article.Authors, joinName(who.Surname, who.Given+who.First))
	}
	for _, id := range item.Identifier {
		if id.URI != "" && a.Article.URL == "" {
			a.Article.URL = id.URI
		}
	}
	setDate(&a, item.Date)
	if item.Archive == "Quoth" {
		a.Article.ID = corpus.ArticleID(item.Location)
		return a
	}
	for _, s := range item.Subjects {
		if path := CodePath(inLine(s.Plain + s.Value)); path != "" {
			a.Tags = append(a.Tags, ProjectTag{Code: path})
		}
	}
	return a
}
