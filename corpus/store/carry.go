package store

import (
	"database/sql"
	"fmt"

	"quoth/corpus"
)

// carryOut carries out one act and says what it did.
func (t *tx) carryOut(coder corpus.Coder, act corpus.Act) (outcome, error) {
	switch a := act.(type) {
	case corpus.Confirm:
		return t.verdict(coder, a.Quote, corpus.Confirmed, nil, a.Queue)
	case corpus.Correct:
		return t.verdict(coder, a.Quote, corpus.Corrected, &a.Correction, a.Queue)
	case corpus.Reject:
		return t.verdict(coder, a.Quote, corpus.Rejected, nil, a.Queue)
	case corpus.Withdraw:
		return t.withdraw(coder, a.Quote)
	case corpus.PutTag:
		return t.putTag(coder, a)
	case corpus.DropTag:
		return t.dropTag(coder, a)
	case corpus.Judge:
		return t.judge(coder, a)
	case corpus.WriteNote:
		return t.writeNote(coder, a)
	case corpus.MarkQuote:
		return t.markQuote(coder, a.Quote)
	case corpus.SaveAnnotation:
		return t.saveAnnotation(coder, a.Annotation)
	case corpus.DropAnnotation:
		return t.dropAnnotation(coder, a.ID)
	case corpus.MarkRead:
		return t.markRead(coder, a)
	case corpus.TagArticle:
		return t.tagArticle(coder, a)
	case corpus.UntagArticle:
		return t.untagArticle(coder, a)
	case corpus.WriteMemo:
		return t.writeMemo(coder, a)
	case corpus.SaveTag:
		return t.saveTag(a.Tag)
	case corpus.DropTagEntry:
		return t.dropTagEntry(a.ID)
	case corpus.MergeTags:
		return t.mergeTags(a.From, a.Into)
	case corpus.SaveTarget:
		return t.saveTarget(a.Target)
	case corpus.DropTarget:
		return t.dropTarget(a.ID)
	case corpus.SaveEvent:
		return t.saveEvent(a.Event)
	case corpus.DropEvent:
		return t.dropRow("events", string(a.ID), "drop an event")
	case corpus.SaveSearch:
		return t.saveSearch(a.Search)
	case corpus.DropSearch:
		return t.dropRow("searches", string(a.ID), "drop a saved search")
	case corpus.SavePerson:
		return t.savePerson(a.Person)
	case corpus.SaveOrganization:
		return t.saveOrganization(a.Organization)
	case corpus.MergePeople:
		return t.merge(corpus.PersonEntry, string(a.From), string(a.Into))
	case corpus.MergeOrganizations:
		return t.merge(corpus.OrganizationEntry, string(a.From), string(a.Into))
	case corpus.SplitPerson:
		return t.splitPerson(coder, a)
	case corpus.SplitOrganization:
		return t.splitOrganization(coder, a)
	case corpus.KeepApart:
		return t.keepApart(a)
	case corpus.EditArticle:
		return t.editArticle(a)
	case corpus.DeleteArticle:
		return t.deleteArticle(a.ID)
	case corpus.PurgeArticle:
		return t.purgeArticle(a.ID)
	case corpus.Keep:
		return t.keep(a)
	case corpus.Resuggest:
		return t.resuggest(a)
	case corpus.Regroup:
		return t.regroup(a)
	case corpus.Settle:
		return t.settle(a)
	case corpus.Upon:
		return outcome{}, fmt.Errorf("an act upon another one: %w", corpus.ErrInvalid)
	case corpus.Many:
		return t.many(coder, a)
	case corpus.Adjudicate:
		return t.adjudicate(coder, a)
	case corpus.SaveAssignment:
		return t.saveAssignment(coder, a.Assignment)
	case corpus.DropAssignment:
		return t.dropRow("assignments", string(a.ID), "drop an assignment")
	case corpus.AsWritten:
		return t.asWritten(coder, a)
	case corpus.Import:
		return t.takeIn(a)
	case corpus.PurgeQuote:
		return t.purgeQuote(a.ID)
	}
	return outcome{}, fmt.Errorf("the act %T: %w", act, corpus.ErrUnsupported)
}

// many carries out several acts as one change.
func (t *tx) many(coder corpus.Coder, m corpus.Many) (outcome, error) {
	all := outcome{kind: "many", title: m.Title}
	if len(m.Acts) == 0 {
		return all, fmt.Errorf("%q has no acts: %w", m.Title, corpus.ErrInvalid)
	}
	for _, act := range m.Acts {
		switch act.(type) {
		case corpus.PurgeArticle,
			corpus.PurgeQuote,
			corpus.Keep,
			corpus.Resuggest,
			corpus.Many,
			corpus.Import,
			corpus.AsWritten:
			return all, fmt.Errorf("%T cannot be part of another act: %w", act, corpus.ErrInvalid)
		}
		one, err := t.carryOut(coder, act)
		if err != nil {
			return all, err
		}
		if len(m.Acts) == 1 && m.Title == "" {
			return one, nil
		}
		all.touched = joinTouched(all.touched, one.touched)
		if one.created != "" {
			all.created = one.created
		}
	}
	return all, nil
}

func joinTouched(a, b corpus.Touched) corpus.Touched {
	return corpus.Touched{
		Articles:      append(a.Articles, b.Articles...),
		Quotes:        append(a.Quotes, b.Quotes...),
		People:        append(a.People, b.People...),
		Organizations: append(a.Organizations, b.Organizations...),
		Tags:          append(a.Tags, b.Tags...),
		Targets:       append(a.Targets, b.Targets...),
	}
}

// who is a quote's speaker for the titles of changes.
func who(q corpus.Quote) string {
	if q.Speaker == "" {
		return "a quote"
	}
	return "a quote by " + q.Speaker
}

func (t *tx) storedQuote(id corpus.QuoteID) (corpus.Quote, error) {
	return scanQuote(t.QueryRowContext(t.ctx, quoteColumns+`WHERE q.id = ?`, string(id)))
}

// quote reads the quote an act is about.
func (t *tx) quote(id corpus.QuoteID) (corpus.Quote, error) {
	q, err := t.storedQuote(id)
	if err == sql.ErrNoRows {
		return q, fmt.Errorf("the quote %s: %w", id, corpus.ErrNotFound)
	}
	return q, err
}

// onQuote is the outcome of an act on one quote.
func onQuote(kind, title string, q corpus.Quote) outcome {
	return outcome{kind: kind, title: title, touched: corpus.Touched{Quotes: []corpus.QuoteID{q.ID}}}
}

// verbs are the kinds of change that give a verdict.
var verbs = map[corpus.Status]string{
	corpus.Confirmed: "confirm",
	corpus.Corrected: "correct",
	corpus.Rejected:  "reject",
}

// verdict sets the coder's word on a quote. Confirming what the same coder has
// corrected changes nothing: the correction stands.
func (t *tx) verdict(
	coder corpus.Coder,
	id corpus.QuoteID,
	status corpus.Status,
	correction *corpus.Correction,
	queue string,
) (outcome, error) {
	q, err := t.quote(id)
	if err != nil {
		return outcome{}, err
	}
	done := onQuote(verbs[status], verbs[status]+" "+who(q), q)
	key := rowKey(string(id), string(coder))
	if status == corpus.Confirmed {
		if corrected, err := t.same(
			"verdicts",
			key,
			map[string]any{"status": string(corpus.Corrected)},
		); err != nil ||
			corrected {
			return done, err
		}
	}
	if correction != nil {
		if correction, err = t.overEarlier(coder, q, *correction); err != nil {
			return outcome{}, err
		}
		done.touched.People = given(correction.PersonID)
		done.touched.Organizations = given(correction.OrganizationID)
	}
	data := mustJSON(correction)
	if same, err := t.same(
		"verdicts",
		key,
		map[string]any{"status": string(status), "correction": data},
	); err != nil ||
		same {
		return done, err
	}
	return done, t.put("verdicts", string(q.Article), key, map[string]any{
		"quote": id, "coder": coder, "status": status, "correction": data, "queue": queue, "at": t.stamp(),
	})
}

// given lists the id a correction names, if it names one.
func given[ID ~string](id *ID) []ID {
	if id == nil || *id == "" {
		return nil
	}
	return []ID{*id}
}

// overEarlier adds a correction to the coder's earlier one and checks it.
func (t *tx) overEarlier(coder corpus.Coder, q corpus.Quote, next corpus.Correction) (*corpus.Correction, error) {
	rows, err := t.QueryContext(t.ctx, verdictColumns+`WHERE quote = ? AND coder = ?`, string(q.ID), string(coder))
	earlier, err := collect(rows, err, scanVerdict)
	if err != nil {
		return nil, err
	}
	if len(earlier) == 1 && earlier[0].Correction != nil {
		next = earlier[0].Correction.Over(next)
	}
	var text string
	if err := t.QueryRowContext(t.ctx, `SELECT text FROM versions WHERE id = ?`, string(q.Version)).
		Scan(&text); err != nil {
		return nil, err
	}
	if err := next.Apply(q).Validate(text); err != nil {
		return nil, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	for tbl, id := range map[string]*string{"people": (*string)(next.PersonID), "organizations": (*string)(next.OrganizationID)} {
		if id == nil || *id == "" {
			continue
		}
		if ok, err := t.exists(tbl, *id); err != nil || !ok {
			return nil, orNotFound(err, "the entry "+*id)
		}
	}
	return &next, nil
}

func orNotFound(err error, what string) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", what, corpus.ErrNotFound)
}

func (t *tx) withdraw(coder corpus.Coder, id corpus.QuoteID) (outcome, error) {
	q, err := t.quote(id)
	if err != nil {
		return outcome{}, err
	}
	done := onQuote("withdraw", "take back the verdict on "+who(q), q)
	return done, t.drop("verdicts", string(q.Article), rowKey(string(id), string(coder)))
}

func (t *tx) putTag(coder corpus.Coder, a corpus.PutTag) (outcome, error) {
	q, err := t.quote(a.Quote)
	if err != nil {
		return outcome{}, err
	}
	path, err := t.tagPath(a.Tag)
	if err != nil {
		return outcome{}, err
	}
	key := rowKey(string(a.Quote), string(a.Tag), string(coder))
	done := onQuote("tag", "tag "+who(q)+" with "+path, q)
	done.touched.Tags = []corpus.TagID{a.Tag}
	if image, err := t.image("quote_tags", key); err != nil || image != "" {
		return done, err
	}
	err = t.put(
		"quote_tags",
		string(q.Article),
		key,
		map[string]any{"quote": a.Quote, "tag": a.Tag, "coder": coder, "at": t.stamp()},
	)
	return done, err
}

func (t *tx) dropTag(coder corpus.Coder, a corpus.DropTag) (outcome, error) {
	q, err := t.quote(a.Quote)
	if err != nil {
		return outcome{}, err
	}
	path, err := t.tagPath(a.Tag)
	if err != nil {
		return outcome{}, err
	}
	done := onQuote("untag", "take "+path+" off "+who(q), q)
	done.touched.Tags = []corpus.TagID{a.Tag}
	return done, t.drop("quote_tags", string(q.Article), rowKey(string(a.Quote), string(a.Tag), string(coder)))
}

func (t *tx) judge(coder corpus.Coder, a corpus.Judge) (outcome, error) {
	q, err := t.quote(a.Quote)
	if err != nil {
		return outcome{}, err
	}
	var target string
	err = t.QueryRowContext(t.ctx, `SELECT text FROM targets WHERE id = ?`, string(a.Target)).Scan(&target)
	if err != nil {
		return outcome{}, t.missing(err, "the target "+string(a.Target))
	}
	key := rowKey(string(a.Quote), string(a.Target), string(coder))
	done := onQuote("judge", fmt.Sprintf("judge %s: %s “%s”", who(q), a.Stance, target), q)
	done.touched.Targets = []corpus.TargetID{a.Target}
	if a.Stance == "" {
		done.title = fmt.Sprintf("take back the stance of %s on “%s”", who(q), target)
		return done, t.drop("judgements", string(q.Article), key)
	}
	if _, err := corpus.ParseStance(string(a.Stance)); err != nil {
		return outcome{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	if same, err := t.same("judgements", key, map[string]any{"stance": string(a.Stance)}); err != nil || same {
		return done, err
	}
	err = t.put("judgements", string(q.Article), key, map[string]any{
		"quote": a.Quote, "target": a.Target, "coder": coder, "stance": a.Stance, "at": t.stamp(),
	})
	return done, err
}

func (t *tx) missing(err error, what string) error {
	if err == sql.ErrNoRows {
		return fmt.Errorf("%s: %w", what, corpus.ErrNotFound)
	}
	return err
}

func (t *tx) writeNote(coder corpus.Coder, a corpus.WriteNote) (outcome, error) {
	q, err := t.quote(a.Quote)
	if err != nil {
		return outcome{}, err
	}
	key := rowKey(string(a.Quote), string(coder))
	done := onQuote("note", "note on "+who(q), q)
	if a.Text == "" {
		done.title = "remove the note on " + who(q)
		return done, t.drop("notes", string(q.Article), key)
	}
	if same, err := t.same("notes", key, map[string]any{"text": a.Text}); err != nil || same {
		return done, err
	}
	err = t.put(
		"notes",
		string(q.Article),
		key,
		map[string]any{"quote": a.Quote, "coder": coder, "text": a.Text, "at": t.stamp()},
	)
	return done, err
}

// markQuote adds a quote that the program missed.
func (t *tx) markQuote(coder corpus.Coder, q corpus.Quote) (outcome, error) {
	var text string
	err := t.QueryRowContext(t.ctx, `SELECT text, article FROM versions WHERE id = ?`, string(q.Version)).
		Scan(&text, &q.Article)
	if err != nil {
		return outcome{}, t.missing(err, "the version "+string(q.Version))
	}
	if q.Utterance == "" {
		q.Utterance = corpus.Speech
	}
	if err := q.Validate(text); err != nil {
		return outcome{}, fmt.Errorf("%w: %w", corpus.ErrInvalid, err)
	}
	q.ID, q.Origin, q.Anchors = corpus.NewQuoteID(q.Version, q.Content), corpus.ByPerson, nil
	if known, err := t.exists("quotes", string(q.ID)); err != nil || known {
		if err == nil {
			err = fmt.Errorf("these words are a quote already: %w", corpus.ErrInvalid)
		}
		return outcome{}, err
	}
	for _, span := range q.Content {
		q.Anchors = append(q.Anchors, corpus.NewAnchor(text, span))
	}
	if err := t.put("quotes", string(q.Article), rowKey(string(q.ID)), quoteRow(q)); err != nil {
		return outcome{}, err
	}
	// Who marks a quote says that it is one.
	done, err := t.verdict(coder, q.ID, corpus.Confirmed, nil, "")
	done.kind, done.title, done.created = "mark", "mark "+who(q), string(q.ID)
	return done, err
}
