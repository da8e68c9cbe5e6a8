package linear

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// alternating makes sequences in which the label follows the feature of the
// item before: only transitions and context can tell.
func alternating(n int) []Sequence {
	random := rand.New(rand.NewPCG(1, 2))
	var out []Sequence
	for range n {
		var s Sequence
		before := uint32(0)
		for range 12 {
			f := random.Uint32N(3)
			s.Items = append(s.Items, []Feature{Mix(1, f), Mix(2, before), Mix(3, random.Uint32N(50))})
			s.Labels = append(s.Labels, uint8(before))
			before = f
		}
		out = append(out, s)
	}
	return out
}

func answer(t *Tagger, s Sequence) []uint8 {
	l := t.NewLattice()
	for _, f := range s.Items {
		l.Add(f)
	}
	return l.Best()
}

func TestATaggerLearnsWhatItsFeaturesTell(t *testing.T) {
	tagger := TrainTagger(Settings{Labels: 3, Bits: 12, Epochs: 5, Rate: 0.1}, alternating(200))
	wrong, all := 0, 0
	for _, s := range alternating(260)[200:] {
		for i, got := range answer(tagger, s) {
			all++
			if got != s.Labels[i] {
				wrong++
			}
		}
	}
	if 100*wrong > all {
		t.Errorf("%d of %d labels are wrong", wrong, all)
	}
}

func TestMarginalsAreProbabilitiesAndAgreeWithEveryPath(t *testing.T) {
	tagger := TrainTagger(Settings{Labels: 3, Bits: 10, Epochs: 1, Rate: 0.3}, alternating(20))
	l := tagger.NewLattice()
	s := alternating(1)[0]
	const items = 4
	for _, f := range s.Items[:items] {
		l.Add(f)
	}
	got := append([]float64(nil), l.Marginals()...)
	// The sum over all 3⁴ paths is the definition.
	want, total := make([]float64, items*3), 0.0
	for path := range 81 {
		score, from, rest := 0.0, -1, path
		var labels [items]int
		for i := range items {
			labels[i], rest = rest%3, rest/3
			score += float64(l.unary[i*3+labels[i]]) + float64(tagger.trans[(from+1)*3+labels[i]])
			from = labels[i]
		}
		total += math.Exp(score)
		for i, label := range labels {
			want[i*3+label] += math.Exp(score)
		}
	}
	for i := range want {
		if math.Abs(want[i]/total-got[i]) > 1e-6 {
			t.Fatalf("marginal %d is %v, the paths give %v", i, got[i], want[i]/total)
		}
	}
}

func TestBiasFindsMoreOfALabel(t *testing.T) {
	tagger := TrainTagger(Settings{Labels: 3, Bits: 10, Epochs: 1, Rate: 0.02}, alternating(3))
	count := func(bias float32) int {
		n := 0
		for _, s := range alternating(20) {
			l := tagger.NewLattice()
			for _, f := range s.Items {
				l.Add(f)
			}
			l.Bias(2, bias)
			for _, label := range l.Best() {
				if label == 2 {
					n++
				}
			}
		}
		return n
	}
	if few, many := count(-3), count(3); few >= many {
		t.Errorf("label 2 is found %d times with a bias against it and %d times with one for it", few, many)
	}
}

func TestAChooserLearnsWhichCandidateIsRight(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	make := func(n int) []Choice {
		var out []Choice
		for range n {
			c := Choice{Right: random.IntN(4)}
			for i := range 4 {
				good := uint32(0)
				if i == c.Right {
					good = 1
				}
				c.Candidates = append(c.Candidates, []Feature{Mix(1, good), Mix(2, random.Uint32N(30))})
			}
			out = append(out, c)
		}
		return out
	}
	chooser := TrainChooser(Settings{Bits: 10, Epochs: 4, Rate: 0.1}, make(300))
	for _, c := range make(50) {
		for i := range c.Candidates {
			if i != c.Right && chooser.Score(c.Candidates[i]) >= chooser.Score(c.Candidates[c.Right]) {
				t.Fatal("a wrong candidate wins")
			}
		}
	}
}

func TestTrainingTwiceGivesTheSameModelAndStoringKeepsIt(t *testing.T) {
	settings := Settings{Labels: 3, Bits: 10, Epochs: 3, Rate: 0.1, Drop: 0.2, Rare: 2, Cost: 0.5}
	var first, second bytes.Buffer
	tagger := TrainTagger(settings, alternating(50))
	if err := tagger.Write(&first); err != nil {
		t.Fatal(err)
	}
	if err := TrainTagger(settings, alternating(50)).Write(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatal("two trainings on the same examples differ")
	}
	stored, err := ReadTagger(&first)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range alternating(20) {
		if !reflect.DeepEqual(answer(tagger, s), answer(stored, s)) {
			t.Fatal("the stored tagger answers otherwise")
		}
	}
}

func TestADamagedModelIsAnError(t *testing.T) {
	var b bytes.Buffer
	if err := TrainTagger(Settings{Labels: 3, Bits: 8, Epochs: 1, Rate: 0.1}, alternating(2)).Write(&b); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	huge := append([]byte(nil), whole...)
	huge[len(magic)+4] = 60 // 2^60 buckets
	for name, damaged := range map[string][]byte{"empty": nil, "cut": whole[:len(whole)/2], "other": []byte("<html>not a model</html>"), "huge": huge} {
		if _, err := ReadTagger(bytes.NewReader(damaged)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
