package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

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
	Quote  QuoteRef     `json:"quote"`
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
	Words        string   `json:"words,omitempty"`
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
	if err := json.Unmarshal(data, &selector); err != nil {
		return fmt.Errorf("a quote is named by its id or by {\"url\", \"words\"}: %w", err)
	}
	r.URL, r.Words = selector.URL, selector.Words
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

// Code applies an acts file, one JSON object a line, as the desktop would. A
// line that fails is reported and the next ones go on. The error is about the
// file as a whole: it could not be read.
func (a *App) Code(ctx context.Context, coder corpus.Coder, acts io.Reader, report func(CodeReport)) error {
	lines := bufio.NewScanner(acts)
	lines.Buffer(make([]byte, 0, 64<<10), maxActLine)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r := CodeReport{Line: n}
		var act CodeAct
		if err := json.Unmarshal(lines.Bytes(), &act); err != nil {
			r.Err = fmt.Errorf("line %d is not an act: %w", n, err)
		} else {
			r.Act = act.Act
			change, err := a.code(ctx, coder, act)
			r.Change, r.Title = change.ID, change.Title
			if err != nil {
				r.Err = fmt.Errorf("line %d, %s: %w", n, act.Act, err)
			}
		}
		report(r)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the acts: %w", err)
	}
	return nil
}

// codeActs says how each kind of line is carried out.
var codeActs = map[string]func(*App, context.Context, corpus.Coder, CodeAct) (corpus.Change, error){
	"confirm":  onQuote(func(q corpus.QuoteID, _ CodeAct) corpus.Act { return corpus.Confirm{Quote: q} }),
	"reject":   onQuote(func(q corpus.QuoteID, _ CodeAct) corpus.Act { return corpus.Reject{Quote: q} }),
	"withdraw": onQuote(func(q corpus.QuoteID, _ CodeAct) corpus.Act { return corpus.Withdraw{Quote: q} }),
	"note":     onQuote(func(q corpus.QuoteID, c CodeAct) corpus.Act { return corpus.WriteNote{Quote: q, Text: c.Text} }),
	"correct":  (*App).codeCorrect,
	"tag":      (*App).codeTag,
	"untag":    (*App).codeUntag,
	"judge":    (*App).codeJudge,
	"annotate": (*App).codeAnnotate,
	"codebook": (*App).codeCodebook,
	"target":   (*App).codeTarget,
	"event":    (*App).codeEvent,
	"undo": func(a *App, ctx context.Context, coder corpus.Coder, _ CodeAct) (corpus.Change, error) {
		return a.Undo(ctx, coder)
	},
	"redo": func(a *App, ctx context.Context, coder corpus.Coder, _ CodeAct) (corpus.Change, error) {
		return a.Redo(ctx, coder)
	},
}

func (a *App) code(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	do, ok := codeActs[act.Act]
	if !ok {
		return corpus.Change{}, fmt.Errorf("there is no act %q: %w", act.Act, corpus.ErrInvalid)
	}
	return do(a, ctx, coder, act)
}

func onQuote(build func(corpus.QuoteID, CodeAct) corpus.Act) func(*App, context.Context, corpus.Coder, CodeAct) (corpus.Change, error) {
	return func(a *App, ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
		quote, err := a.resolveQuote(ctx, act.Quote)
		if err != nil {
			return corpus.Change{}, err
		}
		return a.Do(ctx, coder, build(quote, act))
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

func (a *App) codeCorrect(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	quote, err := a.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	c := SpeakerCorrection{Quote: quote, Speaker: act.Speaker, SpeakerType: corpus.SpeakerType(act.SpeakerType), Role: act.Role}
	if act.Organization != nil {
		c.Organization, c.ClearOrganization = *act.Organization, *act.Organization == ""
	}
	change, others, err := a.CorrectSpeaker(ctx, coder, c)
	if err != nil || !act.Others || len(others) == 0 {
		return change, err
	}
	return a.CorrectSpeakers(ctx, coder, others, c)
}

func (a *App) codeTag(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	quote, err := a.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	tag, err := a.EnsureTag(ctx, coder, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	return a.Do(ctx, coder, corpus.PutTag{Quote: quote, Tag: tag})
}

func (a *App) codeUntag(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	quote, err := a.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	tags, err := queryNames{a}.Tags(ctx, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	if len(tags) == 0 {
		return corpus.Change{}, fmt.Errorf("the tag %q: %w", act.Tag, corpus.ErrNotFound)
	}
	return a.Do(ctx, coder, corpus.DropTag{Quote: quote, Tag: tags[0]})
}

func (a *App) codeJudge(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	quote, err := a.resolveQuote(ctx, act.Quote)
	if err != nil {
		return corpus.Change{}, err
	}
	stance := corpus.Stance("")
	if act.Stance != "" {
		if stance, err = corpus.ParseStance(act.Stance); err != nil {
			return corpus.Change{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
		}
	}
	if strings.TrimSpace(act.Target) == "" {
		return corpus.Change{}, fmt.Errorf("a judgement needs a target: %w", corpus.ErrInvalid)
	}
	target, err := a.EnsureTarget(ctx, coder, act.Target)
	if err != nil {
		return corpus.Change{}, err
	}
	return a.Do(ctx, coder, corpus.Judge{Quote: quote, Target: target, Stance: stance})
}

func (a *App) codeAnnotate(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	reading, err := a.readByURL(ctx, act.URL)
	if err != nil {
		return corpus.Change{}, err
	}
	at := strings.Index(reading.Version.Text, act.Words)
	if at < 0 || act.Words == "" {
		return corpus.Change{}, fmt.Errorf("the words %q in %s: %w", act.Words, act.URL, corpus.ErrNotFound)
	}
	annotation := corpus.Annotation{
		Article: reading.Article.ID, Version: reading.Version.ID, Note: act.Text,
		Anchor: corpus.NewAnchor(reading.Version.Text, corpus.Span{Start: at, End: at + len(act.Words)}),
	}
	for _, path := range act.Tags {
		tag, err := a.EnsureTag(ctx, coder, path)
		if err != nil {
			return corpus.Change{}, err
		}
		annotation.Tags = append(annotation.Tags, tag)
	}
	return a.Do(ctx, coder, corpus.SaveAnnotation{Annotation: annotation})
}

func (a *App) codeCodebook(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	id, err := a.EnsureTag(ctx, coder, act.Tag)
	if err != nil {
		return corpus.Change{}, err
	}
	tags, err := a.store.Tags(ctx)
	if err != nil {
		return corpus.Change{}, err
	}
	for _, t := range tags {
		if t.ID == id {
			tag := t.Tag
			tag.Definition = act.Definition
			if act.Color != "" {
				tag.Color = act.Color
			}
			return a.Do(ctx, coder, corpus.SaveTag{Tag: tag})
		}
	}
	return corpus.Change{}, fmt.Errorf("the tag %q: %w", act.Tag, corpus.ErrNotFound)
}

func (a *App) codeTarget(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	id, err := a.EnsureTarget(ctx, coder, act.Target)
	if err != nil {
		return corpus.Change{}, err
	}
	targets, err := a.store.Targets(ctx)
	if err != nil {
		return corpus.Change{}, err
	}
	for _, t := range targets {
		if t.ID == id {
			target := t.Target
			target.Definition = act.Definition
			return a.Do(ctx, coder, corpus.SaveTarget{Target: target})
		}
	}
	return corpus.Change{}, fmt.Errorf("the target %q: %w", act.Target, corpus.ErrNotFound)
}

func (a *App) codeEvent(ctx context.Context, coder corpus.Coder, act CodeAct) (corpus.Change, error) {
	return a.Do(ctx, coder, corpus.SaveEvent{Event: corpus.Event{Day: act.Day, Label: act.Label, Note: act.Text}})
}
