package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"quoth/app"
	"quoth/corpus"
	"quoth/scraper/extract"
)

// extractJSON is one answer of extract --json: the contract of DESIGN.md.
type extractJSON struct {
	File       string   `json:"file"`
	URL        string   `json:"url"`
	Title      string   `json:"title"`
	Authors    []string `json:"authors"`
	Published  string   `json:"published"`
	Site       string   `json:"site"`
	Section    string   `json:"section"`
	Language   string   `json:"language"`
	Tags       []string `json:"tags"`
	Paragraphs []string `json:"paragraphs"`
	Text       string   `json:"text"`
	Error      string   `json:"error,omitempty"`
}

func extractCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "extract --json [--urls TSV] FILE…",
		Short: "Read articles out of pages, without a corpus",
		Args:  cobra.MinimumNArgs(1),
	}
	urls := cmd.Flags().String("urls", "", "a file of lines FILE<tab>the address it was fetched from")
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per file")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		addresses, err := readAddresses(*urls)
		if err != nil {
			return err
		}
		extractor, err := app.NewExtractor()
		if err != nil {
			return err
		}
		return eachFile(args, s, func(file string, body []byte, out *jsonLines) error {
			article, err := readArticle(extractor, file, body, addresses[file])
			answer := newExtractJSON(file, article)
			answer.Error = message(err)
			if *asJSON {
				out.write(answer)
			} else if err == nil {
				fmt.Fprintf(
					s.Out,
					"%s\n%s, %s\n\n%s\n",
					answer.Title,
					strings.Join(answer.Authors, ", "),
					answer.Published,
					answer.Text,
				)
			}
			return err
		})
	})
	return cmd
}

// readArticle reads a page by what its name and first bytes say it is.
func readArticle(e *extract.Extractor, file string, body []byte, address string) (corpus.Collected, error) {
	hint := extract.Hint{URL: address}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".txt", ".md":
		return e.Text(body, hint)
	}
	return e.HTML(body, hint)
}

func newExtractJSON(file string, c corpus.Collected) extractJSON {
	a := c.Article
	text, paragraphs := corpus.JoinBlocks(c.Blocks)
	out := extractJSON{
		File:       file,
		URL:        a.URL,
		Title:      a.Title,
		Authors:    a.Authors,
		Published:  a.Published.String(),
		Site:       a.Publisher,
		Section:    a.Section,
		Language:   a.Language,
		Tags:       a.Keywords,
		Paragraphs: []string{},
		Text:       text,
	}
	if out.Site == "" {
		out.Site = a.Site
	}
	for _, p := range paragraphs {
		out.Paragraphs = append(out.Paragraphs, p.Span.Text(text))
	}
	if out.Authors == nil {
		out.Authors = []string{}
	}
	if out.Tags == nil {
		out.Tags = []string{}
	}
	return out
}

func readAddresses(path string) (map[string]string, error) {
	addresses := map[string]string{}
	if path == "" {
		return addresses, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := readLines(file)
	for _, line := range lines {
		if name, address, ok := strings.Cut(line, "\t"); ok {
			addresses[name] = strings.TrimSpace(address)
		}
	}
	return addresses, err
}

// foundJSON is one quote of quotes --json: the contract of DESIGN.md. Spans
// count code points of the file as it is on disk.
type foundJSON struct {
	Kind          corpus.Kind          `json:"kind"`
	Act           corpus.Utterance     `json:"act"`
	Content       [][2]int             `json:"content"`
	Quoted        [][2]int             `json:"quoted"`
	Cue           [][2]int             `json:"cue"`
	Source        [][2]int             `json:"source"`
	Speaker       string               `json:"speaker"`
	SpeakerType   corpus.SpeakerType   `json:"speaker_type"`
	Organization  string               `json:"organization"`
	Role          string               `json:"role"`
	Confidence    float64              `json:"confidence"`
	Probabilities corpus.Probabilities `json:"probabilities"`
	Reasons       []reasonJSON         `json:"reasons,omitempty"`
}

type reasonJSON struct {
	Stage string `json:"stage"`
	Text  string `json:"text"`
}

func quotesCommand(s Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "quotes --json FILE.txt…",
		Short: "Find who said what in texts, without a corpus",
		Args:  cobra.MinimumNArgs(1),
	}
	asJSON := cmd.Flags().Bool("json", false, "one JSON object per file")
	why := cmd.Flags().Bool("why", false, "give the reasons too")
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		engine, err := app.NewEngine()
		if err != nil {
			return err
		}
		return eachFile(args, s, func(file string, body []byte, out *jsonLines) error {
			if !utf8.Valid(body) {
				return fmt.Errorf("%s is not UTF-8 text: convert it first", file)
			}
			text := string(body)
			quotes, err := engine.Quotes(cmd.Context(), text, "", nil)
			if err != nil {
				return err
			}
			found := foundQuotes(text, quotes, *why)
			if *asJSON {
				out.write(struct {
					File   string      `json:"file"`
					Quotes []foundJSON `json:"quotes"`
				}{file, found})
				return nil
			}
			printFound(s.Out, text, found)
			return nil
		})
	})
	return cmd
}

func foundQuotes(text string, quotes []corpus.Attribution, why bool) []foundJSON {
	offsets := corpus.NewRuneOffsets(text)
	found := []foundJSON{}
	for _, q := range quotes {
		f := foundJSON{
			Kind: q.Kind, Act: q.Utterance, Content: offsets.Spans(q.Content), Quoted: offsets.Spans(q.Quoted),
			Cue: offsets.Spans(q.Cue), Source: offsets.Spans(q.Source), Speaker: q.Speaker, SpeakerType: q.SpeakerType,
			Organization: q.Organization, Role: q.Role, Confidence: q.Confidence, Probabilities: q.Probabilities,
		}
		if why {
			for _, r := range q.Reasons {
				f.Reasons = append(f.Reasons, reasonJSON{r.Stage, r.Text})
			}
		}
		found = append(found, f)
	}
	return found
}

func printFound(w io.Writer, text string, found []foundJSON) {
	points := []rune(text)
	for _, f := range found {
		var words []string
		for _, s := range f.Content {
			words = append(words, string(points[s[0]:s[1]]))
		}
		fmt.Fprintf(
			w,
			"%s\n  %s, %s (%.2f)\n",
			oneLine(strings.Join(words, " … ")),
			f.Speaker,
			f.Organization,
			f.Confidence,
		)
	}
}

// maxFileBytes bounds what one file may hold.
const maxFileBytes = 64 << 20

// eachFile hands every file to f; what fails is named and the rest goes on.
func eachFile(files []string, s Streams, f func(file string, body []byte, out *jsonLines) error) error {
	out := newJSONLines(s.Out)
	failed := false
	for _, file := range files {
		body, err := readFile(file)
		if err == nil {
			err = f(file, body, out)
		}
		if err != nil {
			failed = true
			fmt.Fprintf(s.Err, "quoth: %s: %v\n", file, err)
		}
		if out.err != nil {
			return out.err
		}
	}
	if failed {
		return errItems
	}
	return nil
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	defer file.Close()
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(file, maxFileBytes+1))
	if err == nil && n > maxFileBytes {
		err = fmt.Errorf("it is larger than %d MB", maxFileBytes>>20)
	}
	return body.Bytes(), err
}
