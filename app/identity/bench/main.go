// Bench draws pairs of quotes whose speakers may be one person, and measures the
// linker's answers on pairs that were judged by reading:
//
//	bench -draw 300 -seed 1 corpus.quoth > pairs.tsv   # with what is there to read, on standard error
//	bench -half open corpus.quoth                      # against app/identity/testdata/pairs.tsv
//
// The judgements hold names and ids of quotes, which follow from an article's
// words, and none of its text.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"

	"quoth/app"
	"quoth/corpus"
)

func main() {
	draw := flag.Int("draw", 0, "draw so many pairs")
	seed := flag.Uint64("seed", 1, "of the drawing")
	half := flag.String("half", "open", "open, sealed or all of the judged pairs")
	judged := flag.String("judged", "app/identity/testdata/pairs.tsv", "the judgements")
	flag.Parse()
	if err := run(context.Background(), flag.Arg(0), *draw, *seed, *half, *judged); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string, draw int, seed uint64, half, judged string) error {
	a, err := app.Open(ctx, path, app.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	if draw == 0 {
		return measure(ctx, a, half, judged)
	}
	pairs, err := a.SpeakerPairs(ctx, draw, seed)
	if err != nil {
		return err
	}
	for i, p := range pairs {
		fmt.Printf("%s\t%s\t%s\t%s\t?\t%s\n", p.A, p.B, p.NameA, p.NameB, [2]string{"open", "sealed"}[i%2])
		for _, id := range []corpus.QuoteID{p.A, p.B} {
			fmt.Fprintf(os.Stderr, "%d %s\n", i+1, describe(ctx, a, id))
		}
	}
	return nil
}

// describe is what a reader needs to tell who a speaker is.
func describe(ctx context.Context, a *app.App, id corpus.QuoteID) string {
	q, err := a.Card(ctx, id)
	if err != nil {
		return err.Error()
	}
	article, err := a.Read(ctx, q.Quote.Article)
	if err != nil {
		return err.Error()
	}
	const around = 130 // bytes of text before and behind the name
	text := article.Version.Text
	at := max(0, strings.Index(text, q.Quote.Speaker))
	shown := strings.ToValidUTF8(text[max(0, at-around):min(len(text), at+around)], "")
	return fmt.Sprintf(
		"%s | %s | %s | %s, %s %s | %s",
		q.Quote.Speaker,
		q.Quote.Role,
		q.Quote.Organization,
		article.Article.Title,
		article.Article.Publisher,
		article.Article.Published.Day(),
		strings.Join(strings.Fields(shown), " "),
	)
}

// measure prints how the probabilities of the linker agree with the judgements.
func measure(ctx context.Context, a *app.App, half, judged string) error {
	file, err := os.Open(judged)
	if err != nil {
		return err
	}
	defer file.Close()
	var pairs []app.SpeakerPair
	var same []bool
	for lines := bufio.NewScanner(file); lines.Scan(); {
		f := strings.Split(lines.Text(), "\t")
		if len(f) < 6 || strings.HasPrefix(f[0], "#") || half != "all" && f[5] != half {
			continue
		}
		pairs = append(pairs, app.SpeakerPair{A: corpus.QuoteID(f[0]), B: corpus.QuoteID(f[1])})
		same = append(same, f[4] == "same")
	}
	if err := a.WeighSpeakerPairs(ctx, pairs); err != nil {
		return err
	}
	const bins = 5
	var sum, right, count [bins]float64
	joined, wrongly, missed, found, brier := 0, 0, 0, 0, 0.0
	for i, p := range pairs {
		if p.NameA == "" {
			continue
		}
		found++
		truth := 0.0
		if same[i] {
			truth = 1
		}
		b := min(int(p.Probability*bins), bins-1)
		sum[b], right[b], count[b] = sum[b]+p.Probability, right[b]+truth, count[b]+1
		brier += (p.Probability - truth) * (p.Probability - truth)
		switch {
		case p.Same && !same[i]:
			wrongly++
			fmt.Printf("joined, not one: %s, %s (%.2f)\n", p.NameA, p.NameB, p.Probability)
		case !p.Same && same[i]:
			missed++
			fmt.Printf("apart, but one: %s, %s (%.2f: %s)\n", p.NameA, p.NameB, p.Probability, p.Reason)
		}
		if p.Same {
			joined++
		}
	}
	ece := 0.0
	for b := range bins {
		if count[b] > 0 {
			fmt.Printf(
				"%.1f–%.1f: %3.0f pairs, said %.2f, are one %.2f\n",
				float64(b)/bins,
				float64(b+1)/bins,
				count[b],
				sum[b]/count[b],
				right[b]/count[b],
			)
			ece += math.Abs(sum[b]-right[b]) / float64(max(found, 1))
		}
	}
	fmt.Printf(
		"%d of %d pairs are in this corpus; %d are in one entry, %d of these wrongly; %d are one person and apart\n",
		found,
		len(pairs),
		joined,
		wrongly,
		missed,
	)
	fmt.Printf("expected calibration error %.3f, Brier %.3f\n", ece, brier/float64(max(found, 1)))
	return nil
}
