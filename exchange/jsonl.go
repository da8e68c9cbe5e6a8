package exchange

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"quoth/corpus"
)

// jsonlWriter writes one JSON object a line with everything: spans as pairs of
// code points of the version's text, anchors, and what each coder did.
type jsonlWriter struct {
	w    io.Writer
	of   string
	line *bytes.Buffer
	e    *json.Encoder // into line
}

func newJSONL(w io.Writer, o Options) (Writer, error) {
	j := jsonlWriter{w: w, of: o.Of, line: &bytes.Buffer{}}
	j.e = json.NewEncoder(j.line)
	j.e.SetEscapeHTML(false)
	return j, nil
}

type jsonRow struct {
	ID             corpus.QuoteID        `json:"quote_id"`
	Kind           corpus.Kind           `json:"kind"`
	Act            corpus.Utterance      `json:"act"`
	Content        [][2]int              `json:"content"`
	Quoted         [][2]int              `json:"quoted"`
	Cue            [][2]int              `json:"cue"`
	Source         [][2]int              `json:"source"`
	ContentWords   []string              `json:"content_words"`
	Anchors        []jsonAnchor          `json:"anchors"`
	Speaker        string                `json:"speaker"`
	SpeakerPrinted string                `json:"speaker_printed"`
	SpeakerType    corpus.SpeakerType    `json:"speaker_type"`
	Person         corpus.PersonID       `json:"person_id"`
	Organization   string                `json:"organization"`
	OrganizationID corpus.OrganizationID `json:"organization_id"`
	Group          string                `json:"group"`
	Role           string                `json:"role"`
	Confidence     float64               `json:"confidence"`
	Origin         corpus.Origin         `json:"origin"`
	Engine         string                `json:"engine"`
	Status         corpus.Status         `json:"status"`
	Story          corpus.StoryID        `json:"story"`
	Verdicts       []jsonVerdict         `json:"verdicts"`
	Tags           []jsonTag             `json:"tags"`
	Judgements     []jsonJudgement       `json:"judgements"`
	Notes          []jsonNote            `json:"notes"`
	Adjudications  []settledJSON         `json:"adjudications,omitempty"`
	// Here follows the article, the same text for all of its quotes.
}

type jsonAnchor struct {
	Exact  string `json:"exact"`
	Prefix string `json:"prefix"`
	Suffix string `json:"suffix"`
}

type jsonVerdict struct {
	Coder  corpus.Coder  `json:"coder"`
	Status corpus.Status `json:"status"`
	Queue  string        `json:"queue"`
	When   time.Time     `json:"when"`
}

type jsonTag struct {
	ID    corpus.TagID `json:"id"`
	Path  string       `json:"path"`
	Coder corpus.Coder `json:"coder"`
}

type jsonJudgement struct {
	TargetID corpus.TargetID `json:"target_id"`
	Target   string          `json:"target"`
	Stance   corpus.Stance   `json:"stance"`
	Coder    corpus.Coder    `json:"coder"`
	When     time.Time       `json:"when"`
}

type jsonNote struct {
	Coder corpus.Coder `json:"coder"`
	Text  string       `json:"text"`
}

type jsonArticle struct {
	ID        corpus.ArticleID `json:"id"`
	Version   corpus.VersionID `json:"version_id"`
	Page      corpus.PageHash  `json:"page_sha256"`
	URL       string           `json:"url"`
	Title     string           `json:"title"`
	Authors   []string         `json:"authors"`
	Publisher string           `json:"publisher"`
	Site      string           `json:"site"`
	Section   string           `json:"section"`
	Published corpus.Date      `json:"published"`
	Language  string           `json:"language"`
	Collected time.Time        `json:"collected"`
}

// jsonAnnotation is a line of annotations.
type jsonAnnotation struct {
	ID       corpus.AnnotationID `json:"annotation_id"`
	Span     *[2]int             `json:"span"` // null where the words are not in the text
	Anchor   jsonAnchor          `json:"anchor"`
	Tags     []jsonTag           `json:"tags"`
	Note     string              `json:"note"`
	Coder    corpus.Coder        `json:"coder"`
	Created  time.Time           `json:"created"`
	Unplaced bool                `json:"unplaced"`
	Article  jsonArticle         `json:"article"`
}

func (j jsonlWriter) Write(c *Chapter) error {
	article := jsonArticle{
		ID:      c.Article.ID,
		Version: c.Version.ID,
		Page:    c.Version.Page,
		URL:     c.Article.URL,
		Title:   c.Article.Title,
		Authors: append(
			[]string{},
			c.Article.Authors...),
		Publisher: c.Article.Publisher,
		Site:      c.Article.Site,
		Section:   c.Article.Section,
		Published: c.Article.Published,
		Language:  c.Article.Language,
		Collected: c.Article.Collected.UTC(),
	}
	if j.of == "annotations" {
		return j.annotations(c, article)
	}
	j.line.Reset()
	if err := j.e.Encode(article); err != nil {
		return err
	}
	about := append([]byte(`,"article":`), bytes.TrimSuffix(j.line.Bytes(), []byte("\n"))...)
	about = append(about, "}\n"...)
	for i := range c.Rows {
		if err := j.quote(c, &c.Rows[i], about); err != nil {
			return err
		}
	}
	return nil
}

// put writes a record; with an end, this instead of the record's own.
func (j jsonlWriter) put(record any, end []byte) error {
	j.line.Reset()
	if err := j.e.Encode(record); err != nil {
		return err
	}
	if end != nil {
		j.line.Truncate(j.line.Len() - len("}\n"))
		j.line.Write(end)
	}
	_, err := j.w.Write(j.line.Bytes())
	return err
}

func (j jsonlWriter) annotations(c *Chapter, article jsonArticle) error {
	for i := range c.Annotations {
		a := &c.Annotations[i]
		out := jsonAnnotation{
			ID:       a.ID,
			Anchor:   jsonAnchor{a.Anchor.Exact, a.Anchor.Prefix, a.Anchor.Suffix},
			Tags:     []jsonTag{},
			Note:     a.Note,
			Coder:    a.Coder,
			Created:  a.Created.UTC(),
			Unplaced: a.Unplaced,
			Article:  article,
		}
		if c.placed(a) {
			at := c.span(a.Anchor.Span)
			out.Span = &[2]int{at.Start, at.End}
		}
		for _, t := range a.Codes {
			out.Tags = append(out.Tags, jsonTag{t.ID, t.Path, a.Coder})
		}
		if err := j.put(out, nil); err != nil {
			return err
		}
	}
	return nil
}

func (j jsonlWriter) quote(c *Chapter, r *Row, article []byte) error {
	if err := c.checkRow(r); err != nil {
		return err
	}
	q, offsets := &r.Quote, c.runes()
	out := jsonRow{
		ID:             q.ID,
		Kind:           q.Kind,
		Act:            q.Utterance,
		Content:        offsets.Spans(q.Content),
		Quoted:         offsets.Spans(q.Quoted),
		Cue:            offsets.Spans(q.Cue),
		Source:         offsets.Spans(q.Source),
		ContentWords:   []string{},
		Anchors:        []jsonAnchor{},
		Speaker:        r.SpeakerName,
		SpeakerPrinted: c.words(q.Source),
		SpeakerType:    q.SpeakerType,
		Person:         q.PersonID,
		Organization:   r.OrganizationName,
		OrganizationID: q.OrganizationID,
		Group:          r.Group,
		Role:           q.Role,
		Confidence:     q.Confidence,
		Origin:         q.Origin,
		Engine:         q.Engine,
		Status:         r.Status,
		Story:          q.Story,
		Verdicts:       []jsonVerdict{},
		Tags:           []jsonTag{},
		Judgements:     []jsonJudgement{},
		Notes:          []jsonNote{},
	}
	for _, s := range q.Content {
		a := corpus.NewAnchor(c.Version.Text, s)
		out.ContentWords = append(out.ContentWords, a.Exact)
		out.Anchors = append(out.Anchors, jsonAnchor{a.Exact, a.Prefix, a.Suffix})
	}
	for _, v := range r.Verdicts {
		out.Verdicts = append(out.Verdicts, jsonVerdict{v.Coder, v.Status, v.Queue, v.When})
	}
	for _, t := range r.Tags {
		out.Tags = append(out.Tags, jsonTag{t.ID, t.Path, t.Coder})
	}
	for _, v := range r.Judgements {
		out.Judgements = append(out.Judgements, jsonJudgement{v.Judgement.Target, v.Target, v.Stance, v.Coder, v.When})
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, jsonNote{n.Coder, n.Text})
	}
	for _, a := range r.Adjudications {
		out.Adjudications = append(out.Adjudications, settledJSON{a.Target, a.Stance, a.Coder, a.Reason})
	}
	return j.put(out, article)
}

func (j jsonlWriter) Close() error { return nil }
