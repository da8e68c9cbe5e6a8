//go:build unix

package indexer_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"quoth/indexer"
)

// TestAFullDiskIsToldAndLosesNothing lets no file grow beyond a few kilobytes,
// as a full disk would: applying changes fails with the reason, the index does
// not spin, and all is there when there is room again.
func TestAFullDiskIsToldAndLosesNothing(t *testing.T) {
	if os.Getenv("QUOTH_FULL_DISK") == "" { // the limit is for a process of its own
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), "QUOTH_FULL_DISK=yes")
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	dir := t.TempDir()
	f := crowd(t, dir)
	x := open(t, dir, f)
	defer x.Close()
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	full := before
	full.Cur = 4 << 10
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		f.add(
			fmt.Sprintf("full%02d", i),
			"2019-01-01",
			indexer.QuoteDoc{Text: fmt.Sprintf("other%d words about tunnels", i)},
		)
	}
	failed := x.CatchUp(t.Context(), nil)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if failed == nil {
		t.Fatal("nothing was written, and nobody was told")
	}
	if err := x.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := search(t, x, indexer.Request{Query: "tunnels"}); len(got) != 30 {
		t.Errorf("with room again %d of 30 are found", len(got))
	}
	if got := search(t, x, indexer.Request{Query: "bridges"}); len(got) != crowdSize {
		t.Errorf("of what was there before %d of %d are found", len(got), crowdSize)
	}
}
