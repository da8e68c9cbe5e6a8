package network

import (
	"math"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	gonum "gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
)

// Nodes lists the nodes of a matrix: the rows, and in a two-mode network the columns
// behind them.
func Nodes(m Matrix, mode Mode) []string {
	if mode == OneMode {
		return m.Rows
	}
	return append(append([]string(nil), m.Rows...), m.Columns...)
}

// graphOf makes a graph of the ties, node i being the i-th of [Nodes]. weight says
// what a tie weighs; those at or below 0 are left out.
func graphOf(m Matrix, mode Mode, weight func(float64) float64) *simple.WeightedUndirectedGraph {
	g := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range Nodes(m, mode) {
		g.AddNode(simple.Node(i))
	}
	for i, row := range m.Values {
		from, shift := i+1, 0
		if mode == TwoMode {
			from, shift = 0, len(m.Rows)
		}
		for j := from; j < len(row); j++ {
			if w := weight(row[j]); w > 0 {
				g.SetWeightedEdge(g.NewWeightedEdge(simple.Node(i), simple.Node(j+shift), w))
			}
		}
	}
	return g
}

func positive(w float64) float64 { return w }

// Communities are groups of nodes that are tied more than by chance.
type Communities struct {
	Of         map[string]int `json:"of"` // node → group, from 0, the largest group first
	Groups     int            `json:"groups"`
	Modularity float64        `json:"modularity"`
	Seed       uint64         `json:"seed"`
}

// FindCommunities finds groups by Louvain's method (Blondel et al., J. Stat. Mech.
// P10008, 2008; gonum's) among the ties above 0: a modularity of signed ties is that
// of [Split]. The same seed gives the same groups.
func FindCommunities(m Matrix, mode Mode, seed uint64) Communities {
	nodes := Nodes(m, mode)
	c := Communities{Of: map[string]int{}, Seed: seed}
	g := graphOf(m, mode, positive)
	if g.Edges().Len() == 0 {
		for i, n := range nodes {
			c.Of[n] = i
		}
		c.Groups = len(nodes)
		return c
	}
	reduced := community.Modularize(g, 1, rand.NewPCG(seed, seed))
	groups := reduced.Communities()
	for _, group := range groups {
		sort.Slice(group, func(i, j int) bool { return group[i].ID() < group[j].ID() })
	}
	sort.Slice(groups, func(i, j int) bool {
		if len(groups[i]) != len(groups[j]) {
			return len(groups[i]) > len(groups[j])
		}
		return groups[i][0].ID() < groups[j][0].ID()
	})
	for i, group := range groups {
		for _, n := range group {
			c.Of[nodes[n.ID()]] = i
		}
	}
	c.Groups = len(groups)
	c.Modularity = community.Q(g, groups, 1)
	return c
}

// Centrality says how a node lies in a network. Paths go along ties of either sign
// and count steps.
type Centrality struct {
	Node        string  `json:"node"`
	Degree      int     `json:"degree"`      // ties
	Strength    float64 `json:"strength"`    // the ties' weights, signs left out
	Betweenness float64 `json:"betweenness"` // share of shortest paths that lead through it (Freeman, 1977), 0 to 1
	Closeness   float64 `json:"closeness"`   // mean of 1/steps to the others (harmonic; Marchiori and Latora, 2000), 0 to 1
}

// Centralities are given in the order of [Nodes].
func Centralities(m Matrix, mode Mode) []Centrality {
	nodes := Nodes(m, mode)
	g := graphOf(m, mode, math.Abs)
	steps := graphOf(m, mode, func(w float64) float64 { return math.Abs(sign(w)) })
	between := gonum.Betweenness(g)
	harmonic := gonum.Harmonic(steps, path.DijkstraAllPaths(steps))
	out := make([]Centrality, len(nodes))
	n := float64(len(nodes))
	for i, name := range nodes {
		c := Centrality{Node: name}
		for _, to := range graph.NodesOf(g.From(int64(i))) {
			w, _ := g.Weight(int64(i), to.ID())
			c.Degree++
			c.Strength += w
		}
		c.Strength = settled(c.Strength)
		if n > 2 {
			c.Betweenness = settled(between[int64(i)] / ((n - 1) * (n - 2)))
		}
		if n > 1 {
			c.Closeness = settled(harmonic[int64(i)] / (n - 1))
		}
		out[i] = c
	}
	return out
}

// settled rounds what was added up in an order that changes from run to run.
func settled(v float64) float64 { return math.Round(v*1e12) / 1e12 }

func sign(w float64) float64 {
	switch {
	case w > 0:
		return 1
	case w < 0:
		return -1
	}
	return 0
}

// Disparity keeps the ties that are stronger, for one of their nodes, than chance
// would share out its strength among its ties: at level alpha (Serrano, Boguñá and
// Vespignani, PNAS 106, 2009). Signs are left out of the reckoning and kept.
func Disparity(m Matrix, mode Mode, alpha float64) Matrix {
	rows, columns := make([]float64, len(m.Rows)), make([]float64, len(m.Columns))
	rowTies, columnTies := make([]float64, len(m.Rows)), make([]float64, len(m.Columns))
	for i, row := range m.Values {
		for j, w := range row {
			if w != 0 {
				rows[i], columns[j] = rows[i]+math.Abs(w), columns[j]+math.Abs(w)
				rowTies[i], columnTies[j] = rowTies[i]+1, columnTies[j]+1
			}
		}
	}
	out := m
	out.Values = grid(len(m.Rows), len(m.Columns))
	chance := func(w, strength, ties float64) float64 {
		if ties < 2 {
			return 1 // a node's only tie says nothing about how it shares
		}
		return math.Pow(1-w/strength, ties-1)
	}
	for i, row := range m.Values {
		for j, w := range row {
			if w != 0 &&
				min(chance(math.Abs(w), rows[i], rowTies[i]), chance(math.Abs(w), columns[j], columnTies[j])) < alpha {
				out.Values[i][j] = w
			}
		}
	}
	return out
}
