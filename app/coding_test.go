package app

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/internal/generate"
	"quoth/stance"
)

// twins are two corpora of the same twenty articles.
func twins(t *testing.T) (a, b *App) {
	t.Helper()
	return firstOf(generatedCorpus(t, 20)), firstOf(generatedCorpus(t, 20))
}

func firstOf(a *App, _ *time.Time) *App { return a }

// code applies lines and returns what became of each.
func code(t *testing.T, a *App, o CodeOptions, lines ...string) []CodeReport {
	t.Helper()
	var out []CodeReport
	if err := a.Code(
		t.Context(),
		o,
		strings.NewReader(strings.Join(lines, "\n")),
		func(r CodeReport) { out = append(out, r) },
	); err != nil {
		t.Fatal(err)
	}
	return out
}

func mustCode(t *testing.T, a *App, coder corpus.Coder, lines ...string) {
	t.Helper()
	for _, r := range code(t, a, CodeOptions{Coder: coder}, lines...) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
}

const proposition = "The bridge should stay open"

func judge(q corpus.QuoteID, s corpus.Stance) string {
	return fmt.Sprintf(`{"act":"judge","quote":%q,"target":%q,"stance":%q}`, q, proposition, s)
}

func openQuotes(t *testing.T, a *App, n int) []QuoteCard {
	t.Helper()
	cards, _, err := a.Cards(t.Context(), corpus.QuoteFilter{Limit: -1})
	if err != nil || len(cards) < n {
		t.Fatal(len(cards), err)
	}
	return cards[:n]
}

func propositionID(t *testing.T, a *App) corpus.TargetID {
	t.Helper()
	id, err := a.EnsureTarget(t.Context(), "ada", proposition)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestTheUnitOfAChartIsTheQuote: two coders on two quotes are two judged quotes, one
// of them settled.
func TestTheUnitOfAChartIsTheQuote(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	q := openQuotes(t, a, 2)
	mustCode(t, a, "ada", judge(q[0].Quote.ID, corpus.Support), judge(q[1].Quote.ID, corpus.Support))
	mustCode(t, a, "ben", judge(q[0].Quote.ID, corpus.Support), judge(q[1].Quote.ID, corpus.Oppose))
	target := propositionID(t, a)
	chart := func(r StanceRequest) StanceChart {
		t.Helper()
		r.Target, r.Most = target, 100
		c, err := a.Stance(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, s := range c.Series {
			sum += s.Judged
		}
		for _, o := range c.Omitted {
			sum += len(o.Quotes)
		}
		if sum != c.Judged || c.Judged != 2 {
			t.Errorf("%d quotes in lines and left out, %d judged; want 2", sum, c.Judged)
		}
		return c
	}
	if c := chart(StanceRequest{}); c.Drawn != 1 || len(c.Omitted) != 1 || c.Omitted[0].Reason != OmittedDivided {
		t.Errorf("by majority: %d drawn, left out %v; want the one on which they agree", c.Drawn, c.Omitted)
	}
	if c := chart(StanceRequest{Consensus: corpus.OneCoder, Coder: "ben"}); c.Drawn != 2 {
		t.Errorf("ben's own: %d drawn, want 2", c.Drawn)
	}
	mustCode(
		t,
		a,
		"cem",
		fmt.Sprintf(
			`{"act":"adjudicate","quote":%q,"target":%q,"stance":"oppose","text":"the bridge is closed"}`,
			q[1].Quote.ID,
			proposition,
		),
	)
	c := chart(StanceRequest{Consensus: corpus.Unanimity})
	if c.Drawn != 2 || c.Adjudicated != 1 || !slices.Contains(c.Coders, "cem") ||
		!strings.Contains(c.Methods(), "1 adjudicated") {
		t.Errorf("adjudicated: %+v, %s", c, c.Methods())
	}
	if _, err := a.Undo(t.Context(), "cem"); err != nil {
		t.Fatal(err)
	}
	if c := chart(StanceRequest{}); c.Drawn != 1 || c.Adjudicated != 0 {
		t.Errorf("after undoing the adjudication %d are drawn", c.Drawn)
	}
}

func TestUnnamedSourcesOfDifferentArticlesStayApart(t *testing.T) {
	line := func(article corpus.ArticleID) StanceKey {
		a := &App{}
		key, err := a.stanceKey(t.Context(), StanceBySpeaker, store.JudgedQuote{
			Article: corpus.Article{ID: article, Publisher: "The Sample"},
			Quote: corpus.Quote{
				Article:     article,
				Attribution: corpus.Attribution{Speaker: "a spokesman", SpeakerType: corpus.UnnamedSpeaker},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	if line("a").Key == line("b").Key || line("a").Key != line("a").Key {
		t.Errorf("lines %v and %v", line("a"), line("b"))
	}
}

func TestAgreementOfTwoCoders(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	q := openQuotes(t, a, 12)
	says := [][2]corpus.Stance{
		{"support", "support"},
		{"support", "support"},
		{"support", "neutral"},
		{"oppose", "oppose"},
		{"oppose", "oppose"},
		{"oppose", "oppose"},
		{"neutral", "neutral"},
		{"neutral", "support"},
		{"mixed", "neutral"},
		{"support", "support"},
	}
	for i, s := range says {
		mustCode(t, a, "ada", judge(q[i].Quote.ID, s[0]))
		mustCode(t, a, "ben", judge(q[i].Quote.ID, s[1]))
	}
	mustCode(t, a, "ada", judge(q[10].Quote.ID, corpus.Support))
	g, err := a.Agreement(t.Context(), AgreementRequest{Target: propositionID(t, a)})
	if err != nil {
		t.Fatal(err)
	}
	// Recomputed with scikit-learn 1.9.1 (kappa), statsmodels 0.15.0 (Fleiss) and
	// krippendorff 0.9.0 (alpha).
	for _, f := range []struct {
		name      string
		got, want float64
	}{
		{"percent", g.Percent, 0.7},
		{"kappa", g.Pairs[0].Kappa, 0.5652173913},
		{"fleiss", g.Fleiss, 0.5620437956},
		{"nominal", g.Alpha[stance.Nominal], 0.5839416058},
		{"ordinal", g.Alpha[stance.Ordinal], 0.8416666667},
		{"interval", g.Alpha[stance.IntervalScale], 0.8623188406},
	} {
		if math.Abs(f.got-f.want) > 1e-9 {
			t.Errorf("%s = %.10f, want %.10f", f.name, f.got, f.want)
		}
	}
	if g.Items != 10 || g.LeftOut != 1 || !math.IsNaN(g.Alpha[stance.RatioScale]) || g.Reasons["alpha.ratio"] == "" {
		t.Errorf(
			"%d items, %d left out, ratio %v (%s)",
			g.Items,
			g.LeftOut,
			g.Alpha[stance.RatioScale],
			g.Reasons["alpha.ratio"],
		)
	}
	n := 0
	for _, c := range g.Confusion {
		n += len(c.Quotes)
	}
	if n != 10 {
		t.Errorf("the confusion matrix holds %d quotes, want 10", n)
	}
	one, err := a.Agreement(t.Context(), AgreementRequest{Coders: []corpus.Coder{"ada"}})
	if err != nil || !math.IsNaN(one.Percent) || one.Reasons["percent"] == "" {
		t.Errorf("one coder agrees %v: %q (%v)", one.Percent, one.Reasons["percent"], err)
	}
}

func TestActsOfOneCorpusComeIntoAnother(t *testing.T) {
	a, b := twins(t)
	q := openQuotes(t, a, 6)
	id := func(i int) corpus.QuoteID { return q[i].Quote.ID }
	mustCode(
		t,
		a,
		"ada",
		`{"act":"codebook","tag":"Bridges/Old","color":"#112233","definition":"of stone"}`,
		judge(id(0), corpus.Support),
		fmt.Sprintf(`{"act":"tag","quote":%q,"tag":"Bridges/Old"}`, id(0)),
		fmt.Sprintf(
			`{"act":"correct","quote":%q,"speaker":"Ada Stone","organization":"Bridge Office","role":"warden"}`,
			id(1),
		),
		fmt.Sprintf(
			`{"act":"reject","quote":%q}`,
			id(2),
		),
		fmt.Sprintf(`{"act":"note","quote":%q,"text":"see page 2"}`, id(3)),
		judge(id(4), corpus.Oppose),
	)
	mustCode(t, b, "ada", judge(id(4), corpus.Support))
	var file bytes.Buffer
	if _, err := a.Export(t.Context(), ExportRequest{Format: "acts"}, &file, nil); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(file.String()), "\n")
	conflicts := 0
	for _, r := range code(t, b, CodeOptions{AsWritten: true}, lines...) {
		if r.Conflict {
			conflicts++
			if !errors.Is(r.Err, corpus.ErrConflict) {
				t.Error(r.Err)
			}
		} else if r.Err != nil {
			t.Error(r.Err)
		}
	}
	if conflicts != 1 {
		t.Errorf("%d conflicts, want the stance that ada gave otherwise", conflicts)
	}
	for i, want := range map[int]func(QuoteCard) bool{
		0: func(c QuoteCard) bool {
			return len(c.TagPaths) == 1 && c.TagPaths[0].Coder == "ada" && len(c.Judgements) == 1
		},
		1: func(c QuoteCard) bool {
			return c.Speaker == "Ada Stone" && c.Organization == "Bridge Office" && c.Current.Role == "warden"
		},
		2: func(c QuoteCard) bool { return c.Status == corpus.Rejected },
		3: func(c QuoteCard) bool { return len(c.Notes) == 1 && c.Notes[0].Text == "see page 2" },
		4: func(c QuoteCard) bool { return c.Judgements[0].Stance == corpus.Support },
	} {
		if card, err := b.Card(t.Context(), id(i)); err != nil || !want(card) {
			t.Errorf("quote %d came over as %+v (%v)", i, card.CodedQuote, err)
		}
	}
	for _, r := range code(t, b, CodeOptions{AsWritten: true}, lines...) {
		if !r.Skipped && !r.Conflict {
			t.Errorf("a second time: %+v", r)
		}
	}
}

func TestFieldsThatAnActDoesNotTakeAreErrors(t *testing.T) {
	a, _ := generatedCorpus(t, 3)
	q := openQuotes(t, a, 1)[0].Quote.ID
	for line, asWritten := range map[string]bool{
		fmt.Sprintf(`{"act":"confirm","quote":%q,"certainty":1}`, q):                                             false,
		fmt.Sprintf(`{"act":"tag","quote":%q,"tag":"A","stance":"support"}`, q):                                  false,
		fmt.Sprintf(`{"act":"confirm","quote":%q,"id":"1","coder":"ben","at":"2024-05-01T10:00:00Z"}`, q):        false,
		`{"act":"confirm","quote":{"url":"u","words":"w","page":3}}`:                                             false,
		fmt.Sprintf(`{"act":"confirm","quote":%q,"id":"1","coder":"ben"}`, q):                                    true,
		fmt.Sprintf(`{"act":"confirm","quote":%q,"id":"1","coder":"ben","at":"2024-05-01T10:00:00Z","x":[]}`, q): true,
		`{"act":"undo","id":"1","coder":"ben","at":"2024-05-01T10:00:00Z"}`:                                      true,
	} {
		if r := code(t, a, CodeOptions{Coder: "ada", AsWritten: asWritten}, line); r[0].Err == nil {
			t.Errorf("%s is taken", line)
		}
	}
	card, err := a.Card(t.Context(), q)
	if err != nil || card.Status != openQuotes(t, a, 1)[0].Status {
		t.Error(card.Status, err)
	}
	for range 2 {
		r := code(
			t,
			a,
			CodeOptions{AsWritten: true},
			fmt.Sprintf(
				`{"act":"note","quote":%q,"text":"seen","id":"7","coder":"ben","at":"2024-05-01T10:00:00Z"}`,
				q,
			),
		)
		if r[0].Err != nil {
			t.Fatal(r[0].Err)
		}
	}
	card, _ = a.Card(t.Context(), q)
	if len(card.Notes) != 1 || card.Notes[0].Coder != "ben" ||
		card.Notes[0].When.Format(time.DateOnly) != "2024-05-01" {
		t.Errorf("notes = %+v; want ben's of that day", card.Notes)
	}
}

// judgedCorpus holds 16,000 judgements of two coders. QUOTH_BENCH_CORPUS keeps it
// between runs.
func judgedCorpus(b *testing.B) (*App, corpus.TargetID) {
	b.Helper()
	path := os.Getenv("QUOTH_BENCH_CORPUS")
	if path == "" {
		path = filepath.Join(b.TempDir(), "Judged.quoth")
	}
	_, missing := os.Stat(path)
	if missing != nil {
		if err := generate.Create(b.Context(), path, 2600, 0, nil); err != nil {
			b.Fatal(err)
		}
	}
	a, err := OpenOrCreate(b.Context(), path, Options{CacheDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	target, err := a.EnsureTarget(b.Context(), "ada", proposition)
	if err != nil {
		b.Fatal(err)
	}
	if missing == nil {
		return a, target
	}
	cards, _, err := a.store.Quotes(b.Context(), corpus.QuoteFilter{Limit: 8000})
	if err != nil {
		b.Fatal(err)
	}
	for i, coder := range []corpus.Coder{"ada", "ben"} {
		var acts []corpus.Act
		for k, q := range cards {
			acts = append(
				acts,
				corpus.Judge{Quote: q.Quote.ID, Target: target, Stance: corpus.Stances[(k*7+k/(9+i))%4]},
			)
		}
		if _, err := a.Do(b.Context(), coder, corpus.Many{Title: "judge", Acts: acts}); err != nil {
			b.Fatal(err)
		}
	}
	return a, target
}

// BenchmarkStance is a chart and an agreement of 16,000 judgements of two coders.
func BenchmarkStance(b *testing.B) {
	a, target := judgedCorpus(b)
	b.Run("chart", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Stance(
				b.Context(),
				StanceRequest{
					Target:    target,
					Smooth:    stance.Lowess,
					Split:     "2019-01-01",
					Consensus: corpus.OneCoder,
					Coder:     "ada",
				},
			); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("agreement", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Agreement(b.Context(), AgreementRequest{Target: target}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestBlindSecondCoding(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	q := openQuotes(t, a, 12)
	for i := range 12 {
		mustCode(
			t,
			a,
			"ada",
			judge(q[i].Quote.ID, corpus.Stances[i%3]),
			fmt.Sprintf(`{"act":"note","quote":%q,"text":"mine"}`, q[i].Quote.ID),
		)
	}
	target := propositionID(t, a)
	drawn, err := a.Draw(
		t.Context(),
		DrawRequest{Coder: "ben", Target: target, N: 6, JudgedBy: "ada", Stratify: ByStratumStance, Seed: 4},
	)
	if err != nil || len(drawn.Quotes) != 6 || !strings.Contains(drawn.Drawn, "6 of 12") {
		t.Fatalf("drew %v (%v)", drawn, err)
	}
	if _, err := a.Assign(t.Context(), "ada", drawn); err != nil {
		t.Fatal(err)
	}
	progress := func() AssignmentProgress {
		t.Helper()
		all, err := a.Assignments(t.Context(), "ben")
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0]
	}
	p := progress()
	cards, own, err := a.AssignedCards(t.Context(), p.ID)
	if err != nil || !own || len(cards) != 6 {
		t.Fatal(len(cards), own, err)
	}
	for _, c := range cards {
		if len(c.Judgements)+len(c.Notes)+len(c.Verdicts) > 0 || c.Current.Confidence != 0 {
			t.Errorf("ben sees %+v", c.CodedQuote)
		}
	}
	for i, id := range p.Quotes {
		if p = progress(); p.Done != i || p.Next != id || p.Finished() {
			t.Errorf("after %d: %+v", i, p)
		}
		mustCode(t, a, "ben", judge(id, corpus.Support))
	}
	if cards, own, err = a.AssignedCards(t.Context(), p.ID); err != nil || own || len(cards[0].Judgements) != 2 {
		t.Errorf("when all is judged ben still sees only his own (%v)", err)
	}
	disputes, err := a.Disputes(t.Context(), target)
	if err != nil || len(disputes) == 0 || len(disputes[0].Judgements) != 2 || disputes[0].Notes["ada"] != "mine" {
		t.Errorf("disputes %+v (%v)", disputes, err)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if all, _ := a.Assignments(t.Context(), ""); len(all) != 0 {
		t.Errorf("an assignment taken back is there: %v", all)
	}
}

func TestExportsUseWhatWasAdjudicated(t *testing.T) {
	a, _ := generatedCorpus(t, 20)
	q := openQuotes(t, a, 1)[0].Quote.ID
	mustCode(t, a, "ada", judge(q, corpus.Support))
	mustCode(t, a, "ben", judge(q, corpus.Oppose))
	mustCode(t, a, "cem", fmt.Sprintf(`{"act":"adjudicate","quote":%q,"target":%q,"stance":"oppose"}`, q, proposition))
	table := func(r ExportRequest) string {
		var out bytes.Buffer
		r.Format, r.Rejected, r.AllActs = "csv", true, true
		if _, err := a.Export(t.Context(), r, &out, nil); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if out := table(
		ExportRequest{},
	); !strings.Contains(out, `""coder"":""cem""`) ||
		strings.Contains(out, `""coder"":""ada""`) {
		t.Error("the table does not hold the adjudicated judgement alone")
	}
	if out := table(ExportRequest{EveryCoder: true}); !strings.Contains(out, `""coder"":""ada""`) {
		t.Error("the coders' own are asked for and missing")
	}
}
