package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Identifiers. Articles, versions, quotes and stories get theirs from their
// content, so that two people's copies of one article are the same article
// when corpora are merged; what people make gets UUIDv7.
type (
	ArticleID      string
	VersionID      string
	QuoteID        string
	StoryID        string
	PageHash       string // SHA-256 of the bytes as fetched, lower-case hex
	PersonID       string
	OrganizationID string
	TagID          string
	TargetID       string
	AnnotationID   string
	EventID        string
	SearchID       string
	ChangeID       string
)

// Coder names the person who acts. Program is the coder of background work.
type Coder string

// Program is the coder of everything a program does by itself.
const Program Coder = "quoth"

// contentID hashes parts that are kept apart by a zero byte: 128 bits in hex.
func contentID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// NewArticleID is derived from the canonical URL or, where an article has none
// (a file, a pasted text), from its title and text.
func NewArticleID(canonicalURL, title, text string) ArticleID {
	if canonicalURL != "" {
		return ArticleID(contentID("url", canonicalURL))
	}
	return ArticleID(contentID("text", title, text))
}

// NewVersionID is derived from the article and the text.
func NewVersionID(article ArticleID, text string) VersionID {
	return VersionID(contentID("version", string(article), text))
}

// NewQuoteID is derived from the version and the place of the content, so that
// a later engine that finds the same words finds the same quote.
func NewQuoteID(version VersionID, content []Span) QuoteID {
	return QuoteID(contentID("quote", string(version), fmt.Sprint(content)))
}

// NewStoryID names a group of near-identical texts after its first member.
func NewStoryID(first string) StoryID { return StoryID(contentID("story", first)) }

// HashPage is the SHA-256 of the bytes as fetched.
func HashPage(body []byte) PageHash {
	sum := sha256.Sum256(body)
	return PageHash(hex.EncodeToString(sum[:]))
}
