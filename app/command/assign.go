package command

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// assignmentJSON is one assignment of assign --json and assign --list --json.
type assignmentJSON struct {
	ID      corpus.AssignmentID `json:"id"`
	Title   string              `json:"title"`
	Coder   corpus.Coder        `json:"coder"`
	Target  corpus.TargetID     `json:"target_id,omitempty"`
	By      corpus.Coder        `json:"by"`
	Created string              `json:"created"`
	Drawn   string              `json:"drawn"`
	Total   int                 `json:"total"`
	Done    int                 `json:"done"`
	Next    corpus.QuoteID      `json:"next,omitempty"`
	Quotes  []corpus.QuoteID    `json:"quotes"`
}

func newAssignmentJSON(p app.AssignmentProgress) assignmentJSON {
	return assignmentJSON{
		p.ID,
		p.Title,
		p.Coder,
		p.Target,
		p.By,
		p.Created.UTC().Format(time.RFC3339),
		p.Drawn,
		len(p.Quotes),
		p.Done,
		p.Next,
		p.Quotes,
	}
}

func assignCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "assign --corpus FILE [--coder NAME --to NAME --n N] [QUERY]",
		Short: "Give quotes to a coder to judge blind; show how far coders have come",
		Long: `Draw a random or stratified sample of quotes and give it to a coder to judge without seeing what others said:

  quoth assign --corpus F --coder Ada --to Ben --target T --n 60 --judged-by Ada --stratify stance
  quoth assign --corpus F --list
  quoth assign --corpus F --show ID         the quotes, with Ben's own decisions alone until all are judged
  quoth assign --size --population 800      how many quotes to judge twice

Ben judges with quoth code --coder Ben, or in the window.`,
		Args: cobra.MaximumNArgs(1),
	}
	path := cmd.Flags().String("corpus", "", "the corpus file, NAME.quoth")
	coder := cmd.Flags().String("coder", "", "who assigns")
	r := app.DrawRequest{}
	to := cmd.Flags().String("to", "", "who is to judge")
	target := cmd.Flags().
		String("target", "", "judge toward this proposition (words that only it holds); without: give verdicts")
	cmd.Flags().IntVar(&r.N, "n", 50, "how many quotes")
	stratify := cmd.Flags().String("stratify", "", "speaker, organization, publisher, year, stance or kind")
	judgedBy := cmd.Flags().String("judged-by", "", "only quotes that this coder has judged")
	cmd.Flags().Uint64Var(&r.Seed, "seed", 1, "the same seed draws the same sample")
	cmd.Flags().StringVar(&r.Title, "title", "", "a name for the assignment")
	list := cmd.Flags().Bool("list", false, "list the assignments with their progress")
	show := cmd.Flags().String("show", "", "list the quotes of an assignment")
	drop := cmd.Flags().String("drop", "", "take an assignment back; what was judged stays")
	size := cmd.Flags().Bool("size", false, "say how many quotes to judge twice")
	population := cmd.Flags().Int("population", 0, "with --size: how many quotes there are (0: endless)")
	expect := cmd.Flags().Float64("expect", 0.9, "with --size: the share of agreement expected")
	margin := cmd.Flags().Float64("margin", 0.05, "with --size: by how much it may be less in all quotes")
	alpha := cmd.Flags().Float64("alpha", 0.667, "with --size: the smallest acceptable alpha")
	rarest := cmd.Flags().Float64("rarest", 0.25, "with --size: the share of the rarest stance")
	asJSON := cmd.Flags().Bool("json", false, "JSON, one object a line")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if *size {
			sizes, err := app.SampleSizes(*population, *expect, *margin, *alpha, *rarest)
			if err != nil {
				return usage("%v", err)
			}
			if *asJSON {
				lines := newJSONLines(s.Out)
				lines.write(map[string]int{"for_agreement": sizes.ForAgreement, "for_alpha": sizes.ForAlpha})
				return lines.err
			}
			fmt.Fprintf(
				s.Out,
				"%d quotes for an agreement of %.0f %% within %.0f points (Lacy and Riffe 1996)\n%d quotes to tell alpha from %.3f when the rarest stance makes up %.0f %% (Bloch and Kraemer 1989)\n",
				sizes.ForAgreement,
				*expect*100,
				*margin*100,
				sizes.ForAlpha,
				*alpha,
				*rarest*100,
			)
			return nil
		}
		if *path == "" {
			return usage("assign needs --corpus")
		}
		if len(args) == 1 {
			r.Query = args[0]
		}
		switch {
		case *list:
			return withCorpus(
				cmd.Context(),
				*path,
				func(a *app.App) error { return listAssignments(cmd, s, a, *asJSON) },
			)
		case *show != "":
			return withCorpus(cmd.Context(), *path, func(a *app.App) error {
				return showAssignment(cmd, s, a, corpus.AssignmentID(*show), *asJSON)
			})
		case *coder == "":
			return usage("--coder is needed: every act names its coder")
		}
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			if *drop != "" {
				_, err := a.Do(
					cmd.Context(),
					corpus.Coder(*coder),
					corpus.DropAssignment{ID: corpus.AssignmentID(*drop)},
				)
				return err
			}
			if *to == "" {
				return usage("--to is needed: who is to judge")
			}
			if err := firstOf(
				choose("stratify", *stratify, "", "speaker", "organization", "publisher", "year", "stance", "kind"),
				atLeast("n", r.N, 1),
			); err != nil {
				return err
			}
			r.Coder, r.Stratify, r.JudgedBy = corpus.Coder(*to), app.Stratum(*stratify), corpus.Coder(*judgedBy)
			if *target != "" {
				if r.Target, err = findTarget(cmd.Context(), a, *target); err != nil {
					return err
				}
			}
			drawn, err := a.Draw(cmd.Context(), r)
			if err != nil {
				return err
			}
			change, err := a.Assign(cmd.Context(), corpus.Coder(*coder), drawn)
			if err != nil {
				return err
			}
			all, err := a.Assignments(cmd.Context(), r.Coder)
			if err != nil {
				return err
			}
			for _, p := range all {
				if string(p.ID) != change.Created {
					continue
				}
				if *asJSON {
					lines := newJSONLines(s.Out)
					lines.write(newAssignmentJSON(p))
					return lines.err
				}
				fmt.Fprintf(s.Out, "%s\t%s\n", p.ID, p.Drawn)
			}
			return nil
		})
	})
	return cmd
}

func listAssignments(cmd *cobra.Command, s Streams, a *app.App, asJSON bool) error {
	all, err := a.Assignments(cmd.Context(), "")
	if err != nil {
		return err
	}
	if asJSON {
		lines := newJSONLines(s.Out)
		for _, p := range all {
			lines.write(newAssignmentJSON(p))
		}
		return lines.err
	}
	w := tabwriter.NewWriter(s.Out, 0, 4, 2, ' ', 0)
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\t%d of %d judged\t%s\t%s\n", p.ID, p.Coder, p.Done, len(p.Quotes), p.Title, p.Drawn)
	}
	return w.Flush()
}

func showAssignment(cmd *cobra.Command, s Streams, a *app.App, id corpus.AssignmentID, asJSON bool) error {
	cards, own, err := a.AssignedCards(cmd.Context(), id)
	if err != nil {
		return err
	}
	if own {
		fmt.Fprintln(s.Err, "what others said is hidden until all are judged")
	}
	lines := newJSONLines(s.Out)
	for _, c := range cards {
		if asJSON {
			lines.write(newQuoteJSON(c))
			continue
		}
		fmt.Fprintf(s.Out, "%s\n", c.Quote.ID)
		printQuote(s.Out, c)
	}
	return lines.err
}
