package app_test

import (
	"io"
	"os"
	"testing"

	"quoth/app"
)

// BenchmarkExport writes all quotes of a large corpus, which QUOTH_BENCH_CORPUS
// names (internal/generate/invent makes one): quotes a second, for each format.
func BenchmarkExport(b *testing.B) {
	path := os.Getenv("QUOTH_BENCH_CORPUS")
	if path == "" {
		b.Skip("QUOTH_BENCH_CORPUS names no corpus")
	}
	a, err := app.Open(b.Context(), path, app.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	for _, f := range app.ExportFormats() {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			quotes := 0
			for b.Loop() {
				report, err := a.Export(
					b.Context(),
					app.ExportRequest{Format: f.Name, AllActs: true, Rejected: true, Password: "secret"},
					io.Discard,
					nil,
				)
				if err != nil {
					b.Fatal(err)
				}
				quotes += report.Quotes
			}
			b.ReportMetric(float64(quotes)/b.Elapsed().Seconds(), "quotes/s")
		})
	}
}
