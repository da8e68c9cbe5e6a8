package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"quoth/corpus"
)

// common are the tables whose rows belong to nobody: several coders may set the
// same fields. All others have their coder in the key or let nobody else write.
var common = []string{
	"tags",
	"targets",
	"events",
	"searches",
	"people",
	"organizations",
	"articles",
	"adjudications",
	"assignments",
}

// changedSince finds what another coder did to a row since a place in the
// journal; undoing a change touches the rows of that change.
const changedSince = `SELECT c.seq, c.id, c.coder, c.at, c.kind, c.title, c.created, c.undoes, c.undone, c.touched, r.before, r.after
	FROM changes c JOIN change_rows r ON r.change = CASE c.undoes WHEN '' THEN c.id ELSE c.undoes END
	WHERE c.seq > ? AND c.coder <> ? AND r.tbl = ? AND r.key = ? ORDER BY c.seq DESC LIMIT 1`

// clash refuses what would overwrite a field that another coder has set since
// this one looked.
func (t *tx) clash(coder corpus.Coder, seen int64) error {
	for _, row := range t.rows {
		if !slices.Contains(common, row.table) {
			continue
		}
		var before, after string
		by, err := scanChange(
			t.QueryRowContext(t.ctx, changedSince, seen, string(coder), row.table, row.key),
			&before,
			&after,
		)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		theirs := changedFields(before, after)
		mine := changedFields(row.before, row.after)
		for _, field := range slices.Sorted(maps.Keys(mine)) {
			if _, both := theirs[field]; both {
				return &corpus.Clash{
					What:   row.table + " " + row.key,
					Field:  field,
					Mine:   mine[field],
					Theirs: fieldOf(row.before, field),
					By:     by,
				}
			}
		}
	}
	return nil
}

// changedFields are the fields of a row that differ between two images, as the
// second has them. A row that comes or goes changes all of its fields.
func changedFields(before, after string) map[string]string {
	var old, now map[string]json.RawMessage
	if before != "" && json.Unmarshal([]byte(before), &old) != nil ||
		after != "" && json.Unmarshal([]byte(after), &now) != nil {
		return nil
	}
	out := map[string]string{}
	for field := range old {
		if after == "" {
			out[field] = "(nothing)"
		}
	}
	for field, value := range now {
		if before == "" || !sameValue(old[field], value) {
			out[field] = string(value)
		}
	}
	for _, field := range []string{"at", "coder", "created"} { // who said something when is nothing that anybody sets
		delete(out, field)
	}
	return out
}

func fieldOf(image, field string) string {
	if image == "" {
		return "(nothing)"
	}
	var row map[string]json.RawMessage
	json.Unmarshal([]byte(image), &row) // an image that is none has no fields
	return string(row[field])
}
