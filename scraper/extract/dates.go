package extract

import (
	"regexp"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/scraper/dates"
)

// publishedMetas are the meta tags that say when an article was published, the
// surest first.
var publishedMetas = []string{
	"article:published_time",
	"og:published_time",
	"og:article:published_time",
	"datepublished",
	"date.available",
	"pubdate",
	"publishdate",
	"publish-date",
	"publish_date",
	"publication_date",
	"article.published",
	"parsely-pub-date",
	"cxenseparse:recs:publishtime",
	"cxenseparse:publishtime",
	"sailthru.date",
	"article_date_original",
	"originalpublicationdate",
	"dc.date.issued",
	"dcterms.issued",
	"dcterms.created",
	"dc.date.created",
	"dc.date",
	"dcterms.date",
	"date",
	"date.created",
	"article:create_at",
	"last-published",
	"rnews:datepublished",
	"shareaholic:article_published_time",
}

// published reads the date of publication, never that of a change where another
// is given: JSON-LD, meta tags, time tags, then the text around the headline. A
// day without its minute is completed from any place that names the same day.
func (m *meta) published(bodyAt int) corpus.Date {
	type found struct {
		date   corpus.Date
		origin corpus.FieldOrigin
	}
	var all []found
	add := func(value string, origin corpus.FieldOrigin) {
		if d := parseDate(value); !d.IsZero() {
			all = append(all, found{d, origin})
		}
	}
	add(m.ld.DatePublished, corpus.FromJSONLD)
	for _, name := range publishedMetas {
		add(m.content(name), corpus.FromMeta)
	}
	add(m.ld.pagePublished, corpus.FromJSONLD)
	for _, t := range m.ranked(bodyAt) {
		add(t.value, corpus.FromMarkup)
		add(t.text, corpus.FromMarkup)
	}
	if len(all) == 0 {
		if d := m.writtenDate(bodyAt); !d.IsZero() {
			m.origins["published"] = corpus.FromText
			return d
		}
		return corpus.Date{}
	}
	best := all[0]
	if best.date.DayOnly {
		for _, other := range all[1:] {
			if !other.date.DayOnly && other.date.Day() == best.date.Day() {
				best = other
				break
			}
		}
	}
	if best.date.DayOnly {
		if d := m.clock(best.date, bodyAt); !d.IsZero() {
			best = found{d, corpus.FromText}
		}
	}
	m.origins["published"] = best.origin
	return best.date
}

// ranked are the time tags that may be the date of publication, the likeliest
// first: those that say so, then those between the headline and the body.
func (m *meta) ranked(bodyAt int) []timeTag {
	var sure, near, rest []timeTag
	for _, t := range m.times {
		switch {
		case t.modified:
		case t.published:
			sure = append(sure, t)
		case m.headlineAt >= 0 && t.block >= m.headlineAt-6 && (bodyAt < 0 || t.block <= bodyAt+4):
			near = append(near, t)
		default:
			rest = append(rest, t)
		}
	}
	return append(append(sure, near...), rest[:min(len(rest), 2)]...)
}

// headLines are the texts of the blocks around the headline, where pages print
// byline and date.
func (m *meta) headLines(bodyAt int) []string {
	if m.headlineAt < 0 && bodyAt < 0 {
		return nil
	}
	from := m.headlineAt
	if from < 0 {
		from = bodyAt
	}
	until := max(bodyAt, from) + 6
	var out []string
	for i := max(0, from-6); i < min(until, len(m.blocks), from+40); i++ {
		if text := m.blocks[i].Text; len(text) < 300 {
			out = append(out, text)
		}
	}
	return out
}

// writtenDate looks for a date in the words around the headline.
func (m *meta) writtenDate(bodyAt int) corpus.Date {
	for _, line := range m.headLines(bodyAt) {
		if d := parseDate(line); !d.IsZero() {
			return d
		}
		if day, err := dates.Read(line, ""); err == nil && !speaksOfChange(line) {
			day = plausible(corpus.Date{Time: day.Time, DayOnly: true})
			if full := m.clock(day, bodyAt); !full.IsZero() {
				return full
			}
			return day
		}
	}
	return corpus.Date{}
}

// addressDay is the day in an address such as /2019/11/18/a-story: news sites put
// there the day on which a story was first published.
var addressDay = regexp.MustCompile(`/((?:19|20)\d{2})[/-](\d{2})[/-](\d{2})(?:[/-]|$)`)

func addressDate(address string) corpus.Date {
	found := addressDay.FindStringSubmatch(address)
	if found == nil {
		return corpus.Date{}
	}
	return parseDate(found[1] + "-" + found[2] + "-" + found[3])
}

var clockTime = regexp.MustCompile(`(?i)\b([01]?\d|2[0-3])[:.h]([0-5]\d)(?::[0-5]\d)?\s*([ap]\.?m\b)?`)

// clock completes a day with a time of day that stands in a line naming that
// day. Lines that speak of a change are left out.
func (m *meta) clock(day corpus.Date, bodyAt int) corpus.Date {
	for _, line := range m.headLines(bodyAt) {
		if !namesDay(line, day.Time) || speaksOfChange(line) {
			continue
		}
		for _, found := range clockTime.FindAllStringSubmatch(line, -1) {
			hour, minute := number(found[1]), number(found[2])
			if strings.Contains(found[0], ".") && found[3] == "" && !strings.Contains(line, "Uhr") {
				continue // 16.05 may be a day and a month
			}
			if strings.HasPrefix(strings.ToLower(found[3]), "p") && hour < 12 {
				hour += 12
			}
			return corpus.Date{
				Time: time.Date(day.Time.Year(), day.Time.Month(), day.Time.Day(), hour, minute, 0, 0, time.UTC),
			}
		}
	}
	return corpus.Date{}
}

func number(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

// namesDay holds for a line with the day of the month and the year as numbers.
func namesDay(line string, day time.Time) bool {
	var hasDay, hasYear bool
	for _, n := range strings.FieldsFunc(line, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(n) > 4 {
			continue
		}
		hasDay = hasDay || number(n) == day.Day()
		hasYear = hasYear || number(n) == day.Year()
	}
	return hasDay && hasYear
}

// changeWords begin dates of a change, in several languages.
var changeWords = []string{
	"updated",
	"modified",
	"aktualisiert",
	"mis à jour",
	"actualizado",
	"aggiornato",
	"bijgewerkt",
	"oppdatert",
	"uppdaterad",
	"opdateret",
	"更新",
	"수정",
}

func speaksOfChange(line string) bool {
	line = strings.ToLower(line)
	for _, w := range changeWords {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// dateLayouts are how pages write dates for machines.
var dateLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05.999999999Z07:00",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05-0700",
	"2006-01-02T15:04:05-07",
	"2006-01-02T15:04-0700",
	"2006-01-02 15:04:05 -07:00",
	"2006-01-02 15:04:05-07:00",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 MST",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2006.01.02 15:04",
	"2006/01/02 15:04:05",
	"2006/01/02 15:04",
	"02.01.2006 15:04",
	"02.01.2006, 15:04",
	"20060102T150405Z0700",
	time.RFC1123,
	time.RFC1123Z,
	time.RFC850,
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Mon Jan 2 15:04:05 MST 2006",
	"Jan 2, 2006 3:04 PM",
	"January 2, 2006 3:04 PM",
	"January 2, 2006, 3:04 PM",
	"2 January 2006 15:04",
	"2 January 2006, 15:04",
	"2 Jan 2006 15:04",
	"January 2, 2006",
	"2 January 2006",
	"Jan 2, 2006",
	"2 Jan 2006",
	"2006/01/02",
	"2006.01.02",
	"02.01.2006",
	"20060102",
}

var unixTime = regexp.MustCompile(`^\d{10}(\d{3})?$`)

// parseDate reads a date written for machines, or a plain English one.
func parseDate(s string) corpus.Date {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return corpus.Date{}
	}
	if d, err := corpus.ParseDate(s); err == nil {
		return plausible(d)
	}
	if unixTime.MatchString(s) {
		return plausible(corpus.Date{Time: time.Unix(int64(number(s[:10])), 0).UTC()})
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return plausible(corpus.Date{Time: t, DayOnly: !strings.Contains(layout, "04")})
		}
	}
	return corpus.Date{}
}

// plausible drops dates before newspapers had pages and far in the future.
func plausible(d corpus.Date) corpus.Date {
	if d.Time.Year() < 1800 || d.Time.Year() > 2100 {
		return corpus.Date{}
	}
	return d
}
