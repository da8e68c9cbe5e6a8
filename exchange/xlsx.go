package exchange

import (
	"fmt"
	"io"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// The sheets of a workbook beside those of its tables.
const aboutSheet = "About"

// maxCell is how much text Excel takes in one cell, in UTF-16 units; what is
// longer is cut, which the column "cut" says.
const maxCell = 32767

// workbookTables are the tables of a workbook, a sheet each: one row a quote, one
// a judgement, one a coded span.
var workbookTables = []string{"quotes", "judgements", "tags", "annotations", "codes", "targets"}

// xlsxWriter streams a workbook: rows go to temporary files of the library and
// are zipped at the end. Texts are texts, never formulas.
type xlsxWriter struct {
	out    io.Writer
	file   *excelize.File
	sheets []*xlsxSheet
	o      Options
}

// xlsxSheet is the sheet of one table. Its filter is laid down before the stream
// is flushed: set after that it would be lost, for the sheet is written by then.
type xlsxSheet struct {
	table  table
	name   string
	stream *excelize.StreamWriter
	row    int
}

func newXLSX(w io.Writer, o Options) (Writer, error) {
	x := &xlsxWriter{out: w, file: excelize.NewFile(), o: o}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	for i, name := range workbookTables {
		t, err := tableNamed(name)
		if err != nil {
			return nil, err
		}
		s := &xlsxSheet{table: t, name: sheetName(name), row: 1}
		if i == 0 {
			err = x.file.SetSheetName("Sheet1", s.name)
		} else {
			_, err = x.file.NewSheet(s.name)
		}
		if err != nil {
			return nil, err
		}
		if err := s.open(x.file, bold); err != nil {
			return nil, err
		}
		x.sheets = append(x.sheets, s)
	}
	return x, nil
}

// sheetName is a table's name as people write it: "Quotes".
func sheetName(table string) string { return string(table[0]-'a'+'A') + table[1:] }

// widths of columns, in characters: of running text, and of the rest.
const (
	wideColumn   = 60
	narrowColumn = 16
)

func (s *xlsxSheet) open(file *excelize.File, bold int) error {
	var err error
	if s.stream, err = file.NewStreamWriter(s.name); err != nil {
		return err
	}
	for i, col := range s.table.columns {
		width := float64(narrowColumn)
		switch col.name {
		case "content", "quoted", "title", "note", "notes", "words", "target", "definition", "path", "tags", "stances":
			width = wideColumn
		}
		if err := s.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := s.stream.SetPanes(
		&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"},
	); err != nil {
		return err
	}
	header := make([]any, 0, len(s.table.columns)+1)
	for _, col := range s.table.columns {
		header = append(header, excelize.Cell{StyleID: bold, Value: col.name})
	}
	return s.write(append(header, excelize.Cell{StyleID: bold, Value: "cut"}))
}

func (s *xlsxSheet) write(cells []any) error {
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	s.row++
	return s.stream.SetRow(at, cells)
}

func (s *xlsxSheet) put(values ...any) error {
	if s.row > excelize.TotalRows {
		return fmt.Errorf("an Excel sheet ends at %d rows: narrow the query, or export CSV", excelize.TotalRows)
	}
	cut := ""
	cells := make([]any, 0, len(values)+1)
	for i, v := range values {
		if words, ok := v.(string); ok {
			short, wasCut := fitCell(printable(words))
			if wasCut {
				cut += s.table.columns[i].name + " "
			}
			v = short
		}
		cells = append(cells, v)
	}
	return s.write(append(cells, cut))
}

func (x *xlsxWriter) Write(c *Chapter) error {
	for _, s := range x.sheets {
		if s.table.chapter == nil {
			continue
		}
		if err := s.table.chapter(c, s.put); err != nil {
			return err
		}
	}
	return nil
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
	for _, s := range x.sheets {
		if s.table.beside != nil {
			if err := s.table.beside(x.o, s.put); err != nil {
				return err
			}
		}
		last, err := excelize.CoordinatesToCellName(len(s.table.columns)+1, max(s.row-1, 1))
		if err != nil {
			return err
		}
		if err := x.file.AutoFilter(s.name, "A1:"+last, nil); err != nil {
			return err
		}
		if err := s.stream.Flush(); err != nil {
			return err
		}
	}
	if err := x.about(); err != nil {
		return err
	}
	_, err := x.file.WriteTo(x.out)
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
	rows := [][]any{
		{"corpus", x.o.Corpus},
		{"query", x.o.Query},
		{"exported", x.o.When.UTC().Format(time.RFC3339)},
		{},
		{"sheet", "column", "meaning"},
	}
	for _, s := range x.sheets {
		for _, col := range s.table.columns {
			rows = append(rows, []any{s.name, col.name, col.meaning})
		}
	}
	rows = append(rows, []any{"", "cut", "Columns whose text was longer than a cell takes and is cut here."})
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := x.file.SetSheetRow(aboutSheet, at, &row); err != nil {
			return err
		}
	}
	return x.file.SetColWidth(aboutSheet, "A", "C", wideColumn/2)
}
