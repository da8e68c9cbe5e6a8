package desktop

import (
	"strings"

	"fyne.io/fyne/v2"

	"quoth/app/desktop/chart"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// stanceLetters judge: the first letters of the stances, in their order.
const stanceLetters = "sonm"

// stepKey goes to the quote before or after with the arrow keys, on pages that
// show one at a time.
func stepKey(k fyne.KeyName, step func(by int)) bool {
	switch k {
	case fyne.KeyRight, fyne.KeyDown:
		step(1)
	case fyne.KeyLeft, fyne.KeyUp:
		step(-1)
	default:
		return false
	}
	return true
}

// judgeLetter goes on or back with J and K and judges with the letters of the stances.
func judgeLetter(r rune, step func(by int), judge func(corpus.Stance)) bool {
	switch r {
	case 'j':
		step(1)
	case 'k':
		step(-1)
	default:
		i := strings.IndexRune(stanceLetters, r)
		if i < 0 {
			return false
		}
		judge(corpus.Stances[i])
	}
	return true
}

// judgeKnobs are the buttons for the same.
func judgeKnobs(step func(by int), judge func(corpus.Stance)) []fyne.CanvasObject {
	var knobs []fyne.CanvasObject
	for i, s := range corpus.Stances {
		knobs = append(
			knobs,
			parts.NewKnob(
				chart.StanceMarks[s]+" "+T(string(s)),
				strings.ToUpper(stanceLetters[i:i+1]),
				parts.Bordered,
				func() { judge(s) },
			),
		)
	}
	return append(
		knobs,
		parts.NewKnob(T("Previous"), "K", parts.Bare, func() { step(-1) }),
		parts.NewKnob(T("Next"), "J", parts.Bare, func() { step(1) }),
	)
}
