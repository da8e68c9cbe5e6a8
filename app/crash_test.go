package app_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"quoth/app"
)

// TestACrashLeavesALogWithoutArticleText: the child crashes with words of an
// article in a goroutine of its own; the next start puts its log in order.
func TestACrashLeavesALogWithoutArticleText(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("QUOTH_CONFIG", folder)
	child := exec.Command(os.Args[0], "-test.run=^TestCrashAsChild$")
	child.Env = append(os.Environ(), "QUOTH_CRASH_AS_CHILD=1")
	if out, err := child.CombinedOutput(); err == nil {
		t.Fatalf("the child did not crash: %s", out)
	}
	crashed, err := app.StartCrashLog()
	if err != nil || !crashed {
		t.Fatalf("crashed %v, %v; want the crash of the child", crashed, err)
	}
	path, err := app.CrashLog()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(log), "goroutine ") || !strings.Contains(string(log), "crashHere") ||
		!strings.Contains(string(log), app.Version) {
		t.Errorf("the log holds no stack: %s, %v", log, err)
	}
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if data, _ := os.ReadFile(folder + "/" + e.Name()); strings.Contains(string(data), "bakery") {
			t.Errorf("%s holds words of an article: %s", e.Name(), data)
		}
	}
	if crashed, err := app.StartCrashLog(); err != nil || crashed {
		t.Errorf("the second start finds a crash again: %v, %v", crashed, err)
	}
}

func TestCrashAsChild(t *testing.T) {
	if os.Getenv("QUOTH_CRASH_AS_CHILD") == "" {
		t.Skip("only run as a child process")
	}
	if _, err := app.StartCrashLog(); err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	go crashHere(done)
	<-done
}

func crashHere(chan bool) {
	panic("cannot place “We shall not be moved,” said the bakery.\nruntime error: and another line of it")
}
