package network

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"

	"quoth/corpus"
)

// camps is a debate of two camps that agree inside and not between: Ada and Ben
// support what Cy and Dot oppose.
func camps(years ...string) []Statement {
	var out []Statement
	for _, year := range years {
		for i, who := range []string{"Ada", "Ben", "Cy", "Dot"} {
			stance := corpus.Support
			if i > 1 {
				stance = corpus.Oppose
			}
			id := year + who
			out = append(out, Statement{
				Quote: corpus.QuoteID(
					id,
				),
				Document:     corpus.ArticleID(id),
				When:         day(year + "-05-01"),
				Speaker:      who,
				Organization: who,
				Target:       "Tolls",
				Stance:       stance,
			})
		}
	}
	return out
}

func TestPolarization(t *testing.T) {
	points, err := Polarize(
		context.Background(),
		camps("2019", "2021"),
		Options{},
		PolarizationOptions{Resamples: 200, Seed: 1},
	)
	if err != nil {
		t.Fatal(err)
	}
	if len(points) != 2 || points[0].Label != "2019" || points[1].Label != "2021" || points[0].Actors != 4 ||
		points[0].Statements != 4 {
		t.Fatalf("%+v", points)
	}
	p := points[0]
	// Ties of agreement: 2 of weight 1, of disagreement: 4. Each pair inside a camp adds
	// 1 − 1·1/4 + 2·2/8 = 1.25, each actor with itself 0.25: (4·1.25 + 4·0.25) / 12.
	if !near(p.Modularity, 0.5) {
		t.Errorf("modularity %v, want 0.5", p.Modularity)
	}
	if p.Camps["Ada"] != p.Camps["Ben"] || p.Camps["Cy"] != p.Camps["Dot"] || p.Camps["Ada"] == p.Camps["Cy"] {
		t.Errorf("camps %v", p.Camps)
	}
	// Two of each stance among four actors are two camps however they are dealt.
	if !near(p.Chance, 0.5) || p.Low > p.Modularity || p.High < p.Modularity-1e-12 {
		t.Errorf("chance %v, interval %v to %v", p.Chance, p.Low, p.High)
	}
	again, err := Polarize(
		context.Background(),
		camps("2019", "2021"),
		Options{},
		PolarizationOptions{Resamples: 200, Seed: 1},
	)
	if err != nil || !reflect.DeepEqual(again, points) {
		t.Error("the same seed gives other figures")
	}
	united := camps("2020")
	for i := range united {
		united[i].Stance = corpus.Support
	}
	points, err = Polarize(context.Background(), united, Options{}, PolarizationOptions{Seed: 1})
	if err != nil || points[0].Modularity > 1e-9 {
		t.Errorf("where all agree: %+v, %v", points, err)
	}
}

func TestBestSplitAgainstAllSplits(t *testing.T) {
	agree, disagree, rows := agreement(
		pointers(invented()),
		Options{Rows: Organization, Columns: Target, Normalization: Average},
	)
	b, total := modularityMatrix(agree, disagree)
	best := math.Inf(-1)
	for bits := range 1 << len(rows) {
		q := 0.0
		for i := range rows {
			for j := range rows {
				if bits>>i&1 == bits>>j&1 {
					q += b[i][j] / total
				}
			}
		}
		best = max(best, q)
	}
	if _, q := bestSplit(agree, disagree, 3); !near(q, best) {
		t.Errorf("%v, want %v", q, best)
	}
}

func pointers(statements []Statement) []*Statement {
	out := make([]*Statement, len(statements))
	for i := range statements {
		out[i] = &statements[i]
	}
	return out
}

func TestCommunities(t *testing.T) {
	m := only(t, camps("2020"), Options{Mode: OneMode, Rows: Speaker})
	c := FindCommunities(m, OneMode, 7)
	if c.Groups != 2 || c.Of["Ada"] != c.Of["Ben"] || c.Of["Cy"] != c.Of["Dot"] || c.Of["Ada"] == c.Of["Cy"] {
		t.Errorf("%+v", c)
	}
	if !near(c.Modularity, 0.5) { // two pairs: 1 − 2·(1/2)²
		t.Errorf("modularity %v, want 0.5", c.Modularity)
	}
	for range 5 {
		if again := FindCommunities(m, OneMode, 7); !reflect.DeepEqual(again, c) {
			t.Error("the same seed gives other groups")
		}
	}
	if empty := FindCommunities(Matrix{}, OneMode, 7); empty.Groups != 0 {
		t.Errorf("%+v", empty)
	}
}

func TestCentralities(t *testing.T) {
	// A path: a – b – c, with a tie of 2 and one of −3.
	m := Matrix{
		Rows:    []string{"a", "b", "c"},
		Columns: []string{"a", "b", "c"},
		Values:  [][]float64{{0, 2, 0}, {2, 0, -3}, {0, -3, 0}},
	}
	got := Centralities(m, OneMode)
	want := []Centrality{{"a", 1, 2, 0, 0.75}, {"b", 2, 5, 1, 1}, {"c", 1, 3, 0, 0.75}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDisparity(t *testing.T) {
	// Node a has ties of 8, 1 and 1: (1 − 0.8)² = 0.04 is below 0.05, (1 − 0.1)² is not;
	// the others have a single tie each.
	m := Matrix{
		Rows:    []string{"a", "b", "c", "d"},
		Columns: []string{"a", "b", "c", "d"},
		Values:  [][]float64{{0, -8, 1, 1}, {-8, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}},
	}
	got := Disparity(m, OneMode, 0.05)
	if ties := Ties(got, OneMode); len(ties) != 1 || ties[0] != (Tie{"a", "b", -8}) {
		t.Errorf("%+v", ties)
	}
}

func TestBackbone(t *testing.T) {
	// On tolls two camps stand against each other; on trees all agree, which says little.
	statements := camps("2020", "2021")
	for _, s := range camps("2020") {
		s.Target, s.Stance = "Trees", corpus.Support
		statements = append(statements, s)
	}
	for _, by := range []Spectrum{Laplacian, Degrees} {
		steps, err := NestedBackbone(statements, Options{Rows: Speaker, Aggregation: Congruence}, by)
		if err != nil || len(steps) != 2 || steps[0].Column == steps[1].Column || steps[0].Loss > steps[1].Loss {
			t.Errorf("%s: %+v, %v", by, steps, err)
		}
	}
	steps, _ := NestedBackbone(statements, Options{Rows: Speaker, Aggregation: Congruence}, Laplacian)
	columns, loss, err := FixedBackbone(
		statements,
		Options{Rows: Speaker, Aggregation: Congruence},
		Laplacian,
		1,
		50,
		1,
	)
	if err != nil || len(columns) != 1 || columns[0] != steps[1].Column || !near(loss, steps[0].Loss) {
		t.Errorf("%v at %v, %v; nested %+v", columns, loss, err, steps)
	}
}

func TestLayout(t *testing.T) {
	for _, statements := range [][]Statement{invented(), camps("2020"), many()[:300]} {
		for _, mode := range Modes {
			m := only(t, statements, Options{Mode: mode})
			c := FindCommunities(m, mode, 7)
			camp := func(node string) int { return c.Of[node] }
			at := Layout(m, mode, camp)
			seen := map[Point]bool{}
			for _, p := range at {
				if p.X < -1e-9 || p.X > 1+1e-9 || p.Y < -1e-9 || p.Y > 1+1e-9 || seen[p] {
					t.Fatalf("%s: a node at %v", mode, p)
				}
				seen[p] = true
			}
			if len(at) != len(Nodes(m, mode)) || !reflect.DeepEqual(at, Layout(m, mode, camp)) {
				t.Errorf("%s: another layout the second time", mode)
			}
		}
	}
}

// TestLayoutKeepsManyApart: in camps with many ties inside and between, every node is
// seen for itself.
func TestLayoutKeepsManyApart(t *testing.T) {
	const n, camps = 150, 3
	random := rand.New(rand.NewPCG(1, 2))
	m := Matrix{Values: make([][]float64, n)}
	for i := range n {
		m.Rows = append(m.Rows, strconv.Itoa(i))
		m.Values[i] = make([]float64, n)
	}
	m.Columns = m.Rows
	for range 10 * n {
		if i, j := random.IntN(n), random.IntN(n); i != j {
			w := 1.0
			if i%camps != j%camps {
				w = -1
			}
			m.Values[i][j], m.Values[j][i] = w, w
		}
	}
	at := Layout(m, OneMode, func(node string) int { i, _ := strconv.Atoi(node); return i % camps })
	least := math.Inf(1)
	for i := range at {
		for j := range i {
			least = min(least, math.Hypot(at[i].X-at[j].X, at[i].Y-at[j].Y))
		}
	}
	if even := 1 / math.Sqrt(n); least < 0.3*even {
		t.Errorf("the closest nodes are %.3f apart, %.3f where all stand evenly", least, even)
	}
}
