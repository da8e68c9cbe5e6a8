// Package forest is gradient-boosted decision trees: small, fast to ask, trained
// here too. The extractor asks them how likely a block of text belongs to the
// article.
//
// Training is second-order boosting on the logistic loss over histograms, as in
// Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System" (KDD 2016).
package forest

import "math"

// node is a question: a row goes to the next node where its feature is at most
// value, else to the node at right. A leaf has feature −1 and its score in value.
type node struct {
	feature int16
	right   int32 // index into Forest.nodes
	value   float32
}

// Forest is boosted trees; the scores of all trees and the bias add up to log
// odds. It is safe for concurrent use.
type Forest struct {
	features int
	bias     float32
	roots    []int32
	nodes    []node // trees one behind the other, each in preorder
}

// Features is how many numbers a row has.
func (f *Forest) Features() int { return f.features }

// Trees is how many trees there are.
func (f *Forest) Trees() int { return len(f.roots) }

// Score is the log odds of a row, which must have Features numbers.
func (f *Forest) Score(row []float32) float32 {
	sum := f.bias
	for _, i := range f.roots {
		sum += f.follow(i, row)
	}
	return sum
}

// Scores are the log odds of many rows. It takes one tree at a time, so that the
// tree stays in the cache: about twice as fast as Score on each.
func (f *Forest) Scores(rows [][]float32) []float32 {
	sums := make([]float32, len(rows))
	for i := range sums {
		sums[i] = f.bias
	}
	for _, root := range f.roots {
		for i, row := range rows {
			sums[i] += f.follow(root, row)
		}
	}
	return sums
}

func (f *Forest) follow(i int32, row []float32) float32 {
	for {
		n := &f.nodes[i]
		if n.feature < 0 {
			return n.value
		}
		if row[n.feature] <= n.value {
			i++
		} else {
			i = n.right
		}
	}
}

// Probability turns log odds into a probability.
func Probability(logOdds float32) float32 { return float32(1 / (1 + math.Exp(-float64(logOdds)))) }
