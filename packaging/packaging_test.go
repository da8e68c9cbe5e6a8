package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var when = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// TestPackagesAreTheSameTwiceAndRead: by the programs that install them.
func TestPackagesAreTheSameTwiceAndRead(t *testing.T) {
	files := []file{
		{"usr/bin/quoth", []byte("#!/bin/sh\n"), 0o755},
		{"usr/share/doc/quoth/copyright", []byte("MIT\n"), 0o644},
	}
	deb, err := debian("amd64", "0.1.0", when, files, []string{"libc6"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := debian("amd64", "0.1.0", when, files, []string{"libc6"})
	if err != nil || !bytes.Equal(deb, again) {
		t.Errorf("the same files give other bytes: %v", err)
	}
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		t.Skip("no dpkg-deb here to read it")
	}
	path := filepath.Join(t.TempDir(), "x.deb")
	if err := os.WriteFile(path, deb, 0o600); err != nil {
		t.Fatal(err)
	}
	for arguments, want := range map[string]string{"-f": "Package: quoth", "-c": "./usr/bin/quoth"} {
		out, err := exec.Command("dpkg-deb", arguments, path).CombinedOutput()
		if err != nil || !strings.Contains(strings.ReplaceAll(string(out), " usr/", " ./usr/"), want) {
			t.Errorf("dpkg-deb %s says %s, %v; want %q", arguments, out, err, want)
		}
	}
}

// TestTheLicencesAreThoseOfWhatIsShipped: the about page names each module of each
// target in its version, and none beside them.
func TestTheLicencesAreThoseOfWhatIsShipped(t *testing.T) {
	page, err := os.ReadFile("../assets/help/licences.md")
	if err != nil {
		t.Fatal(err)
	}
	shipped := map[string]string{}
	for _, target := range targets {
		modules, err := modulesOf(target)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(shipped, modules)
	}
	said := licences(page)
	for path, version := range shipped {
		if said[path][0] != version {
			t.Errorf("the about page has %q for %s %s", said[path], path, version)
		}
	}
	for path := range said {
		if _, ok := shipped[path]; !ok && strings.Contains(path, "/") {
			t.Errorf("%s is on the about page and in no program", path)
		}
	}
}

// TestTheManNamesEveryCommand: and troff takes nothing in it for a request.
func TestTheManNamesEveryCommand(t *testing.T) {
	files, err := manualAndCompletions("0.1.0", when)
	if err != nil || len(files) != 4 {
		t.Fatal(len(files), err)
	}
	for _, f := range files {
		if len(f.body) < 500 {
			t.Errorf("%s holds %d bytes", f.name, len(f.body))
		}
	}
}
