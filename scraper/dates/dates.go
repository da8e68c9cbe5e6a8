// Package dates reads dates as people print them, in many languages. It never
// guesses: a date that may be read in two ways is an error.
package dates

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
	{
		"january",
		"february",
		"march",
		"april",
		"may",
		"june",
		"july",
		"august",
		"september",
		"october",
		"november",
		"december",
	},
	{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
	{"", "", "", "", "", "", "", "", "sept", "", "", ""},
	{
		"januar",
		"februar",
		"märz",
		"april",
		"mai",
		"juni",
		"juli",
		"august",
		"september",
		"oktober",
		"november",
		"dezember",
	},
	{"jänner", "feber", "mär", "", "", "", "", "", "", "okt", "", "dez"},
	{
		"janvier",
		"février",
		"mars",
		"avril",
		"mai",
		"juin",
		"juillet",
		"août",
		"septembre",
		"octobre",
		"novembre",
		"décembre",
	},
	{"janv", "févr", "", "avr", "", "", "juil", "", "", "", "", "déc"},
	{
		"enero",
		"febrero",
		"marzo",
		"abril",
		"mayo",
		"junio",
		"julio",
		"agosto",
		"septiembre",
		"octubre",
		"noviembre",
		"diciembre",
	},
	{
		"gennaio",
		"febbraio",
		"marzo",
		"aprile",
		"maggio",
		"giugno",
		"luglio",
		"agosto",
		"settembre",
		"ottobre",
		"novembre",
		"dicembre",
	},
	{
		"januari",
		"februari",
		"maart",
		"april",
		"mei",
		"juni",
		"juli",
		"augustus",
		"september",
		"oktober",
		"november",
		"december",
	},
	{
		"janeiro",
		"fevereiro",
		"março",
		"abril",
		"maio",
		"junho",
		"julho",
		"agosto",
		"setembro",
		"outubro",
		"novembro",
		"dezembro",
	},
	{"ene", "", "", "abr", "", "", "", "ago", "", "", "", "dic"},
	{"gen", "", "", "", "mag", "giu", "lug", "", "set", "ott", "", ""},
	{"", "fev", "", "", "", "", "", "", "", "out", "", "dez"},
	{"", "", "mrt", "", "", "", "", "", "", "", "", ""},
	{
		"januar",
		"februar",
		"marts",
		"april",
		"maj",
		"juni",
		"juli",
		"august",
		"september",
		"oktober",
		"november",
		"december",
	},
	{
		"januar",
		"februar",
		"mars",
		"april",
		"mai",
		"juni",
		"juli",
		"august",
		"september",
		"oktober",
		"november",
		"desember",
	},
	{
		"januari",
		"februari",
		"mars",
		"april",
		"maj",
		"juni",
		"juli",
		"augusti",
		"september",
		"oktober",
		"november",
		"december",
	},
	{
		"tammikuuta",
		"helmikuuta",
		"maaliskuuta",
		"huhtikuuta",
		"toukokuuta",
		"kesäkuuta",
		"heinäkuuta",
		"elokuuta",
		"syyskuuta",
		"lokakuuta",
		"marraskuuta",
		"joulukuuta",
	},
	{
		"stycznia",
		"lutego",
		"marca",
		"kwietnia",
		"maja",
		"czerwca",
		"lipca",
		"sierpnia",
		"września",
		"października",
		"listopada",
		"grudnia",
	},
	{
		"ledna",
		"února",
		"března",
		"dubna",
		"května",
		"června",
		"července",
		"srpna",
		"září",
		"října",
		"listopadu",
		"prosince",
	},
	{
		"januára",
		"februára",
		"",
		"apríla",
		"mája",
		"júna",
		"júla",
		"augusta",
		"septembra",
		"októbra",
		"novembra",
		"decembra",
	},
	{
		"ianuarie",
		"februarie",
		"martie",
		"aprilie",
		"mai",
		"iunie",
		"iulie",
		"august",
		"septembrie",
		"octombrie",
		"noiembrie",
		"decembrie",
	},
	{
		"januari",
		"februari",
		"maret",
		"april",
		"mei",
		"juni",
		"juli",
		"agustus",
		"september",
		"oktober",
		"november",
		"desember",
	},
	{"ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"},
	{
		"января",
		"февраля",
		"марта",
		"апреля",
		"мая",
		"июня",
		"июля",
		"августа",
		"сентября",
		"октября",
		"ноября",
		"декабря",
	},
	{
		"січня",
		"лютого",
		"березня",
		"квітня",
		"травня",
		"червня",
		"липня",
		"серпня",
		"вересня",
		"жовтня",
		"листопада",
		"грудня",
	},
	{
		"ιανουαρίου",
		"φεβρουαρίου",
		"μαρτίου",
		"απριλίου",
		"μαΐου",
		"ιουνίου",
		"ιουλίου",
		"αυγούστου",
		"σεπτεμβρίου",
		"οκτωβρίου",
		"νοεμβρίου",
		"δεκεμβρίου",
	},
	{
		"január",
		"február",
		"március",
		"április",
		"május",
		"június",
		"július",
		"augusztus",
		"szeptember",
		"október",
		"november",
		"december",
	},
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
	dayMonthYear = regexp.MustCompile(
		`(?i)\b(\d{1,2})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?(\p{L}+)\.?,?\s+(?:de\s+)?(\d{4})\b`,
	)
	monthDayYear = regexp.MustCompile(`(?i)(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`)
	yearMonthDay = regexp.MustCompile(`(?i)\b(\d{4})\.?\s+(\p{L}+)\s+(\d{1,2})\b`)
	eastAsian    = regexp.MustCompile(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]`)
	isoDay       = regexp.MustCompile(`\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})`)
	compactDay   = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
	dottedDay    = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`)
	slashedDay   = regexp.MustCompile(`\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b`)
	shortYear    = regexp.MustCompile(`\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b`)
	clock        = regexp.MustCompile(
		`(?i)\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?(?:\s+([A-Z]{2,5}))?(?:\s|$)`,
	)
	word = regexp.MustCompile(`\p{L}+`)
)

// Reasons of a date that is not certain.
var (
	ErrNoDate    = errors.New("no date was found")
	ErrAmbiguous = errors.New("day and month cannot be told apart")
	ErrNoSuchDay = errors.New("there is no such day")
	ErrWeekday   = errors.New("the weekday does not belong to the date")
	ErrShortYear = errors.New("the year has two digits")
)

// Read reads a printed date. It never guesses: where day and month may be
// swapped, the weekday contradicts or the day does not exist it says so. layout,
// such as "DD/MM/YYYY", settles the order; empty: unknown.
func Read(printed, layout string) (corpus.Date, error) {
	printed = strings.Join(strings.Fields(printed), " ")
	if layout != "" {
		return ReadLayout(printed, layout)
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
		return corpus.Date{}, ErrNoSuchDay
	}
	for _, w := range word.FindAllString(strings.ToLower(printed), -1) {
		if weekday, ok := weekdays[w]; ok && weekday != date.Weekday() {
			return corpus.Date{}, ErrWeekday
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
	for _, m := range yearMonthDay.FindAllStringSubmatch(s, -1) {
		if month, ok := months[strings.ToLower(m[2])]; ok {
			return number(m[1]), month, number(m[3]), nil
		}
	}
	if m := eastAsian.FindStringSubmatch(s); m != nil {
		return number(m[1]), time.Month(number(m[2])), number(m[3]), nil
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
		return 0, 0, 0, ErrAmbiguous
	}
	if shortYear.MatchString(s) {
		return 0, 0, 0, ErrShortYear
	}
	return 0, 0, 0, ErrNoDate
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

// Slashed is the first date with numbers alone between slashes or hyphens in a
// text, with its first two numbers: which of them is the day the text may not
// tell.
func Slashed(s string) (printed string, first, second int) {
	m := slashedDay.FindStringSubmatch(s)
	if m == nil {
		return "", 0, 0
	}
	first, _ = strconv.Atoi(m[1])
	second, _ = strconv.Atoi(m[2])
	return m[0], first, second
}

// layoutWords maps the letters of a layout to Go's, longest first.
var layoutWords = strings.NewReplacer(
	"YYYY",
	"2006",
	"YY",
	"06",
	"MMMM",
	"January",
	"MMM",
	"Jan",
	"MM",
	"01",
	"DD",
	"02",
	"hh",
	"15",
	"mm",
	"04",
	"ss",
	"05",
	"M",
	"1",
	"D",
	"2",
)

// ReadLayout reads a date in a layout that a person gave.
func ReadLayout(printed, layout string) (corpus.Date, error) {
	goLayout := layoutWords.Replace(layout)
	t, err := time.Parse(goLayout, printed)
	if err != nil {
		return corpus.Date{}, fmt.Errorf("it is not written as %s", layout)
	}
	return corpus.Date{Time: t, DayOnly: !strings.Contains(goLayout, "15")}, nil
}

// HasClock reports a time of day in a text.
func HasClock(s string) bool { return clock.MatchString(s + " ") }

// IsLine holds for a line that is a date and nothing else but its weekday,
// clock, zone and edition, so that a date inside a headline is never taken.
func IsLine(s string) bool {
	rest := s
	for _, expression := range []*regexp.Regexp{dayMonthYear, monthDayYear, isoDay, dottedDay, slashedDay} {
		if m := expression.FindStringIndex(rest); m != nil && m[0] < 12 {
			rest = rest[:m[0]] + " " + rest[m[1]:]
			return len(strings.Fields(clock.ReplaceAllString(rest+" ", " "))) <= 5 &&
				!strings.ContainsAny(rest, "?!“”\"")
		}
	}
	return false
}
