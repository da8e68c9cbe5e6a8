package app

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"
	"time"

	"quoth/network"
	"quoth/network/draw"
	"quoth/network/files"
	"quoth/stance"
)

// The words of pictures and measures, for the faces.
type (
	NetworkPicture      = draw.Picture
	NetworkShape        = draw.Shape
	NetworkTheme        = draw.Theme
	NetworkMeasure      = draw.Measure
	NetworkPoint        = network.Point
	NetworkStatement    = network.Statement
	NetworkCommunities  = network.Communities
	NetworkCentrality   = network.Centrality
	PolarizationPoint   = network.PolarizationPoint
	NetworkBackboneStep = network.BackboneStep
)

// NetworkSeed makes communities, layouts and intervals the same every time.
const NetworkSeed = 7

// NetworkView is one network with what is known of its nodes and where they stand.
type NetworkView struct {
	Matrix      NetworkMatrix
	Options     NetworkOptions
	Nodes       []NetworkNode // rows first; in a two-mode network the columns follow
	Ties        []NetworkTie  // the strongest first
	Communities NetworkCommunities
	At          []NetworkPoint // in the unit square
	About       string         // how it was made, in a sentence

	network *Network
}

// View looks at one of the networks. Ties weaker than least, signs left out, are not
// shown and do not count.
func (n *Network) View(m NetworkMatrix, least float64) NetworkView {
	mode := n.Options.Mode
	if least > 0 {
		m = network.Threshold(m, least)
	}
	v := NetworkView{
		Matrix:      m,
		Options:     n.Options,
		Ties:        network.Ties(m, mode),
		Communities: network.FindCommunities(m, mode, NetworkSeed),
		About:       n.About(),
		network:     n,
	}
	rows, columns := map[string]int{}, map[string]int{}
	for i := range n.Statements {
		s := &n.Statements[i]
		if n.Options.Kernel == "" && (s.When.Before(m.Start) || s.When.After(m.Stop)) {
			continue
		}
		rows[s.Value(n.Options.Rows)]++
		columns[s.Value(n.Options.Columns)]++
	}
	for i, label := range network.Nodes(m, mode) {
		kind, count := n.Options.Rows, rows[label]
		if i >= len(m.Rows) {
			kind, count = n.Options.Columns, columns[label]
		}
		node := n.entries[nodeKey{kind, label}]
		node.Count, node.Camp = count, v.Communities.Of[label]
		v.Nodes = append(v.Nodes, node)
	}
	v.At = network.Layout(m, mode, func(label string) int { return v.Communities.Of[label] })
	return v
}

// First is the only network, or the first of a series; ok is false where there is
// none.
func (n *Network) First() (m NetworkMatrix, ok bool) {
	for m := range n.Matrices {
		return m, true
	}
	return m, false
}

// About says how the networks were made: the sentence for a paper's methods.
func (n *Network) About() string {
	o := n.Options
	kind := fmt.Sprintf("Two-mode network of %ss and %ss", o.Rows, o.Columns)
	if o.Mode == network.OneMode {
		kind = fmt.Sprintf("One-mode network of %ss over shared %ss", o.Rows, o.Columns)
	}
	parts := []string{kind, string(o.Aggregation)}
	if o.Normalization != network.None {
		parts = append(parts, string(o.Normalization)+" normalization")
	}
	if o.Duplicates != network.Include {
		parts = append(parts, "duplicates counted once per "+string(o.Duplicates))
	}
	if o.Window != "" {
		parts = append(parts, fmt.Sprintf("moving window of %d %s", o.Size, o.Window))
	}
	if o.Kernel != "" {
		parts = append(parts, string(o.Kernel)+" kernel")
	}
	if o.OncePerStory {
		parts = append(parts, "each story once")
	}
	if !o.From.IsZero() || !o.To.IsZero() {
		parts = append(parts, fmt.Sprintf("from %s to %s", day(o.From), day(o.To)))
	}
	for _, x := range o.Exclude {
		what := "without"
		if x.Only {
			what = "only"
		}
		parts = append(parts, fmt.Sprintf("%s the %s %s", what, x.Field, strings.Join(x.Values, ", ")))
	}
	if n.Consensus != "" {
		parts = append(
			parts,
			fmt.Sprintf(
				"one stance for each quote and target: the adjudicated, else by the rule %q; %d left out as divided",
				n.Consensus,
				n.Divided,
			),
		)
	}
	parts = append(parts, fmt.Sprintf("%d of %d statements count", n.Kept, n.All))
	if n.Suggestions {
		parts = append(
			parts,
			fmt.Sprintf(
				"%d of them are suggestions of a program (probability %.1f or more) that no one has judged",
				n.Suggested,
				surelySuggested,
			),
		)
	}
	return strings.Join(parts, "; ") + "."
}

func day(t time.Time) string {
	if t.IsZero() {
		return "…"
	}
	return t.Format(time.DateOnly)
}

// QuotesOf are the statements behind a tie, or behind a cell of a two-mode network;
// with an empty b those of a node.
func (n *Network) QuotesOf(m NetworkMatrix, a, b string) []network.Statement {
	inTime := func(s *network.Statement) bool {
		return n.Options.Kernel != "" || !s.When.Before(m.Start) && !s.When.After(m.Stop)
	}
	var out []network.Statement
	shared := map[string][2]bool{}
	if n.Options.Mode == network.OneMode && b != "" {
		for i := range n.Statements {
			if s := &n.Statements[i]; inTime(s) {
				both := shared[s.Value(n.Options.Columns)]
				both[0] = both[0] || s.Value(n.Options.Rows) == a
				both[1] = both[1] || s.Value(n.Options.Rows) == b
				shared[s.Value(n.Options.Columns)] = both
			}
		}
	}
	for i := range n.Statements {
		s := &n.Statements[i]
		row, column := s.Value(n.Options.Rows), s.Value(n.Options.Columns)
		switch {
		case !inTime(s):
		case b == "" && (row == a || n.Options.Mode == network.TwoMode && column == a),
			b != "" && n.Options.Mode == network.TwoMode && row == a && column == b,
			b != "" && n.Options.Mode == network.OneMode && (row == a || row == b) && shared[column] == [2]bool{true, true}:
			out = append(out, *s)
		}
	}
	return out
}

// Polarization measures how far the rows fall into two camps, period by period.
func (n *Network) Polarization(ctx context.Context, period string, resamples int) ([]PolarizationPoint, error) {
	return network.Polarize(
		ctx,
		n.read,
		n.Options,
		network.PolarizationOptions{Period: network.Period(period), Resamples: resamples, Seed: NetworkSeed},
	)
}

// Backbone finds the columns that a one-mode network can least do without, the last
// ones of the steps.
func (n *Network) Backbone(spectrum string) ([]NetworkBackboneStep, error) {
	return network.NestedBackbone(n.read, n.Options, network.Spectrum(spectrum))
}

// FixedBackbone finds so many columns that give the network most like the whole.
func (n *Network) FixedBackbone(spectrum string, size int) (columns []string, loss float64, err error) {
	return network.FixedBackbone(n.read, n.Options, network.Spectrum(spectrum), size, 2000, NetworkSeed)
}

// Disparity keeps the ties that stand out at a level, see [network.Disparity].
func (n *Network) Disparity(m NetworkMatrix, alpha float64) NetworkMatrix {
	return network.Disparity(m, n.Options.Mode, alpha)
}

// Centralities says how the nodes lie, in their order.
func (v NetworkView) Centralities() []NetworkCentrality {
	return network.Centralities(v.Matrix, v.Options.Mode)
}

// The kinds of shapes of a picture that a window tells apart.
const (
	NetworkLine = draw.Line
	NetworkText = draw.Text
)

// NetworkHit is what of a picture lies at a place: a node, or the tie of two; both
// empty for nothing.
func NetworkHit(p NetworkPicture, x, y float64) (node string, tie [2]string) { return p.Hit(x, y) }

// LightTheme and DarkTheme are the colours of pictures.
func LightTheme() NetworkTheme { return draw.Light }
func DarkTheme() NetworkTheme  { return draw.Dark }

// Picture draws the network, in points; measure nil is that of PNG and PDF.
func (v NetworkView) Picture(width, height float64, t NetworkTheme, measure NetworkMeasure) NetworkPicture {
	if measure == nil {
		measure = draw.MeasureGo
	}
	g := draw.Graph{Ties: v.Ties, Mode: v.Options.Mode, Title: v.About, Rows: len(v.Matrix.Rows)}
	for _, n := range v.Nodes {
		g.Nodes = append(g.Nodes, draw.Node{Label: n.Label, Shape: shapeOf(n), Camp: n.Camp, Weight: float64(n.Count)})
	}
	return v.network.Marked(draw.Network(g, v.At, width, height, t, measure))
}

// Marked writes below a picture how many of its statements are only suggested; it is
// the picture itself where suggestions were not asked for.
func (n *Network) Marked(p NetworkPicture) NetworkPicture {
	if n == nil || !n.Suggestions {
		return p
	}
	const line, left, size = 20, 8, 11
	p.Height += line
	p.Shapes = append(p.Shapes, NetworkShape{
		Kind:   NetworkText,
		At:     draw.Point{X: left, Y: p.Height - line/2},
		Size:   size,
		Anchor: draw.Left,
		Words: fmt.Sprintf(
			"%d of %d statements are suggestions that no one has judged",
			n.Suggested,
			n.Kept,
		),
		Color: color.NRGBA{128, 128, 128, 255},
	})
	return p
}

func shapeOf(n NetworkNode) draw.Kind {
	switch {
	case n.Kind == network.Speaker && n.Person:
		return draw.Circle
	case n.Kind == network.Speaker,
		n.Kind == network.Organization,
		n.Kind == network.Publisher,
		n.Kind == network.Group:
		return draw.Square
	}
	return draw.Diamond
}

// HeatMap draws the matrix of a two-mode network.
func (n *Network) HeatMap(m NetworkMatrix, t NetworkTheme, measure NetworkMeasure) NetworkPicture {
	if measure == nil {
		measure = draw.MeasureGo
	}
	counts := map[[2]string]int{}
	for i := range n.Statements {
		s := &n.Statements[i]
		counts[[2]string{s.Value(n.Options.Rows), s.Value(n.Options.Columns)}]++
	}
	return n.Marked(
		draw.HeatMap(m, func(row, column string) int { return counts[[2]string{row, column}] }, n.About(), t, measure),
	)
}

// PolarizationChange is where the level of polarization changes. Exploratory: it has
// no error probability.
type PolarizationChange struct {
	Label  string    `json:"label"` // the first period of the new level
	Start  time.Time `json:"start"`
	Before float64   `json:"before"` // mean modularity of the level that ends
	After  float64   `json:"after"`
	index  int
}

// The least series that is searched for changes, and the least level, in periods.
const (
	leastPeriods      = 6
	leastPeriodsLevel = 2
)

// PolarizationChanges are the changes of mean that PELT finds in the modularity of
// the periods, in units of its own spread, at a penalty of 2 ln n, see [stance.PELT];
// none in a series of fewer than 6 periods.
func PolarizationChanges(points []PolarizationPoint) []PolarizationChange {
	out := []PolarizationChange{}
	if len(points) < leastPeriods {
		return out
	}
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Modularity
	}
	at := stance.PELT(stance.Standardized(values), 2*math.Log(float64(len(values))), leastPeriodsLevel)
	edges := append(append([]int{0}, at...), len(values))
	mean := func(level []float64) float64 {
		sum := 0.0
		for _, v := range level {
			sum += v
		}
		return sum / float64(len(level))
	}
	for i, b := range at {
		out = append(
			out,
			PolarizationChange{
				points[b].Label,
				points[b].Start,
				mean(values[edges[i]:b]),
				mean(values[b:edges[i+2]]),
				b,
			},
		)
	}
	return out
}

// PolarizationPicture draws polarization over time, with its changes.
func PolarizationPicture(
	points []PolarizationPoint,
	width, height float64,
	t NetworkTheme,
	measure NetworkMeasure,
) NetworkPicture {
	if measure == nil {
		measure = draw.MeasureGo
	}
	var at []int
	for _, c := range PolarizationChanges(points) {
		at = append(at, c.index)
	}
	return draw.Polarization(points, at, width, height, t, measure)
}

// NetworkFormat is a way out for networks.
type NetworkFormat struct {
	Name, Extension, Title string
	Series                 bool // holds all networks of a series in one file
	Picture                bool
}

// NetworkFormats lists them.
func NetworkFormats() []NetworkFormat {
	var out []NetworkFormat
	for _, f := range files.Formats {
		out = append(out, NetworkFormat{Name: f.Name, Extension: f.Ext, Title: f.Title})
	}
	return append(
		out,
		NetworkFormat{"edges", ".csv", "CSV list of ties", true, false},
		NetworkFormat{
			"svg",
			".svg",
			"SVG picture",
			false,
			true,
		},
		NetworkFormat{"png", ".png", "PNG picture", false, true},
		NetworkFormat{"pdf", ".pdf", "PDF picture", false, true},
	)
}

// Size of a picture that is written to a file, in points, and its dots a point.
const (
	pictureWidth, pictureHeight = 960, 640
	pictureScale                = 2
)

// Write writes one network in a format that holds one.
func (v NetworkView) Write(w io.Writer, format string) error {
	g := files.Graph{Matrix: v.Matrix, Mode: v.Options.Mode, About: v.About}
	centralities := v.Centralities()
	for i, n := range v.Nodes {
		kind := string(n.Kind)
		if n.Kind == network.Speaker {
			kind = "organization"
			if n.Person {
				kind = "person"
			}
		}
		c := draw.Light.Camps[n.Camp%len(draw.Light.Camps)]
		g.Nodes = append(g.Nodes, files.Node{
			Label: n.Label, Kind: kind, ID: n.ID, Group: n.Group, Color: fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B),
			Statements: n.Count, Camp: n.Camp, Centrality: centralities[i], At: v.At[i],
		})
	}
	for _, f := range files.Formats {
		if f.Name == format {
			return f.Write(w, g)
		}
	}
	return WritePicture(w, v.Picture(pictureWidth, pictureHeight, draw.Light, nil), format)
}

// WritePicture writes a picture as "svg", "png" or "pdf".
func WritePicture(w io.Writer, p NetworkPicture, format string) error {
	switch format {
	case "svg":
		return p.SVG(w)
	case "png":
		return p.PNG(w, pictureScale)
	case "pdf":
		return p.PDF(w)
	}
	return errors.New("a picture is svg, png or pdf")
}

// WriteEdges writes the ties of all networks.
func (n *Network) WriteEdges(w io.Writer) error {
	return files.WriteEdges(w, n.Matrices, n.Options.Mode)
}
