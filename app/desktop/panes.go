package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// The widths of the panes beside a text, at 100 % text.
const (
	listWidth      = 310
	facetWidth     = 236
	inspectorWidth = 330
	halfWidth      = -1 // as wide as the middle
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

// pane is one part of a page and what its tab is called.
type pane struct {
	title   string
	content fyne.CanvasObject
}

// panes puts a list at the left, a text in the middle and an inspector at the
// right, with a hairline between. Where the window is too narrow for all three
// the inspector moves under the text; where even that leaves no room to read,
// one pane fills the page and tabs lead to the others.
type panes struct {
	left, right             float32
	least                   fyne.Size // the room the middle needs beside the inspector, and the height over it, at 100 % text
	side, middle, inspector pane
	tabs                    *fyne.Container
	lines                   [2]fyne.CanvasObject
	shown                   int // of all(), while one pane has to do
	single                  bool
	box                     *fyne.Container
}

// newPanes builds a page; a pane without content is left out.
func newPanes(left, right float32, side, middle, inspector pane) *panes {
	p := &panes{left: left, right: right, least: fyne.NewSize(narrowest*0.8, stackHeight), side: side, middle: middle, inspector: inspector, tabs: newFlow(2), lines: [2]fyne.CanvasObject{divider(), divider()}}
	objects := []fyne.CanvasObject{p.tabs, p.lines[0], p.lines[1]}
	for i, part := range p.all() {
		objects = append(objects, part.content)
		if part.content == middle.content {
			p.shown = i
		}
	}
	p.tabs.Hide()
	p.drawTabs()
	p.box = container.New(p, objects...)
	return p
}

func (p *panes) all() []pane {
	var out []pane
	for _, part := range []pane{p.side, p.middle, p.inspector} {
		if part.content != nil {
			out = append(out, part)
		}
	}
	return out
}

// reveal brings the pane with a content into view where only one is shown.
func (p *panes) reveal(content fyne.CanvasObject) {
	for i, part := range p.all() {
		if part.content == content {
			p.turn(i)
		}
	}
}

// next goes to the pane after the one in view; false where all are.
func (p *panes) next() bool {
	if p.single {
		p.turn((p.shown + 1) % len(p.all()))
	}
	return p.single
}

func (p *panes) turn(i int) {
	if p.shown == i {
		return
	}
	p.shown = i
	p.drawTabs()
	p.box.Refresh()
}

func (p *panes) drawTabs() {
	p.tabs.RemoveAll()
	for i, part := range p.all() {
		k := newKnob(part.title, "", bare, func() { p.turn(i) })
		k.on = i == p.shown
		p.tabs.Add(k)
	}
}

// Layout decides by the room there is, counted in letters rather than pixels.
func (p *panes) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := textScale()
	left, right := min(p.left*s, size.Width*0.34), p.right*s
	if p.side.content == nil {
		left = 0
	}
	if p.right == halfWidth {
		right = (size.Width - left) / 2
	}
	fits := p.inspector.content == nil && size.Width-left >= narrowest*s*0.7
	beside := p.inspector.content != nil && size.Width-left-right >= p.least.Width*s
	under := p.inspector.content != nil && size.Width >= stackWidth*s && size.Height >= p.least.Height*s
	p.single = !fits && !beside && !under
	for i, part := range p.all() {
		show(part.content, !p.single || i == p.shown)
	}
	show(p.tabs, p.single)
	show(p.lines[0], !p.single && left > 0 || p.single)
	show(p.lines[1], !p.single && p.inspector.content != nil)
	if p.single {
		p.alone(size)
		return
	}
	x := float32(0)
	if left > 0 {
		put(p.side.content, 0, 0, left, size.Height)
		put(p.lines[0], left, 0, 1, size.Height)
		x = left + 1
	}
	switch {
	case p.inspector.content == nil:
		put(p.middle.content, x, 0, size.Width-x, size.Height)
	case beside:
		put(p.middle.content, x, 0, size.Width-x-right-1, size.Height)
		put(p.lines[1], size.Width-right-1, 0, 1, size.Height)
		put(p.inspector.content, size.Width-right, 0, right, size.Height)
	default:
		h := size.Height * underText
		put(p.middle.content, x, 0, size.Width-x, h)
		put(p.lines[1], x, h, size.Width-x, 1)
		put(p.inspector.content, x, h+1, size.Width-x, size.Height-h-1)
	}
}

// alone gives the whole page to one pane, under the tabs.
func (p *panes) alone(size fyne.Size) {
	put(p.tabs, 8, 4, size.Width-16, p.tabs.MinSize().Height)
	y := p.tabs.MinSize().Height + 8
	put(p.lines[0], 0, y, size.Width, 1)
	put(p.all()[p.shown].content, 0, y+1, size.Width, size.Height-y-1)
}

// MinSize lets the window be as small as a person wants it.
func (p *panes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 200) }

func show(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
