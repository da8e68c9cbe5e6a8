package exchange

import (
	"encoding/xml"
	"io"
	"maps"
	"slices"
	"strconv"

	"quoth/corpus"
)

// graphWriter writes a network as GraphML, which Gephi, visone, igraph and
// NetworkX read: speakers, organisations and targets are nodes; an edge from a
// speaker to a target counts the stances, one to an organisation the quotes.
// Rejected quotes are left out. Memory grows with the network alone.
type graphWriter struct {
	out   io.Writer
	nodes map[graphNode]bool
	edges map[graphEdge]map[string]int
}

type graphNode struct{ kind, id, label string }

type graphEdge struct{ from, to, relation string }

func newGraphML(w io.Writer, _ Options) (Writer, error) {
	return &graphWriter{out: w, nodes: map[graphNode]bool{}, edges: map[graphEdge]map[string]int{}}, nil
}

// node is the id of a node in the file; without a registry entry its name stands
// for it.
func (g *graphWriter) node(kind, id, label string) string {
	if id == "" {
		id = label
	}
	n := graphNode{kind, kind + ":" + id, label}
	g.nodes[n] = true
	return n.id
}

func (g *graphWriter) count(e graphEdge, what string) {
	if g.edges[e] == nil {
		g.edges[e] = map[string]int{}
	}
	g.edges[e]["weight"]++
	if what != "" {
		g.edges[e][what]++
	}
}

func (g *graphWriter) Write(r Row) error {
	if r.Status == corpus.Rejected || r.SpeakerName == "" {
		return nil
	}
	speaker := g.node("speaker", string(r.Quote.PersonID), r.SpeakerName)
	if r.OrganizationName != "" {
		g.count(graphEdge{speaker, g.node("organization", string(r.Quote.OrganizationID), r.OrganizationName), "speaks for"}, "")
	}
	for _, j := range r.Judgements {
		g.count(graphEdge{speaker, g.node("target", string(j.Judgement.Target), j.Target), "stance"}, string(j.Stance))
	}
	return nil
}

// graphKeys declares the attributes; readers need each with a name and a type.
func graphKeys() []graphKey {
	keys := []graphKey{{"label", "node", "label", "string"}, {"kind", "node", "kind", "string"}, {"relation", "edge", "relation", "string"}, {"weight", "edge", "weight", "int"}}
	for _, s := range corpus.Stances {
		keys = append(keys, graphKey{string(s), "edge", string(s), "int"})
	}
	return keys
}

type graphKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type graphData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

type graphMLNode struct {
	ID   string      `xml:"id,attr"`
	Data []graphData `xml:"data"`
}

type graphMLEdge struct {
	Source string      `xml:"source,attr"`
	Target string      `xml:"target,attr"`
	Data   []graphData `xml:"data"`
}

type graphML struct {
	XMLName xml.Name   `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []graphKey `xml:"key"`
	Graph   struct {
		Default string        `xml:"edgedefault,attr"`
		Nodes   []graphMLNode `xml:"node"`
		Edges   []graphMLEdge `xml:"edge"`
	} `xml:"graph"`
}

func (g *graphWriter) Close() error {
	file := graphML{Keys: graphKeys()}
	file.Graph.Default = "directed"
	seen := map[string]bool{} // one entry may have been printed under several names
	for _, n := range slices.SortedFunc(maps.Keys(g.nodes), func(a, b graphNode) int { return slices.Compare([]string{a.id, a.label}, []string{b.id, b.label}) }) {
		if !seen[n.id] {
			seen[n.id] = true
			file.Graph.Nodes = append(file.Graph.Nodes, graphMLNode{n.id, []graphData{{"label", n.label}, {"kind", n.kind}}})
		}
	}
	for _, e := range slices.SortedFunc(maps.Keys(g.edges), func(a, b graphEdge) int {
		return slices.Compare([]string{a.from, a.to}, []string{b.from, b.to})
	}) {
		data := []graphData{{"relation", e.relation}}
		for _, name := range slices.Sorted(maps.Keys(g.edges[e])) {
			data = append(data, graphData{name, strconv.Itoa(g.edges[e][name])})
		}
		file.Graph.Edges = append(file.Graph.Edges, graphMLEdge{e.from, e.to, data})
	}
	if _, err := io.WriteString(g.out, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(g.out).Encode(file)
}
