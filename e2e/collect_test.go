//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// paper is a loopback newspaper of invented articles that counts its requests.
type paper struct {
	*httptest.Server
	mu    sync.Mutex
	asked map[string]int
}

func newPaper(t testing.TB) *paper {
	t.Helper()
	p := &paper{asked: map[string]int{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		p.mu.Lock()
		p.asked[r.URL.Path]++
		p.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(invented(r.URL.Path))
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *paper) requests() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.asked
	p.asked = map[string]int{}
	return out
}

var speakers = [][2]string{
	{"Ada Lorn", "Lumen Bakery"},
	{"Bo Tarn", "Tarn Shipping"},
	{"Lena Ohm", "the River Board"},
	{"Rolf Amsel", "Amsel Trams"},
	{"Ines Halloran", "the Harbour Police"},
	{"John Penrose", "Penrose Mills"},
	{"Tom Birch", "Birch Farms"},
	{"Mira Voss", "the Valley Trust"},
}

// invented is a page of about 400 words with furniture and four quotes.
func invented(path string) []byte {
	n, _ := strconv.Atoi(strings.Trim(path, "/"))
	var b strings.Builder
	fmt.Fprintf(
		&b,
		`<!DOCTYPE html><html lang="en"><head><title>Council %d decides on weir %d</title><meta property="article:published_time" content="2019-07-%02dT08:00:00Z"></head><body><nav><ul>`,
		n,
		n*7,
		1+n%28,
	)
	for i := range 20 {
		fmt.Fprintf(&b, `<li><a href="/section/%d">Section %d</a></li>`, i, i)
	}
	fmt.Fprintf(
		&b,
		`</ul></nav><article><h1>Council %d decides on weir %d</h1><p class="byline">By Mara Quill</p>`,
		n,
		n*7,
	)
	for i := range 8 {
		fmt.Fprintf(
			&b,
			"<p>The council of place %d met for hour %d on Monday evening, and the talk went from the weir to the lock and from the lock to the price of plan %d, which nobody in the hall had read to its end.</p>",
			n,
			i,
			n*i,
		)
		if i%2 == 0 {
			fmt.Fprintf(
				&b,
				"<p>“We shall not be moved by plan %d of the board, nor by number %d,” said %s, the director of %s, on Monday.</p>",
				n*i,
				i,
				speakers[(n+i)%len(speakers)][0],
				speakers[(n+i)%len(speakers)][1],
			)
		}
	}
	b.WriteString(`</article><footer><p>All rights reserved.</p></footer></body></html>`)
	return []byte(b.String())
}

// pageCount is how many pages a test serves: QUOTH_PAGES, or fewer.
func pageCount(t testing.TB, usual int) int {
	t.Helper()
	if given := os.Getenv("QUOTH_PAGES"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 {
			t.Fatalf("QUOTH_PAGES=%q is not a number of pages", given)
		}
		return n
	}
	return usual
}

// TestAKilledCrawlFetchesOnlyWhatIsMissing kills add (SIGKILL) in the middle and
// goes on. QUOTH_PAGES=1000 is the size of the proof.
func TestAKilledCrawlFetchesOnlyWhatIsMissing(t *testing.T) {
	p := newProgram(t)
	server := newPaper(t)
	pages := pageCount(t, 150)
	var list strings.Builder
	for i := range pages {
		fmt.Fprintf(&list, "%s/%d\n", server.URL, i)
	}
	cmd := p.command("add", "--corpus", p.corpus(), "--json", "-")
	cmd.Stdin = strings.NewReader(list.String())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	reports := json.NewDecoder(out)
	for len(kept) < pages/3 {
		var one struct{ Item, State, Error string }
		if err := reports.Decode(&one); err != nil {
			t.Fatalf("after %d articles: %v", len(kept), err)
		}
		if one.State == "kept" {
			kept[strings.TrimPrefix(one.Item, server.URL)] = true
		}
	}
	cmd.Process.Kill()
	cmd.Wait()
	first := server.requests()

	rest := p.run(0, "add", "--corpus", p.corpus(), "--json", "--resume")
	second := server.requests()
	for path := range second {
		if kept[path] {
			t.Errorf("%s was reported as kept and is fetched again", path)
		}
	}
	var counts struct{ Total int }
	p.json(&counts, "search", "--corpus", p.corpus(), "in:articles", "--json", "--limit", "1")
	if counts.Total != pages {
		t.Errorf("%d articles in the end, want %d", counts.Total, pages)
	}
	twice := 0
	for path := range second {
		if first[path] > 0 {
			twice++
		}
	}
	t.Logf(
		"%d pages: %d fetched before the kill (%d reported as kept), %d after, %d of them a second time (under way at the kill), %d kept by the second run",
		pages,
		len(first),
		len(kept),
		len(second),
		twice,
		strings.Count(rest, `"state":"kept"`),
	)
	if len(first)+len(second)-twice != pages || twice > 80 {
		t.Errorf("%d fetched, then %d, %d twice", len(first), len(second), twice)
	}
	if again := p.run(0, "add", "--corpus", p.corpus(), "--resume"); again != "" {
		t.Errorf("nothing was left, and yet: %s", again)
	}
}

// TestPagesPerSecond reports the pace end to end over loopback with 1, 8 and 32
// hosts, and how busy the processors were. It asserts no times.
func TestPagesPerSecond(t *testing.T) {
	pages := pageCount(t, 192)
	start := time.Now()
	for i := range pages {
		if _, err := html.Parse(strings.NewReader(string(invented(fmt.Sprint("/", i))))); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("html.Parse alone, with making the pages: %.0f pages/s", float64(pages)/time.Since(start).Seconds())
	for _, hosts := range []int{1, 8, 32} {
		p := newProgram(t)
		var list strings.Builder
		servers := make([]*paper, hosts)
		for i := range servers {
			servers[i] = newPaper(t)
		}
		for i := range pages {
			fmt.Fprintf(&list, "%s/%d\n", servers[i%hosts].URL, i)
		}
		cmd := p.command("add", "--corpus", p.corpus(), "-")
		cmd.Stdin = strings.NewReader(list.String())
		start := time.Now()
		out, err := cmd.CombinedOutput()
		wall := time.Since(start)
		if n := strings.Count(string(out), "kept\t"); err != nil || n != pages {
			t.Fatalf("%d of %d kept, %v", n, pages, err)
		}
		busy := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		t.Logf("%2d hosts: %.0f pages/s end to end, %.1f ms of processor a page, %.2f processors busy",
			hosts, float64(pages)/wall.Seconds(), busy.Seconds()*1000/float64(pages), busy.Seconds()/wall.Seconds())
	}
}
