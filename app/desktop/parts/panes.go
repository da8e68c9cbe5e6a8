package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// The widths of the panes beside a text, at 100 % text.
const (
	ListWidth      = 292
	FacetWidth     = 236
	InspectorWidth = 310
	HalfWidth      = -1 // as wide as the middle
)

// The least room panes need to stand beside or under each other, at 100 % text.
const (
	narrowest   = 420 // a text beside the inspector
	stackWidth  = 520 // a list beside a text
	stackHeight = 400 // a text over the inspector
)

// underText is the share of the height that a text has over the inspector: the
// name and the verdict must fit under it, the rest is scrolled to.
const underText = 0.68

// Pane is one part of a page and what its tab is called.
type Pane struct {
	Title   string
	Content fyne.CanvasObject
}

// Panes puts a list at the left, a text in the middle and an inspector at the
// right, with a hairline between. Where the window is too narrow for all three
// the inspector moves under the text; where even that leaves no room to read,
// one pane fills the page and tabs lead to the others.
type Panes struct {
	left, right             float32
	Least                   fyne.Size // the room the middle needs beside the inspector, and the height over it, at 100 % text
	side, middle, inspector Pane
	tabs                    *fyne.Container
	lines                   [2]fyne.CanvasObject
	Shown                   int // of all(), while one pane has to do
	Single                  bool
	Box                     *fyne.Container
}

// NewPanes builds a page; a pane without content is left out.
func NewPanes(left, right float32, side, middle, inspector Pane) *Panes {
	p := &Panes{
		left:      left,
		right:     right,
		Least:     fyne.NewSize(narrowest*0.8, stackHeight),
		side:      side,
		middle:    middle,
		inspector: inspector,
		tabs:      NewFlow(2),
		lines:     [2]fyne.CanvasObject{Divider(), Divider()},
	}
	objects := []fyne.CanvasObject{p.tabs, p.lines[0], p.lines[1]}
	for i, part := range p.all() {
		objects = append(objects, part.Content)
		if part.Content == middle.Content {
			p.Shown = i
		}
	}
	p.tabs.Hide()
	p.drawTabs()
	p.Box = container.New(p, objects...)
	return p
}

func (p *Panes) all() []Pane {
	var out []Pane
	for _, part := range []Pane{p.side, p.middle, p.inspector} {
		if part.Content != nil {
			out = append(out, part)
		}
	}
	return out
}

// Reveal brings the pane with a content into view where only one is shown.
func (p *Panes) Reveal(content fyne.CanvasObject) {
	for i, part := range p.all() {
		if part.Content == content {
			p.Turn(i)
		}
	}
}

// Next goes to the pane after the one in view; false where all are.
func (p *Panes) Next() bool {
	if p.Single {
		p.Turn((p.Shown + 1) % len(p.all()))
	}
	return p.Single
}

// Turn shows pane i where there is room for one only.
func (p *Panes) Turn(i int) {
	if p.Shown == i {
		return
	}
	p.Shown = i
	p.drawTabs()
	p.Box.Refresh()
}

func (p *Panes) drawTabs() {
	p.tabs.RemoveAll()
	for i, part := range p.all() {
		k := NewKnob(part.Title, "", Bare, func() { p.Turn(i) })
		k.On = i == p.Shown
		p.tabs.Add(k)
	}
}

// Layout decides by the room there is, counted in letters rather than pixels.
func (p *Panes) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := TextScale()
	left, right := min(p.left*s, size.Width*0.34), p.right*s
	if p.side.Content == nil {
		left = 0
	}
	if p.right == HalfWidth {
		right = (size.Width - left) / 2
	}
	fits := p.inspector.Content == nil && size.Width-left >= narrowest*s*0.7
	beside := p.inspector.Content != nil && size.Width-left-right >= p.Least.Width*s
	under := p.inspector.Content != nil && size.Width >= stackWidth*s && size.Height >= p.Least.Height*s
	p.Single = !fits && !beside && !under
	for i, part := range p.all() {
		Show(part.Content, !p.Single || i == p.Shown)
	}
	Show(p.tabs, p.Single)
	Show(p.lines[0], !p.Single && left > 0 || p.Single)
	Show(p.lines[1], !p.Single && p.inspector.Content != nil)
	if p.Single {
		p.alone(size)
		return
	}
	x := float32(0)
	if left > 0 {
		Put(p.side.Content, 0, 0, left, size.Height)
		Put(p.lines[0], left, 0, 1, size.Height)
		x = left + 1
	}
	switch {
	case p.inspector.Content == nil:
		Put(p.middle.Content, x, 0, size.Width-x, size.Height)
	case beside:
		Put(p.middle.Content, x, 0, size.Width-x-right-1, size.Height)
		Put(p.lines[1], size.Width-right-1, 0, 1, size.Height)
		Put(p.inspector.Content, size.Width-right, 0, right, size.Height)
	default:
		h := size.Height * underText
		Put(p.middle.Content, x, 0, size.Width-x, h)
		Put(p.lines[1], x, h, size.Width-x, 1)
		Put(p.inspector.Content, x, h+1, size.Width-x, size.Height-h-1)
	}
}

// alone gives the whole page to one pane, under the tabs.
func (p *Panes) alone(size fyne.Size) {
	Put(p.tabs, 8, 4, size.Width-16, p.tabs.MinSize().Height)
	y := p.tabs.MinSize().Height + 8
	Put(p.lines[0], 0, y, size.Width, 1)
	Put(p.all()[p.Shown].Content, 0, y+1, size.Width, size.Height-y-1)
}

// MinSize lets the window be as small as a person wants it.
func (p *Panes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 200) }

// Show shows or hides an object where it is not so already.
func Show(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
		Revive(o)
	} else {
		o.Hide()
	}
}
