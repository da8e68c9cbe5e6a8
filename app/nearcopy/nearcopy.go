// Package nearcopy finds near-identical texts: wire copy printed by several
// outlets, an updated article. A text is the set of its five-word runs; a
// MinHash signature estimates how much two sets share (A. Broder, "On the
// resemblance and containment of documents", 1997), and bands of the signature
// find candidates without comparing every pair (Leskovec, Rajaraman, Ullman,
// Mining of Massive Datasets, chapter 3.4).
package nearcopy

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"
)

const (
	rows     = 4
	bands    = 20
	hashes   = rows * bands
	runWords = 5
)

// SameStory is the share of runs in common from which two articles are
// printings of one story. With 20 bands of 4 rows a pair at 0.5 is found with
// probability 1 − (1 − 0.5⁴)²⁰ = 0.72, at 0.7 with 0.996.
const SameStory = 0.5

// LeastThreshold is the lowest share that a threshold makes sense for: below it
// the bands find fewer than one pair in six, 1 − (1 − 0.3⁴)²⁰ = 0.15.
const LeastThreshold = 0.3

// Signature stands for a text. The zero Signature is that of a text too short
// to have runs; it is similar to nothing.
type Signature struct {
	minimum [hashes]uint64
	ok      bool
}

// Sign reads a text in one pass; words are runs of letters and digits, case
// aside.
func Sign(text string) Signature {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	var s Signature
	for i := range s.minimum {
		s.minimum[i] = math.MaxUint64
	}
	for i := 0; i+runWords <= len(words); i++ {
		s.ok = true
		run := hashWords(words[i : i+runWords])
		for j := range s.minimum {
			s.minimum[j] = min(s.minimum[j], mix(run^uint64(j+1)*0x9e3779b97f4a7c15))
		}
	}
	return s
}

func hashWords(words []string) uint64 {
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Bands are the keys under which near-identical texts meet; nil for a text too
// short.
func (s Signature) Bands() []int64 {
	if !s.ok {
		return nil
	}
	keys := make([]int64, bands)
	for b := range keys {
		h := uint64(b + 1)
		for _, m := range s.minimum[b*rows : (b+1)*rows] {
			h = mix(h ^ m)
		}
		keys[b] = int64(h)
	}
	return keys
}

// Similarity estimates the share of runs two texts have in common, 0 to 1.
func (s Signature) Similarity(o Signature) float64 {
	if !s.ok || !o.ok {
		return 0
	}
	same := 0
	for i := range s.minimum {
		if s.minimum[i] == o.minimum[i] {
			same++
		}
	}
	return float64(same) / hashes
}
