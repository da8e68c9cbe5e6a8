package desktop

import (
	"context"
	"fmt"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
)

// crossed are the facets a cross table can have.
var crossed = []struct{ name, title string }{
	{"tag", "Tag"},
	{"speaker", "Speaker"},
	{"organization", "Organisation"},
	{"publisher", "Publisher"},
	{"stance", "Stance"},
	{"year", "Year"},
	{"month", "Month"},
}

// crosstab counts what is on screen by two facets.
func (p *quotesPage) crosstab() {
	request := p.request()
	var titles []string
	for _, f := range crossed {
		titles = append(titles, T(f.title))
	}
	rows, columns := widget.NewSelect(titles, nil), widget.NewSelect(titles, nil)
	rows.SetSelectedIndex(0)
	columns.SetSelectedIndex(1)
	body := container.NewStack()
	var counting latest
	var table app.Crosstab
	draw := func(string) {
		load(p.w, &counting, func(ctx context.Context) (app.Crosstab, error) {
			return p.w.corpus.Crosstab(
				ctx,
				request,
				crossed[max(rows.SelectedIndex(), 0)].name,
				crossed[max(columns.SelectedIndex(), 0)].name,
			)
		}, func(c app.Crosstab) {
			table = c
			body.Objects = []fyne.CanvasObject{p.crossGrid(c)}
			body.Refresh()
		})
	}
	rows.OnChanged, columns.OnChanged = draw, draw
	save := parts.NewKnob(T("Write to a file…"), "", parts.Bordered, func() {
		p.w.saveFile(p.w.corpus.Name()+"-cross-table.csv", func(out io.Writer) error { return table.WriteCSV(out) })
	})
	top := parts.NewFlow(6, rows, hint("×"), columns, save)
	size := p.w.Canvas().Size()
	p.w.showPanel(
		T("Cross table"),
		container.NewBorder(
			parts.NewColumn(6, top, parts.Soft(T("Of the quotes found now. A quote with two tags counts under both."))),
			nil,
			nil,
			nil,
			container.NewScroll(body),
		),
		fyne.NewSize(min(1100*parts.TextScale(), size.Width-24), size.Height-60),
	)
	draw("")
}

// crossGrid draws the table; the more quotes a cell has, the stronger its ground.
func (p *quotesPage) crossGrid(c app.Crosstab) fyne.CanvasObject {
	if len(c.Rows) == 0 || len(c.Columns) == 0 {
		return parts.Soft(T("Nothing found"))
	}
	most := 1
	for _, row := range c.Cells {
		for _, n := range row {
			most = max(most, n)
		}
	}
	grid := container.NewGridWithColumns(len(c.Columns) + 2)
	cell := func(text string, strong bool, ground float32) {
		f := parts.Face{Size: 12.5 * parts.TextScale(), Bold: strong}
		words := parts.NewProse(text, f, parts.InkText)
		words.Most = 2
		box := canvas.NewRectangle(parts.WithAlpha(parts.Colors().Accent, uint8(90*ground)))
		grid.Add(container.NewStack(box, parts.Padded(4, parts.Fixed(84, words))))
	}
	cell("", false, 0)
	for _, v := range c.Columns {
		cell(v.Label, true, 0)
	}
	cell(T("all"), true, 0)
	for i, row := range c.Rows {
		cell(row.Label, true, 0)
		for _, n := range c.Cells[i] {
			text := ""
			if n > 0 {
				text = fmt.Sprint(n)
			}
			cell(text, false, float32(n)/float32(most))
		}
		cell(fmt.Sprint(row.Count), true, 0)
	}
	return grid
}
