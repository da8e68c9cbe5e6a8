package assets

import (
	"embed"
	"io/fs"
	"path"
	"sort"
)

//go:embed sample
var sample embed.FS

// SamplePages are the invented pages of the sample corpus, a folder an outlet.
func SamplePages() fs.FS { return sub(sample, "sample/pages") }

// SamplePageNames lists the pages, in order.
func SamplePageNames() []string {
	names, err := fs.Glob(SamplePages(), "*/*.html")
	if err != nil {
		panic(err) // the pattern is constant
	}
	sort.Slice(names, func(i, j int) bool { return path.Base(names[i]) < path.Base(names[j]) })
	return names
}

// SampleActs are the acts of the sample's invented coder, one JSON object a
// line.
func SampleActs() []byte {
	acts, err := sample.ReadFile("sample/acts.jsonl")
	if err != nil {
		panic(err) // embedded above
	}
	return acts
}
