package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quoth/app/command"
)

// manualAndCompletions are the man page and what shells complete, both out of the
// commands themselves.
func manualAndCompletions(version string, when time.Time) ([]file, error) {
	root := command.New(command.Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	var bash, zsh, fish, page bytes.Buffer
	for _, err := range []error{root.GenBashCompletionV2(&bash, true), root.GenZshCompletion(&zsh), root.GenFishCompletion(&fish, true)} {
		if err != nil {
			return nil, err
		}
	}
	packed, err := gzip.NewWriterLevel(&page, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	packed.Write([]byte(manPage(root, version, when)))
	if err := packed.Close(); err != nil {
		return nil, err
	}
	return []file{
		{"share/man/man1/quoth.1.gz", page.Bytes(), 0o644},
		{"share/bash-completion/completions/quoth", bash.Bytes(), 0o644},
		{"share/zsh/site-functions/_quoth", zsh.Bytes(), 0o644},
		{"share/fish/vendor_completions.d/quoth.fish", fish.Bytes(), 0o644},
	}, nil
}

// manPage writes one page of all commands: man(7). cobra's own generator would
// bring a Markdown library for it.
func manPage(root *cobra.Command, version string, when time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH QUOTH 1 \"%s\" \"quoth %s\" \"User Commands\"\n", when.Format("January 2006"), version)
	fmt.Fprintf(&b, ".SH NAME\nquoth \\- %s\n", troff(root.Short))
	b.WriteString(
		".SH SYNOPSIS\n.B quoth\n[\\fIFILE\\fR.quoth]\n.br\n.B quoth\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n",
	)
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s\n.SH COMMANDS\n", troff(root.Long))
	commands := slices.Clone(root.Commands())
	slices.SortFunc(commands, func(x, y *cobra.Command) int { return strings.Compare(x.Name(), y.Name()) })
	for _, c := range commands {
		if c.Hidden {
			continue
		}
		words := c.Long
		if words == "" {
			words = c.Short
		}
		fmt.Fprintf(&b, ".SS quoth %s\n%s\n", troff(c.Use), troff(words))
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			kind, usage := pflag.UnquoteUsage(f)
			fmt.Fprintf(&b, ".TP\n\\fB\\-\\-%s\\fR %s\n%s\n", troff(f.Name), troff(kind), troff(usage))
		})
	}
	b.WriteString(".SH EXIT STATUS\n0 every item worked; 1 some did not, each is named; 2 the call is wrong.\n" +
		".SH ENVIRONMENT\n.TP\nQUOTH_CONFIG\nthe folder of the settings\n.TP\nQUOTH_CACHE\nthe folder of the search index\n" +
		".SH FILES\n.TP\n\\fINAME\\fR.quoth\na corpus: one SQLite file that holds everything a person could lose\n")
	return b.String()
}

// troff guards what would be a request or an escape.
func troff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
