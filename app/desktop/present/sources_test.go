package present

import (
	"context"
	"errors"
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// supply answers as a corpus with many troubles; failing is the question that
// cannot be answered.
type supply struct{ failing string }

func (s supply) err(question string) error {
	if s.failing == question {
		return corpus.ErrClosed
	}
	return nil
}

func (s supply) Watches(context.Context) ([]app.Watch, error) {
	return []app.Watch{{Title: "Harbour news"}}, s.err("watches")
}

func (s supply) Needs(_ context.Context, offset, limit int) ([]app.Need, int, error) {
	return make([]app.Need, limit-offset), 400, s.err("needs")
}

func (s supply) Failures(context.Context) ([]app.Failure, error) {
	return make([]app.Failure, 75), s.err("failures")
}
func (s supply) Unfinished(context.Context) (int, error) { return 4, s.err("unfinished") }
func (s supply) Unplaced(context.Context) ([]app.QuoteCard, []corpus.Annotation, error) {
	return make([]app.QuoteCard, 31), make([]corpus.Annotation, 2), s.err("unplaced")
}

func TestListsOfSourcesAreCutAndTheirCountsAreNot(t *testing.T) {
	s, err := LoadSources(t.Context(), supply{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Failures) != NeedsShown || s.Failed != 75 || len(s.Unplaced) != NeedsShown || s.Lost != 33 ||
		s.NeedsTotal != 400 ||
		s.Unfinished != 4 {
		t.Errorf(
			"%d of %d failures, %d lost of %d, %d needs, %d unfinished",
			len(s.Failures),
			s.Failed,
			len(s.Unplaced),
			s.Lost,
			s.NeedsTotal,
			s.Unfinished,
		)
	}
}

func TestEachFailedQuestionAboutSourcesIsReported(t *testing.T) {
	for _, question := range []string{"watches", "needs", "failures", "unfinished", "unplaced"} {
		if _, err := LoadSources(t.Context(), supply{question}); !errors.Is(err, corpus.ErrClosed) {
			t.Errorf("%s: the error is %v", question, err)
		}
	}
}
