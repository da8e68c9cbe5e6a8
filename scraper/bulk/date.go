package bulk

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quoth/corpus"
)

// monthNames are printed names of the months by language, full and short, in
// order; accents are kept as printed.
var monthNames = [][12]string{
	{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"},
	{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
	{"", "", "", "", "", "", "", "", "sept", "", "", ""},
	{"januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"},
	{"jänner", "feber", "mär", "", "", "", "", "", "", "okt", "", "dez"},
	{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	{"janv", "févr", "", "avr", "", "", "juil", "", "", "", "", "déc"},
	{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
}

var months = func() map[string]time.Month {
	table := map[string]time.Month{}
	for _, names := range monthNames {
		for i, name := range names {
			if name != "" {
				table[name] = time.Month(i + 1)
			}
		}
	}
	return table
}()

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
	"montag": time.Monday, "dienstag": time.Tuesday, "mittwoch": time.Wednesday, "donnerstag": time.Thursday,
	"freitag": time.Friday, "samstag": time.Saturday, "sonnabend": time.Saturday, "sonntag": time.Sunday,
	"lundi": time.Monday, "mardi": time.Tuesday, "mercredi": time.Wednesday, "jeudi": time.Thursday,
	"vendredi": time.Friday, "samedi": time.Saturday, "dimanche": time.Sunday,
}

// zones are the abbreviations that news databases print and that mean one thing;
// a moment in another zone is kept as its day alone. Seconds east of Greenwich.
var zones = map[string]int{
	"GMT": 0, "UTC": 0, "BST": 3600, "CET": 3600, "CEST": 7200, "MEZ": 3600, "MESZ": 7200,
	"EST": -5 * 3600, "EDT": -4 * 3600, "PST": -8 * 3600, "PDT": -7 * 3600,
}

var (
	dayMonthYear = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?(\p{L}+)\.?,?\s+(?:de\s+)?(\d{4})\b`)
	monthDayYear = regexp.MustCompile(`(?i)(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
	isoDay       = regexp.MustCompile(`\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})`)
	compactDay   = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
	dottedDay    = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	slashedDay   = regexp.MustCompile(`\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b`)
	shortYear    = regexp.MustCompile(`\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b`)
	clock        = regexp.MustCompile(`(?i)\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?(?:\s+([A-Z]{2,5}))?(?:\s|$)`)
	word         = regexp.MustCompile(`\p{L}+`)
)

// Reasons of a date that is not certain.
var (
	errNoDate    = errors.New("no date was found")
	errAmbiguous = errors.New("day and month cannot be told apart")
	errNoSuchDay = errors.New("there is no such day")
	errWeekday   = errors.New("the weekday does not belong to the date")
	errShortYear = errors.New("the year has two digits")
)

// readDate reads a printed date. It never guesses: where day and month may be
// swapped, the weekday contradicts or the day does not exist it says so. layout,
// such as "DD/MM/YYYY", settles the order; empty: unknown.
func readDate(printed, layout string) (corpus.Date, error) {
	printed = tidy(printed)
	if layout != "" {
		return readLayout(printed, layout)
	}
	if d, err := corpus.ParseDate(printed); err == nil && !d.IsZero() {
		return d, nil
	}
	year, month, day, err := readDay(printed)
	if err != nil {
		return corpus.Date{}, err
	}
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if date.Day() != day || date.Month() != month {
		return corpus.Date{}, errNoSuchDay
	}
	for _, w := range word.FindAllString(strings.ToLower(printed), -1) {
		if weekday, ok := weekdays[w]; ok && weekday != date.Weekday() {
			return corpus.Date{}, errWeekday
		}
	}
	return withClock(date, printed), nil
}

func readDay(s string) (year int, month time.Month, day int, err error) {
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // the expressions let digits through alone
		return n
	}
	for _, m := range dayMonthYear.FindAllStringSubmatch(s, -1) {
		if month, ok := months[strings.ToLower(m[2])]; ok {
			return number(m[3]), month, number(m[1]), nil
		}
	}
	for _, m := range monthDayYear.FindAllStringSubmatch(s, -1) {
		if month, ok := months[strings.ToLower(m[1])]; ok {
			return number(m[3]), month, number(m[2]), nil
		}
	}
	if m := isoDay.FindStringSubmatch(s); m != nil {
		return number(m[1]), time.Month(number(m[2])), number(m[3]), nil
	}
	if m := compactDay.FindStringSubmatch(s); m != nil {
		return number(m[1]), time.Month(number(m[2])), number(m[3]), nil
	}
	if m := dottedDay.FindStringSubmatch(s); m != nil {
		return number(m[3]), time.Month(number(m[2])), number(m[1]), nil
	}
	if m := slashedDay.FindStringSubmatch(s); m != nil {
		a, b := number(m[1]), number(m[2])
		switch {
		case a == b:
			return number(m[3]), time.Month(a), b, nil
		case a > 12:
			return number(m[3]), time.Month(b), a, nil
		case b > 12:
			return number(m[3]), time.Month(a), b, nil
		}
		return 0, 0, 0, errAmbiguous
	}
	if shortYear.MatchString(s) {
		return 0, 0, 0, errShortYear
	}
	return 0, 0, 0, errNoDate
}

// withClock adds the time of day where it and its zone are printed.
func withClock(day time.Time, printed string) corpus.Date {
	m := clock.FindStringSubmatch(printed)
	if m == nil {
		return corpus.Date{Time: day, DayOnly: true}
	}
	offset, known := zones[strings.ToUpper(m[5])]
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	if half := strings.ToLower(m[4]); half != "" {
		if hour > 12 {
			return corpus.Date{Time: day, DayOnly: true}
		}
		hour %= 12
		if half[0] == 'p' {
			hour += 12
		}
	}
	if !known || hour > 23 || minute > 59 {
		return corpus.Date{Time: day, DayOnly: true}
	}
	zone := time.UTC
	if offset != 0 {
		zone = time.FixedZone(strings.ToUpper(m[5]), offset)
	}
	return corpus.Date{Time: time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone)}
}

// layoutWords maps the letters of a layout to Go's, longest first.
var layoutWords = strings.NewReplacer("YYYY", "2006", "YY", "06", "MMMM", "January", "MMM", "Jan", "MM", "01", "DD", "02",
	"hh", "15", "mm", "04", "ss", "05", "M", "1", "D", "2")

// readLayout reads a date in a layout that a person gave.
func readLayout(printed, layout string) (corpus.Date, error) {
	goLayout := layoutWords.Replace(layout)
	t, err := time.Parse(goLayout, printed)
	if err != nil {
		return corpus.Date{}, fmt.Errorf("it is not written as %s", layout)
	}
	return corpus.Date{Time: t, DayOnly: !strings.Contains(goLayout, "15")}, nil
}

// isDateLine holds for a line that is a date and nothing else but its weekday,
// clock, zone and edition, so that a date inside a headline is never taken.
func isDateLine(s string) bool {
	rest := s
	for _, expression := range []*regexp.Regexp{dayMonthYear, monthDayYear, isoDay, dottedDay, slashedDay} {
		if m := expression.FindStringIndex(rest); m != nil && m[0] < 12 {
			rest = rest[:m[0]] + " " + rest[m[1]:]
			return countWords(clock.ReplaceAllString(rest+" ", " ")) <= 5 && !strings.ContainsAny(rest, "?!“”\"")
		}
	}
	return false
}
