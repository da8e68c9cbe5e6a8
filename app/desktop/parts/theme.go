package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"quoth/assets"
)

// Palette is one face of the colours; DESIGN.md beside this file says what each
// means.
type Palette struct {
	Paper, Panel, Line, Ink, Soft, Accent, AccentGround, Selection           color.NRGBA
	Direct, Mixed, DirectLine, MixedLine                                     color.NRGBA
	Support, Oppose, Neutral, MixedStance, Confirmed, OnAccent, Find, Danger color.NRGBA
}

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

var (
	Light = Palette{
		Paper: hex(
			0xFBFAF7,
		),
		Panel:  hex(0xF3F1EC),
		Line:   hex(0xDEDAD1),
		Ink:    hex(0x1F2328),
		Soft:   hex(0x5E646B),
		Accent: hex(0x0B5F66),
		AccentGround: hex(
			0xDCEBEA,
		),
		Selection:  hex(0xCFE8E5),
		Direct:     hex(0xFFF1B8),
		Mixed:      hex(0xE3EEFC),
		DirectLine: hex(0xD9A514),
		MixedLine:  hex(0x5B8FD0),
		Support: hex(
			0x1B63A5,
		),
		Oppose:      hex(0xBF4D09),
		Neutral:     hex(0x6B6F76),
		MixedStance: hex(0x7A4FA3),
		Confirmed:   hex(0x2F7D4F),
		OnAccent:    hex(0xFFFFFF),
		Find:        hex(0xFFD27F),
		Danger:      hex(0xA3211B),
	}
	Dark = Palette{
		Paper: hex(
			0x1B1D20,
		),
		Panel:  hex(0x23262A),
		Line:   hex(0x383C42),
		Ink:    hex(0xE8E6E1),
		Soft:   hex(0xA0A5AC),
		Accent: hex(0x63C1B9),
		AccentGround: hex(
			0x17403E,
		),
		Selection:  hex(0x1F4A47),
		Direct:     hex(0x4A4220),
		Mixed:      hex(0x23384F),
		DirectLine: hex(0xC9A227),
		MixedLine:  hex(0x6F9FD8),
		Support: hex(
			0x6FB1EC,
		),
		Oppose:      hex(0xF0925A),
		Neutral:     hex(0xA5A9AF),
		MixedStance: hex(0xB794DD),
		Confirmed:   hex(0x74C795),
		OnAccent:    hex(0x10201F),
		Find:        hex(0x7A5A12),
		Danger:      hex(0xF08A84),
	}
)

// Theme is the app's face: the system's light or dark unless one is chosen,
// and text scaled as the settings say.
type Theme struct {
	fyne.Theme
	choice string // "system", "light", "dark"
	scale  float32
}

// NewTheme returns the theme for a choice, "system", "light" or "dark", and a scale of its text; 0 is 1.
func NewTheme(choice string, scale float32) *Theme {
	if scale == 0 {
		scale = 1
	}
	return &Theme{Theme: theme.DefaultTheme(), choice: choice, scale: scale}
}

// Font puts the face of symbols before the toolkit's own, which stays what words are
// written in: each letter is taken from the first face that has it, and the toolkit
// looks in the system's fonts, of which there may be none, only after its own.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	chosen := t.Theme.Font(style) // FYNE_FONT may name one
	if style.Monospace || style.Symbol || chosen != defaultFont(style) {
		return chosen
	}
	return symbols
}

func defaultFont(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Bold && style.Italic:
		return theme.DefaultTextBoldItalicFont()
	case style.Bold:
		return theme.DefaultTextBoldFont()
	case style.Italic:
		return theme.DefaultTextItalicFont()
	}
	return theme.DefaultTextFont()
}

func (t *Theme) variant(v fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.choice {
	case "light":
		return theme.VariantLight
	case "dark":
		return theme.VariantDark
	}
	return v
}

func paletteOf(v fyne.ThemeVariant) Palette {
	if v == theme.VariantDark {
		return Dark
	}
	return Light
}

// Colors is the palette in force.
func Colors() Palette {
	settings := fyne.CurrentApp().Settings()
	if t, ok := settings.Theme().(*Theme); ok {
		return paletteOf(t.variant(settings.ThemeVariant()))
	}
	return paletteOf(settings.ThemeVariant())
}

// TextScale is how much larger than usual text is wanted.
func TextScale() float32 {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t.scale
	}
	return 1
}

func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	p := paletteOf(t.variant(v))
	switch name {
	case theme.ColorNameBackground:
		return p.Paper
	case theme.ColorNameForeground:
		return p.Ink
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return p.Accent
	case theme.ColorNameForegroundOnPrimary:
		return p.OnAccent
	case theme.ColorNameSelection:
		return p.Selection
	case theme.ColorNameHover:
		return WithAlpha(p.AccentGround, 140)
	case theme.ColorNameFocus:
		return WithAlpha(p.Accent, 90)
	case theme.ColorNamePressed:
		return p.AccentGround
	case theme.ColorNameButton, theme.ColorNameDisabledButton:
		return p.Panel
	case theme.ColorNameInputBackground:
		return p.Paper
	case theme.ColorNameInputBorder, theme.ColorNameSeparator:
		return p.Line
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return p.Soft
	case theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameHeaderBackground:
		return p.Panel
	case theme.ColorNameShadow:
		return WithAlpha(p.Line, 160)
	case theme.ColorNameScrollBar:
		return WithAlpha(p.Soft, 120)
	case theme.ColorNameError:
		return p.Danger
	case theme.ColorNameSuccess:
		return p.Confirmed
	}
	return t.Theme.Color(name, t.variant(v))
}

func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	base := t.Theme.Size(name)
	switch name {
	case theme.SizeNameText,
		theme.SizeNameCaptionText,
		theme.SizeNameHeadingText,
		theme.SizeNameSubHeadingText,
		theme.SizeNameInlineIcon:
		return base * t.scale
	case theme.SizeNameModalBlurRadius:
		return 0 // the text behind a question may be what it is about
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 6
	}
	return base
}

// WithAlpha is a color with another opacity.
func WithAlpha(c color.NRGBA, a uint8) color.NRGBA {
	c.A = a
	return c
}

// The reading face.
var (
	Serif     = fyne.NewStaticResource("NotoSerif-Regular.ttf", assets.SerifRegular)
	SerifBold = fyne.NewStaticResource("NotoSerif-Bold.ttf", assets.SerifBold)

	symbols = fyne.NewStaticResource("QuothSymbols.ttf", assets.Symbols)
	Icon    = fyne.NewStaticResource("quoth.png", assets.Icon)
)

// Type sizes at 100 %: reading 18 on 29, small labels 12.
const (
	uiSize        = 14
	HeadingSize   = 19
	quoteSize     = 15
	ReadingSize   = 18
	ReadingLead   = 29
	headlineSize  = 28
	labelSize     = 12
	ReadingColumn = 640 // 60 to 75 letters
)
