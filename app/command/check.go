package command

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"quoth/app"
)

func checkCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check --corpus FILE",
		Short: "Look whether all of a corpus is sound",
		Long: "Looks at the file, references, pages against their hashes, texts and the quotes and notes on them,\n" +
			"the journal against the rows, and the search index against a scan. Nothing in the corpus is changed;\n" +
			"the exit code is 1 when something is wrong.",
		Args: cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		report, err := app.Check(
			cmd.Context(),
			*path,
			app.Options{},
			func(step string) { fmt.Fprintln(s.Err, "checking", step) },
		)
		if err != nil {
			return err
		}
		if *asJSON {
			err = json.NewEncoder(s.Out).Encode(report)
		} else {
			for _, f := range report.Faults {
				printFault(s, f)
			}
			if report.Sound() {
				fmt.Fprintf(s.Out, "sound: %d articles, %d quotes\n", report.Counts.Articles, report.Counts.Quotes)
			} else {
				fmt.Fprintf(s.Err, "%d faults; quoth repair rebuilds what can be rebuilt\n", len(report.Faults))
			}
		}
		if err == nil && !report.Sound() {
			err = errItems
		}
		return err
	})
	return cmd
}

func printFault(s Streams, f app.Fault) {
	can := ""
	if f.Mend {
		can = "can be rebuilt"
	}
	fmt.Fprintf(s.Out, "%s\t%s\t%s\t%s\n", f.Kind, f.Item, f.What, can)
}

func repairCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "repair --corpus FILE",
		Short: "Rebuild what can be rebuilt of a corpus, and name what cannot",
		Long: "Makes a copy of the corpus as it is, then rebuilds what follows from sound rows and the search index.\n" +
			"Of a file that is damaged itself, what can be read is written as a corpus of its own beside it.\n" +
			"The exit code is 1 when something could not be rebuilt.",
		Args: cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		report, err := app.Repair(
			cmd.Context(),
			*path,
			app.Options{},
			func(step string) { fmt.Fprintln(s.Err, "now", step) },
		)
		if err != nil {
			return err
		}
		if *asJSON {
			err = json.NewEncoder(s.Out).Encode(report)
		} else {
			printRepair(s, report)
		}
		if err == nil && len(report.After)+len(report.Lost) > 0 {
			err = errItems
		}
		return err
	})
	return cmd
}

func printRepair(s Streams, report app.RepairReport) {
	if len(report.Before) == 0 {
		fmt.Fprintln(s.Out, "nothing is wrong, nothing was changed")
		return
	}
	if report.Backup != "" {
		fmt.Fprintf(s.Out, "as it was: %s\n", report.Backup)
	}
	if report.Saved != "" {
		fmt.Fprintf(s.Out, "%d rows saved in %s\n", report.Rows, report.Saved)
	}
	for _, l := range report.Lost {
		fmt.Fprintf(s.Out, "lost\t%s\t%s\n", l.Table, l.Why)
	}
	for _, f := range report.After {
		fmt.Fprintf(s.Out, "remains\t%s\t%s\t%s\n", f.Kind, f.Item, f.What)
	}
	fmt.Fprintf(s.Out, "%d faults before, %d remain\n", len(report.Before), len(report.After))
}
