package indexer

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Some damage opens without a complaint: zeros in the middle of a segment, a
// segment in the place of another. Each segment file ends in a checksum, which
// Bleve writes and never reads; it is checked here, in the background, once for
// each opening. Which segments belong to the index is written down when it is
// closed.

// manifest says which segment files there were when the index was closed, by
// their checksums.
type manifest map[string]uint32

func manifestPath(dir string) string { return dir + ".manifest" }

// checksumBytes is the size of the checksum at the end of a segment file: CRC-32
// (IEEE) of all before it.
const checksumBytes = 4

func segmentFiles(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "store", "*.zap"))
	if err != nil {
		return nil, fmt.Errorf("list the segments of the search index: %w", err)
	}
	return files, nil
}

// written is the checksum a segment file ends in.
func written(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var sum [checksumBytes]byte
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() < checksumBytes {
		return 0, io.ErrUnexpectedEOF
	}
	_, err = f.ReadAt(sum[:], info.Size()-checksumBytes)
	return binary.BigEndian.Uint32(sum[:]), err
}

func writeManifest(dir string) error {
	files, err := segmentFiles(dir)
	if err != nil {
		return err
	}
	m := manifest{}
	for _, file := range files {
		if m[filepath.Base(file)], err = written(file); err != nil {
			return err
		}
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(manifestPath(dir), data, 0o600)
}

// checkManifest compares the segment files with those of the last closing and
// forgets them; without a manifest (the last process was killed) all is well.
func checkManifest(dir string) error {
	data, err := os.ReadFile(manifestPath(dir))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Remove(manifestPath(dir)); err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil // only the manifest is damaged; the checksums are still read
	}
	for name, want := range m {
		if got, err := written(filepath.Join(dir, "store", name)); err != nil || got != want {
			return fmt.Errorf("its file %s is not as it was left", name)
		}
	}
	return nil
}

// promptBytes is how large an index may be for its files to be checked before it
// answers: less than a tenth of a second's reading. Larger ones are checked
// while they answer.
const promptBytes = 32 << 20

// checkSegments reads the segments the index stands on. Only these are known to
// be complete: others are being written, or are to be removed. It holds on to
// them meanwhile.
func (l *live) checkSegments(ctx context.Context, largest int64) error {
	v, err := l.view(ctx)
	if err != nil {
		return err
	}
	defer v.close()
	var files []string
	var size int64
	for _, s := range v.snapshot.Segments() {
		file, ok := s.Segment().(segment.PersistedSegment)
		if !ok {
			continue
		}
		files = append(files, file.Path())
		if info, err := os.Stat(file.Path()); err == nil {
			size += info.Size()
		}
	}
	if size > largest {
		return errLarge
	}
	for _, file := range files {
		if err := checkSegment(ctx, file); err != nil {
			return err
		}
	}
	return nil
}

// errLarge says that there is too much to read before the first answer.
var errLarge = errors.New("the index is large")

// watchHealth checks a large index in the background and, where it is damaged,
// has it rebuilt.
func (x *Index) watchHealth(ctx context.Context, l *live) {
	if err := l.checkSegments(ctx, math.MaxInt64); err != nil && ctx.Err() == nil {
		x.distrust(l, err)
	}
}

func checkSegment(ctx context.Context, path string) error {
	want, err := written(path)
	if err != nil {
		return fmt.Errorf("its file %s is damaged: %w", filepath.Base(path), err)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("its file %s cannot be read: %w", filepath.Base(path), err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("its file %s cannot be read: %w", filepath.Base(path), err)
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(
		sum,
		contextReader{ctx, bufio.NewReaderSize(io.LimitReader(f, info.Size()-checksumBytes), 1<<20)},
	); err != nil {
		return fmt.Errorf("its file %s cannot be read: %w", filepath.Base(path), err)
	}
	if sum.Sum32() != want {
		return fmt.Errorf("its file %s is damaged", filepath.Base(path))
	}
	return nil
}

// contextReader stops reading when the context ends.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
