package store_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// TestRolesAreHeldByTheDatabase has each role try what it may and what it may not,
// through the store and past it.
func TestRolesAreHeldByTheDatabase(t *testing.T) {
	place := storetest.Postgres(t).New(t)
	owner := createOn(t, place, nil)
	for range 2 {
		if err := owner.SetUpTeam(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	raw := func(login string) *sql.DB {
		db, err := sql.Open("pgx", strings.Replace(place, "owner@", login+"@", 1)+"?search_path=quoth")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	stores := map[string]*store.Store{"owner": owner}
	for login, role := range map[string]string{"mia": "manager", "cleo": "coder", "cora": "coder", "rea": "reader"} {
		if _, err := raw("owner").Exec(`CREATE ROLE ` + login + ` LOGIN`); err != nil {
			t.Fatal(err)
		}
		if err := owner.Grant(t.Context(), login, role); err != nil {
			t.Fatal(err)
		}
		stores[login] = createdBefore(t, strings.Replace(place, "owner@", login+"@", 1))
	}
	if err := owner.Grant(t.Context(), "rea", "king"); !errors.Is(err, corpus.ErrInvalid) {
		t.Errorf("a role that there is not: %v", err)
	}
	members, err := owner.Members(t.Context())
	if err != nil || len(members) != 5 {
		t.Errorf("%+v, %v", members, err)
	}
	keep := storetest.Keep(1)
	q := keep.Quotes[0].ID
	for _, test := range []struct {
		login string
		coder corpus.Coder
		act   corpus.Act
		may   bool
	}{
		{"cleo", "cleo", keep, false},
		{"mia", corpus.Program, keep, true},
		{"mia", "mia", corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Fees"}}, true},
		{"mia", "mia", corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Quiet roads"}}, true},
		{"cleo", "cleo", corpus.SaveTag{Tag: corpus.Tag{Name: "Mine"}}, false},
		{"cleo", "cleo", corpus.Judge{Quote: q, Target: "x", Stance: corpus.Support}, true},
		{"cleo", "cora", corpus.Judge{Quote: q, Target: "x", Stance: corpus.Support}, false},
		{"cora", "cora", corpus.Judge{Quote: q, Target: "x", Stance: corpus.Oppose}, true},
		{"cora", "cora", corpus.Confirm{Quote: q}, true},
		{"cora", "cora", corpus.PutTag{Quote: q, Tag: "t"}, true},
		{"cora", "cora", corpus.WriteNote{Quote: q, Text: "n"}, true},
		{"cora", "cora", corpus.MarkQuote{Quote: corpus.Quote{Version: keep.Version.ID, Attribution: corpus.Attribution{Kind: corpus.Indirect, Content: []corpus.Span{{Start: 0, End: 8}}}}}, true},
		{"cleo", "cleo", corpus.PurgeArticle{ID: keep.Article.ID}, false},
		{"rea", "rea", corpus.Confirm{Quote: q}, false},
	} {
		_, err := stores[test.login].Do(t.Context(), test.coder, test.act)
		if test.may && err != nil || !test.may && !errors.Is(err, corpus.ErrNotAllowed) {
			t.Errorf("%s as %s: %T: %v", test.login, test.coder, test.act, err)
		}
	}
	if _, err := stores["cora"].Undo(t.Context(), "cora"); err != nil {
		t.Errorf("a coder takes her own act back: %v", err)
	}
	if _, err := raw("cleo").Exec(`UPDATE judgements SET stance = 'support' WHERE coder = 'cora'`); err != nil {
		t.Log(err)
	}
	judged := func(login string) (n int, says string) {
		t.Helper()
		if err := raw(
			login,
		).QueryRow(`SELECT count(*), coalesce(string_agg(coder || ' ' || stance, ', ' ORDER BY coder), '') FROM judgements`).
			Scan(&n, &says); err != nil {
			t.Fatal(err)
		}
		return n, says
	}
	if n, says := judged("owner"); n != 2 || says != "cleo support, cora oppose" {
		t.Errorf("past the store a coder changed another's judgement: %s", says)
	}
	if err := stores["cleo"].SetBlind(t.Context(), true); err == nil {
		t.Error("a coder may switch blindness")
	}
	if err := stores["mia"].SetBlind(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for login, want := range map[string]int{"cleo": 1, "cora": 1, "mia": 2, "owner": 2} {
		if n, says := judged(login); n != want {
			t.Errorf("%s sees %s", login, says)
		}
	}
	var leaks int
	if err := raw(
		"cleo",
	).QueryRow(`SELECT (SELECT count(*) FROM changes WHERE coder = 'cora' AND kind <> 'confirm' AND kind <> 'mark')
	  + (SELECT count(*) FROM change_rows WHERE after LIKE '%oppose%') + (SELECT count(*) FROM quote_tags) + (SELECT count(*) FROM notes)`).
		Scan(&leaks); err != nil ||
		leaks > 0 {
		t.Errorf("a blind coder sees %d rows of another's, %v", leaks, err)
	}
	// The places of the journal go on where others' acts are hidden.
	before, err := owner.History(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	change, err := stores["cleo"].Do(t.Context(), "cleo", corpus.Confirm{Quote: keep.Quotes[1].ID})
	if err != nil || change.Seq != before[0].Seq+1 {
		t.Errorf("%+v after %+v, %v", change, before[0], err)
	}
	if found, err := owner.Check(t.Context(), nil); err != nil || len(found) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}
