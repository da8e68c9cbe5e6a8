package dates_test

import (
	"testing"

	"quoth/scraper/dates"
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
		{"Polish", "1 lipca 2019", "", "2019-07-01", ""},
		{"Czech", "1. července 2019", "", "2019-07-01", ""},
		{"Turkish", "1 Temmuz 2019 Pazartesi", "", "2019-07-01", ""},
		{"Russian", "1 июля 2019", "", "2019-07-01", ""},
		{"Hungarian", "2019. július 1.", "", "2019-07-01", ""},
		{"Japanese", "2019年7月1日", "", "2019-07-01", ""},
		{"Korean", "2019년 7월 1일", "", "2019-07-01", ""},
		{"dots are day first", "01.07.2019", "", "2019-07-01", ""},
		{"a day above twelve", "13/07/2019", "", "2019-07-13", ""},
		{"a day above twelve, month first", "07/13/2019", "", "2019-07-13", ""},
		{"eight digits", "20190701", "", "2019-07-01", ""},
		{"a layout settles it", "07/06/2019", "DD/MM/YYYY", "2019-06-07", ""},
		{"day and month may be swapped", "07/06/2019", "", "", dates.ErrAmbiguous.Error()},
		{"a weekday that contradicts", "July 1, 2019 Tuesday", "", "", dates.ErrWeekday.Error()},
		{"a day that does not exist", "February 30, 2019", "", "", dates.ErrNoSuchDay.Error()},
		{"two digits of a year", "1/7/19", "", "", dates.ErrShortYear.Error()},
		{"words", "yesterday", "", "", dates.ErrNoDate.Error()},
		{"another layout", "2019-07-01", "DD/MM/YYYY", "", "it is not written as DD/MM/YYYY"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := dates.Read(test.printed, test.layout)
			if got.String() != test.want || (err == nil) != (test.doubt == "") ||
				err != nil && err.Error() != test.doubt {
				t.Errorf("Read(%q) = %q, %v; want %q, %q", test.printed, got, err, test.want, test.doubt)
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
		if got := dates.IsLine(text); got != want {
			t.Errorf("IsLine(%q) = %v, want %v", text, got, want)
		}
	}
}
