package encoder

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

// Cache keeps the vectors of texts in a file, a byte a unit, so that each text
// is read once. The file holds no text: a record is half the SHA-256 of the
// text, the scales of the two halves and the vector. It can be deleted at any
// time.
type Cache struct {
	path    string
	encoder func() (*Encoder, error)

	mu    sync.Mutex
	known map[key]int64 // offset of the record
	size  int64         // of the part that is known
}

type key [16]byte

const (
	keySize    = 16
	recordSize = keySize + 2*4 + Dimensions
	// mostBytes is the size at which a file is begun again: some 250,000 texts.
	mostBytes = 200 << 20
	// encodeAtOnce is how many texts are read before they are written down.
	encodeAtOnce = 512
)

// NewCache returns a cache in a file that need not exist. The encoder is asked
// for when a text is not known.
func NewCache(path string, encoder func() (*Encoder, error)) *Cache {
	return &Cache{path: path, encoder: encoder}
}

// Vectors returns the vectors of texts, rounded to a byte a unit whether or not
// they were known. progress hears how many are done; it may be nil.
func (c *Cache) Vectors(ctx context.Context, texts []string, progress func(done, of int)) ([][]float32, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return nil, fmt.Errorf("keep vectors: %w", err)
	}
	lock := flock.New(c.path + ".lock")
	if err := lock.Lock(); err != nil {
		return nil, fmt.Errorf("keep vectors: %w", err)
	}
	defer lock.Unlock()
	file, err := os.OpenFile(c.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep vectors: %w", err)
	}
	defer file.Close()
	if err := c.refresh(file); err != nil {
		return nil, fmt.Errorf("read vectors: %w", err)
	}
	missing := map[key]string{}
	var order []key
	keys := make([]key, len(texts))
	for i, text := range texts {
		keys[i] = keyOf(text)
		if _, ok := c.known[keys[i]]; !ok {
			if _, twice := missing[keys[i]]; !twice {
				order = append(order, keys[i])
			}
			missing[keys[i]] = text
		}
	}
	for start := 0; start < len(order); start += encodeAtOnce {
		if progress != nil {
			progress(len(texts)-len(order)+start, len(texts))
		}
		if err := c.add(ctx, file, order[start:min(start+encodeAtOnce, len(order))], missing); err != nil {
			return nil, err
		}
	}
	out := make([][]float32, len(texts))
	record := make([]byte, recordSize)
	for i, k := range keys {
		if _, err := file.ReadAt(record, c.known[k]); err != nil {
			return nil, fmt.Errorf("read vectors: %w", err)
		}
		out[i] = widen(record)
	}
	return out, nil
}

// Clear forgets all vectors.
func (c *Cache) Clear() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.size = nil, 0
	if err := os.Remove(c.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget vectors: %w", err)
	}
	return nil
}

// refresh reads the keys that were added since. A record that was cut off is
// cut away; a file that has grown too large, or was begun again by another
// program, is begun again.
func (c *Cache) refresh(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if whole := size - size%recordSize; whole != size {
		if err := file.Truncate(whole); err != nil {
			return err
		}
		size = whole
	}
	if size > mostBytes {
		if err := file.Truncate(0); err != nil {
			return err
		}
		size = 0
	}
	if c.known == nil || size < c.size {
		c.known, c.size = map[key]int64{}, 0
	}
	var k key
	for ; c.size < size; c.size += recordSize {
		if _, err := file.ReadAt(k[:], c.size); err != nil {
			return err
		}
		c.known[k] = c.size
	}
	return nil
}

func (c *Cache) add(ctx context.Context, file *os.File, keys []key, texts map[key]string) error {
	e, err := c.encoder()
	if err != nil {
		return err
	}
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = texts[k]
	}
	vectors, err := e.Vectors(ctx, list)
	if err != nil {
		return err
	}
	block := make([]byte, 0, len(keys)*recordSize)
	for i, k := range keys {
		block = narrow(append(block, k[:]...), vectors[i])
	}
	if _, err := file.Seek(c.size, io.SeekStart); err != nil {
		return fmt.Errorf("keep vectors: %w", err)
	}
	if _, err := file.Write(block); err != nil {
		return fmt.Errorf("keep vectors: %w", err)
	}
	for _, k := range keys {
		c.known[k] = c.size
		c.size += recordSize
	}
	return nil
}

func keyOf(text string) key {
	sum := sha256.Sum256([]byte(text))
	return key(sum[:keySize])
}

// narrow appends a vector: the scale of each half, then a byte a unit.
func narrow(block []byte, vector []float32) []byte {
	var scales [2]float32
	for k, v := range vector {
		scales[k/width] = max(scales[k/width], float32(math.Abs(float64(v)))/127)
	}
	for _, s := range scales {
		block = binary.LittleEndian.AppendUint32(block, math.Float32bits(s))
	}
	for k, v := range vector {
		b := int8(0)
		if s := scales[k/width]; s > 0 {
			b = int8(math.Round(float64(v / s)))
		}
		block = append(block, byte(b))
	}
	return block
}

func widen(record []byte) []float32 {
	at := record[keySize:]
	scales := [2]float32{
		math.Float32frombits(binary.LittleEndian.Uint32(at)),
		math.Float32frombits(binary.LittleEndian.Uint32(at[4:])),
	}
	out := make([]float32, Dimensions)
	for k, b := range at[8:] {
		out[k] = float32(int8(b)) * scales[k/width]
	}
	return out
}
