// Packaging makes what people install out of a clean checkout: tar.gz and .deb for
// Linux on amd64 and arm64, a zip for Windows, a list of all parts with their
// licences (CycloneDX), checksums. The same commit gives the same bytes: times are
// the commit's, orders and owners are fixed, paths of the machine are left out.
//
//	go run ./packaging [-out dist] [-only linux-amd64,windows-amd64] [-skip-missing]
//
// make dist runs it; RELEASING.md tells the rest.
package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quoth/app"
)

// target is a system that Quoth is built for.
type target struct {
	system, arch string
	cc           string   // of the window; cgo needs it
	env          []string // beside the usual
	flags        string   // of the linker
}

func (t target) name() string { return t.system + "-" + t.arch }

var targets = []target{
	{system: "linux", arch: "amd64", cc: "x86_64-linux-gnu-gcc"},
	{system: "linux", arch: "arm64", cc: "aarch64-linux-gnu-gcc", env: []string{
		"PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig",
	}},
	{system: "windows", arch: "amd64", cc: "x86_64-w64-mingw32-gcc", flags: " -H=windowsgui"},
}

// release is one run.
type release struct {
	out     string
	version string
	when    time.Time // of the commit
	made    []string  // the names of what was made
}

func main() {
	out := flag.String("out", "dist", "the folder for what is made")
	only := flag.String("only", "", "the targets to make, with commas (default: all)")
	skipMissing := flag.Bool("skip-missing", false, "leave out targets whose compiler is missing instead of failing")
	dirty := flag.Bool("dirty", false, "build from a checkout with changes, which nobody can build again")
	flag.Parse()
	if err := run(*out, *only, *skipMissing, *dirty); err != nil {
		fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

func run(out, only string, skipMissing, dirty bool) error {
	r := release{out: out, version: app.Version}
	if err := r.checkout(dirty); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o755)); err != nil {
		return err
	}
	for _, t := range targets {
		if only != "" && !slices.Contains(strings.Split(only, ","), t.name()) {
			continue
		}
		if _, err := exec.LookPath(t.cc); err != nil {
			if skipMissing {
				fmt.Printf("%s left out: there is no %s\n", t.name(), t.cc)
				continue
			}
			return fmt.Errorf("%s: %w (apt-get install the cross compiler, or -skip-missing)", t.name(), err)
		}
		if err := r.target(t); err != nil {
			return fmt.Errorf("%s: %w", t.name(), err)
		}
	}
	if len(r.made) == 0 {
		return errors.New("nothing was made")
	}
	return r.checksums()
}

// checkout takes the time of the commit and refuses what is not of it.
func (r *release) checkout(dirty bool) error {
	changed, err := git("status", "--porcelain")
	if err != nil {
		return err
	}
	if changed != "" && !dirty {
		return fmt.Errorf("the checkout is not clean (-dirty builds all the same):\n%s", changed)
	}
	seconds, err := git("log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	r.when = time.Unix(n, 0).UTC()
	return err
}

func git(args ...string) (string, error) {
	out, err := exec.Command("git", args...).Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// target builds for one system and packs it.
func (r *release) target(t target) error {
	folder, err := os.MkdirTemp("", "quoth-packaging-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ending := ""
	if t.system == "windows" {
		ending = ".exe"
	}
	parts, err := r.bill(t)
	if err != nil {
		return err
	}
	program, forTerminals := filepath.Join(folder, "quoth"+ending), filepath.Join(folder, "terminal"+ending)
	if err := build(t, program, window); err != nil {
		return err
	}
	if t.system == "windows" {
		// A program of the window system has no standard output: the terminal gets
		// its own.
		if err := build(t, forTerminals, terminal); err != nil {
			return err
		}
		return r.windows(t, program, forTerminals, parts)
	}
	return r.linux(t, program, parts)
}

// build compiles the window or the terminal program.
func build(t target, out string, what buildOf) error {
	flags := "-s -w -buildid="
	if what == window {
		flags += t.flags
	}
	cmd := exec.Command(
		"go",
		"build",
		"-trimpath",
		"-buildvcs=true",
		"-tags",
		what.tags,
		"-ldflags",
		flags,
		"-o",
		out,
		"quoth",
	)
	cmd.Env = append(what.environment(t), "CC="+t.cc)
	cmd.Env = append(cmd.Env, t.env...)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, said.String())
	}
	return nil
}

// file is one file of a package.
type file struct {
	name string // with slashes, no leading one
	body []byte
	mode int64
}

func (r *release) linux(t target, program string, parts []byte) error {
	body, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	files := []file{{"bin/quoth", body, 0o755}, {"share/doc/quoth/sbom.cdx.json", parts, 0o644}}
	for name, from := range map[string]string{
		"share/applications/org.quoth.Quoth.desktop":           "packaging/linux/org.quoth.Quoth.desktop",
		"share/mime/packages/org.quoth.Quoth.xml":              "packaging/linux/org.quoth.Quoth.xml",
		"share/metainfo/org.quoth.Quoth.metainfo.xml":          "packaging/linux/org.quoth.Quoth.metainfo.xml",
		"share/icons/hicolor/256x256/apps/org.quoth.Quoth.png": "assets/icons/quoth.png",
		"share/doc/quoth/copyright":                            "LICENSE",
		"share/doc/quoth/licences.md":                          "assets/help/licences.md",
		"share/doc/quoth/CHANGELOG.md":                         "CHANGELOG.md",
	} {
		body, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		files = append(files, file{name, body, 0o644})
	}
	words, err := manualAndCompletions(r.version, r.when)
	if err != nil {
		return err
	}
	files = append(files, words...)
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	tree := "quoth-" + r.version + "/"
	archive, err := tarGz(prefixed(files, tree), r.when)
	if err != nil {
		return err
	}
	if err := r.write(fmt.Sprintf("quoth-%s-%s.tar.gz", r.version, t.name()), archive); err != nil {
		return err
	}
	deb, err := debian(t.arch, r.version, r.when, prefixed(files, "usr/"), libraries(program))
	if err != nil {
		return err
	}
	return r.write(fmt.Sprintf("quoth_%s_%s.deb", r.version, t.arch), deb)
}

func (r *release) windows(t target, window, terminal string, parts []byte) error {
	files := []file{{"sbom.cdx.json", parts, 0o644}}
	for name, from := range map[string]string{
		"quoth.exe": window, "quoth-terminal.exe": terminal, "LICENSE.txt": "LICENSE", "LICENCES.md": "assets/help/licences.md", "README.md": "README.md",
		"quoth.nsi": "packaging/windows/quoth.nsi",
	} {
		body, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		files = append(files, file{name, body, 0o644})
	}
	picture, err := os.ReadFile("assets/icons/quoth.png")
	if err != nil {
		return err
	}
	files = append(files, file{"quoth.ico", icon(picture), 0o644})
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	archive, err := zipped(prefixed(files, "quoth-"+r.version+"/"), r.when)
	if err != nil {
		return err
	}
	return r.write(fmt.Sprintf("quoth-%s-%s.zip", r.version, t.name()), archive)
}

func prefixed(files []file, prefix string) []file {
	out := slices.Clone(files)
	for i := range out {
		out[i].name = prefix + out[i].name
	}
	return out
}

func (r *release) write(name string, body []byte) error {
	r.made = append(r.made, name)
	fmt.Printf("%-40s %9.1f MB\n", name, float64(len(body))/1e6)
	return os.WriteFile(filepath.Join(r.out, name), body, 0o644)
}

// checksums are in the form of sha256sum, for `sha256sum -c` and to be signed.
func (r *release) checksums() error {
	var list strings.Builder
	slices.Sort(r.made)
	for _, name := range r.made {
		body, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		fmt.Fprintf(&list, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	}
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), []byte(list.String()), 0o644)
}
