package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"quoth/corpus"
	"quoth/corpus/store"
)

// splitProjects takes the coded corpora out of the inputs of a collection: they
// are imported, not extracted.
func splitProjects(inputs []Input) (projects, others []Input) {
	for _, in := range inputs {
		local := in.Kind == "" && !strings.Contains(in.Value, "://") || in.Kind == FileInput || in.Kind == FolderInput
		if local && IsProject(in.Value, in.Import) {
			projects = append(projects, in)
		} else {
			others = append(others, in)
		}
	}
	return projects, others
}

// addProjects imports coded corpora as items of a collection: each is one act,
// each of its articles is reported.
func (c *collection) addProjects(ctx context.Context, inputs []Input) error {
	for _, in := range inputs {
		if ctx.Err() != nil {
			c.tell(ItemReport{Key: in.Value, Label: in.Value, State: ItemSkipped, Err: ctx.Err()})
			continue
		}
		c.tell(ItemReport{Key: in.Value, Label: in.Value, State: ItemFetching})
		report, err := c.addProject(ctx, in)
		var failed store.Pending
		switch {
		case err != nil && ctx.Err() != nil:
			c.tell(ItemReport{Key: in.Value, Label: in.Value, State: ItemSkipped, Err: err})
			continue
		case errors.Is(err, corpus.ErrReadOnly), errors.Is(err, corpus.ErrDamaged):
			return err
		case err != nil:
			c.tell(ItemReport{Key: in.Value, Label: in.Value, State: ItemFailed, Err: err})
			input, _ := json.Marshal(waitingJSON{Kind: in.Kind, Value: in.Value}) // strings always marshal
			failed = store.Pending{Key: in.Value, Label: in.Value, Reason: err.Error(), Input: string(input)}
			if err := c.app.store.FailPending(ctx, failed); err != nil {
				return err
			}
			continue
		}
		c.tellProject(in, report)
	}
	return nil
}

func (c *collection) addProject(ctx context.Context, in Input) (ProjectReport, error) {
	project, err := ReadProject(ctx, in.Value, in.Import.Columns)
	if err != nil {
		return ProjectReport{}, err
	}
	if project.Name == "" {
		project.Name = strings.TrimSuffix(filepath.Base(in.Value), filepath.Ext(in.Value))
	}
	coder := in.Coder
	if coder == "" {
		coder = defaultCoder()
	}
	return c.app.ImportProject(ctx, coder, project, nil)
}

func (c *collection) tellProject(in Input, r ProjectReport) {
	c.tell(ItemReport{Key: in.Value, Label: in.Value, State: ItemListed, Notes: r.Summary()})
	name := filepath.Base(in.Value)
	for i, article := range r.Articles {
		c.tell(ItemReport{
			Key:     fmt.Sprintf("%s#%d", in.Value, i+1),
			Label:   name + ", " + article.Title,
			Parent:  in.Value,
			State:   article.State,
			Article: article.Article,
			Title:   article.Title,
			Quotes:  article.Quotes,
			Doubts:  len(doubtsOf(r, article.Article)),
			Notes:   doubtsOf(r, article.Article),
			Err:     article.Err,
		})
	}
	for i, err := range r.Failed {
		c.tell(
			ItemReport{
				Key:    fmt.Sprintf("%s#failed%d", in.Value, i+1),
				Label:  name,
				Parent: in.Value,
				State:  ItemFailed,
				Err:    err,
			},
		)
	}
}

func doubtsOf(r ProjectReport, article corpus.ArticleID) []string {
	var out []string
	for _, d := range r.Doubts {
		if d.Article == article && article != "" {
			out = append(out, strings.TrimPrefix(d.Place+": ", ": ")+d.Reason)
		}
	}
	return out
}

// Summary says in lines what an import did, or would do.
func (r ProjectReport) Summary() []string {
	var lines, counts []string
	for _, c := range []struct {
		n    int
		what string
	}{
		{r.NewArticles, "new articles"},
		{r.KnownArticles, "articles there already"},
		{r.DeletedArticles, "articles left out, which were deleted"},
		{r.QuotesMarked, "quotes added"},
		{r.QuotesMet, "quotes met"},
		{r.Verdicts, "verdicts"},
		{r.Judgements, "judgements"},
		{r.TagsPut, "tags put"},
		{r.Notes, "notes"},
		{r.Annotations, "annotations"},
		{r.NewTags, "new tags"},
		{r.NewTargets, "new targets"},
		{r.NewPeople, "new people"},
		{r.NewOrganizations, "new organisations"},
		{r.Events, "events"},
		{len(r.Coders), "coders"},
	} {
		if c.n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	if r.Change.Kind == "nothing" {
		lines = append(lines, "nothing new")
	}
	if len(counts) > 0 {
		lines = append(lines, strings.Join(counts, ", "))
	}
	for _, left := range r.Left {
		lines = append(lines, "left out: "+left)
	}
	for _, d := range r.Doubts {
		if d.Article == "" {
			lines = append(lines, fmt.Sprintf("%s, %q: %s", d.Title, d.Words, d.Reason))
		}
	}
	return lines
}
