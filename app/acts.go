package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// actsFormat is the export of what coders did, for a corpus of the same articles.
var actsFormat = ExportFormat{
	Name:      "acts",
	Extension: ".acts.jsonl",
	Title:     "acts of all coders, to apply to another corpus of the same articles (quoth code --as-written)",
	Whole:     true,
	Loses:     "articles and what the program found (both corpora have them), memos and tags of whole articles, merges of people",
}

// exportActs writes what coders did as lines of [App.Code] as written: the codebook
// first, then what was done in each article.
func (a *App) exportActs(
	ctx context.Context,
	r ExportRequest,
	w io.Writer,
	progress func(done, total int),
) (ExportReport, error) {
	var report ExportReport
	r.AllActs, r.Rejected = true, true
	chosen, err := a.chosen(ctx, r, true)
	if err != nil {
		return report, err
	}
	out, err := a.newActWriter(ctx, w)
	if err != nil {
		return report, err
	}
	if err := out.codebook(ctx); err != nil {
		return report, err
	}
	if chosen.found == nil {
		if err := out.aboutArticle(ctx, ""); err != nil {
			return report, err
		}
	}
	for i, id := range chosen.articles {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		if err := out.article(ctx, id, &chosen, &report); err != nil {
			return report, err
		}
		if progress != nil {
			progress(i+1, len(chosen.articles))
		}
	}
	report.Articles = len(chosen.articles)
	return report, nil
}

// actWriter writes acts as lines.
type actWriter struct {
	app     *App
	encoder *json.Encoder
	tags    map[corpus.TagID]corpus.TagSummary
	targets map[corpus.TargetID]corpus.Target
	made    map[string]corpus.Change
}

func (a *App) newActWriter(ctx context.Context, w io.Writer) (*actWriter, error) {
	out := &actWriter{app: a, encoder: json.NewEncoder(w), targets: map[corpus.TargetID]corpus.Target{}}
	out.encoder.SetEscapeHTML(false)
	targets, err := a.store.TargetList(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		out.targets[t.ID] = t
	}
	if out.tags, err = a.names.allTags(ctx); err != nil {
		return nil, err
	}
	out.made, err = a.store.Made(ctx)
	return out, err
}

// line writes one act. Its id follows from what it says, so that the same act has
// the same id wherever it is exported from.
func (w *actWriter) line(act CodeAct, coder corpus.Coder, at time.Time) error {
	at = at.UTC()
	act.Coder, act.At = coder, &at
	data, err := json.Marshal(act)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	act.ID = hex.EncodeToString(sum[:16])
	if err := w.encoder.Encode(act); err != nil {
		return fmt.Errorf("write the acts: %w", err)
	}
	return nil
}

// maker is who made an entry of the codebook and when; the program, when the
// journal began, where it does not say.
func (w *actWriter) maker(id string) (corpus.Coder, time.Time) {
	if c, ok := w.made[id]; ok {
		return c.Coder, c.When
	}
	return corpus.Program, w.made[""].When
}

func (w *actWriter) codebook(ctx context.Context) error {
	tags, err := w.app.store.TagTree(ctx)
	if err != nil {
		return err
	}
	for _, t := range tags {
		coder, at := w.maker(string(t.ID))
		if err := w.line(
			CodeAct{Act: "codebook", CodeField: CodeField{Tag: t.Path, Color: t.Color, Definition: t.Definition}},
			coder,
			at,
		); err != nil {
			return err
		}
	}
	targets, err := w.app.store.TargetList(ctx)
	if err != nil {
		return err
	}
	for _, t := range targets {
		coder, at := w.maker(string(t.ID))
		if err := w.line(
			CodeAct{Act: "target", CodeField: CodeField{Target: t.Text, Definition: t.Definition}},
			coder,
			at,
		); err != nil {
			return err
		}
	}
	events, err := w.app.store.Events(ctx)
	if err != nil {
		return err
	}
	for _, e := range events {
		coder, at := w.maker(string(e.ID))
		if err := w.line(
			CodeAct{Act: "event", CodeField: CodeField{Day: e.Day, Label: e.Label, Text: e.Note}},
			coder,
			at,
		); err != nil {
			return err
		}
	}
	return nil
}

func (w *actWriter) article(ctx context.Context, id corpus.ArticleID, chosen *selection, report *ExportReport) error {
	quotes, _, err := w.app.store.Quotes(ctx, corpus.QuoteFilter{Article: id, AllActs: true, Limit: -1})
	if err != nil {
		return err
	}
	for _, q := range quotes {
		if _, found := chosen.found[q.Quote.ID]; chosen.found != nil && !found {
			continue
		}
		acts, err := w.quote(ctx, q)
		if err != nil {
			return err
		}
		if acts > 0 {
			report.Quotes++
		}
	}
	if chosen.found != nil {
		return nil
	}
	annotations, err := w.app.store.Annotations(ctx, id)
	if err != nil {
		return err
	}
	for _, n := range annotations {
		if err := w.annotation(ctx, n); err != nil {
			return err
		}
		report.Annotations++
	}
	return w.aboutArticle(ctx, id)
}

// aboutArticle writes what coders said of an article as a whole; of the project,
// without an id.
func (w *actWriter) aboutArticle(ctx context.Context, id corpus.ArticleID) error {
	tags, err := w.app.store.ArticleTags(ctx, []corpus.ArticleID{id})
	if err != nil {
		return err
	}
	for _, t := range tags {
		if err := w.line(
			CodeAct{Act: "tag-article", CodeField: CodeField{Article: string(id), Tag: w.tags[t.Tag].Path}},
			t.Coder,
			t.When,
		); err != nil {
			return err
		}
	}
	memos, err := w.app.store.Memos(ctx, []corpus.ArticleID{id})
	if err != nil {
		return err
	}
	for _, m := range memos {
		if err := w.line(
			CodeAct{Act: "memo", CodeField: CodeField{Article: string(id), Text: m.Text}},
			m.Coder,
			m.When,
		); err != nil {
			return err
		}
	}
	return nil
}

// dated is an act with who did it and when.
type dated struct {
	act   CodeAct
	coder corpus.Coder
	at    time.Time
}

// quote writes what coders did with a quote, in the order in which they did it.
func (w *actWriter) quote(ctx context.Context, q corpus.CodedQuote) (int, error) {
	var acts []dated
	on := QuoteRef{ID: q.Quote.ID}
	add := func(kind string, coder corpus.Coder, at time.Time, field CodeField) {
		acts = append(acts, dated{CodeAct{Act: kind, Quote: on, CodeField: field}, coder, at})
	}
	for _, v := range q.Verdicts {
		kind, field := "confirm", CodeField{}
		var err error
		switch v.Status {
		case corpus.Rejected:
			kind = "reject"
		case corpus.Corrected:
			kind = "correct"
			if field, err = w.correction(ctx, q.Quote, v.Correction); err != nil {
				return 0, err
			}
		}
		field.Queue = v.Queue
		add(kind, v.Coder, v.When, field)
	}
	for _, t := range q.Tags {
		add("tag", t.Coder, t.When, CodeField{Tag: w.tags[t.Tag].Path})
	}
	for _, j := range q.Judgements {
		add("judge", j.Coder, j.When, CodeField{Target: w.targets[j.Target].Text, Stance: string(j.Stance)})
	}
	for _, n := range q.Notes {
		add("note", n.Coder, n.When, CodeField{Text: n.Text})
	}
	for _, d := range q.Adjudications {
		add(
			"adjudicate",
			d.Coder,
			d.When,
			CodeField{Target: w.targets[d.Target].Text, Stance: string(d.Stance), Text: d.Reason},
		)
	}
	slices.SortStableFunc(acts, func(a, b dated) int { return a.at.Compare(b.at) })
	if q.Quote.Origin == corpus.ByPerson && len(q.Verdicts) > 0 {
		field, err := w.marked(ctx, q.Quote)
		if err != nil {
			return 0, err
		}
		// Who marked it confirmed it in the same moment.
		first := slices.MinFunc(q.Verdicts, func(a, b corpus.Verdict) int { return a.When.Compare(b.When) })
		acts = append([]dated{{CodeAct{Act: "mark", Quote: on, CodeField: field}, first.Coder, first.When}}, acts...)
	}
	for _, d := range acts {
		if err := w.line(d.act, d.coder, d.at); err != nil {
			return 0, err
		}
	}
	return len(acts), nil
}

// correction is what a coder changed, by names: entries have other ids elsewhere.
func (w *actWriter) correction(ctx context.Context, q corpus.Quote, c *corpus.Correction) (CodeField, error) {
	var out CodeField
	if c == nil {
		return out, nil
	}
	after := c.Apply(q)
	if c.Speaker != nil || c.PersonID != nil {
		name, err := w.app.names.person(ctx, after.PersonID)
		if err != nil {
			return out, err
		}
		out.Speaker, out.SpeakerType = cmp.Or(after.Speaker, name), string(after.SpeakerType)
	}
	if c.Organization != nil || c.OrganizationID != nil {
		name, err := w.app.names.organization(ctx, after.OrganizationID)
		if err != nil {
			return out, err
		}
		name = cmp.Or(after.Organization, name)
		out.Organization = &name
	}
	if c.Role != nil {
		out.Role, out.ClearRole = *c.Role, *c.Role == ""
	}
	if c.Kind != nil {
		out.Kind = *c.Kind
	}
	if c.Content == nil && c.Quoted == nil {
		return out, nil
	}
	version, err := w.app.store.Version(ctx, q.Version)
	if err != nil {
		return out, err
	}
	offsets := corpus.NewRuneOffsets(version.Text)
	if c.Content != nil {
		out.Content = codePoints(offsets, *c.Content)
	}
	if c.Quoted != nil {
		spans := codePoints(offsets, *c.Quoted)
		out.Quoted = &spans
	}
	return out, nil
}

// marked is a quote that a person found, as it is.
func (w *actWriter) marked(ctx context.Context, q corpus.Quote) (CodeField, error) {
	version, err := w.app.store.Version(ctx, q.Version)
	if err != nil {
		return CodeField{}, err
	}
	offsets := corpus.NewRuneOffsets(version.Text)
	quoted := codePoints(offsets, q.Quoted)
	out := CodeField{
		Version: q.Version,
		Kind:    q.Kind,
		Sort:    q.Utterance,
		Content: codePoints(offsets, q.Content),
		Quoted:  &quoted,
		Cue: codePoints(
			offsets,
			q.Cue,
		),
		Source:      codePoints(offsets, q.Source),
		Speaker:     q.Speaker,
		SpeakerType: string(q.SpeakerType),
		Role:        q.Role,
	}
	if q.Organization != "" {
		out.Organization = &q.Organization
	}
	return out, nil
}

func (w *actWriter) annotation(ctx context.Context, n corpus.Annotation) error {
	version, err := w.app.store.Version(ctx, n.Version)
	if err != nil {
		return err
	}
	field := CodeField{
		Annotation: n.ID,
		Version:    n.Version,
		Text:       n.Note,
		Content:    codePoints(corpus.NewRuneOffsets(version.Text), []corpus.Span{n.Anchor.Span}),
	}
	for _, t := range n.Tags {
		field.Tags = append(field.Tags, w.tags[t].Path)
	}
	return w.line(CodeAct{Act: "annotate", CodeField: field}, n.Coder, n.Created)
}

func codePoints(offsets corpus.RuneOffsets, spans []corpus.Span) [][2]int {
	out := [][2]int{}
	for _, s := range spans {
		out = append(out, [2]int{offsets.Rune(s.Start), offsets.Rune(s.End)})
	}
	return out
}

// places reads spans of code points of a version's text.
func (a *App) places(ctx context.Context, id corpus.VersionID, points [][2]int) (corpus.Version, []corpus.Span, error) {
	version, err := a.store.Version(ctx, id)
	if err != nil {
		return version, nil, err
	}
	spans, err := spansOf(version.Text, points)
	return version, spans, err
}

func spansOf(text string, points [][2]int) ([]corpus.Span, error) {
	if len(points) == 0 {
		return nil, nil
	}
	starts := make([]int, 0, len(text)+1) // byte of each code point
	for i := range text {
		starts = append(starts, i)
	}
	starts = append(starts, len(text))
	var out []corpus.Span
	for _, p := range points {
		if p[0] < 0 || p[0] >= p[1] || p[1] >= len(starts) {
			return nil, fmt.Errorf(
				"the span %v lies outside the text of %d code points: %w",
				p,
				len(starts)-1,
				corpus.ErrInvalid,
			)
		}
		out = append(out, corpus.Span{Start: starts[p[0]], End: starts[p[1]]})
	}
	return out, nil
}

// correctAsWritten corrects all that the line says, finding the registry's entries
// by their names.
func (c coding) correctAsWritten(ctx context.Context, act CodeAct, s SpeakerCorrection) (corpus.Change, error) {
	correction, acts, err := c.correction(ctx, s)
	if err != nil {
		return corpus.Change{}, err
	}
	if act.Kind != "" {
		correction.Kind = &act.Kind
	}
	if act.Content != nil || act.Quoted != nil {
		quote, err := c.store.Quote(ctx, s.Quote)
		if err != nil {
			return corpus.Change{}, err
		}
		version, content, err := c.places(ctx, quote.Quote.Version, act.Content)
		if err != nil {
			return corpus.Change{}, err
		}
		if act.Content != nil {
			correction.Content = &content
		}
		if act.Quoted != nil {
			quoted, err := spansOf(version.Text, *act.Quoted)
			if err != nil {
				return corpus.Change{}, err
			}
			correction.Quoted = &quoted
		}
	}
	title := strings.TrimSpace("correct the speaker to " + s.Speaker)
	if s.Speaker == "" {
		title = "correct a quote"
	}
	return c.do(
		ctx,
		corpus.Many{
			Title: title,
			Acts:  append(acts, corpus.Correct{Quote: s.Quote, Correction: correction, Queue: s.Queue}),
		},
	)
}

// mark adds a quote that a person found elsewhere; one that is here already stays.
func (c coding) mark(ctx context.Context, act CodeAct) (corpus.Change, error) {
	version, content, err := c.places(ctx, act.Version, act.Content)
	if err != nil {
		return corpus.Change{}, err
	}
	if _, err := c.store.Quote(ctx, corpus.NewQuoteID(version.ID, content)); err == nil && c.id != "" {
		return corpus.Change{}, nil
	}
	quote := corpus.Quote{Article: version.Article, Version: version.ID, Attribution: corpus.Attribution{
		Kind: act.Kind, Utterance: act.Sort, Content: content,
		Speaker: act.Speaker, SpeakerType: corpus.SpeakerType(act.SpeakerType), Role: act.Role, Confidence: 1,
	}}
	if act.Quoted != nil {
		if quote.Quoted, err = spansOf(version.Text, *act.Quoted); err != nil {
			return corpus.Change{}, err
		}
	}
	if quote.Cue, err = spansOf(version.Text, act.Cue); err != nil {
		return corpus.Change{}, err
	}
	if quote.Source, err = spansOf(version.Text, act.Source); err != nil {
		return corpus.Change{}, err
	}
	s := SpeakerCorrection{Speaker: act.Speaker, SpeakerType: quote.SpeakerType}
	if act.Organization != nil {
		s.Organization, quote.Organization = *act.Organization, *act.Organization
	}
	found, acts, err := c.correction(ctx, s)
	if err != nil {
		return corpus.Change{}, err
	}
	if found.PersonID != nil {
		quote.PersonID = *found.PersonID
	}
	if found.OrganizationID != nil {
		quote.OrganizationID = *found.OrganizationID
	}
	return c.do(ctx, corpus.Many{Title: "mark a quote", Acts: append(acts, corpus.MarkQuote{Quote: quote})})
}
