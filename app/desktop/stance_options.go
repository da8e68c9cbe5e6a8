package desktop

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// stanceOptions are the choices of the page that stand in menus.
type stanceOptions struct {
	smooth    app.Smoothing
	consensus corpus.Consensus
	coder     corpus.Coder // with corpus.OneCoder
	split     string       // a day
}

// ticked marks the choice that holds.
func ticked(on bool, label string) string {
	if on {
		return "✓ " + label
	}
	return label
}

func (p *stancePage) smoothings() []parts.Choice {
	names := map[app.Smoothing]string{
		"": T("none"), "lowess": "LOWESS", "uniform": T("moving mean"), "triangular": T("triangular kernel"),
		"epanechnikov": T("Epanechnikov kernel"), "gaussian": T("Gaussian kernel"),
	}
	var out []parts.Choice
	for _, s := range append([]app.Smoothing{""}, app.Smoothings()...) {
		out = append(out, parts.Choice{Label: ticked(p.options.smooth == s, names[s]), Do: func() {
			p.options.smooth = s
			p.load()
		}})
	}
	return out
}

func (p *stancePage) consensuses() []parts.Choice {
	rule := func(label string, c corpus.Consensus, coder corpus.Coder) parts.Choice {
		on := p.options.consensus == c && p.options.coder == coder || p.options.consensus == "" && c == corpus.Majority
		return parts.Choice{Label: ticked(on, label), Do: func() {
			p.options.consensus, p.options.coder = c, coder
			p.load()
		}}
	}
	out := []parts.Choice{
		rule(T("the majority"), corpus.Majority, ""),
		rule(T("only where all agree"), corpus.Unanimity, ""),
	}
	for _, coder := range p.chart.Data.Coders {
		out = append(out, rule(Tf("what %s says", coder), corpus.OneCoder, coder))
	}
	return out
}

func (p *stancePage) splits() []parts.Choice {
	split := func(label, day string) parts.Choice {
		return parts.Choice{Label: ticked(p.options.split == day, label), Do: func() {
			p.options.split = day
			p.load()
		}}
	}
	out := []parts.Choice{split(T("no comparison"), "")}
	for _, e := range p.chart.Data.Events {
		out = append(out, split(e.Day+"  "+e.Label, e.Day))
	}
	return out
}

// comparisons says what changed at the day that was chosen.
func comparisons(c app.StanceChart) []fyne.CanvasObject {
	if c.Comparison == nil {
		return nil
	}
	day := strings.TrimSpace(c.Comparison.Day + "  " + c.Comparison.Event)
	out := []fyne.CanvasObject{parts.Section(T("Before and after") + " " + day)}
	add := func(label string, d *app.StanceComparison) {
		if d == nil {
			out = append(out, parts.Soft(label+": "+T("nothing on one side")))
			return
		}
		p := T("too few articles to test")
		if d.P == d.P {
			p = fmt.Sprintf("p = %.3f", d.P)
		}
		out = append(
			out,
			parts.Soft(
				fmt.Sprintf(
					"%s: %+.2f (%d) → %+.2f (%d), %+.2f (%+.2f … %+.2f), %s",
					label,
					d.Before.Net,
					d.Before.Judged,
					d.After.Net,
					d.After.Judged,
					d.Net.Value,
					d.Net.Low,
					d.Net.High,
					p,
				),
			),
		)
	}
	add(T("all"), c.Comparison)
	for _, s := range c.Series {
		add(s.Label, s.Comparison)
	}
	return out
}

// leftOut says in words what of the judged quotes is not drawn, and what other
// groupings would leave out.
func leftOut(c app.StanceChart) string {
	pieces := []string{Tf("%d of %d judged quotes are drawn", c.Drawn, c.Judged)}
	for _, o := range c.Omitted {
		pieces = append(pieces, fmt.Sprintf("%d %s", len(o.Quotes), omissionWords(o.Reason)))
	}
	words := strings.Join(pieces, " · ")
	var others []string
	for _, g := range c.Groupings {
		if g.By != c.By {
			others = append(others, Tf("%s leaves out %d", groupingName(g.By), g.LeftOut))
		}
	}
	return words + "\n" + strings.Join(others, " · ")
}

// suggestedWords say what is only suggested, and how far that can be trusted.
func suggestedWords(s *app.SuggestedStances) string {
	switch {
	case s == nil:
		return ""
	case s.Quotes == 0:
		return T("No quote that nobody has judged seems to be about this target.")
	case s.Reason != "":
		return Tf(
			"Suggestions are drawn from %d judged quotes on, so that their errors are known: these are %d.",
			app.SuggestionsNeed,
			s.Learned,
		)
	}
	pieces := []string{
		Tf(
			"× suggested, not judged: %d of %d quotes; of the %d judged ones %d %% would have been suggested right; intervals with these errors taken out",
			s.Drawn,
			s.Quotes,
			s.Learned,
			percent(s.Right),
		),
	}
	for _, o := range s.LeftOut {
		pieces = append(pieces, fmt.Sprintf("%d %s", len(o.Quotes), omissionWords(o.Reason)))
	}
	return strings.Join(pieces, " · ")
}

// omissionWords say why quotes are left out.
func omissionWords(r app.OmissionReason) string {
	return map[app.OmissionReason]string{
		app.OmittedRejected: T("rejected"), app.OmittedDivided: T("coders divided"), app.OmittedOtherCoders: T("judged by other coders only"),
		app.OmittedOpen: T("not confirmed"), app.OmittedUndated: T("without a date"), app.OmittedOutside: T("outside these days"),
		app.OmittedNoSpeaker: T("without a speaker"), app.OmittedNoOrganization: T("without an organisation"), app.OmittedNoPublisher: T("without a publisher"),
		app.OmittedRepeat: T("repeat a story"), app.OmittedOther: T("in lines not drawn"),
	}[r]
}

func groupingName(by app.StanceBy) string {
	return map[app.StanceBy]string{
		app.StanceBySpeaker: T("by speaker"), app.StanceByOrganization: T("by organisation"),
		app.StanceByPublisher: T("by publisher"), app.StanceByGroup: T("by group"),
	}[by]
}

// groupings are those of the menu, in its order.
var groupings = []app.StanceBy{app.StanceBySpeaker, app.StanceByOrganization, app.StanceByPublisher, app.StanceByGroup}

// showGrouping names the grouping that is drawn: where nobody chose one, it may have
// fallen back to one that has lines.
func (p *stancePage) showGrouping(c app.StanceChart) {
	if i := slices.Index(groupings, c.By); i >= 0 && i != p.by.SelectedIndex() && !p.chosenBy {
		then := p.by.OnChanged
		p.by.OnChanged = nil
		p.by.SetSelectedIndex(i)
		p.by.OnChanged = then
	}
}

func (p *stancePage) whyEmpty(c app.StanceChart) string {
	if c.Judged > 0 {
		return leftOut(c)
	}
	return T("Judge quotes toward this target with S, O, N and M in the reader or in review.")
}

func (p *stancePage) copyMethods() {
	p.w.app.Clipboard().SetContent(p.chart.Data.Methods())
	p.w.status.SetText(T("Copied the sentence for the methods section"))
}

// copyPicture puts the picture on the clipboard through the desktop's own tools:
// the toolkit's clipboard holds text only.
func (p *stancePage) copyPicture() {
	picture := p.picture()
	p.w.aside(func(ctx context.Context, _ *app.App) error {
		var data bytes.Buffer
		if err := png.Encode(&data, picture); err != nil {
			return err
		}
		err := app.CopyPicture(ctx, data.Bytes())
		if err == nil {
			p.w.run.onScreen(func() { p.w.status.SetText(T("Copied the picture")) })
		}
		return err
	})
}

// where keeps the choices, so that the chart is found as it was left.
func (p *stancePage) where() present.Place {
	out := present.Place{
		"by": fmt.Sprint(
			p.by.SelectedIndex(),
		),
		"period": fmt.Sprint(p.period.SelectedIndex()),
		"form":   fmt.Sprint(p.form.SelectedIndex()),
		"confirmed": fmt.Sprint(
			p.confirmed.On,
		),
		"once":      fmt.Sprint(p.once.On),
		"suggested": fmt.Sprint(p.suggested.On),
		"smooth":    string(p.options.smooth),
		"consensus": string(p.options.consensus),
		"coder":     string(p.options.coder),
		"split":     p.options.split,
	}
	if !p.chosenBy {
		delete(out, "by")
	}
	return out
}

func (p *stancePage) returnTo(at present.Place) {
	set := func(s *widget.Select, name string) {
		i, err := strconv.Atoi(at[name])
		if err != nil || i < 0 || i >= len(s.Options) {
			return
		}
		then := s.OnChanged
		s.OnChanged = nil // the page is read once, afterwards
		s.SetSelectedIndex(i)
		s.OnChanged = then
	}
	set(p.by, "by")
	set(p.period, "period")
	set(p.form, "form")
	p.chosenBy = p.chosenBy || at["by"] != ""
	p.chart.Form = chart.Form(max(p.form.SelectedIndex(), 0))
	p.confirmed.On, p.once.On, p.suggested.On = at["confirmed"] == "true", at["once"] == "true", at["suggested"] == "true"
	p.options = stanceOptions{
		app.Smoothing(at["smooth"]),
		corpus.Consensus(at["consensus"]),
		corpus.Coder(at["coder"]),
		at["split"],
	}
}

var _ placed = (*stancePage)(nil)
