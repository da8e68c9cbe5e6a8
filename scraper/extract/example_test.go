package extract_test

import (
	"fmt"
	"log"

	"quoth/assets"
	"quoth/scraper/extract"
)

// The article of a page, without what stands around it.
func ExampleExtractor_HTML() {
	extractor, err := extract.New(assets.Models(), assets.Tables())
	if err != nil {
		log.Fatal(err)
	}
	page := `<html lang="en"><head><title>Weir to be rebuilt</title></head><body>
		<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
		<article><h1>Weir to be rebuilt</h1>
		<p>The weir above the old mill will be rebuilt next year, the council decided on Monday evening.</p>
		<p>“It has held for a hundred years and it can hold for a hundred more,” said Mara Quill, the director of the River Board.</p></article>
		<footer>All rights reserved.</footer></body></html>`
	collected, err := extractor.HTML([]byte(page), extract.Hint{URL: "https://paper.example/weir"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(collected.Article.Title)
	for _, block := range collected.Blocks {
		fmt.Println("-", block.Text)
	}
	// Output:
	// Weir to be rebuilt
	// - The weir above the old mill will be rebuilt next year, the council decided on Monday evening.
	// - “It has held for a hundred years and it can hold for a hundred more,” said Mara Quill, the director of the River Board.
}
