package layers

import (
	"quoth/attribution/document"
	"quoth/attribution/linear"
)

// outside stands for a value beyond the sentence's edges.
const outside = 0x5151

func at(values []uint32, i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return values[i]
}

func (x *Text) prefix(i, n int) uint32 {
	w := x.Tokens[i].Word
	return linear.Hash(w[:min(n, len(w))])
}

func (x *Text) ending(i, n int) uint32 {
	w := x.Tokens[i].Word
	return linear.Hash(w[max(0, len(w)-n):])
}

// flag makes a truth a value of a feature.
func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// PartFeatures are the features of a token for its part of speech.
func (x *Text) PartFeatures(out []linear.Feature, i int, run document.Range) []linear.Feature {
	w0, w1, w2 := x.Word[i], at(x.Word, i-1, run), at(x.Word, i+1, run)
	first := flag(i == run.First)
	capital := flag(x.Tokens[i].IsUpper)
	return append(out,
		linear.Mix(1),
		linear.Mix2(2, w0, capital),
		linear.Mix2(3, w1, 0),
		linear.Mix2(4, w2, 0),
		linear.Mix2(5, at(x.Word, i-2, run), 0),
		linear.Mix2(6, at(x.Word, i+2, run), 0),
		linear.Mix2(7, w1, w0),
		linear.Mix2(8, w0, w2),
		linear.Mix2(9, x.ending(i, 1), capital),
		linear.Mix2(10, x.ending(i, 2), capital),
		linear.Mix2(11, x.Suffix[i], capital),
		linear.Mix2(12, x.ending(i, 4), 0),
		linear.Mix2(13, x.Shape[i], first),
		linear.Mix2(14, at(x.Suffix, i-1, run), x.Suffix[i]),
		linear.Mix2(15, x.Suffix[i], at(x.Suffix, i+1, run)),
		linear.Mix2(16, w1, w2),
		linear.Mix2(17, x.prefix(i, 3), 0),
		linear.Mix2(18, at(x.Shape, i-1, run), x.Shape[i]),
		linear.Mix2(19, x.Shape[i], at(x.Shape, i+1, run)),
		linear.Mix2(20, x.Stem[i], 0),
	)
}

func (x *Text) part(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return uint32(x.Part[i])
}

func (x *Text) class(i int, run document.Range) uint32 {
	if i < run.First || i >= run.Last {
		return outside
	}
	return uint32(x.Class[i] &^ (IsReportingVerb | IsSpeechVerb | IsDocumentNoun))
}

// NameFeatures are the features of a token for whether it belongs to a name;
// the parts of speech must be known.
func (x *Text) NameFeatures(out []linear.Feature, i int, run document.Range) []linear.Feature {
	w0, w1, w2 := x.Word[i], at(x.Word, i-1, run), at(x.Word, i+1, run)
	s0, s1, s2 := x.Shape[i], at(x.Shape, i-1, run), at(x.Shape, i+1, run)
	first := flag(i == run.First)
	out = append(out,
		linear.Mix(1),
		linear.Mix2(2, w0, s0),
		linear.Mix2(3, w1, 0),
		linear.Mix2(4, w2, 0),
		linear.Mix2(5, at(x.Word, i-2, run), 0),
		linear.Mix2(6, at(x.Word, i+2, run), 0),
		linear.Mix2(7, w1, w0),
		linear.Mix2(8, w0, w2),
		linear.Mix2(9, x.Suffix[i], s0),
		linear.Mix2(10, s0, first),
		linear.Mix2(11, s1, s0),
		linear.Mix2(12, s0, s2),
		linear.Mix(13, s1, s0, s2),
		linear.Mix2(14, x.prefix(i, 3), s0),
		linear.Mix2(15, uint32(x.Part[i]), x.part(i-1, run)),
		linear.Mix2(16, uint32(x.Part[i]), x.part(i+1, run)),
		linear.Mix(17, x.part(i-1, run), uint32(x.Part[i]), x.part(i+1, run)),
		linear.Mix2(18, x.class(i, run), s0),
		linear.Mix2(19, x.class(i-1, run), x.class(i, run)),
		linear.Mix2(20, x.class(i, run), x.class(i+1, run)),
		linear.Mix2(21, w1, s0),
		linear.Mix2(22, w2, s0),
		linear.Mix2(23, at(x.Word, i-2, run), w1),
		linear.Mix2(24, w2, at(x.Word, i+2, run)),
		linear.Mix2(25, x.class(i-2, run), s0),
		linear.Mix2(26, x.class(i+2, run), s0),
	)
	return out
}
