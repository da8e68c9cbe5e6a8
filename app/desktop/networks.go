package desktop

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// networksPage draws who stands with whom, and who takes which position.
type networksPage struct {
	w             *Window
	kind          *widget.Select
	rows          *widget.Select
	columns       *widget.Select
	aggregation   *widget.Select
	normalization *widget.Select
	once          *parts.Knob
	confirmed     *parts.Knob
	least         *widget.Slider
	from, to      *widget.Slider // months since the first one
	first         time.Time      // the first month with a statement
	time          *parts.Prose   // the time and threshold in words
	graph         *chart.Network
	heat          *chart.Network
	body          *fyne.Container
	side          *fyne.Container
	quotes        fyne.CanvasObject // the pane of the side
	panes         *parts.Panes
	loading       latest
	measuring     latest
	reading       latest
	shown         networkShown
	chosen        int       // of the ties; −1 for none
	left          [2]string // the months chosen when the page was left, until its time is known
}

// networkShown is what the page shows.
type networkShown struct {
	network *app.Network
	view    app.NetworkView
	heat    *app.Network // two modes of the same rows and columns
	matrix  app.NetworkMatrix
	points  []app.PolarizationPoint
}

// The choices of the page, by the words of the command line.
var (
	networkKinds    = []string{"onemode", "twomode"}
	networkRows     = []string{"organization", "speaker", "group", "publisher"}
	networkColumns  = []string{"target", "tag"}
	networkOneMode  = []string{"subtract", "congruence", "conflict", "ignore"}
	networkTwoMode  = []string{"subtract", "ignore", "combine"}
	networkOneNorms = []string{"none", "average", "jaccard", "cosine-textbook", "cosine"}
	networkTwoNorms = []string{"none", "activity", "prominence"}
)

func newNetworksPage(w *Window) *networksPage {
	p := &networksPage{w: w, side: parts.NewColumn(6), chosen: -1, time: parts.Soft("")}
	p.graph = chart.NewNetwork(p.drawGraph, p.choose)
	p.heat = chart.NewNetwork(p.drawHeat, p.choose)
	p.heat.Own = true
	p.kind = p.selection([]string{T("who stands with whom"), T("who says what")}, func() { p.kindChanged() })
	p.rows = p.selection([]string{T("organisations"), T("speakers"), T("groups"), T("publishers")}, p.load)
	p.columns = p.selection([]string{T("by target"), T("by tag")}, func() { p.kindChanged() })
	p.aggregation = p.selection(nil, p.load)
	p.normalization = p.selection(nil, p.load)
	p.once = p.toggle(T("once per story"))
	p.confirmed = p.toggle(T("confirmed only"))
	p.least, p.from, p.to = widget.NewSlider(0, 1), widget.NewSlider(0, 1), widget.NewSlider(0, 1)
	p.least.OnChanged = func(float64) { p.tellTime() }
	p.least.OnChangeEnded = func(float64) { p.load() }
	for _, s := range []*widget.Slider{p.from, p.to} {
		s.OnChanged = func(float64) { p.tellTime() }
		s.OnChangeEnded = func(float64) { p.load() }
	}
	p.to.Value = 1
	tools := parts.NewFlow(
		4,
		parts.Fixed(216, p.kind),
		parts.Fixed(130, p.rows),
		parts.Fixed(104, p.columns),
		parts.Fixed(190, p.aggregation),
		parts.Fixed(150, p.normalization),
		p.once,
		p.confirmed,
		parts.NewMenuKnob(w, T("Export…"), p.exports),
	)
	sliders := container.NewGridWithColumns(
		3,
		labelled(T("from"), p.from),
		labelled(T("to"), p.to),
		labelled(T("ties from"), p.least),
	)
	head := container.New(
		parts.Inset{Left: 16, Top: 10, Right: 16, Bottom: 6},
		parts.NewColumn(4, tools, sliders, p.time),
	)
	p.body = container.NewStack()
	left := container.NewVScroll(container.NewBorder(parts.NewColumn(0, head, parts.Divider()), nil, nil, nil, p.body))
	side := parts.SidePane(p.side)
	p.quotes = side
	p.panes = parts.NewPanes(
		0,
		parts.InspectorWidth,
		parts.Pane{},
		parts.Pane{Title: T("Network"), Content: left},
		parts.Pane{Title: T("Quotes"), Content: side},
	)
	p.panes.Least = chartRoom
	p.fillMeasures()
	return p
}

func labelled(words string, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewBorder(nil, nil, parts.Fixed(96, parts.Soft(words)), nil, o)
}

func (p *networksPage) selection(options []string, changed func()) *widget.Select {
	s := widget.NewSelect(options, nil)
	if len(options) > 0 {
		s.SetSelectedIndex(0)
	}
	s.OnChanged = func(string) { changed() }
	return s
}

func (p *networksPage) toggle(words string) *parts.Knob {
	k := parts.NewKnob(words, "", parts.Toggle, nil)
	k.OnTap = func() {
		k.On = !k.On
		k.Refresh()
		p.load()
	}
	return k
}

func (p *networksPage) name() string               { return "Networks" }
func (p *networksPage) mark() string               { return "⁂" }
func (p *networksPage) content() fyne.CanvasObject { return p.panes.Box }
func (p *networksPage) inspected() *inspector      { return nil }
func (p *networksPage) letter(rune) bool           { return false }
func (p *networksPage) frame() *parts.Panes        { return p.panes }
func (p *networksPage) refresh()                   { p.load() }

// key goes through the ties, the strongest first; Return shows the quotes.
func (p *networksPage) key(k fyne.KeyName) bool {
	step := map[fyne.KeyName]int{fyne.KeyRight: 1, fyne.KeyDown: 1, fyne.KeyLeft: -1, fyne.KeyUp: -1}[k]
	ties := p.shown.view.Ties
	switch {
	case step != 0 && len(ties) > 0:
		p.chosen = min(max(p.chosen+step, 0), len(ties)-1)
		p.choose("", [2]string{ties[p.chosen].A, ties[p.chosen].B})
	case k == fyne.KeyReturn:
		p.panes.Reveal(p.quotes)
	default:
		return false
	}
	return true
}

// fillMeasures offers the aggregations and normalizations of the kind.
func (p *networksPage) fillMeasures() {
	names := map[string]string{
		"subtract": T(
			"agreement − conflict",
		),
		"congruence": T("agreement"),
		"conflict":   T("conflict"),
		"ignore":     T("how often"),
		"combine":    T("which stances"),
		"none": T(
			"not normalised",
		),
		"average":         T("average"),
		"jaccard":         "Jaccard",
		"cosine":          T("cosine (DNA)"),
		"cosine-textbook": T("cosine"),
		"activity":        T("activity"),
		"prominence":      T("prominence"),
	}
	aggregations, norms := p.measures()
	fillIn := func(s *widget.Select, words []string) {
		s.Options = nil
		for _, w := range words {
			s.Options = append(s.Options, names[w])
		}
		s.Selected = s.Options[0]
		s.Refresh()
	}
	if p.kind.SelectedIndex() == 1 {
		names["subtract"] = T("support − opposition")
	}
	fillIn(p.aggregation, aggregations)
	fillIn(p.normalization, norms)
}

func (p *networksPage) measures() (aggregations, norms []string) {
	aggregations, norms = networkOneMode, networkOneNorms
	if p.kind.SelectedIndex() == 1 {
		aggregations, norms = networkTwoMode, networkTwoNorms
	}
	if p.columns.SelectedIndex() == 1 {
		aggregations = []string{"ignore"} // a tag has no stance
	}
	return aggregations, norms
}

func (p *networksPage) kindChanged() {
	p.fillMeasures()
	p.load()
}

// request is what the tools ask for.
func (p *networksPage) request() app.NetworkRequest {
	aggregations, norms := p.measures()
	at := func(s *widget.Select, words []string) string {
		return words[min(max(s.SelectedIndex(), 0), len(words)-1)]
	}
	r := app.NetworkRequest{ConfirmedOnly: p.confirmed.On, NetworkOptions: app.NewNetworkOptions(app.NetworkNames{
		Type: at(p.kind, networkKinds), Rows: at(p.rows, networkRows), Columns: at(p.columns, networkColumns),
		Aggregation: at(p.aggregation, aggregations), Normalization: at(p.normalization, norms),
	})}
	r.OncePerStory = p.once.On
	if !p.first.IsZero() && (p.from.Value > 0 || p.to.Value < p.to.Max) {
		r.From = p.first.AddDate(0, int(p.from.Value), 0)
		r.To = p.first.AddDate(0, int(max(p.to.Value, p.from.Value))+1, 0).Add(-time.Second)
	}
	return r
}

func (p *networksPage) load() {
	if p.w.settings.Blind {
		p.say(
			parts.EmptyState(
				T("Hidden in blind mode"),
				T("Networks count what all coders judged. Leave blind mode to see them."),
				parts.NewKnob(p.w.blindName(), "", parts.Primary, p.w.toggleBlind),
			),
		)
		return
	}
	corpus, request, least, whole := p.w.corpus, p.request(), p.least.Value, p.first.IsZero()
	load(
		p.w,
		&p.loading,
		func(ctx context.Context) (networkShown, error) { return readNetwork(ctx, corpus, request, least) },
		func(s networkShown) {
			if whole && len(s.network.Statements) > 0 {
				p.span(s.network.Statements[0].When, s.network.Statements[len(s.network.Statements)-1].When)
				if p.monthsAsLeft() {
					p.load()
					return
				}
			}
			p.show(s)
		},
	)
}

func readNetwork(ctx context.Context, c *app.App, r app.NetworkRequest, least float64) (networkShown, error) {
	var s networkShown
	var err error
	if s.network, err = c.Network(ctx, r); err != nil {
		return s, err
	}
	if m, ok := s.network.First(); ok {
		s.view = s.network.View(m, least)
	}
	r.NetworkOptions = app.NewNetworkOptions(
		app.NetworkNames{Type: "twomode", Rows: string(r.Rows), Columns: string(r.Columns)},
	)
	r.From, r.To, r.OncePerStory = s.network.Options.From, s.network.Options.To, s.network.Options.OncePerStory
	if s.heat, err = c.Network(ctx, r); err != nil {
		return s, err
	}
	s.matrix, _ = s.heat.First()
	return s, nil
}

// span sets the sliders to the time of the statements.
func (p *networksPage) span(first, last time.Time) {
	p.first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	months := float64(12*(last.Year()-first.Year()) + int(last.Month()) - int(first.Month()))
	for _, s := range []*widget.Slider{p.from, p.to} {
		s.Max, s.Step = max(months, 1), 1
	}
	p.from.Value, p.to.Value = 0, p.to.Max
	p.from.Refresh()
	p.to.Refresh()
}

// month is the month that a slider stands at; empty where its time is not known.
func (p *networksPage) month(s *widget.Slider) string {
	if p.first.IsZero() {
		return ""
	}
	return p.first.AddDate(0, int(s.Value), 0).Format("2006-01")
}

// monthsAsLeft sets the sliders to the months chosen when the page was left; it
// reports whether that narrows the time.
func (p *networksPage) monthsAsLeft() bool {
	set := func(s *widget.Slider, month string) {
		if t, err := time.Parse("2006-01", month); err == nil {
			months := 12*(t.Year()-p.first.Year()) + int(t.Month()) - int(p.first.Month())
			s.Value = min(max(float64(months), 0), s.Max)
			s.Refresh()
		}
	}
	set(p.from, p.left[0])
	set(p.to, p.left[1])
	p.left = [2]string{}
	return p.from.Value > 0 || p.to.Value < p.to.Max
}

func (p *networksPage) where() present.Place {
	at := present.Place{
		"kind":        strconv.Itoa(p.kind.SelectedIndex()),
		"rows":        strconv.Itoa(p.rows.SelectedIndex()),
		"columns":     strconv.Itoa(p.columns.SelectedIndex()),
		"aggregation": strconv.Itoa(p.aggregation.SelectedIndex()),
		"normalization": strconv.Itoa(
			p.normalization.SelectedIndex(),
		),
		"once":      flag(p.once.On),
		"confirmed": flag(p.confirmed.On),
		"least":     strconv.FormatFloat(p.least.Value, 'g', -1, 64),
	}
	if p.from.Value > 0 {
		at["from"] = p.month(p.from)
	}
	if p.to.Value < p.to.Max {
		at["to"] = p.month(p.to)
	}
	return at
}

func (p *networksPage) returnTo(at present.Place) {
	choose := func(s *widget.Select, name string) {
		if i, err := strconv.Atoi(at[name]); err == nil {
			chooseQuietly(s, i)
		}
	}
	choose(p.kind, "kind")
	choose(p.rows, "rows")
	choose(p.columns, "columns")
	p.fillMeasures() // they hang on the kind and the columns
	choose(p.aggregation, "aggregation")
	choose(p.normalization, "normalization")
	p.once.On, p.confirmed.On = at["once"] != "", at["confirmed"] != ""
	p.once.Refresh()
	p.confirmed.Refresh()
	if least, err := strconv.ParseFloat(at["least"], 64); err == nil {
		p.least.Value = min(max(least, p.least.Min), p.least.Max)
		p.least.Refresh()
	}
	p.left = [2]string{at["from"], at["to"]}
	switch {
	case p.first.IsZero(): // the sliders follow when the time is known
	case p.left == [2]string{}:
		p.from.Value, p.to.Value = 0, p.to.Max
	default:
		p.from.Value, p.to.Value = 0, p.to.Max
		p.monthsAsLeft()
	}
}

var _ placed = (*networksPage)(nil)

func (p *networksPage) tellTime() {
	pieces := []string{}
	if !p.first.IsZero() {
		from, to := p.first.AddDate(0, int(p.from.Value), 0), p.first.AddDate(0, int(max(p.to.Value, p.from.Value)), 0)
		pieces = append(pieces, from.Format("2006-01")+" – "+to.Format("2006-01"))
	}
	if p.least.Value > 0 {
		pieces = append(pieces, Tf("ties ≥ %.2g", p.least.Value))
	}
	if n := p.shown.network; n != nil {
		pieces = append(pieces, Tf("%d of %d judgements count", n.Kept, n.All), Tf("%d ties", len(p.shown.view.Ties)))
	}
	p.time.SetText(strings.Join(pieces, "  ·  "))
}

func (p *networksPage) say(o fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{o}
	p.body.Refresh()
	p.side.RemoveAll()
}

// mostInHeat is how many cells a heat map shows on this page; files hold them all.
const mostInHeat = 3000

func (p *networksPage) show(s networkShown) {
	p.shown, p.chosen = s, -1
	if len(s.view.Nodes) == 0 {
		p.say(
			parts.EmptyState(
				T("No network yet"),
				T("Networks are made of judgements: judge quotes toward targets with S, O, N and M, or tag them."),
			),
		)
		p.tellTime()
		return
	}
	strongest := 0.0
	if len(s.view.Ties) > 0 && p.least.Value == 0 {
		strongest = max(s.view.Ties[0].Weight, -s.view.Ties[0].Weight)
		p.least.Max, p.least.Step = max(strongest, 1e-3), max(strongest, 1e-3)/40
		p.least.Refresh()
	}
	title := T("Who stands with whom")
	if p.kind.SelectedIndex() == 1 {
		title = T("Who says what")
	}
	p.graph.Redraw()
	items := []fyne.CanvasObject{
		container.New(parts.Inset{Left: 16, Top: 4, Right: 16, Bottom: 0}, parts.Section(title)),
		p.graph,
	}
	if cells := len(s.matrix.Rows) * len(s.matrix.Columns); cells > 0 && cells <= mostInHeat {
		p.heat.Redraw()
		items = append(
			items,
			container.New(
				parts.Inset{Left: 16, Top: 4, Right: 16, Bottom: 0},
				parts.Section(T("Who says what (support less opposition)")),
			),
			p.heat,
		)
	}
	p.body.Objects = []fyne.CanvasObject{parts.NewColumn(4, items...)}
	p.body.Refresh()
	p.tellTime()
	p.drawSide(nil)
	network := s.network
	load(p.w, &p.measuring, func(ctx context.Context) ([]app.PolarizationPoint, error) {
		return network.Polarization(ctx, "year", 100)
	}, func(points []app.PolarizationPoint) {
		if p.shown.network == network {
			p.shown.points = points
			p.drawSide(nil)
		}
	})
}

// theme are the colours of pictures on this screen.
func (p *networksPage) theme() app.NetworkTheme {
	t := app.LightTheme()
	if parts.Colors().Paper == parts.Dark.Paper {
		t = app.DarkTheme()
	}
	t.Ground = parts.Colors().Paper
	return t
}

func (p *networksPage) drawGraph(width, height float64) app.NetworkPicture {
	return p.shown.view.Picture(width, height, p.theme(), parts.MeasureUI)
}

func (p *networksPage) drawHeat(float64, float64) app.NetworkPicture {
	if p.shown.heat == nil {
		return app.NetworkPicture{}
	}
	return p.shown.heat.HeatMap(p.shown.matrix, p.theme(), parts.MeasureUI)
}

// choose shows what stands behind a node or a tie.
func (p *networksPage) choose(node string, tie [2]string) {
	s := p.shown
	from, m := s.network, s.view.Matrix
	a, b := tie[0], tie[1]
	if node != "" {
		a, b = node, ""
	} else if a == "" {
		return
	}
	if b != "" && slices.Contains(s.matrix.Columns, b) && !slices.Contains(m.Columns, b) {
		from, m = s.heat, s.matrix // a cell of the heat map
	}
	statements := from.QuotesOf(m, a, b)
	var ids []corpus.QuoteID
	for _, x := range statements {
		if !slices.Contains(ids, x.Quote) {
			ids = append(ids, x.Quote)
		}
	}
	title := a
	if b != "" {
		title = a + " — " + b
	}
	head := []fyne.CanvasObject{parts.Section(title)}
	for _, t := range s.view.Ties {
		if (t.A == a && t.B == b) || (t.A == b && t.B == a) {
			head = append(head, parts.Soft(Tf("weight %.3g", t.Weight)))
		}
	}
	if shared := sharedTargets(statements, a, b, from.Options.Mode == "onemode"); shared != "" {
		head = append(head, parts.Soft(shared))
	}
	c := p.w.corpus
	load(p.w, &p.reading, func(ctx context.Context) ([]app.QuoteCard, error) {
		cards, _, err := c.Cards(
			ctx,
			corpus.QuoteFilter{IDs: ids[:min(len(ids), pointQuotes)], AllActs: true, Limit: -1},
		)
		return cards, err
	}, func(cards []app.QuoteCard) {
		for _, card := range cards {
			quote := card
			line := parts.Soft(speakerLine(card) + " · " + sourceLine(card) + "  " + stanceLine(card))
			head = append(
				head,
				parts.NewTap(
					parts.NewColumn(3, parts.Quoted(plain(card.Words)), line, parts.Spaced(6, parts.Divider())),
					func() { p.w.openQuote(quote) },
				),
			)
		}
		if more := len(ids) - pointQuotes; more > 0 {
			head = append(head, parts.Soft(Tf("and %d more", more)))
		}
		p.drawSide(head)
	})
	p.panes.Reveal(p.quotes)
}

// sharedTargets says in marks what two actors say of each target they share.
func sharedTargets(statements []app.NetworkStatement, a, b string, oneMode bool) string {
	if !oneMode || b == "" {
		return ""
	}
	said := map[string]map[corpus.Stance]int{}
	var order []string
	for _, s := range statements {
		if said[s.Target] == nil {
			said[s.Target] = map[corpus.Stance]int{}
			order = append(order, s.Target)
		}
		said[s.Target][s.Stance]++
	}
	var lines []string
	for _, target := range order {
		var marks []string
		for _, stance := range corpus.Stances {
			if n := said[target][stance]; n > 0 {
				marks = append(marks, fmt.Sprintf("%s %d", chart.StanceMarks[stance], n))
			}
		}
		lines = append(lines, target+"  "+strings.Join(marks, "  "))
	}
	return strings.Join(lines, "\n")
}

// tiesListed is how many ties the table beside the drawing lists.
const tiesListed = 25

// drawSide shows polarization, what was chosen, the strongest ties, camps and methods.
func (p *networksPage) drawSide(chosen []fyne.CanvasObject) {
	s := p.shown
	var items []fyne.CanvasObject
	if len(chosen) == 0 {
		items = append(
			items,
			parts.Soft(T("Click a node or a tie, or go through the ties with the arrow keys, to read its quotes.")),
		)
	}
	items = append(items, chosen...)
	if len(s.points) > 1 {
		v := chart.NewNetwork(func(width, height float64) app.NetworkPicture {
			return app.PolarizationPicture(s.points, width, height, p.theme(), parts.MeasureUI)
		}, nil)
		v.Least = fyne.NewSize(200, 170)
		v.Redraw()
		items = append(
			items,
			parts.Section(T("Polarisation by year")),
			v,
			parts.Soft(
				T(
					"Modularity of the best split in two, with its interval over articles; dashed: the same stances dealt out by chance.",
				),
			),
		)
		if changes := app.PolarizationChanges(s.points); len(changes) > 0 {
			items = append(items, parts.Section(T("Change points (exploratory)")))
			for _, c := range changes {
				items = append(items, parts.Soft(fmt.Sprintf("%s, %.2f → %.2f (PELT)", c.Label, c.Before, c.After)))
			}
		}
	}
	items = append(items, parts.Section(T("Strongest ties")))
	for _, t := range s.view.Ties[:min(len(s.view.Ties), tiesListed)] {
		tie := t
		items = append(
			items,
			parts.NewTap(
				parts.Soft(fmt.Sprintf("%+.3g   %s — %s", t.Weight, t.A, t.B)),
				func() { p.choose("", [2]string{tie.A, tie.B}) },
			),
		)
	}
	counts := map[int]int{}
	for _, n := range s.view.Nodes {
		counts[n.Camp]++
	}
	items = append(
		items,
		parts.Section(T("Camps")),
		parts.Soft(
			Tf(
				"%d groups, modularity %.2f, seed %d",
				s.view.Communities.Groups,
				s.view.Communities.Modularity,
				s.view.Communities.Seed,
			),
		),
		parts.Soft(T("● person   ■ organisation   ◆ target or tag   — agree   ┄ disagree")),
	)
	items = append(
		items,
		parts.Section(T("Methods")),
		parts.Soft(s.view.About),
		parts.NewKnob(T("Copy"), "", parts.Bare, func() { p.w.copyText(s.view.About) }),
	)
	for _, note := range s.network.Notes {
		items = append(items, parts.Soft(note))
	}
	if s.network.Undated > 0 {
		items = append(
			items,
			parts.Soft(Tf("%d judgements of articles without a date are left out.", s.network.Undated)),
		)
	}
	p.side.Objects = items
	p.side.Refresh()
}

// exports are the ways out of what is shown.
func (p *networksPage) exports() []parts.Choice {
	var out []parts.Choice
	for _, f := range app.NetworkFormats() {
		format := f
		out = append(out, parts.Choice{Label: format.Title + "…", Do: func() {
			s := p.shown
			if s.network == nil {
				return
			}
			p.w.saveFile("network"+format.Extension, func(w io.Writer) error {
				if format.Series {
					return s.network.WriteEdges(w)
				}
				return s.view.Write(w, format.Name)
			})
		}})
	}
	return append(out, parts.Choice{Label: T("Heat map as SVG…"), Do: func() {
		s := p.shown
		if s.heat != nil {
			p.w.saveFile("heatmap.svg", func(w io.Writer) error {
				return app.WritePicture(w, s.heat.HeatMap(s.matrix, app.LightTheme(), nil), "svg")
			})
		}
	}})
}
