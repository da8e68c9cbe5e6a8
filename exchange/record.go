package exchange

import (
	"slices"
	"time"

	"quoth/corpus"
)

// quoteJSON is all of a quote in formats that have a place for what only Quoth
// knows: a note in brat, a comment in CoNLL, a property in JSON-LD. Spans are
// code points of the text.
type quoteJSON struct {
	ID           string             `json:"id"`
	Content      [][2]int           `json:"content"`
	Quoted       [][2]int           `json:"quoted,omitempty"`
	Cue          [][2]int           `json:"cue,omitempty"`
	Source       [][2]int           `json:"source,omitempty"`
	Kind         corpus.Kind        `json:"kind"`
	Act          corpus.Utterance   `json:"act"`
	Speaker      string             `json:"speaker,omitempty"`
	SpeakerType  corpus.SpeakerType `json:"speaker_type,omitempty"`
	Organization string             `json:"organization,omitempty"`
	Role         string             `json:"role,omitempty"`
	Status       corpus.Status      `json:"status"`
	Confidence   float64            `json:"confidence"`
	Origin       corpus.Origin      `json:"origin"`
	Engine       string             `json:"engine,omitempty"`
	Verdicts     []verdictJSON      `json:"verdicts,omitempty"`
	Tags         []tagJSON          `json:"tags,omitempty"`
	Judgements   []judgementJSON    `json:"judgements,omitempty"`
	Notes        []noteCell         `json:"notes,omitempty"`
	Settled      []settledJSON      `json:"adjudications,omitempty"`
}

type (
	settledJSON struct {
		Target string        `json:"target"`
		Stance corpus.Stance `json:"stance"`
		Coder  corpus.Coder  `json:"coder"`
		Reason string        `json:"reason,omitempty"`
	}
	verdictJSON struct {
		Coder  corpus.Coder  `json:"coder"`
		Status corpus.Status `json:"status"`
	}
	tagJSON struct {
		Path  string       `json:"path"`
		Coder corpus.Coder `json:"coder"`
	}
	judgementJSON struct {
		Target string        `json:"target"`
		Stance corpus.Stance `json:"stance"`
		Coder  corpus.Coder  `json:"coder"`
	}
)

func (c *Chapter) record(r *Row) quoteJSON {
	q := &r.Quote
	out := quoteJSON{
		ID: string(
			q.ID,
		),
		Content:      c.pairs(q.Content),
		Quoted:       c.pairs(q.Quoted),
		Cue:          c.pairs(q.Cue),
		Source:       c.pairs(q.Source),
		Kind:         q.Kind,
		Act:          q.Utterance,
		Speaker:      r.SpeakerName,
		SpeakerType:  q.SpeakerType,
		Organization: r.OrganizationName,
		Role:         q.Role,
		Status:       r.Status,
		Confidence:   q.Confidence,
		Origin:       q.Origin,
		Engine:       q.Engine,
	}
	for _, v := range r.Verdicts {
		out.Verdicts = append(out.Verdicts, verdictJSON{v.Coder, v.Status})
	}
	for _, t := range r.Tags {
		out.Tags = append(out.Tags, tagJSON{t.Path, t.Coder})
	}
	for _, j := range r.Judgements {
		out.Judgements = append(out.Judgements, judgementJSON{j.Target, j.Stance, j.Coder})
	}
	if len(r.Notes) > 0 {
		out.Notes = notes(r.Notes)
	}
	for _, a := range r.Adjudications {
		out.Settled = append(out.Settled, settledJSON{a.Target, a.Stance, a.Coder, a.Reason})
	}
	return out
}

func (c *Chapter) pairs(spans []corpus.Span) [][2]int { return c.runes().Spans(spans) }

func ranges(pairs [][2]int) []Range {
	var out []Range
	for _, p := range pairs {
		out = append(out, Range{p[0], p[1]})
	}
	return out
}

// statement is the quote as a project has it.
func (q quoteJSON) statement(article, place string) ProjectQuote {
	out := ProjectQuote{
		Article:      article,
		Place:        place,
		Content:      ranges(q.Content),
		Quoted:       ranges(q.Quoted),
		Cue:          ranges(q.Cue),
		Source:       ranges(q.Source),
		Kind:         q.Kind,
		Utterance:    q.Act,
		Speaker:      q.Speaker,
		SpeakerType:  q.SpeakerType,
		Organization: q.Organization,
		Role:         q.Role,
		Confidence:   q.Confidence,
		Engine:       q.Engine,
		Complete:     true,
		Marked:       q.Origin == corpus.ByPerson,
	}
	for _, v := range q.Verdicts {
		out.Verdicts = append(out.Verdicts, ProjectVerdict(v))
	}
	for _, t := range q.Tags {
		out.Tags = append(out.Tags, ProjectTag{t.Path, t.Coder})
	}
	for _, j := range q.Judgements {
		out.Judgements = append(out.Judgements, ProjectJudgement(j))
	}
	for _, n := range q.Notes {
		out.Notes = append(out.Notes, ProjectNote{n.Text, n.Coder})
	}
	for _, a := range q.Settled {
		out.Settled = append(out.Settled, ProjectAdjudication(a))
	}
	return out
}

// annotationJSON is all of an annotation, likewise.
type annotationJSON struct {
	Start int          `json:"start"`
	End   int          `json:"end"`
	Words string       `json:"words"`
	Codes []string     `json:"codes,omitempty"`
	Note  string       `json:"note,omitempty"`
	Coder corpus.Coder `json:"coder"`
}

func (c *Chapter) annotationRecord(a *Annotation) annotationJSON {
	out := annotationJSON{
		Words: a.Anchor.Exact,
		Note:  a.Note,
		Coder: a.Coder,
		Codes: tagPaths(a.Codes),
		Start: -1,
		End:   -1,
	}
	if c.placed(a) {
		at := c.span(a.Anchor.Span)
		out.Start, out.End = at.Start, at.End
	}
	return out
}

func (a annotationJSON) annotation(article, place string) ProjectAnnotation {
	return ProjectAnnotation{
		Article: article,
		Place:   place,
		Range:   Range{a.Start, a.End},
		Words:   Words{Exact: a.Words},
		Codes:   a.Codes,
		Note:    a.Note,
		Coder:   a.Coder,
	}
}

// articleJSON is what is known of an article, likewise.
type articleJSON struct {
	ID        string     `json:"id"`
	Version   string     `json:"version,omitempty"`
	URL       string     `json:"url,omitempty"`
	Title     string     `json:"title"`
	Authors   []string   `json:"authors,omitempty"`
	Publisher string     `json:"publisher,omitempty"`
	Site      string     `json:"site,omitempty"`
	Section   string     `json:"section,omitempty"`
	Published string     `json:"published,omitempty"`
	Language  string     `json:"language,omitempty"`
	Collected string     `json:"collected,omitempty"`
	Text      string     `json:"text,omitempty"`
	Tags      []tagJSON  `json:"tags,omitempty"`
	Memos     []noteCell `json:"memos,omitempty"`
}

func (c *Chapter) articleRecord(withText bool) articleJSON {
	a := &c.Article
	out := articleJSON{
		ID: string(
			a.ID,
		),
		Version:   string(c.Version.ID),
		URL:       a.URL,
		Title:     a.Title,
		Authors:   a.Authors,
		Publisher: a.Publisher,
		Site:      a.Site,
		Section:   a.Section,
		Published: a.Published.String(),
		Language:  a.Language,
		Collected: stampOf(a.Collected),
	}
	if withText {
		out.Text = c.Version.Text
	}
	for _, t := range c.Tags {
		out.Tags = append(out.Tags, tagJSON{t.Path, t.Coder})
	}
	for _, m := range c.Memos {
		out.Memos = append(out.Memos, noteCell{m.Coder, m.Text})
	}
	return out
}

func (a articleJSON) article(key string) ProjectArticle {
	out := ProjectArticle{Key: key, Text: a.Text, Article: corpus.Article{
		ID: corpus.ArticleID(
			a.ID,
		),
		URL:       a.URL,
		Title:     a.Title,
		Authors:   slices.Clone(a.Authors),
		Publisher: a.Publisher,
		Site:      a.Site,
		Section:   a.Section,
		Language:  a.Language,
	}}
	if d, err := corpus.ParseDate(a.Published); err == nil {
		out.Article.Published = d
	}
	if t, err := time.Parse(time.RFC3339, a.Collected); err == nil {
		out.Article.Collected = t
	}
	for _, t := range a.Tags {
		out.Tags = append(out.Tags, ProjectTag{t.Path, t.Coder})
	}
	for _, m := range a.Memos {
		out.Memos = append(out.Memos, ProjectNote{m.Text, m.Coder})
	}
	return out
}

// bookJSON is what of a corpus is not in its articles, likewise.
type bookJSON struct {
	Corpus  string       `json:"corpus"`
	Codes   []codeJSON   `json:"codes,omitempty"`
	Targets []targetJSON `json:"targets,omitempty"`
	Events  []eventJSON  `json:"events,omitempty"`
	Memos   []noteCell   `json:"memos,omitempty"`
}

type (
	codeJSON struct {
		Path       string `json:"path"`
		Color      string `json:"color,omitempty"`
		Definition string `json:"definition,omitempty"`
	}
	targetJSON struct {
		Text       string `json:"text"`
		Definition string `json:"definition,omitempty"`
	}
	eventJSON struct {
		Day   string `json:"day"`
		Label string `json:"label"`
		Note  string `json:"note,omitempty"`
	}
)

func bookOf(o Options) bookJSON {
	b := bookJSON{Corpus: o.Corpus}
	for _, c := range o.Codes {
		b.Codes = append(b.Codes, codeJSON{c.Path, c.Color, c.Definition})
	}
	for _, t := range o.Targets {
		b.Targets = append(b.Targets, targetJSON{t.Text, t.Definition})
	}
	for _, e := range o.Events {
		b.Events = append(b.Events, eventJSON{e.Day, e.Label, e.Note})
	}
	for _, m := range o.Memos {
		b.Memos = append(b.Memos, noteCell{m.Coder, m.Text})
	}
	return b
}

func (b bookJSON) fill(p *Project) {
	p.Name = b.Corpus
	for _, c := range b.Codes {
		p.Codes = append(p.Codes, ProjectCode(c))
	}
	for _, t := range b.Targets {
		p.Targets = append(p.Targets, corpus.Target{Text: t.Text, Definition: t.Definition})
	}
	for _, e := range b.Events {
		p.Events = append(p.Events, corpus.Event{Day: e.Day, Label: e.Label, Note: e.Note})
	}
	for _, m := range b.Memos {
		p.Memos = append(p.Memos, ProjectNote{m.Text, m.Coder})
	}
}
