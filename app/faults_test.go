package app_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"quoth/app"
)

func newsPage(words string) string {
	return `<html><head><title>The weir stays</title></head><body><article><h1>The weir stays</h1><p>The council met on Monday evening to talk about the weir and the lock, and about ` + words +
		`.</p><p>“We shall not be moved,” said Mara Quill, the director of Lumen Bakery, on Monday evening.</p></article></body></html>`
}

// TestAWrongClockHoldsNothingUp: what was fetched under a clock that said 2031
// blocks neither new versions, nor backups, nor what is watched.
func TestAWrongClockHoldsNothingUp(t *testing.T) {
	words := "the old plan"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, newsPage(words))
	}))
	defer s.Close()
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	a := create(t, app.Options{Now: func() time.Time { return now }})
	folder := t.TempDir()
	add := func() app.AddReport {
		t.Helper()
		report, err := a.Add(t.Context(), []app.Input{{Kind: app.URLInput, Value: s.URL + "/1"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	add()
	if _, err := a.BackUp(t.Context(), folder, time.Hour, 5); err != nil {
		t.Fatal(err)
	}
	now, words = time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC), "a new plan"
	if report := add(); report.Kept != 1 {
		t.Errorf("with the clock put right the new text ended %+v", report.Items)
	}
	if made, err := a.BackUp(t.Context(), folder, time.Hour, 5); err != nil || !made {
		t.Errorf("a backup of 2031 holds up the next: made %v, %v", made, err)
	}
	if w := (app.Watch{Every: time.Hour, Last: time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)}); !w.Due(now) {
		t.Error("a source that was fetched in 2031 is not due")
	}
}

// TestPasswordsAreUsedAndNotStored: an address with a password opens the door of
// its host, and no byte of the corpus holds it; nor does a report.
func TestPasswordsAreUsedAndNotStored(t *testing.T) {
	const password = "tr0ub4dor"
	var other string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, _, sent := r.BasicAuth(); sent {
			other = "the password went to another host"
		}
		http.NotFound(w, r)
	}))
	defer elsewhere.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, given, _ := r.BasicAuth(); name != "reader" || given != password {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch r.URL.Path {
		case "/feed":
			fmt.Fprintf(
				w,
				`<rss version="2.0"><channel><title>H</title><item><title>A</title><link>http://reader:%s@%s/1</link></item><item><title>B</title><link>http://%s/gone</link></item></channel></rss>`,
				password,
				r.Host,
				r.Host,
			)
		case "/1":
			fmt.Fprint(w, newsPage("the plan"))
		case "/away":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	address := strings.Replace(s.URL, "http://", "http://reader:"+password+"@", 1)
	a := create(t, app.Options{})
	report, err := a.Add(
		t.Context(),
		[]app.Input{{Kind: app.URLInput, Value: address + "/feed"}, {Kind: app.URLInput, Value: address + "/away"}},
		nil,
	)
	if err != nil || report.Kept != 1 {
		t.Fatalf("%+v, %v; want the article behind the password", report, err)
	}
	if other != "" {
		t.Error(other)
	}
	if said := fmt.Sprintf("%+v", report); strings.Contains(said, password) {
		t.Errorf("the report says the password: %s", said)
	}
	if err := a.SaveWatch(
		t.Context(),
		app.Watch{Address: address + "/feed"},
	); err == nil ||
		strings.Contains(err.Error(), password) {
		t.Errorf("watching an address with a password: %v; want a refusal without it", err)
	}
	var archive bytes.Buffer
	if _, err := a.WriteArchive(t.Context(), &archive, "warc", nil, nil); err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(&archive)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := io.ReadAll(unpacked)
	if err != nil || !bytes.Contains(pages, []byte("/1\r\n")) {
		t.Fatalf("the archive holds no page: %v", err)
	}
	path := a.Path()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, bytesOf := range map[string][]byte{"the corpus": file, "the archive": pages} {
		if bytes.Contains(bytesOf, []byte(password)) {
			t.Errorf("%s holds the password", name)
		}
	}
}

// TestUTF16WithoutAMark: pages and tables that Windows programs save.
func TestUTF16WithoutAMark(t *testing.T) {
	wide := func(s string, big bool) []byte {
		var out []byte
		for _, u := range utf16.Encode([]rune(s)) {
			if big {
				out = append(out, byte(u>>8), byte(u))
			} else {
				out = append(out, byte(u), byte(u>>8))
			}
		}
		return out
	}
	dir := t.TempDir()
	for name, body := range map[string][]byte{
		"little.html": wide(newsPage("Żółć"), false), "big.html": wide(newsPage("Žluť"), true),
		"table.csv": wide("title,text\nThe weir stays,\"The council met on Monday evening.\"\n", false),
	} {
		path := dir + "/" + name
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		a := create(t, app.Options{})
		report, err := a.Add(t.Context(), []app.Input{{Value: path}}, nil)
		if err != nil || report.Kept != 1 {
			t.Fatalf("%s: %+v, %v", name, report.Items, err)
		}
		for _, item := range report.Items {
			if item.Article != "" && item.Title != "The weir stays" {
				t.Errorf("%s has the title %q", name, item.Title)
			}
		}
	}
}
