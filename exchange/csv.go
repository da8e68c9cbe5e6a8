package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// csvWriter writes one table as RFC 4180 CSV in UTF-8 with a byte order mark, by
// which spreadsheets know the encoding. Rows end with "\n", so that line ends
// inside cells stay what they are. A text that a spreadsheet would run as a
// formula gets an apostrophe in front; [Unguard] takes it off again.
type csvWriter struct {
	o     Options
	table table
	cells *cellWriter
}

func newCSV(w io.Writer, o Options) (Writer, error) {
	t, err := tableNamed(o.Of)
	if err != nil {
		return nil, err
	}
	return newTableCSV(w, t, o)
}

func newTableCSV(w io.Writer, t table, o Options) (*csvWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := &csvWriter{o: o, table: t, cells: &cellWriter{w: csv.NewWriter(w)}}
	names := make([]any, len(t.columns))
	for i, col := range t.columns {
		names[i] = col.name
	}
	return c, c.cells.row(names...)
}

func (c *csvWriter) Write(chapter *Chapter) error {
	if c.table.chapter == nil {
		return nil
	}
	return c.table.chapter(chapter, c.cells.row)
}

func (c *csvWriter) Close() error {
	if c.table.beside != nil {
		if err := c.table.beside(c.o, c.cells.row); err != nil {
			return err
		}
	}
	c.cells.w.Flush()
	return c.cells.w.Error()
}

// cellWriter writes rows of values as cells.
type cellWriter struct {
	w     *csv.Writer
	cells []string
}

func (c *cellWriter) row(values ...any) error {
	c.cells = c.cells[:0]
	for i, v := range values {
		cell, err := cellOf(v)
		if err != nil {
			return fmt.Errorf("cell %d: %w", i, err)
		}
		c.cells = append(c.cells, cell)
	}
	return c.w.Write(c.cells)
}

func cellOf(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return Guard(printable(v)), nil
	case int:
		return strconv.Itoa(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case bool:
		return strconv.FormatBool(v), nil
	}
	return "", fmt.Errorf("a value of type %T", v)
}

// formulaStarts are what spreadsheets take for the start of a formula (OWASP,
// CSV Injection).
const formulaStarts = "=+-@\t\r"

// Guard puts an apostrophe before a text that a spreadsheet would run. What has
// apostrophes there already gets one more, so that [Unguard] gives back every
// text as it was; other texts stay as they are, those that begin with an
// apostrophe too.
func Guard(s string) string {
	if startsFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// Unguard takes back what Guard did.
func Unguard(s string) string {
	if rest, guarded := strings.CutPrefix(s, "'"); guarded && startsFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

func startsFormula(s string) bool { return s != "" && strings.IndexByte(formulaStarts, s[0]) >= 0 }

// printable puts a space for control characters that no table and no XML can
// hold; line ends and tabs stay. One character becomes one, so that offsets hold.
func printable(s string) string {
	if plain(s) {
		return s
	}
	bad := func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f || r == '\ufffe' || r == '\uffff' ||
			r == utf8.RuneError
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return r // what was no character
		case bad(r):
			return ' '
		}
		return r
	}, s)
}

// plain reports whether a text has neither control characters nor what is no
// character, by its bytes alone: a look at each of its runes takes longer.
func plain(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' && b != '\n' && b != '\t' && b != '\r' || b == 0x7f || b == 0xef {
			return false // U+FFFD, U+FFFE and U+FFFF begin with EF
		}
	}
	return utf8.ValidString(s)
}
