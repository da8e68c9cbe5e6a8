package app

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"quoth/corpus"
	"quoth/scraper/charset"
)

// An evidence pack is a ZIP that opens by double click: report.html to read,
// quotes.jsonl with the place of each quote, texts and pages to check it against,
// pages.warc to replay, acts.jsonl with what coders did, and SHA256SUMS over all.
const (
	packReport = "report.html"
	packQuotes = "quotes.jsonl"
	packActs   = "acts.jsonl"
	packWARC   = "pages.warc"
	packSums   = "SHA256SUMS"
	packReadme = "README.txt"
)

const packWords = `This is an evidence pack made by Quoth.

report.html    the report: open it in any browser
quotes.jsonl   one quote a line: its words, where they stand, and the SHA-256 of its page
texts/         the texts that places count in, in code points
pages/         the pages byte for byte as they were fetched, named by their SHA-256 (they end in
               .page so that no program runs them)
pages.warc     the same pages as a web archive, for replay (pages of files have no address)
acts.jsonl     what coders decided on these quotes
SHA256SUMS     check it with "sha256sum -c SHA256SUMS", or all of it with "quoth verify THIS.zip"
`

// packedQuote is a line of quotes.jsonl. Spans are code points of the text.
type packedQuote struct {
	ID        corpus.QuoteID   `json:"id"`
	Article   corpus.ArticleID `json:"article"`
	Title     string           `json:"title"`
	URL       string           `json:"url"`
	Publisher string           `json:"publisher"`
	Published string           `json:"published"`
	Speaker   string           `json:"speaker"`
	Words     string           `json:"words"`
	Content   [][2]int         `json:"content"`
	Text      corpus.VersionID `json:"text"`
	Page      corpus.PageHash  `json:"page_sha256"`
	Status    corpus.Status    `json:"status"`
}

// packedAct is a line of acts.jsonl.
type packedAct struct {
	Quote  corpus.QuoteID `json:"quote"`
	Coder  corpus.Coder   `json:"coder"`
	Act    string         `json:"act"`
	Value  string         `json:"value,omitempty"`
	Target string         `json:"target,omitempty"`
	When   string         `json:"when"`
}

// packer writes files into a ZIP and their sums behind them.
type packer struct {
	zip  *zip.Writer
	sums map[string]string
}

func (p *packer) file(name string, write func(io.Writer) error) error {
	w, err := p.zip.Create(name)
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := write(io.MultiWriter(w, sum)); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	p.sums[name] = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// Pack writes an evidence pack of what a report is about, and returns the report.
func (a *App) Pack(ctx context.Context, r ReportRequest, w io.Writer) (*Report, error) {
	report, err := a.Report(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &packer{zip.NewWriter(w), map[string]string{}}
	if err := a.fillPack(ctx, p, report); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(p.sums))
	for name := range p.sums {
		names = append(names, name)
	}
	sort.Strings(names)
	sums, err := p.zip.Create(packSums)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := fmt.Fprintf(sums, "%s  %s\n", p.sums[name], name); err != nil {
			return nil, err
		}
	}
	return report, p.zip.Close()
}

func (a *App) fillPack(ctx context.Context, p *packer, report *Report) error {
	if err := p.file(
		packReadme,
		func(w io.Writer) error { _, err := io.WriteString(w, packWords); return err },
	); err != nil {
		return err
	}
	if err := p.file(packReport, report.HTML); err != nil {
		return err
	}
	texts := map[corpus.VersionID]corpus.Version{}
	var articles []corpus.ArticleID
	for batch := range slices.Chunk(report.Quotes, 200) {
		var ids []corpus.VersionID
		for _, q := range batch {
			ids = append(ids, q.Current.Version)
			if !slices.Contains(articles, q.Article.ID) {
				articles = append(articles, q.Article.ID)
			}
		}
		versions, err := a.store.VersionsByID(ctx, ids)
		if err != nil {
			return err
		}
		for id, v := range versions {
			texts[id] = v
		}
	}
	if err := p.file(packQuotes, func(w io.Writer) error { return writeQuotes(w, report, texts) }); err != nil {
		return err
	}
	if err := p.file(packActs, func(w io.Writer) error { return writeActs(w, report) }); err != nil {
		return err
	}
	written := map[corpus.PageHash]bool{}
	for _, id := range slices.Sorted(keysOf(texts)) {
		v := texts[id]
		if err := p.file(
			"texts/"+string(id)+".txt",
			func(w io.Writer) error { _, err := io.WriteString(w, v.Text); return err },
		); err != nil {
			return err
		}
		if written[v.Page] {
			continue
		}
		written[v.Page] = true
		page, err := a.store.Page(ctx, v.Page)
		if err != nil {
			return err
		}
		if err := p.file(
			"pages/"+string(v.Page)+".page",
			func(w io.Writer) error { _, err := w.Write(page.Body); return err },
		); err != nil {
			return err
		}
	}
	return p.file(packWARC, func(w io.Writer) error {
		_, err := a.WriteArchive(ctx, w, "warc", articles, nil)
		return err
	})
}

func keysOf[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func writeQuotes(w io.Writer, report *Report, texts map[corpus.VersionID]corpus.Version) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, q := range report.Quotes {
		text := texts[q.Current.Version].Text
		if err := q.Current.Validate(text); err != nil {
			return fmt.Errorf("the quote %s does not fit its text: %w", q.Current.ID, err)
		}
		err := out.Encode(packedQuote{
			ID:        q.Current.ID,
			Article:   q.Article.ID,
			Title:     q.Article.Title,
			URL:       q.Article.URL,
			Publisher: q.Article.Publisher,
			Published: q.Article.Published.String(),
			Speaker:   q.Speaker,
			Words:     corpus.JoinSpans(text, q.Current.Content),
			Content: corpus.NewRuneOffsets(text).
				Spans(q.Current.Content),
			Text:   q.Current.Version,
			Page:   q.Page,
			Status: q.Status,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func writeActs(w io.Writer, report *Report) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	const layout = "2006-01-02T15:04:05Z07:00"
	for _, q := range report.Quotes {
		var acts []packedAct
		for _, v := range q.Verdicts {
			acts = append(acts, packedAct{q.Current.ID, v.Coder, string(v.Status), "", "", v.When.UTC().Format(layout)})
		}
		for i, j := range q.Judgements {
			acts = append(
				acts,
				packedAct{
					q.Current.ID,
					j.Coder,
					"judged",
					string(j.Stance),
					q.Stands[i].Target,
					j.When.UTC().Format(layout),
				},
			)
		}
		for i, t := range q.Tags {
			if i < len(q.TagPaths) {
				acts = append(
					acts,
					packedAct{q.Current.ID, t.Coder, "tagged", q.TagPaths[i].Path, "", t.When.UTC().Format(layout)},
				)
			}
		}
		for _, n := range q.Notes {
			acts = append(acts, packedAct{q.Current.ID, n.Coder, "noted", n.Text, "", n.When.UTC().Format(layout)})
		}
		for _, act := range acts {
			if err := out.Encode(act); err != nil {
				return err
			}
		}
	}
	return nil
}

// PackCheck is what checking an evidence pack found.
type PackCheck struct {
	Files, Quotes int      // checked
	OnPage        int      // quotes whose words stand on the page as a browser shows it
	Problems      []string // each names the file or quote
	Unread        []string // quotes whose page is no text that can be read here: a PDF, a document
}

// Limits of a pack that is checked, so that a hostile one cannot fill the memory.
const (
	packMostFile  = 256 << 20
	packMostFiles = 200_000
)

// VerifyPack checks every file of a pack against its sum, and every quote against its
// text and its page. Files that are in no list of sums are named too.
func VerifyPack(ctx context.Context, path string) (PackCheck, error) {
	var check PackCheck
	z, err := zip.OpenReader(path)
	if err != nil {
		return check, fmt.Errorf("open %s: it is no evidence pack: %w", path, err)
	}
	defer z.Close()
	if len(z.File) > packMostFiles {
		return check, fmt.Errorf("%s holds %d files: that is no evidence pack", path, len(z.File))
	}
	files := map[string]*zip.File{}
	for _, f := range z.File {
		if files[f.Name] != nil {
			check.problem("%s is in the pack twice", f.Name)
		}
		files[f.Name] = f
	}
	sums, err := readSums(files[packSums])
	if err != nil {
		return check, fmt.Errorf("%s: %w", path, err)
	}
	for _, name := range slices.Sorted(keysOf(files)) {
		if err := ctx.Err(); err != nil {
			return check, err
		}
		if name == packSums || strings.HasSuffix(name, "/") {
			continue
		}
		want, listed := sums[name]
		delete(sums, name)
		got, err := sumOf(files[name])
		check.Files++
		switch {
		case err != nil:
			check.problem("%s cannot be read: %v", name, err)
		case !listed:
			check.problem("%s was added: it is in no list of sums", name)
		case got != want:
			check.problem("%s was changed", name)
		case strings.HasPrefix(name, "pages/") && name != "pages/"+got+".page":
			check.problem("%s is not the page of that SHA-256", name)
		}
	}
	for _, name := range slices.Sorted(keysOf(sums)) {
		check.problem("%s is missing", name)
	}
	return check, check.quotes(ctx, files)
}

func (c *PackCheck) problem(format string, args ...any) {
	c.Problems = append(c.Problems, fmt.Sprintf(format, args...))
}

func readSums(f *zip.File) (map[string]string, error) {
	if f == nil {
		return nil, errors.New("it holds no SHA256SUMS: it is no evidence pack")
	}
	body, err := readPacked(f)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.Lines(string(body)) {
		if sum, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "  "); ok {
			out[name] = sum
		}
	}
	return out, nil
}

func readPacked(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, packMostFile+1))
	if len(body) > packMostFile {
		return nil, fmt.Errorf("it is larger than %d MB", packMostFile>>20)
	}
	return body, err
}

func sumOf(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, r)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// quotes checks each quote: its words at its place in the text, and on the page.
func (c *PackCheck) quotes(ctx context.Context, files map[string]*zip.File) error {
	f := files[packQuotes]
	if f == nil {
		c.problem("%s is missing", packQuotes)
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	seen := map[corpus.PageHash]*string{}
	for lines.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		var q packedQuote
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			c.problem("a line of %s cannot be read: %v", packQuotes, err)
			continue
		}
		c.Quotes++
		c.quote(q, files, seen)
	}
	return lines.Err()
}

func (c *PackCheck) quote(q packedQuote, files map[string]*zip.File, seen map[corpus.PageHash]*string) {
	text := files["texts/"+string(q.Text)+".txt"]
	page := files["pages/"+string(q.Page)+".page"]
	if text == nil || page == nil {
		c.problem("the quote %s has no text or no page in the pack", q.ID)
		return
	}
	body, err := readPacked(text)
	if err != nil {
		c.problem("the text of the quote %s cannot be read: %v", q.ID, err)
		return
	}
	runes := []rune(string(body))
	var parts []string
	for _, s := range q.Content {
		if s[0] < 0 || s[1] > len(runes) || s[0] >= s[1] {
			c.problem("the quote %s lies outside its text", q.ID)
			return
		}
		parts = append(parts, string(runes[s[0]:s[1]]))
	}
	if strings.Join(parts, " … ") != q.Words {
		c.problem("the words of the quote %s are not those of its text", q.ID)
		return
	}
	shown := seen[q.Page]
	if shown == nil {
		raw, err := readPacked(page)
		words := ""
		if err == nil {
			words = shownText(raw)
		}
		shown = &words
		seen[q.Page] = shown
	}
	if *shown == "" {
		c.Unread = append(c.Unread, string(q.ID))
		return
	}
	for _, part := range parts {
		if !strings.Contains(*shown, folded(part)) {
			c.problem("the words of the quote %s do not stand on its page", q.ID)
			return
		}
	}
	c.OnPage++
}

// shownText is the text of a page as a browser shows it, folded for comparison;
// empty for what is neither HTML nor text.
func shownText(raw []byte) string {
	if bytes.HasPrefix(raw, []byte("%PDF-")) || bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return ""
	}
	body := string(raw)
	if decoded, _, err := charset.Decode(raw, ""); err == nil {
		body = string(decoded)
	}
	if !strings.Contains(body, "</") {
		return folded(body)
	}
	var out strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(body))
	style := false
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return folded(out.String())
		case html.StartTagToken:
			name, _ := tokens.TagName()
			style = string(name) == "style"
		case html.EndTagToken:
			style = false
		case html.TextToken:
			if !style { // scripts may hold the text as data
				out.WriteString(html.UnescapeString(string(tokens.Raw())))
			}
		}
	}
}

// folded is a text without spaces, so that line ends, tags and hard blanks do not
// matter, with accents composed.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, norm.NFC.String(s))
}
