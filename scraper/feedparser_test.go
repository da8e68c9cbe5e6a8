package scraper

import (
	"encoding/json"
	"os"
	"testing"
)

// TestFeedsBesideFeedparser compares with what feedparser finds in feeds, of a
// list that testdata/feeds.py writes: at least 99 % of its entries are found,
// with or without an address.
func TestFeedsBesideFeedparser(t *testing.T) {
	list := os.Getenv("QUOTH_FEEDS")
	if list == "" {
		t.Skip("no list of feeds: set QUOTH_FEEDS to what scraper/testdata/feeds.py wrote")
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var files map[string]struct {
		Entries     int    `json:"entries"`
		ContentType string `json:"type"`
	}
	if err := json.Unmarshal(text, &files); err != nil {
		t.Fatal(err)
	}
	found, all, more := 0, 0, 0
	for path, f := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		if decoded := decodeFeed(body, f.ContentType); listKind(decoded) == Feed {
			if l, err := listFeed(
				Item{URL: "http://feed.example/", Label: path},
				"http://feed.example/",
				decoded,
			); err == nil {
				n = len(l.items)
			}
		}
		if n > f.Entries {
			more++
		}
		if n < f.Entries {
			t.Logf("%s: %d of %d entries", path, n, f.Entries)
		}
		found, all = found+min(n, f.Entries), all+f.Entries
	}
	t.Logf("%d of %d entries found in %d files; in %d of them more than it finds", found, all, len(files), more)
	if found*100 < all*99 {
		t.Errorf("%d of %d entries: less than 99 %%", found, all)
	}
}
