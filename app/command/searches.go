package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

func searchesCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "searches",
		Short: "Searches kept under a name: list with what is new, show the new, save, drop",
	}
	for _, build := range []func(Streams) *cobra.Command{searchesList, searchesNew, searchesSave, searchesDrop} {
		cmd.AddCommand(build(s))
	}
	return cmd
}

// savedJSON is one line of searches list --json.
type savedJSON struct {
	Name  string `json:"name"`
	Query string `json:"query"`
	New   int    `json:"new"`
	Total int    `json:"total"`
	Error string `json:"error,omitempty"`
}

func searchesList(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list --corpus FILE",
		Short: "List saved searches: what each finds, and how much of it is new",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per search")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			alerts, err := a.Alerts(cmd.Context())
			if err != nil {
				return err
			}
			out := newJSONLines(s.Out)
			for _, alert := range alerts {
				if *asJSON {
					out.write(savedJSON{alert.Name, alert.Query, alert.New, alert.Total, message(alert.Err)})
				}
				if alert.Err != nil {
					fmt.Fprintf(s.Err, "quoth: %s: %v\n", alert.Name, alert.Err)
					err = errItems
				}
				if *asJSON || alert.Err != nil {
					continue
				}
				fmt.Fprintf(s.Out, "%s\t%d new\t%d in all\t%s\n", alert.Name, alert.New, alert.Total, alert.Query)
			}
			return errors.Join(err, out.err)
		})
	})
	return cmd
}

func searchesNew(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new --corpus FILE NAME",
		Short: "Show what a saved search has found since it was last seen",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object, as search --json")
	limit := cmd.Flags().Int("limit", 20, "how many hits")
	seen := cmd.Flags().Bool("seen", false, "from now on these are no longer new")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if err := atLeast("limit", *limit, 1); err != nil {
			return err
		}
		a, err := app.Open(cmd.Context(), *path, app.Options{ReadOnly: !*seen})
		return withApp(a, err, func(a *app.App) error {
			saved, err := savedSearch(cmd.Context(), a, args[0])
			if err != nil {
				return err
			}
			found, err := a.News(cmd.Context(), saved.ID, app.SearchRequest{Limit: *limit, Sort: app.ByNewest})
			if err != nil {
				return err
			}
			if err := printWindow(s, found, *asJSON); err != nil || !*seen {
				return err
			}
			return a.SeeNews(cmd.Context(), saved.ID)
		})
	})
	return cmd
}

// printWindow writes a window of results for programs or for people.
func printWindow(s Streams, found app.SearchResult, asJSON bool) error {
	if !asJSON {
		printResult(s, found)
		return nil
	}
	out := newJSONLines(s.Out)
	out.write(newSearchJSON(found))
	return out.err
}

func searchesSave(Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "save --corpus FILE --coder NAME NAME 'QUERY'",
		Short: "Keep a search under a name",
		Args:  cobra.ExactArgs(2),
	}
	path := corpusFlag(cmd)
	coder := coderFlag(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			if _, err := a.Search(ctx, app.SearchRequest{Query: args[1], Limit: 1}); err != nil {
				return err
			}
			search := corpus.SavedSearch{Name: args[0], Query: args[1]}
			if old, err := savedSearch(ctx, a, args[0]); err == nil {
				search.ID = old.ID
			}
			_, err := a.Do(ctx, corpus.Coder(*coder), corpus.SaveSearch{Search: search})
			return err
		})
	})
	return cmd
}

func searchesDrop(Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "drop --corpus FILE --coder NAME NAME",
		Short: "Forget a saved search",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	coder := coderFlag(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			saved, err := savedSearch(ctx, a, args[0])
			if err == nil {
				_, err = a.Do(ctx, corpus.Coder(*coder), corpus.DropSearch{ID: saved.ID})
			}
			return err
		})
	})
	return cmd
}

// coderFlag adds --coder, which every act needs.
func coderFlag(cmd *cobra.Command) *string {
	coder := cmd.Flags().String("coder", "", "who acts")
	if err := cmd.MarkFlagRequired("coder"); err != nil {
		panic(err) // the flag was added on the line above
	}
	return coder
}

func savedSearch(ctx context.Context, a *app.App, name string) (corpus.SavedSearch, error) {
	saved, err := a.Searches(ctx)
	for _, search := range saved {
		if search.Name == name {
			return search, nil
		}
	}
	if err == nil {
		err = usage("there is no saved search %q", name)
	}
	return corpus.SavedSearch{}, err
}
