package draw

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"quoth/network"
)

// crowded is a network with more labels than there is room for.
func crowded(n int) (Graph, []network.Point) {
	g := Graph{Mode: network.OneMode, Rows: n, Title: "A <crowded> network"}
	var at []network.Point
	for i := range n {
		g.Nodes = append(
			g.Nodes,
			Node{
				Label:  fmt.Sprintf("Actor number %d </text><script>", i),
				Shape:  []Kind{Circle, Square, Diamond}[i%3],
				Camp:   i % 3,
				Weight: float64(n - i),
			},
		)
		at = append(at, network.Point{X: float64(i%17) / 16, Y: float64(i%13) / 12})
		if i > 0 {
			g.Ties = append(g.Ties, network.Tie{A: g.Nodes[i-1].Label, B: g.Nodes[i].Label, Weight: float64(i%5) - 2.5})
		}
	}
	return g, at
}

func TestLabelsDoNotOverlap(t *testing.T) {
	g, at := crowded(120)
	p := Network(g, at, 900, 600, Light, MeasureGo)
	var labels, others []box
	for _, s := range p.Shapes {
		switch s.Kind {
		case Text:
			w := MeasureGo(s.Words, s.Size)
			left := s.At.X - [...]float64{0, w / 2, w}[s.Anchor]
			labels = append(labels, box{left, s.At.Y - s.Size*0.6, left + w, s.At.Y + s.Size*0.6})
		case Circle, Square, Diamond:
			others = append(others, around(s.At, s.Radius))
		}
	}
	if len(labels) < 10 || len(others) != 120 {
		t.Fatalf("%d labels, %d nodes", len(labels), len(others))
	}
	for i, l := range labels {
		if meetsAny(l, labels[i+1:]) || meetsAny(l, others) {
			t.Errorf("label %d overlaps", i)
		}
		if !l.inside(p.Width, p.Height) {
			t.Errorf("label %d is cut off", i)
		}
	}
}

func TestPicturesAreWritten(t *testing.T) {
	g, at := crowded(30)
	m := network.Matrix{
		Rows:    []string{"a", "=cmd"},
		Columns: []string{"x", "y"},
		Values:  [][]float64{{2, -1}, {0, 0.25}},
	}
	for name, p := range map[string]Picture{
		"network": Network(g, at, 600, 400, Dark, MeasureGo), "heat map": HeatMap(m, func(string, string) int { return 1 }, "t", Light, MeasureGo),
		"polarization": Polarization([]network.PolarizationPoint{{Label: "2019", Modularity: 0.2, High: 0.3}, {Label: "2020", Modularity: 0.4, Low: 0.2, High: 0.5, Chance: 0.1}}, []int{1}, 400, 200, Light, MeasureGo),
		"nothing":      Network(Graph{}, nil, 600, 400, Light, MeasureGo), "no time": Polarization(nil, nil, 400, 200, Light, MeasureGo),
	} {
		var svg, dots, pdf bytes.Buffer
		if err := p.SVG(&svg); err != nil || strings.Contains(svg.String(), "<script>") {
			t.Errorf("%s: SVG, %v", name, err)
		}
		if err := xml.Unmarshal(svg.Bytes(), new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := p.PNG(&dots, 1.5); err != nil {
			t.Errorf("%s: PNG, %v", name, err)
		}
		if image, err := png.Decode(&dots); err != nil || float64(image.Bounds().Dx()) < p.Width*1.5 {
			t.Errorf("%s: PNG, %v", name, err)
		}
		if err := p.PDF(&pdf); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
			t.Errorf("%s: PDF, %v", name, err)
		}
	}
}

func BenchmarkNetwork(b *testing.B) {
	g, at := crowded(300)
	for i := range 3000 {
		g.Ties = append(g.Ties, network.Tie{A: g.Nodes[i%300].Label, B: g.Nodes[(i*7+1)%300].Label, Weight: 1})
	}
	for b.Loop() {
		p := Network(g, at, 900, 600, Light, MeasureGo)
		p.Image(1, func(s Shape) bool { return s.Kind != Text })
	}
}
