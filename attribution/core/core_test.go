package core

import (
	"reflect"
	"strings"
	"testing"

	"quoth/assets"
	"quoth/attribution/document"
	"quoth/attribution/layers"
)

// prepared gives a text with its layers and the shipped models.
func prepared(t *testing.T, text string) (*Text, *Model) {
	t.Helper()
	tables, err := layers.LoadTables(assets.Tables())
	if err != nil {
		t.Fatal(err)
	}
	tagger, err := layers.Load(assets.Models(), tables)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Load(assets.Models())
	if err != nil {
		t.Fatal(err)
	}
	return NewText(tagger.Tag(document.New(text, tables.Abbreviations)), nil, m.Rates), m
}

func (t *Text) words(r document.Range) string { return t.Span(r).Text(t.Document.Text) }

func TestCuesAreFoundWithTheirAuxiliaries(t *testing.T) {
	for text, want := range map[string]string{
		"“We will sweep the harbour in May,” said Mara Quill.":                          "said",
		"According to the commission, the wall was paid for twice.":                     "According to",
		"Tomas Reed told reporters on Monday that the bridge would stay closed.":        "told",
		"The commission's claim that the wall is safe has angered the people of Selby.": "claim",
	} {
		x, m := prepared(t, text)
		found := false
		for _, c := range x.findCues(m.Cues, m.Options) {
			found = found || x.words(c.Range) == want
		}
		if !found {
			t.Errorf("the cue %q is not found in %q", want, text)
		}
	}
}

func TestEveryQuotationGoesToItsOwnCue(t *testing.T) {
	x, m := prepared(
		t,
		"“The harbour needs a new wall,” said Mara Quill. “The town has no money for one,” Tomas Reed replied.",
	)
	cues := x.findCues(m.Cues, m.Options)
	links := x.link(m.Regions, cues)
	for r, want := range []string{"said", "replied"} {
		if links[r].Cue < 0 || x.words(cues[links[r].Cue].Range) != want {
			t.Errorf("quotation %d goes to %+v, want the cue %q", r, links[r], want)
		}
	}
}

func TestSourceAndContentOfAReport(t *testing.T) {
	x, m := prepared(
		t,
		"The mayor of Selby, Tomas Reed, told reporters on Monday that the bridge would stay closed until June.",
	)
	for _, a := range m.Attributions(x) {
		if x.words(a.Cue.Range) != "told" {
			continue
		}
		if got := x.words(a.Source); !strings.Contains(got, "Tomas Reed") {
			t.Errorf("the source is %q", got)
		}
		if got := x.words(
			a.Content[len(a.Content)-1],
		); !strings.HasSuffix(
			got,
			"the bridge would stay closed until June",
		) {
			t.Errorf("the content is %q", got)
		}
		return
	}
	t.Error("the report is not found")
}

func TestNothingIsAttributedInsideWhatIsAttributed(t *testing.T) {
	x, _ := prepared(t, "She said he said they would come and nobody believed a word of it at all.")
	outer := Attribution{
		Cue:         Cue{Range: document.Range{First: 1, Last: 2}, Head: 1},
		Content:     []document.Range{{First: 2, Last: 15}},
		Probability: 0.9,
	}
	inner := Attribution{
		Cue:         Cue{Range: document.Range{First: 3, Last: 4}, Head: 3},
		Content:     []document.Range{{First: 4, Last: 7}},
		Probability: 0.6,
	}
	empty := Attribution{Cue: Cue{Range: document.Range{First: 0, Last: 1}}, Probability: 0.99}
	if got := x.settle([]Attribution{inner, outer, empty}, Defaults); len(got) != 1 || got[0].Cue.First != 1 {
		t.Errorf("settled on %+v, want the outer one alone", got)
	}
}

func TestRangesThatTouchAreJoined(t *testing.T) {
	got := joinRanges(
		[]document.Range{{First: 5, Last: 7}, {First: 0, Last: 2}, {First: 2, Last: 4}, {First: 6, Last: 9}},
	)
	if want := []document.Range{{First: 0, Last: 4}, {First: 5, Last: 9}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRatesGrowWithTheShareOfCues(t *testing.T) {
	last := uint8(0)
	for _, cue := range []int32{0, 5, 20, 100, 300, 700, 990} {
		rate := rateOf(cue, 1000)
		if rate < last || rate == 0 {
			t.Errorf("%d of 1000 gives the rate %d behind %d", cue, rate, last)
		}
		last = rate
	}
	if rateOf(1, 1) != 0 {
		t.Error("a stem seen once has no rate")
	}
}
