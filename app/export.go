package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/exchange"
)

// ExportFormats lists the ways out.
func ExportFormats() []ExportFormat {
	var out []ExportFormat
	for _, f := range exchange.Formats() {
		out = append(
			out,
			ExportFormat{
				Name:      f.Name,
				Extension: f.Ext,
				Title:     f.Title,
				Whole:     f.Whole,
				Of:        f.Of,
				Files:     f.Files,
				Loses:     f.Loses,
			},
		)
	}
	return append(out, actsFormat)
}

// exportBatch is how many articles are read at once, and exportAhead how many
// batches may wait for the writer: memory stays constant however long the list. Each
// batch that is being read has a connection with a cache of its own.
const (
	exportBatch = 64
	exportAhead = 1
)

// Export writes every quote the query finds, without a cap, and says how much
// went out. progress may be nil; done and total count articles.
func (a *App) Export(
	ctx context.Context,
	r ExportRequest,
	w io.Writer,
	progress func(done, total int),
) (ExportReport, error) {
	var report ExportReport
	if r.Format == actsFormat.Name {
		return a.exportActs(ctx, r, w, progress)
	}
	format, err := exchange.FormatNamed(r.Format)
	if err != nil {
		return report, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	if format.Whole && strings.TrimSpace(r.Query) == "" && len(r.Quotes) == 0 {
		r.AllActs, r.Rejected = true, true
	}
	chosen, err := a.chosen(
		ctx,
		r,
		format.Whole || len(format.Of) > 0 && cmp.Or(r.Of, format.Of[0]) != "quotes" || format.Name == "zotero",
	)
	if err != nil {
		return report, err
	}
	chosen.settled = !format.Whole && !r.EveryCoder
	if chosen.decided, err = a.store.DecidedOn(ctx); err != nil {
		return report, err
	}
	options, err := a.exportOptions(ctx, r)
	if err != nil {
		return report, err
	}
	out, err := exchange.New(r.Format, w, options)
	if isWriting(err) {
		return report, fmt.Errorf("write the export: %w", err)
	}
	if err != nil {
		return report, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	done := 0
	for chapters, err := range a.chapters(ctx, chosen, &report) {
		if err != nil {
			exchange.Abandon(out)
			return report, err
		}
		for _, c := range chapters.list {
			if err := out.Write(c); err != nil {
				exchange.Abandon(out)
				return report, fmt.Errorf("write %s: %w", r.Format, err)
			}
			report.Quotes += len(c.Rows)
			if format.Whole || format.Name == "xlsx" || r.Of == "annotations" {
				report.Annotations += len(c.Annotations)
			}
		}
		done += chapters.articles
		if progress != nil {
			progress(done, len(chosen.articles))
		}
	}
	if err := out.Close(); err != nil {
		exchange.Abandon(out)
		return report, fmt.Errorf("finish %s: %w", r.Format, err)
	}
	report.Articles = len(chosen.articles)
	return report, nil
}

// selection is what of a corpus goes out: articles in order, and of their quotes
// those that were found; a nil set is all.
type selection struct {
	articles []corpus.ArticleID
	found    map[corpus.QuoteID]struct{}
	request  ExportRequest
	empty    bool // articles without quotes go along
	settled  bool // an adjudicated judgement stands for those of the coders
	decided  *store.DecidedOn
}

// chosen finds out what an export is about. All quotes are read straight from the
// corpus; a query goes through the index.
func (a *App) chosen(ctx context.Context, r ExportRequest, empty bool) (selection, error) {
	s := selection{request: r, empty: empty}
	switch {
	case len(r.Quotes) > 0:
		s.empty, s.found = false, map[corpus.QuoteID]struct{}{}
		for _, id := range r.Quotes {
			s.found[id] = struct{}{}
		}
		var err error
		s.articles, err = a.store.ArticlesOfQuotes(ctx, inBatches(s.found, 2000))
		return s, err
	case len(r.Articles) > 0:
		s.articles = r.Articles
		return s, nil
	}
	if strings.TrimSpace(r.Query) == "" && len(r.Selected) == 0 && !r.OncePerStory {
		articles, err := a.store.ArticlesByDay(ctx)
		s.articles = articles
		return s, err
	}
	s.empty = false
	index, err := a.searchIndex(ctx)
	if err != nil {
		return s, err
	}
	request, err := a.indexRequest(
		ctx,
		SearchRequest{
			Query:        r.Query,
			Selected:     r.Selected,
			OncePerStory: r.OncePerStory,
			AllActs:      r.AllActs,
			Sort:         ByOldest,
		},
	)
	if err != nil {
		return s, err
	}
	request.OnlyQuotes = true // articles are exported as what is said in them
	s.found = map[corpus.QuoteID]struct{}{}
	for hit, err := range index.All(ctx, request) {
		if err != nil {
			return s, queryError(err)
		}
		s.found[corpus.QuoteID(hit.ID)] = struct{}{}
	}
	s.articles, err = a.store.ArticlesOfQuotes(ctx, inBatches(s.found, 2000))
	return s, err
}

func inBatches(ids map[corpus.QuoteID]struct{}, size int) iter.Seq[[]corpus.QuoteID] {
	return func(yield func([]corpus.QuoteID) bool) {
		batch := make([]corpus.QuoteID, 0, size)
		for id := range ids {
			if batch = append(batch, id); len(batch) == size {
				if !yield(batch) {
					return
				}
				batch = batch[:0]
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

// takes reports whether a quote goes out.
func (s *selection) takes(q *corpus.CodedQuote, report *ExportReport) bool {
	if s.found != nil {
		_, ok := s.found[q.Quote.ID]
		return ok
	}
	switch {
	case q.Current.Utterance != corpus.Speech && !s.request.AllActs:
		report.OtherActs++
		return false
	case q.Status == corpus.Rejected && !s.request.Rejected:
		report.LeftRejected++
		return false
	}
	if q.Status == corpus.Rejected {
		report.Rejected++
	}
	return true
}

// exportOptions gathers what an export says of the corpus beside its articles.
func (a *App) exportOptions(ctx context.Context, r ExportRequest) (exchange.Options, error) {
	o := exchange.Options{
		Query:    r.Query,
		When:     a.options.Now(),
		Corpus:   a.Name(),
		Of:       r.Of,
		Password: r.Password,
		Create:   r.Create,
		Page:     func(hash corpus.PageHash) (corpus.Page, error) { return a.store.Page(ctx, hash) },
		People: a.store.AllPeople(
			ctx,
		),
		Organizations: a.store.AllOrganizations(ctx),
		Affiliations:  a.store.AllAffiliations(ctx),
	}
	tags, err := a.store.TagTree(ctx)
	if err != nil {
		return o, err
	}
	for _, t := range tags {
		o.Codes = append(o.Codes, exchange.Code{Tag: t.Tag, Path: t.Path})
	}
	if o.Targets, err = a.store.TargetList(ctx); err != nil {
		return o, err
	}
	if o.Events, err = a.store.Events(ctx); err != nil {
		return o, err
	}
	about, err := a.aboutArticles(ctx, []corpus.ArticleID{""})
	if err != nil {
		return o, err
	}
	o.Memos = about.memos[""]
	if coder := a.seenBy(); coder != "" {
		o.Coders = []corpus.Coder{coder} // blind: the others stay unseen
		return o, nil
	}
	o.Coders, err = a.store.Coders(ctx)
	return o, err
}

// chapterBatch are the chapters of some articles.
type chapterBatch struct {
	list     []*exchange.Chapter
	articles int
	report   ExportReport
}

// chapters reads articles batch by batch, a few batches ahead of the writer, in
// order.
func (a *App) chapters(ctx context.Context, s selection, report *ExportReport) iter.Seq2[chapterBatch, error] {
	return func(yield func(chapterBatch, error) bool) {
		asked := ctx
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		reading, ctx := errgroup.WithContext(ctx)
		reading.SetLimit(exportAhead + 1)
		queue := make(chan chan chapterBatch, exportAhead)
		targets, err := a.store.TargetList(ctx)
		if err != nil {
			yield(chapterBatch{}, err)
			return
		}
		propositions := make(map[corpus.TargetID]string, len(targets))
		for _, t := range targets {
			propositions[t.ID] = t.Text
		}
		failed := make(chan error, 1)
		go func() {
			defer close(queue)
			for ids := range slices.Chunk(s.articles, exportBatch) {
				one := make(chan chapterBatch, 1)
				select {
				case queue <- one:
				case <-ctx.Done():
					return
				}
				reading.Go(func() error {
					defer close(one)
					batch, err := a.readChapters(ctx, &s, ids, propositions)
					if err != nil {
						select {
						case failed <- err:
						default:
						}
						return err
					}
					one <- batch
					return nil
				})
			}
		}()
		for one := range queue {
			batch, ok := <-one
			if !ok {
				break
			}
			report.OtherActs += batch.report.OtherActs
			report.LeftRejected += batch.report.LeftRejected
			report.Rejected += batch.report.Rejected
			if !yield(batch, nil) {
				cancel()
				reading.Wait()
				return
			}
		}
		err = reading.Wait()
		if err == nil {
			err = asked.Err()
		}
		select {
		case first := <-failed:
			err = first
		default:
		}
		if err != nil {
			yield(chapterBatch{}, err)
		}
	}
}

func (a *App) readChapters(
	ctx context.Context,
	s *selection,
	ids []corpus.ArticleID,
	propositions map[corpus.TargetID]string,
) (chapterBatch, error) {
	batch := chapterBatch{articles: len(ids)}
	articles, err := a.store.ArticlesByID(ctx, ids)
	if err != nil {
		return batch, err
	}
	quotes, err := a.store.QuotesOf(ctx, ids, a.seenBy(), s.decided)
	if err != nil {
		return batch, err
	}
	annotations, err := a.store.AnnotationsOf(ctx, ids)
	if err != nil {
		return batch, err
	}
	type place struct {
		article corpus.ArticleID
		version corpus.VersionID
	}
	about, err := a.aboutArticles(ctx, ids)
	if err != nil {
		return batch, err
	}
	rows, marked := map[place][]exchange.Row{}, map[place][]exchange.Annotation{}
	tags, err := a.names.allTags(ctx)
	if err != nil {
		return batch, err
	}
	for i := range quotes {
		if !s.takes(&quotes[i], &batch.report) {
			continue
		}
		row, err := a.exportRow(ctx, &quotes[i], s.settled, tags, propositions)
		if err != nil {
			return batch, err
		}
		at := place{quotes[i].Current.Article, quotes[i].Current.Version}
		rows[at] = append(rows[at], row)
	}
	seenBy := a.seenBy()
	for _, n := range annotations {
		if seenBy != "" && n.Coder != seenBy {
			continue
		}
		out := exchange.Annotation{Annotation: n}
		for _, id := range n.Tags {
			out.Codes = append(out.Codes, exchange.Tag{ID: id, Path: tags[id].Path, Coder: n.Coder})
		}
		at := place{n.Article, n.Version}
		marked[at] = append(marked[at], out)
	}
	var places []place
	var versions []corpus.VersionID
	for _, id := range ids {
		current := place{id, articles[id].Current}
		if len(rows[current]) > 0 || len(marked[current]) > 0 && s.found == nil || s.empty {
			places = append(places, current)
		}
		var older []place
		for at := range rows {
			if at.article == id && at != current {
				older = append(older, at)
			}
		}
		for at := range marked {
			if at.article == id && at != current && len(rows[at]) == 0 && s.found == nil {
				older = append(older, at)
			}
		}
		slices.SortFunc(older, func(x, y place) int { return strings.Compare(string(x.version), string(y.version)) })
		places = append(places, older...)
	}
	for _, at := range places {
		versions = append(versions, at.version)
	}
	texts, err := a.store.ExportVersions(ctx, versions)
	if err != nil {
		return batch, err
	}
	for _, at := range places {
		article, ok := articles[at.article]
		if !ok || article.Deleted {
			continue
		}
		chapter := &exchange.Chapter{
			Article:     article,
			Version:     texts[at.version],
			Rows:        rows[at],
			Annotations: marked[at],
		}
		if at.version == article.Current {
			chapter.Tags, chapter.Memos = about.tags[at.article], about.memos[at.article]
		}
		batch.list = append(batch.list, chapter)
	}
	return batch, nil
}

// articlesAbout is what coders said of whole articles.
type articlesAbout struct {
	tags  map[corpus.ArticleID][]exchange.Tag
	memos map[corpus.ArticleID][]corpus.Memo
}

func (a *App) aboutArticles(ctx context.Context, ids []corpus.ArticleID) (articlesAbout, error) {
	about := articlesAbout{map[corpus.ArticleID][]exchange.Tag{}, map[corpus.ArticleID][]corpus.Memo{}}
	tags, err := a.names.allTags(ctx)
	if err != nil {
		return about, err
	}
	put, err := a.store.ArticleTags(ctx, ids)
	if err != nil {
		return about, err
	}
	memos, err := a.store.Memos(ctx, ids)
	if err != nil {
		return about, err
	}
	seenBy := a.seenBy()
	for _, t := range put {
		if seenBy == "" || t.Coder == seenBy {
			about.tags[t.Article] = append(
				about.tags[t.Article],
				exchange.Tag{ID: t.Tag, Path: tags[t.Tag].Path, Coder: t.Coder, When: t.When},
			)
		}
	}
	for _, m := range memos {
		if seenBy == "" || m.Coder == seenBy {
			about.memos[m.Article] = append(about.memos[m.Article], m)
		}
	}
	return about, nil
}

func (a *App) exportRow(
	ctx context.Context,
	q *corpus.CodedQuote,
	settled bool,
	tags map[corpus.TagID]corpus.TagSummary,
	propositions map[corpus.TargetID]string,
) (exchange.Row, error) {
	row := exchange.Row{Quote: q.Current, Status: q.Status, Unplaced: q.Unplaced, Verdicts: q.Verdicts, Notes: q.Notes}
	card := QuoteCard{CodedQuote: *q}
	if err := a.nameCard(ctx, &card); err != nil {
		return row, err
	}
	row.SpeakerName, row.OrganizationName = card.Speaker, card.Organization
	var err error
	if row.Group, err = a.names.group(ctx, q.Current); err != nil {
		return row, err
	}
	for _, t := range q.Tags {
		row.Tags = append(row.Tags, exchange.Tag{ID: t.Tag, Path: tags[t.Tag].Path, Coder: t.Coder, When: t.When})
	}
	for _, j := range q.Judgements {
		if !settled || q.Adjudicated(j.Target) == nil {
			row.Judgements = append(row.Judgements, exchange.Judgement{Judgement: j, Target: propositions[j.Target]})
		}
	}
	if !settled {
		for _, d := range q.Adjudications {
			row.Adjudications = append(
				row.Adjudications,
				exchange.Adjudication{Adjudication: d, Target: propositions[d.Target]},
			)
		}
		return row, nil
	}
	for _, d := range q.Adjudications { // what was adjudicated stands for what coders said
		one := corpus.Judgement{Quote: d.Quote, Target: d.Target, Stance: d.Stance, Coder: d.Coder, When: d.When}
		row.Judgements = append(row.Judgements, exchange.Judgement{Judgement: one, Target: propositions[d.Target]})
	}
	return row, nil
}

// SafeCell guards a text against spreadsheets that would run it as a formula.
func SafeCell(s string) string { return exchange.Guard(s) }

// isWriting reports whether an error is one of writing, not of what was asked for.
func isWriting(err error) bool {
	var failed *fs.PathError
	var number syscall.Errno
	return errors.As(err, &failed) || errors.As(err, &number) || errors.Is(err, io.ErrShortWrite) ||
		errors.Is(err, io.ErrClosedPipe)
}
