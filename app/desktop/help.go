package desktop

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/assets"
)

// manual is the pages of help, in the order to read them.
var manual = []struct{ page, title string }{
	{"start", "First steps"},
	{"read", "Reading and coding"},
	{"review", "Review"},
	{"search", "How to search"},
	{"stance", "Stance"},
	{"networks", "Networks"},
	{"codebook", "Codebook and people"},
	{"files", "Files, backups, export"},
	{"code", "Coding by script"},
}

// help shows the manual at one of its pages.
func (w *Window) help(page string) {
	text := widget.NewRichTextFromMarkdown(assets.Help(page))
	text.Wrapping = fyne.TextWrapWord
	view := container.NewVScroll(text)
	contents := parts.NewFlow(4)
	var turn func(string)
	turn = func(to string) {
		contents.RemoveAll()
		for _, m := range manual {
			k := parts.NewKnob(T(m.title), "", parts.Bare, func() { turn(m.page) })
			k.On = m.page == to
			contents.Add(k)
		}
		text.ParseMarkdown(assets.Help(to))
		view.ScrollToTop()
	}
	turn(page)
	size := w.Canvas().Size()
	w.showPanel(
		T("Manual"),
		container.NewBorder(container.NewVBox(contents, parts.Divider()), nil, nil, nil, view),
		fyne.NewSize(min(860*parts.TextScale(), size.Width-24), size.Height-48),
	)
}

// about says what Quoth is and whose work it stands on.
func (w *Window) about() {
	words := parts.Wrapped(
		T(
			"Quoth answers one question for people who study news coverage: who said what, for whom, and where do they stand, over time? Everything stays on this machine; only the pages you ask for are fetched.",
		),
	)
	licences := widget.NewRichTextFromMarkdown(assets.Help("licences"))
	licences.Wrapping = fyne.TextWrapWord
	w.showText(
		T("About Quoth"),
		parts.NewColumn(10, parts.Heading("Quoth "+app.Version+" · "+app.Commit()), words, licences),
	)
}

// crashLog shows what earlier crashes left on this machine.
func (w *Window) crashLog() {
	path, err := app.CrashLog()
	if err != nil {
		w.fail(err)
		return
	}
	said := T("Quoth has not crashed on this machine.")
	if text, err := os.ReadFile(path); err == nil && len(text) > 0 {
		said = string(text[max(0, len(text)-shownOfCrashes):])
	}
	words := parts.Wrapped(
		T("What crashes leave is kept here alone; nothing is sent, and no text of an article is in it:") + "\n" + path,
	)
	w.showText(T("Crash log"), parts.NewColumn(10, words, parts.Wrapped(said)))
}

// shownOfCrashes is how much of the log is shown: its end.
const shownOfCrashes = 16 << 10
