package files

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"strings"
	"testing"

	"quoth/network"
)

// hostile has labels that break careless writers; in the two-mode graph "Both" is a
// row and a column.
func hostile(mode network.Mode) Graph {
	names := []string{`A & "B" <c>`, "=HYPERLINK(1)", "Both"}
	g := Graph{Mode: mode, About: "made -- here"}
	g.Matrix = network.Matrix{Rows: names, Columns: names, Values: [][]float64{{0, 2, -0.5}, {2, 0, 0}, {-0.5, 0, 0}}}
	for i, n := range network.Nodes(g.Matrix, mode) {
		g.Nodes = append(g.Nodes, Node{Label: n, Kind: "person", Color: "#1e63a8", Camp: i})
	}
	return g
}

func TestGraphs(t *testing.T) {
	for _, mode := range network.Modes {
		nodes, ties := 3, 2
		if mode == network.TwoMode {
			nodes, ties = 6, 4
		}
		for _, f := range Formats[:3] {
			var out bytes.Buffer
			if err := f.Write(&out, hostile(mode)); err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Graph struct {
					Nodes []struct {
						ID string `xml:"id,attr"`
					} `xml:"node"`
					Edges []struct {
						Source string `xml:"source,attr"`
						Target string `xml:"target,attr"`
					} `xml:"edge"`
					Inner struct {
						Nodes []struct{} `xml:"node"`
					} `xml:"nodes"`
					InnerEdges struct {
						Edges []struct{} `xml:"edge"`
					} `xml:"edges"`
				} `xml:"graph"`
			}
			if err := xml.Unmarshal(out.Bytes(), &doc); err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if n, e := len(
				doc.Graph.Nodes,
			)+len(
				doc.Graph.Inner.Nodes,
			), len(
				doc.Graph.Edges,
			)+len(
				doc.Graph.InnerEdges.Edges,
			); n != nodes ||
				e != ties {
				t.Errorf("%s, %s: %d nodes and %d ties, want %d and %d", f.Name, mode, n, e, nodes, ties)
			}
		}
	}
}

func TestTables(t *testing.T) {
	var matrix, edges, dl bytes.Buffer
	g := hostile(network.OneMode)
	if err := Formats[3].Write(&matrix, g); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&matrix).ReadAll()
	if err != nil || len(rows) != 4 || rows[2][0] != "'=HYPERLINK(1)" || rows[1][3] != "-0.5" {
		t.Errorf("%v, %v", rows, err)
	}
	if err := WriteEdges(&edges, func(yield func(network.Matrix) bool) { yield(g.Matrix) }, g.Mode); err != nil {
		t.Fatal(err)
	}
	if rows, err := csv.NewReader(&edges).ReadAll(); err != nil || len(rows) != 3 || rows[1][6] != "2" {
		t.Errorf("%v, %v", rows, err)
	}
	if err := Formats[4].Write(
		&dl,
		g,
	); err != nil ||
		!strings.HasPrefix(dl.String(), "dl n = 3, format = fullmatrix\nlabels:\n\"A & 'B' <c>\"\n") {
		t.Errorf("%s, %v", &dl, err)
	}
}
