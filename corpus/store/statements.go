package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"quoth/corpus"
)

// Statement is a judgement or a tag with what a network knows of its quote: who
// speaks, for whom and where it was printed. Merges are followed.
type Statement struct {
	Quote    corpus.QuoteID
	Position int // of the quote in its text: the first byte
	Coder    corpus.Coder
	Target   corpus.TargetID // of a judgement
	Tag      corpus.TagID    // of a tag
	Stance   corpus.Stance   // of a judgement
	Status   corpus.Status
	Printing corpus.StoryID // of the quote

	Person, Organization, Group string // names; the group is the speaker's, else the organization's
	PersonID                    corpus.PersonID
	OrganizationID              corpus.OrganizationID
	SpeakerType                 corpus.SpeakerType

	Article   corpus.ArticleID
	Story     corpus.StoryID // of the article
	Published corpus.Date
	Publisher string
	Section   string
	Authors   []string
}

// A speaker without an entry is named as the last correction has it, else as
// suggested.
const statementColumns = `q.position, q.status, q.story,
	coalesce(pr.name, (SELECT v.correction ->> 'speaker' FROM verdicts v WHERE v.quote = q.id
	  AND v.correction ->> 'speaker' IS NOT NULL ORDER BY v.at DESC LIMIT 1), q.data ->> 'speaker', ''),
	coalesce(orr.name, (SELECT v.correction ->> 'organization' FROM verdicts v WHERE v.quote = q.id
	  AND v.correction ->> 'organization' IS NOT NULL ORDER BY v.at DESC LIMIT 1), q.data ->> 'organization', ''),
	coalesce(nullif(pr.attributes ->> 'group', ''), orr.attributes ->> 'group', ''),
	ifnull(pr.id, ''), ifnull(orr.id, ''), ifnull(q.data ->> 'speaker_type', ''),
	a.id, a.story, a.published, a.publisher, a.section, a.authors `

const statementTables = ` JOIN quotes q ON q.id = j.quote JOIN articles a ON a.id = q.article
	LEFT JOIN people p ON p.id = q.person LEFT JOIN people pr ON pr.id = p.root
	LEFT JOIN organizations o ON o.id = q.organization LEFT JOIN organizations orr ON orr.id = o.root
	WHERE a.deleted = 0 AND q.status <> 'rejected' `

// JudgedStatements are all judgements, those on rejected quotes and deleted
// articles left out.
func (s *Store) JudgedStatements(ctx context.Context) ([]Statement, error) {
	return s.statements(
		ctx,
		`SELECT j.quote, j.coder, j.target, '', j.stance, `+statementColumns+`FROM judgements j`+statementTables,
	)
}

// AdjudicatedStatements are the stances that coders settled on, likewise.
func (s *Store) AdjudicatedStatements(ctx context.Context) ([]Statement, error) {
	return s.statements(
		ctx,
		`SELECT j.quote, j.coder, j.target, '', j.stance, `+statementColumns+`FROM adjudications j`+statementTables,
	)
}

// UncodedStatements are what a network knows of quotes, without coder, target, tag
// and stance; likewise.
func (s *Store) UncodedStatements(ctx context.Context, quotes []corpus.QuoteID) ([]Statement, error) {
	list, err := json.Marshal(quotes)
	if err != nil {
		return nil, err
	}
	return s.statements(
		ctx,
		`SELECT j.quote, '', '', '', '', `+statementColumns+`FROM (SELECT value quote FROM json_each(?)) j`+statementTables,
		string(list),
	)
}

// TaggedStatements are all tags on quotes, likewise.
func (s *Store) TaggedStatements(ctx context.Context) ([]Statement, error) {
	return s.statements(
		ctx,
		`SELECT j.quote, j.coder, '', j.tag, '', `+statementColumns+`FROM quote_tags j`+statementTables,
	)
}

func (s *Store) statements(ctx context.Context, query string, args ...any) ([]Statement, error) {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	out, err := collect(rows, err, func(r *sql.Rows) (Statement, error) {
		var x Statement
		var published, authors string
		err := r.Scan(
			&x.Quote,
			&x.Coder,
			&x.Target,
			&x.Tag,
			&x.Stance,
			&x.Position,
			&x.Status,
			&x.Printing,
			&x.Person,
			&x.Organization,
			&x.Group,
			&x.PersonID,
			&x.OrganizationID,
			&x.SpeakerType,
			&x.Article,
			&x.Story,
			&published,
			&x.Publisher,
			&x.Section,
			&authors,
		)
		if err != nil {
			return x, err
		}
		if x.Published, err = corpus.ParseDate(published); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(authors), &x.Authors)
	})
	return out, s.explain("read what was coded", err)
}
