package desktop

import "quoth/app/desktop/parts"

type (
	choice      = parts.Choice
	face        = parts.Face
	field       = parts.Field
	frameLayout = parts.FrameLayout
	gauge       = parts.Gauge
	inset       = parts.Inset
	knob        = parts.Knob
	leading     = parts.Leading
	measurer    = parts.Measurer
	middle      = parts.Middle
	palette     = parts.Palette
	pane        = parts.Pane
	panes       = parts.Panes
	prose       = parts.Prose
	railLayout  = parts.RailLayout
	row         = parts.Row
	textLine    = parts.TextLine
)

const (
	bare           = parts.Bare
	bordered       = parts.Bordered
	chip           = parts.Chip
	facetWidth     = parts.FacetWidth
	halfWidth      = parts.HalfWidth
	headingSize    = parts.HeadingSize
	inspectorWidth = parts.InspectorWidth
	listWidth      = parts.ListWidth
	primary        = parts.Primary
	readingColumn  = parts.ReadingColumn
	readingLead    = parts.ReadingLead
	readingSize    = parts.ReadingSize
	rowPad         = parts.RowPad
	toggle         = parts.Toggle
)

var (
	T               = parts.T
	Tf              = parts.Tf
	boldFace        = parts.BoldFace
	breakLines      = parts.BreakLines
	count           = parts.Count
	nouns           = parts.Nouns
	nonEmpty        = parts.NonEmpty
	measureUI       = parts.MeasureUI
	stroke          = parts.Stroke
	checkBox        = parts.CheckBox
	colors          = parts.Colors
	dark            = parts.Dark
	divider         = parts.Divider
	emptyState      = parts.EmptyState
	emptyStateParts = parts.EmptyStateParts
	fixed           = parts.Fixed
	heading         = parts.Heading
	headlineFace    = parts.HeadlineFace
	icon            = parts.Icon
	inkAccent       = parts.InkAccent
	inkDanger       = parts.InkDanger
	inkSoft         = parts.InkSoft
	inkText         = parts.InkText
	item            = parts.Item
	label           = parts.Label
	labelFace       = parts.LabelFace
	light           = parts.Light
	newColorField   = parts.NewColorField
	newColumn       = parts.NewColumn
	newDrawing      = parts.NewDrawing
	newField        = parts.NewField
	newFlow         = parts.NewFlow
	newGauge        = parts.NewGauge
	newKnob         = parts.NewKnob
	newMeasurer     = parts.NewMeasurer
	newMenuKnob     = parts.NewMenuKnob
	newPanes        = parts.NewPanes
	newProse        = parts.NewProse
	newProseLine    = parts.NewProseLine
	newRailItem     = parts.NewRailItem
	newTap          = parts.NewTap
	newTextField    = parts.NewTextField
	newTheme        = parts.NewTheme
	number          = parts.Number
	onPanel         = parts.OnPanel
	padded          = parts.Padded
	parseColor      = parts.ParseColor
	put             = parts.Put
	quoteFace       = parts.QuoteFace
	quoted          = parts.Quoted
	runsLeft        = parts.RunsLeft
	section         = parts.Section
	sectionFace     = parts.SectionFace
	seriesColors    = parts.SeriesColors
	serif           = parts.Serif
	serifBold       = parts.SerifBold
	show            = parts.Show
	sidePane        = parts.SidePane
	soft            = parts.Soft
	spaced          = parts.Spaced
	tagColors       = parts.TagColors
	text            = parts.Text
	textScale       = parts.TextScale
	turnLine        = parts.TurnLine
	uiFace          = parts.UiFace
	withAlpha       = parts.WithAlpha
	wrapped         = parts.Wrapped
	writeSVG        = parts.WriteSVG
)
