package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
)

// Every method of a closed store returns corpus.ErrClosed or, where it asks
// nothing of the file, no error at all.
func TestAClosedStoreSaysSo(t *testing.T) {
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "c.quoth"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	asked := 0
	v := reflect.ValueOf(s)
	errorType, ctxType := reflect.TypeFor[error](), reflect.TypeFor[context.Context]()
	for i := range v.NumMethod() {
		m, name := v.Method(i), v.Type().Method(i).Name
		in := make([]reflect.Value, m.Type().NumIn())
		for n := range in {
			in[n] = reflect.Zero(m.Type().In(n))
			if m.Type().In(n) == ctxType {
				in[n] = reflect.ValueOf(t.Context())
			} else if f := m.Type().In(n); f.Kind() == reflect.Func {
				in[n] = reflect.MakeFunc(f, func([]reflect.Value) []reflect.Value {
					out := make([]reflect.Value, f.NumOut())
					for i := range out {
						out[i] = reflect.Zero(f.Out(i))
					}
					return out
				})
			} else if m.Type().In(n).Kind() == reflect.String {
				in[n] = reflect.ValueOf("x").Convert(m.Type().In(n))
			}
		}
		var out []reflect.Value
		if m.Type().IsVariadic() {
			out = m.CallSlice(in)
		} else {
			out = m.Call(in)
		}
		for _, o := range out {
			if o.Type() == errorType && !o.IsNil() {
				err := o.Interface().(error)
				if errors.Is(err, corpus.ErrClosed) {
					asked++
				} else if !errors.Is(err, corpus.ErrInvalid) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	if asked < 30 {
		t.Errorf("only %d methods said that the store is closed", asked)
	}
}

// Closing while others read and write ends with corpus.ErrClosed for all of
// them, never with a panic, and what was written before is in the file.
func TestAStoreIsClosedUnderReadersAndWriters(t *testing.T) {
	for round := range 20 {
		path := filepath.Join(t.TempDir(), "c.quoth")
		s, err := store.Create(t.Context(), path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		kept := make(chan int, 2)
		for range 2 {
			wg.Go(func() {
				for {
					if _, err := s.Tags(t.Context()); err != nil {
						if !errors.Is(err, corpus.ErrClosed) {
							t.Errorf("read: %v", err)
						}
						return
					}
				}
			})
			wg.Go(func() {
				n := 0
				defer func() { kept <- n }()
				for {
					_, err := s.Do(
						t.Context(),
						"me",
						corpus.SaveEvent{Event: corpus.Event{Day: "2024-01-01", Label: "an event"}},
					)
					if err != nil {
						if !errors.Is(err, corpus.ErrClosed) {
							t.Errorf("write: %v", err)
						}
						return
					}
					n++
				}
			})
		}
		for range round { // close at another moment each time
			if _, err := s.Counts(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		again, err := store.Open(t.Context(), path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		events, err := again.Events(t.Context())
		if want := <-kept + <-kept; err != nil || len(events) != want {
			t.Errorf("%d events are kept of %d that were said to be (%v)", len(events), want, err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
