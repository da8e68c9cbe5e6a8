package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"quoth/corpus"
)

// registryTables maps an entry's kind to its table and the quotes' column.
var registryTables = map[corpus.EntryKind]struct{ table, column string }{
	corpus.PersonEntry:       {"people", "person"},
	corpus.OrganizationEntry: {"organizations", "organization"},
}

func strs(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func attributes(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

func (t *tx) putPerson(p corpus.Person) error {
	return t.put("people", "", rowKey(string(p.ID)), map[string]any{
		"id": p.ID, "name": p.Name, "aliases": mustJSON(strs(p.Aliases)),
		"title": p.Title, "attributes": mustJSON(attributes(p.Attributes)), "note": p.Note,
		"merged_into": nullable(string(p.MergedInto)), "confirmed": number(p.Confirmed),
	})
}

func (t *tx) putOrganization(o corpus.Organization) error {
	return t.put("organizations", "", rowKey(string(o.ID)), map[string]any{
		"id": o.ID, "name": o.Name, "aliases": mustJSON(strs(o.Aliases)),
		"attributes": mustJSON(attributes(o.Attributes)), "note": o.Note,
		"merged_into": nullable(string(o.MergedInto)), "confirmed": number(o.Confirmed),
	})
}

func (t *tx) savePerson(p corpus.Person) (outcome, error) {
	if strings.TrimSpace(p.Name) == "" {
		return outcome{}, fmt.Errorf("a person needs a name: %w", corpus.ErrInvalid)
	}
	if p.ID == "" {
		p.ID = corpus.PersonID(newID())
	}
	p.Confirmed = true
	into, err := t.mergedInto("people", string(p.ID))
	if err != nil {
		return outcome{}, err
	}
	p.MergedInto = corpus.PersonID(into)
	return outcome{
			kind:    "registry",
			title:   "save the person " + p.Name,
			created: string(p.ID),
			touched: corpus.Touched{People: []corpus.PersonID{p.ID}},
		}, t.putPerson(
			p,
		)
}

func (t *tx) saveOrganization(o corpus.Organization) (outcome, error) {
	if strings.TrimSpace(o.Name) == "" {
		return outcome{}, fmt.Errorf("an organisation needs a name: %w", corpus.ErrInvalid)
	}
	if o.ID == "" {
		o.ID = corpus.OrganizationID(newID())
	}
	o.Confirmed = true
	into, err := t.mergedInto("organizations", string(o.ID))
	if err != nil {
		return outcome{}, err
	}
	o.MergedInto = corpus.OrganizationID(into)
	return outcome{
		kind: "registry", title: "save the organisation " + o.Name, created: string(o.ID),
		touched: corpus.Touched{Organizations: []corpus.OrganizationID{o.ID}},
	}, t.putOrganization(o)
}

// mergedInto is what an entry is merged into. Saving an entry leaves that alone:
// only merging and taking it back change it.
func (t *tx) mergedInto(tbl, id string) (string, error) {
	var into string
	err := t.QueryRowContext(t.ctx, fmt.Sprintf(`SELECT ifnull(merged_into, '') FROM %s WHERE id = ?`, tbl), id).
		Scan(&into)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return into, err
}

// merge merges one entry into another. Quotes keep their ids: which entry
// stands for them is looked up, so taking a merge back is exact.
func (t *tx) merge(kind corpus.EntryKind, from, into string) (outcome, error) {
	tbl := registryTables[kind].table
	var fromName, intoName, fromRoot, intoRoot string
	query := fmt.Sprintf(`SELECT name, root FROM %s WHERE id = ?`, tbl)
	if err := t.QueryRowContext(t.ctx, query, from).Scan(&fromName, &fromRoot); err != nil {
		return outcome{}, t.missing(err, "the entry "+from)
	}
	if err := t.QueryRowContext(t.ctx, query, into).Scan(&intoName, &intoRoot); err != nil {
		return outcome{}, t.missing(err, "the entry "+into)
	}
	if fromRoot != from {
		return outcome{}, fmt.Errorf("%s is merged into another entry already: %w", fromName, corpus.ErrInvalid)
	}
	if fromRoot == intoRoot {
		return outcome{}, fmt.Errorf("%s and %s are one entry already: %w", fromName, intoName, corpus.ErrInvalid)
	}
	image, err := t.image(tbl, rowKey(from))
	if err != nil {
		return outcome{}, err
	}
	var row map[string]any
	if err := json.Unmarshal([]byte(image), &row); err != nil {
		return outcome{}, err
	}
	row["merged_into"] = intoRoot
	return outcome{
			kind:    "merge",
			title:   fmt.Sprintf("merge %s into %s", fromName, intoName),
			touched: touchedEntries(kind, from, intoRoot),
		},
		t.put(
			tbl,
			"",
			rowKey(from),
			row,
		)
}

func touchedEntries(kind corpus.EntryKind, ids ...string) corpus.Touched {
	var touched corpus.Touched
	for _, id := range ids {
		if kind == corpus.PersonEntry {
			touched.People = append(touched.People, corpus.PersonID(id))
		} else {
			touched.Organizations = append(touched.Organizations, corpus.OrganizationID(id))
		}
	}
	return touched
}

// splitPerson moves quotes of one entry to a new one, as corrections of the
// coder.
func (t *tx) splitPerson(coder corpus.Coder, a corpus.SplitPerson) (outcome, error) {
	if a.New.ID == "" {
		a.New.ID = corpus.PersonID(newID())
	}
	var old corpus.Person
	old, err := scanPerson(t.QueryRowContext(t.ctx, personColumns+`WHERE id = ?`, string(a.From)))
	if err != nil {
		return outcome{}, t.missing(err, "the entry "+string(a.From))
	}
	old.Aliases = without(old.Aliases, a.Aliases)
	a.New.Aliases = append(a.New.Aliases, a.Aliases...)
	if err := t.putPerson(old); err != nil {
		return outcome{}, err
	}
	if _, err := t.savePerson(a.New); err != nil {
		return outcome{}, err
	}
	for _, q := range a.Quotes {
		if _, err := t.verdict(
			coder,
			q,
			corpus.Corrected,
			&corpus.Correction{PersonID: &a.New.ID, Speaker: &a.New.Name},
			"",
		); err != nil {
			return outcome{}, err
		}
	}
	if _, err := t.keepApart(
		corpus.KeepApart{Kind: corpus.PersonEntry, A: string(a.From), B: string(a.New.ID)},
	); err != nil {
		return outcome{}, err // the program does not bring them together again
	}
	return outcome{
		kind: "split", title: fmt.Sprintf("split %s off %s", a.New.Name, old.Name), created: string(a.New.ID),
		touched: corpus.Touched{People: []corpus.PersonID{a.From, a.New.ID}, Quotes: a.Quotes},
	}, nil
}

// splitOrganization is the same for an organisation.
func (t *tx) splitOrganization(coder corpus.Coder, a corpus.SplitOrganization) (outcome, error) {
	if a.New.ID == "" {
		a.New.ID = corpus.OrganizationID(newID())
	}
	old, err := scanOrganization(t.QueryRowContext(t.ctx, organizationColumns+`WHERE id = ?`, string(a.From)))
	if err != nil {
		return outcome{}, t.missing(err, "the entry "+string(a.From))
	}
	old.Aliases = without(old.Aliases, a.Aliases)
	a.New.Aliases = append(a.New.Aliases, a.Aliases...)
	if err := t.putOrganization(old); err != nil {
		return outcome{}, err
	}
	if _, err := t.saveOrganization(a.New); err != nil {
		return outcome{}, err
	}
	for _, q := range a.Quotes {
		if _, err := t.verdict(
			coder,
			q,
			corpus.Corrected,
			&corpus.Correction{OrganizationID: &a.New.ID, Organization: &a.New.Name},
			"",
		); err != nil {
			return outcome{}, err
		}
	}
	if _, err := t.keepApart(
		corpus.KeepApart{Kind: corpus.OrganizationEntry, A: string(a.From), B: string(a.New.ID)},
	); err != nil {
		return outcome{}, err
	}
	return outcome{
		kind: "split", title: fmt.Sprintf("split %s off %s", a.New.Name, old.Name), created: string(a.New.ID),
		touched: corpus.Touched{Organizations: []corpus.OrganizationID{a.From, a.New.ID}, Quotes: a.Quotes},
	}, nil
}

func without(list, drop []string) []string {
	gone := map[string]bool{}
	for _, d := range drop {
		gone[d] = true
	}
	var out []string
	for _, item := range list {
		if !gone[item] {
			out = append(out, item)
		}
	}
	return out
}

func (t *tx) keepApart(a corpus.KeepApart) (outcome, error) {
	key := rowKey(string(a.Kind), a.A, a.B)
	image, err := t.image("proposals", key)
	if err != nil {
		return outcome{}, err
	}
	row := map[string]any{"kind": a.Kind, "a": a.A, "b": a.B, "score": 0, "reason": ""}
	if image != "" {
		if err := json.Unmarshal([]byte(image), &row); err != nil {
			return outcome{}, err
		}
	}
	row["apart"] = 1
	return outcome{
			kind:    "registry",
			title:   "keep two entries apart",
			touched: touchedEntries(a.Kind, a.A, a.B),
		}, t.put(
			"proposals",
			"",
			key,
			row,
		)
}

const (
	personColumns       = `SELECT id, name, aliases, title, attributes, note, ifnull(merged_into, ''), confirmed FROM people `
	organizationColumns = `SELECT id, name, aliases, attributes, note, ifnull(merged_into, ''), confirmed FROM organizations `
)

func scanPerson(row scanner, more ...any) (corpus.Person, error) {
	var p corpus.Person
	var aliases, attributes string
	if err := row.Scan(
		append(
			[]any{&p.ID, &p.Name, &aliases, &p.Title, &attributes, &p.Note, &p.MergedInto, &p.Confirmed},
			more...)...); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(aliases), &p.Aliases); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(attributes), &p.Attributes)
}

func scanOrganization(row scanner, more ...any) (corpus.Organization, error) {
	var o corpus.Organization
	var aliases, attributes string
	if err := row.Scan(
		append(
			[]any{&o.ID, &o.Name, &aliases, &attributes, &o.Note, &o.MergedInto, &o.Confirmed},
			more...)...); err != nil {
		return o, err
	}
	if err := json.Unmarshal([]byte(aliases), &o.Aliases); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(attributes), &o.Attributes)
}

// Person is a registry entry. A merged-away id gives the entry itself with
// MergedInto set to the one that stands for it.
func (s *Store) Person(ctx context.Context, id corpus.PersonID) (corpus.Person, error) {
	p, err := scanPerson(
		s.reader.QueryRowContext(
			ctx,
			`SELECT id, name, aliases, title, attributes, note, coalesce(nullif(root, id), ''), confirmed FROM people WHERE id = ?`,
			string(id),
		),
	)
	return p, s.explain("read the person "+string(id), err)
}

// Organization is a registry entry, likewise.
func (s *Store) Organization(ctx context.Context, id corpus.OrganizationID) (corpus.Organization, error) {
	o, err := scanOrganization(
		s.reader.QueryRowContext(
			ctx,
			`SELECT id, name, aliases, attributes, note, coalesce(nullif(root, id), ''), confirmed FROM organizations WHERE id = ?`,
			string(id),
		),
	)
	return o, s.explain("read the organisation "+string(id), err)
}

// families are all entries merged with some entries, those included.
func families[ID ~string](ctx context.Context, s *Store, kind corpus.EntryKind, ids []ID) ([]ID, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		fmt.Sprintf(
			`SELECT id FROM %s WHERE root IN (SELECT root FROM %[1]s WHERE id IN (SELECT value FROM json_each(?)))`,
			registryTables[kind].table,
		),
		mustJSON(ids),
	)
	out, err := collect(rows, err, func(r *sql.Rows) (ID, error) {
		var id ID
		err := r.Scan(&id)
		return id, err
	})
	return out, s.explain("read the registry", err)
}

// PersonFamilies are the ids of all entries merged with some people, their own
// included: the index files quotes under the entries they were given.
func (s *Store) PersonFamilies(ctx context.Context, ids []corpus.PersonID) ([]corpus.PersonID, error) {
	return families(ctx, s, corpus.PersonEntry, ids)
}

// OrganizationFamilies is the same for organisations.
func (s *Store) OrganizationFamilies(
	ctx context.Context,
	ids []corpus.OrganizationID,
) ([]corpus.OrganizationID, error) {
	return families(ctx, s, corpus.OrganizationEntry, ids)
}

// RegistryName is an unmerged entry with all the forms it is printed in: its own
// name first, then its aliases and those of the entries merged into it.
type RegistryName struct {
	Root      string
	Forms     []string
	Confirmed bool
}

// RegistryNames lists the names of a registry, by id.
func (s *Store) RegistryNames(ctx context.Context, kind corpus.EntryKind) ([]RegistryName, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		fmt.Sprintf(
			`SELECT root, name, aliases, confirmed FROM %s ORDER BY root, id <> root, id`,
			registryTables[kind].table,
		),
	)
	var out []RegistryName
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var n RegistryName
		var name, aliases string
		if err := r.Scan(&n.Root, &name, &aliases, &n.Confirmed); err != nil {
			return struct{}{}, err
		}
		if err := json.Unmarshal([]byte(aliases), &n.Forms); err != nil {
			return struct{}{}, err
		}
		n.Forms = append([]string{name}, n.Forms...)
		if last := len(out) - 1; last >= 0 && out[last].Root == n.Root {
			out[last].Forms = append(out[last].Forms, n.Forms...)
			return struct{}{}, nil
		}
		out = append(out, n)
		return struct{}{}, nil
	})
	return out, s.explain("read the names of the registry", err)
}

// Sighting is where and when print told something of a person.
type Sighting struct {
	Organization, Role, Publisher string // empty when not told
	First, Last                   string // YYYY-MM-DD, empty when no article is dated
	Quotes                        int
}

// PeopleSeen gathers what print told of unmerged people. Rejected quotes and
// deleted articles are left out.
func (s *Store) PeopleSeen(ctx context.Context, ids []corpus.PersonID) (map[corpus.PersonID][]Sighting, error) {
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT m.root, ifnull(r.name, ''), q.role, lower(coalesce(nullif(a.publisher, ''), a.site)), ifnull(min(nullif(a.day, '')), ''), max(a.day), count(*)
	  FROM people m CROSS JOIN quotes q ON q.person = m.id CROSS JOIN articles a ON a.id = q.article
	    LEFT JOIN organizations o ON o.id = q.organization LEFT JOIN organizations r ON r.id = o.root
	  WHERE m.root IN (SELECT value FROM json_each(?)) AND q.status <> 'rejected' AND a.deleted = 0
	  GROUP BY 1, 2, 3, 4`, mustJSON(ids))
	out := map[corpus.PersonID][]Sighting{}
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id corpus.PersonID
		var f Sighting
		err := r.Scan(&id, &f.Organization, &f.Role, &f.Publisher, &f.First, &f.Last, &f.Quotes)
		out[id] = append(out[id], f)
		return struct{}{}, err
	})
	return out, s.explain("read what print told of people", err)
}

// Affiliations lists where and as what a person was seen in print.
func (s *Store) Affiliations(ctx context.Context, id corpus.PersonID) ([]corpus.Affiliation, error) {
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT ifnull(o.root, ''), q.role, ifnull(min(nullif(a.day, '')), ''), max(a.day), count(*),
	    ifnull(json_group_array(DISTINCT a.day) FILTER (WHERE a.day <> ''), '[]')
	  FROM people m CROSS JOIN quotes q ON q.person = m.id CROSS JOIN articles a ON a.id = q.article
	    LEFT JOIN organizations o ON o.id = q.organization
	  WHERE m.root = (SELECT root FROM people WHERE id = ?) AND q.status <> 'rejected' AND a.deleted = 0
	  GROUP BY 1, 2 ORDER BY 3, 5 DESC`, string(id))
	out, err := collect(rows, err, func(r *sql.Rows) (corpus.Affiliation, error) {
		f := corpus.Affiliation{Person: id}
		var days string
		if err := r.Scan(&f.Organization, &f.Role, &f.FirstSeen, &f.LastSeen, &f.Quotes, &days); err != nil {
			return f, err
		}
		err := json.Unmarshal([]byte(days), &f.Days)
		slices.Sort(f.Days)
		return f, err
	})
	return out, s.explain("read the affiliations", err)
}

const personSummaries = `
  SELECT p.id, p.name, p.aliases, p.title, p.attributes, p.note, ifnull(p.merged_into, ''), p.confirmed,
    count(a.id) AS n, count(DISTINCT q.article), ifnull(min(nullif(a.day, '')), ''), ifnull(max(a.day), '')
  FROM people p
    LEFT JOIN people m ON m.root = p.id
    LEFT JOIN quotes q ON q.person = m.id AND q.act = 'speech' AND q.status <> 'rejected'
    LEFT JOIN articles a ON a.id = q.article AND a.deleted = 0
  WHERE p.merged_into IS NULL `

func (s *Store) personSummaries(ctx context.Context, query string, args ...any) ([]corpus.PersonSummary, error) {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	people, err := collect(rows, err, func(r *sql.Rows) (corpus.PersonSummary, error) {
		var p corpus.PersonSummary
		var err error
		p.Person, err = scanPerson(r, &p.Quotes, &p.Articles, &p.FirstSeen, &p.LastSeen)
		return p, err
	})
	if err != nil {
		return nil, s.explain("read the people", err)
	}
	for i := range people {
		if err := s.latest(ctx, &people[i], -1); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// Where CROSS JOIN stands in these queries it fixes the order of the tables:
// from the entry to its quotes. Without statistics the planner starts at the
// articles, which is all of them.

// latest fills in the organisation and role a person was last seen with, among
// so many quotes kept last (negative: all), and the aliases of entries merged
// into it.
func (s *Store) latest(ctx context.Context, p *corpus.PersonSummary, most int) error {
	err := s.reader.QueryRowContext(ctx, `
	  SELECT ifnull(r.name, ''), q.role FROM (SELECT q.rowid AS id FROM people m CROSS JOIN quotes q INDEXED BY quotes_by_person ON q.person = m.id
	      WHERE m.root = ? AND q.status <> 'rejected' ORDER BY q.rowid + 0 DESC LIMIT ?) l
	    CROSS JOIN quotes q ON q.rowid = l.id CROSS JOIN articles a ON a.id = q.article
	    LEFT JOIN organizations o ON o.id = q.organization LEFT JOIN organizations r ON r.id = o.root
	  WHERE a.deleted = 0
	  ORDER BY (q.role = '' AND r.name IS NULL), a.day DESC LIMIT 1`, string(p.ID), most).Scan(&p.Organization, &p.Role)
	if err != nil && err != sql.ErrNoRows {
		return s.explain("read the people", err)
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT name FROM people WHERE root = ?1 AND id <> ?1
	  UNION SELECT value FROM people, json_each(people.aliases) WHERE people.root = ?1 AND people.id <> ?1`, string(p.ID))
	merged, err := collect(rows, err, func(r *sql.Rows) (string, error) {
		var name string
		err := r.Scan(&name)
		return name, err
	})
	for _, name := range merged {
		if name != p.Name && !contains(p.Aliases, name) {
			p.Aliases = append(p.Aliases, name)
		}
	}
	return s.explain("read the people", err)
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// nameFilter restricts a query to entries all of whose words occur in a name or
// an alias of the entry or of one merged into it.
func nameFilter(tbl, words string) (where string, args []any) {
	for _, word := range strings.Fields(words) {
		where += fmt.Sprintf(
			`AND EXISTS (SELECT 1 FROM %s f WHERE f.root = p.id AND instr(lower(f.name || ' ' || f.aliases), lower(?)) > 0) `,
			tbl,
		)
		args = append(args, word)
	}
	return where, args
}

// PersonSummary is one row of the People page.
func (s *Store) PersonSummary(ctx context.Context, id corpus.PersonID) (corpus.PersonSummary, error) {
	people, err := s.personSummaries(
		ctx,
		personSummaries+`AND p.id = (SELECT root FROM people WHERE id = ?) GROUP BY p.id`,
		string(id),
	)
	if err == nil && len(people) == 0 {
		err = fmt.Errorf("the person %s: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return corpus.PersonSummary{}, err
	}
	return people[0], nil
}

// PeopleOf lists who was seen speaking for an organisation.
func (s *Store) PeopleOf(ctx context.Context, id corpus.OrganizationID) ([]corpus.PersonSummary, error) {
	return s.personSummaries(ctx, personSummaries+`AND q.organization IN
	    (SELECT id FROM organizations WHERE root = (SELECT root FROM organizations WHERE id = ?))
	  GROUP BY p.id ORDER BY n DESC, p.name LIMIT 200`, string(id))
}

const organizationSummaries = `
  SELECT p.id, p.name, p.aliases, p.attributes, p.note, ifnull(p.merged_into, ''), p.confirmed,
    count(a.id) AS n, count(DISTINCT q.person), ifnull(min(nullif(a.day, '')), ''), ifnull(max(a.day), '')
  FROM organizations p
    LEFT JOIN organizations m ON m.root = p.id
    LEFT JOIN quotes q ON q.organization = m.id AND q.act = 'speech' AND q.status <> 'rejected'
    LEFT JOIN articles a ON a.id = q.article AND a.deleted = 0
  WHERE p.merged_into IS NULL `

func (s *Store) organizationSummaries(
	ctx context.Context,
	query string,
	args ...any,
) ([]corpus.OrganizationSummary, error) {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	out, err := collect(rows, err, func(r *sql.Rows) (corpus.OrganizationSummary, error) {
		var o corpus.OrganizationSummary
		var err error
		o.Organization, err = scanOrganization(r, &o.Quotes, &o.People, &o.FirstSeen, &o.LastSeen)
		return o, err
	})
	return out, s.explain("read the organisations", err)
}

// OrganizationSummary is one row of the People page.
func (s *Store) OrganizationSummary(ctx context.Context, id corpus.OrganizationID) (corpus.OrganizationSummary, error) {
	out, err := s.organizationSummaries(
		ctx,
		organizationSummaries+`AND p.id = (SELECT root FROM organizations WHERE id = ?) GROUP BY p.id`,
		string(id),
	)
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("the organisation %s: %w", id, corpus.ErrNotFound)
	}
	if err != nil {
		return corpus.OrganizationSummary{}, err
	}
	return out[0], nil
}

// Known lists what coders have confirmed of names and affiliations: entries
// they made or edited, and speakers of quotes they confirmed or corrected. The
// plus signs keep the planner from reading all decided quotes for each entry.
func (s *Store) Known(ctx context.Context) ([]corpus.Known, error) {
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT p.name, p.aliases, 'person', ifnull((
	      SELECT r.name FROM quotes q JOIN organizations o ON o.id = q.organization JOIN organizations r ON r.id = o.root
	      WHERE q.person IN (SELECT id FROM people WHERE root = p.id) AND +q.status IN ('confirmed', 'corrected')
	      GROUP BY r.id ORDER BY count(*) DESC, r.id LIMIT 1), ''), ifnull((
	      SELECT q.role FROM quotes q WHERE q.person IN (SELECT id FROM people WHERE root = p.id)
	        AND +q.status IN ('confirmed', 'corrected') AND q.role <> '' GROUP BY q.role ORDER BY count(*) DESC, q.role LIMIT 1), '')
	  FROM people p WHERE p.merged_into IS NULL AND (p.confirmed = 1 OR EXISTS (
	    SELECT 1 FROM quotes q WHERE q.person = p.id AND +q.status IN ('confirmed', 'corrected')))
	  UNION ALL
	  SELECT p.name, p.aliases, 'organization', '', '' FROM organizations p WHERE p.merged_into IS NULL AND (p.confirmed = 1 OR EXISTS (
	    SELECT 1 FROM quotes q WHERE q.organization = p.id AND +q.status IN ('confirmed', 'corrected')))
	  ORDER BY 3, 1`)
	known, err := collect(rows, err, func(r *sql.Rows) (corpus.Known, error) {
		var k corpus.Known
		var aliases string
		if err := r.Scan(&k.Name, &aliases, &k.Type, &k.Organization, &k.Role); err != nil {
			return k, err
		}
		return k, json.Unmarshal([]byte(aliases), &k.Aliases)
	})
	return known, s.explain("read the confirmed names", err)
}

// Groups lists the groups of people and organisations, each once, by name.
func (s *Store) Groups(ctx context.Context) ([]string, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT g FROM (SELECT attributes ->> ?1 AS g FROM people WHERE merged_into IS NULL
	  UNION SELECT attributes ->> ?1 FROM organizations WHERE merged_into IS NULL) x WHERE g IS NOT NULL AND g <> '' ORDER BY lower(g), g`,
		corpus.GroupAttribute,
	)
	out, err := collect(rows, err, func(r *sql.Rows) (string, error) {
		var g string
		err := r.Scan(&g)
		return g, err
	})
	return out, s.explain("list the groups", err)
}

// GroupMembers lists who was put in a group, whatever the case of its letters,
// and the people who were put in another one.
func (s *Store) GroupMembers(
	ctx context.Context,
	name string,
) (people []corpus.PersonID, organizations []corpus.OrganizationID, elsewhere []corpus.PersonID, err error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT id, attributes ->> ?1, 1 FROM people WHERE merged_into IS NULL AND attributes ->> ?1 <> ''
	  UNION ALL SELECT id, attributes ->> ?1, 0 FROM organizations WHERE merged_into IS NULL AND attributes ->> ?1 <> '' ORDER BY 1`,
		corpus.GroupAttribute,
	)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id, group string
		var person bool
		err := r.Scan(&id, &group, &person)
		switch in := strings.EqualFold(group, name); {
		case person && in:
			people = append(people, corpus.PersonID(id))
		case person:
			elsewhere = append(elsewhere, corpus.PersonID(id))
		case in:
			organizations = append(organizations, corpus.OrganizationID(id))
		}
		return struct{}{}, err
	})
	return people, organizations, elsewhere, s.explain("read the group "+name, err)
}
