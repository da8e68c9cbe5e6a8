// Package command is Quoth's terminal face: the verbs of the desktop for
// scripts and pipes. What it prints on standard output is a contract, held by
// golden files; progress and messages go to standard error.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"quoth/app"
)

// Exit codes.
const (
	ExitOK    = 0 // every item worked
	ExitItems = 1 // some items did not; each was named with its reason
	ExitUsage = 2 // the call itself is wrong
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// errItems ends a run whose failing items were named already.
var errItems = errors.New("some items did not work")

// usageError is a call that is wrong.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// Run carries out one command and returns the exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	ctx = app.Asking(ctx, s.askPassword)
	root := New(s)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, errItems):
		return ExitItems
	}
	fmt.Fprintln(s.Err, "quoth:", err)
	var bad usageError
	var query *app.QueryError
	switch {
	case errors.As(err, &bad), isCobraUsage(err):
		fmt.Fprintln(s.Err, "See quoth --help.")
		return ExitUsage
	case errors.As(err, &query):
		fmt.Fprintf(s.Err, "  %s\n  %*s\n", query.Query, query.Column, "^")
		return ExitUsage
	}
	if words, detail := app.Explain(err); words != detail {
		fmt.Fprintln(s.Err, words)
	}
	return ExitItems
}

// askPassword asks whoever sits at the terminal for a password, which is not
// shown.
func (s Streams) askPassword(place string) (string, error) {
	in, ok := s.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", errors.New("no password was found: put it into ~/.pgpass or PGPASSWORD")
	}
	fmt.Fprintf(s.Err, "Password for %s: ", place)
	password, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(s.Err)
	return string(password), err
}

// isCobraUsage reports errors of the command line itself: cobra gives them no
// type, but they come before any of our functions has run.
func isCobraUsage(err error) bool {
	var ran runError
	return !errors.As(err, &ran)
}

// runError marks an error that came out of a command that ran.
type runError struct{ error }

func (e runError) Unwrap() error { return e.error }

// New builds the command tree.
func New(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:           "quoth",
		Short:         "Who said what, for whom, and where do they stand, over time?",
		Long:          "Quoth collects news articles, finds every quotation, attributes it to a speaker\nand an organisation, and lets people check, tag and judge it.\n\nWithout a command it opens the desktop app.",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       app.Version,
	}
	cobra.AddTemplateFunc("quothVersion", app.VersionDetails) // loads the models, so only when asked
	root.SetVersionTemplate("{{quothVersion}}")
	root.CompletionOptions.HiddenDefaultCmd = true
	for _, build := range []func(Streams) *cobra.Command{
		addCommand, searchCommand, searchesCommand, collocatesCommand, frequencyCommand, likeCommand, variantsCommand, codeCommand, exportCommand, stanceCommand, agreementCommand, assignCommand, proposalsCommand,
		previewCommand, needsCommand, failuresCommand, watchCommand, archiveCommand, storyCommand,
		networkCommand, reportCommand, packCommand, verifyCommand,
		checkCommand, repairCommand, purgeCommand, rereadCommand, extractCommand, quotesCommand, listCommand, copyCommand, teamCommand, sampleCommand,
	} {
		root.AddCommand(build(s))
	}
	return root
}

// run turns a function into what cobra calls, marking its errors as its own.
func run(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := f(cmd, args); err != nil {
			return runError{err}
		}
		return nil
	}
}

// corpusFlag adds --corpus, which every command over a corpus needs.
func corpusFlag(cmd *cobra.Command) *string {
	path := cmd.Flags().
		String("corpus", "", "the corpus: a file, NAME.quoth, or a team's database, postgres://USER@HOST/NAME")
	if err := cmd.MarkFlagRequired("corpus"); err != nil {
		panic(err) // the flag was added on the line above
	}
	return path
}

// withCorpus opens a corpus for reading, hands it to f and closes it.
func withCorpus(ctx context.Context, path string, f func(*app.App) error) error {
	a, err := app.Open(ctx, path, app.Options{ReadOnly: true})
	return withApp(a, err, f)
}

func withApp(a *app.App, err error, f func(*app.App) error) error {
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}
