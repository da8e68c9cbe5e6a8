package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// CodeAct is one line of an acts file: what a coder did, in names rather than
// ids, so that people and scripts can write it. assets/help/code.md describes
// it.
type CodeAct struct {
	ID     string       `json:"id,omitempty"`    // of acts as written: it is applied once
	Coder  corpus.Coder `json:"coder,omitempty"` // of acts as written
	At     *time.Time   `json:"at,omitempty"`    // of acts as written: when it was done, RFC 3339
	Act    string       `json:"act"`             // a key of codeActs
	Quote  QuoteRef     `json:"quote,omitzero"`
	Others bool         `json:"others,omitempty"` // with correct: the article's other quotes of the same suggested speaker too
	CodeField
}

// CodeField holds what the acts need beside the quote.
type CodeField struct {
	Speaker      string   `json:"speaker,omitempty"`
	SpeakerType  string   `json:"speaker_type,omitempty"`
	Organization *string  `json:"organization,omitempty"` // "" clears it
	Role         string   `json:"role,omitempty"`
	Tag          string   `json:"tag,omitempty"` // a path: "Access/Police data"
	Tags         []string `json:"tags,omitempty"`
	Color        string   `json:"color,omitempty"`
	Definition   string   `json:"definition,omitempty"`
	Target       string   `json:"target,omitempty"` // the proposition
	Stance       string   `json:"stance,omitempty"`
	Text         string   `json:"text,omitempty"`
	Day          string   `json:"day,omitempty"`
	Label        string   `json:"label,omitempty"`
	URL          string   `json:"url,omitempty"`
	Article      string   `json:"article,omitempty"` // an id, instead of url
	Words        string   `json:"words,omitempty"`

	// Of acts as written, which say everything. Spans count code points of the text
	// of Version.
	Queue      string              `json:"queue,omitempty"`
	ClearRole  bool                `json:"clear_role,omitempty"`
	Kind       corpus.Kind         `json:"kind,omitempty"`
	Sort       corpus.Utterance    `json:"sort,omitempty"`
	Version    corpus.VersionID    `json:"version,omitempty"`
	Content    [][2]int            `json:"content,omitempty"`
	Quoted     *[][2]int           `json:"quoted,omitempty"`
	Cue        [][2]int            `json:"cue,omitempty"`
	Source     [][2]int            `json:"source,omitempty"`
	Annotation corpus.AnnotationID `json:"annotation,omitempty"`
}

// QuoteRef names a quote: by its id, or by its article and words of its
// content.
type QuoteRef struct {
	ID    corpus.QuoteID
	URL   string
	Words string
}

// UnmarshalJSON reads "ID" or {"url": …, "words": …}.
func (r *QuoteRef) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &r.ID); err == nil {
		return nil
	}
	var selector struct {
		URL   string `json:"url"`
		Words string `json:"words"`
	}
	if err := strictly(data, &selector); err != nil {
		return fmt.Errorf("a quote is named by its id or by {\"url\", \"words\"}: %w", err)
	}
	r.URL, r.Words = selector.URL, selector.Words
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (r QuoteRef) MarshalJSON() ([]byte, error) {
	if r.URL == "" {
		return json.Marshal(r.ID)
	}
	return json.Marshal(map[string]string{"url": r.URL, "words": r.Words})
}

// IsZero leaves the quote out of lines that are about none.
func (r QuoteRef) IsZero() bool { return r == QuoteRef{} }

// strictly reads one JSON value without fields that v does not have.
func strictly(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more on the line than one object")
	}
	return nil
}

// CodeReport says what became of one line.
type CodeReport struct {
	Line     int             `json:"line"` // from 1
	Act      string          `json:"act"`
	ID       string          `json:"id,omitempty"` // of an act as written
	Change   corpus.ChangeID `json:"change,omitempty"`
	Title    string          `json:"title,omitempty"`
	Skipped  bool            `json:"skipped,omitempty"`  // as written: it is here already
	Conflict bool            `json:"conflict,omitempty"` // as written: its coder says something else here
	Err      error           `json:"-"`
}

// maxActLine bounds one line of an acts file, in bytes.
const maxActLine = 1 << 20

// CodeOptions say how an acts file is applied.
type CodeOptions struct {
	Coder     corpus.Coder // who acts; not with AsWritten
	AsWritten bool         // every line says who did it, when, and under which id: see [App.Export] with the format acts
}

// Code applies an acts file, one JSON object a line, as the desktop would. A
// line that fails is reported and the next ones go on. As written, a line that was
// applied before is skipped, and one that would change what its coder says here is
// reported as a conflict. The error is about the file as a whole: it could not be
// read.
func (a *App) Code(ctx context.Context, o CodeOptions, acts io.Reader, report func(CodeReport)) error {
	lines := bufio.NewScanner(acts)
	lines.Buffer(make([]byte, 0, 64<<10), maxActLine)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		report(a.codeLine(ctx, o, n, lines.Bytes()))
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the acts: %w", err)
	}
	return nil
}

func (a *App) codeLine(ctx context.Context, o CodeOptions, n int, line []byte) CodeReport {
	r := CodeReport{Line: n}
	act, err := readAct(line)
	if err != nil {
		r.Err = fmt.Errorf("line %d is not an act: %w", n, err)
		return r
	}
	r.Act, r.ID = act.Act, act.ID
	var change corpus.Change
	c, err := a.coding(o, act)
	if err == nil {
		change, err = codeActs[act.Act].do(c, ctx, act)
	}
	r.Change, r.Title = change.ID, change.Title
	if o.AsWritten && err == nil && change.ID == "" {
		r.Skipped, r.Title = true, "here already"
	}
	if err != nil {
		r.Conflict = errors.Is(err, corpus.ErrConflict)
		r.Err = fmt.Errorf("line %d, %s: %w", n, act.Act, err)
	}
	return r
}

// readAct reads a line; a field that the act does not take is an error, because it
// would be lost in silence.
func readAct(line []byte) (CodeAct, error) {
	var act CodeAct
	if err := strictly(line, &act); err != nil {
		return act, err
	}
	kind, ok := codeActs[act.Act]
	if !ok {
		return act, fmt.Errorf("there is no act %q: %w", act.Act, corpus.ErrInvalid)
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(line, &given); err != nil {
		return act, err
	}
	for field := range given {
		if name := strings.ToLower(field); !slices.Contains(kind.fields, name) && !slices.Contains(everyAct, name) {
			return act, fmt.Errorf(
				"%s has no field %q; it takes %s: %w",
				act.Act,
				field,
				strings.Join(kind.fields, ", "),
				corpus.ErrInvalid,
			)
		}
	}
	return act, nil
}

// everyAct are the fields of any act; all but the first are of acts as written.
var everyAct = []string{"act", "id", "coder", "at"}

// coding is one line on its way: who acts, and with acts as written when.
type coding struct {
	*App
	coder corpus.Coder
	id    string // of an act as written; empty otherwise
	at    time.Time
}

func (a *App) coding(o CodeOptions, act CodeAct) (coding, error) {
	switch {
	case !o.AsWritten && (act.ID != "" || act.Coder != "" || act.At != nil):
		return coding{}, fmt.Errorf("id, coder and at are of acts as written (--as-written): %w", corpus.ErrInvalid)
	case !o.AsWritten:
		return coding{App: a, coder: o.Coder}, nil
	case act.ID == "" || act.Coder == "" || act.At == nil || act.At.IsZero():
		return coding{}, fmt.Errorf("an act as written needs id, coder and at: %w", corpus.ErrInvalid)
	}
	return coding{App: a, coder: act.Coder, id: act.ID, at: *act.At}, nil
}

// do carries an act out, as written where it was.
func (c coding) do(ctx context.Context, act corpus.Act) (corpus.Change, error) {
	if c.id != "" {
		act = corpus.AsWritten{ID: c.id, When: c.at, Act: act}
	}
	change, err := c.Do(ctx, c.coder, act)
	if change.Kind == "nothing" {
		change.ID = ""
	}
	return change, err
}

// codeAct is a kind of line: the fields it takes, and how it is carried out.
type codeAct struct {
	fields []string
	do     func(coding, context.Context, CodeAct) (corpus.Change, error)
}

// codeActs are the kinds of lines.
var codeActs = map[string]codeAct{
	"confirm": {
		[]string{"quote", "queue"},
		onQuote(func(q corpus.QuoteID, c CodeAct) corpus.Act { return corpus.Confirm{Quote: q, Queue: c.Queue} }),
	},
	"reject": {
		[]string{"quote", "queue"},
		onQuote(func(q corpus.QuoteID, c CodeAct) corpus.Act { return corpus.Reject{Quote: q, Queue: c.Queue} }),
	},
	"withdraw": {
		[]string{"quote"},
		onQuote(func(q corpus.QuoteID, _ CodeAct) corpus.Act { return corpus.Withdraw{Quote: q} }),
	},
	"note": {
		[]string{"quote", "text"},
		onQuote(func(q corpus.QuoteID, c CodeAct) corpus.Act { return corpus.WriteNote{Quote: q, Text: c.Text} }),
	},
	"correct": {
		[]string{
			"quote",
			"speaker",
			"speaker_type",
			"organization",
			"role",
			"clear_role",
			"others",
			"kind",
			"content",
			"quoted",
			"queue",
		},
		coding.correct,
	},
	"tag":        {[]string{"quote", "tag"}, coding.tag},
	"untag":      {[]string{"quote", "tag"}, coding.untag},
	"judge":      {[]string{"quote", "target", "stance"}, coding.judge},
	"adjudicate": {[]string{"quote", "target", "stance", "text"}, coding.adjudicate},
	"annotate":   {[]string{"url", "words", "tags", "text", "annotation", "version", "content"}, coding.annotate},
	"mark": {
		[]string{
			"quote",
			"version",
			"kind",
			"sort",
			"content",
			"quoted",
			"cue",
			"source",
			"speaker",
			"speaker_type",
			"organization",
			"role",
		},
		coding.mark,
	},
	"tag-article": {[]string{"article", "url", "tag"}, coding.tagArticle},
	"memo":        {[]string{"article", "url", "text"}, coding.memo},
	"codebook":    {[]string{"tag", "color", "definition"}, coding.codebook},
	"target":      {[]string{"target", "definition"}, coding.target},
	"event":       {[]string{"day", "label", "text"}, coding.event},
	"undo": {nil, func(c coding, ctx context.Context, _ CodeAct) (corpus.Change, error) {
		return c.onlyHere(func() (corpus.Change, error) { return c.Undo(ctx, c.coder) })
	}},
	"redo": {nil, func(c coding, ctx context.Context, _ CodeAct) (corpus.Change, error) {
		return c.onlyHere(func() (corpus.Change, error) { return c.Redo(ctx, c.coder) })
	}},
}

// onlyHere refuses what has no meaning in another corpus.
func (c coding) onlyHere(do func() (corpus.Change, error)) (corpus.Change, error) {
	if c.id != "" {
		return corpus.Change{}, fmt.Errorf(
			"it cannot be applied as written, being about the acts of this corpus: %w",
			corpus.ErrInvalid,
		)
	}
	return do()
}

func onQuote(
	build func(corpus.QuoteID, CodeAct) corpus.Act,
) func(coding, context.Context, CodeAct) (corpus.Change, error) {
	return func(c coding, ctx context.Context, act CodeAct) (corpus.Change, error) {
		quote, err := c.resolveQuote(ctx, act.Quote)
		if err != nil {
			return corpus.Change{}, err
		}
		return c.do(ctx, build(quote, act))
	}
}

// resolveQuote finds the quote a line names. Of several quotes that hold the
// words the one with the shortest content is meant.
func (a *App) resolveQuote(ctx context.Context, ref QuoteRef) (corpus.QuoteID, error) {
	if ref.ID != "" {
		return ref.ID, nil
	}
	reading, err := a.readByURL(ctx, ref.URL)
	if err != nil {
		return "", err
	}
	best, bestLength := corpus.QuoteID(""), 0
	for _, card := range reading.Quotes {
		content := corpus.JoinSpans(reading.Version.Text, card.Quote.Content)
		if strings.Contains(content, ref.Words) && (best == "" || len(content) < bestLength) {
			best, bestLength = card.Quote.ID, len(content)
		}
	}
	if best == "" || ref.Words == "" {
		return "", fmt.Errorf("a quote with the words %q in %s: %w", ref.Words, ref.URL, corpus.ErrNotFound)
	}
	return best, nil
}

func (a *App) readByURL(ctx context.Context, address string) (Reading, error) {
	article, ok, err := a.store.ArticleByURL(ctx, address)
	if err != nil {
		return Reading{}, err
	}
	if !ok {
		return Reading{}, fmt.Errorf("an article with the address %q: %w", address, corpus.ErrNotFound)
	}
	return a.Read(ctx, article.ID)
}

func (c coding) correct(ctx context.Context, act CodeAct) (corpus.Change, error) {
	quote, err := c.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	correction := SpeakerCorrection{
		Quote:       quote,
		Speaker:     act.Speaker,
		SpeakerType: corpus.SpeakerType(act.SpeakerType),
		Role:        act.Role,
		ClearRole:   act.ClearRole,
		Queue:       act.Queue,
	}
	if act.Organization != nil {
		correction.Organization, correction.ClearOrganization = *act.Organization, *act.Organization == ""
	}
	if c.id != "" {
		return c.correctAsWritten(ctx, act, correction)
	}
	if act.Kind != "" || act.Content != nil || act.Quoted != nil {
		return corpus.Change{}, fmt.Errorf(
			"kind, content and quoted are corrected as written only: %w",
			corpus.ErrInvalid,
		)
	}
	change, others, err := c.CorrectSpeaker(ctx, c.coder, correction)
	if err != nil || !act.Others || len(others) == 0 {
		return change, err
	}
	return c.CorrectSpeakers(ctx, c.coder, others, correction)
}

func (c coding) tag(ctx context.Context, act CodeAct) (corpus.Change, error) {
	quote, err := c.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	tag, err := c.EnsureTag(ctx, c.coder, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	return c.do(ctx, corpus.PutTag{Quote: quote, Tag: tag})
}

func (c coding) untag(ctx context.Context, act CodeAct) (corpus.Change, error) {
	quote, err := c.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	tags, err := queryNames{c.App}.Tags(ctx, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	if len(tags) == 0 {
		return corpus.Change{}, fmt.Errorf("the tag %q: %w", act.Tag, corpus.ErrNotFound)
	}
	return c.do(ctx, corpus.DropTag{Quote: quote, Tag: tags[0]})
}

// judged finds what a stance is about.
func (c coding) judged(
	ctx context.Context,
	act CodeAct,
) (quote corpus.QuoteID, target corpus.TargetID, stance corpus.Stance, err error) {
	if quote, err = c.resolveQuote(ctx, act.Quote); err != nil {
		return "", "", "", err
	}
	if act.Stance != "" {
		if stance, err = corpus.ParseStance(act.Stance); err != nil {
			return "", "", "", fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
		}
	}
	if strings.TrimSpace(act.Target) == "" {
		return "", "", "", fmt.Errorf("a judgement needs a target: %w", corpus.ErrInvalid)
	}
	target, err = c.EnsureTarget(ctx, c.coder, act.Target)
	return quote, target, stance, err
}

func (c coding) judge(ctx context.Context, act CodeAct) (corpus.Change, error) {
	quote, target, stance, err := c.judged(ctx, act)
	if err != nil {
		return corpus.Change{}, err
	}
	return c.do(ctx, corpus.Judge{Quote: quote, Target: target, Stance: stance})
}

func (c coding) adjudicate(ctx context.Context, act CodeAct) (corpus.Change, error) {
	quote, target, stance, err := c.judged(ctx, act)
	if err != nil {
		return corpus.Change{}, err
	}
	return c.do(ctx, corpus.Adjudicate{Quote: quote, Target: target, Stance: stance, Reason: act.Text})
}

func (c coding) annotate(ctx context.Context, act CodeAct) (corpus.Change, error) {
	annotation := corpus.Annotation{ID: act.Annotation, Note: act.Text}
	if act.Version != "" {
		version, spans, err := c.places(ctx, act.Version, act.Content)
		if err != nil {
			return corpus.Change{}, err
		}
		if len(spans) != 1 {
			return corpus.Change{}, fmt.Errorf("an annotation is of one span: %w", corpus.ErrInvalid)
		}
		annotation.Article, annotation.Version, annotation.Anchor = version.Article, version.ID, corpus.NewAnchor(
			version.Text,
			spans[0],
		)
	} else {
		reading, err := c.readByURL(ctx, act.URL)
		if err != nil {
			return corpus.Change{}, err
		}
		at := strings.Index(reading.Version.Text, act.Words)
		if at < 0 || act.Words == "" {
			return corpus.Change{}, fmt.Errorf("the words %q in %s: %w", act.Words, act.URL, corpus.ErrNotFound)
		}
		annotation.Article, annotation.Version = reading.Article.ID, reading.Version.ID
		annotation.Anchor = corpus.NewAnchor(reading.Version.Text, corpus.Span{Start: at, End: at + len(act.Words)})
	}
	for _, path := range act.Tags {
		tag, err := c.EnsureTag(ctx, c.coder, path)
		if err != nil {
			return corpus.Change{}, err
		}
		annotation.Tags = append(annotation.Tags, tag)
	}
	return c.do(ctx, corpus.SaveAnnotation{Annotation: annotation})
}

// about is the article that an act names; empty for the project.
func (c coding) about(ctx context.Context, act CodeAct) (corpus.ArticleID, error) {
	if act.Article != "" || act.URL == "" {
		return corpus.ArticleID(act.Article), nil
	}
	article, ok, err := c.store.ArticleByURL(ctx, act.URL)
	if err == nil && !ok {
		err = fmt.Errorf("an article with the address %q: %w", act.URL, corpus.ErrNotFound)
	}
	return article.ID, err
}

func (c coding) tagArticle(ctx context.Context, act CodeAct) (corpus.Change, error) {
	article, err := c.about(ctx, act)
	if err == nil && article == "" {
		err = fmt.Errorf("which article is tagged: %w", corpus.ErrInvalid)
	}
	if err != nil {
		return corpus.Change{}, err
	}
	tag, err := c.EnsureTag(ctx, c.coder, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	return c.do(ctx, corpus.TagArticle{Article: article, Tag: tag})
}

func (c coding) memo(ctx context.Context, act CodeAct) (corpus.Change, error) {
	article, err := c.about(ctx, act)
	if err != nil {
		return corpus.Change{}, err
	}
	return c.do(ctx, corpus.WriteMemo{Article: article, Text: act.Text})
}

func (c coding) codebook(ctx context.Context, act CodeAct) (corpus.Change, error) {
	before, err := c.store.TagTree(ctx)
	if err != nil {
		return corpus.Change{}, err
	}
	id, err := c.EnsureTag(ctx, c.coder, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	tags, err := c.store.TagTree(ctx)
	if err != nil {
		return corpus.Change{}, err
	}
	known := slices.ContainsFunc(before, func(t corpus.TagSummary) bool { return t.ID == id })
	for _, t := range tags {
		if t.ID != id {
			continue
		}
		tag := t.Tag
		if c.id == "" || act.Definition != "" { // as written, nothing is taken away
			tag.Definition = act.Definition
		}
		if act.Color != "" && !(c.id != "" && known) {
			tag.Color = act.Color
		}
		return c.do(ctx, corpus.SaveTag{Tag: tag})
	}
	return corpus.Change{}, fmt.Errorf("the tag %q: %w", act.Tag, corpus.ErrNotFound)
}

func (c coding) target(ctx context.Context, act CodeAct) (corpus.Change, error) {
	id, err := c.EnsureTarget(ctx, c.coder, act.Target)
	if err != nil {
		return corpus.Change{}, err
	}
	targets, err := c.store.TargetList(ctx)
	if err != nil {
		return corpus.Change{}, err
	}
	for _, target := range targets {
		if target.ID == id {
			if c.id == "" || act.Definition != "" {
				target.Definition = act.Definition
			}
			return c.do(ctx, corpus.SaveTarget{Target: target})
		}
	}
	return corpus.Change{}, fmt.Errorf("the target %q: %w", act.Target, corpus.ErrNotFound)
}

func (c coding) event(ctx context.Context, act CodeAct) (corpus.Change, error) {
	event := corpus.Event{Day: act.Day, Label: act.Label, Note: act.Text}
	if c.id != "" {
		events, err := c.store.Events(ctx)
		if err != nil {
			return corpus.Change{}, err
		}
		for _, e := range events {
			if e.Day == event.Day && e.Label == event.Label {
				event.ID = e.ID // the same happening
			}
		}
	}
	return c.do(ctx, corpus.SaveEvent{Event: event})
}
