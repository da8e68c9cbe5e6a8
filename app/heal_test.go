package app

import (
	"slices"
	"testing"

	"quoth/app/nearcopy"
	"quoth/corpus"
)

// TestACorpusOfAnEarlierVersionHeals keeps articles as one that linked nothing
// did: each speaker of each article is an entry.
func TestACorpusOfAnEarlierVersionHeals(t *testing.T) {
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, k := range realm() {
		for i := range k.Quotes {
			q := &k.Quotes[i]
			p := corpus.Person{ID: corpus.PersonID(newID()), Name: q.Speaker}
			k.People, q.PersonID = append(k.People, p), p.ID
			if q.Organization != "" {
				o := corpus.Organization{ID: corpus.OrganizationID(newID()), Name: q.Organization}
				k.Organizations, q.OrganizationID = append(k.Organizations, o), o.ID
			}
		}
		k.Bands = nearcopy.Sign(k.Version.Text).Bands()
		if _, err := a.store.KeepAll(t.Context(), []corpus.Keep{k}); err != nil {
			t.Fatal(err)
		}
	}
	before := whoIsWho(t, a)
	change, n, err := a.Heal(t.Context(), "ada")
	if err != nil || n < 8 {
		t.Fatalf("%d merges, %v", n, err)
	}
	people, _, _ := a.People(t.Context(), "", 0, 50)
	if len(people) > 12 {
		t.Errorf("%d people are left, %d merges: %s", len(people), n, whoIsWho(t, a))
	}
	if namesakes, _, _ := a.People(t.Context(), "Ada Quill", 0, 50); len(namesakes) < 2 {
		t.Error("namesakes of two lives were merged")
	}
	if _, n, err := a.Heal(t.Context(), "ada"); err != nil || n != 0 {
		t.Errorf("%d merges the second time, %v", n, err)
	}
	undone, err := a.Undo(t.Context(), "ada")
	if err != nil || undone.Undoes != change.ID {
		t.Fatalf("undo: %v", err)
	}
	if got := whoIsWho(t, a); got != before {
		t.Errorf("after undo:\n%s\nbefore:\n%s", got, before)
	}
}

// TestSpeakersThatAreNoPeopleAreFiledAnew keeps an article whose speakers an
// earlier version took for people.
func TestSpeakersThatAreNoPeopleAreFiledAnew(t *testing.T) {
	a, err := Create(t.Context(), t.TempDir()+"/c.quoth", Options{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	k := inventedArticle(
		1,
		"2004-03-01",
		printed{"Labour", "", ""},
		printed{"Ada Quill", "", ""},
		printed{"Separately", "", ""},
		printed{"Tories", "", ""},
	)
	for i := range k.Quotes {
		q := &k.Quotes[i]
		p := corpus.Person{ID: corpus.PersonID(newID()), Name: q.Speaker}
		k.People, q.PersonID = append(k.People, p), p.ID
	}
	k.Bands = nearcopy.Sign(k.Version.Text).Bands()
	if _, err := a.store.KeepAll(t.Context(), []corpus.Keep{k}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Do(t.Context(), "ada", corpus.Confirm{Quote: k.Quotes[3].ID}); err != nil {
		t.Fatal(err)
	}
	before := whoIsWho(t, a)
	kinds := func() (out []corpus.SpeakerType) {
		for i := range k.Quotes {
			q, err := a.store.Quote(t.Context(), k.Quotes[i].ID)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, q.Current.SpeakerType)
		}
		return out
	}
	if _, n, err := a.FileAnew(t.Context(), "ada"); err != nil || n != 2 {
		t.Fatalf("%d are filed anew, %v", n, err)
	}
	want := []corpus.SpeakerType{
		corpus.OrganizationSpeaker,
		corpus.PersonSpeaker,
		corpus.UnnamedSpeaker,
		corpus.PersonSpeaker,
	}
	if got := kinds(); !slices.Equal(got, want) {
		t.Errorf("speakers are %v, want %v: the last was confirmed", got, want)
	}
	if _, err := a.Undo(t.Context(), "ada"); err != nil {
		t.Fatal(err)
	}
	if got := whoIsWho(t, a); got != before {
		t.Errorf("after undo:\n%s\nbefore:\n%s", got, before)
	}
}
