package document_test

import (
	"reflect"
	"strings"
	"testing"

	"quoth/attribution/document"
)

var abbreviations = map[string]bool{"mr": true, "u.s": true, "^wash": true, "1no": true}

func TestRegions(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"curly marks", "He called it “a disaster” today.", []string{"a disaster"}},
		{"straight marks", `"Go away," she said. "Now."`, []string{"Go away,", "Now."}},
		{"an opener for a closer", "“Some refuse,“ he added. “Others do not.”", []string{"Some refuse,", "Others do not."}},
		{"a closer of another style", "They can “work today\", and more.", []string{"work today"}},
		{"a closer between blanks", "“We will report them, “ he added.", []string{"We will report them,"}},
		{"two apostrophes", "''It is so,'' he said.", []string{"It is so,"}},
		{"single marks as the main style", "‘It’s the officers’ fault,’ she said.", []string{"It’s the officers’ fault,"}},
		{"a single opener and a double closer", "She added: ‘I'm not the type who waits.” He left.", []string{"I'm not the type who waits."}},
		{"an apostrophe before a quotation", "He said: 'cause she “may” leave.", []string{"may"}},
		{"single marks inside double ones", "“He said ‘no’ to me,” she said.", []string{"He said ‘no’ to me,"}},
		{"apostrophes are no marks", "It isn't the dogs' fault, 'cause they're dogs.", nil},
		{"decades are no marks", "The ’90s were rock ’n’ roll.", nil},
		{"an unclosed paragraph", "“First part.\n“Second part.”", []string{"First part.", "Second part."}},
		{"paragraphs run together", `He said: "First part. "Second part? "Third." Then he left.`, []string{"First part.", "Second part?", "Third."}},
		{"an inner opener that begins no paragraph", `"I asked. "will he come" and left.`, []string{`I asked. "will he come`}},
		{"data for machines", `It stores { "place": "Pitt St", "sure": "92%", "mood": { "happy": 0.7 } } for each of them.`, nil},
		{"low and high marks", "Er sagte: „Das ist gut“, und ging.", []string{"Das ist gut"}},
		{"angle marks", "Il a dit : « C’est bien », puis rien.", []string{"C’est bien"}},
		{"empty marks are nothing", `He wrote "" and "  ".`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := document.New(test.text, abbreviations)
			var got []string
			for _, r := range d.Regions {
				for _, part := range r.Parts() {
					got = append(got, part.Text(test.text))
				}
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("regions of %q = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestAContinuedQuotationIsTied(t *testing.T) {
	d := document.New("He said: “First part.\n\n“Second part.”", abbreviations)
	if len(d.Regions) != 2 || !d.Regions[0].Unclosed || !d.Regions[1].Continues {
		t.Errorf("regions = %+v; want the first unclosed and the second going on", d.Regions)
	}
}

func TestSentences(t *testing.T) {
	text := `Mr. Smith left the U.S. in May. "Why?" he asked. Nobody knew… It rained 3.5 inches. Seattle, Wash. Police said no. They wash. Then see No. 10.`
	d := document.New(text, abbreviations)
	var got []string
	for _, s := range d.Sentences {
		got = append(got, text[d.Tokens[s.First].Start:d.Tokens[s.Last-1].End])
	}
	want := []string{
		"Mr. Smith left the U.S. in May.",
		`"Why?" he asked.`,
		"Nobody knew…",
		"It rained 3.5 inches.",
		"Seattle, Wash. Police said no.",
		"They wash.",
		"Then see No. 10.",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sentences = %q, want %q", got, want)
	}
}

func FuzzNew(f *testing.F) {
	f.Add("“A,” he said. ''B''\n\n‘c’ d' e")
	f.Add(strings.Repeat("“", 50) + "a" + strings.Repeat("'", 50))
	f.Fuzz(func(t *testing.T, text string) {
		d := document.New(text, abbreviations)
		last := 0
		for _, token := range d.Tokens {
			if token.Start < last || token.End > len(text) || token.End <= token.Start {
				t.Fatalf("token %v out of order in %q", token.Span, text)
			}
			last = token.End
		}
		last = 0
		for _, r := range d.Regions {
			if r.Outer.Start < last || !r.Outer.Contains(r.Inner) {
				t.Fatalf("region %+v overlaps or leaves its marks in %q", r, text)
			}
			last = r.Outer.End
		}
	})
}
