// Bench measures how often intervals of the net stance hold the truth, over a
// grid of what corpora are like:
//
//	go run ./stance/bench [-trials 4000] [-all]
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"sort"
	"sync"
	"text/tabwriter"

	"quoth/stance"
)

// method makes an interval of the net stance, from −1 to 1.
type method struct {
	name string
	make func(articles []article, random *rand.Rand) (low, high float64)
}

// article is the values of its quotes: −1, 0 or 1.
type article []float64

// cell is one kind of corpus.
type cell struct {
	articles    int
	quotes      int // an article; 0 is one to eight by chance
	correlation float64
	copies      bool       // quotes repeat their article's; otherwise each article has its own shares
	shares      [3]float64 // support, oppose, neutral or mixed
}

func (c cell) truth() float64 { return c.shares[0] - c.shares[1] }

func (c cell) String() string {
	quotes := fmt.Sprint(c.quotes)
	if c.quotes == 0 {
		quotes = "1–8"
	}
	model := "own shares"
	if c.copies {
		model = "copies"
	}
	return fmt.Sprintf(
		"n = %d, %s quotes, ICC %.1f (%s), support/oppose/neutral %.2f/%.2f/%.2f",
		c.articles,
		quotes,
		c.correlation,
		model,
		c.shares[0],
		c.shares[1],
		c.shares[2],
	)
}

// profiles are the true shares: one-sided with and without neutral quotes, and
// mostly neutral.
func profiles() [][3]float64 {
	var out [][3]float64
	for _, p := range []float64{.5, .6, .7, .8, .9, .95, .98, .99} {
		r := 1 - p
		out = append(out, [3]float64{p, r, 0}, [3]float64{p, r / 2, r / 2}, [3]float64{p, 0, r})
	}
	return append(
		out,
		[3]float64{.1, .1, .8},
		[3]float64{.3, .1, .6},
		[3]float64{.02, 0, .98},
		[3]float64{.05, .05, .9},
		[3]float64{.34, .33, .33},
	)
}

func grid() []cell {
	var out []cell
	for _, n := range []int{3, 5, 10, 20, 50, 100} {
		for _, m := range []int{1, 2, 4, 8, 0} {
			for _, icc := range []float64{0, .2, .5, .8} {
				if m == 1 && icc > 0 {
					continue
				}
				for _, s := range profiles() {
					out = append(out, cell{n, m, icc, false, s})
					if icc > 0 {
						out = append(out, cell{n, m, icc, true, s})
					}
				}
			}
		}
	}
	return out
}

func (c cell) draw(random *rand.Rand) []article {
	out := make([]article, c.articles)
	for i := range out {
		m := c.quotes
		if m == 0 {
			m = 1 + random.IntN(8)
		}
		out[i] = make(article, m)
		shares := c.shares
		if c.correlation > 0 && !c.copies {
			shares = dirichlet(c.shares, (1-c.correlation)/c.correlation, random)
		}
		whole := pick(shares, random)
		for k := range out[i] {
			if c.copies && random.Float64() < math.Sqrt(c.correlation) {
				out[i][k] = whole
			} else {
				out[i][k] = pick(shares, random)
			}
		}
	}
	return out
}

func pick(shares [3]float64, random *rand.Rand) float64 {
	switch u := random.Float64(); {
	case u < shares[0]:
		return 1
	case u < shares[0]+shares[1]:
		return -1
	}
	return 0
}

// dirichlet draws shares around the given ones; total is the sum of its parameters.
func dirichlet(shares [3]float64, total float64, random *rand.Rand) [3]float64 {
	var out [3]float64
	sum := 0.0
	for i, s := range shares {
		if s > 0 {
			out[i] = gamma(s*total, random)
			sum += out[i]
		}
	}
	if sum == 0 { // all underflowed: the limit is a whole article of one kind
		out = [3]float64{}
		switch pick(shares, random) {
		case 1:
			out[0] = 1
		case -1:
			out[1] = 1
		default:
			out[2] = 1
		}
		return out
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// gamma draws by Marsaglia and Tsang (ACM TOMS 26, 2000).
func gamma(shape float64, random *rand.Rand) float64 {
	if shape < 1 {
		return gamma(shape+1, random) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(random.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

type result struct {
	coverage, width, zero []float64 // by method
}

func measure(c cell, methods []method, trials int, seed uint64) result {
	random := rand.New(rand.NewPCG(seed, 0x6d656173))
	r := result{make([]float64, len(methods)), make([]float64, len(methods)), make([]float64, len(methods))}
	for range trials {
		sample := c.draw(random)
		for i, m := range methods {
			low, high := m.make(sample, random)
			if low-1e-9 <= c.truth() && c.truth() <= high+1e-9 {
				r.coverage[i]++
			}
			r.width[i] += high - low
			if high-low < 1e-9 {
				r.zero[i]++
			}
		}
	}
	for i := range methods {
		r.coverage[i] /= float64(trials)
		r.width[i] /= float64(trials)
		r.zero[i] /= float64(trials)
	}
	return r
}

func main() {
	trials := flag.Int("trials", 4000, "samples of each cell")
	part := flag.Int("every", 1, "only every so many cells: a quick look")
	all := flag.Bool("all", false, "print every cell")
	only := flag.Bool("chosen", false, "only the method that charts use")
	flag.Parse()
	methods := candidates()
	if *only {
		methods = methods[:1]
	}
	cells := grid()
	if *part > 1 {
		var some []cell
		for i := 0; i < len(cells); i += *part {
			some = append(some, cells[i])
		}
		cells = some
	}
	results := make([]result, len(cells))
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, c := range cells {
		wait.Add(1)
		free <- struct{}{}
		go func() {
			defer wait.Done()
			results[i] = measure(c, methods, *trials, uint64(i))
			<-free
		}()
	}
	wait.Wait()
	report(cells, results, methods, *all)
}

func report(cells []cell, results []result, methods []method, all bool) {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "method\tworst\tcells < .93\tmean coverage\tmean width\tzero width\tworst cell")
	for i, m := range methods {
		worst, at, below, mean, width, zero := 2.0, 0, 0, 0.0, 0.0, 0.0
		for k, r := range results {
			if r.coverage[i] < worst {
				worst, at = r.coverage[i], k
			}
			if r.coverage[i] < 0.93 {
				below++
			}
			mean += r.coverage[i] / float64(len(results))
			width += r.width[i] / float64(len(results))
			zero += r.zero[i] / float64(len(results))
		}
		fmt.Fprintf(
			w,
			"%s\t%.3f\t%d of %d\t%.3f\t%.3f\t%.3f\t%s\n",
			m.name,
			worst,
			below,
			len(results),
			mean,
			width,
			zero,
			cells[at],
		)
	}
	w.Flush()
	fmt.Println()
	fmt.Fprintln(w, "worst coverage (mean width) by articles\t")
	for _, group := range []struct {
		name string
		of   func(cell) string
	}{
		{"articles", func(c cell) string { return fmt.Sprintf("%3d", c.articles) }},
		{"quotes an article", func(c cell) string { return fmt.Sprint(c.quotes) }},
		{"ICC", func(c cell) string { return fmt.Sprintf("%.1f", c.correlation) }},
		{"support", func(c cell) string { return fmt.Sprintf("%.2f", c.shares[0]) }},
	} {
		table(w, group.name, group.of, cells, results, methods)
	}
	w.Flush()
	if all {
		for k, c := range cells {
			fmt.Fprintf(w, "%s", c)
			for i := range methods {
				fmt.Fprintf(w, "\t%.3f", results[k].coverage[i])
			}
			fmt.Fprintln(w)
		}
		w.Flush()
	}
}

func table(w *tabwriter.Writer, name string, of func(cell) string, cells []cell, results []result, methods []method) {
	fmt.Fprint(w, name)
	for _, m := range methods {
		fmt.Fprintf(w, "\t%s", m.name)
	}
	fmt.Fprintln(w)
	var keys []string
	worst, width, n := map[string][]float64{}, map[string][]float64{}, map[string]float64{}
	for k, c := range cells {
		key := of(c)
		if worst[key] == nil {
			keys = append(keys, key)
			worst[key], width[key] = make([]float64, len(methods)), make([]float64, len(methods))
			for i := range methods {
				worst[key][i] = 2
			}
		}
		n[key]++
		for i := range methods {
			worst[key][i] = min(worst[key][i], results[k].coverage[i])
			width[key][i] += results[k].width[i]
		}
	}
	sort.Strings(keys)
	for _, key := range keys {
		fmt.Fprint(w, key)
		for i := range methods {
			fmt.Fprintf(w, "\t%.3f (%.2f)", worst[key][i], width[key][i]/n[key])
		}
		fmt.Fprintln(w)
	}
}

// candidates are the methods that were weighed; the first is the one that
// charts use.
func candidates() []method {
	return []method{
		{"Korn–Graubard", func(a []article, _ *rand.Rand) (float64, float64) {
			e := stance.MeanInterval(clusters(a), 0.95)
			return 2*e.Low - 1, 2*e.High - 1
		}},
		{"bootstrap", bootstrap},
		{"smoothed bootstrap", smoothedBootstrap},
		{"Wilson, design effect", wilson},
		{"Jeffreys, design effect", jeffreys},
		{"Dirichlet posterior", posterior},
		{"Agresti–Coull, articles", agrestiCoull},
	}
}

func clusters(articles []article) []stance.Cluster {
	out := make([]stance.Cluster, len(articles))
	for i, a := range articles {
		for _, v := range a {
			q := (v + 1) / 2
			out[i].N++
			out[i].Sum += q
			out[i].Squares += q * q
		}
	}
	return out
}
