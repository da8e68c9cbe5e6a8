package corpus

// Probabilities are how likely the parts of a suggestion are right, each
// calibrated on articles that no weights had seen. The zero value stands for
// quotes of engines that gave no such numbers.
type Probabilities struct {
	Quote        float64 `json:"quote"`        // that somebody said the words
	Speaker      float64 `json:"speaker"`      // that it was this speaker
	Organization float64 `json:"organization"` // that the organisation is right, or that there is none
}

// Least is the smallest of the probabilities.
func (p Probabilities) Least() float64 { return min(p.Quote, p.Speaker, p.Organization) }

// Sureness is the word for a suggestion with these probabilities.
func (p Probabilities) Sureness() Sureness { return SurenessOf(p.Least()) }

// Sureness is the word for an attribution: of its least probable part, or of the
// whole where an engine gave no more.
func (a Attribution) Sureness() Sureness {
	if a.Probabilities == (Probabilities{}) {
		return SurenessOf(a.Confidence)
	}
	return a.Probabilities.Sureness()
}

// Sureness is a probability in the words screens use.
type Sureness string

// The words, surest first.
const (
	Sure   Sureness = "sure"
	Likely Sureness = "likely"
	AGuess Sureness = "a guess"
)

// The limits of the words, for the least of the three probabilities. On articles
// not seen, of what is called sure (a quarter) the speaker was right for 97 of 100
// and the organisation for 93; of what is likely for 90 and 78.
const (
	SureFrom   = 0.9
	LikelyFrom = 0.7
)

// SurenessOf is the word for a probability.
func SurenessOf(probability float64) Sureness {
	switch {
	case probability >= SureFrom:
		return Sure
	case probability >= LikelyFrom:
		return Likely
	}
	return AGuess
}
