package exchange

import (
	"cmp"
	"encoding/xml"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quoth/corpus"
)

// graphWriter writes a network as GraphML, which Gephi, visone, igraph and
// NetworkX read: speakers, organisations and targets are nodes; an edge from a
// speaker to a target counts the stances, one to an organisation the quotes.
// There is one node for each entry of the registry, and an organisation that
// speaks for itself is that organisation: no person, and no edge to itself.
// Rejected quotes are left out. Memory grows with the network alone.
type graphWriter struct {
	out   io.Writer
	nodes map[string]graphNode
	edges map[graphEdge]map[string]int
	named map[string]string // organisations of the registry, by folded name: an entry that stands for others stands for their names too
}

type graphNode struct{ id, kind, label, group string }

type graphEdge struct{ from, to, relation string }

func newGraphML(w io.Writer, o Options) (Writer, error) {
	g := &graphWriter{
		out:   w,
		nodes: map[string]graphNode{},
		edges: map[graphEdge]map[string]int{},
		named: map[string]string{},
	}
	return g, each(o.organizations(), func(e corpus.Organization) error {
		id := cmp.Or(string(e.MergedInto), string(e.ID))
		for _, name := range append([]string{e.Name}, e.Aliases...) {
			g.named[foldName(name)] = id
		}
		return nil
	})
}

func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// node is the id of a node in the file: the registry entry's, or, without one,
// the name, however its letters are cased.
func (g *graphWriter) node(kind, entry, label, group string) string {
	id := kind + ":" + entry
	if entry == "" {
		id = kind + ":" + foldName(label)
	}
	if known, ok := g.nodes[id]; ok {
		label, group = cmp.Or(known.label, label), cmp.Or(known.group, group)
	}
	g.nodes[id] = graphNode{id, kind, label, group}
	return id
}

// speaker is the node of who said a quote; empty where nobody is named.
func (g *graphWriter) speaker(r *Row) string {
	q := &r.Quote
	switch {
	case q.SpeakerType == corpus.OrganizationSpeaker || q.PersonID == "" && q.OrganizationID != "" && strings.EqualFold(r.SpeakerName, r.OrganizationName):
		return g.organization(r)
	case g.named[foldName(r.SpeakerName)] != "":
		return g.node("organization", g.named[foldName(r.SpeakerName)], r.SpeakerName, r.Group)
	case q.SpeakerType == corpus.UnnamedSpeaker && q.PersonID == "":
		if r.SpeakerName == "" {
			return ""
		}
		return g.node("unnamed", "", r.SpeakerName, r.Group)
	case r.SpeakerName == "" && q.PersonID == "":
		return ""
	}
	return g.node("person", string(q.PersonID), r.SpeakerName, r.Group)
}

func (g *graphWriter) organization(r *Row) string {
	label := cmp.Or(r.OrganizationName, r.SpeakerName)
	if label == "" {
		return ""
	}
	return g.node("organization", string(r.Quote.OrganizationID), label, "")
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

func (g *graphWriter) Write(c *Chapter) error {
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Status == corpus.Rejected {
			continue
		}
		speaker := g.speaker(r)
		if speaker == "" {
			continue
		}
		if r.OrganizationName != "" {
			if organization := g.organization(r); organization != speaker {
				g.count(graphEdge{speaker, organization, "speaks for"}, "")
			}
		}
		for _, j := range r.Judgements {
			g.count(
				graphEdge{speaker, g.node("target", string(j.Judgement.Target), j.Target, ""), "stance"},
				string(j.Stance),
			)
		}
	}
	return nil
}

// graphKeys declares the attributes; readers need each with a name and a type.
func graphKeys() []graphKey {
	keys := []graphKey{
		{"label", "node", "label", "string"},
		{"kind", "node", "kind", "string"},
		{"group", "node", "group", "string"},
		{"relation", "edge", "relation", "string"},
		{"weight", "edge", "weight", "int"},
	}
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
	for _, id := range slices.Sorted(maps.Keys(g.nodes)) {
		n := g.nodes[id]
		data := []graphData{{"label", printable(n.label)}, {"kind", n.kind}}
		if n.group != "" {
			data = append(data, graphData{"group", printable(n.group)})
		}
		file.Graph.Nodes = append(file.Graph.Nodes, graphMLNode{printable(n.id), data})
	}
	for _, e := range slices.SortedFunc(maps.Keys(g.edges), func(a, b graphEdge) int {
		return slices.Compare([]string{a.from, a.to, a.relation}, []string{b.from, b.to, b.relation})
	}) {
		data := []graphData{{"relation", e.relation}}
		for _, name := range slices.Sorted(maps.Keys(g.edges[e])) {
			data = append(data, graphData{name, strconv.Itoa(g.edges[e][name])})
		}
		file.Graph.Edges = append(file.Graph.Edges, graphMLEdge{printable(e.from), printable(e.to), data})
	}
	if _, err := io.WriteString(g.out, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(g.out).Encode(file)
}
