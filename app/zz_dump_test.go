package app

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"quoth/corpus"
)

func TestZZDump(t *testing.T) {
	in, texts, out := os.Getenv("ZZ_DUMP"), os.Getenv("ZZ_TEXTS"), os.Getenv("ZZ_OUT")
	if in == "" {
		t.Skip()
	}
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	type row struct {
		ID           string `json:"quote_id"`
		Speaker      string `json:"speaker"`
		Type         string `json:"speaker_type"`
		Organization string `json:"organization"`
		Role         string `json:"role"`
		Confidence   float64
		Act          string
		Article      struct{ ID, Title, Publisher, Published string }
	}
	text := map[string]string{}
	var order []string
	f, _ := os.Open(texts)
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var r struct{ ID, Title, Text string }
		json.Unmarshal(s.Bytes(), &r)
		k := r.ID
		if os.Getenv("ZZ_TITLE") != "" {
			k = r.Title
		}
		if _, ok := text[k]; !ok {
			order = append(order, k)
		}
		text[k] = r.Text
	}
	keeps := map[string]*corpus.Keep{}
	f, _ = os.Open(in)
	s = bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var r row
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		k := keeps[r.Article.Title]
		if k == nil {
			k = &corpus.Keep{}
			k.Article.Publisher = r.Article.Publisher
			k.Version.Text = text[r.Article.Title]
			k.Article.Published, _ = corpus.ParseDate(r.Article.Published)
			keeps[r.Article.Title] = k
		}
		q := corpus.Quote{ID: corpus.QuoteID(r.ID)}
		q.Speaker, q.SpeakerType, q.Organization, q.Role, q.Confidence = r.Speaker, corpus.SpeakerType(r.Type), r.Organization, r.Role, r.Confidence
		k.Quotes = append(k.Quotes, q)
	}
	w, _ := os.Create(out)
	defer w.Close()
	enc := json.NewEncoder(w)
	merged := map[string]string{}
	type line struct {
		Q, P, O, T, R string
		C             float64
	}
	var lines []line
	for _, key := range order {
		k := keeps[key]
		if k == nil {
			continue
		}
		if err := a.linkSpeakers(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		for _, m := range k.Merges {
			merged[m.From] = m.Into
		}
		for _, q := range k.Quotes {
			reason := ""
			if n := len(q.Reasons); n > 0 {
				reason = q.Reasons[n-1].Text
			}
			lines = append(lines, line{string(q.ID), string(q.PersonID), string(q.OrganizationID), string(q.SpeakerType), reason, q.LinkConfidence})
		}
	}
	for _, l := range lines {
		for merged[l.P] != "" {
			l.P = merged[l.P]
		}
		enc.Encode(l)
	}
	t.Log("people", len(a.registry.people), "bodies", len(a.registry.bodies), "merges", len(merged))
}
