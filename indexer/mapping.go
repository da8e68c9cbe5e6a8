package indexer

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"quoth/corpus"
)

// mappingVersion changes whenever documents are indexed differently. The number
// before the point is that of the fields: an index with the same one can answer
// until the new one is made; any other is rebuilt at once.
const mappingVersion = "3.3"

// keywordFields hold ids and values that are matched whole, counted in facets
// and sorted by; columns are read from their dictionaries, so none of them needs
// doc values.
var keywordFields = []string{
	"type",
	"shown",
	"article",
	"speaker",
	"speaker_name",
	"unnamed",
	"organization",
	"organization_name",
	"role",
	"publisher",
	"site",
	"author",
	"section",
	"tag",
	"target",
	"stance",
	"status",
	"coder",
	"kind",
	"act",
	"lang",
	"day",
	"month",
	"year",
	"collected",
	"confidence",
	"story",
	"has",
	"words",
}

// theMapping builds the mapping, once: static, nothing stored, no doc values.
// Text of quotes and headlines keeps places, so that phrases are answered by the
// index; bodies keep none (phrases there are checked against the text), which
// halves the index.
var theMapping = sync.OnceValues(func() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	m.TypeField = "type"
	if err := addAnalyzers(m); err != nil {
		return nil, err
	}
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range keywordFields {
		f := bleve.NewKeywordFieldMapping()
		f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues, f.SkipFreqNorm = false, false, false, false, true
		doc.AddFieldMappingsAt(name, f)
	}
	words := func(field, analyzer string, places, bare bool) {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = analyzer, false, false, false
		f.IncludeTermVectors, f.SkipFreqNorm = places, bare
		doc.AddFieldMappingsAt(field, f)
	}
	words("text", wordsAnalyzer, true, false)
	words("body", wordsAnalyzer, false, false)
	for _, lang := range languageNames() {
		words(languageField("text", lang), languageField(wordsAnalyzer, lang), true, false)
		words(languageField("body", lang), languageField(wordsAnalyzer, lang), false, false)
	}
	words("title", wordsAnalyzer, true, false)
	words("note", wordsAnalyzer, true, false)
	words("begin", beginAnalyzer, false, true)
	words("exact", exactAnalyzer, false, true)
	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping()) // an eighth of the time of indexing
	m.DefaultMapping = doc
	return m, nil
})

// docID is a document's id in the index: the kind's first letter and the
// corpus's id.
func docID(kind, id string) string { return kind[:1] + id }

// ownID is the corpus's id inside a document's.
func ownID(doc string) (kind, id string) {
	switch doc[0] {
	case ArticleKind[0]:
		return ArticleKind, doc[1:]
	case AnnotationKind[0]:
		return AnnotationKind, doc[1:]
	}
	return QuoteKind, doc[1:]
}

// What is found when nothing more is asked for bears a mark: speech that was not
// rejected, articles, annotations. One term decides it.
const (
	shownQuote      = "q"
	shownArticle    = "a"
	shownAnnotation = "n"
)

func (q QuoteDoc) fields() map[string]any {
	shown := ""
	if q.Act == string(corpus.Speech) && q.Status != string(corpus.Rejected) {
		shown = shownQuote
	}
	unnamed := "" // found by the words as printed, because the registry has no entry
	if q.Speaker == "" {
		unnamed = q.SpeakerName
	}
	return dropEmpty(map[string]any{
		"type":                            QuoteKind,
		"shown":                           shown,
		"unnamed":                         unnamed,
		"article":                         string(q.Article),
		languageField("text", q.Language): q.Text,
		"exact":                           q.Text,
		"begin":                           q.Text,
		"lang":                            q.Language,
		"kind":                            q.Kind,
		"act":                             q.Act,
		"status":                          q.Status,
		"speaker": string(
			q.Speaker,
		),
		"speaker_name":      q.SpeakerName,
		"organization":      string(q.Organization),
		"organization_name": q.OrganizationName,
		"role":              q.Role,
		"publisher":         q.Publisher,
		"site":              q.Site,
		"author":            q.Authors,
		"section":           q.Section,
		"tag":               texts(q.Tags),
		"target":            texts(q.Targets),
		"stance":            q.Stances,
		"coder":             q.Coders,
		"note":              q.Notes,
		"day":               q.Date.Day(),
		"month":             prefix(q.Date.Day(), len("2006-01")),
		"year":              prefix(q.Date.Day(), len("2006")),
		"collected":         day(q.Collected),
		"confidence": strconv.FormatFloat(
			q.Confidence,
			'f',
			3,
			64,
		),
		"story": string(q.Story),
		"has":   q.has(),
		"words": strconv.Itoa(len(strings.Fields(q.Text))),
	})
}

func (q QuoteDoc) has() []string {
	var has []string
	for _, part := range []struct {
		name string
		yes  bool
	}{
		{"stance", len(q.Stances) > 0},
		{"tag", len(q.Tags) > 0},
		{"note", q.Notes != ""},
		{"speaker", q.SpeakerName != "" || q.Speaker != ""},
		{"org", q.Organization != "" || q.OrganizationName != ""},
		{"date", !q.Date.IsZero()},
	} {
		if part.yes {
			has = append(has, part.name)
		}
	}
	return has
}

func (a ArticleDoc) fields() map[string]any {
	var has []string
	if len(a.Tags) > 0 {
		has = append(has, "tag")
	}
	if a.Notes != "" {
		has = append(has, "note")
	}
	if !a.Date.IsZero() {
		has = append(has, "date")
	}
	return dropEmpty(map[string]any{
		"type":                            ArticleKind,
		"shown":                           shownArticle,
		"article":                         string(a.ID),
		"title":                           a.Title,
		"begin":                           a.Title,
		"exact":                           a.Title,
		languageField("body", a.Language): a.Body,
		"lang":                            a.Language,
		"publisher":                       a.Publisher,
		"site":                            a.Site,
		"section":                         a.Section,
		"author":                          a.Authors,
		"tag":                             texts(a.Tags),
		"coder":                           a.Coders,
		"note":                            a.Notes,
		"has":                             has,
		"day":                             a.Date.Day(),
		"month":                           prefix(a.Date.Day(), len("2006-01")),
		"year":                            prefix(a.Date.Day(), len("2006")),
		"collected":                       day(a.Collected),
		"story":                           string(a.Story),
		"words":                           strconv.Itoa(len(strings.Fields(a.Body))),
	})
}

// fields of an annotation: plain words find what was marked and what was written
// on it.
func (a AnnotationDoc) fields() map[string]any {
	words := a.Words + "\n" + a.Note
	var has []string
	if len(a.Tags) > 0 {
		has = append(has, "tag")
	}
	if a.Note != "" {
		has = append(has, "note")
	}
	if !a.Date.IsZero() {
		has = append(has, "date")
	}
	return dropEmpty(map[string]any{
		"type":                            AnnotationKind,
		"shown":                           shownAnnotation,
		"article":                         string(a.Article),
		languageField("text", a.Language): words,
		"exact":                           words,
		"begin":                           words,
		"lang":                            a.Language,
		"publisher":                       a.Publisher,
		"site":                            a.Site,
		"section":                         a.Section,
		"author":                          a.Authors,
		"tag":                             texts(a.Tags),
		"coder":                           string(a.Coder),
		"note":                            a.Note,
		"has":                             has,
		"day":                             a.Date.Day(),
		"month":                           prefix(a.Date.Day(), len("2006-01")),
		"year":                            prefix(a.Date.Day(), len("2006")),
		"collected":                       day(a.Collected),
		"words":                           strconv.Itoa(len(strings.Fields(a.Words))),
	})
}

// dropEmpty leaves out fields without a value, so that they take no room and
// nothing matches the empty word.
func dropEmpty(fields map[string]any) map[string]any {
	for name, value := range fields {
		switch v := value.(type) {
		case string:
			if v == "" {
				delete(fields, name)
			}
		case []string:
			if len(v) == 0 {
				delete(fields, name)
			}
		}
	}
	return fields
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func prefix(s string, n int) string { return s[:min(n, len(s))] }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
