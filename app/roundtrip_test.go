package app_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// snapshot is a corpus in words: lines that two corpora share where they hold the
// same, whatever the ids.
func snapshot(t *testing.T, a *app.App) map[string][]string {
	t.Helper()
	ctx := context.Background()
	out := map[string][]string{}
	add := func(kind, format string, args ...any) { out[kind] = append(out[kind], fmt.Sprintf(format, args...)) }
	tags, err := a.Tags(ctx)
	if err != nil {
		t.Fatal(err)
	}
	paths := map[corpus.TagID]string{}
	for _, tag := range tags {
		paths[tag.ID] = tag.Path
		add("code", "%s %s %s", tag.Path, tag.Color, tag.Definition)
	}
	targets, err := a.Targets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	propositions := map[corpus.TargetID]string{}
	for _, target := range targets {
		propositions[target.ID] = target.Text
		add("target", "%s | %s", target.Text, target.Definition)
	}
	articles, _, err := a.Articles(ctx, corpus.ArticleFilter{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, summary := range articles {
		reading, err := a.Read(ctx, summary.ID)
		if err != nil {
			t.Fatal(err)
		}
		n := reading.Article
		key := cmp.Or(n.URL, n.Title)
		add(
			"article",
			"%s | %s | %q | %s | %s | %s | %s",
			key,
			n.Title,
			n.Authors,
			n.Publisher,
			n.Published,
			n.Section,
			n.Language,
		)
		add("text", "%s %q", key, reading.Version.Text)
		for _, tag := range reading.Tags {
			add("article tag", "%s %s %s", key, tag.Path, tag.Coder)
		}
		for _, m := range reading.Memos {
			add("memo", "%s %s %q", key, m.Coder, m.Text)
		}
		words := func(spans []corpus.Span) string { return corpus.JoinSpans(reading.Version.Text, spans) }
		for _, q := range reading.Quotes {
			c := q.Current
			id := fmt.Sprintf("%s %v", key, c.Content)
			add("quote", "%s %q %q %s %s %s", id, words(c.Content), words(c.Quoted), c.Kind, c.Utterance, q.Status)
			add(
				"attribution",
				"%s %q %s %q %q cue %q source %q",
				id,
				q.Speaker,
				c.SpeakerType,
				q.Organization,
				c.Role,
				words(c.Cue),
				words(c.Source),
			)
			for _, v := range q.Verdicts {
				add("verdict", "%s %s %t", id, v.Coder, v.Status == corpus.Rejected)
			}
			for _, tag := range q.Tags {
				add("tag", "%s %s %s", id, paths[tag.Tag], tag.Coder)
			}
			for _, j := range q.Judgements {
				add("judgement", "%s %s %s %s", id, propositions[j.Target], j.Stance, j.Coder)
			}
			for _, s := range q.Adjudications {
				add("adjudication", "%s %s %s %s", id, propositions[s.Target], s.Stance, s.Coder)
			}
			for _, note := range q.Notes {
				add("note", "%s %s %q", id, note.Coder, note.Text)
			}
		}
		for _, n := range reading.Annotations {
			var codes []string
			for _, id := range n.Annotation.Tags {
				codes = append(codes, paths[id])
			}
			slices.Sort(codes)
			add("annotation", "%s %v %q %q %q %s", key, n.Anchor.Span, n.Anchor.Exact, codes, n.Note, n.Coder)
		}
	}
	for kind := range out {
		slices.Sort(out[kind])
	}
	return out
}

// differences lists what one snapshot has and the other has not, by kind.
func differences(want, got map[string][]string) map[string][]string {
	out := map[string][]string{}
	kinds := map[string]bool{}
	for k := range want {
		kinds[k] = true
	}
	for k := range got {
		kinds[k] = true
	}
	for kind := range kinds {
		for _, line := range want[kind] {
			if !slices.Contains(got[kind], line) {
				out[kind] = append(out[kind], "lost "+line)
			}
		}
		for _, line := range got[kind] {
			if !slices.Contains(want[kind], line) {
				out[kind] = append(out[kind], "new  "+line)
			}
		}
	}
	return out
}

// outAndBack exports a corpus and imports the file into an empty one, twice: the
// second time adds nothing.
func outAndBack(t *testing.T, a *app.App, format, ending string) *app.App {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "corpus"+ending)
	var out bytes.Buffer
	if _, err := a.Export(ctx, app.ExportRequest{Format: format, Password: "secret"}, &out, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	b := create(t, app.Options{})
	for round := range 2 {
		project, err := app.ReadProject(ctx, path, nil)
		if err != nil {
			t.Fatal(err)
		}
		report, err := b.ImportProject(ctx, "importer", project, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Failed) > 0 {
			t.Errorf("failed: %v", report.Failed)
		}
		if round == 1 && report.Change.Kind != "nothing" {
			t.Errorf("the same file twice changed something: %+v", report.Summary())
		}
	}
	return b
}

// loses says which kinds a format does not bring back, as docs/formats.md has it.
var loses = map[string][]string{
	"qdpx":   {},
	"bundle": {},
	"w3c":    {},
	"brat":   {},
	"conll":  {},
	"tei":    {},
}

func TestCorporaComeBack(t *testing.T) {
	for _, origin := range []struct {
		name string
		make func(*testing.T) *app.App
	}{{"sample", sample}, {"awkward", awkwardCorpus}} {
		a := origin.make(t)
		want := snapshot(t, a)
		if len(want["judgement"]) == 0 || len(want["annotation"]) == 0 {
			t.Fatalf("%s: nothing to lose", origin.name)
		}
		for format, lost := range loses {
			t.Run(origin.name+" "+format, func(t *testing.T) {
				f := app.ExportFormats()[slices.IndexFunc(app.ExportFormats(), func(f app.ExportFormat) bool { return f.Name == format })]
				got := snapshot(t, outAndBack(t, a, format, f.Extension))
				for kind, lines := range differences(want, got) {
					if !slices.Contains(lost, kind) {
						t.Errorf(
							"%s: %d lines differ:\n%s",
							kind,
							len(lines),
							strings.Join(lines[:min(6, len(lines))], "\n"),
						)
					}
				}
			})
		}
	}
}

// awkwardCorpus is a corpus of what breaks exchanges: emoji, combining accents,
// right-to-left text, names of 300 letters, formulas, line ends, overlapping
// spans, five coders, merged people, a deleted article.
func awkwardCorpus(t *testing.T) *app.App {
	t.Helper()
	a := awkwardTexts(t)
	codeAwkwardly(t, a)
	return a
}

// awkwardTexts is the same before anybody coded in it.
func awkwardTexts(t *testing.T) *app.App {
	t.Helper()
	ctx := context.Background()
	a := create(t, app.Options{})
	long := strings.Repeat("Långströmmen ", 25)
	texts := map[string]string{
		"=cmd|' /C calc'!A0":        "🙂🙂 Intro with e\u0301 and 👩‍👩‍👧.\n\n“We will not go quietly, and =1+1 is two,” said Dana Peer of Open Harbour.\n\nNobody else spoke.\n\n- A list, with a dash",
		"שלום; \"world\", and more": "דנה אמרה: “אנחנו לא נלך בשקט מכאן היום,” said דנה כהן.\n\n“The plan is dead; it was never alive at all,” Ms Peer said. “It is dead,” she repeated.",
		"@deleted":                  "“This one goes away for good and all,” said Tom Vale.",
		strings.TrimSpace(long): "“" + long + "is a name,” said Åsa " + strings.TrimSpace(
			long,
		) + ".\n\n+ plus\ttab",
	}
	for title, text := range texts {
		if _, err := a.Add(ctx, []app.Input{{Kind: app.TextInput, Title: title, Body: []byte(text)}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func codeAwkwardly(t *testing.T, a *app.App) {
	t.Helper()
	ctx := context.Background()
	articles, _, err := a.Articles(ctx, corpus.ArticleFilter{})
	if err != nil || len(articles) != 4 {
		t.Fatalf("%d articles, %v", len(articles), err)
	}
	do := func(coder corpus.Coder, act corpus.Act) corpus.Change {
		t.Helper()
		change, err := a.Do(ctx, coder, act)
		if err != nil {
			t.Fatal(err)
		}
		return change
	}
	coders := []corpus.Coder{"ada", "bo; the second", "=cy", "דוד", "e\"ve"}
	target, err := a.EnsureTarget(ctx, "ada", "Roads, quiet: \"now\"; =later")
	if err != nil {
		t.Fatal(err)
	}
	var tags []corpus.TagID
	for _, path := range []string{"Harbour/Fees", "Roads/Fees", "=formula", "Unused/Deep/Deeper", "Ünïcode ☂"} {
		tag, err := a.EnsureTag(ctx, "ada", path)
		if err != nil {
			t.Fatal(err)
		}
		tags = append(tags, tag)
	}
	n := 0
	for _, summary := range articles {
		if summary.Title == "@deleted" {
			do("ada", corpus.DeleteArticle{ID: summary.ID})
			continue
		}
		reading, err := a.Read(ctx, summary.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range reading.Quotes {
			for c, coder := range coders {
				do(coder, corpus.Confirm{Quote: q.Quote.ID})
				do(coder, corpus.Judge{Quote: q.Quote.ID, Target: target, Stance: corpus.Stances[(i+c)%4]})
				do(coder, corpus.PutTag{Quote: q.Quote.ID, Tag: tags[(i+c)%len(tags)]})
				n++
			}
			do(
				"דוד",
				corpus.Adjudicate{
					Quote:  q.Quote.ID,
					Target: target,
					Stance: corpus.Stances[i%4],
					Reason: "=talked; over",
				},
			)
			do("ada", corpus.WriteNote{Quote: q.Quote.ID, Text: "first line\nsecond, \"quoted\" line\n=third"})
		}
		text := reading.Version.Text
		cut := len(text) - len(strings.TrimLeft(text, "🙂 “"))
		for end := cut + 4; end < cut+14; end += 5 { // overlapping
			for end < len(text) && text[end]&0xc0 == 0x80 {
				end++
			}
			do(coders[1], corpus.SaveAnnotation{Annotation: corpus.Annotation{
				Article: summary.ID, Version: reading.Version.ID, Note: "-note\nof two lines",
				Anchor: corpus.NewAnchor(text, corpus.Span{Start: cut, End: end}), Tags: tags[:2],
			}})
		}
		do("ada", corpus.WriteMemo{Article: summary.ID, Text: "a memo\non the article"})
		do("=cy", corpus.TagArticle{Article: summary.ID, Tag: tags[2]})
	}
	people, _, err := a.People(ctx, "Peer", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(people) > 1 {
		do("ada", corpus.MergePeople{From: people[1].ID, Into: people[0].ID})
	}
	if n < 10 {
		t.Fatalf("%d decisions only", n)
	}
}

// TestActsComeBack: what coders did leaves as acts and is done again, as written,
// in a copy from before they began.
func TestActsComeBack(t *testing.T) {
	ctx := context.Background()
	a := awkwardTexts(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "before.quoth")
	if err := a.CopyCorpus(ctx, path); err != nil {
		t.Fatal(err)
	}
	codeAwkwardly(t, a)
	var acts bytes.Buffer
	if _, err := a.Export(ctx, app.ExportRequest{Format: "acts"}, &acts, nil); err != nil {
		t.Fatal(err)
	}
	b, err := app.Open(ctx, path, app.Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for round := range 2 {
		err := b.Code(ctx, app.CodeOptions{AsWritten: true}, bytes.NewReader(acts.Bytes()), func(r app.CodeReport) {
			if r.Err != nil || round == 1 && !r.Skipped {
				t.Errorf("round %d, line %d, %s: %v", round, r.Line, r.Act, r.Err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for kind, lines := range differences(snapshot(t, a), snapshot(t, b)) {
		lines = slices.DeleteFunc(
			lines,
			func(line string) bool { return strings.HasPrefix(line, "new  @deleted") },
		) // no act deletes another corpus's articles
		if len(lines) > 0 {
			t.Errorf("%s: %d lines differ:\n%s", kind, len(lines), strings.Join(lines[:min(6, len(lines))], "\n"))
		}
	}
}

// TestDNABringsJudgementsBack holds what a .dna file can: texts, and who judged
// which words how. It has one placeholder for each character beyond the first plane,
// and the docs say what else it loses.
func TestDNABringsJudgementsBack(t *testing.T) {
	for name, make := range map[string]func(*testing.T) *app.App{"sample": sample, "awkward": awkwardCorpus} {
		t.Run(name, func(t *testing.T) {
			a := make(t)
			want, got := judgedWords(t, a), judgedWords(t, outAndBack(t, a, "dna", ".dna"))
			if len(want) == 0 {
				t.Fatal("nothing to lose")
			}
			for kind, lines := range differences(map[string][]string{"judgement": want}, map[string][]string{"judgement": got}) {
				t.Errorf(
					"%s: %d of %d lines differ:\n%s",
					kind,
					len(lines),
					len(want),
					strings.Join(lines[:min(6, len(lines))], "\n"),
				)
			}
		})
	}
}

// judgedWords lists the judgements of quotes that were not rejected, by their words,
// with one sign for all characters that .dna has none for.
func judgedWords(t *testing.T, a *app.App) []string {
	t.Helper()
	targets, err := a.Targets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	propositions := map[corpus.TargetID]string{}
	for _, target := range targets {
		propositions[target.ID] = target.Text
	}
	articles, _, err := a.Articles(t.Context(), corpus.ArticleFilter{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, summary := range articles {
		reading, err := a.Read(t.Context(), summary.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range reading.Quotes {
			words := corpus.Cover(q.Current.Content).Text(reading.Version.Text)
			words = strings.Map(func(r rune) rune {
				if r > 0xffff || r == '\ufffd' || r == '□' {
					return '□'
				}
				return r
			}, words)
			for _, j := range q.Judgements {
				if q.Status != corpus.Rejected {
					out = append(out, fmt.Sprintf("%q %s %s %s", words, propositions[j.Target], j.Stance, j.Coder))
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
