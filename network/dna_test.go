package network

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"quoth/corpus"
)

// sharedData is the folder of the development data; the test is skipped without it.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("QUOTH_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the development data is not here: %v", err)
	}
	return path
}

// reference is a network that Discourse Network Analyzer computed.
type reference struct {
	Type, Variable1, Variable2, Aggregation, Normalization, Duplicates, Window, Kernel string
	Size                                                                               int
	Matrices                                                                           []struct {
		At, Start, Stop string
		Statements      int
		Rows, Columns   []string
		Values          [][]*float64
	}
}

// variableOf maps Discourse Network Analyzer's variables to ours.
var variableOf = map[string]Variable{"person": Speaker, "organization": Organization, "concept": Target}

func (r reference) options() Options {
	o := Options{
		Mode: Mode(
			r.Type,
		),
		Rows:        variableOf[r.Variable1],
		Columns:     variableOf[r.Variable2],
		Aggregation: Aggregation(r.Aggregation),
		Normalization: Normalization(
			r.Normalization,
		),
		Duplicates: Duplicates(r.Duplicates),
		Window:     Unit(r.Window),
		Kernel:     Kernel(r.Kernel),
		Size:       r.Size,
	}
	if r.Normalization == "no" {
		o.Normalization = None
	}
	if r.Duplicates == "acrossrange" {
		o.Duplicates = PerRange
	}
	if r.Window == "no" {
		o.Window = ""
	}
	if r.Kernel == "no" {
		o.Kernel = ""
	}
	return o
}

func TestEqualsDiscourseNetworkAnalyzer(t *testing.T) {
	statements := readStatements(t, sharedData(t, "dna/sample.dna"))
	file, err := os.Open(sharedData(t, "dna/networks.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	compared := 0
	for lines.Scan() {
		var want reference
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		o := want.options()
		matrices, _, err := Compute(statements, o)
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		n := 0
		for got := range matrices {
			if n < len(want.Matrices) {
				w := want.Matrices[n]
				const layout = "2006-01-02T15:04"
				if got.At.Format(layout) != w.At || got.Start.Format(layout) != w.Start ||
					got.Stop.Format(layout) != w.Stop ||
					got.Statements != w.Statements {
					t.Errorf("%+v, matrix %d: at %v from %v to %v, %d statements; want %v, %v, %v, %d", o, n,
						got.At, got.Start, got.Stop, got.Statements, w.At, w.Start, w.Stop, w.Statements)
				}
				compareCells(t, o, got, w.Rows, w.Columns, w.Values)
			}
			n++
		}
		if n != len(want.Matrices) {
			t.Errorf("%+v: %d matrices, want %d", o, n, len(want.Matrices))
		}
		compared++
	}
	if compared == 0 {
		t.Fatal("there was nothing to compare with")
	}
}

func compareCells(t *testing.T, o Options, got Matrix, rows, columns []string, values [][]*float64) {
	t.Helper()
	rowAt, columnAt := positions(got.Rows), positions(got.Columns)
	cells := 0
	for i, row := range rows {
		for j, column := range columns {
			if values[i][j] == nil || (o.Mode == OneMode && row == column) {
				continue
			}
			g := 0.0
			a, hasRow := rowAt[row]
			b, hasColumn := columnAt[column]
			if hasRow && hasColumn {
				g = got.Values[a][b]
			}
			if w := *values[i][j]; math.Abs(g-w) > 1e-9*math.Max(1, math.Abs(w)) {
				t.Errorf("%+v, matrix %d: %s – %s is %v, want %v", o, got.Index, row, column, g, w)
			}
			if g != 0 {
				cells++
			}
		}
	}
	have := 0
	for i := range got.Values {
		for j, v := range got.Values[i] {
			if v != 0 && (o.Mode == TwoMode || i != j) {
				have++
			}
		}
	}
	if have != cells {
		t.Errorf("%+v, matrix %d: %d cells are not 0, %d of the reference", o, got.Index, have, cells)
	}
}

// readStatements reads the statements of a project of Discourse Network Analyzer 3.
func readStatements(t *testing.T, path string) []Statement {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(
		`SELECT CAST(s.ID AS TEXT), CAST(d.ID AS TEXT), s.Start, d.Date, p.Value, o.Value, c.Value, b.Value FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId
	  JOIN DATABOOLEAN b ON b.StatementId = s.ID
	  JOIN DATASHORTTEXT dp ON dp.StatementId = s.ID AND dp.VariableId = 1 JOIN ENTITIES p ON p.ID = dp.Entity
	  JOIN DATASHORTTEXT do ON do.StatementId = s.ID AND do.VariableId = 2 JOIN ENTITIES o ON o.ID = do.Entity
	  JOIN DATASHORTTEXT dc ON dc.StatementId = s.ID AND dc.VariableId = 3 JOIN ENTITIES c ON c.ID = dc.Entity`,
	)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []Statement
	for rows.Next() {
		var s Statement
		var date int64
		var agrees bool
		if err := rows.Scan(
			&s.Quote,
			&s.Document,
			&s.Position,
			&date,
			&s.Speaker,
			&s.Organization,
			&s.Target,
			&agrees,
		); err != nil {
			t.Fatal(err)
		}
		s.When, s.Stance = time.Unix(date, 0).UTC(), corpus.Oppose
		if agrees {
			s.Stance = corpus.Support
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
