package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvWriter writes RFC 4180 CSV in UTF-8 with a byte order mark, by which
// spreadsheets know the encoding. A text that a spreadsheet would run as a
// formula gets an apostrophe in front; [Unguard] takes it off again.
type csvWriter struct{ w *csv.Writer }

func newCSV(w io.Writer, _ Options) (Writer, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	names := make([]string, len(columns))
	for i, col := range columns {
		names[i] = col.name
	}
	return csvWriter{c}, c.Write(names)
}

func (c csvWriter) Write(r Row) error {
	f, err := newFacts(r)
	if err != nil {
		return err
	}
	cells := make([]string, len(columns))
	for i, col := range columns {
		switch v := col.value(f).(type) {
		case string:
			cells[i] = Guard(printable(v))
		case int:
			cells[i] = strconv.Itoa(v)
		case float64:
			cells[i] = strconv.FormatFloat(v, 'f', -1, 64)
		default:
			return fmt.Errorf("column %s has a value of type %T", col.name, v)
		}
	}
	return c.w.Write(cells)
}

func (c csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// formulaStarts are what spreadsheets take for the start of a formula (OWASP,
// CSV Injection).
const formulaStarts = "=+-@\t\r"

// Guard puts an apostrophe before a text that a spreadsheet would run, and
// before one that begins with an apostrophe, so that it can be taken off again.
func Guard(s string) string {
	if s != "" && strings.ContainsRune(formulaStarts+"'", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Unguard takes back what Guard did.
func Unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formulaStarts+"'", rune(s[1])) {
		return s[1:]
	}
	return s
}

// printable drops control characters that no table can hold, line ends kept.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, s)
}
