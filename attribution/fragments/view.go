package fragments

import (
	"strconv"

	"quoth/attribution/document"
	"quoth/attribution/layers"
)

// View is a text as the marked phrases in it are looked at: what is told by all
// of them together.
type View struct {
	*layers.Text
	short   []int // short regions by paragraph
	double  bool  // utterances stand in double marks
	again   map[int]reuse
	longest []int // words of the longest region by sentence
}

// reuse tells how often the words of a region are printed elsewhere.
type reuse struct{ plain, marked int }

// Look prepares a text in one pass.
func Look(x *layers.Text) *View {
	v := &View{
		Text:    x,
		short:   make([]int, len(x.Paragraphs)),
		longest: make([]int, len(x.Sentences)),
		again:   map[int]reuse{},
	}
	double, single := 0, 0
	phrases := map[uint32][]int{} // first word → regions that begin with it
	for r := range x.Regions {
		region := &x.Regions[r]
		inside := x.TokensIn(region.Paragraph, region.Inner)
		if inside.First == inside.Last {
			continue
		}
		s := x.Tokens[inside.First].Sentence
		v.longest[s] = max(v.longest[s], region.Words)
		switch {
		case region.Words > longest && region.Single:
			single++
		case region.Words > longest:
			double++
		default:
			v.short[region.Paragraph]++
		}
		if w := x.Word[inside.First]; region.Words <= longestReused && len(phrases[w]) < mostReused {
			phrases[w] = append(phrases[w], r)
		}
	}
	v.double = double > single
	if len(phrases) > 0 {
		v.findAgain(phrases)
	}
	return v
}

// Bounds that keep the look for phrases linear in the text.
const (
	longestReused = 3
	mostReused    = 8
)

func (v *View) findAgain(phrases map[uint32][]int) {
	for i := range v.Tokens {
		for _, r := range phrases[v.Word[i]] {
			inside := v.TokensIn(v.Regions[r].Paragraph, v.Regions[r].Inner)
			last := inside.Last
			for last > inside.First+1 && !v.Tokens[last-1].IsWord {
				last--
			}
			n := last - inside.First
			if i == inside.First || i+n > len(v.Tokens) {
				continue
			}
			same := true
			for k := 1; k < n && same; k++ {
				same = v.Word[i+k] == v.Word[inside.First+k]
			}
			if !same {
				continue
			}
			found := v.again[r]
			if at := v.Tokens[i].Region; at < 0 {
				found.plain++
			} else if v.Regions[at].Words == v.Regions[r].Words {
				found.marked++
			}
			v.again[r] = found
		}
	}
}

// inText tells how a phrase stands among the others of its text.
func (v *View) inText(out []string, region int, inside document.Range) []string {
	r := v.Regions[region]
	again := v.again[region]
	out = append(
		out,
		"crowd:"+bucket(v.short[r.Paragraph]),
		"plain elsewhere:"+bucket(again.plain),
		"marked elsewhere:"+bucket(again.marked),
	)
	if r.Single {
		out = append(out, "single marks", "single among double:"+strconv.FormatBool(v.double))
	}
	if n := v.longest[v.Tokens[inside.First].Sentence]; n > longest {
		out = append(out, "long in the sentence")
	}
	if r.Paragraph == 0 {
		out = append(out, "first paragraph")
	}
	return out
}
