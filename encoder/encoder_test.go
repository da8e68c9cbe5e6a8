package encoder

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"quoth/assets"
)

// published are values of the published weights as float32, computed by an
// independent implementation in NumPy with the tokenizer of the package
// "tokenizers"; the first eight of each half of a vector.
var published = []struct {
	text         string
	ids          []int32
	middle, last []float64
}{
	{
		text:   "Platforms should give the police access to user data.",
		ids:    []int32{101, 7248, 2323, 2507, 1996, 2610, 3229, 2000, 5310, 2951, 1012, 102},
		middle: []float64{-0.0196, 0.0551, -0.0768, -0.0119, -0.0006, 0.0320, 0.0576, -0.0402},
		last:   []float64{0.0110, 0.0505, -0.0829, -0.1176, 0.0366, 0.0353, 0.0492, 0.0021},
	},
	{
		text: "The café's naïve owner said: “we won’t comply” — 2,000 times!",
		ids: []int32{
			101,
			1996,
			7668,
			1005,
			1055,
			15743,
			3954,
			2056,
			1024,
			1523,
			2057,
			2180,
			1521,
			1056,
			14037,
			1524,
			1517,
			1016,
			1010,
			2199,
			2335,
			999,
			102,
		},
		middle: []float64{0.0479, 0.0049, 0.0146, -0.0467, 0.0003, -0.0003, 0.0249, -0.0010},
		last:   []float64{0.0318, 0.0261, 0.0368, 0.0094, 0.0094, -0.0314, 0.0415, -0.0881},
	},
	{
		text: "Wonderful", ids: []int32{101, 6919, 102},
		middle: []float64{-0.0234, 0.0651, 0.0205, -0.0190, -0.0231, -0.0364, 0.0313, -0.0000},
		last:   []float64{-0.0813, -0.0176, -0.0290, -0.0242, 0.0196, -0.0623, 0.0081, 0.0246},
	},
}

func load(t testing.TB) *Encoder {
	t.Helper()
	folder, err := assets.Model("encoder")
	if err != nil {
		t.Fatal(err)
	}
	e, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestVectorsAreThePublishedModels(t *testing.T) {
	e := load(t)
	var texts []string
	for _, p := range published {
		texts = append(texts, p.text)
		if got := e.pieces.cut(p.text, limit); !slices.Equal(got, p.ids) {
			t.Errorf("%q: pieces %v, want %v", p.text, got, p.ids)
		}
	}
	vectors, err := e.Vectors(context.Background(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range published {
		for from, want := range map[int][]float64{0: p.middle, width: p.last} {
			for k, v := range want {
				// A byte a weight costs a little precision.
				if got := float64(vectors[i][from+k]); math.Abs(got-v) > 0.01 {
					t.Errorf("%q: unit %d is %.4f, want %.4f", p.text, from+k, got, v)
				}
			}
		}
	}
}

func TestAVectorDoesNotDependOnItsCompany(t *testing.T) {
	e := load(t)
	texts := []string{
		"",
		"One.",
		"a much longer text about courts, police and platforms",
		strings.Repeat("word ", 1000),
	}
	together, err := e.Vectors(context.Background(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		alone, err := e.Vectors(context.Background(), []string{text})
		if err != nil {
			t.Fatal(err)
		}
		for k := range alone[0] {
			if alone[0][k] != together[i][k] {
				t.Fatalf("text %d: unit %d is %v alone and %v in company", i, k, alone[0][k], together[i][k])
			}
		}
	}
}

func TestVectorsStopWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := load(t).Vectors(ctx, []string{"a", "b"}); err == nil {
		t.Error("no error after cancelling")
	}
}

func BenchmarkVectors(b *testing.B) {
	e := load(b)
	text := "The regulator said the platform had not done enough to keep children safe from harmful material."
	texts := slices.Repeat([]string{text}, 64)
	for b.Loop() {
		if _, err := e.Vectors(context.Background(), texts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*64*len(strings.Fields(text)))/b.Elapsed().Seconds(), "words/s")
}
