package forest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// rounded is a number as a file keeps it: five digits.
func rounded(v float32) float32 {
	r, err := strconv.ParseFloat(format(v), 32)
	if err != nil {
		return v // not a number: training never makes one
	}
	return float32(r)
}

func format(v float32) string { return strconv.FormatFloat(float64(v), 'g', 5, 32) }

// Encode writes the forest as text: a line with the number of features, of trees
// and the bias, then a line for each tree with its nodes in preorder. A question
// is FEATURE<CUT, its left branch follows; a leaf is its score.
func (f *Forest) Encode(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "forest %d %d %s\n", f.features, len(f.roots), format(f.bias))
	for t, root := range f.roots {
		end := int32(len(f.nodes))
		if t+1 < len(f.roots) {
			end = f.roots[t+1]
		}
		for i := root; i < end; i++ {
			if i > root {
				out.WriteByte(' ')
			}
			if n := f.nodes[i]; n.feature >= 0 {
				fmt.Fprintf(out, "%d<%s", n.feature, format(n.value))
			} else {
				out.WriteString(format(n.value))
			}
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}

const (
	longestTree  = 1 << 20 // bytes of a line
	mostTrees    = 10_000
	mostFeatures = 1 << 14
	deepestTree  = 64
)

var errCut = errors.New("it ends in the middle of a tree")

// Decode reads what Encode writes. It refuses a forest that is cut or that asks
// for features that rows do not have, and leaves what follows in r unread only
// as far as its buffer reaches: give each forest a file of its own.
func Decode(r io.Reader) (*Forest, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), longestTree)
	if !lines.Scan() {
		return nil, fmt.Errorf("read a forest: it is empty (%v)", lines.Err())
	}
	f, trees := &Forest{}, 0
	if n, err := fmt.Sscanf(lines.Text(), "forest %d %d %g", &f.features, &trees, &f.bias); n != 3 || err != nil {
		return nil, fmt.Errorf("read a forest: %.40q is no heading of one", lines.Text())
	}
	if trees < 0 || trees > mostTrees || f.features < 1 || f.features > mostFeatures {
		return nil, fmt.Errorf("read a forest: %d trees of %d features are too many or too few", trees, f.features)
	}
	for t := range trees {
		if !lines.Scan() {
			return nil, fmt.Errorf("read a forest: %d of %d trees are there (%v)", t, trees, lines.Err())
		}
		f.roots = append(f.roots, int32(len(f.nodes)))
		rest, err := f.decodeNode(lines.Text(), 0)
		if err == nil && rest != "" {
			err = fmt.Errorf("%.20q is left over", rest)
		}
		if err != nil {
			return nil, fmt.Errorf("read a forest: tree %d: %w", t+1, err)
		}
	}
	return f, nil
}

func (f *Forest) decodeNode(line string, depth int) (rest string, err error) {
	if line == "" || depth > deepestTree {
		return "", errCut
	}
	word, rest, _ := strings.Cut(line, " ")
	feature, cut, asks := strings.Cut(word, "<")
	if !asks {
		cut = word
	}
	value, err := strconv.ParseFloat(cut, 32)
	if err != nil {
		return "", fmt.Errorf("%.20q is no node", word)
	}
	if !asks {
		f.nodes = append(f.nodes, node{feature: -1, value: float32(value)})
		return rest, nil
	}
	index, err := strconv.Atoi(feature)
	if err != nil || index < 0 || index >= f.features {
		return "", fmt.Errorf("%.20q asks for a feature that there is not", word)
	}
	at := len(f.nodes)
	f.nodes = append(f.nodes, node{feature: int16(index), value: float32(value)})
	if rest, err = f.decodeNode(rest, depth+1); err != nil {
		return "", err
	}
	f.nodes[at].right = int32(len(f.nodes))
	return f.decodeNode(rest, depth+1)
}
