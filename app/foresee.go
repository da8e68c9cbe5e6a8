package app

import (
	"slices"

	"quoth/corpus"
)

// Foresee is a card as it will be when a coder's act on its quote is kept, for
// screens that show an act before the journal has it. tags name the tags that the
// act may put. It reports false for acts that change more than can be foreseen.
func Foresee(c QuoteCard, coder corpus.Coder, act corpus.Act, tags []corpus.TagSummary) (QuoteCard, bool) {
	switch act := act.(type) {
	case corpus.Confirm:
		if act.Quote == c.Quote.ID {
			return c.withVerdict(corpus.Verdict{Quote: act.Quote, Coder: coder, Status: corpus.Confirmed}), true
		}
	case corpus.Reject:
		if act.Quote == c.Quote.ID {
			return c.withVerdict(corpus.Verdict{Quote: act.Quote, Coder: coder, Status: corpus.Rejected}), true
		}
	case corpus.Judge:
		if act.Quote == c.Quote.ID {
			c.Judgements = slices.DeleteFunc(
				slices.Clone(c.Judgements),
				func(j corpus.Judgement) bool { return j.Target == act.Target && j.Coder == coder },
			)
			if act.Stance != "" {
				c.Judgements = append(
					c.Judgements,
					corpus.Judgement{Quote: act.Quote, Target: act.Target, Stance: act.Stance, Coder: coder},
				)
			}
			return c, true
		}
	case corpus.PutTag:
		if i := slices.IndexFunc(
			tags,
			func(t corpus.TagSummary) bool { return t.ID == act.Tag },
		); act.Quote == c.Quote.ID &&
			i >= 0 {
			c = c.withoutTag(act.Tag, coder)
			c.TagPaths = append(
				c.TagPaths,
				TagLabel{ID: act.Tag, Path: tags[i].Path, Color: tags[i].Color, Coder: coder},
			)
			return c, true
		}
	case corpus.DropTag:
		if act.Quote == c.Quote.ID {
			return c.withoutTag(act.Tag, coder), true
		}
	case corpus.WriteNote:
		if act.Quote == c.Quote.ID {
			c.Notes = slices.DeleteFunc(slices.Clone(c.Notes), func(n corpus.Note) bool { return n.Coder == coder })
			if act.Text != "" {
				c.Notes = append(c.Notes, corpus.Note{Quote: act.Quote, Text: act.Text, Coder: coder})
			}
			return c, true
		}
	}
	return c, false
}

func (c QuoteCard) withVerdict(v corpus.Verdict) QuoteCard {
	c.Verdicts = append(
		slices.DeleteFunc(slices.Clone(c.Verdicts), func(old corpus.Verdict) bool { return old.Coder == v.Coder }),
		v,
	)
	c.Status = corpus.StatusOf(c.Verdicts)
	return c
}

func (c QuoteCard) withoutTag(tag corpus.TagID, coder corpus.Coder) QuoteCard {
	c.TagPaths = slices.DeleteFunc(
		slices.Clone(c.TagPaths),
		func(t TagLabel) bool { return t.ID == tag && t.Coder == coder },
	)
	return c
}
