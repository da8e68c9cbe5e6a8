package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"quoth/corpus"
)

// bratWriter writes brat standoff, a ZIP of a .txt and an .ann file for each
// text: content, cue and source as text-bound annotations, who said it and by
// which words as relations, kind and an agreed stance as attributes, the rest in
// notes. Offsets count code points, from 0, the end exclusive.
type bratWriter struct {
	files    files
	o        Options
	texts    int
	articles *spool // elements of articles.json, which comes last
}

// bratArticle is a line of articles.json: what brat has no place for.
type bratArticle struct {
	File string `json:"file"`
	articleJSON
}

// bratConfig is what brat needs to know of the types.
const bratConfig = `[entities]
Quote
Cue
Source
Annotation

[relations]
SaidBy	Arg1:Quote, Arg2:Source
CuedBy	Arg1:Quote, Arg2:Cue

[events]

[attributes]
Kind	Arg:Quote, Value:direct|mixed|indirect
Act	Arg:Quote, Value:speech|attitude|other
Status	Arg:Quote, Value:suggested|confirmed|corrected|rejected|disputed
Stance	Arg:Quote, Value:support|oppose|neutral|mixed
`

func newBrat(w io.Writer, o Options) (Writer, error) {
	aside, err := newSpool()
	if err != nil {
		return nil, err
	}
	return &bratWriter{files: newFiles(w, o), o: o, articles: aside}, nil
}

func (b *bratWriter) drop() { b.articles.drop() }

func (b *bratWriter) file(name, body string) error {
	out, err := b.files.create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, body)
	return err
}

// bratLines gathers the lines of an .ann file, each kind numbered by itself.
type bratLines struct {
	strings.Builder
	count map[string]int
	ids   map[string]string // of sources and cues, which several quotes may share, by their lines
}

func (l *bratLines) add(kind, format string, args ...any) string {
	l.count[kind]++
	id := kind + strconv.Itoa(l.count[kind])
	fmt.Fprintf(l, "%s\t%s\n", id, fmt.Sprintf(format, args...))
	return id
}

func (b *bratWriter) Write(c *Chapter) error {
	b.texts++
	name := fmt.Sprintf("%06d", b.texts)
	lines := &bratLines{count: map[string]int{}, ids: map[string]string{}}
	for i := range c.Rows {
		if err := c.checkRow(&c.Rows[i]); err != nil {
			return err
		}
		if err := b.quote(lines, c, &c.Rows[i]); err != nil {
			return err
		}
	}
	for i := range c.Annotations {
		a := &c.Annotations[i]
		record, err := json.Marshal(c.annotationRecord(a))
		if err != nil {
			return err
		}
		if !c.placed(a) {
			lines.add("#", "QuothAnnotation \t%s", record) // about no place
			continue
		}
		id := lines.bound(c, "Annotation", []corpus.Span{a.Anchor.Span})
		if text := strings.TrimSpace(strings.Join(tagPaths(a.Codes), ", ") + " " + inLine(a.Note)); text != "" {
			lines.add("#", "AnnotatorNotes %s\t%s: %s", id, a.Coder, text)
		}
		lines.add("#", "QuothAnnotation %s\t%s", id, record)
	}
	about, err := json.Marshal(bratArticle{name, c.articleRecord(false)})
	if err != nil {
		return err
	}
	if b.texts > 1 {
		b.articles.WriteString(",\n")
	}
	if _, err := b.articles.Write(about); err != nil {
		return err
	}
	if err := b.file(name+".txt", c.Version.Text); err != nil {
		return err
	}
	return b.file(name+".ann", lines.String())
}

// bound writes a text-bound annotation. brat keeps one on a line: a stretch over
// several is cut at line ends, as its own editor does.
func (l *bratLines) bound(c *Chapter, kind string, spans []corpus.Span) string {
	var places, words []string
	for _, s := range spans {
		for _, piece := range linePieces(c.Version.Text, s) {
			at := c.span(piece)
			places, words = append(
				places,
				fmt.Sprintf("%d %d", at.Start, at.End),
			), append(
				words,
				piece.Text(c.Version.Text),
			)
		}
	}
	return l.add("T", "%s %s\t%s", kind, strings.Join(places, ";"), strings.Join(words, " "))
}

// shared is a text-bound annotation that is written once, however many quotes have
// it: readers refuse one that is there twice.
func (l *bratLines) shared(c *Chapter, kind string, spans []corpus.Span) string {
	key := fmt.Sprint(kind, spans)
	if l.ids[key] == "" {
		l.ids[key] = l.bound(c, kind, spans)
	}
	return l.ids[key]
}

// linePieces cuts a span at line ends.
func linePieces(text string, s corpus.Span) []corpus.Span {
	var out []corpus.Span
	from := s.Start
	for i := s.Start; i < s.End; i++ {
		if text[i] == '\n' || text[i] == '\r' {
			if i > from {
				out = append(out, corpus.Span{Start: from, End: i})
			}
			from = i + 1
		}
	}
	if s.End > from {
		out = append(out, corpus.Span{Start: from, End: s.End})
	}
	if len(out) == 0 {
		return []corpus.Span{s}
	}
	return out
}

func (b *bratWriter) quote(l *bratLines, c *Chapter, r *Row) error {
	q := &r.Quote
	id := l.bound(c, "Quote", q.Content)
	l.add("A", "Kind %s %s", id, q.Kind)
	l.add("A", "Act %s %s", id, q.Utterance)
	l.add("A", "Status %s %s", id, r.Status)
	stances := map[corpus.Stance]bool{}
	for _, j := range r.Judgements {
		stances[j.Stance] = true
	}
	if len(stances) == 1 {
		l.add("A", "Stance %s %s", id, r.Judgements[0].Stance)
	}
	if len(q.Source) > 0 {
		l.add("R", "SaidBy Arg1:%s Arg2:%s", id, l.shared(c, "Source", q.Source))
	}
	if len(q.Cue) > 0 {
		l.add("R", "CuedBy Arg1:%s Arg2:%s", id, l.shared(c, "Cue", q.Cue))
	}
	l.add("#", "AnnotatorNotes %s\t%s", id, inLine(said(r)))
	record, err := json.Marshal(c.record(r))
	if err != nil {
		return err
	}
	l.add("#", "Quoth %s\t%s", id, record)
	return nil
}

func (b *bratWriter) Close() error {
	book, err := json.Marshal(bookOf(b.o))
	if err != nil {
		return errors.Join(err, b.articles.drop())
	}
	out, err := b.files.create("articles.json")
	if err != nil {
		return errors.Join(err, b.articles.drop())
	}
	fmt.Fprintf(out, "{\"corpus\":%s,\n\"articles\":[\n", book)
	if err := b.articles.pour(out); err != nil {
		return err
	}
	if _, err := io.WriteString(out, "\n]}\n"); err != nil {
		return err
	}
	if err := b.file("annotation.conf", bratConfig); err != nil {
		return err
	}
	return b.files.close()
}

// folder is a folder or a ZIP file, by the names of its files.
type folder struct {
	names []string
	read  func(name string) ([]byte, error)
}

func openFolder(f File) (*folder, error) {
	if f.Names != nil {
		return &folder{f.Names, f.Beside}, nil
	}
	p, err := openPack(f.Body)
	if err != nil {
		return nil, err
	}
	out := &folder{read: func(name string) ([]byte, error) {
		if member := p.files[strings.ToLower(name)]; member != nil {
			return p.read(member)
		}
		return nil, fmt.Errorf("there is no %s", name)
	}}
	for name := range p.files {
		out.names = append(out.names, name)
	}
	slices.Sort(out.names)
	return out, nil
}

func (d *folder) has(ending string) bool {
	return slices.ContainsFunc(d.names, func(n string) bool { return strings.HasSuffix(strings.ToLower(n), ending) })
}

func looksBrat(f File) bool {
	if f.Names == nil && f.ext() == ".ann" {
		return bratLine(strings.SplitN(f.head(), "\n", 2)[0])
	}
	if f.Names == nil && !looksPacked(f) {
		return false
	}
	d, err := openFolder(f)
	return err == nil && d.has(".ann")
}

func bratLine(line string) bool {
	return line == "" || strings.ContainsRune("TREAMN#*", rune(line[0])) && strings.Contains(line, "\t")
}

func readBrat(_ context.Context, f File) (*Project, error) {
	var d *folder
	if f.ext() == ".ann" && f.Names == nil {
		d = &folder{[]string{f.Name}, func(name string) ([]byte, error) {
			if name == f.Name {
				return f.Body, nil
			}
			return f.Beside(name)
		}}
	} else {
		var err error
		if d, err = openFolder(f); err != nil {
			return nil, err
		}
	}
	p := &Project{}
	about := map[string]articleJSON{}
	if body, err := d.read("articles.json"); err == nil {
		var known struct {
			Corpus   bookJSON      `json:"corpus"`
			Articles []bratArticle `json:"articles"`
		}
		if err := json.Unmarshal(body, &known); err != nil {
			p.fail("articles.json", "%w", err)
		}
		known.Corpus.fill(p)
		for _, a := range known.Articles {
			about[strings.ToLower(a.File)] = a.articleJSON
		}
	}
	for _, name := range d.names {
		if !strings.EqualFold(path.Ext(name), ".ann") {
			continue
		}
		base := strings.TrimSuffix(name, path.Ext(name))
		text, err := d.read(base + ".txt")
		if err != nil {
			p.fail(name, "the text %s.txt is not beside it", path.Base(base))
			continue
		}
		body, err := d.read(name)
		if err != nil {
			p.fail(name, "%w", err)
			continue
		}
		article := ProjectArticle{Article: corpus.Article{Title: path.Base(base)}}
		if known, ok := about[strings.ToLower(base)]; ok {
			article = known.article(base)
		}
		article.Key, article.Text = base, strings.ToValidUTF8(strings.TrimPrefix(string(text), "\ufeff"), "\uFFFD")
		p.Articles = append(p.Articles, article)
		(&bratReader{p: p, file: name, article: base}).read(string(body))
	}
	if len(p.Articles) == 0 && len(p.Failed) == 0 {
		return nil, errors.New("it holds no annotation file")
	}
	return p, nil
}

// bratReader reads one .ann file.
type bratReader struct {
	p       *Project
	file    string
	article string

	bound      map[string]*bratBound
	order      []string
	left       map[string]int
	ours, mark map[string]bool // text-bound annotations that notes of Quoth's own tell all of
}

// bratBound is a text-bound annotation with what refers to it.
type bratBound struct {
	kind   string
	ranges []Range
	codes  []string
	notes  []string
	source *bratBound
	cue    *bratBound
	part   bool // of a quote: its source or cue
}

func (r *bratReader) read(body string) {
	r.bound, r.left, r.ours = map[string]*bratBound{}, map[string]int{}, map[string]bool{}
	lines := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	for n, line := range lines {
		if strings.HasPrefix(line, "T") {
			r.textBound(n, line)
		}
	}
	for n, line := range lines {
		if line != "" && line[0] != 'T' {
			r.other(n, line)
		}
	}
	for _, id := range r.order {
		if !r.ours[id] {
			r.put(id, r.bound[id])
		}
	}
	for what, n := range r.left {
		r.p.leave(n, what+" in "+r.file)
	}
}

func (r *bratReader) fail(n int, format string, args ...any) {
	r.p.fail(fmt.Sprintf("%s, line %d", r.file, n+1), format, args...)
}

func (r *bratReader) textBound(n int, line string) {
	parts := strings.SplitN(line, "\t", 3)
	if len(parts) < 2 {
		r.fail(n, "it has no place: %.60q", line)
		return
	}
	kind, places, _ := strings.Cut(parts[1], " ")
	b := &bratBound{kind: kind}
	for _, place := range strings.Split(places, ";") {
		var at Range
		if k, err := fmt.Sscanf(place, "%d %d", &at.Start, &at.End); k != 2 || err != nil {
			r.fail(n, "%q is no place", place)
			return
		}
		b.ranges = append(b.ranges, at)
	}
	r.bound[parts[0]] = b
	r.order = append(r.order, parts[0])
}

func (r *bratReader) other(n int, line string) {
	parts := strings.SplitN(line, "\t", 3)
	if len(parts) < 2 {
		r.fail(n, "it is no line of brat: %.60q", line)
		return
	}
	words := strings.Fields(parts[1])
	switch {
	case line[0] == '#' && len(words) >= 1 && len(parts) == 3:
		r.note(n, words, parts[2])
	case line[0] == 'A' || line[0] == 'M':
		if len(words) < 2 || r.bound[words[1]] == nil {
			r.left["attributes of events or relations"]++
			return
		}
		r.bound[words[1]].codes = append(r.bound[words[1]].codes, CodePath(words[:1]...)+attributeValue(words))
	case line[0] == 'R':
		r.relation(words)
	case line[0] == 'E':
		r.left["events"]++
	case line[0] == 'N':
		r.left["normalisations"]++
	case line[0] == '*':
		r.left["equivalences"]++
	default:
		r.fail(n, "it is no line of brat: %.60q", line)
	}
}

func attributeValue(words []string) string {
	if len(words) < 3 {
		return ""
	}
	return corpus.TagPathSeparator + CodePath(words[2])
}

func (r *bratReader) note(n int, words []string, text string) {
	id := ""
	if len(words) > 1 {
		id = words[1]
	}
	switch words[0] {
	case "Quoth":
		var q quoteJSON
		if err := json.Unmarshal([]byte(text), &q); err != nil {
			r.fail(n, "%w", err)
			return
		}
		r.ours[id] = true
		r.p.Quotes = append(r.p.Quotes, q.statement(r.article, fmt.Sprintf("%s, %s", r.file, id)))
	case "QuothAnnotation":
		var a annotationJSON
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			r.fail(n, "%w", err)
			return
		}
		r.ours[id] = true
		r.p.Annotations = append(r.p.Annotations, a.annotation(r.article, fmt.Sprintf("%s, %s", r.file, id)))
	default:
		if b := r.bound[id]; b != nil {
			b.notes = append(b.notes, text)
		} else {
			r.left["notes on events or relations"]++
		}
	}
}

// relation ties a quote to its source or cue; others are left out.
func (r *bratReader) relation(words []string) {
	if len(words) == 3 {
		_, a, _ := strings.Cut(words[1], ":")
		_, b, _ := strings.Cut(words[2], ":")
		from, to := r.bound[a], r.bound[b]
		if from != nil && to != nil {
			if quoteRole(from.kind) != "content" && quoteRole(to.kind) == "content" {
				from, to = to, from
			}
			switch {
			case quoteRole(from.kind) != "content":
			case quoteRole(to.kind) == "source":
				from.source, to.part = to, true
				return
			case quoteRole(to.kind) == "cue":
				from.cue, to.part = to, true
				return
			}
		}
	}
	r.left["relations"]++
}

// quoteRole is what a type means in a quotation, by its usual names: content, cue,
// source, or nothing.
func quoteRole(kind string) string {
	switch strings.ToLower(strings.Trim(kind, "-_ ")) {
	case "quote",
		"content",
		"quotation",
		"direct",
		"indirect",
		"mixed",
		"speech",
		"direct-speech",
		"indirect-speech",
		"quote-content":
		return "content"
	case "cue", "verb", "quote-cue", "cueverb", "cue-verb":
		return "cue"
	case "source", "speaker", "holder", "quote-source", "speakr":
		return "source"
	}
	return ""
}

func (r *bratReader) put(id string, b *bratBound) {
	place := fmt.Sprintf("%s, %s", r.file, id)
	switch role := quoteRole(b.kind); {
	case b.part:
	case role == "content":
		q := ProjectQuote{Article: r.article, Place: place, Content: mergeLines(b.ranges), Marked: true}
		if b.source != nil {
			q.Source = b.source.ranges
		}
		if b.cue != nil {
			q.Cue = b.cue.ranges
		}
		for _, code := range b.codes {
			name, value, _ := strings.Cut(code, corpus.TagPathSeparator)
			switch strings.ToLower(name) {
			case "kind":
				q.Kind = corpus.Kind(value)
			case "act":
				q.Utterance = corpus.Utterance(value)
			default:
				q.Tags = append(q.Tags, ProjectTag{Code: code})
			}
		}
		for _, n := range b.notes {
			q.Notes = append(q.Notes, ProjectNote{Text: n})
		}
		r.p.Quotes = append(r.p.Quotes, q)
	default:
		for _, at := range mergeLines(b.ranges) {
			r.p.Annotations = append(r.p.Annotations, ProjectAnnotation{
				Article: r.article, Place: place, Range: at, Codes: append([]string{CodePath(b.kind)}, b.codes...),
				Note: strings.Join(b.notes, "\n\n"),
			})
		}
	}
}

// mergeLines keeps stretches that do not touch as they are.
func mergeLines(list []Range) []Range {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b Range) int { return a.Start - b.Start })
	return out
}
