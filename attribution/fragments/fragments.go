// Package fragments tells marked words that somebody said from titles,
// nicknames, terms and scare quotes. A third of all marked words and phrases of
// one or two words are no speech; longer ones nearly always are. It is a small
// logistic model over the words around the marks, the cue and the other marked
// words of the text.
package fragments

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/corpus"
)

// modelFile lies in the models folder; see its card.
const modelFile = "attribution/fragments.tsv"

// longest is the length in words up to which a phrase in marks is judged.
const longest = 9

// Least is the probability from which a phrase counts as said. A phrase kept gains
// as much as it costs from 0.5 on; with the higher limit one in eight of the
// annotated non-quotes is taken, a fifth at 0.5, for a point of recall.
const Least = 0.8

// Beside is that probability for a phrase beside others that were said.
const Beside = 0.3

// Model holds the weights by feature.
type Model map[string]float64

// Load reads "feature<TAB>weight" lines.
func Load(models fs.FS) (Model, error) {
	f, err := models.Open(modelFile)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", modelFile, err)
	}
	defer f.Close()
	m := Model{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		feature, value, ok := strings.Cut(lines.Text(), "\t")
		weight, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("model %s, line %d: want a feature, a tab and a weight", modelFile, n)
		}
		m[feature] = weight
	}
	return m, lines.Err()
}

// Judged reports a region that the model has a say in: one short phrase that
// opens and closes in its paragraph.
func Judged(doc *document.Document, region int) bool {
	r := doc.Regions[region]
	return r.Words <= longest && !r.Unclosed && !r.Continues
}

// Said is the probability that somebody said the words of a region of a find.
func (m Model) Said(v *View, f document.Found, region int) float64 {
	return m.Of(v.Features(f, region), f.Score)
}

// Of joins what the words around a phrase say with how sure its attribution is,
// each with the weight that held-back articles gave it; see Join.
func (m Model) Of(features []string, attributed float64) float64 {
	words, score := m.evidence(features, attributed)
	return logistic(m[joinBias] + m[joinWords]*words + m[joinScore]*score)
}

func (m Model) evidence(features []string, attributed float64) (words, score float64) {
	const unsure = 0.005
	attributed = min(max(attributed, unsure), 1-unsure)
	return m.sum(features), math.Log(attributed / (1 - attributed))
}

// The weights of Of.
const (
	joinBias  = "join bias"
	joinWords = "join words"
	joinScore = "join score"
)

// Outcome is a judged phrase of a held-back article.
type Outcome struct {
	Words, Score float64
	Said         bool
}

// Judge is what a model that has not seen the example makes of it, for Join.
func (m Model) Judge(e Example) Outcome {
	words, score := m.evidence(e.Features, e.Score)
	return Outcome{words, score, e.Said}
}

// Join fits how the words around a phrase and the certainty of its attribution
// weigh against each other, by logistic regression.
func (m Model) Join(list []Outcome) {
	b, w, s := 0.0, 1.0, 1.0
	for range 4000 {
		var gb, gw, gs float64
		for _, o := range list {
			miss := -logistic(b + w*o.Words + s*o.Score)
			if o.Said {
				miss++
			}
			gb, gw, gs = gb+miss, gw+miss*o.Words, gs+miss*o.Score
		}
		n := float64(max(len(list), 1))
		b, w, s = b+0.2*gb/n, w+0.05*gw/n, s+0.05*gs/n
	}
	m[joinBias], m[joinWords], m[joinScore] = b, w, s
}

func (m Model) sum(features []string) float64 {
	sum := 0.0
	for _, feature := range features {
		sum += m[feature]
	}
	return sum
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Keep leaves out the phrases that are no speech, and the finds that have
// nothing else. A report of the reporter's own words around such a phrase stays,
// as a report.
func (m Model) Keep(x *layers.Text, found []document.Found) []document.Found {
	return m.KeepFrom(x, found, Least, Beside)
}

// KeepFrom is Keep with other limits, for choosing them: the least probability of
// a phrase alone, and of one beside words that were surely said.
func (m Model) KeepFrom(x *layers.Text, found []document.Found, least, beside float64) []document.Found {
	out := found[:0]
	v := Look(x)
	for i, f := range found {
		if x.StoppedAt(i) {
			return out
		}
		if f, ok := m.keep(v, f, least, beside); ok {
			out = append(out, f)
		}
	}
	return out
}

func (m Model) keep(x *View, f document.Found, least, beside float64) (document.Found, bool) {
	// Beside words that were surely said, a phrase needs less to be said too.
	odds, sure := make([]float64, len(f.Quoted)), false
	for i, span := range f.Quoted {
		odds[i] = m.chance(x, f, x.RegionAt(span.Start))
		sure = sure || odds[i] >= least
	}
	enough := least
	if sure {
		enough = beside
	}
	var said, terms []corpus.Span
	f.Said = 1
	for i, span := range f.Quoted {
		if odds[i] < enough {
			terms = append(terms, x.Regions[x.RegionAt(span.Start)].Outer)
		} else {
			said, f.Said = append(said, span), min(f.Said, odds[i])
		}
	}
	if len(terms) == 0 {
		return f, true
	}
	f.Quoted = said
	f.Content = slices.DeleteFunc(slices.Clone(f.Content), func(c corpus.Span) bool {
		return slices.ContainsFunc(terms, func(t corpus.Span) bool { return t.Contains(c) })
	})
	if len(said) == 0 {
		f.Kind = corpus.Indirect
	}
	return f, len(f.Content) > 0 &&
		(len(said) > 0 || len(strings.Fields(corpus.JoinSpans(x.Document.Text, f.Content))) >= leastReport)
}

// chance is the probability that somebody said the words of a region; longer
// ones than are judged were said.
func (m Model) chance(x *View, f document.Found, region int) float64 {
	switch {
	case region < 0:
		return 1
	case named(x.Text, region):
		return 0
	case Judged(x.Document, region):
		return m.Said(x, f, region)
	}
	return 1
}

// leastReport is the length in words from which a report around a term is kept.
const leastReport = 6

// Features tells how a phrase stands in its sentence.
func (v *View) Features(f document.Found, region int) []string {
	x := v.Text
	r := x.Regions[region]
	inside := x.TokensIn(r.Paragraph, r.Inner)
	before, behind := wordBefore(x.Document, inside.First), tokenBehind(x.Document, inside.Last, r)
	prev, next := part(x, before), part(x, behind)
	out := []string{
		"bias",
		"words:" + strconv.Itoa(r.Words),
		"next part:" + next,
		"parts:" + prev + " " + next,
		"letters:" + letters(x, inside),
	}
	out = append(
		out,
		"letters prev:"+letters(x, inside)+" "+smallWord(word(x, before)),
		"small next:"+next+" "+strconv.Itoa(r.Words),
	)
	first, last := part(x, inside.First), part(x, inside.Last-1)
	out = append(
		out,
		"first:"+first,
		"last:"+last,
		"first after:"+prev+" "+first,
		"ends:"+ending(x, inside),
		"words letters:"+strconv.Itoa(r.Words)+letters(x, inside),
	)
	if touching := inside.First - 2; touching >= 0 && !x.Tokens[touching].IsWord {
		out = append(out, "touches:"+x.Tokens[touching].Word)
	}
	if names[word(x, before)] {
		out = append(out, "is named")
	}
	if second := wordBefore(x.Document, before); before >= 0 && second >= 0 {
		if names[word(x, second)] {
			out = append(out, "is named")
		}
	}
	for i := inside.First; i < inside.Last; i++ {
		switch p := x.Part[i]; {
		case p == layers.Pronoun || p == layers.PossessivePronoun:
			out = append(out, "has pronoun")
		case p >= layers.VerbBase && p <= layers.Modal:
			out = append(out, "has verb")
		case !x.Tokens[i].IsWord && (x.Tokens[i].Word == "!" || x.Tokens[i].Word == "?"):
			out = append(out, "exclaims")
		}
	}
	labels, lastWord := map[layers.Name]bool{}, inside.First
	for i := inside.First; i < inside.Last; i++ {
		if x.Tokens[i].IsWord {
			labels[x.Name[i]] = true
			lastWord = i
		}
	}
	for n := layers.NoName; n <= layers.OtherName; n++ {
		if labels[n] {
			out = append(out, "label:"+strconv.Itoa(int(n)))
		}
	}
	if s := x.Sense(lastWord); s > 0 {
		out = append(out, "sense:"+strconv.Itoa(int(s)))
	}
	out = v.inText(out, region, inside)
	out = v.inContent(out, f, region)
	long, others := false, 0
	for _, s := range f.Quoted {
		if other := x.RegionAt(s.Start); other != region && other >= 0 {
			others++
			long = long || !Judged(x.Document, other)
		}
	}
	out = append(out, "beside:"+bucket(others))
	if long {
		out = append(out, "beside a long one")
	}
	if len(f.Cue) == 0 {
		return append(out, "no cue")
	}
	if len(f.Source) == 0 {
		out = append(out, "no source")
	}
	return append(out, aroundCue(x, f, inside, next)...)
}

// longestGap bounds the bytes of unmarked content that are looked at.
const longestGap = 160

// inContent tells how much of what is attributed stands outside the marks.
func (v *View) inContent(out []string, f document.Found, region int) []string {
	r := v.Regions[region]
	for _, c := range f.Content {
		if c.End <= r.Outer.Start || c.Start >= r.Outer.End {
			continue
		}
		before, behind := 0, 0
		if c.Start < r.Outer.Start {
			before = len(strings.Fields(v.Document.Text[max(c.Start, r.Outer.Start-longestGap):r.Outer.Start]))
		}
		if c.End > r.Outer.End {
			behind = len(strings.Fields(v.Document.Text[r.Outer.End:min(c.End, r.Outer.End+longestGap)]))
		}
		return append(
			out,
			"content before:"+bucket(before),
			"content behind:"+bucket(behind),
			"content:"+bucket(before)+" "+bucket(behind),
		)
	}
	return append(out, "outside of the content")
}

// aroundCue tells where the cue stands and what it is.
func aroundCue(x *layers.Text, f document.Found, inside document.Range, next string) []string {
	cue := tokenAt(x.Document, f.Cue[0].End-1)
	side, gap := "before", inside.First-cue-2
	if cue > inside.First {
		side, gap = "behind", cue-inside.Last-1
	}
	out := []string{
		"side:" + side,
		"gap:" + side + ":" + bucket(gap),
		"side next:" + side + " " + next,
		"gap next:" + side + bucket(gap) + " " + next,
	}
	if cue < len(x.Tokens) {
		for i := cue; i >= 0 && x.Tokens[i].Start >= f.Cue[0].Start; i-- {
			if p := x.Part[i]; p >= layers.VerbBase && p <= layers.VerbPresent {
				cue = i // "urged for" is urged
				break
			}
		}
		w := x.Tokens[cue].Word
		out = append(
			out,
			"cue:"+w,
			"cue ends:"+w[max(0, len(w)-2):],
			"before cue:"+smallWord(word(x, wordBefore(x.Document, cue))),
			"cue part:"+part(x, cue)+side,
		)
		if x.Tokens[cue].Sentence != x.Tokens[inside.First].Sentence {
			out = append(out, "other sentence")
		}
	}
	if len(f.Source) == 0 {
		out = append(out, "no source:"+side)
	}
	return out
}

// letters tells how a phrase is written: a title's capitals, capitals alone, or
// small letters.
func letters(x *layers.Text, inside document.Range) string {
	words, upper, shouted := 0, 0, 0
	for i := inside.First; i < inside.Last; i++ {
		if t := x.Tokens[i]; t.IsWord {
			words++
			if t.IsUpper {
				upper++
				if w := t.Text(x.Document.Text); len(w) > 1 && strings.ToUpper(w) == w {
					shouted++
				}
			}
		}
	}
	switch {
	case shouted == words:
		return "shouted"
	case upper == words && words > 1:
		return "title"
	case x.Tokens[inside.First].IsUpper:
		return "capital"
	case upper > 0:
		return "name inside"
	}
	return "small"
}

// ending is the punctuation before the closing mark or behind it.
func ending(x *layers.Text, inside document.Range) string {
	if last := x.Tokens[inside.Last-1]; !last.IsWord {
		return last.Word
	}
	if i := inside.Last + 1; i < len(x.Tokens) && !x.Tokens[i].IsWord {
		return "behind " + x.Tokens[i].Word
	}
	return "none"
}

func part(x *layers.Text, i int) string {
	if i < 0 || i >= len(x.Part) {
		return "-"
	}
	return strconv.Itoa(int(x.Part[i]))
}

func word(x *layers.Text, i int) string {
	if i < 0 {
		return "-"
	}
	return x.Tokens[i].Word
}

func bucket(n int) string {
	switch {
	case n <= 3:
		return strconv.Itoa(max(n, 0))
	case n <= 8:
		return "4-8"
	}
	return "far"
}

// tokenAt is the first token that ends behind a byte offset.
func tokenAt(doc *document.Document, at int) int {
	return sort.Search(len(doc.Tokens), func(i int) bool { return doc.Tokens[i].End > at })
}

// wordBefore is the nearest word before a token in its sentence, or −1.
func wordBefore(doc *document.Document, i int) int {
	for j := i - 1; j >= 0 && i < len(doc.Tokens) && i-j < 4 && doc.Tokens[j].Sentence == doc.Tokens[i].Sentence; j-- {
		if doc.Tokens[j].IsWord {
			return j
		}
	}
	return -1
}

// tokenBehind is the first token behind a region's closing mark in its
// paragraph, or −1.
func tokenBehind(doc *document.Document, i int, r document.Region) int {
	for limit := doc.Paragraphs[r.Paragraph].Tokens.Last; i < limit; i++ {
		if doc.Tokens[i].Start >= r.Outer.End {
			return i
		}
	}
	return -1
}

// smallWord keeps the words that grammar is made of; others are too rare to
// learn from and tell the topic rather than the use.
func smallWord(w string) string {
	if len(w) <= 4 || strings.HasPrefix(w, "call") {
		return w
	}
	return "long"
}

// named reports a phrase that is the name of what stands before it: "the word
// “goodbye”", "routes called “segments”". Who gave the name is not told.
func named(x *layers.Text, region int) bool {
	r := x.Regions[region]
	inside := x.TokensIn(r.Paragraph, r.Inner)
	i := wordBefore(x.Document, inside.First)
	if r.Words > longestName || i < 0 {
		return false
	}
	if spoken[word(x, i)] || works[word(x, i)] && letters(x, inside) == "title" {
		return true
	}
	for i >= 0 && (x.Part[i] == layers.Determiner || word(x, i) == "as") {
		i = wordBefore(x.Document, i)
	}
	if i < 0 || !givesName[word(x, i)] || !participle(x.Part[i]) || perfect[word(x, wordBefore(x.Document, i))] {
		return false
	}
	behind := tokenBehind(x.Document, inside.Last, r)
	return behind < 0 || word(x, behind) != "by"
}

// participle reports a participle; many are tagged as adjectives.
func participle(p layers.Part) bool { return p == layers.VerbParticiple || p == layers.Adjective }

// longestName bounds a name in words: a longer phrase is an utterance.
const longestName = 6

var (
	spoken = wordSet("word term name title nickname so-called")
	works  = wordSet(
		"song album film movie documentary book novel memoir poem play series episode show podcast tour exhibition painting hashtag",
	)
	givesName = wordSet(
		"called named nicknamed codenamed dubbed known identified titled entitled labeled labelled marked billed",
	)
	perfect = wordSet("has have had having")
)

// names are the words that stand before names, titles and words that are talked
// about.
var names = wordSet(
	`word term name title titled entitled named nicknamed codenamed so-called known identified marked labeled labelled tagged
	song album film movie book novel series episode show tour poem hashtag event`,
)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// Example is a find with the answer.
type Example struct {
	Features []string
	Said     bool
	Score    float64 // of the find: how sure its attribution is; not trained on
	Weight   float64
}

// Train fits the weights by stochastic gradient with shrinkage; the result is
// the same for the same examples.
func Train(examples []Example) Model {
	m := Model{"bias": 1, joinWords: 1, joinScore: 1}
	examples = frequent(examples)
	const epochs, shrinkage = 40, 0.003
	for epoch := range epochs {
		rate := 0.1 / (1 + 0.1*float64(epoch))
		for _, e := range examples {
			step := -logistic(m.sum(e.Features))
			if e.Said {
				step++
			}
			for _, f := range e.Features {
				m[f] += rate * e.Weight * (step - shrinkage*m[f])
			}
		}
	}
	return m
}

// rare is the number of examples below which a feature is left out.
const rare = 4

// frequent leaves out features that too few examples have.
func frequent(examples []Example) []Example {
	counts := map[string]int{}
	for _, e := range examples {
		for _, f := range e.Features {
			counts[f]++
		}
	}
	out := make([]Example, len(examples))
	for i, e := range examples {
		out[i] = Example{Said: e.Said, Weight: e.Weight}
		for _, f := range e.Features {
			if counts[f] >= rare {
				out[i].Features = append(out[i].Features, f)
			}
		}
	}
	return out
}

// Write stores the weights, sorted, those near zero left out.
func (m Model) Write(w io.Writer) error {
	var features []string
	for f, v := range m {
		if math.Abs(v) >= 0.02 && !strings.ContainsAny(f, "\t\n") {
			features = append(features, f)
		}
	}
	sort.Strings(features)
	for _, f := range features {
		if _, err := fmt.Fprintf(w, "%s\t%.2f\n", f, m[f]); err != nil {
			return err
		}
	}
	return nil
}
