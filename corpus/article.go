package corpus

import (
	"strings"
	"time"
)

// FieldOrigin says where a field of an article came from, so that a person can
// judge it.
type FieldOrigin string

// The origins of a field.
const (
	FromJSONLD   FieldOrigin = "json-ld"
	FromMeta     FieldOrigin = "meta"
	FromMarkup   FieldOrigin = "markup"
	FromText     FieldOrigin = "text"
	FromURL      FieldOrigin = "url"
	FromFeed     FieldOrigin = "feed"
	FromFileName FieldOrigin = "file name"
	FromCoder    FieldOrigin = "coder"
)

// Article is one news text without its words: those are in its versions.
type Article struct {
	ID        ArticleID `json:"id"`
	URL       string    `json:"url"` // canonical; empty for files without one
	Title     string    `json:"title"`
	Authors   []string  `json:"authors"`
	Publisher string    `json:"publisher"` // the outlet's name
	Site      string    `json:"site"`      // its host name
	Section   string    `json:"section"`
	Published Date      `json:"published"`
	Modified  Date      `json:"modified"`
	Language  string    `json:"language"` // ISO 639-1
	Keywords  []string  `json:"keywords"` // the outlet's own topics, not codes of the codebook
	// FieldOrigins says for "title", "authors", "publisher", "section",
	// "published", "language", "keywords" and "body" where each came from.
	FieldOrigins map[string]FieldOrigin `json:"field_origins,omitempty"`
	Collected    time.Time              `json:"collected"`
	Story        StoryID                `json:"story,omitempty"` // near-identical articles share one
	Current      VersionID              `json:"current"`
	Deleted      bool                   `json:"deleted,omitempty"`
}

// ParagraphKind says what a paragraph is.
type ParagraphKind string

// The kinds of paragraph.
const (
	PlainParagraph ParagraphKind = "p"
	Standfirst     ParagraphKind = "summary"
	Subhead        ParagraphKind = "heading"
	ListItem       ParagraphKind = "item"
	BlockQuote     ParagraphKind = "quote"
	LiveEntry      ParagraphKind = "entry" // the head of a live blog's entry: its time, its title
)

// Block is a paragraph with its words, as a scraper hands it over.
type Block struct {
	Kind ParagraphKind `json:"kind"`
	Text string        `json:"text"`
}

// Paragraph is the place of a block in a version's text.
type Paragraph struct {
	Span Span          `json:"span"`
	Kind ParagraphKind `json:"kind"`
}

// JoinBlocks builds a version's text from its paragraphs. Empty blocks are
// left out; the texts must be NFC with "\n" line ends already.
func JoinBlocks(blocks []Block) (text string, paragraphs []Paragraph) {
	var b strings.Builder
	for _, block := range blocks {
		words := strings.TrimSpace(block.Text)
		if words == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(ParagraphBreak)
		}
		start := b.Len()
		b.WriteString(words)
		kind := block.Kind
		if kind == "" {
			kind = PlainParagraph
		}
		paragraphs = append(paragraphs, Paragraph{Span{start, b.Len()}, kind})
	}
	return b.String(), paragraphs
}

// Version is the text of an article at one time.
type Version struct {
	ID         VersionID   `json:"id"`
	Article    ArticleID   `json:"article"`
	Number     int         `json:"number"` // 1 for the first
	Text       string      `json:"text"`
	Paragraphs []Paragraph `json:"paragraphs"`
	Page       PageHash    `json:"page"` // the bytes it was read from
	Fetched    time.Time   `json:"fetched"`
}

// Page is what was fetched, byte for byte.
type Page struct {
	Hash      PageHash  `json:"hash"`
	MediaType string    `json:"media_type"` // "text/html", "text/plain", …
	Charset   string    `json:"charset"`    // as decided when read
	URL       string    `json:"url"`        // the address or file asked for
	Redirects []string  `json:"redirects"`  // the addresses on the way, the final one last
	Fetched   time.Time `json:"fetched"`
	ETag      string    `json:"etag,omitempty"`
	Modified  string    `json:"last_modified,omitempty"` // the Last-Modified header as sent
	Notes     []string  `json:"notes,omitempty"`         // "robots.txt forbids crawlers this address", …
	Body      []byte    `json:"-"`
}

// Collected is an article as a scraper yields it: metadata, blocks, page. IDs
// and version numbers are given later, when it is kept.
type Collected struct {
	Article Article
	Blocks  []Block
	Page    Page
}
