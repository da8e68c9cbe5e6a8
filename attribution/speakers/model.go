package speakers

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"math"
	"sort"
	"strconv"
	"strings"
)

// modelFile lies in the models folder; see its card beside it.
const modelFile = "attribution/speakers.tsv"

// model holds the weights of the ranker and of the confidence, by feature.
type model map[string]float64

// loadModel reads "feature<TAB>weight" lines.
func loadModel(models fs.FS) (model, error) {
	f, err := models.Open(modelFile)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", modelFile, err)
	}
	defer f.Close()
	m := model{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		feature, value, ok := strings.Cut(lines.Text(), "\t")
		weight, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil || math.IsNaN(weight) || math.IsInf(weight, 0) {
			return nil, fmt.Errorf("model %s, line %d: want a feature, a tab and a weight", modelFile, n)
		}
		m[feature] = weight
	}
	return m, lines.Err()
}

// write stores the weights, sorted, small ones left out.
func (m model) write(w io.Writer) error {
	features := make([]string, 0, len(m))
	for f, v := range m {
		if math.Abs(v) >= 0.005 {
			features = append(features, f)
		}
	}
	sort.Strings(features)
	for _, f := range features {
		if _, err := fmt.Fprintf(w, "%s\t%.3f\n", f, m[f]); err != nil {
			return err
		}
	}
	return nil
}

// score adds the weights of a candidate's features for one class of question.
func (m model) score(class string, features []string) float64 {
	sum := 0.0
	for _, f := range features {
		sum += m[class+"|"+f]
	}
	return sum
}

// class groups questions that share weights.
func (q query) class() string {
	switch {
	case q.form == byPronoun && (q.pronoun == "it" || q.pronoun == "its" || q.pronoun == "which"):
		return "it"
	case q.form == byPronoun && (q.pronoun == "who" || q.pronoun == "whose" || q.pronoun == "that"):
		return "who"
	case q.form == byPronoun && q.plural:
		return "they"
	case q.form == byPronoun && (q.pronoun == "i" || q.pronoun == "my" || q.pronoun == "me"):
		return "i"
	case q.form == byPronoun:
		return "he"
	case q.form == byNothing:
		return "none"
	case q.document:
		return "document"
	case q.bodyNoun:
		return "body"
	}
	return "description"
}

// rank orders candidates by score, best first; ties keep the text's order.
func (m model) rank(class string, candidates []candidate) []candidate {
	for i := range candidates {
		candidates[i].score = m.score(class, candidates[i].features)
	}
	sort.SliceStable(candidates, func(i, j int) bool { return candidates[i].score > candidates[j].score })
	return candidates
}

// share is the probability of the best of ranked candidates, as a softmax.
func share(ranked []candidate) float64 {
	if len(ranked) == 0 {
		return 0
	}
	sum := 0.0
	for _, c := range ranked {
		sum += math.Exp(c.score - ranked[0].score)
	}
	return 1 / sum
}
