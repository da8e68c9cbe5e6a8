package exchange

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// kind is what a column holds, by the words of the Frictionless table schema.
type kind string

const (
	text    kind = "string"
	integer kind = "integer"
	decimal kind = "number"
	truth   kind = "boolean"
	day     kind = "date"     // YYYY-MM-DD
	moment  kind = "datetime" // RFC 3339, UTC
)

// column is one column of a table: its name is a promise to scripts. An empty
// string in a column of another kind than text means that there is no value.
type column struct {
	name    string
	kind    kind
	meaning string
	of      string // the table whose key it holds; empty for none
}

// table is one table of a corpus: rows come from the chapters, or from what the
// corpus has beside them.
type table struct {
	name    string
	meaning string
	key     []string
	columns []column
	chapter func(c *Chapter, put func(...any) error) error
	beside  func(o Options, put func(...any) error) error
}

// List cells of the quotes table hold JSON: a list of texts, or of objects.
// Joined by a separator they could not be told apart again.
func list[T any](items []T) string {
	if len(items) == 0 {
		return "[]"
	}
	data, err := json.Marshal(items)
	if err != nil {
		panic(err) // lists of our own plain types
	}
	return string(data)
}

// dayOf, clockOf and zoneOf are a date as three cells: the printed day, the time
// on the clock of its place, and how far that clock is from UTC. The last two are
// empty where only the day is known.
func dayOf(d corpus.Date) string { return d.Day() }

func clockOf(d corpus.Date) string {
	if d.IsZero() || d.DayOnly {
		return ""
	}
	return d.Time.Format("15:04:05")
}

func zoneOf(d corpus.Date) string {
	if d.IsZero() || d.DayOnly {
		return ""
	}
	return "UTC" + d.Time.Format("-07:00") // a sign alone would begin a formula
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// quoteColumns are the columns of the flat table of quotes, as CSV and XLSX have
// it: everything about a quote in one row.
var quoteColumns = []column{
	{"quote_id", text, "Identifier of the quote.", ""},
	{"content", text, "All that is attributed, quotation marks included; stretches apart are joined by ' … '.", ""},
	{"quoted", text, "The words inside the quotation marks.", ""},
	{"speaker", text, "The speaker's name in the registry, or the description of an unnamed one.", ""},
	{"speaker_type", text, "person, organization or unnamed.", ""},
	{"speaker_printed", text, "The words that name the speaker in the text.", ""},
	{"organization", text, "The organisation spoken for.", ""},
	{"group", text, "The group a coder put the speaker in, else that of the organisation.", ""},
	{"role", text, "The speaker's function as printed.", ""},
	{"tags", text, "Paths in the codebook, as a JSON list of texts.", ""},
	{"stances", text, "Judgements, as a JSON list of objects with target, stance and coder.", ""},
	{"notes", text, "Coders' notes, as a JSON list of objects with coder and text.", ""},
	{"coders", text, "Everybody who decided on the quote, as a JSON list of texts.", ""},
	{"status", text, "suggested, confirmed, corrected, rejected or disputed.", ""},
	{"published", day, "Day the article was published, as printed.", ""},
	{
		"published_time",
		text,
		"Time of publication on the clock of its place, HH:MM:SS; empty where only the day is known.",
		"",
	},
	{"published_zone", text, "How far that clock is from UTC, as in UTC+01:00; empty where only the day is known.", ""},
	{"publisher", text, "The outlet's name.", ""},
	{"title", text, "The headline.", ""},
	{"authors", text, "The byline, as a JSON list of texts.", ""},
	{"url", text, "Canonical address of the article.", ""},
	{"site", text, "Host name of the outlet.", ""},
	{"section", text, "The outlet's section.", ""},
	{"language", text, "Language of the article, ISO 639-1.", ""},
	{"kind", text, "direct, mixed or indirect: how much of the content stands in quotation marks.", ""},
	{"act", text, "speech, attitude or other.", ""},
	{"cue", text, "The words that attribute.", ""},
	{"confidence", decimal, "Probability that quote, speaker and organisation are all right.", ""},
	{"start", integer, "First code point of the content in the version's text.", ""},
	{"end", integer, "Code point behind the content.", ""},
	{"prefix", text, "The words before, to find the place again.", ""},
	{"suffix", text, "The words behind.", ""},
	{"article_id", text, "Identifier of the article.", ""},
	{"version_id", text, "Identifier of the text.", ""},
	{"page_sha256", text, "SHA-256 of the page as fetched.", ""},
	{"person_id", text, "Registry entry of the speaker.", ""},
	{"organization_id", text, "Registry entry of the organisation.", ""},
	{"story", text, "Near-identical quotes share one.", ""},
	{"origin", text, "suggestion, or person where it was marked by hand.", ""},
	{"engine", text, "What suggested it.", ""},
	{"collected", moment, "When the article was added, UTC.", ""},
}

// flatQuotes is the flat table of quotes.
var flatQuotes = table{
	name:    "quotes",
	meaning: "One row a quote, with everything needed to check it against its source.",
	key:     []string{"quote_id"},
	columns: quoteColumns,
	chapter: func(c *Chapter, put func(...any) error) error {
		a := &c.Article
		published, clock, zone, authors, collected := dayOf(
			a.Published,
		), clockOf(
			a.Published,
		), zoneOf(
			a.Published,
		), list(
			a.Authors,
		), stampOf(
			a.Collected,
		)
		for i := range c.Rows {
			r := &c.Rows[i]
			if err := c.checkRow(r); err != nil {
				return err
			}
			q := &r.Quote
			cover := corpus.Cover(q.Content)
			at := c.span(cover)
			anchor := corpus.NewAnchor(c.Version.Text, cover)
			if err := put(
				string(q.ID),
				c.words(q.Content),
				c.words(q.Quoted),
				r.SpeakerName,
				string(q.SpeakerType),
				c.words(q.Source),
				r.OrganizationName,
				r.Group,
				q.Role,
				list(tagPaths(r.Tags)),
				list(stances(r.Judgements)),
				list(notes(r.Notes)),
				list(r.coders()),
				string(r.Status),
				published,
				clock,
				zone,
				a.Publisher,
				a.Title,
				authors,
				a.URL,
				a.Site,
				a.Section,
				a.Language,
				string(
					q.Kind,
				),
				string(q.Utterance),
				c.words(q.Cue),
				q.Confidence,
				at.Start,
				at.End,
				anchor.Prefix,
				anchor.Suffix,
				string(
					a.ID,
				),
				string(c.Version.ID),
				string(c.Version.Page),
				string(q.PersonID),
				string(q.OrganizationID),
				string(q.Story),
				string(q.Origin),
				q.Engine,
				collected,
			); err != nil {
				return err
			}
		}
		return nil
	},
}

func tagPaths(tags []Tag) []string {
	out := []string{}
	for _, t := range tags {
		if !slices.Contains(out, t.Path) {
			out = append(out, t.Path)
		}
	}
	slices.Sort(out)
	return out
}

// stanceCell and noteCell are what the list cells hold.
type (
	stanceCell struct {
		Target string        `json:"target"`
		Stance corpus.Stance `json:"stance"`
		Coder  corpus.Coder  `json:"coder"`
	}
	noteCell struct {
		Coder corpus.Coder `json:"coder"`
		Text  string       `json:"text"`
	}
)

func stances(judgements []Judgement) []stanceCell {
	out := []stanceCell{}
	for _, j := range judgements {
		out = append(out, stanceCell{j.Target, j.Stance, j.Coder})
	}
	return out
}

func notes(list []corpus.Note) []noteCell {
	out := []noteCell{}
	for _, n := range list {
		out = append(out, noteCell{n.Coder, n.Text})
	}
	return out
}

// The tables of the tidy bundle: no list in a cell, a key in every table, every
// reference a key of another one.
var bundleTables = []table{
	{
		name:    "articles",
		key:     []string{"article_id", "version_id"},
		meaning: "One row a text: the article's current one, and earlier ones that something still stands in.",
		columns: []column{
			{"article_id", text, "Identifier of the article.", ""},
			{"version_id", text, "Identifier of the text that offsets count in.", ""},
			{"current", truth, "Whether this is the article's current text.", ""},
			{"title", text, "The headline.", ""},
			{"publisher", text, "The outlet's name.", ""},
			{"site", text, "Host name of the outlet.", ""},
			{"section", text, "The outlet's section.", ""},
			{"published", day, "Day of publication, as printed.", ""},
			{
				"published_time",
				text,
				"Time of publication on the clock of its place, HH:MM:SS; empty where only the day is known.",
				"",
			},
			{"published_zone", text, "How far that clock is from UTC, as in UTC+01:00.", ""},
			{"language", text, "ISO 639-1.", ""},
			{"url", text, "Canonical address.", ""},
			{"collected", moment, "When it was added to the corpus, UTC.", ""},
			{"story", text, "Near-identical articles share one.", ""},
			{"page_sha256", text, "SHA-256 of the page as fetched.", ""},
			{"text", text, "The full text; offsets of all tables count its Unicode code points from 0.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			a := &c.Article
			return put(
				string(a.ID),
				string(c.Version.ID),
				c.Version.ID == a.Current,
				a.Title,
				a.Publisher,
				a.Site,
				a.Section,
				dayOf(
					a.Published,
				),
				clockOf(a.Published),
				zoneOf(a.Published),
				a.Language,
				a.URL,
				stampOf(a.Collected),
				string(a.Story),
				string(c.Version.Page),
				c.Version.Text,
			)
		},
	},
	{
		name:    "authors",
		key:     []string{"article_id", "version_id", "position"},
		meaning: "One row a name of the byline.",
		columns: []column{
			{"article_id", text, "The article.", "articles"},
			{"version_id", text, "Its text.", ""},
			{"position", integer, "Place in the byline, from 1.", ""},
			{"author", text, "The name.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i, name := range c.Article.Authors {
				if err := put(string(c.Article.ID), string(c.Version.ID), i+1, name); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name: "quotes", key: []string{"quote_id"}, meaning: "One row a quote, as corrected by its coders.",
		columns: []column{
			{"quote_id", text, "Identifier of the quote.", ""},
			{"article_id", text, "The article.", "articles"},
			{"version_id", text, "The text that start and end count in.", ""},
			{"start", integer, "First code point of the content.", ""},
			{"end", integer, "Code point behind the content.", ""},
			{
				"content",
				text,
				"All that is attributed, quotation marks included; stretches apart are joined by ' … '.",
				"",
			},
			{"quoted", text, "The words inside the quotation marks, likewise.", ""},
			{"kind", text, "direct, mixed or indirect.", ""},
			{"act", text, "speech, attitude or other.", ""},
			{"speaker", text, "The speaker's name in the registry, or the description of an unnamed one.", ""},
			{"speaker_type", text, "person, organization or unnamed; empty where unknown.", ""},
			{"speaker_printed", text, "The words that name the speaker in the text.", ""},
			{"person_id", text, "Registry entry of the speaker.", "people"},
			{"organization", text, "The organisation spoken for.", ""},
			{"organization_id", text, "Its registry entry.", "organizations"},
			{"role", text, "The speaker's function as printed.", ""},
			{"group", text, "The group of the speaker, else of the organisation.", ""},
			{"status", text, "suggested, confirmed, corrected, rejected or disputed: a view over the verdicts.", ""},
			{"unplaced", truth, "Whether its words are missing in the article's current text.", ""},
			{
				"confidence",
				decimal,
				"Probability that quote, speaker and organisation are all right, of what a program suggested.",
				"",
			},
			{"origin", text, "suggestion, or person where it was marked by hand.", ""},
			{"engine", text, "What suggested it.", ""},
			{"story", text, "Near-identical quotes share one.", ""},
		}, chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				r := &c.Rows[i]
				if err := c.checkRow(r); err != nil {
					return err
				}
				q := &r.Quote
				at := c.span(corpus.Cover(q.Content))
				if err := put(
					string(q.ID),
					string(c.Article.ID),
					string(c.Version.ID),
					at.Start,
					at.End,
					c.words(q.Content),
					c.words(q.Quoted),
					string(
						q.Kind,
					),
					string(q.Utterance),
					r.SpeakerName,
					string(q.SpeakerType),
					c.words(q.Source),
					string(q.PersonID),
					r.OrganizationName,
					string(
						q.OrganizationID,
					),
					q.Role,
					r.Group,
					string(r.Status),
					r.Unplaced,
					q.Confidence,
					string(q.Origin),
					q.Engine,
					string(q.Story),
				); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name:    "spans",
		key:     []string{"quote_id", "part", "position"},
		meaning: "One row a stretch of a quote: content, quoted words, cue and source may be in several.",
		columns: []column{
			{"quote_id", text, "The quote.", "quotes"},
			{"part", text, "content, quoted, cue or source.", ""},
			{"position", integer, "Order of the stretch in its part, from 1.", ""},
			{"start", integer, "First code point.", ""},
			{"end", integer, "Code point behind.", ""},
			{"words", text, "What stands there.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				for part, spans := range partsOf(&c.Rows[i].Quote) {
					for n, s := range spans {
						at := c.span(s)
						if err := put(
							string(c.Rows[i].Quote.ID),
							part,
							n+1,
							at.Start,
							at.End,
							s.Text(c.Version.Text),
						); err != nil {
							return err
						}
					}
				}
			}
			return nil
		},
	},
	{
		name:    "verdicts",
		key:     []string{"quote_id", "coder"},
		meaning: "One row a coder's word on a quote.",
		columns: []column{
			{"quote_id", text, "The quote.", "quotes"},
			{"coder", text, "Who says so.", "coders"},
			{"status", text, "confirmed, corrected or rejected.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				for _, v := range c.Rows[i].Verdicts {
					if err := put(
						string(c.Rows[i].Quote.ID),
						string(v.Coder),
						string(v.Status),
						stampOf(v.When),
					); err != nil {
						return err
					}
				}
			}
			return nil
		},
	},
	{
		name:    "judgements",
		key:     []string{"quote_id", "target_id", "coder"},
		meaning: "One row a coder's stance of one quote toward one target.",
		columns: []column{
			{"quote_id", text, "The quote.", "quotes"},
			{"target_id", text, "The target.", "targets"},
			{"coder", text, "Who judged.", "coders"},
			{"target", text, "The target's text.", ""},
			{"stance", text, "support, oppose, neutral or mixed.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				for _, j := range c.Rows[i].Judgements {
					if err := put(
						string(c.Rows[i].Quote.ID),
						string(j.Judgement.Target),
						string(j.Coder),
						j.Target,
						string(j.Stance),
						stampOf(j.When),
					); err != nil {
						return err
					}
				}
			}
			return nil
		},
	},
	{
		name:    "adjudications",
		key:     []string{"quote_id", "target_id"},
		meaning: "One row a stance that was settled where coders differ; charts count it instead of the judgements.",
		columns: []column{
			{"quote_id", text, "The quote.", "quotes"},
			{"target_id", text, "The target.", "targets"},
			{"target", text, "The target's text.", ""},
			{"stance", text, "support, oppose, neutral or mixed.", ""},
			{"coder", text, "Who settled it.", "coders"},
			{"reason", text, "Why.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				for _, a := range c.Rows[i].Adjudications {
					if err := put(
						string(c.Rows[i].Quote.ID),
						string(a.Adjudication.Target),
						a.Target,
						string(a.Stance),
						string(a.Coder),
						a.Reason,
						stampOf(a.When),
					); err != nil {
						return err
					}
				}
			}
			return nil
		},
	},
	{
		name: "tags", key: []string{"quote_id", "code_id", "coder"}, meaning: "One row a coder's tag on a quote.",
		columns: []column{
			{"quote_id", text, "The quote.", "quotes"},
			{"code_id", text, "The code.", "codes"},
			{"coder", text, "Who put it.", "coders"},
			{"path", text, "The code with those above it, joined by /.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				for _, t := range c.Rows[i].Tags {
					if err := put(
						string(c.Rows[i].Quote.ID),
						string(t.ID),
						string(t.Coder),
						t.Path,
						stampOf(t.When),
					); err != nil {
						return err
					}
				}
			}
			return nil
		},
	},
	{
		name:    "notes",
		key:     []string{"quote_id", "coder"},
		meaning: "One row a coder's note on a quote.",
		columns: []column{
			{"quote_id", text, "The quote.", "quotes"},
			{"coder", text, "Who wrote it.", "coders"},
			{"note", text, "The note.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Rows {
				for _, n := range c.Rows[i].Notes {
					if err := put(string(c.Rows[i].Quote.ID), string(n.Coder), n.Text, stampOf(n.When)); err != nil {
						return err
					}
				}
			}
			return nil
		},
	},
	{
		name:    "annotations",
		key:     []string{"annotation_id"},
		meaning: "One row a span that a coder marked beside the quotes.",
		columns: []column{
			{"annotation_id", text, "Identifier.", ""},
			{"article_id", text, "The article.", "articles"},
			{"version_id", text, "The text that start and end count in.", ""},
			{"start", integer, "First code point; empty where the words are not in the text.", ""},
			{"end", integer, "Code point behind.", ""},
			{"words", text, "What was marked.", ""},
			{"note", text, "The coder's note.", ""},
			{"coder", text, "Who marked it.", "coders"},
			{"unplaced", truth, "Whether its words are missing in the text.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Annotations {
				a := &c.Annotations[i]
				var start, end any = "", ""
				if c.placed(a) {
					at := c.span(a.Anchor.Span)
					start, end = at.Start, at.End
				}
				if err := put(
					string(a.ID),
					string(c.Article.ID),
					string(c.Version.ID),
					start,
					end,
					a.Anchor.Exact,
					a.Note,
					string(a.Coder),
					a.Unplaced,
					stampOf(a.Created),
				); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name:    "annotation_tags",
		key:     []string{"annotation_id", "code_id"},
		meaning: "One row a tag on an annotation.",
		columns: []column{
			{"annotation_id", text, "The annotation.", "annotations"},
			{"code_id", text, "The code.", "codes"},
			{"path", text, "The code with those above it.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for i := range c.Annotations {
				for _, t := range c.Annotations[i].Codes {
					if err := put(string(c.Annotations[i].ID), string(t.ID), t.Path); err != nil {
						return err
					}
				}
			}
			return nil
		},
	},
	{
		name:    "article_tags",
		key:     []string{"article_id", "code_id", "coder"},
		meaning: "One row a coder's tag on a whole article.",
		columns: []column{
			{"article_id", text, "The article.", "articles"},
			{"code_id", text, "The code.", "codes"},
			{"coder", text, "Who put it.", "coders"},
			{"path", text, "The code with those above it.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error {
			for _, t := range c.Tags {
				if err := put(
					string(c.Article.ID),
					string(t.ID),
					string(t.Coder),
					t.Path,
					stampOf(t.When),
				); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name:    "memos",
		key:     []string{"article_id", "coder"},
		meaning: "One row a coder's memo on an article, or, without an article, on the project.",
		columns: []column{
			{"article_id", text, "The article; empty for the project.", "articles"},
			{"coder", text, "Who wrote it.", "coders"},
			{"memo", text, "What it says.", ""},
			{"at", moment, "When, UTC.", ""},
		},
		chapter: func(c *Chapter, put func(...any) error) error { return putMemos(c.Memos, put) },
		beside:  func(o Options, put func(...any) error) error { return putMemos(o.Memos, put) },
	},
	{
		name: "codes", key: []string{"code_id"}, meaning: "The codebook: one row a code, unused ones too.",
		columns: []column{
			{"code_id", text, "Identifier.", ""},
			{"parent_id", text, "The code above it; empty at the top.", "codes"},
			{"name", text, "Its name.", ""},
			{"path", text, "Its name with those above it, joined by /.", ""},
			{"color", text, "#rrggbb.", ""},
			{"definition", text, "What it means.", ""},
			{"position", integer, "Order among its siblings.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			for _, c := range o.Codes {
				if err := put(
					string(c.ID),
					string(c.Parent),
					c.Name,
					c.Path,
					c.Color,
					c.Definition,
					c.Position,
				); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name:    "targets",
		key:     []string{"target_id"},
		meaning: "The propositions that stances are judged toward.",
		columns: []column{
			{"target_id", text, "Identifier.", ""},
			{"target", text, "The proposition.", ""},
			{"definition", text, "What it means.", ""},
			{"position", integer, "Order.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			for _, t := range o.Targets {
				if err := put(string(t.ID), t.Text, t.Definition, t.Position); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name:    "people",
		key:     []string{"person_id"},
		meaning: "The registry of people: one row an entry, merged ones included.",
		columns: []column{
			{"person_id", text, "Identifier.", ""},
			{"name", text, "The name to show.", ""},
			{"title", text, "Title or form of address.", ""},
			{"group", text, "The group a coder put them in.", ""},
			{"note", text, "A coder's note.", ""},
			{"merged_into", text, "The entry that stands for this one; empty for none.", "people"},
			{"confirmed", truth, "Whether a coder made, edited or confirmed it.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			return each(o.people(), func(p corpus.Person) error {
				return put(
					string(p.ID),
					p.Name,
					p.Title,
					p.Attributes[corpus.GroupAttribute],
					p.Note,
					string(p.MergedInto),
					p.Confirmed,
				)
			})
		},
	},
	{
		name: "organizations", key: []string{"organization_id"}, meaning: "The registry of organisations, likewise.",
		columns: []column{
			{"organization_id", text, "Identifier.", ""},
			{"name", text, "The name to show.", ""},
			{"group", text, "The group a coder put it in.", ""},
			{"note", text, "A coder's note.", ""},
			{"merged_into", text, "The entry that stands for this one; empty for none.", "organizations"},
			{"confirmed", truth, "Whether a coder made, edited or confirmed it.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			return each(o.organizations(), func(e corpus.Organization) error {
				return put(
					string(e.ID),
					e.Name,
					e.Attributes[corpus.GroupAttribute],
					e.Note,
					string(e.MergedInto),
					e.Confirmed,
				)
			})
		},
	},
	{
		name:    "names",
		key:     []string{"entry_id", "position"},
		meaning: "Other names under which people and organisations were printed.",
		columns: []column{
			{"entry_id", text, "A person_id or an organization_id.", ""},
			{"entry", text, "person or organization.", ""},
			{"position", integer, "Order, from 1.", ""},
			{"name", text, "The name.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			names := func(id, kind string, aliases []string) error {
				for i, name := range aliases {
					if err := put(id, kind, i+1, name); err != nil {
						return err
					}
				}
				return nil
			}
			return bothEntries(o, func(p corpus.Person) error { return names(string(p.ID), "person", p.Aliases) },
				func(e corpus.Organization) error { return names(string(e.ID), "organization", e.Aliases) })
		},
	},
	{
		name:    "attributes",
		key:     []string{"entry_id", "attribute"},
		meaning: "Attributes of people and organisations.",
		columns: []column{
			{"entry_id", text, "A person_id or an organization_id.", ""},
			{"entry", text, "person or organization.", ""},
			{"attribute", text, "Which one.", ""},
			{"value", text, "Its value.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			values := func(id, kind string, attributes map[string]string) error {
				for _, key := range sortedKeys(attributes) {
					if err := put(id, kind, key, attributes[key]); err != nil {
						return err
					}
				}
				return nil
			}
			return bothEntries(o, func(p corpus.Person) error { return values(string(p.ID), "person", p.Attributes) },
				func(e corpus.Organization) error { return values(string(e.ID), "organization", e.Attributes) })
		},
	},
	{
		name:    "affiliations",
		key:     []string{"person_id", "organization_id", "role"},
		meaning: "As what and for whom people were seen in print, with the days.",
		columns: []column{
			{"person_id", text, "The person.", "people"},
			{"organization_id", text, "The organisation; empty for a role without one.", "organizations"},
			{"role", text, "The function as printed.", ""},
			{"first_seen", day, "Day of the first article.", ""},
			{"last_seen", day, "Day of the last.", ""},
			{"quotes", integer, "In how many quotes.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			return each(o.affiliations(), func(f corpus.Affiliation) error {
				return put(string(f.Person), string(f.Organization), f.Role, f.FirstSeen, f.LastSeen, f.Quotes)
			})
		},
	},
	{
		name:    "groups",
		key:     []string{"group", "entry_id"},
		meaning: "Who was put in which group.",
		columns: []column{
			{"group", text, "The group's name.", ""},
			{"entry_id", text, "A person_id or an organization_id.", ""},
			{"entry", text, "person or organization.", ""},
			{"name", text, "The entry's name.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			member := func(id, kind, name string, attributes map[string]string, merged bool) error {
				if g := attributes[corpus.GroupAttribute]; g != "" && !merged {
					return put(g, id, kind, name)
				}
				return nil
			}
			return bothEntries(o, func(p corpus.Person) error {
				return member(string(p.ID), "person", p.Name, p.Attributes, p.MergedInto != "")
			}, func(e corpus.Organization) error {
				return member(string(e.ID), "organization", e.Name, e.Attributes, e.MergedInto != "")
			})
		},
	},
	{
		name: "coders", key: []string{"coder"}, meaning: "Everybody who coded.",
		columns: []column{{"coder", text, "The name under which they act.", ""}},
		beside: func(o Options, put func(...any) error) error {
			for _, c := range o.Coders {
				if err := put(string(c)); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		name:    "events",
		key:     []string{"event_id"},
		meaning: "Dated happenings that coders added to charts.",
		columns: []column{
			{"event_id", text, "Identifier.", ""},
			{"day", day, "When.", ""},
			{"label", text, "What.", ""},
			{"note", text, "A coder's note.", ""},
		},
		beside: func(o Options, put func(...any) error) error {
			for _, e := range o.Events {
				if err := put(string(e.ID), e.Day, e.Label, e.Note); err != nil {
					return err
				}
			}
			return nil
		},
	},
}

func putMemos(memos []corpus.Memo, put func(...any) error) error {
	for _, m := range memos {
		if err := put(string(m.Article), string(m.Coder), m.Text, stampOf(m.When)); err != nil {
			return err
		}
	}
	return nil
}

// partsOf ranges over the parts of a quote with their stretches.
func partsOf(q *corpus.Quote) iter.Seq2[string, []corpus.Span] {
	return func(yield func(string, []corpus.Span) bool) {
		_ = yield("content", q.Content) && yield("quoted", q.Quoted) && yield("cue", q.Cue) && yield("source", q.Source)
	}
}

func each[T any](seq iter.Seq2[T, error], do func(T) error) error {
	for item, err := range seq {
		if err != nil {
			return err
		}
		if err := do(item); err != nil {
			return err
		}
	}
	return nil
}

func bothEntries(o Options, person func(corpus.Person) error, organization func(corpus.Organization) error) error {
	if err := each(o.people(), person); err != nil {
		return err
	}
	return each(o.organizations(), organization)
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// tableNames are the tables that can go out one by one: the flat one of quotes,
// then those of the bundle but its own narrower quotes.
func tableNames() []string {
	names := []string{flatQuotes.name}
	for _, t := range bundleTables {
		if t.name != flatQuotes.name {
			names = append(names, t.name)
		}
	}
	return names
}

func tableNamed(name string) (table, error) {
	if name == flatQuotes.name {
		return flatQuotes, nil
	}
	for _, t := range bundleTables {
		if t.name == name {
			return t, nil
		}
	}
	return table{}, fmt.Errorf("there is no table %q: use %s", name, strings.Join(tableNames(), ", "))
}
