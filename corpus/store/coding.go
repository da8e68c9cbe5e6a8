package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"quoth/corpus"
)

func (t *tx) adjudicate(coder corpus.Coder, a corpus.Adjudicate) (outcome, error) {
	q, err := t.quote(a.Quote)
	if err != nil {
		return outcome{}, err
	}
	var target string
	if err := t.QueryRowContext(t.ctx, `SELECT text FROM targets WHERE id = ?`, string(a.Target)).
		Scan(&target); err != nil {
		return outcome{}, t.missing(err, "the target "+string(a.Target))
	}
	key := rowKey(string(a.Quote), string(a.Target))
	done := onQuote("adjudicate", fmt.Sprintf("adjudicate %s: %s “%s”", who(q), a.Stance, target), q)
	done.touched.Targets = []corpus.TargetID{a.Target}
	if a.Stance == "" {
		done.title = fmt.Sprintf("take back the adjudication of %s on “%s”", who(q), target)
		return done, t.drop("adjudications", string(q.Article), key)
	}
	if _, err := corpus.ParseStance(string(a.Stance)); err != nil {
		return outcome{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	if same, err := t.same(
		"adjudications",
		key,
		map[string]any{"stance": string(a.Stance), "coder": string(coder), "reason": a.Reason},
	); err != nil ||
		same {
		return done, err
	}
	return done, t.put("adjudications", string(q.Article), key, map[string]any{
		"quote": a.Quote, "target": a.Target, "coder": coder, "stance": a.Stance, "reason": a.Reason, "at": t.stamp(),
	})
}

func (t *tx) saveAssignment(coder corpus.Coder, a corpus.Assignment) (outcome, error) {
	if err := a.Validate(); err != nil {
		return outcome{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	if a.ID == "" {
		a.ID = corpus.AssignmentID(newID())
	}
	if a.By == "" {
		a.By = coder
	}
	created := t.stamp()
	if !a.Created.IsZero() {
		created = stamp(a.Created)
	}
	done := outcome{
		kind:    "assign",
		title:   fmt.Sprintf("assign %d quotes to %s", len(a.Quotes), a.Coder),
		created: string(a.ID),
	}
	return done, t.put("assignments", "", rowKey(string(a.ID)), map[string]any{
		"id": a.ID, "title": a.Title, "coder": a.Coder, "target": a.Target,
		"quotes": mustJSON(a.Quotes), "drawn": a.Drawn, "assigner": a.By, "created": created,
	})
}

// asWritten carries out an act of another corpus.
func (t *tx) asWritten(coder corpus.Coder, a corpus.AsWritten) (outcome, error) {
	if a.ID == "" || a.When.IsZero() {
		return outcome{}, fmt.Errorf("an act as written needs its id and its moment: %w", corpus.ErrInvalid)
	}
	applied, err := t.exists("applied", a.ID)
	if err != nil {
		return outcome{}, err
	}
	if applied {
		return outcome{kind: "nothing", title: "applied before", nothing: true}, nil
	}
	if err := t.contradicts(coder, a.Act, stamp(a.When)); err != nil {
		return outcome{}, err
	}
	t.when = a.When
	defer func() { t.when = time.Time{} }()
	before := len(t.rows)
	done, err := t.carryOut(coder, a.Act)
	if err != nil || len(t.rows) == before { // said here already
		return done, err
	}
	return done, t.put("applied", "", rowKey(a.ID), map[string]any{"id": a.ID, "coder": coder, "at": stamp(a.When)})
}

// contradicts refuses an act that would change what its coder says here already. Who
// adjudicated makes no difference: a quote has one adjudication.
func (t *tx) contradicts(coder corpus.Coder, act corpus.Act, at string) error {
	differs := func(tbl, key, column, want, what string) error {
		image, err := t.image(tbl, key)
		if err != nil || image == "" {
			return err
		}
		if here := field(image, column); here != want && !(here == "" && column == "definition") {
			return fmt.Errorf(
				"%s says %s here, since %s; the file says %s, and nothing is overwritten: %w",
				cmp.Or(
					field(image, "coder"),
					"the codebook",
				),
				what+quoted(here),
				cmp.Or(field(image, "at"), "before"),
				quoted(want),
				corpus.ErrConflict,
			)
		}
		return nil
	}
	switch a := act.(type) {
	case corpus.Judge:
		return differs(
			"judgements",
			rowKey(string(a.Quote), string(a.Target), string(coder)),
			"stance",
			string(a.Stance),
			"",
		)
	case corpus.Adjudicate:
		return differs("adjudications", rowKey(string(a.Quote), string(a.Target)), "stance", string(a.Stance), "")
	case corpus.WriteNote:
		return differs("notes", rowKey(string(a.Quote), string(coder)), "text", a.Text, "")
	case corpus.WriteMemo:
		return differs("memos", rowKey(string(a.Article), string(coder)), "text", a.Text, "")
	case corpus.Confirm:
		return differs("verdicts", rowKey(string(a.Quote), string(coder)), "status", string(corpus.Confirmed), "")
	case corpus.Reject:
		return differs("verdicts", rowKey(string(a.Quote), string(coder)), "status", string(corpus.Rejected), "")
	case corpus.Correct:
		return t.correctionConflict(coder, a, at)
	case corpus.SaveAnnotation:
		return t.annotationConflict(a.Annotation)
	case corpus.SaveTag:
		return differs("tags", rowKey(string(a.Tag.ID)), "definition", a.Tag.Definition, "the definition ")
	case corpus.SaveTarget:
		return differs("targets", rowKey(string(a.Target.ID)), "definition", a.Target.Definition, "the definition ")
	case corpus.Many:
		for _, one := range a.Acts {
			if err := t.contradicts(coder, one, at); err != nil {
				return err
			}
		}
	case corpus.SavePerson,
		corpus.SaveOrganization,
		corpus.PutTag,
		corpus.MarkQuote,
		corpus.SaveEvent,
		corpus.TagArticle:
	default:
		return fmt.Errorf("%T cannot be applied as written: %w", act, corpus.ErrInvalid)
	}
	return nil
}

// correctionConflict allows a correction that adds to the coder's own here, or says
// the same.
func (t *tx) correctionConflict(coder corpus.Coder, a corpus.Correct, at string) error {
	image, err := t.image("verdicts", rowKey(string(a.Quote), string(coder)))
	if err != nil || image == "" {
		return err
	}
	if field(image, "at") == at { // who marked a quote confirmed it in the same moment
		return nil
	}
	if status := field(image, "status"); status != string(corpus.Corrected) {
		return fmt.Errorf(
			"%s says %s here, since %s: nothing is overwritten: %w",
			coder,
			status,
			field(image, "at"),
			corpus.ErrConflict,
		)
	}
	var here corpus.Correction
	if err := json.Unmarshal([]byte(field(image, "correction")), &here); err != nil {
		return err
	}
	// Entries of the registry have other ids elsewhere: the names decide.
	theirs := a.Correction
	here.PersonID, here.OrganizationID, theirs.PersonID, theirs.OrganizationID = nil, nil, nil, nil
	if mustJSON(here.Over(theirs)) != mustJSON(here) {
		return fmt.Errorf(
			"%s corrected this quote otherwise here, on %s: nothing is overwritten: %w",
			coder,
			field(image, "at"),
			corpus.ErrConflict,
		)
	}
	return nil
}

func (t *tx) annotationConflict(a corpus.Annotation) error {
	image, err := t.image("annotations", rowKey(string(a.ID)))
	if err != nil || image == "" {
		return err
	}
	if field(image, "note") != a.Note {
		return fmt.Errorf("the annotation has another note here: nothing is overwritten: %w", corpus.ErrConflict)
	}
	return nil
}

func quoted(s string) string {
	if strings.ContainsAny(s, " \n") || s == "" {
		return "“" + s + "”"
	}
	return s
}

func scanAdjudication(r *sql.Rows) (corpus.Adjudication, error) {
	var a corpus.Adjudication
	var at string
	err := r.Scan(&a.Quote, &a.Target, &a.Stance, &a.Coder, &a.Reason, &at)
	a.When = parseStamp(at)
	return a, err
}

const adjudicationColumns = `SELECT quote, target, stance, coder, reason, at FROM adjudications `

// Assignments lists the quotes assigned to coders, newest first.
func (s *Store) Assignments(ctx context.Context) ([]corpus.Assignment, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT id, title, coder, target, quotes, drawn, assigner, created FROM assignments ORDER BY created DESC, id`,
	)
	all, err := collect(rows, err, func(r *sql.Rows) (corpus.Assignment, error) {
		var a corpus.Assignment
		var quotes, created string
		if err := r.Scan(&a.ID, &a.Title, &a.Coder, &a.Target, &quotes, &a.Drawn, &a.By, &created); err != nil {
			return a, err
		}
		a.Created = parseStamp(created)
		return a, json.Unmarshal([]byte(quotes), &a.Quotes)
	})
	return all, s.explain("read the assignments", err)
}

// Done lists those of an assignment's quotes that its coder has judged toward its
// target or, without one, given a verdict on.
func (s *Store) Done(ctx context.Context, a corpus.Assignment) ([]corpus.QuoteID, error) {
	query := `SELECT DISTINCT quote FROM judgements WHERE coder = ?1 AND target = ?3 AND quote IN (SELECT value FROM json_each(?2))`
	if a.Target == "" {
		query = `SELECT DISTINCT quote FROM verdicts WHERE coder = ?1 AND ?3 = '' AND quote IN (SELECT value FROM json_each(?2))`
	}
	rows, err := s.reader.QueryContext(ctx, query, string(a.Coder), mustJSON(a.Quotes), string(a.Target))
	ids, err := collect(rows, err, func(r *sql.Rows) (corpus.QuoteID, error) {
		var id corpus.QuoteID
		err := r.Scan(&id)
		return id, err
	})
	return ids, s.explain("count what is judged", err)
}

// Applied reports whether an act of another corpus was applied here.
func (s *Store) Applied(ctx context.Context, id string) (bool, error) {
	var one int
	err := s.reader.QueryRowContext(ctx, `SELECT 1 FROM applied WHERE id = ?`, id).Scan(&one)
	if err == sql.ErrNoRows {
		return false, nil
	}
	return err == nil, s.explain("look for an act", err)
}

// Made says who made each tag, target and event, and when, as far as the journal
// knows; under "" is its first entry.
func (s *Store) Made(ctx context.Context) (map[string]corpus.Change, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		changeColumns+`WHERE created <> '' AND kind IN ('codebook', 'event') ORDER BY seq DESC`,
	)
	changes, err := scanChanges(rows, err)
	out := map[string]corpus.Change{}
	for _, c := range changes {
		out[c.Created] = c // the earliest stays
	}
	if err == nil {
		var first []corpus.Change
		if first, err = s.Changes(ctx, "", 1); len(first) > 0 {
			out[""] = first[0]
		}
	}
	return out, s.explain("read the journal", err)
}

// DecidedQuotes lists the quotes that anybody did anything with, in order of
// article and place; deleted articles are left out.
func (s *Store) DecidedQuotes(ctx context.Context) ([]corpus.QuoteID, error) {
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT q.id FROM quotes q JOIN articles a ON a.id = q.article WHERE a.deleted = 0 AND q.id IN (
	    SELECT quote FROM verdicts UNION SELECT quote FROM quote_tags UNION SELECT quote FROM judgements
	    UNION SELECT quote FROM notes UNION SELECT quote FROM adjudications)
	  ORDER BY q.article, q.position, q.id`)
	ids, err := collect(rows, err, func(r *sql.Rows) (corpus.QuoteID, error) {
		var id corpus.QuoteID
		err := r.Scan(&id)
		return id, err
	})
	return ids, s.explain("read the decided quotes", err)
}

// JudgedBy lists what coders judged, without the quotes' words: quotes with their
// ids, articles and judgements alone, in order of article and place. Deleted
// articles are left out.
func (s *Store) JudgedBy(ctx context.Context) ([]corpus.CodedQuote, error) {
	rows, err := s.reader.QueryContext(ctx, `
	  SELECT q.id, q.article, j.target, j.stance, j.coder FROM judgements j JOIN quotes q ON q.id = j.quote JOIN articles a ON a.id = q.article
	  WHERE a.deleted = 0 ORDER BY q.article, q.position, q.id, j.at, j.coder`)
	var out []corpus.CodedQuote
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var q corpus.Quote
		var j corpus.Judgement
		if err := r.Scan(&q.ID, &q.Article, &j.Target, &j.Stance, &j.Coder); err != nil {
			return struct{}{}, err
		}
		if len(out) == 0 || out[len(out)-1].Quote.ID != q.ID {
			out = append(out, corpus.CodedQuote{Quote: q})
		}
		j.Quote = q.ID
		last := &out[len(out)-1]
		last.Judgements = append(last.Judgements, j)
		return struct{}{}, nil
	})
	return out, s.explain("read the judgements", err)
}
