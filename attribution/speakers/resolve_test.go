package speakers_test

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"quoth/assets"
	"quoth/attribution/document"
	"quoth/attribution/speakers"
	"quoth/corpus"
)

var abbreviations = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "sen": true, "rep": true, "gen": true, "lt": true, "u.s": true}

func newResolver(t testing.TB) *speakers.Resolver {
	t.Helper()
	r, err := speakers.New(assets.Tables(), assets.Models())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// parse reads a text whose quotes are marked: [content] with the next {source}
// of the same quote; a content marked [= has no source.
func parse(marked string) (text string, found []document.Found) {
	var b strings.Builder
	var content []corpus.Span
	open := 0
	flush := func(source []corpus.Span) {
		if content != nil {
			found = append(found, document.Found{Kind: corpus.Direct, Utterance: corpus.Speech, Content: content, Quoted: content, Source: source, Score: 0.9})
		}
		content = nil
	}
	var waiting []corpus.Span // a source printed before its content
	bare := false
	for i := 0; i < len(marked); i++ {
		switch marked[i] {
		case '[':
			open, bare = b.Len(), strings.HasPrefix(marked[i+1:], "=")
			if bare {
				i++
			}
		case ']':
			content = append(content, corpus.Span{Start: open, End: b.Len()})
			if bare {
				flush(nil)
			} else if waiting != nil {
				flush(waiting)
				waiting = nil
			}
		case '{':
			open = b.Len()
		case '}':
			source := []corpus.Span{{Start: open, End: b.Len()}}
			if content != nil {
				flush(source)
			} else {
				waiting = source
			}
		default:
			b.WriteByte(marked[i])
		}
	}
	return b.String(), found
}

func resolve(t testing.TB, marked string, known ...corpus.Known) []corpus.Attribution {
	t.Helper()
	text, found := parse(marked)
	answers := newResolver(t).Resolve(document.New(text, abbreviations), nil, found, known)
	for _, a := range answers {
		if err := a.Validate(text); err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		if len(a.Reasons) == 0 && a.Speaker != "" {
			t.Errorf("%q gets no reason for %s", marked, a.Speaker)
		}
	}
	return answers
}

func TestWhoSpeaksForWhom(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string // "speaker / organisation", one a quote
	}{
		{"a surname gets the full name", "Ada Marsh of Lumina Group spoke first. “[It works],” {Marsh} said.", []string{"Ada Marsh / Lumina Group"}},
		{"the full name may stand later", "“[It works],” {Marsh} said. Engineer Ada Marsh built the bridge.", []string{"Ada Marsh / "}},
		{"titles are no part of a name", "“[It works],” said {Prime Minister Ada Marsh}.", []string{"Ada Marsh / "}},
		{"a title's gender tells two of one surname apart", "Peter Holt met Maria Holt. “[No],” {Ms Holt} said.", []string{"Maria Holt / "}},
		{"of two with one surname the last one meant speaks", "Peter Holt came early. Later Maria Holt came. “[No],” {Holt} said.", []string{"Maria Holt / "}},
		{"a misspelt surname", "Boris Tarkanov waited. “[No],” {Tarkanow} said.", []string{"Boris Tarkanov / "}},
		{"a first name alone", "Maria Holt ran. “[I won],” {Maria} said.", []string{"Maria Holt / "}},
		{"she is the woman named before", "Peter Holt waited for Maria Ferris at the gate. “[He is late],” {she} said.", []string{"Maria Ferris / "}},
		{"he is the man named before", "Maria Ferris waited for Peter Holt at the gate. “[She is late],” {he} said.", []string{"Peter Holt / "}},
		{"a name inside the quotation is not he", "Peter Holt sat down. “[Tom Reed must go],” {he} said.", []string{"Peter Holt / "}},
		{"who follows its name", "Peter Holt, {who} called it “[a farce]”, left.", []string{"Peter Holt / "}},
		{"an apposition gives the organisation", "“[It works],” said {Ada Marsh}, chief engineer at Lumina Group.", []string{"Ada Marsh / Lumina Group"}},
		{"a possessive before the role", "Lumina’s director of policy for the UK and Ireland {Simon Marsh} said it “[works]”.", []string{"Simon Marsh / Lumina"}},
		{"a noun before the role", "“[It works],” Lumina spokesman {Peter Holt} said.", []string{"Peter Holt / Lumina"}},
		{"a reversed apposition", "The head of the Harbour Trust, {Maria Ferris}, said: “[We are ready].”", []string{"Maria Ferris / Harbour Trust"}},
		{"from a body", "“[No more],” said {Maria Ferris} from the Green Coast Alliance.", []string{"Maria Ferris / Green Coast Alliance"}},
		{"a former post does not count", "“[No more],” said {Maria Ferris}, former director of Lumina Group.", []string{"Maria Ferris / "}},
		{"a party stands in where nothing else does", "Republican senator Peter Holt rose. “[No],” {Holt} said.", []string{"Peter Holt / Republican Party"}},
		{"an acronym is spelt out", "The Coastal Safety Board (CSB) met. “[No],” said CSB spokeswoman {Maria Ferris}.", []string{"Maria Ferris / Coastal Safety Board"}},
		{"a body speaks for itself", "“[Sales are up],” {Lumina Group} said.", []string{"Lumina Group / Lumina Group"}},
		{"the company is the one named", "Lumina Group opened a plant. {The company} called it “[a milestone]”.", []string{"Lumina Group / Lumina Group"}},
		{"an unnamed spokesperson", "“[No comment],” said {a spokesperson for Lumina Group}.", []string{"a spokesperson for Lumina Group / Lumina Group"}},
		{"an unnamed spokesperson of the company", "Lumina Group opened a plant. “[No comment],” {a company spokesperson} said.", []string{"a company spokesperson / Lumina Group"}},
		{"a role resolves a description", "Harbour master Peter Holt met reporter Maria Ferris. “[Keep out],” {the harbour master} said.", []string{"Peter Holt / "}},
		{"a description names the body of the one it means", "The plan is “[dead]”, warned {a senior member of the Harbour police}.\n\n“[There is no money],” said {Peter Holt}, the port’s most senior officer.", []string{"Peter Holt / Harbour police", "Peter Holt / Harbour police"}},
		{"a report speaks for its owner", "{Lumina Group’s report} called it “[a risk]”.", []string{"Lumina Group / Lumina Group"}},
		{"the quote goes on without words of its own", "“[We waited],” said {Maria Ferris}.\n\n“[=Nobody came.]”", []string{"Maria Ferris / ", "Maria Ferris / "}},
		{"a dash signs the quotation", "“[=Never give up.]” ― Maria Ferris", []string{"Maria Ferris / "}},
		{"nobody at all", "“[=Never give up.]”", []string{" / "}},
		{"royal titles stay", "“[I do],” {Prince Edmund} said.", []string{"Prince Edmund / "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, a := range resolve(t, test.text) {
				got = append(got, a.Speaker+" / "+a.Organization)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s\n got %q\nwant %q", test.text, got, test.want)
			}
		})
	}
}

func TestSpeakerTypesAndRoles(t *testing.T) {
	for _, test := range []struct {
		name, text string
		kind       corpus.SpeakerType
		role       string
	}{
		{"a person", "“[It works],” said {Ada Marsh}, chief engineer at Lumina Group.", corpus.PersonSpeaker, "chief engineer at Lumina Group"},
		{"a body", "“[Sales are up],” {Lumina Group} said.", corpus.OrganizationSpeaker, ""},
		{"nobody named", "“[No],” said {a spokesperson for Lumina Group}.", corpus.UnnamedSpeaker, "spokesperson"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := resolve(t, test.text)[0]
			if a.SpeakerType != test.kind || a.Role != test.role {
				t.Errorf("%s is %q, role %q; want %q, %q", a.Speaker, a.SpeakerType, a.Role, test.kind, test.role)
			}
		})
	}
}

func TestACorrectionChangesTheNextRun(t *testing.T) {
	const text = "A man from the Harbour Trust rose. “[No],” {Holt} said. “[Never],” {he} added."
	before := resolve(t, text)
	known := corpus.Known{Name: "Peter J. Holt", Aliases: []string{"Holt"}, Type: corpus.PersonSpeaker, Organization: "Lumina Group", Role: "chairman"}
	after := resolve(t, text, known)
	if before[0].Speaker == known.Name {
		t.Fatal("the text alone cannot give the confirmed name")
	}
	for i, a := range after {
		if a.Speaker != known.Name || a.Organization != known.Organization || a.Role != known.Role {
			t.Errorf("quote %d: %q, %q, %q; want what was confirmed", i, a.Speaker, a.Organization, a.Role)
		}
	}
}

func TestAConfirmedNameLeavesOthersAlone(t *testing.T) {
	known := corpus.Known{Name: "Peter Holt", Aliases: []string{"Holt"}, Type: corpus.PersonSpeaker, Organization: "Lumina Group"}
	a := resolve(t, "Maria Holt ran the race. “[I won],” {Holt} said.", known)[0]
	if a.Speaker != "Maria Holt" || a.Organization != "" {
		t.Errorf("got %q of %q; the article means Maria Holt", a.Speaker, a.Organization)
	}
}

func TestResolveIsDeterministicAndConcurrent(t *testing.T) {
	text, found := parse("Maria Ferris waited for Peter Holt at the gate. “[She is late],” {he} said. “[He is late],” {she} said.")
	r, doc := newResolver(t), document.New(text, abbreviations)
	want := r.Resolve(doc, nil, found, nil)
	var wait sync.WaitGroup
	for range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			if got := r.Resolve(doc, nil, found, nil); !reflect.DeepEqual(got, want) {
				t.Error("two runs differ")
			}
		}()
	}
	wait.Wait()
}

func FuzzResolve(f *testing.F) {
	f.Add("Ada Marsh (AM), the CEO of Lumina’s, said: “Yes” ― Holt", 3, 20, 0, 4)
	f.Add("’s’s (ABC) , , the of of", 0, 2, 2, 4)
	r := newResolver(f)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		text = strings.ToValidUTF8(text, "")
		doc := document.New(text, abbreviations)
		var found []document.Found
		for _, p := range [][2]int{{a, b}, {c, d}} {
			s := corpus.Span{Start: p[0], End: p[1]}
			if s.Validate(text) == nil {
				found = append(found, document.Found{Kind: corpus.Direct, Content: []corpus.Span{s}}, document.Found{Kind: corpus.Mixed, Content: []corpus.Span{s}, Source: []corpus.Span{s}})
			}
		}
		for _, x := range r.Resolve(doc, nil, found, nil) {
			if err := x.Validate(text); err != nil {
				t.Fatal(err)
			}
		}
	})
}
