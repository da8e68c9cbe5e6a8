package identity_test

import (
	"slices"
	"testing"

	"quoth/app/identity"
)

// profile is what print tells of one person: a name, then what was seen.
func profile(name string, seen ...identity.Seen) *identity.Profile {
	p := &identity.Profile{Names: []identity.Name{identity.NewName(name)}}
	for _, s := range seen {
		if s.Body != "" {
			s.Body = identity.BodyKey(s.Body, "")
		}
		if s.Quotes == 0 {
			s.Quotes = 1
		}
		p.Add(s)
	}
	return p
}

type seen = identity.Seen

func TestChoose(t *testing.T) {
	police := seen{Body: "Northern Police", Role: "chief constable", First: "2015-10-06", Last: "2016-01-01", Quotes: 4}
	for _, test := range []struct {
		name       string
		mention    *identity.Profile
		candidates []*identity.Profile
		want       int
	}{
		{"the same full name at the same organisation", profile("Ada Quill", seen{Body: "Northern Police"}), []*identity.Profile{profile("Ada Quill", police)}, 0},
		{"a title changes nothing", profile("Dame Ada Quill"), []*identity.Profile{profile("Ada Quill", police)}, 0},
		{"a middle name left out changes nothing", profile("Ada Maria Quill"), []*identity.Profile{profile("Ada Quill", police)}, 0},
		{"an accent changes nothing", profile("José Peña"), []*identity.Profile{profile("Jose Pena", police)}, 0},
		{"a nickname of the same organisation", profile("Tom Birch", seen{Body: "Birch Farms"}), []*identity.Profile{profile("Thomas Birch", seen{Body: "Birch Farms"})}, 0},
		{
			"a full name joins although the organisation is another one of the same field",
			profile("Ada Quill", seen{Body: "Home Office", Role: "minister"}),
			[]*identity.Profile{profile("Ada Quill", seen{Body: "Labour Party", Role: "MP"})},
			0,
		},
		{"namesakes in different fields stay apart", profile("Ada Quill", seen{Body: "Lumen Bakery", Role: "baker"}), []*identity.Profile{profile("Ada Quill", police)}, -1},
		{
			"of two namesakes the one that fits", profile("Ada Quill", seen{Role: "baker"}),
			[]*identity.Profile{profile("Ada Quill", police), profile("Ada Quill", seen{Body: "Lumen Bakery", Role: "baker"})},
			1,
		},
		{"a surname alone meets the one of its organisation", profile("Quill", seen{Body: "the Northern Police"}), []*identity.Profile{profile("Ada Quill", police)}, 0},
		{
			"a surname alone meets the only one of its publisher and time", profile("Quill", seen{Publisher: "the paper", First: "2015-11-01", Last: "2015-11-01"}),
			[]*identity.Profile{profile("Ada Quill", seen{Publisher: "the paper", First: "2015-10-06", Last: "2015-12-01", Quotes: 3})},
			0,
		},
		{
			"a surname alone does not choose between two", profile("Quill", seen{Publisher: "the paper"}),
			[]*identity.Profile{profile("Ada Quill", seen{Publisher: "the paper", Quotes: 3}), profile("Bruno Quill", seen{Publisher: "the paper", Quotes: 3})},
			-1,
		},
		{"a frequent surname alone says little", profile("Smith", seen{}), []*identity.Profile{profile("Zelda Smith", seen{Quotes: 2})}, -1},
		{"another first name is another person", profile("Bruno Quill"), []*identity.Profile{profile("Ada Quill", police)}, -1},
		{"a lifetime between two prints", profile("Ada Quill", seen{First: "1962-05-01", Last: "1962-05-01"}), []*identity.Profile{profile("Ada Quill", police)}, -1},
		{"Mr is not Mrs", profile("Mrs Quill", seen{Body: "Northern Police"}), []*identity.Profile{profile("Mr Ada Quill", police)}, -1},
		{"the son is not the father", profile("Bruno Quill Jr"), []*identity.Profile{profile("Bruno Quill", police)}, -1},
		{"a transliteration", profile("Volodymyr Zelenskyy", seen{Role: "president"}), []*identity.Profile{profile("Volodymyr Zelensky", seen{Role: "president", Quotes: 9})}, 0},
		{
			"the short form of an entry does not stand for everybody of the surname", profile("Bruno Quill"),
			[]*identity.Profile{{Names: []identity.Name{identity.NewName("Quill"), identity.NewName("Ada Quill")}, Quotes: 40}},
			-1,
		},
		{"a double name is one surname", profile("Chris Harris"), []*identity.Profile{profile("Chris Heaton-Harris", seen{Quotes: 9})}, -1},
		{"a double name alone", profile("Heaton-Harris", seen{Role: "minister"}), []*identity.Profile{profile("Chris Heaton-Harris", seen{Role: "minister", Quotes: 9})}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := identity.Choose(test.mention, test.candidates)
			if got.Index != test.want {
				t.Errorf("chose %d (%.2f: %s), want %d", got.Index, got.Weighed.Score, got.Weighed.Reason(), test.want)
			}
		})
	}
}

func TestWeighingDoesNotDependOnTheSide(t *testing.T) {
	all := []*identity.Profile{
		profile(
			"Ada Quill",
			seen{Body: "Northern Police", Role: "constable"},
		),
		profile("Quill", seen{Body: "Lumen Bakery"}),
		profile(
			"A. Quill",
			seen{Role: "baker", First: "1990-01-01", Last: "1991-01-01"},
		),
		profile("Dame Ada M. Quill", seen{Publisher: "p", Quotes: 7}),
	}
	for _, a := range all {
		for _, b := range all {
			x, _ := identity.Weigh(a, b)
			y, _ := identity.Weigh(b, a)
			if d := x.Score - y.Score; d > 1e-9 || d < -1e-9 {
				t.Errorf(
					"%s and %s: %.3f one way, %.3f the other",
					a.Names[0].Folded,
					b.Names[0].Folded,
					x.Score,
					y.Score,
				)
			}
		}
	}
}

func TestBodies(t *testing.T) {
	for _, test := range []struct {
		a, b, country string
		same          bool
	}{
		{"Tories", "the Conservative Party", "GB", true},
		{"Conservatives", "Conservative Party of Canada", "CA", true},
		{"Tories", "Conservative Party of Canada", "GB", false},
		{"Acpo", "Association of Chief Police Officers", "", true},
		{"the Met", "Metropolitan Police Service", "", true},
		{"Lib Dems", "Liberal Democrats", "", true},
		{"GOP", "Republicans", "", true},
		{"Northern Police Service", "Northern Police", "", true},
		{"Lumen Ltd", "Lumen", "", true},
		{"Northern Police", "Southern Police", "", false},
		{"Labour", "Labour Party of Ireland", "IE", true},
	} {
		if got := identity.BodyKey(test.a, test.country) == identity.BodyKey(test.b, test.country); got != test.same {
			t.Errorf("%q and %q in %q: same %v, want %v", test.a, test.b, test.country, got, test.same)
		}
	}
	if b := identity.Known("Home Office", ""); b == nil || b.PartOf != "UK government" {
		t.Errorf("Home Office is part of %+v", b)
	}
}

func TestWhatAnyArticleCallsABodyIsNone(t *testing.T) {
	var wrong []string
	for _, name := range []string{"the company", "party", "group", "the press office", "Committee", "Of"} {
		if !identity.Generic(name) {
			wrong = append(wrong, name)
		}
	}
	for _, name := range []string{"Party of Wales", "Home Office", "Lumen Group", "Commission for Racial Equality"} {
		if identity.Generic(name) {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("wrong: %q", wrong)
	}
}

func TestKindOfSpeaker(t *testing.T) {
	for _, test := range []struct {
		printed, role string
		name          string
		kind          identity.Kind
	}{
		{"Ada Quill", "", "Ada Quill", identity.IsPerson},
		{"Labour", "", "Labour", identity.IsBody},
		{"Of", "", "Of", identity.IsNothing},
		{"Midwives", "", "Midwives", identity.IsNothing},
		{"BBC Radio", "", "BBC Radio", identity.IsBody},
		{"Tories", "", "Tories", identity.IsBody},
		{"Commons Oliver Heald", "", "Oliver Heald", identity.IsPerson},
		{"Emmanouil Nikolousis", "", "Emmanouil Nikolousis", identity.IsPerson},
		{"Mr Green", "", "Mr Green", identity.IsPerson},
		{"Nottingham Playhouse", "", "Nottingham Playhouse", identity.IsBody},
		{"Air New Zealand", "", "Air New Zealand", identity.IsNothing},
		{"JK Rowling", "", "JK Rowling", identity.IsPerson},
		{"Separately", "", "Separately", identity.IsNothing},
		{"Kelly", "", "Kelly", identity.IsPerson},
		{"Of Ferrand", "", "Ferrand", identity.IsPerson},
		{"Blairite Ada Quill", "", "Ada Quill", identity.IsPerson},
		{"Americans Andy Quill", "", "Andy Quill", identity.IsPerson},
		{"Oxfordshire", "", "Oxfordshire", identity.IsNothing},
		{"Groundhog Day", "", "Groundhog Day", identity.IsNothing},
		{"Doris Day", "", "Doris Day", identity.IsPerson},
		{"Anti-Terrorism Crimes", "", "Anti-Terrorism Crimes", identity.IsNothing},
		{"KC Ada Quill", "", "Ada Quill", identity.IsPerson},
	} {
		if name, kind := identity.Person(test.printed, test.role, false); name != test.name || kind != test.kind {
			t.Errorf("%q is %q, %d; want %q, %d", test.printed, name, kind, test.name, test.kind)
		}
	}
}

func TestSpellingsOfOneNameMeetUnderOneKey(t *testing.T) {
	for _, spellings := range [][]string{{"Zelensky", "Zelenskyy", "Zelenskiy"}, {"Yushchenko", "Yuschenko"}, {"Gaddafi", "Gadafi"}, {"Müller", "Mueller", "Muller"}} {
		var keys []string
		for _, s := range spellings {
			keys = append(keys, identity.NewName("Ada "+s).Key())
		}
		if len(slices.Compact(keys)) != 1 {
			t.Errorf("%v have the keys %v", spellings, keys)
		}
	}
}

func TestBodyNames(t *testing.T) {
	for _, c := range []struct{ a, b string }{ // names of one body
		{"Dutch bank Lumbank", "Lumbank"},
		{"US supermarket group Quill-Birch", "Quill-Birch"},
		{"UK-based bank Lorn Trust", "Lorn Trust"},
		{"Japan's government", "Japanese government"},
		{"the government of Nigeria", "Nigerian government"},
		{"Chinese foreign ministry", "China’s Ministry of Foreign Affairs"},
		{"Ministry of Foreign Affairs (Pakistan)", "Pakistani foreign ministry"},
		{"US Justice Department", "Department of Justice"},
		{"UK's Department of Work and Pensions", "DWP"},
		{"Britain", "UK"},
		{"Americans", "the U.S."},
		{"R-Texas", "GOP"},
		{"D-Nev.", "Democrats"},
		{"Uganda's Lumen Post newspaper", "Lumen Post"},
		{"UK Labour", "Labour Party"},
		{"BBC website", "BBC"},
	} {
		if x, y := identity.BodyKey(c.a, ""), identity.BodyKey(c.b, ""); x != y {
			t.Errorf("%q is %q, %q is %q", c.a, x, c.b, y)
		}
	}
	for _, c := range []struct{ a, b string }{ // names of two
		{"Scottish Conservatives", "Conservatives"},
		{"Welsh Local Government Association", "Local Government Association"},
		{"Indian foreign ministry", "Pakistani foreign ministry"},
		{"Plough in Great Lorn", "Great Lorn"},
		{"Council on Foreign Quills", "Foreign Quills"},
		{"Bank of England", "Bank of Scotland"},
		{"U.S. Fish Service", "Fish Service"},
		{"American Airlines", "US"},
		{"a magazine", "a"},
	} {
		if x := identity.BodyKey(c.a, ""); x == identity.BodyKey(c.b, "") {
			t.Errorf("%q and %q are both %q", c.a, c.b, x)
		}
	}
	for printed, want := range map[string]string{
		"US operator Sprint": "Sprint", "Russians": "Russia", "the Le Birne newspaper": "Le Birne", "A British Muslim group": "A British Muslim group",
		"UK government Online Harms White Paper": "UK government Online Harms White Paper", "Fishman’s office": "Fishman’s office",
	} {
		if got := identity.BodyName(printed); got != want {
			t.Errorf("BodyName(%q) = %q, want %q", printed, got, want)
		}
	}
}

func TestTheCountryOfABody(t *testing.T) {
	for name, want := range map[string]bool{"Foreign Ministry": true, "Supreme Court": true, "Conservatives": true, "Home Office": false, "Indian Supreme Court": false, "Lumen Bakery": false} {
		if got := identity.Ambiguous(name); got != want {
			t.Errorf("Ambiguous(%q) = %t", name, got)
		}
	}
	text := "Farmers in Punjab went to Delhi. The Supreme Court of India heard them; Indian papers wrote of it, and the United States did not. Pakistan’s Foreign Ministry was silent."
	if got := identity.CountryOfText(text); got != "IN" {
		t.Errorf("the text is about %q", got)
	}
	if got := identity.CountryBefore(text, "Foreign Ministry"); got != "Pakistan" {
		t.Errorf("the ministry is of %q", got)
	}
	if got := identity.CountryOfText("Talks between France and Germany went on in Berlin and in Paris."); got != "" {
		t.Errorf("a text of two countries is about %q", got)
	}
	if got, want := identity.BodyKey(
		"Supreme Court",
		"IN",
	), identity.BodyKey(
		"Supreme Court of India",
		"",
	); got != want {
		t.Errorf("%q, %q", got, want)
	}
}

func TestBodiesAreIntroduced(t *testing.T) {
	for _, c := range []struct{ text, word, want string }{
		{"Lumen Energy sells power. Lumen said so.", "Lumen", "Lumen Energy"},
		{"Lumen sells power. Lumen Energy said so.", "Lumen", ""},
		{"A report by the Quill Bay Times was read. The Times said so.", "Times", "Quill Bay Times"},
		{"The Quill Bay Times and the Lorn Times were read. The Times said so.", "Times", ""},
		{"The Royal Bank of Lorn closed. The Bank said so.", "Bank", ""},
		{"Lumen Group sells power.", "Lumen", ""},
		{"Lumen Energy’s boss said so.", "Lumen", "Lumen Energy"},
		{"He said so. But Union men did not.", "Union", ""},
	} {
		if got := identity.Introduced(c.text, c.word); got != c.want {
			t.Errorf("%q introduces %q as %q, want %q", c.text, c.word, got, c.want)
		}
	}
}

func TestASonIsNotHisFatherWhateverTheArticleCallsHimLater(t *testing.T) {
	son, father := &identity.Profile{}, &identity.Profile{}
	for _, n := range []string{"Tom Birch Jr", "Birch"} {
		son.AddName(identity.NewName(n))
	}
	father.AddName(identity.NewName("Tom Birch"))
	son.Add(identity.Seen{Body: "birch farms", Quotes: 1})
	father.Add(identity.Seen{Body: "birch farms", Quotes: 40})
	if c := identity.Choose(son, []*identity.Profile{father}); c.Index >= 0 {
		t.Errorf("the son is taken for the father: %s", c.Weighed.Reason())
	}
}

func TestNamesThatOnlySomePapersPrintInFullAreOne(t *testing.T) {
	person := func(role string, names ...string) *identity.Profile {
		p := &identity.Profile{}
		for _, n := range names {
			p.AddName(identity.NewName(n))
		}
		p.Add(identity.Seen{Role: role, Publisher: "the paper", First: "2012-10-11", Last: "2012-10-12", Quotes: 3})
		return p
	}
	for _, c := range []struct {
		a, b *identity.Profile
		same bool
	}{
		{person("", "Thomas R. Birch Jr"), person("", "Thomas Birch"), true},
		{person("", "Tom Birch Jr"), person("", "Tom Birch"), false},
		{person("", "Lord Quibble"), person("", "Lord Quibble"), true},
		{person("", "Lord Quibble"), person("", "Tom Quibble"), false},
		{person("minister", "Tom Birch"), person("minister", "Thomas Birch"), true},
		{person("", "Tom Bennet"), person("", "Thomas Bennett"), false},
	} {
		if choice := identity.Choose(c.a, []*identity.Profile{c.b}); (choice.Index == 0) != c.same {
			t.Errorf(
				"%s and %s: one %t at %.2f, want %t (%s)",
				c.a.Names[0].Folded,
				c.b.Names[0].Folded,
				choice.Index == 0,
				choice.Probability,
				c.same,
				choice.Weighed.Reason(),
			)
		}
	}
}

func TestASurnameAloneIsWhomPapersQuote(t *testing.T) {
	known := func(name string, quotes int) *identity.Profile {
		p := &identity.Profile{}
		p.AddName(identity.NewName(name))
		p.Add(identity.Seen{Publisher: "the paper", Quotes: quotes})
		return p
	}
	lone := known("Quibble", 1)
	if c := identity.Choose(
		lone,
		[]*identity.Profile{known("Tom Quibble", 400), known("Ada Quibble", 5), known("Ian Quibble", 8)},
	); c.Index != 0 {
		t.Errorf("taken for %d at %.2f", c.Index, c.Probability)
	}
	if c := identity.Choose(lone, []*identity.Profile{known("Tom Quibble", 9), known("Ada Quibble", 8)}); c.Index >= 0 {
		t.Errorf("of two it is taken for %d at %.2f", c.Index, c.Probability)
	}
}
