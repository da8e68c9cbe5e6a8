package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// networkFlags are the flags of network that are not those of the answer.
type networkFlags struct {
	path, kind, rows, columns, aggregation, normalization, duplicates, window, kernel, from, to string
	coder, consensus                                                                            string
	size                                                                                        int
	once, isolates, confirmed, suggestions                                                      bool
	exclude, only                                                                               []string
}

func networkCommand(s Streams) *cobra.Command {
	var f networkFlags
	cmd := &cobra.Command{
		Use:   "network --corpus FILE --type onemode|twomode --rows V --columns V",
		Short: "Who stands with whom, and who takes which position",
		Long: "Makes networks of what coders judged and tagged, with the arithmetic of Discourse Network Analyzer.\n" +
			"Two modes: rows × columns. One mode: rows tied by the columns they share.\n" +
			"Support counts 1, oppose -1, neutral and mixed lie midway; suggestions of a program count only with --suggestions.",
		Args: cobra.NoArgs,
	}
	f.register(cmd)
	var answer networkAnswer
	answer.register(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if err := answer.check(); err != nil {
			return err
		}
		request, err := f.request()
		if err != nil {
			return err
		}
		return withCorpus(cmd.Context(), f.path, func(a *app.App) error {
			n, err := a.Network(cmd.Context(), request)
			if errors.Is(err, corpus.ErrInvalid) {
				return usage("%w", err)
			}
			if err != nil {
				return err
			}
			for _, note := range n.Notes {
				fmt.Fprintln(s.Err, "note:", note)
			}
			if n.Divided > 0 {
				fmt.Fprintf(
					s.Err,
					"note: %d quotes and targets are left out: their coders differ and nobody adjudicated\n",
					n.Divided,
				)
			}
			if n.Suggestions {
				fmt.Fprintf(
					s.Err,
					"note: %d of %d statements are suggestions of a program that no one has judged\n",
					n.Suggested,
					n.Kept,
				)
			}
			if n.Undated > 0 {
				fmt.Fprintf(s.Err, "note: %d statements of articles without a date are left out\n", n.Undated)
			}
			return answer.write(cmd.Context(), s, n)
		})
	})
	return cmd
}

func (f *networkFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	words := app.NetworkWords()
	flags.StringVar(&f.path, "corpus", "", "the corpus file, NAME.quoth")
	flags.StringVar(&f.kind, "type", "twomode", words["type"])
	flags.StringVar(&f.rows, "rows", "organization", words["variable"])
	flags.StringVar(&f.columns, "columns", "target", words["variable"])
	flags.StringVar(&f.aggregation, "aggregation", "", words["aggregation"]+" (default subtract; ignore for tags)")
	flags.StringVar(&f.normalization, "normalization", "none", words["normalization"])
	flags.StringVar(
		&f.duplicates,
		"duplicates",
		"include",
		"the same row, column and stance count once per: "+words["duplicates"],
	)
	flags.StringVar(&f.window, "window", "", "a moving window of "+words["window"])
	flags.IntVar(&f.size, "size", 1, "of the window, in its units")
	flags.StringVar(&f.kernel, "kernel", "", "weigh by distance from the middle: "+words["kernel"])
	flags.StringVar(&f.from, "from", "", "the first day, YYYY-MM-DD, or moment, RFC 3339")
	flags.StringVar(&f.to, "to", "", "the last day or moment")
	flags.BoolVar(&f.once, "once-per-story", false, "of a quote's printings, only the earliest counts")
	flags.BoolVar(&f.isolates, "isolates", false, "keep nodes without a statement that counts")
	flags.StringVar(&f.coder, "coder", "", "only this coder's statements")
	flags.BoolVar(&f.confirmed, "confirmed", false, "only quotes that were confirmed or corrected")
	flags.StringVar(
		&f.consensus,
		"consensus",
		"",
		"one stance for each quote and target, the adjudicated or by the rule: majority, all (default: each coder's counts)",
	)
	flags.BoolVar(
		&f.suggestions,
		"suggestions",
		false,
		"count sure suggestions of stances too, of quotes that no one has judged; the answer says how many",
	)
	flags.StringArrayVar(
		&f.exclude,
		"exclude",
		nil,
		"FIELD=VALUE to leave out, again for each; fields: "+words["field"],
	)
	flags.StringArrayVar(&f.only, "only", nil, "FIELD=VALUE to keep and no other, again for each")
}

// request reads the flags; what they name is checked by the app, which lists what
// is allowed.
func (f *networkFlags) request() (app.NetworkRequest, error) {
	r := app.NetworkRequest{
		Coder:         corpus.Coder(f.coder),
		ConfirmedOnly: f.confirmed,
		Consensus:     corpus.Consensus(f.consensus),
		Suggestions:   f.suggestions,
	}
	if f.path == "" {
		return r, usage("network needs --corpus")
	}
	if !slices.Contains([]corpus.Consensus{"", corpus.Majority, corpus.Unanimity}, r.Consensus) {
		return r, usage("--consensus %q: use majority or all", f.consensus)
	}
	if f.size < 1 {
		return r, usage("--size %d: a window holds 1 or more", f.size)
	}
	r.NetworkOptions = app.NewNetworkOptions(app.NetworkNames{
		Type: f.kind, Rows: f.rows, Columns: f.columns, Aggregation: f.aggregation,
		Normalization: f.normalization, Duplicates: f.duplicates, Window: f.window, Kernel: f.kernel,
	})
	r.Size, r.OncePerStory, r.Isolates = f.size, f.once, f.isolates
	var err error
	if r.From, err = moment(f.from, false); err != nil {
		return r, usage("--from: %w", err)
	}
	if r.To, err = moment(f.to, true); err != nil {
		return r, usage("--to: %w", err)
	}
	for i, list := range [][]string{f.exclude, f.only} {
		if r.Exclude, err = exclusions(r.Exclude, list, i == 1); err != nil {
			return r, err
		}
	}
	if _, _, err = r.Resolve(); err != nil {
		return r, usage("%w", err)
	}
	return r, nil
}

// The days by which Discourse Network Analyzer means an open range.
const (
	openFrom = "1900-01-01"
	openTo   = "2099-12-31"
)

// moment reads a day or a moment; a day that ends a range ends with its last second.
func moment(s string, end bool) (time.Time, error) {
	if s == openFrom && !end || s == openTo && end {
		return time.Time{}, nil
	}
	d, err := corpus.ParseDate(s)
	if err != nil || d.IsZero() {
		return time.Time{}, err
	}
	t := app.WallClock(d)
	if end && d.DayOnly {
		t = t.Add(24*time.Hour - time.Second)
	}
	return t, nil
}

func exclusions(to []app.NetworkExclusion, list []string, only bool) ([]app.NetworkExclusion, error) {
	for _, item := range list {
		field, value, ok := strings.Cut(item, "=")
		if !ok {
			return nil, usage("%q is not FIELD=VALUE", item)
		}
		at := slices.IndexFunc(to, func(x app.NetworkExclusion) bool { return x.Field == field && x.Only == only })
		if at < 0 {
			to = append(to, app.NetworkExclusion{Field: field, Only: only})
			at = len(to) - 1
		}
		to[at].Values = append(to[at].Values, value)
	}
	return to, nil
}

// mostTies is how many ties of a matrix a terminal shows.
const mostTies = 20

func printTies(w io.Writer, n *app.Network) error {
	for m := range n.Matrices {
		ties := app.NetworkTies(m, n.Options)
		if n.Options.Window != "" {
			fmt.Fprintf(
				w,
				"%s (%s to %s), ",
				m.At.Format(time.DateOnly),
				m.Start.Format(time.DateOnly),
				m.Stop.Format(time.DateOnly),
			)
		}
		fmt.Fprintf(w, "%d %s, %d ties, %d statements\n", len(m.Rows), n.Options.Rows, len(ties), m.Statements)
		table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
		for i, tie := range ties {
			if i == mostTies {
				fmt.Fprintf(table, "… %d more: --json gives all\n", len(ties)-i)
				break
			}
			fmt.Fprintf(table, "%s\t%s\t%.4g\t\n", tie.A, tie.B, tie.Weight)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}
