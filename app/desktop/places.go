package desktop

import (
	"context"
	"encoding/json"
	"strconv"

	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/present"
	"quoth/corpus"
)

// pageOf is the page of a kind.
func pageOf[P page](w *Window) P {
	for _, p := range w.pages {
		if found, ok := p.(P); ok {
			return found
		}
	}
	var none P
	return none
}

func (w *Window) articles() *articlesPage { return pageOf[*articlesPage](w) }
func (w *Window) quotes() *quotesPage     { return pageOf[*quotesPage](w) }
func (w *Window) people() *peoplePage     { return pageOf[*peoplePage](w) }
func (w *Window) codebook() *codebookPage { return pageOf[*codebookPage](w) }
func (w *Window) review() *reviewPage     { return pageOf[*reviewPage](w) }

// goToNamed shows the page of a name, if there is one.
func (w *Window) goToNamed(name string) {
	for _, p := range w.pages {
		if p.name() == name {
			w.goTo(p)
		}
	}
}

// placed is a page that can be left and come back to.
type placed interface {
	page
	where() present.Place
	// returnTo shows a place. The page is shown or refreshed afterwards.
	returnTo(present.Place)
}

// whereOn is where one is on a page, with how far its list is scrolled.
func whereOn(p placed) present.Place {
	at := p.where()
	if l, ok := p.(listed); ok && l.listInView() != nil {
		if y := l.listInView().GetScrollOffset(); y > 0 {
			at[present.Scroll] = strconv.FormatFloat(float64(y), 'f', 0, 32)
		}
	}
	return at
}

// bringBack shows a place; its list is scrolled when it has its rows.
func bringBack(p placed, at present.Place) {
	p.returnTo(at)
	if l, ok := p.(listed); ok && l.listInView() != nil {
		y, err := strconv.ParseFloat(at[present.Scroll], 32)
		if err != nil {
			y = 0
		}
		l.listInView().scrolled = float32(y)
	}
}

// places are those of all pages, by name.
func (w *Window) places() map[string]present.Place {
	all := map[string]present.Place{}
	for _, p := range w.pages {
		if p, ok := p.(placed); ok {
			all[p.name()] = whereOn(p)
		}
	}
	return all
}

func (w *Window) returnToAll(all map[string]present.Place) {
	for _, p := range w.pages {
		if p, ok := p.(placed); ok && len(all[p.name()]) > 0 {
			bringBack(p, all[p.name()])
		}
	}
}

// placesSetting is the setting of a corpus that holds where it was left.
const placesSetting = "places"

// leftAt is where a corpus was left.
type leftAt struct {
	Page   string                   `json:"page"`
	Places map[string]present.Place `json:"places"`
}

// keepPlaces keeps in the corpus where one is, for the next time it is opened.
func (w *Window) keepPlaces() {
	if w.session == nil || w.current == nil || w.corpus.ReadOnly() {
		return
	}
	text, err := json.Marshal(leftAt{w.current.name(), w.places()})
	if err != nil {
		return // a place is text
	}
	w.act(func(ctx context.Context, a *app.App, _ corpus.Coder) error {
		return a.SetSetting(ctx, placesSetting, string(text))
	}, nil)
}

// goWhereLeft shows what was in view when the corpus was closed.
func (w *Window) goWhereLeft() {
	loadOnce(w, func(ctx context.Context) (leftAt, error) {
		var l leftAt
		text, err := w.corpus.Setting(ctx, placesSetting)
		if err != nil || text == "" || json.Unmarshal([]byte(text), &l) != nil {
			return leftAt{}, err
		}
		return l, nil
	}, func(l leftAt) {
		w.returnToAll(l.Places)
		if l.Page != "" {
			w.goToNamed(l.Page)
		}
	})
}

// here is where one is.
func (w *Window) here() (present.Spot, bool) {
	p, ok := w.current.(placed)
	if !ok {
		return present.Spot{}, false
	}
	return present.Spot{Page: p.name(), Place: whereOn(p)}, true
}

// visited remembers where one is before going elsewhere.
func (w *Window) visited() {
	if here, ok := w.here(); ok && !w.travelling {
		w.trail.Leave(here)
	}
}

// back and forward go through where one has been.
func (w *Window) back()    { w.travel(w.trail.Back) }
func (w *Window) forward() { w.travel(w.trail.Forward) }

func (w *Window) travel(step func(here *present.Spot) (present.Spot, bool)) {
	var from *present.Spot
	if here, ok := w.here(); ok {
		from = &here
	}
	next, ok := step(from)
	if !ok {
		return
	}
	w.travelling = true
	defer func() { w.travelling = false }()
	for _, p := range w.pages {
		if p, is := p.(placed); is && p.name() == next.Page {
			bringBack(p, next.Place)
			w.goTo(p)
		}
	}
}

func flag(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func (p *articlesPage) where() present.Place {
	at := present.Place{
		"article": string(p.reading.Article.ID),
		"filter":  p.filter.Text,
		"sort":    string(p.sort),
		"sources": flag(p.tabs[1].On),
	}
	if p.wanted != "" {
		at["article"] = string(p.wanted)
	}
	if p.at >= 0 && p.at < len(p.reading.Quotes) {
		at["quote"] = string(p.reading.Quotes[p.at].Quote.ID)
	}
	return at
}

func (p *articlesPage) returnTo(at present.Place) {
	setQuietly(&p.filter.Entry, at["filter"])
	for _, s := range articleSorts {
		if string(s.sort) == at["sort"] {
			p.sort = s.sort
		}
	}
	p.sayParts()
	switch id := corpus.ArticleID(at["article"]); {
	case at["sources"] != "":
		p.turn(true, "")
	case id != "":
		p.openAt(id, corpus.QuoteID(at["quote"]))
	}
}

func (p *quotesPage) where() present.Place {
	selected, _ := json.Marshal(p.selected)
	return present.Place{
		"query":    p.query.Text,
		"selected": string(selected),
		"once":     flag(p.once.On),
		"lines":    flag(p.asLines),
		"table":    flag(p.asTable),
		"order":    string(p.cardOrder),
		"at":       strconv.Itoa(p.at),
		"typing":   flag(p.typing),
	}
}

func (p *quotesPage) returnTo(at present.Place) {
	p.selected = map[string][]string{}
	if err := json.Unmarshal([]byte(at["selected"]), &p.selected); err != nil || p.selected == nil {
		p.selected = map[string][]string{}
	}
	p.once.On = at["once"] != ""
	p.once.Refresh()
	p.cardOrder = app.Sort(at["order"])
	p.at, _ = strconv.Atoi(at["at"])
	p.typing = at["typing"] != ""
	setQuietly(&p.query.Entry, at["query"])
	p.asLines, p.asTable = at["lines"] != "", at["table"] != ""
	p.showView()
}

func (p *peoplePage) where() present.Place {
	return present.Place{
		"words":  p.words.Text,
		"bodies": flag(p.bodies.On),
		"kind":   string(p.chosen.kind),
		"chosen": p.chosen.id,
	}
}

func (p *peoplePage) returnTo(at present.Place) {
	p.bodies.On = at["bodies"] != ""
	p.people.On = !p.bodies.On
	p.people.Refresh()
	p.bodies.Refresh()
	setQuietly(&p.words.Entry, at["words"])
	p.chosen, p.entries = entry{kind: corpus.EntryKind(at["kind"]), id: at["chosen"]}, nil
}

func (p *codebookPage) where() present.Place { return p.Where() }

func (p *codebookPage) returnTo(at present.Place) { p.ReturnTo(at) }

func (p *reviewPage) where() present.Place {
	return present.Place{
		"order":  strconv.Itoa(p.order.SelectedIndex()),
		"toward": flag(p.toward.On),
		"at":     strconv.Itoa(p.at),
	}
}

func (p *reviewPage) returnTo(at present.Place) {
	p.toward.On = at["toward"] != ""
	p.toward.Refresh()
	if i, err := strconv.Atoi(at["order"]); err == nil {
		chooseQuietly(p.order, i)
	}
	p.at, _ = strconv.Atoi(at["at"])
}

// setQuietly sets a field's text without what follows from typing it.
func setQuietly(e *widget.Entry, text string) {
	changed := e.OnChanged
	e.OnChanged = nil
	e.SetText(text)
	e.OnChanged = changed
}

// chooseQuietly chooses a line, where there is such a line, without what follows
// from choosing it.
func chooseQuietly(s *widget.Select, line int) {
	changed := s.OnChanged
	s.OnChanged = nil
	if line >= 0 && line < len(s.Options) {
		s.SetSelectedIndex(line)
	}
	s.OnChanged = changed
}
