package desktop

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/app/desktop/reader"
	"quoth/corpus"
)

// setGoal asks how many decisions a day the coder wants to take.
func (p *reviewPage) setGoal() {
	number := parts.NewField(p.w)
	number.SetPlaceHolder(T("50; empty for none"))
	p.w.form(T("How many decisions a day?"), T("Set"), []*widget.FormItem{parts.Item("Goal", number)}, func() {
		goal, err := strconv.Atoi(strings.TrimSpace(number.Text))
		if err != nil {
			goal = 0
		}
		p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			err := a.SetGoal(ctx, coder, goal)
			p.w.run.onScreen(p.refresh)
			return err
		}, nil)
	})
}

// sureLevels are the confidences above which a batch may be confirmed.
var sureLevels = []float64{0.97, 0.95, 0.9, 0.85, 0.8}

// confirmSure leads through a batch: how sure, a look at a sample, then the rest
// or none of it.
func (p *reviewPage) confirmSure() {
	names := make([]string, len(sureLevels))
	for i, level := range sureLevels {
		names[i] = strconv.FormatFloat(level, 'f', 2, 64)
	}
	level := widget.NewSelect(names, nil)
	level.SetSelectedIndex(1)
	why := parts.Soft(
		T(
			"A sample of the sure suggestions comes first, drawn by chance. How many of it are right tells how many of the rest are. Each decision keeps that nobody looked at it.",
		),
	)
	p.w.form(
		T("Confirm the sure ones"),
		T("Look at a sample"),
		[]*widget.FormItem{parts.Item("Confidence at least", level), parts.Item("", why)},
		func() {
			confidence := sureLevels[max(level.SelectedIndex(), 0)]
			loadOnce(
				p.w,
				func(ctx context.Context) (app.Batch, error) { return p.w.corpus.SureBatch(ctx, confidence) },
				p.lookAtSample,
			)
		},
	)
}

// sampleCheck is how far the look at a sample has come.
type sampleCheck struct {
	p             *reviewPage
	batch         app.Batch
	right, looked int
	box           *fyne.Container
	close         func()
}

func (p *reviewPage) lookAtSample(b app.Batch) {
	if len(b.Sample) == 0 {
		p.w.showText(
			T("Nothing so sure"),
			parts.Wrapped(Tf("No suggestion that waits has a confidence of %.2f or more.", b.Confidence)),
		)
		return
	}
	c := &sampleCheck{p: p, batch: b, box: container.NewStack()}
	size := p.w.Canvas().Size()
	d := p.w.showPanel(
		Tf("%d suggestions of confidence %.2f or more", b.Total, b.Confidence),
		c.box,
		fyne.NewSize(min(720*parts.TextScale(), size.Width-24), min(520*parts.TextScale(), size.Height-24)),
	)
	d.onClosed = func() { p.w.overlayKey = nil }
	c.close = d.Hide
	p.w.overlayKey = c.key
	c.draw()
}

func (c *sampleCheck) key(k fyne.KeyName) bool {
	if c.looked >= len(c.batch.Sample) {
		return false
	}
	switch k {
	case fyne.KeyReturn:
		c.answer(true, corpus.Confirm{Quote: c.batch.Sample[c.looked].Quote.ID, Queue: c.batch.SampleQueue()})
	case fyne.KeyBackspace:
		c.answer(false, corpus.Reject{Quote: c.batch.Sample[c.looked].Quote.ID, Queue: c.batch.SampleQueue()})
	default:
		return false
	}
	return true
}

// answer takes a decision on one quote of the sample; a nil act leaves it to be
// corrected later.
func (c *sampleCheck) answer(right bool, act corpus.Act) {
	if act != nil {
		c.p.w.do(act)
	}
	c.looked++
	if right {
		c.right++
	}
	c.draw()
}

func (c *sampleCheck) draw() {
	if c.looked >= len(c.batch.Sample) {
		c.drawEnd()
		return
	}
	card := c.batch.Sample[c.looked]
	text, marks, frame := passage(card)
	view := reader.New()
	view.Head.Objects = []fyne.CanvasObject{
		parts.Section(Tf("%d of %d", c.looked+1, len(c.batch.Sample))),
		parts.Heading(speakerLine(card)),
		parts.Soft(sourceLine(card)),
	}
	view.SetText(text, []corpus.Paragraph{{Span: corpus.Span{End: len(text)}}})
	view.Frame = frame
	view.SetMarks(marks, nil)
	answers := parts.NewFlow(
		6,
		parts.NewKnob(T("Right"), "⏎", parts.Primary, func() { c.key(fyne.KeyReturn) }),
		parts.NewKnob(T("Wrong speaker"), "", parts.Bordered, func() { c.answer(false, nil) }),
		parts.NewKnob(T("Not a quote"), "⌫", parts.Bordered, func() { c.key(fyne.KeyBackspace) }),
	)
	c.box.Objects = []fyne.CanvasObject{container.NewBorder(nil, parts.Padded(8, answers), nil, nil, view.Scroll)}
	c.box.Refresh()
}

func (c *sampleCheck) drawEnd() {
	low, high := app.ShareInterval(c.right, c.looked)
	said := parts.Wrapped(
		Tf(
			"%d of %d are right. Of suggestions like these, between %.0f %% and %.0f %% are (95 %% interval).",
			c.right,
			c.looked,
			low*100,
			high*100,
		),
	)
	confirm := parts.NewKnob(Tf("Confirm the other %d, unseen", len(c.batch.Rest)), "", parts.Primary, func() {
		c.close()
		batch, right, looked := c.batch, c.right, c.looked
		c.p.w.act(func(ctx context.Context, a *app.App, coder corpus.Coder) error {
			return a.ConfirmBatch(ctx, coder, batch, right, looked)
		}, nil)
	})
	leave := parts.NewKnob(T("Leave them in the queue"), "", parts.Bordered, func() { c.close() })
	c.box.Objects = []fyne.CanvasObject{
		container.New(
			parts.Middle{},
			parts.NewColumn(
				14,
				said,
				parts.NewFlow(6, confirm, leave),
				parts.Soft(T("The batch is one act; undo takes it back as one.")),
			),
		),
		container.NewStack(),
	}
	c.box.Refresh()
}

// blindName says what the switch would do.
func (w *Window) blindName() string {
	if w.settings.Blind {
		return T("Show other coders' decisions")
	}
	return T("Blind mode: hide other coders' decisions")
}

// toggleBlind hides what other coders decided, or shows it again: not while the
// coder has assigned quotes to judge.
func (w *Window) toggleBlind() {
	if !w.settings.Blind {
		w.setBlind(true)
		return
	}
	coder := w.settings.Coder
	loadOnce(w, func(ctx context.Context) (bool, error) { return w.corpus.MustBeBlind(ctx, coder) }, func(must bool) {
		if must {
			w.status.SetText(T("First judge what is assigned to you: until then others' decisions stay hidden."))
			return
		}
		w.setBlind(false)
	})
}

func (w *Window) setBlind(blind bool) {
	w.settings.Blind = blind
	w.applyBlind()
	if err := w.settings.Save(); err != nil {
		w.fail(err)
	}
	w.changed()
}

func (w *Window) applyBlind() {
	coder := corpus.Coder("")
	if w.settings.Blind {
		coder = w.settings.Coder
	}
	w.corpus.Blind(coder)
}

// passage joins a quote with the words around it and marks what is quoted.
func passage(c app.QuoteCard) (text string, marks []reader.Mark, content []corpus.Span) {
	p := parts.Colors()
	line := p.DirectLine
	if c.Current.Kind != corpus.Direct {
		line = p.MixedLine
	}
	var b strings.Builder
	b.WriteString(c.Before)
	start := b.Len()
	for _, f := range c.Words {
		from := b.Len()
		b.WriteString(f.Text)
		if f.Match {
			marks = append(marks, reader.Mark{Span: corpus.Span{Start: from, End: b.Len()}, Underline: line})
		}
	}
	content = []corpus.Span{{Start: start, End: b.Len()}}
	if len(marks) == 0 {
		marks = append(marks, reader.Mark{Span: content[0], Underline: line})
	}
	b.WriteString(c.After)
	return b.String(), marks, content
}
