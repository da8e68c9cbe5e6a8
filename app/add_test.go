package app_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"quoth/app"
	"quoth/corpus"
)

// What a page writes in two code points is kept composed, so that it is found
// however it is typed.
func TestKeptTextIsComposed(t *testing.T) {
	decomposed := norm.NFD.String("„Öl für Zürich“, sagte Jörg Günther.")
	collected := corpus.Collected{Blocks: []corpus.Block{{Kind: corpus.PlainParagraph, Text: decomposed}}}
	keep := app.NewKeep(collected, func(string) []corpus.Attribution { return nil })
	if keep.Version.Text != norm.NFC.String(decomposed) || collected.Blocks[0].Text != decomposed {
		t.Fatalf("kept %+q, and what was collected became %+q", keep.Version.Text, collected.Blocks[0].Text)
	}
}
