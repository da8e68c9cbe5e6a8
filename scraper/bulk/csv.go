package bulk

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

func looksCSV(f File) bool { return hasEnding(f, ".csv", ".tsv") }

// maxDamagedRows bounds how often reading begins again behind a damaged row.
const maxDamagedRows = 100

// csvTable reads the rows. A row whose quotation marks do not close is reported
// and reading goes on at the next line.
func csvTable(ctx context.Context, f File, _ map[string]string) (*table, error) {
	text := decode(f.Body)
	comma, first := delimiter(text)
	t := &table{mediaType: "text/csv"}
	damaged, number := 0, 0
	for at := first; at < len(text); {
		reader := csv.NewReader(strings.NewReader(text[at:]))
		reader.Comma, reader.FieldsPerRecord = comma, -1
		start := at
		for {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			cells, err := reader.Read()
			end := start
			if err == nil || errors.Is(err, io.EOF) {
				end = at + int(reader.InputOffset())
			}
			if errors.Is(err, io.EOF) {
				at = len(text)
				break
			}
			number++
			if err != nil {
				if damaged++; damaged > maxDamagedRows {
					return nil, fmt.Errorf("more than %d of its rows are damaged: is it a table?", maxDamagedRows)
				}
				t.rows = append(
					t.rows,
					row{number: number, err: fmt.Errorf("its quotation marks do not close (%w)", plainCSVError(err))},
				)
				at = nextLine(text, start)
				break
			}
			raw := text[start:end]
			start = end
			if t.columns == nil {
				t.columns = headingCells(cells)
				continue
			}
			if len(strings.TrimSpace(strings.Join(cells, ""))) == 0 {
				t.blank++
				continue
			}
			if len(t.rows) == maxArticles {
				t.beyond++
				continue
			}
			t.rows = append(t.rows, row{number: number, cells: cells, raw: []byte(raw)})
		}
	}
	if len(t.columns) < 2 {
		return nil, errors.New("it has no heading with at least two columns in its first row")
	}
	return t, nil
}

func plainCSVError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.Err
	}
	return err
}

func nextLine(text string, at int) int {
	for at < len(text) && (text[at] == '\n' || text[at] == '\r') {
		at++ // blank lines before the row belong to it
	}
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(text)
}

func headingCells(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if out[i] = tidy(c); out[i] == "" {
			out[i] = fmt.Sprint("column ", i+1)
		}
	}
	return out
}

// delimiter is the one that a line "sep=;" before the heading names, as Excel
// writes it, else the one of , ; tab | that the heading has most of; first is
// where the heading begins.
func delimiter(text string) (comma rune, first int) {
	if line, _, found := strings.Cut(
		text,
		"\n",
	); found && strings.HasPrefix(line, "sep=") &&
		len(strings.TrimRight(line, "\r")) == len("sep=;") {
		return rune(line[len("sep=")]), len(line) + 1
	}
	heading, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := ',', 0
	for _, r := range []rune{',', ';', '\t', '|'} {
		if n := strings.Count(heading, string(r)); n > most {
			best, most = r, n
		}
	}
	return best, 0
}
