package store

import (
	"encoding/json"
	"fmt"

	"quoth/corpus"
)

// takeBack puts every row of a change back to its other image: before it when
// going back, after it when doing it again. It refuses with corpus.ErrConflict
// where somebody has since built on what would change.
func (t *tx) takeBack(change corpus.Change, back bool) error {
	rows, err := t.changeRows(change.ID)
	if err != nil {
		return err
	}
	if back {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	for i, r := range rows {
		if back {
			rows[i].before, rows[i].after = r.after, r.before
		}
		if err := t.swap(change, rows[i]); err != nil {
			return err
		}
	}
	if err := t.derive(); err != nil {
		if isConstraint(err) { // merged in a circle
			return fmt.Errorf("%w: the entries were merged the other way round meanwhile", corpus.ErrConflict)
		}
		return err
	}
	t.dirty = dirty{}
	for _, r := range rows {
		if err := t.checkUses(change, r); err != nil {
			return err
		}
	}
	return nil
}

// swap makes a row that is as r.before what r.after says.
func (t *tx) swap(change corpus.Change, r rowChange) error {
	now, err := t.image(r.table, r.key)
	if err != nil {
		return err
	}
	next, ok := rebase(now, r.before, r.after)
	if !ok {
		return t.conflict(change, r)
	}
	if err := t.write(r.table, r.key, next); err != nil {
		if isConstraint(err) {
			return fmt.Errorf("%w: another entry has taken its place", corpus.ErrConflict)
		}
		return err
	}
	t.touch(r.table, r.key, now, next)
	return nil
}

// rebase applies the step between two images of a row to the row as it is now.
// Columns the step leaves alone may have changed meanwhile; ok is false where
// one of the others has.
func rebase(now, from, to string) (next string, ok bool) {
	if now == from {
		return to, true
	}
	if to == "" && sameImage(now, from) {
		return "", true
	}
	if now == "" || from == "" || to == "" {
		return "", false
	}
	var current, old, wanted map[string]json.RawMessage
	for image, row := range map[string]*map[string]json.RawMessage{now: &current, from: &old, to: &wanted} {
		if json.Unmarshal([]byte(image), row) != nil {
			return "", false
		}
	}
	for column, value := range wanted {
		if sameValue(old[column], value) {
			continue
		}
		if !sameValue(current[column], old[column]) {
			return "", false
		}
		current[column] = value
	}
	return mustJSON(current), true
}

// sameImage compares images column by column.
func sameImage(a, b string) bool {
	var x, y map[string]json.RawMessage
	if a == "" || b == "" || json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil ||
		len(x) != len(y) {
		return false
	}
	for column, value := range x {
		if !sameValue(value, y[column]) {
			return false
		}
	}
	return true
}

// sameValue compares two values of an image. The databases write the last digit
// of a fraction each in its own way.
func sameValue(a, b json.RawMessage) bool {
	if string(a) == string(b) {
		return true
	}
	var x, y float64
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && x == y && len(a) > 0 && a[0] != 'n' &&
		b[0] != 'n'
}

// uses finds what refers to a row of a table by its id. Foreign keys guard some
// of these too; asking says who.
var uses = map[string][]string{
	"tags": {
		`SELECT count(*) FROM quote_tags WHERE tag = ?`, `SELECT count(*) FROM tags WHERE parent = ?`,
		`SELECT count(*) FROM annotations, json_each(annotations.tags) WHERE value = ?`,
	},
	"targets": {`SELECT count(*) FROM judgements WHERE target = ?`},
	"people": {
		`SELECT count(*) FROM quotes WHERE person = ?`, `SELECT count(*) FROM people WHERE merged_into = ?`,
	},
	"organizations": {
		`SELECT count(*) FROM quotes WHERE organization = ?`,
		`SELECT count(*) FROM organizations WHERE merged_into = ?`,
	},
	"quotes": {
		`SELECT count(*) FROM verdicts WHERE quote = ?`, `SELECT count(*) FROM quote_tags WHERE quote = ?`,
		`SELECT count(*) FROM judgements WHERE quote = ?`, `SELECT count(*) FROM notes WHERE quote = ?`,
	},
}

// checkUses refuses to take away a row that something still refers to, and to
// move a tag below itself.
func (t *tx) checkUses(change corpus.Change, r rowChange) error {
	id := keyPart(r.key)
	if r.after != "" {
		if r.table == "tags" {
			if _, err := t.tagPath(corpus.TagID(id)); err != nil {
				return t.conflict(change, r)
			}
		}
		return nil
	}
	for _, query := range uses[r.table] {
		var n int
		if err := t.QueryRowContext(t.ctx, query, id).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return t.conflict(change, r)
		}
	}
	return nil
}

// keyPart is the first part of a row's key: the id of what the row is about.
func keyPart(key string) string {
	var parts []string
	if json.Unmarshal([]byte(key), &parts) != nil || len(parts) == 0 {
		return ""
	}
	return parts[0]
}

// conflict names the last change that stands in the way: one that wrote the same
// row, or one that touched what the row is about.
func (t *tx) conflict(change corpus.Change, r rowChange) error {
	later, err := scanChange(
		t.QueryRowContext(t.ctx, changeColumns+`WHERE seq > ?1 AND undone = 0 AND kind NOT IN ('undo', 'redo')
	    AND (EXISTS (SELECT 1 FROM change_rows c WHERE c.change = changes.id AND c.tbl = ?2 AND c.key = ?3) OR instr(touched, json_quote(?4)) > 0)
	  ORDER BY seq DESC LIMIT 1`, change.Seq, r.table, r.key, keyPart(r.key)),
	)
	if err != nil {
		return fmt.Errorf("%w: it was changed meanwhile", corpus.ErrConflict)
	}
	return fmt.Errorf(
		"%w: %s by %s on %s",
		corpus.ErrConflict,
		later.Title,
		later.Coder,
		later.When.Format("2006-01-02"),
	)
}
