package indexer

import (
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/keyword" // registers the analyser of ids and facets
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"
)

// mappingVersion changes whenever documents are indexed differently; an index
// of another version is made anew.
const mappingVersion = "1"

// The analysers: words without case, accents, possessive and plural endings;
// and words just as they are printed.
const (
	wordsAnalyzer = "quoth_words"
	exactAnalyzer = "quoth_exact"
)

// keywordFields hold ids and values that are matched whole and counted in
// facets.
var keywordFields = []string{"type", "article", "speaker", "organization", "publisher", "site", "tag", "target", "stance", "status",
	"coder", "kind", "act", "lang", "year", "month", "story", "first", "has", "speaker_sort"}

// wordFields are searched by words; phrases work on those with vectors.
var wordFields = map[string]bool{"text": true, "title": true, "speaker_name": true, "role": true, "note": true, "author": true, "publisher_words": true, "section": true}

// newMapping builds the mapping: static, nothing stored, facets only on
// keywords (docs: SEARCH.md's measurements).
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	m.TypeField = "type"
	if err := m.AddCustomAnalyzer(wordsAnalyzer, map[string]any{
		"type": custom.Name, "char_filters": []string{asciifolding.Name}, "tokenizer": unicode.Name,
		"token_filters": []string{en.PossessiveName, lowercase.Name, en.PluralStemmerName},
	}); err != nil {
		return nil, err
	}
	if err := m.AddCustomAnalyzer(exactAnalyzer, map[string]any{
		"type": custom.Name, "tokenizer": unicode.Name, "token_filters": []string{en.PossessiveName},
	}); err != nil {
		return nil, err
	}
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range keywordFields {
		f := bleve.NewKeywordFieldMapping()
		f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false, true
		doc.AddFieldMappingsAt(name, f)
	}
	for name := range wordFields {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors = wordsAnalyzer, false, false, false, true
		doc.AddFieldMappingsAt(name, f)
	}
	exact := bleve.NewTextFieldMapping()
	exact.Analyzer, exact.Store, exact.IncludeInAll, exact.DocValues, exact.IncludeTermVectors = exactAnalyzer, false, false, false, false
	doc.AddFieldMappingsAt("exact", exact)
	for _, name := range []string{"date", "collected"} {
		f := bleve.NewDateTimeFieldMapping()
		f.Store, f.IncludeInAll, f.DocValues = false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	confidence := bleve.NewNumericFieldMapping()
	confidence.Store, confidence.IncludeInAll, confidence.DocValues = false, false, true
	doc.AddFieldMappingsAt("confidence", confidence)
	m.DefaultMapping = doc
	return m, nil
}

// docID begins with the kind and the day, so that sorting by id is newest or
// oldest first without a date field.
func docID(kind, day, id string) string {
	if day == "" {
		day = "0000-00-00"
	}
	return kind[:1] + day + id
}

// ownID is the corpus's id inside a document's.
func ownID(doc string) (kind, id string) {
	kind = QuoteKind
	if doc[0] == ArticleKind[0] {
		kind = ArticleKind
	}
	return kind, doc[1+len(time.DateOnly):]
}

func (q QuoteDoc) fields() map[string]any {
	has := []string{}
	for name, yes := range map[string]bool{"stance": len(q.Stances) > 0, "tag": len(q.Tags) > 0, "note": q.Notes != "",
		"speaker": q.SpeakerName != "", "org": q.Organization != ""} {
		if yes {
			has = append(has, name)
		}
	}
	return map[string]any{
		"type": QuoteKind, "article": string(q.Article), "text": q.Text, "exact": q.Text, "lang": q.Language, "kind": q.Kind, "act": q.Act,
		"status": q.Status, "speaker": string(q.Speaker), "speaker_name": q.SpeakerName, "speaker_sort": q.SpeakerName,
		"organization": string(q.Organization), "role": q.Role, "publisher": q.Publisher, "publisher_words": q.Publisher, "site": q.Site,
		"tag": texts(q.Tags), "target": texts(q.Targets), "stance": q.Stances, "coder": q.Coders, "note": q.Notes,
		"date": q.Date.Time, "year": year(q.Date.Time), "month": month(q.Date.Time), "collected": q.Collected,
		"confidence": q.Confidence, "story": string(q.Story), "first": strconv.FormatBool(q.First), "has": has,
	}
}

func (a ArticleDoc) fields() map[string]any {
	return map[string]any{
		"type": ArticleKind, "article": string(a.ID), "title": a.Title, "text": a.Title + "\n\n" + a.Body, "lang": a.Language,
		"publisher": a.Publisher, "publisher_words": a.Publisher, "site": a.Site, "section": a.Section, "author": a.Authors,
		"tag": texts(a.Tags), "date": a.Date.Time, "year": year(a.Date.Time), "month": month(a.Date.Time), "collected": a.Collected,
		"story": string(a.Story), "first": strconv.FormatBool(a.First), "act": "speech",
	}
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func year(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006")
}

func month(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01")
}
