package assets

import _ "embed" // the files below

// The reading face, Noto Serif; its licence is in fonts/OFL.txt.
var (
	//go:embed fonts/NotoSerif-Regular.ttf
	SerifRegular []byte
	//go:embed fonts/NotoSerif-Bold.ttf
	SerifBold []byte
	// Symbols are the marks of the window that the toolkit's own faces lack, cut out of
	// DejaVu Sans, whose licence is in fonts/DejaVu.txt: a machine may have no fonts.
	//go:embed fonts/QuothSymbols.ttf
	Symbols []byte
	//go:embed icons/quoth.png
	Icon []byte
)
