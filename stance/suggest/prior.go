package suggest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Prior is what is known of stances before anything was judged: weights over
// the features of a quote and its target that were trained on other targets.
type Prior struct {
	Weights []float64 // of the vector, then of the cues in the order of cues
	Bias    float64
	Scale   float64   // the standard deviation of the score where it was trained
	Center  []float64 // the mean vector of quotes where it was trained
	Aside   []float64 // what marks a quote beside the point: of the vector, then of the traits in the order of traits
}

// ReadPrior reads a prior as Write wrote it.
func ReadPrior(r io.Reader) (*Prior, error) {
	var p Prior
	if err := json.NewDecoder(r).Decode(&p); err != nil {
		return nil, fmt.Errorf("read what is known of stances: %w", err)
	}
	if len(p.Weights) != len(p.Center)+cueCount || p.Scale <= 0 ||
		len(p.Aside) != 0 && len(p.Aside) != len(p.Center)+traitCount {
		return nil, fmt.Errorf(
			"read what is known of stances: %d weights for vectors of %d",
			len(p.Weights),
			len(p.Center),
		)
	}
	return &p, nil
}

// Write writes the prior with five significant digits.
func (p *Prior) Write(w io.Writer) error {
	short := Prior{
		Weights: rounded(p.Weights),
		Bias:    p.Bias,
		Scale:   p.Scale,
		Center:  rounded(p.Center),
		Aside:   rounded(p.Aside),
	}
	return json.NewEncoder(w).Encode(short)
}

func rounded(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		if v != 0 {
			digits := math.Pow(10, 4-math.Floor(math.Log10(math.Abs(v))))
			out[i] = math.Round(v*digits) / digits
		}
	}
	return out
}

// Words is what is known of single words.
type Words struct {
	Sentiment   map[string]float64 // -4 to 4
	Restricting map[string]bool    // "ban", "end": the proposition asks for less of what it names
}

// ReadWords reads the tables sentiment.tsv and restricting-words.txt.
func ReadWords(sentiment, restricting io.Reader) (Words, error) {
	w := Words{Sentiment: map[string]float64{}, Restricting: map[string]bool{}}
	err := lines(sentiment, func(line string) error {
		word, value, _ := strings.Cut(line, "\t")
		var v float64
		if _, err := fmt.Sscan(value, &v); err != nil {
			return fmt.Errorf("the sentiment of %q: %w", word, err)
		}
		w.Sentiment[word] = v
		return nil
	})
	if err != nil {
		return Words{}, err
	}
	return w, lines(restricting, func(line string) error {
		w.Restricting[line] = true
		return nil
	})
}

func lines(r io.Reader, each func(string) error) error {
	all, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(all)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != '#' {
			if err := each(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// tokens are the words of a text in lower case; "n't" is "not".
func tokens(text string) []string {
	text = strings.NewReplacer("n't", " not", "n’t", " not").Replace(strings.ToLower(text))
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// proposition is a target as the cues need it.
type proposition struct {
	sign float64 // -1 where it asks for less of what it names
	act  string  // the stem of the verb it asks for
}

func (w Words) proposition(target string) proposition {
	words := tokens(target)
	p := proposition{sign: 1}
	for i, word := range words {
		if w.Restricting[word] {
			return proposition{sign: -1, act: stem(word)}
		}
		if word == "should" && p.act == "" {
			for _, next := range words[i+1:] {
				if next != "be" && next != "not" && next != "continue" && next != "to" {
					p.act = stem(next)
					break
				}
			}
		}
	}
	return p
}

// The cues beside the vector, each between -1 and 1 or nearly so.
const (
	cueSentiment = iota // praise of what the target wants more of, blame of what it wants less of
	cueAct              // the act the target asks for is named, or named with a negation
	cueNegation         // any negation
	cueShouldNot
	cueCount
)

var negations = map[string]bool{
	"not":     true,
	"no":      true,
	"never":   true,
	"without": true,
	"cannot":  true,
	"against": true,
	"wrong":   true,
}

// cues returns the cues of a text toward a proposition and how strong its
// sentiment is, between 0 and 1.
func (w Words) cues(text string, p proposition) (cues [cueCount]float64, strength float64) {
	words := tokens(text)
	sum := 0.0
	for i, word := range words {
		negated := false
		for _, before := range words[max(0, i-4):i] {
			negated = negated || negations[before]
		}
		if v := w.Sentiment[word]; v != 0 {
			if negated {
				v *= negatedSentiment
			}
			sum += v
		}
		if p.act != "" && stem(word) == p.act {
			if negated {
				cues[cueAct]--
			} else {
				cues[cueAct]++
			}
		}
		if word == "not" || word == "no" || word == "never" || word == "cannot" {
			cues[cueNegation] = -1
		}
		if word == "not" && i > 0 && words[i-1] == "should" {
			cues[cueShouldNot] = -1
		}
	}
	sentiment := sum / math.Sqrt(sum*sum+15) // the normalisation of VADER
	cues[cueSentiment] = sentiment * p.sign
	cues[cueAct] = max(-1, min(1, cues[cueAct]))
	return cues, math.Abs(sentiment)
}

// The traits that tell quotes beside the point from those that take a side. The first
// four are compared with the other quotes of the target.
const (
	traitCloseness = iota // to the target
	traitLength
	traitStrength // of the sentiment as a whole
	traitEmotion  // of its words
	traitDemand   // "should", "must"
	traitFuture   // "will", "may"
	traitFirst    // "we", "I"
	traitFigure
	traitMarks
	traitNegation
	traitSentence // it begins like one
	traitCount
)

var (
	demands = map[string]bool{"should": true, "must": true, "need": true, "needs": true, "ought": true}
	futures = map[string]bool{"will": true, "would": true, "could": true, "may": true, "might": true}
	firsts  = map[string]bool{"i": true, "we": true, "my": true, "our": true, "us": true, "me": true}
)

// traits of a text, as far as they lie in its words; strength is that of its sentiment.
func (w Words) traits(text string, strength float64) (t [traitCount]float64) {
	words := tokens(text)
	t[traitLength], t[traitStrength] = math.Log(float64(1+len(words))), strength
	emotion := 0.0
	for _, word := range words {
		emotion += math.Abs(w.Sentiment[word])
		for trait, set := range map[int]map[string]bool{traitDemand: demands, traitFuture: futures, traitFirst: firsts, traitNegation: negations} {
			if set[word] {
				t[trait] = 1
			}
		}
	}
	t[traitEmotion] = math.Log1p(emotion)
	for i, r := range text {
		switch {
		case unicode.IsDigit(r):
			t[traitFigure] = 1
		case r == '"' || r == '“':
			t[traitMarks] = 1
		}
		if i == 0 && (unicode.IsUpper(r) || r == '"' || r == '“') {
			t[traitSentence] = 1
		}
	}
	return t
}

// negatedSentiment is what a negation makes of a word's sentiment (VADER).
const negatedSentiment = -0.74

// score says how far the features speak for the target (above 0) or against it.
func (p *Prior) score(vector []float64, cues [cueCount]float64, sign float64) float64 {
	s := p.Bias
	for i, v := range vector {
		s += p.Weights[i] * v * sign
	}
	for i, v := range cues {
		s += p.Weights[len(vector)+i] * v
	}
	return s / p.Scale
}

// plainWords are the words of a text as they stand in it.
func plainWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// ContentWords are the words of a proposition that say what it is about.
func ContentWords(target string) []string {
	var out []string
	for _, word := range tokens(target) {
		if tells(word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// tells reports whether a word says something by itself.
func tells(word string) bool { return len(word) > 2 && !functionWords[word] || negations[word] }

var functionWords = func() map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(`all and any about are been being but can could did does for from had has have her his how into its less
		may more most must not off our out she should some such than that the their them then there these they this those was were what
		when which who whom will with would you your`) {
		set[word] = true
	}
	return set
}()
