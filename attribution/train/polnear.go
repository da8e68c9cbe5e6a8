package main

import (
	"sort"

	"quoth/attribution/layers"
	"quoth/attribution/train/polnear"
	"quoth/corpus"
)

// article is an article on which methods of training stand.
type article struct{ polnear.Article }

// partOf gives the merged part of speech of a tag of the Penn Treebank.
var partOf = map[string]layers.Part{
	"NN":   layers.Noun,
	"NNS":  layers.NounPlural,
	"NNP":  layers.ProperNoun,
	"NNPS": layers.ProperNoun,
	"VB":   layers.VerbBase,
	"VBD":  layers.VerbPast,
	"VBN":  layers.VerbParticiple,
	"VBG":  layers.VerbIng,
	"VBZ":  layers.VerbPresent,
	"VBP":  layers.VerbPresent,
	"MD":   layers.Modal,
	"IN":   layers.Preposition,
	"DT":   layers.Determiner,
	"PDT":  layers.Determiner,
	"PRP":  layers.Pronoun,
	"EX":   layers.Pronoun,
	"PRP$": layers.PossessivePronoun,
	"JJ":   layers.Adjective,
	"JJR":  layers.Adjective,
	"JJS":  layers.Adjective,
	"RB":   layers.Adverb,
	"RBR":  layers.Adverb,
	"RBS":  layers.Adverb,
	"RP":   layers.Adverb,
	"CC":   layers.Conjunction,
	"TO":   layers.To,
	"CD":   layers.Number,
	"WDT":  layers.WhWord,
	"WP":   layers.WhWord,
	"WP$":  layers.WhWord,
	"WRB":  layers.WhWord,
	"POS":  layers.Possessive,
	"FW":   layers.OtherPart,
	"UH":   layers.OtherPart,
	"LS":   layers.OtherPart,
	"SYM":  layers.OtherPart,
}

var nameOf = map[string]layers.Name{
	"PERSON":       layers.Person,
	"ORGANIZATION": layers.Organization,
	"LOCATION":     layers.Location,
	"MISC":         layers.OtherName,
}

// silver writes the automatic layers of an article over x and reports whether
// it has any.
func (a article) silver(x *layers.Text, runes corpus.RuneOffsets) bool {
	next := 0
	for _, s := range a.Sentences {
		for i := range s.S {
			start, end := runes.Byte(s.S[i]), runes.Byte(s.E[i])
			for next < len(x.Tokens) && x.Tokens[next].End <= start {
				next++
			}
			for k := next; k < len(x.Tokens) && x.Tokens[k].Start < end; k++ {
				if x.Tokens[k].Start < start {
					continue // a token of ours that begins before: don't, of which n't is the second half
				}
				x.Part[k], x.Name[k] = partOf[s.POS[i]], nameOf[s.NER[i]]
				if !x.Tokens[k].IsWord && s.POS[i] != "POS" {
					x.Part[k] = layers.Punctuation
				}
			}
		}
	}
	return len(a.Sentences) > 0
}

func (a article) spans(runes corpus.RuneOffsets, pairs [][2]int) []corpus.Span {
	var out []corpus.Span
	for _, p := range pairs {
		out = append(out, corpus.Span{Start: runes.Byte(p[0]), End: runes.Byte(p[1])})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}
