package bulk

import (
	"slices"
	"testing"

	"quoth/corpus"
)

func TestDatesAreReadOrDoubtedNeverGuessed(t *testing.T) {
	for _, test := range []struct {
		name, printed, layout, want, doubt string
	}{
		{"month first with weekday and clock", "July 1, 2019 Monday 9:20 AM GMT", "", "2019-07-01T09:20:00Z", ""},
		{"afternoon in summer time", "July 1, 2019 Monday 9:20 PM BST", "", "2019-07-01T21:20:00+01:00", ""},
		{"noon is twelve", "July 1, 2019 12:05 PM GMT", "", "2019-07-01T12:05:00Z", ""},
		{"a clock without a zone leaves the day", "1 July 2019 09:20", "", "2019-07-01", ""},
		{"a zone with two meanings leaves the day", "July 1, 2019 9:20 AM CST", "", "2019-07-01", ""},
		{"short months", "Jul 1, 2019", "", "2019-07-01", ""},
		{"day first", "01 July 2019", "", "2019-07-01", ""},
		{"ordinals", "1st July 2019", "", "2019-07-01", ""},
		{"German", "Montag, 1. Juli 2019", "", "2019-07-01", ""},
		{"French", "lundi 1 juillet 2019", "", "2019-07-01", ""},
		{"Spanish", "1 de julio de 2019", "", "2019-07-01", ""},
		{"dots are day first", "01.07.2019", "", "2019-07-01", ""},
		{"a day above twelve", "13/07/2019", "", "2019-07-13", ""},
		{"a day above twelve, month first", "07/13/2019", "", "2019-07-13", ""},
		{"eight digits", "20190701", "", "2019-07-01", ""},
		{"a layout settles it", "07/06/2019", "DD/MM/YYYY", "2019-06-07", ""},
		{"day and month may be swapped", "07/06/2019", "", "", errAmbiguous.Error()},
		{"a weekday that contradicts", "July 1, 2019 Tuesday", "", "", errWeekday.Error()},
		{"a day that does not exist", "February 30, 2019", "", "", errNoSuchDay.Error()},
		{"two digits of a year", "1/7/19", "", "", errShortYear.Error()},
		{"words", "yesterday", "", "", errNoDate.Error()},
		{"another layout", "2019-07-01", "DD/MM/YYYY", "", "it is not written as DD/MM/YYYY"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := readDate(test.printed, test.layout)
			if got.String() != test.want || (err == nil) != (test.doubt == "") || err != nil && err.Error() != test.doubt {
				t.Errorf("readDate(%q) = %q, %v; want %q, %q", test.printed, got, err, test.want, test.doubt)
			}
		})
	}
}

func TestOnlyWholeLinesAreDates(t *testing.T) {
	for text, want := range map[string]bool{
		"July 1, 2019 Monday 9:20 AM GMT":                          true,
		"July 1, 2019 Monday Final Edition":                        true,
		"Sunday 7 July 2019":                                       true,
		"Council backs plan for 12 May, 2018 memorial on the quay": false,
		"On 1 July 2019 everything changed for the ferry company":  false,
		"The Harbour Herald (London)":                              false,
	} {
		if got := isDateLine(text); got != want {
			t.Errorf("isDateLine(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestBylines(t *testing.T) {
	for printed, want := range map[string][]string{
		"By Mara Quill and John Penrose, Political editor": {"Mara Quill", "John Penrose"},
		"Penrose, John; Quill, Mara":                       {"John Penrose", "Mara Quill"},
		"Tom van der Berg in Lisbon":                       {"Tom van der Berg"},
		"MARA QUILL":                                       {"MARA QUILL"},
		"Von Rolf Amsel und Lena Ohm":                      {"Rolf Amsel", "Lena Ohm"},
		"Mara Quill, John Penrose & Bo Tarn":               {"Mara Quill", "John Penrose", "Bo Tarn"},
		"desk":                                             nil,
		"our staff on the ground 7":                        nil,
		"https://example.org/mara":                         nil,
	} {
		got, err := readAuthors(printed)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("readAuthors(%q) = %q, %v; want %q", printed, got, err, want)
		}
	}
}

func TestCorrectionsLeaveTheText(t *testing.T) {
	for _, test := range []struct {
		name        string
		texts       []string
		rest, taken int
	}{
		{"at the end", []string{"One.", "Two.", "Three.", "This article was amended on 3 July 2019 to correct a name."}, 3, 1},
		{"an earlier version", []string{"One.", "Two.", "An earlier version of this article misstated the year."}, 2, 1},
		{"a label at the beginning", []string{"Correction: the year was 1974.", "One.", "Two."}, 2, 1},
		{"the word inside a sentence", []string{"One.", "The correction came late.", "Corrections officers spoke."}, 3, 0},
		{"in the middle of a long text", []string{"1.", "2.", "3.", "Correction: no.", "5.", "6.", "7.", "8.", "9."}, 9, 0},
		{"an article that is one", []string{"Correction: the year was 1974."}, 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			rest, taken := Corrections(blocksOf(test.texts))
			if len(rest) != test.rest || len(taken) != test.taken {
				t.Errorf("%d blocks stay, %d go: %q; want %d and %d", len(rest), len(taken), taken, test.rest, test.taken)
			}
		})
	}
}

func TestFileNamesCarryMetadata(t *testing.T) {
	for _, test := range []struct {
		name, pattern, file string
		want                map[string]string
	}{
		{"a template", "{published}_{publisher}_{title}", "2019-07-01_Harbour Herald_Weir stays", map[string]string{"published": "2019-07-01", "publisher": "Harbour Herald", "title": "Weir stays"}},
		{"blanks written as underscores", "{publisher} - {title}", "Harbour_Herald - Weir_stays", map[string]string{"publisher": "Harbour Herald", "title": "Weir stays"}},
		{"something to skip", "{skip}-{published}", "export17-20190701", map[string]string{"published": "20190701"}},
		{"a regular expression", `^(?P<published>\d{8})(?P<skip>-\d+)?-(?P<title>.+)$`, "20190701-3-Weir", map[string]string{"published": "20190701", "title": "Weir"}},
		{"a name that does not fit", "{published}_{title}", "weir", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			names, err := CompileNames(test.pattern)
			if err != nil {
				t.Fatal(err)
			}
			got := names.Match(test.file)
			if len(got) != len(test.want) {
				t.Fatalf("got %q, want %q", got, test.want)
			}
			for field, want := range test.want {
				if got[field] != want {
					t.Errorf("%s = %q, want %q", field, got[field], want)
				}
			}
		})
	}
	for _, bad := range []string{"no field", "{colour}_{title}", "(?P<title>", "{body}"} {
		if _, err := CompileNames(bad); err == nil {
			t.Errorf("the pattern %q was accepted", bad)
		}
	}
}

func TestANameThatDoesNotFitIsATrayItem(t *testing.T) {
	e := Entry{Collected: corpus.Collected{}}
	Settings{Names: "{published}_{title}"}.Apply(&e, "weir.txt")
	if len(e.Doubts) != 2 || e.Doubts[0].Printed != "weir" {
		t.Errorf("doubts = %+v, want one for each field of the pattern", e.Doubts)
	}
	Settings{Fixed: map[string]string{"published": "2019-07-01"}}.Apply(&e, "weir.txt")
	if len(e.Doubts) != 1 || e.Collected.Article.Published.Day() != "2019-07-01" {
		t.Errorf("a fixed field leaves %+v, %v", e.Doubts, e.Collected.Article.Published)
	}
}
