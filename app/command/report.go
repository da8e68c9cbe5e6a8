package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

// reportFlags say what a report or a pack is about.
type reportFlags struct {
	path, out string
	request   app.ReportRequest
}

func (f *reportFlags) register(cmd *cobra.Command, file string) {
	flags := cmd.Flags()
	flags.StringVar(&f.path, "corpus", "", "the corpus file, NAME.quoth")
	flags.StringVar(&f.out, "out", "", "the file to write, "+file)
	flags.StringVar(&f.request.Target, "target", "", "about this target: its words, or some that only it has")
	flags.StringVar(&f.request.Speaker, "speaker", "", "about this person or organisation")
	flags.StringVar(&f.request.Tag, "tag", "", "about this tag: its path")
	flags.StringVar(&f.request.Query, "query", "", "about what this search finds")
	flags.BoolVar(&f.request.Dossier, "dossier", false, "of a speaker: positions over time, roles, ties")
}

func (f *reportFlags) check(name string) error {
	asked := 0
	for _, s := range []string{f.request.Target, f.request.Speaker, f.request.Tag, f.request.Query} {
		if s != "" {
			asked++
		}
	}
	switch {
	case f.path == "" || f.out == "":
		return usage("%s needs --corpus and --out", name)
	case asked != 1:
		return usage("%s needs one of --target, --speaker, --tag and --query", name)
	case f.request.Dossier && f.request.Speaker == "":
		return usage("--dossier needs --speaker")
	}
	return nil
}

func reportCommand(s Streams) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report --corpus FILE --target T|--speaker S|--tag T|--query Q --out FILE.html",
		Short: "Write a page about a target, a speaker, a tag or a search, to hand out",
		Args:  cobra.NoArgs,
	}
	f.register(cmd, "NAME.html, or NAME.pdf where Chromium, Chrome or Edge is there")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if err := f.check("report"); err != nil {
			return err
		}
		asPDF := strings.EqualFold(filepath.Ext(f.out), ".pdf")
		return f.write(cmd, s, func(a *app.App, w io.Writer) (*app.Report, error) {
			report, err := a.Report(cmd.Context(), f.request)
			switch {
			case err != nil:
				return nil, err
			case asPDF:
				return report, report.PDF(cmd.Context(), w)
			}
			return report, report.HTML(w)
		})
	})
	return cmd
}

func packCommand(s Streams) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "pack --corpus FILE --target T|--speaker S|--tag T|--query Q --out FILE.zip",
		Short: "Write a report with its pages, texts, sums and acts: everything to check it by",
		Args:  cobra.NoArgs,
	}
	f.register(cmd, "NAME.zip")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if err := f.check("pack"); err != nil {
			return err
		}
		return f.write(
			cmd,
			s,
			func(a *app.App, w io.Writer) (*app.Report, error) { return a.Pack(cmd.Context(), f.request, w) },
		)
	})
	return cmd
}

func (f *reportFlags) write(cmd *cobra.Command, s Streams, write func(*app.App, io.Writer) (*app.Report, error)) error {
	return withCorpus(cmd.Context(), f.path, func(a *app.App) error {
		w, commit, discard, err := output(f.out, s.Out)
		if err != nil {
			return err
		}
		report, err := write(a, w)
		if err == nil {
			err = commit()
		}
		if err != nil {
			discard()
			if errors.Is(err, corpus.ErrInvalid) {
				return usage("%w", err)
			}
			return err
		}
		fmt.Fprintf(s.Err, "%d quotes in %s\n", len(report.Quotes), f.out)
		return nil
	})
}

func verifyCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify PACK.zip",
		Short: "Check every quote of an evidence pack against its text and page",
		Args:  cobra.ExactArgs(1),
	}
	asJSON := cmd.Flags().Bool("json", false, "one JSON object")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if _, err := os.Stat(args[0]); err != nil {
			return usage("%w", err)
		}
		check, err := app.VerifyPack(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		if *asJSON {
			out := newJSONLines(s.Out)
			out.write(struct {
				Files    int      `json:"files"`
				Quotes   int      `json:"quotes"`
				OnPage   int      `json:"on_page"`
				Unread   []string `json:"unread"`
				Problems []string `json:"problems"`
			}{check.Files, check.Quotes, check.OnPage, check.Unread, check.Problems})
			if out.err != nil {
				return out.err
			}
		} else {
			for _, p := range check.Problems {
				fmt.Fprintln(s.Out, p)
			}
			fmt.Fprintf(
				s.Out,
				"%d files, %d quotes; %d stand on their page, %d on pages that cannot be read here; %d problems\n",
				check.Files,
				check.Quotes,
				check.OnPage,
				len(check.Unread),
				len(check.Problems),
			)
		}
		if len(check.Problems) > 0 {
			return errItems
		}
		return nil
	})
	return cmd
}
