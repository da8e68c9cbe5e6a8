package command

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quoth/app"
)

// searchFacets are what search --json counts.
var searchFacets = []string{"speaker", "organization", "publisher", "tag", "target", "stance", "status", "year"}

// searchJSON is the answer of search --json. assets/help/search.md describes
// it.
type searchJSON struct {
	Total           int                    `json:"total"`
	Quotes          []quoteJSON            `json:"quotes,omitempty"`
	Articles        []articleJSON          `json:"articles,omitempty"`
	Annotations     []annotationJSON       `json:"annotations,omitempty"`
	AlsoAnnotations int                    `json:"also_annotations,omitempty"` // that the same query finds with in:annotations
	Facets          map[string][]facetJSON `json:"facets"`
	Next            string                 `json:"next,omitempty"`
}

type articleJSON struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Quotes    int    `json:"quotes"`
	Words     string `json:"words"` // the words around what was found
}

type annotationJSON struct {
	ID        string   `json:"id"`
	Words     string   `json:"words"` // that were marked
	Note      string   `json:"note"`
	Tags      []string `json:"tags"`
	Coder     string   `json:"coder"`
	Created   string   `json:"created"`
	Article   string   `json:"article"`
	Title     string   `json:"title"`
	Published string   `json:"published"`
}

func newAnnotationJSON(n app.AnnotationCard) annotationJSON {
	out := annotationJSON{
		string(n.ID),
		n.Words,
		n.Note,
		[]string{},
		string(n.Coder),
		n.Created.UTC().Format(time.RFC3339),
		string(n.Annotation.Article),
		n.Article.Title,
		n.Article.Published.String(),
	}
	for _, t := range n.TagPaths {
		out.Tags = append(out.Tags, t.Path)
	}
	return out
}

type facetJSON struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

func searchCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search --corpus FILE 'QUERY'",
		Short: "Search quotes, or articles with in:articles, annotations with in:annotations",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object with hits and facets")
	limit := cmd.Flags().Int("limit", 20, "how many hits")
	cursor := cmd.Flags().String("cursor", "", "go on after the window whose \"next\" this was")
	once := cmd.Flags().Bool("once-per-story", false, "near-identical quotes count once")
	all := cmd.Flags().Bool("all-acts", false, "attitudes and other attributions too, not only speech")
	order := cmd.Flags().String("sort", "", "relevance, newest, oldest, speaker or confidence")
	concordance := cmd.Flags().String("concordance", "", "print keywords in context sorted by left, right or date")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if err := firstOf(choose("sort", *order, "", "relevance", "newest", "oldest", "speaker", "confidence"),
			choose("concordance", *concordance, "", "left", "right", "date"), atLeast("limit", *limit, 1)); err != nil {
			return err
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			request := app.SearchRequest{
				Query: args[0], OncePerStory: *once, AllActs: *all, Sort: app.Sort(*order),
				Limit: *limit, Cursor: *cursor, Facets: searchFacets,
			}
			if *concordance != "" {
				return printConcordance(cmd, a, request, app.ConcordanceSort(*concordance), s)
			}
			result, err := a.Search(cmd.Context(), request)
			if err != nil {
				return err
			}
			return printWindow(s, result, *asJSON)
		})
	})
	return cmd
}

func newSearchJSON(r app.SearchResult) searchJSON {
	out := searchJSON{
		Total:           r.Total,
		AlsoAnnotations: r.AlsoAnnotations,
		Next:            r.Next,
		Facets:          map[string][]facetJSON{},
	}
	for _, q := range r.Quotes {
		out.Quotes = append(out.Quotes, newQuoteJSON(q))
	}
	for _, h := range r.Articles {
		out.Articles = append(
			out.Articles,
			articleJSON{string(h.ID), h.Title, h.Publisher, h.URL, h.Published.String(), h.Quotes, plain(h.Hits)},
		)
	}
	for _, n := range r.Annotations {
		out.Annotations = append(out.Annotations, newAnnotationJSON(n))
	}
	for _, f := range r.Facets {
		values := []facetJSON{}
		for _, v := range f.Values {
			values = append(values, facetJSON{v.Value, v.Label, v.Count})
		}
		out.Facets[f.Name] = values
	}
	return out
}

func printResult(s Streams, r app.SearchResult) {
	for _, q := range r.Quotes {
		printQuote(s.Out, q)
	}
	for _, h := range r.Articles {
		fmt.Fprintf(s.Out, "%s\n  %s, %s, %d quotes\n", h.Title, h.Publisher, h.Published.Day(), h.Quotes)
	}
	for _, n := range r.Annotations {
		var tags []string
		for _, t := range n.TagPaths {
			tags = append(tags, t.Path)
		}
		fmt.Fprintf(s.Out, "%s\n  %s, %s\n", n.Words, n.Article.Title, n.Article.Published.Day())
		fmt.Fprintf(s.Out, "  %s by %s: %s\n", strings.Join(tags, ", "), n.Coder, n.Note)
	}
	fmt.Fprintf(s.Err, "%d found\n", r.Total)
	if r.AlsoAnnotations > 0 {
		fmt.Fprintf(s.Err, "also %d annotations: add in:annotations\n", r.AlsoAnnotations)
	}
	for _, f := range r.Facets {
		if len(f.Values) == 0 {
			continue
		}
		fmt.Fprintf(s.Err, "%s:", f.Name)
		for _, v := range f.Values[:min(5, len(f.Values))] {
			fmt.Fprintf(s.Err, " %s (%d)", v.Label, v.Count)
		}
		fmt.Fprintln(s.Err)
	}
}

func printConcordance(cmd *cobra.Command, a *app.App, r app.SearchRequest, order app.ConcordanceSort, s Streams) error {
	found, err := a.Concordance(cmd.Context(), r, order)
	if err != nil {
		return err
	}
	for _, l := range found.Lines {
		fmt.Fprintf(s.Out, "%60s  %s  %-60s  %s, %s\n", l.Left, l.Keyword, l.Right, l.Speaker, l.Day)
	}
	if found.Read < found.Found {
		fmt.Fprintf(
			s.Err,
			"%d lines, out of the newest %d of %d quotes found\n",
			len(found.Lines),
			found.Read,
			found.Found,
		)
	}
	return nil
}
