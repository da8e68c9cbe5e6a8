package archive_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/scraper/archive"
)

var when = time.Date(2024, 3, 5, 7, 30, 0, 0, time.UTC)

func captures() []*archive.Capture {
	return []*archive.Capture{
		{
			URL:          "https://www.example.org/a?b=1",
			When:         when,
			ContentType:  "text/html; charset=utf-8",
			Body:         []byte("<p>“One” words"),
			ETag:         `"v1"`,
			LastModified: "Mon, 04 Mar 2024 07:00:00 GMT",
		},
		{
			URL:         "https://example.org/latin",
			Asked:       "https://example.org/short",
			Redirects:   []string{"https://example.org/middle", "https://example.org/latin"},
			When:        when,
			ContentType: "text/html; charset=windows-1252",
			Body:        []byte("<p>na\xefve"),
			Notes:       []string{"a note"},
		},
		{
			URL:         "https://example.org/empty lines",
			When:        when,
			ContentType: "text/plain",
			Body:        []byte("\r\n\r\nWARC/1.1\r\n\r\n"),
		},
	}
}

func write(t testing.TB, name string, pages []*archive.Capture) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	now := func() time.Time { return when }
	if strings.HasSuffix(name, ".wacz") {
		w, err := archive.NewWACZWriter(file, "Quoth test", now)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			if err := w.Write(p, "A title"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	w := archive.NewWriter(file, "Quoth test", now)
	for _, p := range pages {
		if err := w.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestWhatIsWrittenIsReadBackWithTheSameHashes(t *testing.T) {
	for _, name := range []string{"pages.warc.gz", "pages.wacz"} {
		t.Run(name, func(t *testing.T) {
			want := captures()
			path := write(t, name, want)
			entries, _, err := archive.List(t.Context(), path)
			if err != nil || len(entries) != len(want) {
				t.Fatalf("%d entries, %v; want %d", len(entries), err, len(want))
			}
			for i, e := range entries {
				got, err := archive.Load(path, e)
				if err != nil {
					t.Fatal(err)
				}
				if corpus.HashPage(got.Body) != corpus.HashPage(want[i].Body) || got.URL != want[i].URL ||
					got.Asked != want[i].Asked ||
					fmt.Sprint(
						got.Redirects,
						got.Notes,
						got.ETag,
						got.LastModified,
						got.ContentType,
					) != fmt.Sprint(
						want[i].Redirects,
						want[i].Notes,
						want[i].ETag,
						want[i].LastModified,
						want[i].ContentType,
					) ||
					!got.When.Equal(when) {
					t.Errorf("page %d came back as %+v\nwant %+v", i, got, want[i])
				}
			}
		})
	}
}

// TestAnotherReaderReadsWhatWeWrite has warcio, the reference reader of the
// Webrecorder project, check every record with its digests.
func TestAnotherReaderReadsWhatWeWrite(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil || exec.Command(python, "-c", "import warcio").Run() != nil {
		t.Skip("no warcio: pip install warcio to have a second reader check the archive")
	}
	path := write(t, "pages.warc.gz", captures())
	if out, err := exec.Command(python, "-m", "warcio.cli", "check", "-v", path).
		CombinedOutput(); err != nil ||
		strings.Contains(string(out), "fail") {
		t.Errorf("warcio check: %v\n%s", err, out)
	}
	out, err := exec.Command(python, "-m", "warcio.cli", "index", "-f", "warc-type,warc-target-uri", path).
		CombinedOutput()
	if err != nil || strings.Count(string(out), `"resource"`) != 3 || strings.Count(string(out), `"warcinfo"`) != 1 {
		t.Errorf("warcio index: %v\n%s", err, out)
	}
}

// response is a record as crawlers write it.
func response(url, head, body string) string {
	block := head + "\r\n\r\n" + body
	return fmt.Sprintf(
		"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <%s>\r\nWARC-Date: 2024-03-05T07:30:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		url,
		len(block),
		block,
	)
}

const okHTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8"

func gzipped(parts ...string) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		w.Write([]byte(p))
		w.Close()
	}
	return b.Bytes()
}

func TestArchivesOfOthersAreRead(t *testing.T) {
	records := []string{
		"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nx: y\r\n\r\n",
		response("http://a.example/plain", okHTML, "<p>plain"),
		response(
			"http://a.example/chunked",
			okHTML+"\r\nTransfer-Encoding: chunked",
			"8\r\n<p>chunk\r\n2\r\ned\r\n0\r\n\r\n",
		),
		response("http://a.example/dechunked", okHTML+"\r\nTransfer-Encoding: chunked", "<p>put together"),
		response("http://a.example/packed", okHTML+"\r\nContent-Encoding: gzip", string(gzipped("<p>packed"))),
		"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: metadata://gnu.org/software/wget/warc/MANIFEST.txt\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n<p>x\r\n\r\n",
		"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: urn:text:http://a.example/plain\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n<p>x\r\n\r\n",
		response("http://a.example/missing", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", "<p>no"),
		response("http://a.example/picture", "HTTP/1.1 200 OK\r\nContent-Type: image/png", "png"),
		"WARC/1.0\r\nWARC-Type: revisit\r\nWARC-Target-URI: http://a.example/plain\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
	}
	want := map[string]string{
		"http://a.example/plain":     "<p>plain",
		"http://a.example/chunked":   "<p>chunked",
		"http://a.example/dechunked": "<p>put together",
		"http://a.example/packed":    "<p>packed",
	}
	for name, body := range map[string][]byte{
		"plain.warc":         []byte(strings.Join(records, "")),
		"packed.warc.gz":     gzipped(records...),
		"one member.warc.gz": gzipped(strings.Join(records, "")),
		"halves.warc.gz":     gzipped(strings.Join(records[:3], ""), strings.Join(records[3:], "")),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, body, 0o600); err != nil {
				t.Fatal(err)
			}
			entries, left, err := archive.List(t.Context(), path)
			counted := len(entries)
			for _, l := range left {
				counted += l.Count
			}
			if err != nil || len(entries) != len(want) || counted != len(records) {
				t.Fatalf("%+v, %v left of %d records, %v", entries, left, len(records), err)
			}
			for _, e := range entries {
				c, err := archive.Load(path, e)
				if err != nil || string(c.Body) != want[e.URL] {
					t.Errorf("%s: %q, %v; want %q", e.URL, c.Body, err, want[e.URL])
				}
			}
		})
	}
}

// arcRecord is a record of version 1, or 2 where there is a status.
func arcRecord(url, contentType, block string) string {
	return fmt.Sprintf("%s 192.0.2.1 20010203040506 %s %d\n%s\n", url, contentType, len(block), block)
}

func TestARCIsRead(t *testing.T) {
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>first"
	records := []string{
		arcRecord(
			"filedesc://x.arc",
			"text/plain",
			"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n",
		),
		arcRecord("http://a.example/first page", "text/html", answer),
		arcRecord("dns:a.example", "text/dns", "20010203040506\na.example. 1 IN A 192.0.2.1\n"),
		fmt.Sprintf(
			"http://a.example/second 192.0.2.1 20010203040506 text/html 200 - - 17 x.arc %d\n%s\n",
			len(answer),
			answer,
		),
		arcRecord(
			"http://a.example/gone",
			"text/html",
			"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>no",
		),
	}
	for name, body := range map[string][]byte{
		"x.arc": []byte(strings.Join(records, "")), "x.arc.gz": gzipped(records...), "y.arc.gz": gzipped(strings.Join(records, "")),
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		entries, left, err := archive.List(t.Context(), path)
		if err != nil || len(entries) != 2 || len(left) != 1 || left[0].Count != 3 {
			t.Fatalf("%s: %+v, left %v, %v", name, entries, left, err)
		}
		for i, want := range []string{"http://a.example/first%20page", "http://a.example/second"} {
			c, err := archive.Load(path, entries[i])
			if err != nil || c.URL != want || string(c.Body) != "<p>first" || c.When.Year() != 2001 ||
				c.When.Second() != 6 {
				t.Errorf("%s: %+v, %v; want %s", name, c, err, want)
			}
		}
	}
}

func TestADamagedRecordIsNamedAndTheOthersAreRead(t *testing.T) {
	first, last := response("http://a.example/1", okHTML, "<p>one"), response("http://a.example/3", okHTML, "<p>three")
	broken := gzipped(response("http://a.example/2", okHTML, strings.Repeat("<p>two", 50)))
	for i := range broken[20 : len(broken)-4] {
		broken[20+i] ^= 0x5a
	}
	for name, body := range map[string][]byte{
		"a packed member that is damaged": bytes.Join([][]byte{gzipped(first), broken, gzipped(last)}, nil),
		"a record that is none":           []byte(first + "this is no record\r\n\r\n" + last),
		"damage within a member of all":   gzipped(first + "this is no record\r\n\r\n" + last),
		"a length that is wrong":          []byte(first + strings.Replace(response("http://a.example/2", okHTML, "<p>two"), "Content-Length: ", "Content-Length: x", 1) + last),
	} {
		t.Run(name, func(t *testing.T) {
			ending := "x.warc"
			if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
				ending = "x.warc.gz"
			}
			path := filepath.Join(t.TempDir(), ending)
			if err := os.WriteFile(path, body, 0o600); err != nil {
				t.Fatal(err)
			}
			entries, _, err := archive.List(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			good, bad := 0, 0
			for _, e := range entries {
				if errors.Is(e.Err, archive.ErrDamaged) {
					bad++
				} else if c, err := archive.Load(path, e); err == nil && strings.HasPrefix(string(c.Body), "<p>") {
					good++
				}
			}
			if good != 2 || bad != 1 {
				t.Errorf("%d read, %d named: %+v; want 2 and 1", good, bad, entries)
			}
		})
	}
}

func TestHostileArchivesEndInAnError(t *testing.T) {
	zeros := strings.Repeat("\x00", 80<<20)
	big := fmt.Sprintf(
		"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n%s",
		len(zeros),
		zeros,
	)
	for _, test := range []struct {
		name, file string
		body       []byte
		words      string
	}{
		{"an empty file", "x.warc", nil, "no records"},
		{"a text", "x.warc", []byte("nothing of the kind"), ""},
		{"a bomb", "x.warc.gz", gzipped(big), ""},
		{"a WACZ that is no ZIP", "x.wacz", []byte("PK nothing"), "damaged"},
		{"an MHTML that is none", "x.mhtml", []byte("nothing"), "damaged"},
		{"an MHTML of pictures", "x.mhtml", []byte("Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"), "no page"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.file)
			if err := os.WriteFile(path, test.body, 0o600); err != nil {
				t.Fatal(err)
			}
			entries, _, err := archive.List(t.Context(), path)
			if err == nil && len(entries) > 0 {
				err = entries[0].Err
			}
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got %v (%d entries), want words about %q", err, len(entries), test.words)
			}
		})
	}
}

func TestAChangedRecordIsNotBelieved(t *testing.T) {
	path := write(t, "x.warc.gz", captures()[:1])
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	forged := filepath.Join(t.TempDir(), "x.warc")
	if err := os.WriteFile(forged, bytes.Replace(plain.Bytes(), []byte("One"), []byte("Two"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	entries, _, err := archive.List(t.Context(), forged)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%+v, %v", entries, err)
	}
	if _, err := archive.Load(forged, entries[0]); !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("a changed page was believed: %v", err)
	}
}

func TestSavedPagesSayWhereTheyCameFrom(t *testing.T) {
	for name, test := range map[string]struct{ page, want string }{
		"Chrome":     {"<!DOCTYPE html>\n<!-- saved from url=(0031)https://example.org/an/article -->\n<html>", "https://example.org/an/article"},
		"SingleFile": {"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://example.org/an/article \n saved date: today\n-->", "https://example.org/an/article"},
		"none":       {"<!DOCTYPE html><html><!-- a comment -->", ""},
	} {
		if got := archive.SavedFrom([]byte(test.page)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestMHTMLHoldsOnePage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.mhtml")
	body := "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/an/article\r\nSubject: =?utf-8?Q?A=20page?=\r\nDate: Tue, 5 Mar 2024 07:30:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n------b\r\nContent-Type: text/html\r\nContent-ID: <frame@x>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/an/article\r\n\r\n<p>=E2=80=9COne=E2=80=9D words=\r\n go on\r\n------b\r\nContent-Type: image/png\r\nContent-Location: https://example.org/a.png\r\n\r\npng\r\n------b--\r\n"
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	entries, _, err := archive.List(t.Context(), path)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%+v, %v", entries, err)
	}
	c, err := archive.Load(path, entries[0])
	if err != nil || c.URL != "https://example.org/an/article" ||
		!strings.Contains(string(c.Body), "“One” words go on") ||
		!c.When.Equal(when) {
		t.Errorf("%+v, %v", c, err)
	}
}

func fuzzArchive(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, body []byte) {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		entries, _, err := archive.List(t.Context(), path)
		if err != nil {
			return
		}
		for _, e := range entries {
			if c, err := archive.Load(path, e); err == nil && c == nil {
				t.Fatal("neither a page nor an error")
			}
		}
	})
}

func FuzzWARC(f *testing.F) {
	f.Add(
		[]byte(
			response(
				"http://a.example/1",
				okHTML,
				"<p>one",
			) + response(
				"http://a.example/2",
				okHTML+"\r\nTransfer-Encoding: chunked",
				"3\r\n<p>\r\n0\r\n\r\n",
			),
		),
	)
	f.Add(gzipped(response("http://a.example/1", okHTML, "<p>one"), response("http://a.example/2", okHTML, "<p>two")))
	fuzzArchive(f, "x.warc")
}

func FuzzWACZ(f *testing.F) {
	body, err := os.ReadFile(write(f, "x.wacz", captures()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	fuzzArchive(f, "x.wacz")
}

func FuzzMHTML(f *testing.F) {
	f.Add(
		[]byte(
			"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--b--\r\n",
		),
	)
	fuzzArchive(f, "x.mhtml")
}
