package attribution_test

import (
	"context"
	"fmt"
	"log"

	"quoth/assets"
	"quoth/attribution"
)

// Who said what, for whom, in a text.
func ExampleEngine_Quotes() {
	engine, err := attribution.New(assets.Models(), assets.Tables())
	if err != nil {
		log.Fatal(err)
	}
	text := "“The weir will be rebuilt,” said Mara Quill, the director of the River Board."
	quotes, err := engine.Quotes(context.Background(), text, "", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, quote := range quotes {
		fmt.Printf("%s: %s (%s)\n", quote.Speaker, quote.Content[0].Text(text), quote.Organization)
	}
	// Output:
	// Mara Quill: “The weir will be rebuilt,” (River Board)
}
