package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// proposalJSON is one line of proposals --json.
type proposalJSON struct {
	ID     string           `json:"id"`
	Kind   corpus.EntryKind `json:"kind"`
	Keep   string           `json:"keep"`
	KeepID string           `json:"keep_id"`
	About  string           `json:"keep_about"`
	Merge  string           `json:"merge"`
	Merged string           `json:"merge_id"`
	Other  string           `json:"merge_about"`
	Score  float64          `json:"score"` // probability that they are one
	Reason string           `json:"reason"`
}

// settledJSON is what proposals --accept and --reject print with --json.
type settledJSON struct {
	ID     string          `json:"id"`
	Change corpus.ChangeID `json:"change"`
	Title  string          `json:"title"`
}

// healedJSON is what proposals --certain prints with --json.
type healedJSON struct {
	Merged int             `json:"merged"`
	Filed  int             `json:"filed,omitempty"` // quotes whose speaker is no person after all
	Change corpus.ChangeID `json:"change,omitempty"`
	Title  string          `json:"title,omitempty"`
}

func proposalsCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "proposals --corpus FILE",
		Short: "List people and organisations that may be the same; accept or reject a pair",
		Long: "Lists pairs of entries of the registry that may be the same, those first whose answer would\nmove most. --accept merges a pair, --reject keeps it apart for good; both settle pairs of the\nsame two names too, " +
			"and undo takes them back.",
		Args: cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	coder := cmd.Flags().String("coder", "", "who answers; needed with --accept, --reject and --certain")
	accept := cmd.Flags().String("accept", "", "merge the pair with this ID")
	reject := cmd.Flags().String("reject", "", "keep the pair with this ID apart")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per proposal")
	heal := cmd.Flags().
		Bool("certain", false, "merge what is certain to be one, as one act: for corpora of earlier versions")
	cmd.MarkFlagsMutuallyExclusive("accept", "reject", "certain")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *accept == "" && *reject == "" && !*heal {
			return withCorpus(
				cmd.Context(),
				*path,
				func(a *app.App) error { return listProposals(cmd.Context(), s, a, *asJSON) },
			)
		}
		if *coder == "" {
			return usage("--coder is needed: every act names its coder")
		}
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			if *heal {
				return healCorpus(cmd.Context(), s, a, corpus.Coder(*coder), *asJSON)
			}
			id, settle := *accept, a.AcceptProposal
			if id == "" {
				id, settle = *reject, a.RejectProposal
			}
			change, err := settle(cmd.Context(), corpus.Coder(*coder), id)
			if err != nil {
				return err
			}
			if *asJSON {
				out := newJSONLines(s.Out)
				out.write(settledJSON{id, change.ID, change.Title})
				return out.err
			}
			_, err = fmt.Fprintln(s.Out, change.Title)
			return err
		})
	})
	return cmd
}

// healCorpus makes the merges that are certain and files anew who is no person:
// an act each.
func healCorpus(ctx context.Context, s Streams, a *app.App, coder corpus.Coder, asJSON bool) error {
	change, n, err := a.Heal(ctx, coder)
	if err != nil {
		return err
	}
	filed, m, err := a.FileAnew(ctx, coder)
	if err != nil {
		return err
	}
	if asJSON {
		out := newJSONLines(s.Out)
		out.write(healedJSON{Merged: n, Change: change.ID, Title: change.Title})
		if m > 0 {
			out.write(healedJSON{Filed: m, Change: filed.ID, Title: filed.Title})
		}
		return out.err
	}
	if n == 0 {
		change.Title = "nothing is certain to be one that is not"
	}
	if m > 0 {
		change.Title += "\n" + filed.Title
	}
	_, err = fmt.Fprintln(s.Out, change.Title)
	return err
}

func listProposals(ctx context.Context, s Streams, a *app.App, asJSON bool) error {
	list, err := a.Proposals(ctx)
	if err != nil {
		return err
	}
	out := newJSONLines(s.Out)
	for _, p := range list {
		if asJSON {
			out.write(proposalJSON{p.ID, p.Kind, p.NameA, p.A, p.DetailA, p.NameB, p.B, p.DetailB, p.Score, p.Reason})
			continue
		}
		fmt.Fprintf(
			s.Out,
			"%s\t%s (%s)\t%s (%s)\t%.2f\t%s\n",
			p.ID,
			p.NameA,
			p.DetailA,
			p.NameB,
			p.DetailB,
			p.Score,
			p.Reason,
		)
	}
	return out.err
}
