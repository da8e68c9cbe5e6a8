package encoder

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
)

const (
	width  = 384  // units of a token
	inner  = 1536 // units between the two halves of a feed-forward block
	heads  = 12
	depth  = 6   // layers
	middle = 3   // the layer whose vectors stand beside the last one's
	limit  = 256 // pieces of a text that are read; the model was trained on no more

	// Dimensions is the length of a vector: the middle layer's and the last
	// one's, one after the other.
	Dimensions = 2 * width
)

// Files of a model in its folder.
const (
	weightsFile    = "minilm.bin"
	vocabularyFile = "minilm-vocabulary.txt"
)

// Encoder holds the weights. It is safe for use by several goroutines.
type Encoder struct {
	pieces    pieces
	words     quantized // [vocabulary][width]
	positions matrix    // [limit][width]
	segment   []float32
	entry     norms
	layers    [depth]layer
}

type layer struct {
	query, key, value, output linear
	afterAttention            norms
	widen, narrow             linear
	afterWiden                norms
}

// linear is x·weights + bias, with weights as [in][out].
type linear struct {
	weights matrix
	bias    []float32
}

type norms struct{ gain, bias []float32 }

type matrix struct {
	rows, columns int
	values        []float32
}

// quantized keeps one signed byte a weight and one scale a row.
type quantized struct {
	columns int
	scales  []float32
	values  []int8
}

func (q quantized) row(dst []float32, i int32) {
	scale := q.scales[i]
	for k, v := range q.values[int(i)*q.columns : (int(i)+1)*q.columns] {
		dst[k] = float32(v) * scale
	}
}

// Load reads the encoder from its folder (assets.Models, encoder).
func Load(folder fs.FS) (*Encoder, error) {
	vocabulary, err := fs.ReadFile(folder, vocabularyFile)
	if err != nil {
		return nil, fmt.Errorf("read the encoder's vocabulary: %w", err)
	}
	file, err := folder.Open(weightsFile)
	if err != nil {
		return nil, fmt.Errorf("read the encoder's weights: %w", err)
	}
	defer file.Close()
	e := &Encoder{pieces: newPieces(strings.Split(strings.TrimRight(string(vocabulary), "\n"), "\n"))}
	r := &reader{from: bufio.NewReaderSize(file, 1<<20)}
	e.words = r.quantized(width)
	e.positions = r.matrix(width)
	e.segment = r.floats(width)
	e.entry = r.norms()
	for i := range e.layers {
		e.layers[i] = layer{
			query: r.linear(width, width), key: r.linear(width, width), value: r.linear(width, width),
			output: r.linear(width, width), afterAttention: r.norms(),
			widen: r.linear(width, inner), narrow: r.linear(inner, width), afterWiden: r.norms(),
		}
	}
	if r.err != nil {
		return nil, fmt.Errorf("read the encoder's weights: %w", r.err)
	}
	if len(e.words.scales) != len(e.pieces.ids) {
		return nil, fmt.Errorf(
			"read the encoder: %d word pieces and %d rows of weights",
			len(e.pieces.ids),
			len(e.words.scales),
		)
	}
	return e, nil
}

// reader reads the weights file: for each tensor its rows (uint32), a scale for
// each row (float32), then a signed byte for each weight; vectors are float32.
// All little-endian. Weights of a linear map have a row for each output.
type reader struct {
	from io.Reader
	err  error
}

func (r *reader) bytes(n int) []byte {
	b := make([]byte, n)
	if r.err == nil {
		_, r.err = io.ReadFull(r.from, b)
	}
	return b
}

func (r *reader) floats(n int) []float32 {
	b := r.bytes(4 * n)
	out := make([]float32, n)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

func (r *reader) norms() norms { return norms{gain: r.floats(width), bias: r.floats(width)} }

func (r *reader) quantized(columns int) quantized {
	rows := int(binary.LittleEndian.Uint32(r.bytes(4)))
	if r.err == nil && rows > 1<<16 {
		r.err = fmt.Errorf("a tensor of %d rows", rows)
	}
	if r.err != nil {
		return quantized{}
	}
	q := quantized{columns: columns, scales: r.floats(rows), values: make([]int8, rows*columns)}
	for i, b := range r.bytes(rows * columns) {
		q.values[i] = int8(b)
	}
	return q
}

func (r *reader) matrix(columns int) matrix {
	q := r.quantized(columns)
	m := matrix{rows: len(q.scales), columns: columns, values: make([]float32, len(q.values))}
	for i := range q.scales {
		q.row(m.values[i*columns:(i+1)*columns], int32(i))
	}
	return m
}

// linear turns the rows of outputs, as they are stored, into rows of inputs.
func (r *reader) linear(in, out int) linear {
	stored := r.matrix(in)
	if r.err == nil && stored.rows != out {
		r.err = fmt.Errorf("a map to %d units where %d were expected", stored.rows, out)
	}
	if r.err != nil {
		return linear{}
	}
	l := linear{weights: matrix{rows: in, columns: out, values: make([]float32, in*out)}, bias: r.floats(out)}
	for o := range out {
		for i := range in {
			l.weights.values[i*out+o] = stored.values[o*in+i]
		}
	}
	return l
}
