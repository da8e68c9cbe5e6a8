// Package linear holds the learning machinery of attribution: linear models
// over hashed features, as sequence taggers (conditional random fields) and as
// choosers among candidates. Features are 32-bit hashes; a model keeps one small
// weight a label for each of its buckets, so that it has a fixed size and needs
// no dictionary (Weinberger et al., Feature Hashing for Large Scale Multitask
// Learning, ICML 2009).
package linear

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Feature is the hash of a feature; see Mix.
type Feature = uint32

// Mix hashes a template's number with up to any number of values.
func Mix(template uint32, values ...uint32) Feature {
	h := template*0x9E3779B1 + 0x7F4A7C15
	for _, v := range values {
		h = mix(h, v)
	}
	return finish(h)
}

// Mix2 is Mix for two values, for inner loops.
func Mix2(template, a, b uint32) Feature {
	return finish(mix(mix(template*0x9E3779B1+0x7F4A7C15, a), b))
}

func mix(h, v uint32) uint32 {
	h ^= v * 0x85EBCA6B
	h = h<<13 | h>>19
	return h*5 + 0xE6546B64
}

// finish spreads the bits (the final step of MurmurHash3).
func finish(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	return h ^ h>>16
}

// Hash is the FNV-1a hash of a string, to be mixed into features.
func Hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// Weights are the quantised weights of a model: Labels weights of eight bits for
// each of 2^Bits buckets, in units of Scale.
type Weights struct {
	Labels int
	Bits   uint
	Scale  float32
	values []int8
}

// add sums the weights of features by label into scores, in units of Scale.
func (w *Weights) add(features []Feature, scores []int32) {
	mask := uint32(1)<<w.Bits - 1
	n := uint32(w.Labels)
	switch n {
	case 1:
		for _, f := range features {
			scores[0] += int32(w.values[f&mask])
		}
	case 3:
		var a, b, c int32
		for _, f := range features {
			v := w.values[(f&mask)*3:]
			v = v[:3:3]
			a, b, c = a+int32(v[0]), b+int32(v[1]), c+int32(v[2])
		}
		scores[0], scores[1], scores[2] = scores[0]+a, scores[1]+b, scores[2]+c
	default:
		for _, f := range features {
			at := (f & mask) * n
			for l, v := range w.values[at : at+n] {
				scores[l] += int32(v)
			}
		}
	}
}

// quantise rounds weights to eight bits; the few beyond the range of all but one
// in ten thousand are cut off.
func quantise(labels int, bits uint, values []float32) Weights {
	w := Weights{Labels: labels, Bits: bits, values: make([]int8, len(values))}
	w.Scale = scaleOf(values)
	for i, v := range values {
		w.values[i] = int8(max(-127, min(127, math.Round(float64(v/w.Scale)))))
	}
	return w
}

// scaleOf is the unit in which the greatest weight, but for the greatest one in
// ten thousand of those that are not zero, is 127.
func scaleOf(values []float32) float32 {
	const steps = 1 << 14
	var top float32
	for _, v := range values {
		top = max(top, abs(v))
	}
	if top == 0 {
		return 1
	}
	var histogram [steps + 1]int
	total := 0
	for _, v := range values {
		if v != 0 {
			histogram[int(abs(v)/top*steps)]++
			total++
		}
	}
	beyond, cut := 0, steps
	for cut > 0 && beyond+histogram[cut] <= total/10000 {
		beyond += histogram[cut]
		cut--
	}
	return top * float32(cut+1) / steps / 127
}

func abs(v float32) float32 { return max(v, -v) }

// magic begins every stored model; the number is the layout's version.
const magic = "quoth linear 1\n"

type header struct {
	Labels, Bits uint32
	Scale        float32
	Extra        uint32 // number of 32-bit floats before the weights: transitions
}

// write stores weights and extra numbers. They are not compressed: a model is
// loaded far more often than it is stored.
func (w *Weights) write(out io.Writer, extra []float32) error {
	if _, err := io.WriteString(out, magic); err != nil {
		return err
	}
	for _, part := range []any{header{uint32(w.Labels), uint32(w.Bits), w.Scale, uint32(len(extra))}, extra, w.values} {
		if err := binary.Write(out, binary.LittleEndian, part); err != nil {
			return err
		}
	}
	return nil
}

// Limits of what read accepts, so that a damaged file is an error and no huge
// allocation.
const (
	mostBits   = 22
	mostLabels = 64
)

func (w *Weights) read(in io.Reader) (extra []float32, err error) {
	reader := bufio.NewReader(in)
	got := make([]byte, len(magic))
	if _, err := io.ReadFull(reader, got); err != nil || string(got) != magic {
		return nil, fmt.Errorf("no linear model: it does not begin with %q", magic)
	}
	var h header
	if err := binary.Read(reader, binary.LittleEndian, &h); err != nil {
		return nil, fmt.Errorf("read the model's header: %w", err)
	}
	if h.Bits > mostBits || h.Labels == 0 || h.Labels > mostLabels || h.Extra > mostLabels*(mostLabels+1) {
		return nil, fmt.Errorf("the model's header is damaged: %+v", h)
	}
	w.Labels, w.Bits, w.Scale = int(h.Labels), uint(h.Bits), h.Scale
	extra = make([]float32, h.Extra)
	if err := binary.Read(reader, binary.LittleEndian, extra); err != nil {
		return nil, fmt.Errorf("read the model's transitions: %w", err)
	}
	raw := make([]byte, w.Labels<<w.Bits)
	if _, err := io.ReadFull(reader, raw); err != nil {
		return nil, fmt.Errorf("read the model's weights: %w", err)
	}
	w.values = make([]int8, len(raw))
	for i, b := range raw {
		w.values[i] = int8(b)
	}
	return extra, nil
}
