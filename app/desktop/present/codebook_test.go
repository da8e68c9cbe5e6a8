package present

import (
	"context"
	"errors"
	"testing"

	"quoth/corpus"
)

func tag(id, parent, path string) corpus.TagSummary {
	return corpus.TagSummary{Tag: corpus.Tag{ID: corpus.TagID(id), Parent: corpus.TagID(parent)}, Path: path}
}

// tree is Access (Police, Press), Cost, Cost overruns.
func tree() Codebook {
	return Codebook{Tags: []corpus.TagSummary{
		tag("a", "", "Access"), tag("p", "a", "Access/Police"), tag("q", "a", "Access/Press"),
		tag("c", "", "Cost"), tag("o", "", "Cost overruns"),
	}}
}

func TestStepsStayInTheCodebook(t *testing.T) {
	c := tree()
	for _, s := range []struct {
		chosen, want corpus.TagID
		by           int
	}{{"", "a", 1}, {"a", "p", 1}, {"o", "o", 1}, {"a", "a", -1}, {"gone", "a", 1}} {
		c.Chosen = s.chosen
		if got := c.Step(s.by); got != s.want {
			t.Errorf("%d from %q is %q, want %q", s.by, s.chosen, got, s.want)
		}
	}
	if got := (&Codebook{}).Step(1); got != "" {
		t.Errorf("an empty codebook steps to %q", got)
	}
}

func TestATagMovesInItsTree(t *testing.T) {
	c := tree()
	for _, m := range []struct {
		tag    string
		to     Way
		parent corpus.TagID
		place  int
		ok     bool
	}{
		{"q", Up, "a", 0, true},
		{"p", Up, "", 0, false},
		{"p", Down, "a", 1, true},
		{"q", Down, "", 0, false},
		{"q", Out, "", 1, true},
		{"a", Out, "", 0, false},
		{"c", In, "a", 2, true},
		{"a", In, "", 0, false},
	} {
		of, _ := c.tag(corpus.TagID(m.tag))
		if parent, place, ok := c.Moved(of, m.to); parent != m.parent || place != m.place || ok != m.ok {
			t.Errorf(
				"%s by %d: %q at %d, %v; want %q at %d, %v",
				m.tag,
				m.to,
				parent,
				place,
				ok,
				m.parent,
				m.place,
				m.ok,
			)
		}
	}
}

func TestATagGoesBelowNoneOfItsOwn(t *testing.T) {
	c := tree()
	for id, want := range map[corpus.TagID]int{"a": 2, "c": 4, "p": 4} { // "Cost overruns" is not below "Cost"
		of, _ := c.tag(id)
		if got := c.Others(of); len(got) != want {
			t.Errorf("%s can go below %v", id, got)
		}
	}
	if got := c.Others(corpus.TagSummary{}); len(got) != len(c.Tags) {
		t.Errorf("a new tag can go below %v", got)
	}
}

func TestTheOpenTagIsKeptOverAnotherLoad(t *testing.T) {
	c := tree()
	c.Chosen = "q"
	c.Show(Codebook{Tags: c.Tags[:3]})
	var again Codebook
	again.ReturnTo(c.Where())
	again.Show(tree())
	if open, ok := again.Open(); !ok || open.ID != "q" {
		t.Errorf("%v is open", open)
	}
}

type broken struct{ Codebook }

func (broken) Tags(context.Context) ([]corpus.TagSummary, error) { return nil, corpus.ErrClosed }
func (broken) Targets(context.Context) ([]corpus.TargetSummary, error) {
	return nil, errors.New("was asked in vain")
}

func TestAFailedQuestionIsReported(t *testing.T) {
	if _, err := LoadCodebook(t.Context(), broken{}); !errors.Is(err, corpus.ErrClosed) {
		t.Errorf("the error is %v", err)
	}
}
