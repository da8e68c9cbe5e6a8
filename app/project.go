package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"quoth/app/nearcopy"
	"quoth/attribution"
	"quoth/corpus"
	"quoth/exchange"
	"quoth/scraper/extract"
)

// Project is a coded corpus of another program; see package exchange.
type Project = exchange.Project

// ProjectFormat is a way in for coded corpora.
type ProjectFormat struct {
	Name, Title string
	Endings     []string
}

// ProjectFormats lists them.
func ProjectFormats() []ProjectFormat {
	var out []ProjectFormat
	for _, i := range exchange.Importers() {
		out = append(out, ProjectFormat{i.Name, i.Title, i.Exts})
	}
	return out
}

// ErrNoProject is what ReadProject says of a file that is no coded corpus.
var ErrNoProject = errors.New("it is not a coded corpus of another program")

// maxProjectBytes bounds a file that is read whole.
const maxProjectBytes = 1 << 30

// ReadProject reads a coded corpus: a file, or a folder of files that belong
// together. fields says which of its variables fills which field of an article
// (field → variable); others are recognised by their names. Nothing is kept. Errors:
// ErrNoProject where it is something else, corpus.ErrInvalid for a variable that it
// has not.
func ReadProject(ctx context.Context, path string, fields map[string]string) (*Project, error) {
	file, err := projectFile(path)
	if err != nil {
		return nil, err
	}
	importer := exchange.DetectImport(file)
	if importer == nil {
		return nil, fmt.Errorf("read %s: %w", path, ErrNoProject)
	}
	file.Fields = fields
	return importer.Read(ctx, file)
}

// IsProject reports whether a file or folder is a coded corpus that is to be read
// as one: settings for tables and texts ask for another reading, but for the
// columns where the format has variables that they can name.
func IsProject(path string, s ImportSettings) bool {
	columns := len(s.Columns) > 0
	if s.Columns = nil; !s.IsZero() {
		return false
	}
	file, err := projectFile(path)
	if err != nil {
		return false
	}
	importer := exchange.DetectImport(file)
	return importer != nil && (!columns || importer.Maps)
}

func projectFile(path string) (exchange.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return exchange.File{}, fmt.Errorf("open %s: %w", path, err)
	}
	file := exchange.File{Name: filepath.Base(path), Path: path}
	folder := filepath.Dir(path)
	if info.IsDir() {
		folder = path
		if file.Names, err = namesIn(path); err != nil {
			return file, err
		}
	} else {
		switch {
		case !info.Mode().IsRegular() || !exchange.MayImport(file.Name):
			return file, ErrNoProject
		case info.Size() > maxProjectBytes:
			return file, fmt.Errorf("%s is larger than %d MB", path, maxProjectBytes>>20)
		}
		if file.Body, err = os.ReadFile(path); err != nil {
			return file, fmt.Errorf("read %s: %w", path, err)
		}
	}
	file.Beside = func(name string) ([]byte, error) {
		root, err := os.OpenRoot(folder) // a name cannot lead out of it
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return fs.ReadFile(root.FS(), filepath.ToSlash(filepath.Clean(name)))
	}
	return file, nil
}

// namesIn lists the files right in a folder.
func namesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	names := []string{}
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// ProjectReport says what an import did, or would do.
type ProjectReport struct {
	Format, Name string
	Articles     []ProjectArticleReport
	Coders       []corpus.Coder

	NewArticles, KnownArticles, DeletedArticles int
	QuotesMarked                                int // that the engine did not find
	QuotesMet                                   int // that the corpus or the engine had too
	Verdicts, TagsPut, Judgements, Notes        int // decisions that are new
	Annotations                                 int // that are new
	NewTags, NewTargets                         int
	NewPeople, NewOrganizations                 int
	Events                                      int

	Doubts []ProjectDoubtReport // what a person is to look at
	Left   []string             // what the file holds and Quoth has no place for
	Failed []error              // parts that could not be read
	Change corpus.Change        // kind "nothing" where all was there already
}

// ProjectArticleReport is one article of an import.
type ProjectArticleReport struct {
	Article corpus.ArticleID
	Title   string
	State   ItemState
	Quotes  int // statements of the file in it
	Err     error
}

// ProjectDoubtReport is a thing of an import that is not certain.
type ProjectDoubtReport struct {
	Article corpus.ArticleID
	Title   string
	Place   string
	Words   string
	Reason  string
}

// PreviewProject says what an import would do; nothing is kept.
func (a *App) PreviewProject(ctx context.Context, p *Project) (ProjectReport, error) {
	return a.takeProject(ctx, "preview", p, false, nil)
}

// ImportProject takes a coded corpus in, as one act of a coder that is undone as
// one: articles with what the engine finds in them, then what the project's
// coders did. Statements on stretches that the engine also finds meet it there.
// Nobody's decision in the corpus is overwritten: where the file says otherwise,
// and where words cannot be found, that is reported and waits in the tray. The
// same file twice adds nothing. progress is called from one goroutine; it may be
// nil. Cancelling ctx leaves nothing behind.
func (a *App) ImportProject(
	ctx context.Context,
	coder corpus.Coder,
	p *Project,
	progress func(done, total int),
) (ProjectReport, error) {
	if a.ReadOnly() {
		return ProjectReport{}, fmt.Errorf("import into %s: %w", a.Path(), corpus.ErrReadOnly)
	}
	return a.takeProject(ctx, coder, p, true, progress)
}

func (a *App) takeProject(
	ctx context.Context,
	coder corpus.Coder,
	p *Project,
	write bool,
	progress func(done, total int),
) (ProjectReport, error) {
	im := &importing{
		app:           a,
		project:       p,
		coder:         coder,
		write:         write,
		progress:      progress,
		articles:      map[string]*importedArticle{},
		kept:          map[corpus.ArticleID]*importedArticle{},
		people:        map[string]corpus.PersonID{},
		organizations: map[string]corpus.OrganizationID{},
		report:        ProjectReport{Format: p.Format, Name: p.Name, Left: p.Left, Failed: p.Failed},
	}
	if err := im.readArticles(ctx); err != nil {
		return im.report, err
	}
	if err := im.resolve(ctx); err != nil {
		return im.report, err
	}
	if !write {
		return im.report, nil
	}
	if len(
		im.act.Show,
	)+len(
		im.act.Suggest,
	)+len(
		im.act.Acts,
	)+len(
		im.act.Quotes,
	)+len(
		im.act.Tray,
	)+len(
		im.act.Proposals,
	) == 0 {
		im.report.Change = corpus.Change{Kind: "nothing"}
		return im.report, nil
	}
	im.act.Title = strings.TrimSpace(fmt.Sprintf("import %s %s", p.Format, cmp.Or(p.Name, "project")))
	change, err := a.Do(ctx, coder, im.act)
	if err != nil {
		return im.report, fmt.Errorf("import %s: %w", p.Name, err)
	}
	im.report.Change = change
	return im.report, im.noteDoubts(ctx)
}

// importing is one import on its way.
type importing struct {
	app      *App
	project  *Project
	coder    corpus.Coder
	write    bool
	progress func(done, total int)

	articles      map[string]*importedArticle
	kept          map[corpus.ArticleID]*importedArticle
	order         []*importedArticle
	entries       registryPlan
	people        map[string]corpus.PersonID
	organizations map[string]corpus.OrganizationID
	tags          map[string]corpus.Tag      // by path in lower case
	targets       map[string]corpus.TargetID // by text, folded
	act           corpus.Import
	doubts        map[corpus.ArticleID][]exchange.ProjectDoubt
	report        ProjectReport
}

// importedArticle is an article of the file with the text it has in the corpus.
type importedArticle struct {
	source  *exchange.ProjectArticle
	given   givenText
	keep    corpus.Keep
	state   ItemState
	err     error
	id      corpus.ArticleID
	title   string
	version corpus.VersionID
	text    string
	same    bool // the text is the given one, so places hold
	story   corpus.StoryID

	quotes      []*importedQuote
	annotations []corpus.Annotation
	statements  int
}

// readArticles finds out for each article whether it is there, reads the new ones
// with the engine and, when writing, keeps them hidden.
func (im *importing) readArticles(ctx context.Context) error {
	engine, err := im.app.Engine()
	if err != nil {
		return err
	}
	known, err := im.app.store.Known(ctx)
	if err != nil {
		return fmt.Errorf("read the confirmed names: %w", err)
	}
	for i := range im.project.Articles {
		one := &importedArticle{source: &im.project.Articles[i]}
		im.order = append(im.order, one)
		im.articles[one.source.Key] = one
	}
	var mu sync.Mutex
	done := 0
	total := len(im.order)
	workers, wctx := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for _, one := range im.order {
		workers.Go(func() error {
			if err := wctx.Err(); err != nil {
				return err
			}
			if err := im.readArticle(wctx, one, engine, known); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if im.progress != nil {
				im.progress(done, 2*total)
			}
			return nil
		})
	}
	if err := workers.Wait(); err != nil {
		return err
	}
	for i, one := range im.order {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := im.keepHidden(ctx, one); err != nil {
			return err
		}
		if im.progress != nil {
			im.progress(total+i+1, 2*total)
		}
	}
	return nil
}

func (im *importing) readArticle(
	ctx context.Context,
	one *importedArticle,
	engine *attribution.Engine,
	known []corpus.Known,
) error {
	text := one.source.Text
	if text == "" && one.source.MediaType == "text/html" {
		text = im.textOfPage(one.source)
	}
	one.given = readGiven(text)
	one.title = one.source.Article.Title
	found, ok, err := im.find(ctx, one)
	switch {
	case err != nil:
		return err
	case ok:
		return im.meetArticle(ctx, one, found)
	case text == "" && (one.source.Article.Title == "" || one.needsText(im.project)):
		one.state = ItemFailed
		one.err = fmt.Errorf(
			"the article %s is not in the corpus, and the file does not hold its text: add it first",
			cmp.Or(one.source.Article.URL, one.source.Key),
		)
		return nil
	}
	one.state = ItemKept
	one.keep = im.newKeep(one)
	quotes, err := engine.Quotes(ctx, one.keep.Version.Text, one.keep.Article.Language, known)
	if err != nil {
		return err
	}
	addQuotes(&one.keep, quotes)
	for i := range one.keep.Quotes {
		one.keep.Quotes[i].Engine = engine.Version()
	}
	one.id, one.version, one.text, one.same = one.keep.Article.ID, one.keep.Version.ID, one.keep.Version.Text, true
	return nil
}

// textOfPage reads the text out of a snapshot that comes without one.
func (im *importing) textOfPage(source *exchange.ProjectArticle) string {
	extractor, err := im.app.Extractor()
	if err != nil {
		return ""
	}
	c, err := extractor.HTML(source.Page, extract.Hint{URL: source.Article.URL})
	if err != nil {
		return ""
	}
	text, _ := corpus.JoinBlocks(c.Blocks)
	return text
}

// needsText reports whether something was coded in the article's text.
func (one *importedArticle) needsText(p *Project) bool {
	return slices.ContainsFunc(p.Quotes, func(q exchange.ProjectQuote) bool { return q.Article == one.source.Key }) ||
		slices.ContainsFunc(
			p.Annotations,
			func(a exchange.ProjectAnnotation) bool { return a.Article == one.source.Key },
		)
}

// find looks for the article in the corpus: by its id, its address, or a
// headline with the same text under it.
func (im *importing) find(ctx context.Context, one *importedArticle) (corpus.Article, bool, error) {
	s := im.app.store
	given := one.source.Article
	ids := []corpus.ArticleID{corpus.NewArticleID(given.URL, given.Title, one.given.text)}
	if given.ID != "" {
		ids = append([]corpus.ArticleID{given.ID}, ids...)
	}
	for _, id := range ids {
		article, err := s.Article(ctx, id)
		if err == nil || !errors.Is(err, corpus.ErrNotFound) {
			return article, err == nil, err
		}
	}
	if given.URL != "" {
		article, ok, err := s.ArticleByURL(ctx, given.URL)
		if err != nil || ok {
			return article, ok, err
		}
	}
	if given.Title == "" {
		return corpus.Article{}, false, nil
	}
	if one.given.text == "" {
		if given.URL != "" {
			return corpus.Article{}, false, nil
		}
		return s.OnlyArticleTitled(ctx, given.Title)
	}
	id, ok, err := s.ArticleOfText(ctx, given.Title, one.given.text)
	if err != nil || !ok {
		return corpus.Article{}, false, err
	}
	article, err := s.Article(ctx, id)
	return article, err == nil, err
}

// meetArticle takes the text that an article of the corpus has.
func (im *importing) meetArticle(ctx context.Context, one *importedArticle, found corpus.Article) error {
	one.id, one.title, one.state = found.ID, found.Title, ItemUnchanged
	if found.Deleted {
		byCoder, err := im.app.store.DeletedByCoder(ctx, found.ID)
		if err != nil {
			return err
		}
		one.state = ItemDeleted
		if !byCoder { // an import that was taken back or broken off
			one.state = ItemKept
		}
	}
	version, err := im.app.store.Version(ctx, found.Current)
	if err != nil {
		return err
	}
	one.version, one.text, one.same = version.ID, version.Text, version.Text == one.given.text
	return nil
}

func (im *importing) newKeep(one *importedArticle) corpus.Keep {
	article, body, mediaType := one.source.Article, one.source.Page, one.source.MediaType
	if body == nil {
		body, mediaType = []byte(one.source.Text), "text/plain"
	}
	text := one.given.text
	article.ID = corpus.NewArticleID(article.URL, article.Title, text)
	if article.FieldOrigins == nil {
		article.FieldOrigins = map[string]corpus.FieldOrigin{}
	}
	for field, given := range map[string]bool{
		"title": article.Title != "", "authors": len(article.Authors) > 0, "publisher": article.Publisher != "",
		"section": article.Section != "", "published": !article.Published.IsZero(), "language": article.Language != "", "body": true,
	} {
		if given && article.FieldOrigins[field] == "" {
			article.FieldOrigins[field] = fromProject
		}
	}
	now := im.app.options.Now().UTC()
	if article.Collected.IsZero() {
		article.Collected = now
	}
	page := corpus.Page{
		Hash: corpus.HashPage(body), MediaType: mediaType, Charset: "utf-8",
		URL: "file:" + cmp.Or(im.project.Name, im.project.Format) + "#" + one.source.Key, Fetched: now, Body: body,
	}
	version := corpus.Version{
		ID: corpus.NewVersionID(article.ID, text), Article: article.ID, Text: text,
		Paragraphs: paragraphsOf(text), Page: page.Hash, Fetched: now,
	}
	article.Current, article.Deleted = version.ID, true // hidden until the import is whole
	return corpus.Keep{Article: article, Version: version, Page: page}
}

// fromProject is where the fields of an imported article came from.
const fromProject corpus.FieldOrigin = "export"

// keepHidden keeps a new article and reads what the corpus has in it.
func (im *importing) keepHidden(ctx context.Context, one *importedArticle) error {
	if first := im.kept[one.id]; first != nil && one.state == ItemKept { // the file has the article twice
		one.state = ItemUnchanged
		im.articles[one.source.Key] = first
		return nil
	}
	if one.state == ItemKept {
		im.kept[one.id] = one
	}
	if im.write && one.state == ItemKept && one.keep.Article.ID != "" {
		if _, _, err := im.app.keepArticle(ctx, one.keep, nearcopy.Sign(one.text)); err != nil {
			return fmt.Errorf("keep “%s”: %w", one.title, err)
		}
	}
	if one.state == ItemKept {
		im.act.Show = append(im.act.Show, one.id)
		im.report.NewArticles++
	}
	switch one.state {
	case ItemUnchanged:
		im.report.KnownArticles++
	case ItemDeleted:
		im.report.DeletedArticles++
		return nil
	case ItemFailed:
		return nil
	}
	if !im.write && one.keep.Article.ID != "" {
		for _, q := range one.keep.Quotes {
			one.quotes = append(
				one.quotes,
				&importedQuote{coded: corpus.CodedQuote{Quote: q, Current: q, Status: corpus.Suggested}},
			)
		}
		return nil
	}
	article, err := im.app.store.Article(ctx, one.id)
	if err != nil {
		return err
	}
	one.story = article.Story
	coded, _, err := im.app.store.Quotes(ctx, corpus.QuoteFilter{Article: one.id, AllActs: true, Limit: -1})
	if err != nil {
		return err
	}
	for _, q := range coded {
		if q.Current.Version == one.version && !q.Unplaced {
			one.quotes = append(one.quotes, &importedQuote{coded: q, known: true})
		}
	}
	one.annotations, err = im.app.store.Annotations(ctx, one.id)
	return err
}

// usable is the article of a statement; nil where it was left out.
func (im *importing) usable(key string) *importedArticle {
	one := im.articles[key]
	if one == nil || one.state == ItemDeleted || one.state == ItemFailed {
		return nil
	}
	return one
}

// place finds a stretch of the file in the text of the corpus. Where the text is
// another one, or the words at the place are not those the file gives, the words
// are looked for with what stands around them.
func (one *importedArticle) place(r exchange.Range, w exchange.Words) (span corpus.Span, words string, ok bool) {
	s, inside := one.given.span(r)
	exact := readGiven(w.Exact).text
	if inside && (exact == "" || sameWords(s.Text(one.given.text), exact)) {
		words = s.Text(one.given.text)
		if one.same {
			return s, words, true
		}
		span, ok = corpus.NewAnchor(one.given.text, s).Find(one.text)
		return span, words, ok
	}
	if exact == "" {
		return span, "", false
	}
	anchor := corpus.Anchor{Span: s, Exact: exact, Prefix: readGiven(w.Prefix).text, Suffix: readGiven(w.Suffix).text}
	span, ok = anchor.Find(one.text)
	return span, exact, ok
}

// sameWords compares words, however they are spaced.
func sameWords(a, b string) bool {
	return a == b || strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

// spans places several stretches; nil where one of them is not found.
func (one *importedArticle) spans(ranges []exchange.Range) []corpus.Span {
	var out []corpus.Span
	for _, r := range ranges {
		s, _, ok := one.place(r, exchange.Words{})
		if !ok {
			return nil
		}
		out = append(out, s)
	}
	corpus.SortSpans(out)
	return slices.Compact(out)
}

// doubt reports what is not certain about an article's coding.
func (im *importing) doubt(one *importedArticle, place, words, format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	im.report.Doubts = append(im.report.Doubts, ProjectDoubtReport{one.id, one.title, place, words, reason})
}

// tray keeps a coding that has no place.
func (im *importing) tray(one *importedArticle, place, words, note string, tags []corpus.TagID, coder corpus.Coder) {
	coder = cmp.Or(coder, im.coder)
	annotation := corpus.Annotation{
		Article: one.id,
		Version: one.version,
		Anchor:  corpus.Anchor{Exact: words},
		Tags:    tags,
		Note:    note,
		Coder:   coder,
	}
	for _, there := range one.annotations {
		if there.Unplaced && there.Coder == coder && there.Note == note && there.Anchor.Exact == words {
			return
		}
	}
	im.act.Tray = append(im.act.Tray, annotation)
	im.doubt(one, place, words, "its words are not in the text of the corpus; it waits in the tray")
}

// noteDoubts notes the doubtful fields of the new articles.
func (im *importing) noteDoubts(ctx context.Context) error {
	for _, one := range im.order {
		if one.state != ItemKept || len(one.source.Doubts) == 0 {
			continue
		}
		doubts := make([]ImportDoubt, len(one.source.Doubts))
		for i, d := range one.source.Doubts {
			doubts[i] = ImportDoubt{Field: d.Field, Printed: d.Printed, Reason: d.Reason}
		}
		if err := im.app.noteDoubts(context.WithoutCancel(ctx), one.id, doubts); err != nil {
			return err
		}
	}
	return nil
}
