package exchange_test

import (
	"log"
	"os"

	"quoth/corpus"
	"quoth/exchange"
)

// A codebook for another program of qualitative analysis.
func ExampleNew() {
	w, err := exchange.New(
		"qdc",
		os.Stdout,
		exchange.Options{
			Corpus: "Weir",
			Codes: []exchange.Code{
				{
					Tag:  corpus.Tag{ID: "3f0c7cd0-0000-4000-8000-000000000001", Name: "Safety", Color: "#0072b2"},
					Path: "Safety",
				},
			},
		},
	)
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Quoth"><Codes><Code guid="7e8b82a1-405e-5fb2-a446-d7ccbe9de256" name="Safety" isCodable="true" color="#0072b2"></Code></Codes></CodeBook>
}
