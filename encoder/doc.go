// Package encoder turns short English texts into vectors that lie close
// together where the texts mean much the same. It runs the sentence encoder
// all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers and Gurevych 2019):
// six transformer layers of 384 units over word pieces, without a network and
// without cgo.
//
// The weights are kept as one byte each (assets/models/encoder/minilm.md) and
// widened when they are loaded, which takes some 45 MB of memory. A core with
// AVX2 reads several hundred words a second; callers keep what they have read.
package encoder
