package corpus

// Sureness is a probability in the words screens use.
type Sureness string

// The words, surest first.
const (
	Sure   Sureness = "sure"
	Likely Sureness = "likely"
	AGuess Sureness = "a guess"
)

// The limits of the words: the engine's probabilities are calibrated, so that of
// what is called sure at least nine of ten are right.
const (
	SureFrom   = 0.9
	LikelyFrom = 0.6
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
