package identity_test

import (
	"testing"

	"quoth/app/identity"
	"quoth/corpus"
)

func candidate(id, name string, organizations ...string) identity.Candidate {
	return identity.Candidate{
		Person:        corpus.Person{ID: corpus.PersonID(id), Name: name},
		Organizations: organizations,
		FirstSeen:     "2015-10-06", LastSeen: "2016-01-01",
	}
}

func TestPerson(t *testing.T) {
	for _, test := range []struct {
		name       string
		mention    identity.Mention
		candidates []identity.Candidate
		link       corpus.PersonID
		proposals  int
	}{
		{"the same full name at the same organisation is the same person",
			identity.Mention{Name: "Ada Quill", Organization: "Northern Police"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "a", 0},
		{"an honorific changes nothing",
			identity.Mention{Name: "Dame Ada Quill"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "a", 0},
		{"a middle name left out changes nothing",
			identity.Mention{Name: "Ada Maria Quill"},
			[]identity.Candidate{candidate("a", "Ada Quill")}, "a", 0},
		{"an accent changes nothing",
			identity.Mention{Name: "José Peña"},
			[]identity.Candidate{candidate("a", "Jose Pena")}, "a", 0},
		{"namesakes at different organisations stay apart and are proposed",
			identity.Mention{Name: "Ada Quill", Organization: "Lumen Bakery"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "", 1},
		{"two entries of one name are never chosen between in silence",
			identity.Mention{Name: "Ada Quill"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police"), candidate("b", "Ada Quill", "Lumen Bakery")}, "", 2},
		{"a surname alone meets the one entry of its organisation",
			identity.Mention{Name: "Quill", Organization: "the Northern Police"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "a", 0},
		{"a surname alone without an organisation is proposed only",
			identity.Mention{Name: "Quill"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "", 1},
		{"an initial is proposed only",
			identity.Mention{Name: "A. Quill", Organization: "Northern Police"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "", 1},
		{"another first name is another person",
			identity.Mention{Name: "Bruno Quill"},
			[]identity.Candidate{candidate("a", "Ada Quill", "Northern Police")}, "", 0},
		{"a lifetime between two prints is a doubt",
			identity.Mention{Name: "Ada Quill", Day: "1962-05-01"},
			[]identity.Candidate{candidate("a", "Ada Quill")}, "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := identity.Person(test.mention, test.candidates)
			if got.Link != test.link || len(got.Proposals) != test.proposals {
				t.Errorf("Person(%+v) = link %q, %d proposals; want %q, %d", test.mention, got.Link, len(got.Proposals), test.link, test.proposals)
			}
		})
	}
}

func TestSameOrganization(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"Northern Police", "the Northern Police", true},
		{"Northern Police", "Northern Police Service", true},
		{"NPS", "Northern Police Service", true},
		{"Lumen Ltd", "Lumen", true},
		{"Northern Police", "Southern Police", false},
		{"", "Lumen", false},
	} {
		if got := identity.SameOrganization(test.a, test.b); got != test.want {
			t.Errorf("SameOrganization(%q, %q) = %v, want %v", test.a, test.b, got, test.want)
		}
	}
}
