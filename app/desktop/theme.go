package desktop

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"quoth/assets"
	"quoth/corpus"
)

// palette is one face of the colours; DESIGN.md beside this file says what each
// means.
type palette struct {
	paper, panel, line, ink, soft, accent, accentGround, selection           color.NRGBA
	direct, mixed, directLine, mixedLine                                     color.NRGBA
	support, oppose, neutral, mixedStance, confirmed, onAccent, find, danger color.NRGBA
}

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

var (
	light = palette{
		paper: hex(0xFBFAF7), panel: hex(0xF3F1EC), line: hex(0xDEDAD1), ink: hex(0x1F2328), soft: hex(0x5E646B), accent: hex(0x0B5F66),
		accentGround: hex(0xDCEBEA), selection: hex(0xCFE8E5), direct: hex(0xFFF1B8), mixed: hex(0xE3EEFC), directLine: hex(0xD9A514), mixedLine: hex(0x5B8FD0),
		support: hex(0x1B63A5), oppose: hex(0xBF4D09), neutral: hex(0x6B6F76), mixedStance: hex(0x7A4FA3), confirmed: hex(0x2F7D4F),
		onAccent: hex(0xFFFFFF), find: hex(0xFFD27F), danger: hex(0xA3211B),
	}
	dark = palette{
		paper: hex(0x1B1D20), panel: hex(0x23262A), line: hex(0x383C42), ink: hex(0xE8E6E1), soft: hex(0xA0A5AC), accent: hex(0x63C1B9),
		accentGround: hex(0x17403E), selection: hex(0x1F4A47), direct: hex(0x4A4220), mixed: hex(0x23384F), directLine: hex(0xC9A227), mixedLine: hex(0x6F9FD8),
		support: hex(0x6FB1EC), oppose: hex(0xF0925A), neutral: hex(0xA5A9AF), mixedStance: hex(0xB794DD), confirmed: hex(0x74C795),
		onAccent: hex(0x10201F), find: hex(0x7A5A12), danger: hex(0xF08A84),
	}
)

// quothTheme is the app's face: the system's light or dark unless one is chosen,
// and text scaled as the settings say.
type quothTheme struct {
	fyne.Theme
	choice string // "system", "light", "dark"
	scale  float32
}

func newTheme(choice string, scale float32) *quothTheme {
	if scale == 0 {
		scale = 1
	}
	return &quothTheme{Theme: theme.DefaultTheme(), choice: choice, scale: scale}
}

func (t *quothTheme) variant(v fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.choice {
	case "light":
		return theme.VariantLight
	case "dark":
		return theme.VariantDark
	}
	return v
}

func paletteOf(v fyne.ThemeVariant) palette {
	if v == theme.VariantDark {
		return dark
	}
	return light
}

// colors is the palette in force.
func colors() palette {
	settings := fyne.CurrentApp().Settings()
	if t, ok := settings.Theme().(*quothTheme); ok {
		return paletteOf(t.variant(settings.ThemeVariant()))
	}
	return paletteOf(settings.ThemeVariant())
}

// textScale is how much larger than usual text is wanted.
func textScale() float32 {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*quothTheme); ok {
		return t.scale
	}
	return 1
}

func (t *quothTheme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	p := paletteOf(t.variant(v))
	switch name {
	case theme.ColorNameBackground:
		return p.paper
	case theme.ColorNameForeground:
		return p.ink
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return p.accent
	case theme.ColorNameForegroundOnPrimary:
		return p.onAccent
	case theme.ColorNameSelection:
		return p.selection
	case theme.ColorNameHover:
		return withAlpha(p.accentGround, 140)
	case theme.ColorNameFocus:
		return withAlpha(p.accent, 90)
	case theme.ColorNamePressed:
		return p.accentGround
	case theme.ColorNameButton, theme.ColorNameDisabledButton:
		return p.panel
	case theme.ColorNameInputBackground:
		return p.paper
	case theme.ColorNameInputBorder, theme.ColorNameSeparator:
		return p.line
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return p.soft
	case theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameHeaderBackground:
		return p.panel
	case theme.ColorNameShadow:
		return withAlpha(p.line, 160)
	case theme.ColorNameScrollBar:
		return withAlpha(p.soft, 120)
	case theme.ColorNameError:
		return p.danger
	case theme.ColorNameSuccess:
		return p.confirmed
	}
	return t.Theme.Color(name, t.variant(v))
}

func (t *quothTheme) Size(name fyne.ThemeSizeName) float32 {
	base := t.Theme.Size(name)
	switch name {
	case theme.SizeNameText, theme.SizeNameCaptionText, theme.SizeNameHeadingText, theme.SizeNameSubHeadingText, theme.SizeNameInlineIcon:
		return base * t.scale
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 6
	}
	return base
}

func withAlpha(c color.NRGBA, a uint8) color.NRGBA {
	c.A = a
	return c
}

// The reading face.
var (
	serif     = fyne.NewStaticResource("NotoSerif-Regular.ttf", assets.SerifRegular)
	serifBold = fyne.NewStaticResource("NotoSerif-Bold.ttf", assets.SerifBold)
	icon      = fyne.NewStaticResource("quoth.png", assets.Icon)
)

// Type sizes at 100 %: reading 18 on 29, small labels 12.
const (
	uiSize        = 14
	headingSize   = 19
	quoteSize     = 15
	readingSize   = 18
	readingLead   = 29
	headlineSize  = 28
	labelSize     = 12
	readingColumn = 640 // 60 to 75 letters
)

// stanceMarks are the shapes of stances: never colour alone.
var stanceMarks = map[corpus.Stance]string{corpus.Support: "▲", corpus.Oppose: "▼", corpus.Neutral: "●", corpus.MixedStance: "◆"}

func stanceColor(s corpus.Stance) color.NRGBA {
	p := colors()
	return map[corpus.Stance]color.NRGBA{corpus.Support: p.support, corpus.Oppose: p.oppose, corpus.Neutral: p.neutral, corpus.MixedStance: p.mixedStance}[s]
}
