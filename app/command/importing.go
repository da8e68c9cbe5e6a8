package command

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
)

func importFormatNames() string {
	var names []string
	for _, f := range app.ImportFormats() {
		names = append(names, f.Title)
	}
	return strings.Join(names, "; ")
}

// importFlags adds the flags of an import's settings.
func importFlags(cmd *cobra.Command) func() (app.ImportSettings, error) {
	format := cmd.Flags().String("format", "", "how to read files: the name of an import format (default: find out)")
	columns := cmd.Flags().
		StringArray("map", nil, "of a table FIELD=COLUMN, such as body=Text; of a QDPX project FIELD=VARIABLE; may be repeated")
	fixed := cmd.Flags().StringArray("set", nil, "FIELD=VALUE for every article; may be repeated")
	names := cmd.Flags().
		String("names", "", "what file names carry, such as {published}_{publisher}_{title}, or a regular expression with named groups")
	layout := cmd.Flags().
		String("date-layout", "", "how dates are written, such as DD/MM/YYYY (default: only what is unambiguous)")
	return func() (app.ImportSettings, error) {
		s := app.ImportSettings{Format: *format, Names: *names, DateLayout: *layout}
		var err error
		if s.Columns, err = pairs(*columns); err == nil {
			s.Fixed, err = pairs(*fixed)
		}
		if err == nil {
			err = s.Validate()
		}
		if err != nil {
			return s, usageError{err}
		}
		return s, nil
	}
}

func pairs(list []string) (map[string]string, error) {
	var out map[string]string
	for _, pair := range list {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("%q: write FIELD=VALUE", pair)
		}
		if out == nil {
			out = map[string]string{}
		}
		out[strings.TrimSpace(name)] = value
	}
	return out, nil
}

func previewCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "preview --corpus FILE FILE|FOLDER",
		Short: "Show what an import would read, without keeping anything",
		Long:  "Shows how a file would be taken apart: the columns of a table and which field each fills, the first\narticles, what is damaged, what is doubtful. Of a folder with --names: what its file names say.",
		Args:  cobra.ExactArgs(1),
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object; of a folder with --names, one a file")
	settings := importFlags(cmd)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		chosen, err := settings()
		if err != nil {
			return err
		}
		a, err := app.OpenOrCreate(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			if app.IsProject(args[0], chosen) {
				return previewProject(cmd, a, args[0], chosen, *asJSON, s)
			}
			if info, err := os.Stat(args[0]); err == nil && info.IsDir() {
				return previewNames(cmd, a, args[0], chosen, *asJSON, s)
			}
			p, err := a.PreviewImport(cmd.Context(), args[0], chosen)
			switch {
			case errors.Is(err, app.ErrOrdinaryFile) && *asJSON:
				return tell(s.Out, previewJSON{Format: "page", Notes: []string{app.ErrOrdinaryFile.Error()}})
			case errors.Is(err, app.ErrOrdinaryFile):
				fmt.Fprintln(s.Out, app.ErrOrdinaryFile)
				return nil
			case err != nil:
				return err
			case *asJSON:
				return errors.Join(tell(s.Out, newPreviewJSON(p)), p.Problem)
			}
			printPreview(p, s)
			return p.Problem
		})
	})
	return cmd
}

// previewProject shows what importing a coded corpus would do.
func previewProject(
	cmd *cobra.Command,
	a *app.App,
	path string,
	chosen app.ImportSettings,
	asJSON bool,
	s Streams,
) error {
	project, err := app.ReadProject(cmd.Context(), path, chosen.Columns)
	if errors.Is(err, corpus.ErrInvalid) {
		return usageError{err} // a field or a variable that there is not
	}
	if err != nil {
		return err
	}
	report, err := a.PreviewProject(cmd.Context(), project)
	if err != nil {
		return err
	}
	if asJSON {
		if err := tell(s.Out, newProjectJSON(project, report)); err != nil || len(report.Failed) == 0 {
			return err
		}
		return errItems
	}
	fmt.Fprintln(s.Out, project.Format)
	for _, v := range project.Variables {
		fmt.Fprintf(s.Out, "  variable %s → %s (%s)\n", v.Name, cmp.Or(v.Field, "memo"), strings.Join(v.Samples, " | "))
	}
	for _, line := range report.Summary() {
		fmt.Fprintln(s.Out, line)
	}
	for _, article := range report.Articles {
		fmt.Fprintf(s.Out, "%s\t%s\t%d statements\n", article.State, article.Title, article.Quotes)
	}
	for _, d := range report.Doubts {
		fmt.Fprintf(s.Out, "doubtful\t%s\t%s\t%s\t%s\n", d.Title, d.Place, oneLine(d.Words), d.Reason)
	}
	for _, err := range report.Failed {
		fmt.Fprintf(s.Out, "failed\t%v\n", err)
	}
	if len(report.Failed) > 0 {
		return errItems
	}
	return nil
}

func previewNames(
	cmd *cobra.Command,
	a *app.App,
	folder string,
	chosen app.ImportSettings,
	asJSON bool,
	s Streams,
) error {
	if chosen.IsZero() {
		chosen = a.FolderImport(cmd.Context(), folder)
	}
	names, err := a.PreviewNames(cmd.Context(), folder, chosen)
	if err != nil {
		return err
	}
	for _, n := range names {
		if asJSON {
			if err := tell(s.Out, namedFileJSON{n.Name, n.Fields, doubtsJSON(n.Doubts)}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(s.Out, n.Name)
		for _, field := range app.ImportFields() {
			if value := n.Fields[field]; value != "" {
				fmt.Fprintf(s.Out, "  %s: %s\n", field, value)
			}
		}
		printDoubts(n.Doubts, s)
	}
	return nil
}

func printDoubts(doubts []app.ImportDoubt, s Streams) {
	for _, d := range doubts {
		fmt.Fprintf(s.Out, "  ? %s %q: %s\n", d.Field, d.Printed, d.Reason)
	}
}

func printPreview(p *app.ImportPreview, s Streams) {
	fmt.Fprintf(s.Out, "%s\n", p.Title)
	for _, c := range p.Columns {
		field := c.Field
		if field == "" {
			field = "-"
		}
		fmt.Fprintf(s.Out, "  column %s → %s (%s)\n", c.Name, field, strings.Join(c.Samples, " | "))
	}
	for _, e := range p.Entries {
		article := e.Collected.Article
		if e.Err != nil {
			fmt.Fprintf(s.Out, "%s\n  ! %v\n", e.Label, e.Err)
			continue
		}
		fmt.Fprintf(
			s.Out,
			"%s\n  %s, %s, %s\n",
			e.Label,
			strings.Join(article.Authors, "; "),
			article.Publisher,
			article.Published,
		)
		printDoubts(e.Doubts, s)
	}
	for _, note := range p.Notes {
		fmt.Fprintln(s.Out, note)
	}
	if p.Problem != nil {
		return
	}
	fmt.Fprintf(s.Err, "%d articles, %d damaged or missing, %d with doubtful fields", p.Articles, p.Damaged, p.Doubtful)
	if p.Announced > 0 {
		fmt.Fprintf(s.Err, "; the file announces %d", p.Announced)
	}
	fmt.Fprintln(s.Err)
}

// needJSON is one line of needs --json.
type needJSON struct {
	Article corpus.ArticleID `json:"article"`
	Title   string           `json:"title"`
	Field   string           `json:"field"`
	Printed string           `json:"printed"`
	Reason  string           `json:"reason"`
	Now     string           `json:"now"`
}

func needsCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "needs --corpus FILE",
		Short: "List the fields of imported articles that a person is to look at; settle one with --article and --field",
		Args:  cobra.NoArgs,
	}
	path := corpusFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "one JSON object a line")
	coder := cmd.Flags().String("coder", "", "who settles")
	article := cmd.Flags().String("article", "", "the article to settle a field of")
	field := cmd.Flags().String("field", "", "the field")
	value := cmd.Flags().String("value", "", "what the field is (default: it is right as it stands)")
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if *article == "" {
			return withCorpus(cmd.Context(), *path, func(a *app.App) error { return listNeeds(cmd, a, *asJSON, s) })
		}
		if *coder == "" || *field == "" {
			return usage("--coder and --field are needed to settle a field")
		}
		act, err := settling(corpus.ArticleID(*article), *field, *value, cmd.Flags().Changed("value"))
		if err != nil {
			return err
		}
		a, err := app.Open(cmd.Context(), *path, app.Options{})
		return withApp(a, err, func(a *app.App) error {
			_, err := a.Do(cmd.Context(), corpus.Coder(*coder), act)
			return err
		})
	})
	return cmd
}

// settling is the act that takes a field out of the tray.
func settling(article corpus.ArticleID, field, value string, changed bool) (corpus.Act, error) {
	if !changed {
		return corpus.Settle{Article: article, Field: field}, nil
	}
	edit := corpus.EditArticle{ID: article}
	switch field {
	case "title":
		edit.Update.Title = &value
	case "publisher":
		edit.Update.Publisher = &value
	case "section":
		edit.Update.Section = &value
	case "language":
		edit.Update.Language = &value
	case "authors":
		var names []string
		for _, name := range strings.Split(value, ";") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		edit.Update.Authors = &names
	case "published":
		date, err := corpus.ParseDate(value)
		if err != nil {
			return nil, usageError{err}
		}
		edit.Update.Published = &date
	default:
		return nil, usage("%s cannot be set here; without --value it is taken as right", field)
	}
	return edit, nil
}

func listNeeds(cmd *cobra.Command, a *app.App, asJSON bool, s Streams) error {
	out := newJSONLines(s.Out)
	const window = 200
	for offset := 0; ; offset += window {
		needs, total, err := a.Needs(cmd.Context(), offset, window)
		if err != nil {
			return err
		}
		for _, n := range needs {
			if asJSON {
				out.write(needJSON{n.Article, n.Title, n.Field, n.Printed, n.Reason, n.Now})
				continue
			}
			fmt.Fprintf(s.Out, "%s\t%s\t%s\t%q\t%s\n", n.Article, n.Title, n.Field, n.Printed, n.Reason)
		}
		if offset+window >= total {
			fmt.Fprintf(s.Err, "%d fields to look at\n", total)
			return out.err
		}
	}
}
