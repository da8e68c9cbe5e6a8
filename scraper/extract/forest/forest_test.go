package forest_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"quoth/scraper/extract/forest"
)

// rings makes rows that no single feature tells apart: a row is true when it is
// near the middle.
func rings(n int, seed uint64) (rows [][]float32, labels, weights []float32) {
	random := rand.New(rand.NewPCG(seed, 1))
	for range n {
		row := make([]float32, 6)
		for i := range row {
			row[i] = float32(random.NormFloat64())
		}
		label := float32(0)
		if row[1]*row[1]+row[4]*row[4] < 1 {
			label = 1
		}
		rows, labels, weights = append(rows, row), append(labels, label), append(weights, 1)
	}
	return rows, labels, weights
}

func accuracy(f *forest.Forest, rows [][]float32, labels []float32) float64 {
	right := 0
	for i, score := range f.Scores(rows) {
		if (score > 0) == (labels[i] > 0.5) {
			right++
		}
	}
	return float64(right) / float64(len(rows))
}

func TestAForestLearnsWhatNoSingleFeatureTells(t *testing.T) {
	rows, labels, weights := rings(4000, 1)
	f, err := forest.Train(rows, labels, weights, forest.Config{Trees: 80})
	if err != nil {
		t.Fatal(err)
	}
	unseen, truth, _ := rings(2000, 2)
	if got := accuracy(f, unseen, truth); got < 0.93 {
		t.Errorf("accuracy on unseen rows is %.3f, want at least 0.93", got)
	}
}

func TestWeightsDecideBetweenRowsThatDisagree(t *testing.T) {
	rows := make([][]float32, 200)
	labels, weights := make([]float32, 200), make([]float32, 200)
	for i := range rows {
		rows[i], labels[i], weights[i] = []float32{float32(i % 2)}, float32(i%4/2), 1
		if i%4 == 3 {
			weights[i] = 20 // odd rows: the true ones count twenty times
		}
	}
	f, err := forest.Train(rows, labels, weights, forest.Config{Trees: 60, RowShare: 1, ColumnShare: 1})
	if err != nil {
		t.Fatal(err)
	}
	if odd := forest.Probability(f.Score([]float32{1})); math.Abs(float64(odd)-20.0/21) > 0.05 {
		t.Errorf("probability of odd rows is %.3f, want about %.3f", odd, 20.0/21)
	}
}

func TestTheSameInputGivesTheSameForest(t *testing.T) {
	rows, labels, weights := rings(1000, 3)
	var texts [2]bytes.Buffer
	for i := range texts {
		f, err := forest.Train(rows, labels, weights, forest.Config{Trees: 10, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Encode(&texts[i]); err != nil {
			t.Fatal(err)
		}
	}
	if texts[0].String() != texts[1].String() {
		t.Error("two trainings differ")
	}
}

func TestADecodedForestScoresAsTheTrainedOne(t *testing.T) {
	rows, labels, weights := rings(1000, 4)
	f, err := forest.Train(rows, labels, weights, forest.Config{Trees: 30})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := f.Encode(&text); err != nil {
		t.Fatal(err)
	}
	again, err := forest.Decode(&text)
	if err != nil {
		t.Fatal(err)
	}
	all := again.Scores(rows)
	for i, row := range rows {
		if got, want := again.Score(
			row,
		), f.Score(
			row,
		); math.Abs(float64(got-want)) > 1e-4 ||
			math.Abs(float64(all[i]-want)) > 1e-4 {
			t.Fatalf("row %d scores %v, alone %v, want %v", i, all[i], got, want)
		}
	}
}

func TestBrokenForestsAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                "",
		"no heading":             "0<1 2 3\n",
		"a tree is missing":      "forest 2 2 0\n0<1 2 3\n",
		"a tree is cut":          "forest 2 1 0\n0<1 2\n",
		"a tree has a tail":      "forest 2 1 0\n0<1 2 3 4\n",
		"a feature too many":     "forest 2 1 0\n2<1 2 3\n",
		"a negative feature":     "forest 2 1 0\n-1<1 2 3\n",
		"no number":              "forest 2 1 0\n0<x 2 3\n",
		"a tree without end":     "forest 2 1 0\n" + strings.Repeat("0<1 ", 500) + "1\n",
		"too many trees":         "forest 2 99999999 0\n",
		"too many features told": "forest 99999999 1 0\n1\n",
	} {
		if _, err := forest.Decode(
			strings.NewReader(text),
		); err == nil ||
			!strings.HasPrefix(err.Error(), "read a forest: ") {
			t.Errorf("%s: error %v, want one that says what is wrong", name, err)
		}
	}
}

func TestTrainingRefusesRowsThatDoNotFit(t *testing.T) {
	one := []float32{1}
	if _, err := forest.Train(nil, nil, nil, forest.Config{}); err == nil {
		t.Error("no rows are trained on")
	}
	if _, err := forest.Train([][]float32{{1}, {1, 2}}, []float32{0, 1}, []float32{1, 1}, forest.Config{}); err == nil {
		t.Error("rows of different lengths are trained on")
	}
	if _, err := forest.Train([][]float32{{1}}, one, nil, forest.Config{}); err == nil {
		t.Error("rows without weights are trained on")
	}
}

func BenchmarkTrain(b *testing.B) {
	rows, labels, weights := rings(20_000, 5)
	for b.Loop() {
		if _, err := forest.Train(rows, labels, weights, forest.Config{Trees: 20}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScores(b *testing.B) {
	rows, labels, weights := rings(5000, 6)
	f, err := forest.Train(rows, labels, weights, forest.Config{Trees: 200})
	if err != nil {
		b.Fatal(err)
	}
	page := rows[:300]
	for b.Loop() {
		f.Scores(page)
	}
}
