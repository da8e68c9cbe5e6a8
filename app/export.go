package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"quoth/corpus"
	"quoth/exchange"
)

// ExportFormats lists the ways out.
func ExportFormats() []ExportFormat {
	var out []ExportFormat
	for _, f := range exchange.Formats() {
		out = append(out, ExportFormat{Name: f.Name, Extension: f.Ext, Title: f.Title})
	}
	return out
}

// exportBatch is how many quotes are read at once: memory stays constant
// however long the list is.
const exportBatch = 200

// Export writes every quote the query finds, without a cap, and returns how
// many. progress may be nil.
func (a *App) Export(ctx context.Context, r ExportRequest, w io.Writer, progress func(done, total int)) (int, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return 0, err
	}
	request, err := a.indexRequest(ctx, SearchRequest{Query: r.Query, Selected: r.Selected, OncePerStory: r.OncePerStory, AllActs: r.AllActs, Sort: ByOldest})
	if err != nil {
		return 0, err
	}
	request.OnlyQuotes = true // articles are exported as what is said in them
	found, err := index.Search(ctx, request)
	if err != nil {
		return 0, queryError(err)
	}
	out, err := exchange.New(r.Format, w, exchange.Options{Query: r.Query, When: a.options.Now(), Corpus: a.Name()})
	if err != nil {
		return 0, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	done := 0
	batch := make([]corpus.QuoteID, 0, exportBatch)
	flush := func() error {
		rows, err := a.exportRows(ctx, batch)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := out.Write(row); err != nil {
				return fmt.Errorf("write %s: %w", r.Format, err)
			}
		}
		done += len(rows)
		batch = batch[:0]
		if progress != nil {
			progress(done, found.Total)
		}
		return nil
	}
	for hit, err := range index.All(ctx, request) {
		if err != nil {
			return done, queryError(err)
		}
		if batch = append(batch, corpus.QuoteID(hit.ID)); len(batch) == exportBatch {
			if err := flush(); err != nil {
				return done, err
			}
		}
	}
	if err := flush(); err != nil {
		return done, err
	}
	if err := out.Close(); err != nil {
		return done, fmt.Errorf("finish %s: %w", r.Format, err)
	}
	return done, nil
}

// exportRows builds the rows of a batch of quotes, in order.
func (a *App) exportRows(ctx context.Context, ids []corpus.QuoteID) ([]exchange.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Limit: -1})
	if err != nil {
		return nil, err
	}
	targets, err := a.store.TargetList(ctx)
	if err != nil {
		return nil, err
	}
	propositions := make(map[corpus.TargetID]string, len(targets))
	for _, t := range targets {
		propositions[t.ID] = t.Text
	}
	versions := map[corpus.VersionID]corpus.Version{}
	rows := make([]exchange.Row, 0, len(cards))
	for _, card := range cards {
		version, ok := versions[card.Current.Version]
		if !ok {
			if version, err = a.store.Version(ctx, card.Current.Version); err != nil {
				return nil, err
			}
			versions[version.ID] = version
		}
		row := exportRow(card, version, propositions)
		if row.Group, err = a.names.group(ctx, card.Current); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func exportRow(card QuoteCard, version corpus.Version, propositions map[corpus.TargetID]string) exchange.Row {
	row := exchange.Row{
		Quote: card.Current, Article: card.Article, Version: version, Status: card.Status,
		SpeakerName: card.Speaker, OrganizationName: card.Organization, Verdicts: card.Verdicts, Notes: card.Notes,
	}
	for _, t := range card.TagPaths {
		row.Tags = append(row.Tags, exchange.Tag{ID: t.ID, Path: t.Path, Coder: t.Coder})
	}
	for _, j := range card.Judgements {
		row.Judgements = append(row.Judgements, exchange.Judgement{Judgement: j, Target: propositions[j.Target]})
	}
	return row
}

// Citation is a quote with everything needed to find it again, for a footnote
// or a message.
func (a *App) Citation(ctx context.Context, id corpus.QuoteID) (string, error) {
	card, err := a.Card(ctx, id)
	if err != nil {
		return "", err
	}
	var words strings.Builder
	for _, f := range card.Words {
		words.WriteString(f.Text)
	}
	speaker := card.Speaker
	if card.Organization != "" && card.Organization != card.Speaker {
		speaker = strings.Trim(speaker+", "+card.Organization, ", ")
	}
	var parts []string
	for _, part := range []string{speaker, strings.Join(card.Article.Authors, ", "), "“" + card.Article.Title + "”",
		card.Article.Publisher, card.Article.Published.Day(), card.Article.URL} {
		if strings.Trim(part, "“” ") != "" {
			parts = append(parts, part)
		}
	}
	return fmt.Sprintf("%s\n— %s (quote %s)", words.String(), strings.Join(parts, ". "), id), nil
}

// SafeCell guards a text against spreadsheets that would run it as a formula.
func SafeCell(s string) string { return exchange.Guard(s) }
