package unzip_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"quoth/internal/unzip"
)

// packed makes a file of one member.
func packed(t testing.TB, name string, body io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// saying changes what the list of contents says of the size of the only member.
func saying(file []byte, size uint32) []byte {
	out := bytes.Clone(file)
	at := bytes.LastIndex(out, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(out[at+24:], size)
	return out
}

const most = 512 << 20

// TestBombsAreRefusedUnread: by what the file says, or where it goes on after what it
// said; neither takes more memory than a small file.
func TestBombsAreRefusedUnread(t *testing.T) {
	bomb := packed(t, "a.xml", io.LimitReader(blanks{}, 64<<20))
	for name, file := range map[string][]byte{
		"it says so": saying(bomb, 900<<20), "it says less": bomb, "it says little": saying(bomb, 1000), "it says nothing": saying(bomb, 0),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		archive, err := unzip.Open(bytes.NewReader(file), int64(len(file)), most)
		if err == nil {
			_, err = unzip.Read(archive.File[0])
		}
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: it is read", name)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
			t.Errorf("%s: it took %d MB to refuse", name, took>>20)
		}
	}
}

// TestPartsOnTopOfEachOtherAreRefused: the same bytes listed many times are how small
// files unpack to very much within the ratio.
func TestPartsOnTopOfEachOtherAreRefused(t *testing.T) {
	noise := make([]byte, 10_000)
	rand.NewChaCha8([32]byte{}).Read(noise)
	file := packed(t, "a.xml", bytes.NewReader(noise))
	directory := bytes.LastIndex(file, []byte("PK\x01\x02"))
	end := bytes.LastIndex(file, []byte("PK\x05\x06"))
	out := append(bytes.Clone(file[:directory]), bytes.Repeat(file[directory:end], 20)...)
	tail := bytes.Clone(file[end:])
	binary.LittleEndian.PutUint16(tail[8:], 20)
	binary.LittleEndian.PutUint16(tail[10:], 20)
	binary.LittleEndian.PutUint32(tail[12:], uint32(20*(end-directory)))
	out = append(out, tail...)
	if _, err := unzip.Open(bytes.NewReader(out), int64(len(out)), most); !errors.Is(err, unzip.ErrBomb) {
		t.Errorf("got %v", err)
	}
}

func TestHonestFilesAreRead(t *testing.T) {
	words := strings.Repeat("the council said on Monday ", 100_000)
	file := packed(t, "a.xml", strings.NewReader(words))
	archive, err := unzip.Open(bytes.NewReader(file), int64(len(file)), most)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := unzip.Read(archive.File[0]); err != nil || string(body) != words {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	if err := unzip.Check(archive); err != nil {
		t.Error(err)
	}
	if _, err := unzip.Open(bytes.NewReader(file), int64(len(file)), 1<<20); !errors.Is(err, unzip.ErrBomb) {
		t.Errorf("more than is allowed: %v", err)
	}
}
