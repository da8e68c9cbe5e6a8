package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"quoth/app"
	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
)

// saidBeside are the words in the pane beside a drawing.
func saidBeside(p *networksPage) int { return len(p.side.Objects) }

// middleOf is where a tie of the drawing has its middle, on the screen.
func middleOf(t *testing.T, v *chart.Network, tie [2]string) fyne.Position {
	t.Helper()
	test.WidgetRenderer(v).Layout(v.Size())
	for _, s := range v.Picture.Shapes {
		if s.Kind == app.NetworkLine && s.Tie == tie {
			scale := parts.TextScale()
			return fyne.NewPos(float32(s.At.X+s.To.X)/2*scale, float32(s.At.Y+s.To.Y)/2*scale)
		}
	}
	t.Fatalf("the tie %v is not drawn", tie)
	return fyne.Position{}
}

func TestANetworkIsReadByMouseAndKeyboard(t *testing.T) {
	w := sampleWindow(t)
	p := pageOf[*networksPage](w)
	w.goTo(p)
	w.Resize(fyne.NewSize(1441, 900))
	if len(p.shown.view.Nodes) < 3 || len(p.shown.view.Ties) < 2 || len(p.shown.points) == 0 {
		t.Fatalf("the sample's network has %d nodes and %d ties", len(p.shown.view.Nodes), len(p.shown.view.Ties))
	}
	// The middle of the weakest tie lies under others perhaps: whatever tie is hit there
	// is told and chosen.
	strongest := p.shown.view.Ties[0]
	at := middleOf(t, p.graph, [2]string{strongest.A, strongest.B})
	p.graph.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	if p.graph.Tie[0] == "" && p.graph.Node == "" {
		t.Error("the mouse over a tie is told nothing")
	}
	before := saidBeside(p)
	p.graph.Tapped(&fyne.PointEvent{Position: at})
	if saidBeside(p) <= before {
		t.Error("a click on a tie shows no quotes")
	}
	w.press(fyne.KeyRight)
	if p.chosen != 0 {
		t.Errorf("the arrow key chose tie %d", p.chosen)
	}
	first := p.shown.view.Ties[0]
	if want := first.A + " — " + first.B; !strings.Contains(strings.ToLower(textOf(p.side)), strings.ToLower(want)) {
		t.Errorf("beside the drawing nothing is said of %s", want)
	}
	node := p.shown.view.Nodes[0].Label
	p.choose(node, [2]string{})
	if !strings.Contains(strings.ToLower(textOf(p.side)), strings.ToLower(node)) {
		t.Errorf("beside the drawing nothing is said of %s", node)
	}
}

func TestTheToolsOfANetwork(t *testing.T) {
	w := sampleWindow(t)
	p := pageOf[*networksPage](w)
	w.goTo(p)
	all := len(p.shown.view.Ties)
	strongest := p.shown.view.Ties[0].Weight
	p.least.Value = max(strongest, -strongest)
	p.load()
	if n := len(p.shown.view.Ties); n == 0 || n >= all {
		t.Errorf("%d of %d ties are left at the strongest", n, all)
	}
	p.least.Value = 0
	p.to.Value = 0
	p.load()
	if p.shown.network.Kept == 0 || p.shown.network.Options.To.IsZero() {
		t.Errorf("the first month alone has %d judgements, to %v", p.shown.network.Kept, p.shown.network.Options.To)
	}
	p.to.Value = p.to.Max
	p.kind.SetSelectedIndex(1)
	if p.shown.network.Options.Mode != "twomode" || len(p.shown.view.Matrix.Columns) == 0 {
		t.Errorf("two modes: %+v", p.shown.network.Options)
	}
	p.columns.SetSelectedIndex(1)
	if p.shown.network.Options.Columns != "tag" || p.shown.network.Options.Aggregation != "ignore" {
		t.Errorf("by tag: %+v", p.shown.network.Options)
	}
	p.rows.SetSelectedIndex(1)
	if p.shown.network.Options.Rows != "speaker" {
		t.Errorf("speakers: %+v", p.shown.network.Options)
	}
	if len(p.exports()) < 9 {
		t.Error("ways out are missing")
	}
}

// textOf are the words of what a container holds.
func textOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *parts.Prose:
		return o.Text + "\n"
	case *fyne.Container:
		all := ""
		for _, inner := range o.Objects {
			all += textOf(inner)
		}
		return all
	}
	return ""
}
