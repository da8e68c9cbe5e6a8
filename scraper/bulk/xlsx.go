package bulk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"quoth/corpus"
	"quoth/internal/unzip"
)

func looksXLSX(f File) bool {
	return hasEnding(f, ".xlsx", ".xlsm") && bytes.HasPrefix(f.Body, []byte("PK"))
}

// maxSheetMemory is what of a sheet is unpacked in memory; the rest goes to a
// temporary file.
const maxSheetMemory = 64 << 20

// xlsxTable reads the first sheet whose heading has a column for the text; the
// first of all where none has.
func xlsxTable(ctx context.Context, f File, mapping map[string]string) (*table, error) {
	// The library believes what the list of contents says.
	archive, err := unzip.Open(bytes.NewReader(f.Body), int64(len(f.Body)), maxUnpacked)
	if err == nil {
		err = unzip.Check(archive)
	}
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(f.Body), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxSheetMemory,
	})
	if err != nil {
		return nil, fmt.Errorf("it is damaged or locked with a password: %w", err)
	}
	defer file.Close()
	var first *table
	for _, name := range file.GetSheetList() {
		t, err := xlsxSheet(ctx, file, name)
		if err != nil {
			return nil, fmt.Errorf("read its sheet %q: %w", name, err)
		}
		if len(t.columns) == 0 {
			continue
		}
		if _, err := t.columnIndexes(mapping); err == nil {
			return t, nil
		}
		if first == nil {
			first = t
		}
	}
	if first == nil {
		return nil, errors.New("its sheets are empty")
	}
	return first, nil
}

func xlsxSheet(ctx context.Context, file *excelize.File, name string) (*table, error) {
	rows, err := file.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	t := &table{mediaType: "application/json", isSerial: serialDates(file)}
	for number := 1; rows.Next(); number++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		cells, err := rows.Columns()
		switch {
		case err != nil:
			t.rows = append(t.rows, row{number: number, err: err})
			continue
		case len(cells) == 0:
			t.blank++
			continue
		case t.columns == nil:
			t.columns = headingCells(cells)
			continue
		case len(t.rows) == maxArticles:
			t.beyond++
			continue
		}
		raw, err := json.Marshal(cells)
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, row{number: number, cells: cells, raw: raw})
	}
	return t, rows.Error()
}

// serialDates reads the numbers that Excel keeps dates as: days since 1900 (or
// 1904). Only those of the years 1927 to 2064 are taken for dates.
func serialDates(file *excelize.File) func(string) (corpus.Date, bool) {
	date1904 := false
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		date1904 = *props.Date1904
	}
	return func(cell string) (corpus.Date, bool) {
		serial, err := strconv.ParseFloat(cell, 64)
		if err != nil || serial < 10_000 || serial > 60_000 {
			return corpus.Date{}, false
		}
		t, err := excelize.ExcelDateToTime(serial, date1904)
		if err != nil {
			return corpus.Date{}, false
		}
		return corpus.Date{Time: t, DayOnly: true}, true
	}
}
