package store

import (
	"slices"
	"testing"
)

// alsoOurs are the journalled tables that the program writes as well, when it collects
// and moves quotes on to new versions: their rows may be past what the journal says.
var alsoOurs = []string{"articles", "quotes", "annotations", "people", "organizations", "proposals"}

// TestEveryTableIsCheckedOrKnownNotToBe: a new table of the journal cannot be
// forgotten by the check.
func TestEveryTableIsCheckedOrKnownNotToBe(t *testing.T) {
	for name := range tables {
		if slices.Contains(journalled, name) == slices.Contains(alsoOurs, name) {
			t.Errorf("%s: is it written by acts alone, or by the program too?", name)
		}
	}
	for _, name := range slices.Concat(journalled, alsoOurs) {
		if _, ok := tables[name]; !ok {
			t.Errorf("%s is no table of the journal", name)
		}
	}
}
