package app_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quoth/app"
	"quoth/corpus"
)

// TestTheIndexIsRightAfterKills kills a process at random moments while it
// imports, codes and searches; after each, what the index answers must be what a
// look at every quote of the corpus answers. QUOTH_KILLS says how often.
func TestTheIndexIsRightAfterKills(t *testing.T) {
	if path := os.Getenv("QUOTH_KILL_CORPUS"); path != "" {
		workUntilKilled(t, path)
		return
	}
	kills, err := strconv.Atoi(os.Getenv("QUOTH_KILLS"))
	if err != nil {
		kills = 2
	}
	path := filepath.Join(t.TempDir(), "killed.quoth")
	cache := t.TempDir()
	a, err := app.Create(t.Context(), path, app.Options{CacheDir: cache})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(uint64(kills), 5))
	quotes := 0 // there in the end
	for range kills {
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), "QUOTH_KILL_CORPUS="+path, "QUOTH_CACHE="+cache)
		var said bytes.Buffer
		child.Stdout, child.Stderr = &said, &said
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		awaitWork(t, path+working) // a busy machine takes its time to start
		time.Sleep(time.Duration(random.IntN(900)) * time.Millisecond)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if child.Wait(); child.ProcessState.Exited() {
			t.Fatalf("it ended by itself: %s", &said)
		}
		quotes = compareWithEveryQuote(t, path, cache)
	}
	if quotes == 0 {
		t.Error("nothing was ever kept")
	}
}

// working marks that a child has imported something.
const working = ".working"

// awaitWork waits for the mark of a child and takes it away.
func awaitWork(t *testing.T, mark string) {
	t.Helper()
	for range 1200 {
		if os.Remove(mark) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the child has kept nothing for a minute")
}

// workUntilKilled imports and codes, searching in between so that the index
// follows.
func workUntilKilled(t *testing.T, path string) {
	ctx := t.Context()
	a, err := app.Open(ctx, path, app.Options{CacheDir: os.Getenv("QUOTH_CACHE")})
	if err != nil {
		t.Fatal(err)
	}
	counts, err := a.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for n := counts.Articles; ; n += 5 {
		var texts []app.Input
		for i := n; i < n+5; i++ {
			texts = append(
				texts,
				app.Input{Kind: app.TextInput, Title: fmt.Sprint("Harbour news ", i), Body: []byte(harbourNews(i))},
			)
		}
		if _, err := a.Add(ctx, texts, nil); err != nil {
			t.Fatal(err)
		}
		if n == counts.Articles {
			if err := os.WriteFile(path+working, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		found, err := a.Search(ctx, app.SearchRequest{Query: "harbour", Sort: app.ByConfidence, Limit: 4})
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range found.Quotes {
			codeAndFollow(t, a, q.Quote.ID, []string{"Fees", "Harbour/Opening", "Harbour/Closing"}[(n+i)%3])
		}
	}
}

func harbourNews(n int) string {
	return fmt.Sprintf(
		"Harbour news %d\n\n“Ship %d may leave the harbour at night,” said Nora Feld, the harbour master of Westmark, on Monday.\n\n"+
			"But Ivo Brandt, a spokesman for the union, said that %d workers wanted no ships in winter. “Nobody asked us about ferry %d,” he added.\n",
		n,
		n,
		n,
		n,
	)
}

// codeAndFollow tags, confirms and now and then rejects a quote; the index
// follows each step.
func codeAndFollow(t *testing.T, a *app.App, quote corpus.QuoteID, path string) {
	tag, err := a.EnsureTag(t.Context(), "ada", path)
	if err != nil {
		t.Fatal(err)
	}
	acts := []corpus.Act{
		corpus.PutTag{Quote: quote, Tag: tag},
		corpus.Confirm{Quote: quote},
		corpus.Reject{Quote: quote},
	}
	for _, act := range acts[:2+int(quote[0])%2] {
		if _, err := a.Do(t.Context(), "ada", act); err != nil {
			t.Fatal(err)
		}
		if err := a.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// compareWithEveryQuote opens what a killed process left behind and says how
// many quotes there are.
func compareWithEveryQuote(t *testing.T, path, cache string) int {
	t.Helper()
	ctx := context.Background()
	a, err := app.Open(
		ctx,
		path,
		app.Options{CacheDir: cache, OnRebuild: func(reason string) { t.Log("made anew:", reason) }},
	)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	cards, _, err := a.Cards(ctx, corpus.QuoteFilter{Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	for query, is := range map[string]func(app.QuoteCard) bool{
		"":              func(app.QuoteCard) bool { return true },
		"harbour":       func(c app.QuoteCard) bool { return slices.Contains(wordsOf(c), "harbour") },
		`"the harbour"`: func(c app.QuoteCard) bool { return strings.Contains(strings.Join(wordsOf(c), " "), "the harbour") },
		"is:confirmed":  func(c app.QuoteCard) bool { return c.Status == corpus.Confirmed },
		"tag:Fees":      func(c app.QuoteCard) bool { return tagged(c, "Fees") },
		"tag:Harbour":   func(c app.QuoteCard) bool { return tagged(c, "Harbour/Opening") || tagged(c, "Harbour/Closing") },
		"has:tag":       func(c app.QuoteCard) bool { return len(c.Tags) > 0 },
	} {
		want := 0
		for _, c := range cards {
			if c.Status != corpus.Rejected && is(c) {
				want++
			}
		}
		found, err := a.Search(ctx, app.SearchRequest{Query: query, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%q: %d of %d", query, want, len(cards))
		if found.Total != want {
			t.Errorf("%q finds %d of %d quotes, a look at every one %d", query, found.Total, len(cards), want)
		}
	}
	return len(cards)
}

func wordsOf(c app.QuoteCard) []string {
	var text strings.Builder
	for _, f := range c.Words {
		text.WriteString(f.Text)
	}
	return strings.FieldsFunc(
		strings.ToLower(text.String()),
		func(r rune) bool { return (r < 'a' || r > 'z') && r != '’' },
	)
}

func tagged(c app.QuoteCard, path string) bool {
	return slices.ContainsFunc(c.TagPaths, func(l app.TagLabel) bool { return l.Path == path })
}
