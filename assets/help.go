package assets

import "embed"

//go:embed help/*.md
var help embed.FS

// Help is a page of the manual by its name, as Markdown; empty when there is
// none.
func Help(name string) string {
	page, err := help.ReadFile("help/" + name + ".md")
	if err != nil {
		return ""
	}
	return string(page)
}
