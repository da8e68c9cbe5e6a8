package assets

import _ "embed" // the files below

// The reading face, Noto Serif; its licence is in fonts/OFL.txt.
var (
	//go:embed fonts/NotoSerif-Regular.ttf
	SerifRegular []byte
	//go:embed fonts/NotoSerif-Bold.ttf
	SerifBold []byte
	//go:embed icons/quoth.png
	Icon []byte
)
