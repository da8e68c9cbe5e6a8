package assets

import "embed"

// Translations are the texts of the screens in other languages, a file a
// language (BCP 47), keyed by the English text.
//
//go:embed translations/*.json
var Translations embed.FS
