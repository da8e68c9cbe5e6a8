package exchange

import (
	"fmt"
	"io"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// The sheets of a workbook.
const (
	quotesSheet = "Quotes"
	aboutSheet  = "About"
)

// maxCell is how much text Excel takes in one cell, in UTF-16 units; what is
// longer is cut, which the column "cut" says.
const maxCell = 32767

// xlsxWriter streams a workbook: rows go to a temporary file of the library and
// are zipped at the end. Texts are texts, never formulas.
type xlsxWriter struct {
	out    io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
	o      Options
}

func newXLSX(w io.Writer, o Options) (Writer, error) {
	x := &xlsxWriter{out: w, file: excelize.NewFile(), row: 1, o: o}
	if err := x.file.SetSheetName("Sheet1", quotesSheet); err != nil {
		return nil, err
	}
	var err error
	if x.stream, err = x.file.NewStreamWriter(quotesSheet); err != nil {
		return nil, err
	}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	if err := x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	header := make([]any, 0, len(columns)+1)
	for _, col := range columns {
		header = append(header, excelize.Cell{StyleID: bold, Value: col.name})
	}
	return x, x.write(append(header, excelize.Cell{StyleID: bold, Value: "cut"}))
}

func (x *xlsxWriter) write(cells []any) error {
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return err
	}
	x.row++
	return x.stream.SetRow(at, cells)
}

func (x *xlsxWriter) Write(r Row) error {
	f, err := newFacts(r)
	if err != nil {
		return err
	}
	if x.row > excelize.TotalRows {
		return fmt.Errorf("an Excel sheet ends at %d rows: narrow the query, or export CSV", excelize.TotalRows)
	}
	cut := ""
	cells := make([]any, 0, len(columns)+1)
	for _, col := range columns {
		v := col.value(f)
		if s, ok := v.(string); ok {
			short, wasCut := fitCell(printable(s))
			if wasCut {
				cut += col.name + " "
			}
			v = short
		}
		cells = append(cells, v)
	}
	return x.write(append(cells, cut))
}

// fitCell cuts a text to what a cell takes.
func fitCell(s string) (string, bool) {
	if len(s) <= maxCell {
		return s, false
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > maxCell {
			return s[:i], true
		}
	}
	return s, false
}

func (x *xlsxWriter) Close() error {
	last, err := excelize.CoordinatesToCellName(len(columns)+1, max(x.row-1, 1))
	if err != nil {
		return err
	}
	if err := x.stream.Flush(); err != nil {
		return err
	}
	if err := x.file.AutoFilter(quotesSheet, "A1:"+last, nil); err != nil {
		return err
	}
	if err := x.about(); err != nil {
		return err
	}
	_, err = x.file.WriteTo(x.out)
	if closeErr := x.file.Close(); err == nil {
		err = closeErr
	}
	return err
}

// about writes the sheet that says what the columns mean and where all this
// comes from.
func (x *xlsxWriter) about() error {
	if _, err := x.file.NewSheet(aboutSheet); err != nil {
		return err
	}
	rows := [][]any{{"corpus", x.o.Corpus}, {"query", x.o.Query}, {"exported", x.o.When.UTC().Format(time.RFC3339)}, {}, {"column", "meaning"}}
	for _, col := range columns {
		rows = append(rows, []any{col.name, col.meaning})
	}
	rows = append(rows, []any{"cut", "columns whose text was longer than a cell takes and is cut here"})
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := x.file.SetSheetRow(aboutSheet, at, &row); err != nil {
			return err
		}
	}
	return nil
}
