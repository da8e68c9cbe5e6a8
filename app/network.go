package app

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"sort"
	"strconv"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/network"
)

// The words of networks, for the faces, which know the app alone.
type (
	NetworkOptions   = network.Options
	NetworkMatrix    = network.Matrix
	NetworkVariable  = network.Variable
	NetworkExclusion = network.Exclusion
)

// NetworkRequest asks for networks.
type NetworkRequest struct {
	NetworkOptions
	Coder         corpus.Coder // whose statements alone count; empty: everybody's
	ConfirmedOnly bool         // only quotes that were confirmed or corrected
	// Consensus makes one statement of all that coders say of a quote and a target: the
	// adjudicated stance, else what the rule makes of them. Empty: each coder's counts.
	Consensus corpus.Consensus
	// Suggestions adds stances that are only suggested, of quotes that no one has judged.
	Suggestions bool
	Progress    func(done, of int) // hears of texts read for suggestions; may be nil
}

// surelySuggested is the least probability of a suggestion that counts.
const surelySuggested = 0.8

// Network is the answer: one matrix, or one for each step of a window, made as
// they are asked for.
type Network struct {
	Options     NetworkOptions // as carried out
	Consensus   corpus.Consensus
	Suggestions bool     // were asked for
	Notes       []string // what was replaced for want of a formula
	Matrices    iter.Seq[NetworkMatrix]
	Statements  []network.Statement // that count, oldest first
	All, Kept   int                 // statements of the range; those that count
	Undated     int                 // statements of articles without a date: left out
	Unconfirmed int                 // left out because nobody confirmed the quote
	Divided     int                 // quotes and targets left out because their coders differ
	Suggested   int                 // statements that count and are only suggested

	entries map[nodeKey]NetworkNode
	read    []network.Statement // whether they count or not
}

// NetworkNode is what a label stands for.
type NetworkNode struct {
	Label  string
	Kind   NetworkVariable
	ID     string // registry entry, target or tag
	Group  string
	Person bool // a human being, rather than an organization
	Count  int  // statements that count, of the time of the network
	Camp   int  // of the network's communities
}

type nodeKey struct {
	kind  NetworkVariable
	label string
}

// Network makes networks of what coders judged and tagged.
func (a *App) Network(ctx context.Context, r NetworkRequest) (*Network, error) {
	options, notes, err := r.Resolve()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	n := &Network{
		Options:     options,
		Consensus:   r.Consensus,
		Suggestions: r.Suggestions,
		Notes:       notes,
		entries:     map[nodeKey]NetworkNode{},
	}
	if r.Consensus != "" && r.Coder != "" {
		return nil, fmt.Errorf("%w: one coder's statements need no consensus: ask for one of both", corpus.ErrInvalid)
	}
	coded, err := a.coded(ctx, r, n)
	if err != nil {
		return nil, err
	}
	targets, tags, err := a.codebookNames(ctx)
	if err != nil {
		return nil, err
	}
	label := distinctLabels(coded)
	statements := make([]network.Statement, 0, len(coded))
	for _, c := range coded {
		switch {
		case c.Published.IsZero():
			n.Undated++
			continue
		case r.Coder != "" && c.Coder != r.Coder && !c.suggested:
			continue
		case r.ConfirmedOnly && c.Status != corpus.Confirmed && c.Status != corpus.Corrected:
			n.Unconfirmed++
			continue
		}
		statements = append(statements, network.Statement{
			Quote:        c.Quote,
			Coder:        c.Coder,
			Document:     c.Article,
			Position:     c.Position,
			Story:        c.Story,
			Printing:     c.Printing,
			When:         WallClock(c.Published),
			Stance:       c.Stance,
			Speaker:      label.speaker(c.Statement),
			Organization: label.organization(c.Statement),
			Target:       targets[c.Target],
			Tag:          tags[c.Tag],
			Group:        c.Group,
			Publisher:    c.Publisher,
			Authors:      c.Authors,
			Section:      c.Section,
			Suggested:    c.suggested,
		})
		n.name(c.Statement, &statements[len(statements)-1])
	}
	if n.Matrices, _, err = network.Compute(statements, options); err != nil {
		return nil, err
	}
	if n.Statements, err = network.Kept(statements, options); err != nil {
		return nil, err
	}
	for i := range n.Statements {
		if n.Statements[i].Suggested {
			n.Suggested++
		}
	}
	n.read = statements
	n.All, n.Kept, err = network.Count(statements, options)
	return n, err
}

// codedStatement is what a coder judged or tagged, or what is only suggested.
type codedStatement struct {
	store.Statement
	suggested bool
}

// coded reads judgements where targets play a part or no tags do, else tags; both
// where rows and columns are targets and tags.
func (a *App) coded(ctx context.Context, r NetworkRequest, n *Network) ([]codedStatement, error) {
	o := n.Options
	tagged := o.Rows == network.Tag || o.Columns == network.Tag
	judged := !tagged || o.Rows == network.Target || o.Columns == network.Target
	var judgements []codedStatement
	switch {
	case judged:
		var err error
		if judgements, err = a.judgedOrSuggested(ctx, r, n); err != nil || !tagged {
			return judgements, err
		}
	case r.Consensus != "" || r.Suggestions:
		return nil, fmt.Errorf(
			"%w: consensus and suggestions are of stances: a network of tags has none",
			corpus.ErrInvalid,
		)
	}
	tags, err := a.store.TaggedStatements(ctx)
	if err != nil {
		return nil, err
	}
	if !judged {
		return asCoded(tags, false), nil
	}
	of := map[corpus.QuoteID]map[corpus.TagID]bool{}
	for _, t := range tags {
		if of[t.Quote] == nil {
			of[t.Quote] = map[corpus.TagID]bool{}
		}
		of[t.Quote][t.Tag] = true
	}
	var out []codedStatement
	for _, j := range judgements {
		for tag := range of[j.Quote] {
			j.Tag = tag
			out = append(out, j)
		}
	}
	return out, nil
}

func asCoded(statements []store.Statement, suggested bool) []codedStatement {
	out := make([]codedStatement, len(statements))
	for i, s := range statements {
		out[i] = codedStatement{s, suggested}
	}
	return out
}

// judgedOrSuggested reads the judgements that count, and suggestions where they are
// asked for.
func (a *App) judgedOrSuggested(ctx context.Context, r NetworkRequest, n *Network) ([]codedStatement, error) {
	judgements, err := a.store.JudgedStatements(ctx)
	if err != nil {
		return nil, err
	}
	if r.Consensus != "" {
		adjudicated, err := a.store.AdjudicatedStatements(ctx)
		if err != nil {
			return nil, err
		}
		judgements, n.Divided = settledStatements(judgements, adjudicated, r.Consensus)
	}
	out := asCoded(judgements, false)
	if !r.Suggestions {
		return out, nil
	}
	targets, err := a.store.TargetList(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		suggested, err := a.suggestedStatements(ctx, t.ID, r.Progress)
		if err != nil {
			return nil, err
		}
		out = append(out, asCoded(suggested, true)...)
	}
	return out, nil
}

// settledStatements makes one statement of those of a quote and a target; divided
// are the ones that have no settled stance.
func settledStatements(
	judgements, adjudicated []store.Statement,
	rule corpus.Consensus,
) (out []store.Statement, divided int) {
	type key struct {
		quote  corpus.QuoteID
		target corpus.TargetID
	}
	settled := map[key]bool{}
	for _, s := range adjudicated {
		settled[key{s.Quote, s.Target}] = true
	}
	out = adjudicated
	votes := map[key][]corpus.Judgement{}
	for _, s := range judgements {
		k := key{s.Quote, s.Target}
		votes[k] = append(votes[k], corpus.Judgement{Coder: s.Coder, Stance: s.Stance})
	}
	for _, s := range judgements {
		k := key{s.Quote, s.Target}
		if settled[k] {
			continue
		}
		settled[k] = true
		stance, ok := corpus.Settled(votes[k], nil, rule, "")
		if !ok {
			divided++
			continue
		}
		s.Stance, s.Coder = stance, ""
		out = append(out, s)
	}
	return out, divided
}

// suggestedStatements are the sure suggestions of a target. Those of a neutral stance
// are left out: they are what quotes get that do not speak of the target at all.
func (a *App) suggestedStatements(
	ctx context.Context,
	target corpus.TargetID,
	progress func(done, of int),
) ([]store.Statement, error) {
	found, err := a.SuggestStances(ctx, target, suggestMost, progress)
	if err != nil {
		return nil, err
	}
	stances := map[corpus.QuoteID]corpus.Stance{}
	var quotes []corpus.QuoteID
	for _, s := range found.Suggestions {
		if s.Probability >= surelySuggested && s.Stance != corpus.Neutral {
			stances[s.Card.Quote.ID] = s.Stance
			quotes = append(quotes, s.Card.Quote.ID)
		}
	}
	statements, err := a.store.UncodedStatements(ctx, quotes)
	for i := range statements {
		s := &statements[i]
		s.Target, s.Stance = target, stances[s.Quote]
	}
	return statements, err
}

func (a *App) codebookNames(ctx context.Context) (map[corpus.TargetID]string, map[corpus.TagID]string, error) {
	list, err := a.store.TargetList(ctx)
	if err != nil {
		return nil, nil, err
	}
	targets := make(map[corpus.TargetID]string, len(list))
	for _, t := range list {
		targets[t.ID] = t.Text
	}
	all, err := a.names.allTags(ctx)
	tags := make(map[corpus.TagID]string, len(all))
	for id, t := range all {
		tags[id] = t.Path
	}
	return targets, tags, err
}

// WallClock is the printed time: its day, week and month are the printed ones.
func WallClock(d corpus.Date) time.Time {
	t := d.Time
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// nodeLabels tell namesakes apart: the second entry of a name is "Name (2)".
type nodeLabels struct{ speakers, organizations map[string]string }

func distinctLabels(coded []codedStatement) nodeLabels {
	people, organizations := map[string]string{}, map[string]string{}
	for _, c := range coded {
		if c.PersonID != "" {
			people[string(c.PersonID)] = c.Person
		}
		if c.OrganizationID != "" {
			organizations[string(c.OrganizationID)] = c.Organization
		}
	}
	return nodeLabels{distinct(people), distinct(organizations)}
}

func distinct(names map[string]string) map[string]string {
	ids := make([]string, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	seen := map[string]int{}
	out := make(map[string]string, len(names))
	for _, id := range ids {
		name := names[id]
		if seen[name]++; seen[name] > 1 {
			name += " (" + strconv.Itoa(seen[name]) + ")"
		}
		out[id] = name
	}
	return out
}

// speaker is the label of who speaks; an organization that speaks for itself is the
// organization.
func (l nodeLabels) speaker(c store.Statement) string {
	if c.PersonID == "" && c.SpeakerType == corpus.OrganizationSpeaker {
		return cmp.Or(l.organization(c), c.Person)
	}
	return cmp.Or(l.speakers[string(c.PersonID)], c.Person)
}

func (l nodeLabels) organization(c store.Statement) string {
	return cmp.Or(l.organizations[string(c.OrganizationID)], c.Organization)
}

// name files the nodes that a statement speaks of.
func (n *Network) name(c store.Statement, s *network.Statement) {
	for _, v := range []NetworkVariable{n.Options.Rows, n.Options.Columns} {
		label := s.Value(v)
		key := nodeKey{v, label}
		if label == "" || n.entries[key].Label != "" {
			continue
		}
		node := NetworkNode{Label: label, Kind: v}
		switch v {
		case network.Speaker:
			node.Person = c.SpeakerType != corpus.OrganizationSpeaker
			node.ID, node.Group = cmp.Or(string(c.PersonID), string(c.OrganizationID)), c.Group
		case network.Organization:
			node.ID, node.Group = string(c.OrganizationID), c.Group
		case network.Target:
			node.ID = string(c.Target)
		case network.Tag:
			node.ID = string(c.Tag)
		}
		n.entries[key] = node
	}
}

// NetworkNames are the options of a network by the words of a command line.
type NetworkNames struct {
	Type, Rows, Columns, Aggregation, Normalization, Duplicates, Window, Kernel string
}

// NewNetworkOptions makes options of words; [NetworkOptions.Resolve] refuses what
// they do not name.
func NewNetworkOptions(n NetworkNames) NetworkOptions {
	return NetworkOptions{
		Mode: network.Mode(n.Type), Rows: network.Variable(n.Rows), Columns: network.Variable(n.Columns),
		Aggregation: network.Aggregation(n.Aggregation), Normalization: network.Normalization(n.Normalization),
		Duplicates: network.Duplicates(n.Duplicates), Window: network.Unit(n.Window), Kernel: network.Kernel(n.Kernel),
	}
}

// NetworkWords are the words that options may be, for help texts: of "type",
// "variable", "aggregation", "normalization", "duplicates", "window", "kernel" and
// the "field" of an exclusion.
func NetworkWords() map[string]string {
	return map[string]string{
		"type":        words(network.Modes),
		"variable":    words(network.Variables),
		"aggregation": words(network.Aggregations),
		"normalization": words(
			network.Normalizations,
		),
		"duplicates": words(network.DuplicateRules),
		"window":     words(network.Units),
		"kernel":     words(network.Kernels),
		"field":      words(network.ExclusionFields()),
	}
}

func words[T ~string](values []T) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return strings.Join(out, ", ")
}

// NetworkTie is a cell that is not 0.
type NetworkTie = network.Tie

// NetworkTies lists a matrix' cells that are not 0, the strongest first.
func NetworkTies(m NetworkMatrix, o NetworkOptions) []NetworkTie { return network.Ties(m, o.Mode) }
