package command_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/app"
	"quoth/app/command"
	"quoth/corpus"
)

func TestReportsOfTheSample(t *testing.T) {
	r := sampleTerminal(t)
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"target": {"--target", "access to user data"}, "speaker": {"--speaker", "Lumina"}, "dossier": {"--speaker", "Lumina", "--dossier"}, "query": {"--query", "encryption"},
	} {
		path := filepath.Join(dir, name+".html")
		r.run(0, append([]string{"report", "--out", path}, args...)...)
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		page := string(body)
		for _, part := range []string{"How this was made", "page SHA-256", "<svg", "Content-Security-Policy", "By speaker"} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: %q is not on the page", name, part)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s: scripts, or what the template refused", name)
		}
	}
	r.run(2, "report", "--target", "x", "--speaker", "y", "--out", "z.html")
	r.run(2, "report", "--target", "x")
	r.run(2, "report", "--target", "x", "--dossier", "--out", "z.html")
	r.run(1, "report", "--target", "there is no such target", "--out", filepath.Join(dir, "none.html"))
	if _, err := os.Stat(filepath.Join(dir, "none.html")); err == nil {
		t.Error("a report that failed left a file")
	}
}

// TestHostileWordsStayWords puts markup into everything that a report prints.
func TestHostileWordsStayWords(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>"'><script>alert(2)</script>`
	dir := t.TempDir()
	t.Setenv("QUOTH_CACHE", filepath.Join(dir, "cache"))
	path := filepath.Join(dir, "evil.quoth")
	a, err := app.Create(t.Context(), path, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Add(
		t.Context(),
		[]app.Input{{Kind: app.TextInput, Title: evil, Body: []byte("“We like " + evil + " a lot,” said Zoe Dean.\n")}},
		nil,
	); err != nil {
		t.Fatal(err)
	}
	found, err := a.Search(t.Context(), app.SearchRequest{Query: "", AllActs: true})
	if err != nil || len(found.Quotes) == 0 {
		t.Fatalf("no quote was found: %v", err)
	}
	quote := found.Quotes[0].Current.ID
	target, err := a.Do(t.Context(), corpus.Coder(evil), corpus.SaveTarget{Target: corpus.Target{Text: evil}})
	if err != nil {
		t.Fatal(err)
	}
	speaker := evil
	for _, act := range []corpus.Act{
		corpus.Judge{Quote: quote, Target: corpus.TargetID(target.Created), Stance: corpus.Support},
		corpus.WriteNote{Quote: quote, Text: evil},
		corpus.Correct{Quote: quote, Correction: corpus.Correction{Speaker: &speaker, Role: &speaker}},
	} {
		if _, err := a.Do(t.Context(), corpus.Coder(evil), act); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	r := terminal{t, path}
	out := filepath.Join(dir, "evil.html")
	r.run(0, "report", "--target", target.Created, "--out", out)
	body, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if page := string(
		body,
	); strings.Contains(page, "<script") || strings.Contains(page, "<img") ||
		!strings.Contains(page, "&lt;img") {
		t.Error("markup came through")
	}
	r.run(0, "network", "--rows", "speaker", "--format", "svg", "--out", filepath.Join(dir, "evil.svg"))
	if body, err := os.ReadFile(filepath.Join(dir, "evil.svg")); err != nil || bytes.Contains(body, []byte("<script")) {
		t.Errorf("markup came through into the picture, %v", err)
	}
}

func TestPackAndVerify(t *testing.T) {
	r := sampleTerminal(t)
	dir := t.TempDir()
	pack := filepath.Join(dir, "pack.zip")
	r.run(0, "pack", "--query", "encryption", "--out", pack)
	verify := func(path string, want int) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := command.Run(
			context.Background(),
			[]string{"verify", path},
			command.Streams{Out: &stdout, Err: &stderr},
		); code != want {
			t.Fatalf("verify ended with %d, want %d: %s %s", code, want, &stdout, &stderr)
		}
		return stdout.String()
	}
	if out := verify(pack, 0); !strings.Contains(out, "0 problems") || strings.Contains(out, " 0 stand on their page") {
		t.Errorf("a sound pack: %s", out)
	}
	tampered := filepath.Join(dir, "tampered.zip")
	for name, change := range map[string]func(string, []byte) []byte{
		"was changed": func(name string, b []byte) []byte {
			if name == "report.html" {
				return append(b, ' ')
			}
			return b
		},
		"is missing": func(name string, b []byte) []byte {
			if name == "acts.jsonl" {
				return nil
			}
			return b
		},
		"not those of its text": func(name string, b []byte) []byte {
			if strings.HasPrefix(name, "texts/") {
				return bytes.ReplaceAll(b, []byte("encryption"), []byte("decryption"))
			}
			return b
		},
	} {
		rewrite(t, pack, tampered, change)
		if out := verify(tampered, 1); !strings.Contains(out, name) {
			t.Errorf("%q is not said: %s", name, out)
		}
	}
	if err := os.WriteFile(tampered, []byte("no zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	verify(tampered, 1)
	verify(filepath.Join(dir, "none.zip"), 2)
}

// rewrite copies a ZIP with its files changed; nil drops one.
func rewrite(t *testing.T, from, to string, change func(string, []byte) []byte) {
	t.Helper()
	in, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	file, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	out := zip.NewWriter(file)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if body = change(f.Name, body); body == nil {
			continue
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
