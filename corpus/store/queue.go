package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"

	"quoth/corpus"
)

// Queue lists a window of the speech that waits for a verdict: by anyone, or
// with a coder by this one; with a target, what this coder has not judged
// toward it.
func (s *Store) Queue(
	ctx context.Context,
	order corpus.QueueOrder,
	coder corpus.Coder,
	target corpus.TargetID,
	offset, limit int,
) ([]corpus.CodedQuote, int, error) {
	w := waiting(coder, target)
	total, err := s.countWaiting(ctx, coder, target)
	if err != nil {
		return nil, 0, s.explain("count the review queue", err)
	}
	var ids []corpus.QuoteID
	switch order {
	case corpus.LikelyByArticle:
		ids, err = s.likelyByArticle(ctx, w, offset, window(limit))
	case corpus.LikelyBySpeaker:
		ids, err = s.likelyBySpeaker(ctx, w, offset, window(limit))
	case corpus.FrequentFirst:
		ids, err = s.bySpeaker(ctx, w, "q.id", offset, window(limit))
	case corpus.UsefulFirst:
		ids, err = s.usefulFirst(ctx, w, target, offset, window(limit))
	default:
		query, ok := queueOrders[order]
		if !ok {
			query = queueOrders[corpus.UncertainFirst]
		}
		ids, err = s.queueIDs(
			ctx,
			fmt.Sprintf(query, w.where)+`LIMIT ? OFFSET ?`,
			append(w.args, window(limit), offset)...)
	}
	if err != nil || len(ids) == 0 {
		return nil, total, s.explain("read the review queue", err)
	}
	// Ids first: sorting whole quotes would carry all their words along.
	quotes, _, err := s.Quotes(ctx, corpus.QuoteFilter{IDs: ids, AllActs: true, Coder: coder, Limit: -1})
	return quotes, total, err
}

// waitingFor is the condition under which a quote waits, over quotes q.
type waitingFor struct {
	where string
	args  []any
}

func waiting(coder corpus.Coder, target corpus.TargetID) waitingFor {
	w := waitingFor{where: `q.act = 'speech' AND q.unplaced = 0 AND ` + notDeleted + ` `}
	switch {
	case target != "":
		w.where += `AND q.status <> 'rejected' AND NOT EXISTS (SELECT 1 FROM judgements j WHERE j.quote = q.id AND j.target = ? AND j.coder = ?) `
		w.args = []any{string(target), string(coder)}
	case coder != "":
		w.where += `AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.quote = q.id AND v.coder = ?) `
		w.args = []any{string(coder)}
	default:
		w.where += `AND q.status = 'suggested' `
	}
	return w
}

// countWaiting counts what waits without reading it all: articles know how much
// of theirs nobody decided, and of what one coder has left it is quicker to count
// what there is and take off what they did.
func (s *Store) countWaiting(ctx context.Context, coder corpus.Coder, target corpus.TargetID) (total int, err error) {
	const placed = `q.act = 'speech' AND q.unplaced = 0 AND ` + notDeleted
	takeOff := func(query string, args ...any) error {
		var n int
		err := s.reader.QueryRowContext(ctx, query, args...).Scan(&n)
		total -= n
		return err
	}
	const add = -1 // as a factor of what is taken off
	switch {
	case target != "":
		err = errors.Join(
			takeOff(`SELECT ? * ifnull(sum(quotes), 0) FROM articles WHERE deleted = 0`, add),
			s.takeUnplaced(takeOff, `q.status <> 'rejected'`),
			takeOff(
				`SELECT count(*) FROM judgements j CROSS JOIN quotes q ON q.id = j.quote WHERE j.target = ? AND j.coder = ? AND q.status <> 'rejected' AND `+placed,
				string(target),
				string(coder),
			),
		)
	case coder != "":
		err = errors.Join(
			takeOff(
				`SELECT ? * count(*) FROM quotes q INDEXED BY quotes_shuffled WHERE q.act = 'speech' AND q.unplaced = 0`,
				add,
			),
			takeOff(
				`SELECT count(*) FROM articles a CROSS JOIN quotes q ON q.article = a.id WHERE a.deleted = 1 AND q.act = 'speech' AND q.unplaced = 0`,
			),
			takeOff(
				`SELECT count(*) FROM verdicts v CROSS JOIN quotes q ON q.id = v.quote WHERE v.coder = ? AND `+placed,
				string(coder),
			),
		)
	default:
		err = errors.Join(
			takeOff(`SELECT ? * ifnull(sum(to_review), 0) FROM articles WHERE deleted = 0`, add),
			s.takeUnplaced(takeOff, `q.status = 'suggested'`),
		)
	}
	return total, err
}

// takeUnplaced takes off what articles count but no queue shows, because its
// words are not in the text any more.
func (s *Store) takeUnplaced(takeOff func(string, ...any) error, status string) error {
	return takeOff(
		`SELECT count(*) FROM quotes q WHERE q.unplaced = 1 AND q.act = 'speech' AND ` + status + ` AND ` + notDeleted,
	)
}

// queueOrders are orders that an index has ready; the condition is filled in.
// Random is a fixed shuffle by id, so that paging stays right; ids are hashes.
var queueOrders = map[corpus.QueueOrder]string{
	corpus.UncertainFirst: `SELECT q.id FROM quotes q INDEXED BY quotes_uncertain WHERE %s ORDER BY abs(q.confidence - 0.5), q.id `,
	corpus.RandomOrder:    `SELECT q.id FROM quotes q INDEXED BY quotes_shuffled WHERE %s ORDER BY substr(q.id, 9), q.id `,
	corpus.ReadingOrder: `SELECT q.id FROM articles a INDEXED BY articles_by_day CROSS JOIN quotes q INDEXED BY quotes_by_article ON q.article = a.id
	  WHERE a.deleted = 0 AND %s ORDER BY a.day, a.id, q.position, q.id `,
}

func (s *Store) queueIDs(ctx context.Context, query string, args ...any) ([]corpus.QuoteID, error) {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	return collect(rows, err, func(r *sql.Rows) (corpus.QuoteID, error) {
		var id corpus.QuoteID
		err := r.Scan(&id)
		return id, err
	})
}

// likely and weak part what waits: what a person would confirm at a glance from
// what is doubtful, fragments above all.
func (w waitingFor) likely() waitingFor {
	return waitingFor{w.where + `AND q.confidence >= ? `, append(slices.Clone(w.args), corpus.LikelyFrom)}
}

func (w waitingFor) weak() waitingFor {
	return waitingFor{w.where + `AND q.confidence < ? `, append(slices.Clone(w.args), corpus.LikelyFrom)}
}

// likelyByArticle lists article by article, newest first, what is likely right
// in order of the text; then, article by article again, what is doubtful.
func (s *Store) likelyByArticle(ctx context.Context, w waitingFor, offset, limit int) ([]corpus.QuoteID, error) {
	const order = `SELECT q.id FROM articles a INDEXED BY articles_by_day CROSS JOIN quotes q INDEXED BY quotes_by_article ON q.article = a.id
	  WHERE a.deleted = 0 AND %s ORDER BY a.day DESC, a.id DESC, q.position, q.id LIMIT ? OFFSET ?`
	return s.inTurn(ctx, w, offset, limit, func(part waitingFor, offset, limit int) ([]corpus.QuoteID, error) {
		return s.queueIDs(ctx, fmt.Sprintf(order, part.where), append(slices.Clone(part.args), limit, offset)...)
	})
}

// likelyBySpeaker lists speaker by speaker, most quoted first.
func (s *Store) likelyBySpeaker(ctx context.Context, w waitingFor, offset, limit int) ([]corpus.QuoteID, error) {
	return s.inTurn(ctx, w, offset, limit, func(part waitingFor, offset, limit int) ([]corpus.QuoteID, error) {
		return s.bySpeaker(ctx, part, "q.article, q.position, q.id", offset, limit)
	})
}

// inTurn fills a window from what is likely and, where that ends, from what is
// weak. What is likely is counted only where the window reaches its end.
func (s *Store) inTurn(ctx context.Context, w waitingFor, offset, limit int,
	read func(part waitingFor, offset, limit int) ([]corpus.QuoteID, error),
) ([]corpus.QuoteID, error) {
	ids, err := read(w.likely(), offset, limit)
	if err != nil || limit >= 0 && len(ids) == limit {
		return ids, err
	}
	likely := offset + len(ids)
	if len(ids) == 0 && offset > 0 {
		part := w.likely()
		if err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM quotes q WHERE `+part.where, part.args...).
			Scan(&likely); err != nil {
			return nil, err
		}
	}
	left := limit
	if limit >= 0 {
		left = limit - len(ids)
	}
	weak, err := read(w.weak(), max(0, offset-likely), left)
	return append(ids, weak...), err
}

// bySpeaker goes through the speakers, most quoted first, until the window is
// full; order is that of one speaker's quotes.
func (s *Store) bySpeaker(
	ctx context.Context,
	w waitingFor,
	order string,
	offset, limit int,
) ([]corpus.QuoteID, error) {
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT person FROM quotes WHERE person IS NOT NULL GROUP BY person ORDER BY count(*) DESC, person`,
	)
	people, err := collect(rows, err, func(r *sql.Rows) (string, error) {
		var id string
		err := r.Scan(&id)
		return id, err
	})
	if err != nil {
		return nil, err
	}
	want := offset + limit
	if limit < 0 {
		want = math.MaxInt
	}
	var ids []corpus.QuoteID
	for _, person := range people {
		next, err := s.queueIDs(
			ctx,
			`SELECT q.id FROM quotes q WHERE q.person = ? AND `+w.where+`ORDER BY `+order,
			append([]any{person}, w.args...)...)
		if err != nil {
			return nil, err
		}
		if ids = append(ids, next...); len(ids) >= want {
			break
		}
	}
	if len(ids) < want {
		rest, err := s.queueIDs(
			ctx,
			`SELECT q.id FROM quotes q WHERE q.person IS NULL AND `+w.where+`ORDER BY `+order,
			w.args...)
		if err != nil {
			return nil, err
		}
		ids = append(ids, rest...)
	}
	return ids[min(offset, len(ids)):min(want, len(ids))], nil
}

// usefulPool is how many of the least certain suggestions are weighed by their
// use.
const usefulPool = 600

// candidate is a suggestion with what makes a decision on it useful.
type candidate struct {
	id         corpus.QuoteID
	person     string
	confidence float64
	judged     bool // somebody judged this speaker toward the target
	use        float64
}

// usefulFirst ranks the least certain suggestions: the less certain, and the
// oftener their speaker is quoted, the more a decision teaches; with a target,
// speakers that nobody has judged toward it come first.
func (s *Store) usefulFirst(
	ctx context.Context,
	w waitingFor,
	target corpus.TargetID,
	offset, limit int,
) ([]corpus.QuoteID, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT q.id, ifnull(q.person, ''), q.confidence, EXISTS (
	    SELECT 1 FROM judgements x JOIN quotes y ON y.id = x.quote WHERE x.target = ? AND y.person = q.person)
	  FROM quotes q WHERE q.id IN (`+fmt.Sprintf(queueOrders[corpus.UncertainFirst], w.where)+`LIMIT ?)`,
		append(append([]any{string(target)}, w.args...), max(usefulPool, offset+limit))...)
	pool, err := collect(rows, err, func(r *sql.Rows) (candidate, error) {
		var c candidate
		err := r.Scan(&c.id, &c.person, &c.confidence, &c.judged)
		return c, err
	})
	if err != nil {
		return nil, err
	}
	said := map[string]int{}
	for i, c := range pool {
		if _, known := said[c.person]; !known && c.person != "" {
			var n int
			if err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM quotes WHERE person = ?`, c.person).
				Scan(&n); err != nil {
				return nil, err
			}
			said[c.person] = n
		}
		pool[i].use = (1 - 2*math.Abs(c.confidence-0.5)) * (1 + math.Log1p(float64(said[c.person])))
		if target != "" && !c.judged {
			pool[i].use *= 2
		}
	}
	sort.Slice(pool, func(i, j int) bool {
		if pool[i].use != pool[j].use {
			return pool[i].use > pool[j].use
		}
		return pool[i].id < pool[j].id
	})
	var ids []corpus.QuoteID
	for _, c := range pool[min(offset, len(pool)):min(offset+limit, len(pool))] {
		ids = append(ids, c.id)
	}
	return ids, nil
}

// WaitingSure lists undecided suggestions whose speaker and organisation each
// are right with at least this probability, surest first, and counts them all.
func (s *Store) WaitingSure(ctx context.Context, least float64, limit int) ([]corpus.QuoteID, int, error) {
	return s.waitingAtLeast(ctx, "q.least", least, limit)
}

// WaitingAbove lists undecided suggestions whose confidence is at least as high,
// surest first, and counts them all: what a batch would confirm.
func (s *Store) WaitingAbove(ctx context.Context, confidence float64, limit int) ([]corpus.QuoteID, int, error) {
	return s.waitingAtLeast(ctx, "q.confidence", confidence, limit)
}

// waitingAtLeast lists undecided suggestions by a probability of theirs, and
// counts them all.
func (s *Store) waitingAtLeast(
	ctx context.Context, probability string, least float64, limit int,
) ([]corpus.QuoteID, int, error) {
	from := `FROM quotes q WHERE ` + waiting("", "").where + `AND ` + probability + ` >= ?`
	var total int
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*) `+from, least).Scan(&total); err != nil {
		return nil, 0, s.explain("count the sure suggestions", err)
	}
	ids, err := s.queueIDs(ctx, `SELECT q.id `+from+` ORDER BY `+probability+` DESC, q.id LIMIT ?`, least, limit)
	return ids, total, s.explain("read the sure suggestions", err)
}
