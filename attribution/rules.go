package attribution

import (
	"context"
	"io/fs"

	"quoth/attribution/document"
	"quoth/attribution/grammar"
)

// Rules find attributions without any trained model; what they find is a
// feature of the trained stages.
type Rules struct{ lex *grammar.Lexicon }

// NewRules loads the rules' tables.
func NewRules(tables fs.FS) (*Rules, error) {
	lex, err := grammar.Load(tables)
	return &Rules{lex}, err
}

// Find cuts a text up and gives what the rules find in it.
func (r *Rules) Find(source string) (*document.Document, []document.Found) {
	return r.find(context.Background(), source)
}

func (r *Rules) find(ctx context.Context, source string) (*document.Document, []document.Found) {
	t := newText(ctx, r.lex, source)
	links := t.link()
	found := make([]document.Found, len(links))
	for i, f := range links {
		found[i] = f.handOver(t)
	}
	return t.Document, found
}
