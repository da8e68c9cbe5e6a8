package chart

import (
	"image/color"

	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// StanceMarks are the shapes of stances: never colour alone.
var StanceMarks = map[corpus.Stance]string{
	corpus.Support:     "▲",
	corpus.Oppose:      "▼",
	corpus.Neutral:     "●",
	corpus.MixedStance: "◆",
}

// StanceInk is the colour of a stance.
func StanceInk(s corpus.Stance) color.NRGBA {
	p := parts.Colors()
	return map[corpus.Stance]color.NRGBA{corpus.Support: p.Support, corpus.Oppose: p.Oppose, corpus.Neutral: p.Neutral, corpus.MixedStance: p.MixedStance}[s]
}
