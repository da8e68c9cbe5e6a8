// Package files writes networks for other programs: matrices, lists of ties, and
// graphs with what is known of their nodes.
package files

import (
	"bufio"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"quoth/network"
)

// Node is what a file says of a node.
type Node struct {
	Label, Kind, ID, Group, Color string
	Statements                    int
	Camp                          int
	Centrality                    network.Centrality
	At                            network.Point // in the unit square
}

// Graph is one network.
type Graph struct {
	Matrix network.Matrix
	Mode   network.Mode
	Nodes  []Node // in the order of network.Nodes
	About  string // how it was made
}

// Format is a way out for one network.
type Format struct {
	Name, Ext, Title string
	Write            func(io.Writer, Graph) error
}

// Formats lists them; what holds several networks is [WriteEdges].
var Formats = []Format{
	{
		"graphml",
		".graphml",
		"GraphML (Gephi, igraph, networkx)",
		func(w io.Writer, g Graph) error { return writeGraphML(w, g, false) },
	},
	{"visone", ".graphml", "GraphML of visone", func(w io.Writer, g Graph) error { return writeGraphML(w, g, true) }},
	{"gexf", ".gexf", "GEXF (Gephi)", writeGEXF},
	{"csv", ".csv", "CSV matrix", writeMatrix},
	{"dl", ".dl", "DL (UCINET)", writeDL},
}

// guarded keeps a spreadsheet from running a label as a formula, as exports do.
func guarded(label string) string {
	if label != "" && strings.ContainsRune("=+-@\t\r", rune(label[0])) {
		return "'" + label
	}
	return label
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func writeMatrix(w io.Writer, g Graph) error {
	out := csv.NewWriter(w)
	head := []string{""}
	for _, c := range g.Matrix.Columns {
		head = append(head, guarded(c))
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for i, r := range g.Matrix.Rows {
		line := []string{guarded(r)}
		for _, v := range g.Matrix.Values[i] {
			line = append(line, number(v))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteEdges writes all networks as one list of ties.
func WriteEdges(w io.Writer, matrices iter.Seq[network.Matrix], mode network.Mode) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"index", "at", "start", "stop", "source", "target", "weight"}); err != nil {
		return err
	}
	for m := range matrices {
		for _, t := range network.Ties(m, mode) {
			err := out.Write([]string{
				strconv.Itoa(
					m.Index,
				),
				m.At.Format(time.RFC3339),
				m.Start.Format(time.RFC3339),
				m.Stop.Format(time.RFC3339),
				guarded(t.A),
				guarded(t.B),
				number(t.Weight),
			})
			if err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// writeDL writes UCINET's full matrix; its labels have no quotation marks of their
// own.
func writeDL(w io.Writer, g Graph) error {
	out := bufio.NewWriter(w)
	m := g.Matrix
	label := func(s string) string {
		return `"` + strings.Join(strings.Fields(strings.ReplaceAll(s, `"`, "'")), " ") + `"`
	}
	if g.Mode == network.OneMode {
		fmt.Fprintf(out, "dl n = %d, format = fullmatrix\nlabels:\n", len(m.Rows))
	} else {
		fmt.Fprintf(out, "dl nr = %d, nc = %d, format = fullmatrix\nrow labels:\n", len(m.Rows), len(m.Columns))
	}
	for _, r := range m.Rows {
		fmt.Fprintln(out, label(r))
	}
	if g.Mode == network.TwoMode {
		fmt.Fprintln(out, "col labels:")
		for _, c := range m.Columns {
			fmt.Fprintln(out, label(c))
		}
	}
	fmt.Fprintln(out, "data:")
	for _, row := range m.Values {
		for j, v := range row {
			if j > 0 {
				fmt.Fprint(out, " ")
			}
			fmt.Fprint(out, number(v))
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// attribute is a typed field of nodes.
type attribute struct {
	name, typ string // types of GraphML; GEXF's are mapped
	value     func(Node) string
}

var attributes = []attribute{
	{"label", "string", func(n Node) string { return n.Label }},
	{"kind", "string", func(n Node) string { return n.Kind }},
	{"entry", "string", func(n Node) string { return n.ID }},
	{"group", "string", func(n Node) string { return n.Group }},
	{"color", "string", func(n Node) string { return n.Color }},
	{"statements", "int", func(n Node) string { return strconv.Itoa(n.Statements) }},
	{"camp", "int", func(n Node) string { return strconv.Itoa(n.Camp) }},
	{"degree", "int", func(n Node) string { return strconv.Itoa(n.Centrality.Degree) }},
	{"strength", "double", func(n Node) string { return number(n.Centrality.Strength) }},
	{"betweenness", "double", func(n Node) string { return number(n.Centrality.Betweenness) }},
	{"closeness", "double", func(n Node) string { return number(n.Centrality.Closeness) }},
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}

// each calls f for every tie, with the numbers of its nodes.
func (g Graph) each(f func(a, b int, weight float64)) {
	for i, row := range g.Matrix.Values {
		from, shift := i+1, 0
		if g.Mode == network.TwoMode {
			from, shift = 0, len(g.Matrix.Rows)
		}
		for j := from; j < len(row); j++ {
			if row[j] != 0 {
				f(i, j+shift, row[j])
			}
		}
	}
}

func writeGraphML(w io.Writer, g Graph, visone bool) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, xml.Header, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns"`)
	if visone {
		fmt.Fprint(out, ` xmlns:visone="http://visone.info/xmlns" xmlns:y="http://www.yworks.com/xml/graphml"`)
	}
	fmt.Fprintf(out, ">\n<!-- %s -->\n", strings.ReplaceAll(escaped(g.About), "--", "–"))
	if visone {
		fmt.Fprint(
			out,
			`<key id="graphics" for="node" yfiles.type="nodegraphics"/>`+"\n"+`<key id="line" for="edge" yfiles.type="edgegraphics"/>`+"\n",
		)
	}
	for _, a := range attributes {
		fmt.Fprintf(out, `<key id="%s" for="node" attr.name="%s" attr.type="%s"/>`+"\n", a.name, a.name, a.typ)
	}
	fmt.Fprint(out, `<key id="weight" for="edge" attr.name="weight" attr.type="double"/>`+"\n"+
		`<key id="strength_of_tie" for="edge" attr.name="absolute" attr.type="double"/>`+"\n"+
		`<key id="sign" for="edge" attr.name="sign" attr.type="string"/>`+"\n"+`<graph edgedefault="undirected">`+"\n")
	for i, n := range g.Nodes {
		fmt.Fprintf(out, `<node id="n%d">`, i)
		for _, a := range attributes {
			fmt.Fprintf(out, `<data key="%s">%s</data>`, a.name, escaped(a.value(n)))
		}
		if visone {
			shape := map[string]string{"person": "ellipse", "organization": "rectangle"}[n.Kind]
			if shape == "" {
				shape = "diamond"
			}
			fmt.Fprintf(
				out,
				`<data key="graphics"><y:ShapeNode><y:Geometry x="%.1f" y="%.1f" width="20" height="20"/><y:Fill color="%s" transparent="false"/>`+
					`<y:NodeLabel>%s</y:NodeLabel><y:Shape type="%s"/></y:ShapeNode></data>`,
				n.At.X*900,
				n.At.Y*600,
				n.Color,
				escaped(n.Label),
				shape,
			)
		}
		fmt.Fprintln(out, "</node>")
	}
	k := 0
	g.each(func(a, b int, v float64) {
		fmt.Fprintf(
			out,
			`<edge id="e%d" source="n%d" target="n%d"><data key="weight">%s</data><data key="strength_of_tie">%s</data><data key="sign">%s</data>`,
			k,
			a,
			b,
			number(v),
			number(max(v, -v)),
			signed(v),
		)
		if visone {
			color, style := "#3f8a63", "line"
			if v < 0 {
				color, style = "#d97a3a", "dashed"
			}
			fmt.Fprintf(
				out,
				`<data key="line"><y:PolyLineEdge><y:LineStyle color="%s" type="%s" width="%.1f"/></y:PolyLineEdge></data>`,
				color,
				style,
				1+min(max(v, -v), 8)/2,
			)
		}
		fmt.Fprintln(out, "</edge>")
		k++
	})
	fmt.Fprint(out, "</graph>\n</graphml>\n")
	return out.Flush()
}

func signed(v float64) string {
	if v < 0 {
		return "negative"
	}
	return "positive"
}

// writeGEXF writes GEXF 1.3. Gephi takes no weights below 0: the weight is without
// its sign, which has an attribute of its own.
func writeGEXF(w io.Writer, g Graph) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(
		out,
		xml.Header,
		`<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">`+"\n",
	)
	fmt.Fprintf(
		out,
		"<meta><creator>Quoth</creator><description>%s</description></meta>\n<graph defaultedgetype=\"undirected\" mode=\"static\">\n<attributes class=\"node\">\n",
		escaped(g.About),
	)
	types := map[string]string{"int": "integer"}
	for i, a := range attributes[1:] {
		typ := a.typ
		if t := types[typ]; t != "" {
			typ = t
		}
		fmt.Fprintf(out, `<attribute id="%d" title="%s" type="%s"/>`+"\n", i, a.name, typ)
	}
	fmt.Fprint(
		out,
		"</attributes>\n<attributes class=\"edge\">\n<attribute id=\"0\" title=\"signed\" type=\"double\"/>\n<attribute id=\"1\" title=\"sign\" type=\"string\"/>\n</attributes>\n<nodes>\n",
	)
	for i, n := range g.Nodes {
		fmt.Fprintf(out, `<node id="n%d" label="%s"><attvalues>`, i, escaped(n.Label))
		for k, a := range attributes[1:] {
			fmt.Fprintf(out, `<attvalue for="%d" value="%s"/>`, k, escaped(a.value(n)))
		}
		var red, green, blue int
		_, _ = fmt.Sscanf(n.Color, "#%02x%02x%02x", &red, &green, &blue) // without a colour it is black
		fmt.Fprintf(
			out,
			`</attvalues><viz:color r="%d" g="%d" b="%d"/><viz:position x="%.1f" y="%.1f" z="0"/></node>`+"\n",
			red,
			green,
			blue,
			n.At.X*900-450,
			300-n.At.Y*600,
		)
	}
	fmt.Fprint(out, "</nodes>\n<edges>\n")
	k := 0
	g.each(func(a, b int, v float64) {
		fmt.Fprintf(
			out,
			`<edge id="%d" source="n%d" target="n%d" weight="%s"><attvalues><attvalue for="0" value="%s"/><attvalue for="1" value="%s"/></attvalues></edge>`+"\n",
			k,
			a,
			b,
			number(max(v, -v)),
			number(v),
			signed(v),
		)
		k++
	})
	fmt.Fprint(out, "</edges>\n</graph>\n</gexf>\n")
	return out.Flush()
}
