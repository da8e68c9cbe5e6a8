package desktop

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// mostSpeakers is how many people a field offers at once.
const mostSpeakers = 6

// speakerField asks who said something. It offers the article's people first,
// each with the role and the organisation that come along; return takes the one
// that is lit, and what fits nobody is a new person.
type speakerField struct {
	widget.Entry
	w        *Window
	article  corpus.ArticleID
	was      string // the name it began with
	choices  []app.SpeakerChoice
	lit      int // −1 for none; len(choices) is a new person
	list     *fyne.Container
	onChosen func(app.SpeakerChoice)
	onEscape func()
	onGrown  func() // the list has another length: lay out what holds it
	finding  latest
}

func newSpeakerField(w *Window, article corpus.ArticleID, name string) *speakerField {
	f := &speakerField{w: w, article: article, was: name, lit: -1, list: parts.NewColumn(0)}
	f.ExtendBaseWidget(f)
	f.SetText(name)
	f.OnChanged = func(string) { f.find() }
	return f
}

// withChoices is the field with its choices under it.
func (f *speakerField) withChoices() fyne.CanvasObject { return parts.NewColumn(3, f, f.list) }

// selectAll marks the name, so that typing replaces it.
func (f *speakerField) selectAll() { f.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// find looks for people whose names fit what was typed.
func (f *speakerField) find() {
	typed, fresh := strings.TrimSpace(f.Text), strings.TrimSpace(f.Text) == f.was
	if fresh {
		typed = ""
	}
	load(f.w, &f.finding, func(ctx context.Context) ([]app.SpeakerChoice, error) {
		return f.w.corpus.SpeakerChoices(ctx, f.article, typed, mostSpeakers)
	}, func(found []app.SpeakerChoice) {
		f.choices, f.lit = found, 0
		if fresh && f.was != "" {
			f.lit = -1 // nothing was typed: return leaves everything as it is
		}
		f.draw()
	})
}

func (f *speakerField) draw() {
	f.list.RemoveAll()
	for i, c := range f.choices {
		about := parts.NonEmpty([]string{c.Role, c.Organization})
		if c.Type == corpus.UnnamedSpeaker {
			about = append(about, T("unnamed"))
		}
		if c.Here {
			about = append(about, T("this article"))
		}
		f.list.Add(newChoiceRow(c.Name, strings.Join(about, " · "), i == f.lit, func() { f.take(i) }))
	}
	if typed := strings.TrimSpace(f.Text); typed != "" && typed != f.was {
		f.list.Add(
			newChoiceRow(
				"+ "+Tf("new person: %s", typed),
				"",
				f.lit == len(f.choices),
				func() { f.take(len(f.choices)) },
			),
		)
	}
	f.list.Refresh()
	if f.onGrown != nil {
		f.onGrown()
	}
}

// take chooses; beyond the list it is a new person of the typed name.
func (f *speakerField) take(i int) {
	if i >= 0 && i < len(f.choices) {
		f.onChosen(f.choices[i])
		return
	}
	if name := strings.TrimSpace(f.Text); name != "" {
		f.onChosen(app.SpeakerChoice{Name: name})
	}
}

// TypedKey goes through the choices.
func (f *speakerField) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		f.lit = min(f.lit+1, len(f.choices))
		f.draw()
	case fyne.KeyUp:
		f.lit = max(f.lit-1, 0)
		f.draw()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.submit()
	case fyne.KeyEscape:
		if f.onEscape != nil {
			f.onEscape()
		}
	default:
		f.Entry.TypedKey(e)
	}
}

// submit takes what is lit. Return may come before the choices for what was typed
// are there, so they are looked up once more.
func (f *speakerField) submit() {
	typed, lit := strings.TrimSpace(f.Text), f.lit
	switch {
	case typed == f.was && lit < 0:
		if f.onEscape != nil {
			f.onEscape()
		}
		return
	case lit > 0 || typed == f.was || typed == "":
		f.take(lit)
		return
	}
	load(f.w, &f.finding, func(ctx context.Context) ([]app.SpeakerChoice, error) {
		return f.w.corpus.SpeakerChoices(ctx, f.article, typed, mostSpeakers)
	}, func(found []app.SpeakerChoice) {
		f.choices = found
		f.take(0)
	})
}

// choiceRow is one line of a list to choose from: a name, and what tells it from
// others.
type choiceRow struct {
	widget.BaseWidget
	name, about  string
	lit, hovered bool
	onTap        func()
}

func newChoiceRow(name, about string, lit bool, onTap func()) *choiceRow {
	r := &choiceRow{name: name, about: about, lit: lit, onTap: onTap}
	r.ExtendBaseWidget(r)
	return r
}

func (r *choiceRow) Tapped(*fyne.PointEvent) { r.onTap() }

// AccessibilityLabel reads the whole line.
func (r *choiceRow) AccessibilityLabel() string { return strings.Trim(r.name+", "+r.about, ", ") }

// AccessibilityRole says that it is a button.
func (r *choiceRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// MinSize is one line, or two.
func (r *choiceRow) MinSize() fyne.Size {
	if r.about == "" {
		return fyne.NewSize(80, 30*parts.TextScale())
	}
	return fyne.NewSize(80, 46*parts.TextScale())
}

// CreateRenderer implements fyne.Widget.
func (r *choiceRow) CreateRenderer() fyne.WidgetRenderer {
	return parts.NewDrawing(r, r.draw, r.MinSize)
}

func (r *choiceRow) draw(size fyne.Size) []fyne.CanvasObject {
	p, s := parts.Colors(), parts.TextScale()
	ground := canvas.NewRectangle(p.Paper)
	if r.lit {
		ground.FillColor = p.Selection
	}
	ground.StrokeColor, ground.StrokeWidth = p.Line, 1
	parts.Put(ground, 0, 0, size.Width, size.Height)
	out := []fyne.CanvasObject{ground, parts.Label(r.name, parts.Face{Size: 13 * s}, p.Ink, 9, 5*s, size.Width-18)}
	if r.about != "" {
		out = append(out, parts.Label(r.about, parts.LabelFace(), p.Soft, 9, 23*s, size.Width-18))
	}
	return out
}
