package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"quoth/assets"
	"quoth/corpus"
)

// SampleCoder is the invented coder whose acts the sample corpus ships.
const SampleCoder corpus.Coder = "sample coder"

// Sample builds the sample corpus at path, replacing an older sample there: it
// serves the sample pages on a loopback port, really collects them, and applies
// the acts of the invented coder through the ordinary door. progress may be
// nil.
func Sample(ctx context.Context, path string, o Options, progress func(ItemReport)) (*App, error) {
	if err := removeSample(ctx, path); err != nil {
		return nil, err
	}
	a, err := Create(ctx, path, o)
	if err != nil {
		return nil, err
	}
	if err := a.fillSample(ctx, progress); err != nil {
		return nil, errors.Join(fmt.Errorf("build the sample corpus: %w", err), a.Close())
	}
	return a, nil
}

// sampleMark is the setting that distinguishes a sample from a corpus somebody works in.
const sampleMark = "sample"

// removeSample removes an older sample; it refuses to touch any other corpus.
func removeSample(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	a, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	mark, err := a.Setting(ctx, sampleMark)
	if err := errors.Join(err, a.Close()); err != nil {
		return err
	}
	if mark == "" {
		return fmt.Errorf("%s is a corpus of yours, not a sample: choose another name: %w", path, os.ErrExist)
	}
	return os.Remove(path)
}

func (a *App) fillSample(ctx context.Context, progress func(ItemReport)) error {
	if err := a.SetSetting(ctx, sampleMark, "yes"); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serve the sample pages: %w", err)
	}
	server := &http.Server{Handler: http.FileServerFS(assets.SamplePages()), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener) // ends with Close below
	defer server.Close()
	var inputs []Input
	for _, page := range assets.SamplePageNames() {
		inputs = append(inputs, Input{Kind: URLInput, Value: "http://" + listener.Addr().String() + "/" + page})
	}
	report, err := a.Add(ctx, inputs, progress)
	if err != nil {
		return err
	}
	if report.Failed > 0 {
		return fmt.Errorf("%d of %d sample pages failed", report.Failed, len(inputs))
	}
	var failed error
	err = a.Code(ctx, CodeOptions{Coder: SampleCoder}, bytes.NewReader(assets.SampleActs()), func(r CodeReport) {
		failed = errors.Join(failed, r.Err)
	})
	return errors.Join(err, failed)
}
