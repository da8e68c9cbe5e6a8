package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// failureJSON is one line of failures --json.
type failureJSON struct {
	Item   string `json:"item"`
	From   string `json:"from,omitempty"`
	Reason string `json:"reason"`
	Day    string `json:"day"`
	Retry  bool   `json:"retry"` // add --retry will try it again
}

func failuresCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "failures --corpus FILE [--out FILE.csv]",
		Short: "List everything that could not be collected, as CSV; add --retry tries it again",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	out := cmd.Flags().String("out", "", "the file to write (default: standard output)")
	clear := cmd.Flags().Bool("clear", false, "empty the list instead")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per failure instead")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *clear {
			a, err := app.Open(cmd.Context(), *path, app.Options{})
			return withApp(a, err, func(a *app.App) error { return a.DropFailures(cmd.Context()) })
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			w, commit, discard, err := output(*out, s.Out)
			if err != nil {
				return err
			}
			write := a.WriteFailures
			if *asJSON {
				write = func(ctx context.Context, w io.Writer) (int, error) { return failuresJSON(ctx, a, w) }
			}
			n, err := write(cmd.Context(), w)
			if err == nil {
				err = commit()
			}
			if err != nil {
				discard()
				return err
			}
			fmt.Fprintf(s.Err, "%d failures\n", n)
			return nil
		})
	})
	return cmd
}

func failuresJSON(ctx context.Context, a *app.App, w io.Writer) (int, error) {
	failures, err := a.Failures(ctx)
	out := newJSONLines(w)
	for _, f := range failures {
		out.write(failureJSON{f.Label, f.Parent, f.Reason, f.Day, f.Retry})
	}
	return len(failures), errors.Join(err, out.err)
}

func watchCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Sources that are fetched again and again: list, add, drop, fetch, discover, OPML in and out",
	}
	for _, build := range []func(Streams) *cobra.Command{watchList, watchAdd, watchDrop, watchFetch, watchDiscover, watchImport, watchExport} {
		cmd.AddCommand(build(s))
	}
	return cmd
}

// writing opens a corpus for writing, hands it to f and closes it.
func writing(cmd *cobra.Command, path string, f func(context.Context, *app.App) error) error {
	a, err := app.OpenOrCreate(cmd.Context(), path, app.Options{})
	return withApp(a, err, func(a *app.App) error { return f(cmd.Context(), a) })
}

func watchList(s Streams) *cobra.Command {
	cmd := &cobra.Command{Use: "list --corpus FILE", Short: "List what is watched", Args: cobra.NoArgs}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per source")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			list, err := a.Watches(cmd.Context())
			out := newJSONLines(s.Out)
			for _, w := range list {
				if *asJSON {
					out.write(newWatchJSON(w))
					continue
				}
				last := "never"
				if !w.Last.IsZero() {
					last = fmt.Sprintf("%s: %d new, %d failed", w.Last.Format(time.DateTime), w.Kept, w.Failures)
				}
				if w.Problem != "" {
					last += ": " + w.Problem
				}
				fmt.Fprintf(s.Out, "%s\tevery %s\t%s\t%s\n", w.Address, w.Every, w.Title, last)
			}
			return errors.Join(err, out.err)
		})
	})
	return cmd
}

// watchJSON is one line of watch list --json.
type watchJSON struct {
	Address  string        `json:"address"`
	Title    string        `json:"title,omitempty"`
	Kind     app.InputKind `json:"kind,omitempty"`
	Every    string        `json:"every"`
	From     string        `json:"from,omitempty"`
	To       string        `json:"to,omitempty"`
	Paused   bool          `json:"paused"`
	Last     *time.Time    `json:"last"` // null: never
	Kept     int           `json:"kept"`
	Failures int           `json:"failures"`
	Problem  string        `json:"problem,omitempty"`
}

func newWatchJSON(w app.Watch) watchJSON {
	out := watchJSON{
		Address:  w.Address,
		Title:    w.Title,
		Kind:     w.Kind,
		Every:    w.Every.String(),
		From:     w.From,
		To:       w.To,
		Paused:   w.Paused,
		Kept:     w.Kept,
		Failures: w.Failures,
		Problem:  w.Problem,
	}
	if !w.Last.IsZero() {
		last := w.Last.UTC()
		out.Last = &last
	}
	return out
}

func watchAdd(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add --corpus FILE ADDRESS…",
		Short: "Watch feeds, sitemaps or sites",
		Args:  cobra.MinimumNArgs(1),
	}
	path := corpusFlag(cmd)
	every := cmd.Flags().Duration("every", app.DailyWatch, "how often")
	title := cmd.Flags().String("title", "", "a name for people")
	template := inputFlags(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		model, err := template()
		if err != nil {
			return err
		}
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			for _, address := range args {
				w := app.Watch{
					Address: address,
					Title:   *title,
					Kind:    model.Kind,
					Every:   *every,
					From:    model.From,
					To:      model.To,
				}
				if err := a.SaveWatch(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return cmd
}

func watchDrop(Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "drop --corpus FILE ADDRESS…",
		Short: "Watch something no longer; its articles stay",
		Args:  cobra.MinimumNArgs(1),
	}
	path := corpusFlag(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			for _, address := range args {
				if err := a.DropWatch(ctx, address); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return cmd
}

func watchFetch(s Streams) *cobra.Command {
	cmd := &cobra.Command{Use: "fetch --corpus FILE", Short: "Fetch the sources that are due", Args: cobra.NoArgs}
	path := corpusFlag(cmd)
	all := cmd.Flags().Bool("all", false, "those that are not due too")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per item")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			return report(ctx, func(ctx context.Context, progress func(app.ItemReport)) (app.AddReport, error) {
				return a.FetchWatches(ctx, *all, progress)
			}, *asJSON, s)
		})
	})
	return cmd
}

// sourceJSON is one line of watch discover --json.
type sourceJSON struct {
	Kind    app.InputKind `json:"kind"`
	Address string        `json:"address"`
	Title   string        `json:"title"`
}

func watchDiscover(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "discover --corpus FILE ADDRESS",
		Short: "Look for the feeds and sitemaps that a home page names",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per feed or sitemap")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			found, err := a.Discover(ctx, args[0])
			out := newJSONLines(s.Out)
			for _, f := range found {
				if *asJSON {
					out.write(sourceJSON(f))
					continue
				}
				fmt.Fprintf(s.Out, "%s\t%s\t%s\n", f.Kind, f.Address, f.Title)
			}
			return errors.Join(err, out.err)
		})
	})
	return cmd
}

func watchImport(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import --corpus FILE LIST.opml",
		Short: "Watch the feeds of an OPML list",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	every := cmd.Flags().Duration("every", app.DailyWatch, "how often")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			n, err := a.ImportOPML(ctx, args[0], *every)
			if *asJSON {
				return errors.Join(err, tell(s.Out, map[string]int{"added": n}))
			}
			fmt.Fprintf(s.Err, "%d feeds added\n", n)
			return err
		})
	})
	return cmd
}

func watchExport(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export --corpus FILE [--out LIST.opml]",
		Short: "Write the watched feeds as OPML",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	out := cmd.Flags().String("out", "", "the file to write (default: standard output)")
	asJSON := cmd.Flags().
		Bool("json", false, "say as one JSON object what was written: on standard output with --out, else on standard error")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			w, commit, discard, err := output(*out, s.Out)
			if err != nil {
				return err
			}
			n, err := a.ExportOPML(cmd.Context(), w)
			if err == nil {
				err = commit()
			}
			if err != nil {
				discard()
				return err
			}
			if *asJSON {
				return tell(beside(*out, s), map[string]int{"written": n})
			}
			fmt.Fprintf(s.Err, "%d feeds written\n", n)
			return nil
		})
	})
	return cmd
}

func archiveCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "archive --corpus FILE --out PAGES.wacz",
		Short: "Write the pages as they were fetched, to be replayed elsewhere (WARC, WACZ)",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	out := cmd.Flags().String("out", "", "the file to write")
	format := cmd.Flags().String("format", "", "warc or wacz (default: by the file's ending)")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *out == "" {
			return usage("--out is needed: the file to write")
		}
		if err := choose("format", *format, "", "warc", "wacz"); err != nil {
			return err
		}
		if *format == "" {
			*format = archiveFormat(*out)
		}
		return withCorpus(cmd.Context(), *path, func(a *app.App) error {
			w, commit, discard, err := output(*out, s.Out)
			if err != nil {
				return err
			}
			done, err := a.WriteArchive(cmd.Context(), w, *format, nil, nil)
			if err == nil {
				err = commit()
			}
			if err != nil {
				discard()
				return err
			}
			if *asJSON {
				return tell(beside(*out, s), map[string]int{"pages": done.Pages, "left_out": done.LeftOut})
			}
			fmt.Fprintf(s.Err, "%d pages written, %d without an address left out\n", done.Pages, done.LeftOut)
			return nil
		})
	})
	return cmd
}

func archiveFormat(name string) string {
	if len(name) > 5 && name[len(name)-5:] == ".wacz" {
		return "wacz"
	}
	return "warc"
}

// changeJSON is what an act made.
type changeJSON struct {
	Change corpus.ChangeID `json:"change"`
	Title  string          `json:"title"`
}

func storyCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "story --corpus FILE --coder NAME join|split ARTICLE…",
		Short: "Join articles into one story, or split them from theirs; --threshold sets what is one story by itself",
	}
	path := corpusFlag(cmd)
	coder := cmd.Flags().String("coder", "", "who acts")
	threshold := cmd.Flags().
		Float64("threshold", 0, "share of words in common from which new articles are one story, 0.3 to 1")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		setting := cmd.Flags().Changed("threshold")
		switch {
		case setting && len(args) == 0:
			return writing(
				cmd,
				*path,
				func(ctx context.Context, a *app.App) error { return a.SetStoryThreshold(ctx, *threshold) },
			)
		case setting || len(args) < 2 || args[0] != "join" && args[0] != "split":
			return usage("write join or split and the ids of articles, or --threshold alone")
		case *coder == "":
			return usage("--coder is needed: every act names its coder")
		}
		var ids []corpus.ArticleID
		for _, id := range args[1:] {
			ids = append(ids, corpus.ArticleID(id))
		}
		return writing(cmd, *path, func(ctx context.Context, a *app.App) error {
			do := a.JoinStories
			if args[0] == "split" {
				do = a.SplitStory
			}
			change, err := do(ctx, corpus.Coder(*coder), ids)
			if err != nil {
				return err
			}
			if *asJSON {
				return tell(s.Out, changeJSON{change.ID, change.Title})
			}
			fmt.Fprintln(s.Out, change.Title)
			return nil
		})
	})
	return cmd
}
