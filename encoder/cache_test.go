package encoder

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestACacheReadsEachTextOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vectors")
	asked := 0
	ask := func() (*Encoder, error) { asked++; return load(t), nil }
	ctx := context.Background()
	texts := []string{"a court ruled", "the platform appealed", "a court ruled"}
	first, err := NewCache(path, ask).Vectors(ctx, texts, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first[0], first[2]) || reflect.DeepEqual(first[0], first[1]) {
		t.Error("equal texts must have equal vectors and others other ones")
	}
	again, err := NewCache(path, ask).Vectors(ctx, texts, nil)
	if err != nil {
		t.Fatal(err)
	}
	if asked != 1 {
		t.Errorf("the encoder was asked %d times, want once", asked)
	}
	if !reflect.DeepEqual(first, again) {
		t.Error("vectors differ when they come from the file")
	}
}

func TestACacheMendsARecordThatWasCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vectors")
	ask := func() (*Encoder, error) { return load(t), nil }
	ctx := context.Background()
	want, err := NewCache(path, ask).Vectors(ctx, []string{"one", "two"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, recordSize+100); err != nil {
		t.Fatal(err)
	}
	got, err := NewCache(path, ask).Vectors(ctx, []string{"one", "two"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("vectors differ after a record was cut off")
	}
}

func TestClearForgets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vectors")
	c := NewCache(path, func() (*Encoder, error) { return load(t), nil })
	if _, err := c.Vectors(context.Background(), []string{"one"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Clear(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}
