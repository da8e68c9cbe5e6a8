package command

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"quoth/app"
	"quoth/corpus"
)

// jsonLines writes one JSON object a line and remembers the first error.
type jsonLines struct {
	encoder *json.Encoder
	err     error
}

func newJSONLines(w io.Writer) *jsonLines {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return &jsonLines{encoder: encoder}
}

func (j *jsonLines) write(v any) {
	if j.err == nil {
		j.err = j.encoder.Encode(v)
	}
}

// readLines reads the lines of a list, blank ones left out.
func readLines(r io.Reader) ([]string, error) {
	var lines []string
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for scanner.Scan() {
		if line := strings.TrimSpace(scanner.Text()); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, scanner.Err()
}

// tell writes one JSON object.
func tell(w io.Writer, object any) error {
	lines := newJSONLines(w)
	lines.write(object)
	return lines.err
}

// beside is where a command says what it wrote: on standard output, unless that
// is what it wrote to.
func beside(out string, s Streams) io.Writer {
	if out == "" || out == "-" {
		return s.Err
	}
	return s.Out
}

// output opens the file that --out names, or standard output. The file appears
// under its name only when commit is called, so that a failed export never
// replaces a good one.
func output(path string, stdout io.Writer) (w io.Writer, commit func() error, discard func(), err error) {
	if path == "" || path == "-" {
		return stdout, func() error { return nil }, func() {}, nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0) // a pipe or a device is written as it is
		if err != nil {
			return nil, nil, nil, fmt.Errorf("write %s: %w", path, err)
		}
		return file, file.Close, func() { file.Close() }, nil
	}
	sweepExports(filepath.Dir(path))
	file, err := unfinished(filepath.Dir(path))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("write %s: %w", path, err)
	}
	discard = func() {
		file.Close()
		os.Remove(file.Name())
	}
	commit = func() error {
		if err := file.Close(); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		if err := os.Rename(file.Name(), path); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		return nil
	}
	return file, commit, discard, nil
}

// isFolder reports whether --out names a folder: by a slash at its end, or because
// there is one.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return path != "" && os.IsPathSeparator(path[len(path)-1]) || err == nil && info.IsDir()
}

// outputFolder makes a folder of files, which gets its name only when commit is
// called. One that holds something is refused.
func outputFolder(
	path string,
) (create func(name string) (io.WriteCloser, error), commit func() error, discard func(), err error) {
	path = filepath.Clean(path)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // an empty one goes
		return nil, nil, nil, fmt.Errorf("write into the folder %s: it must be new or empty: %w", path, err)
	}
	making, err := os.MkdirTemp(filepath.Dir(path), exportFiles)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("write %s: %w", path, err)
	}
	create = func(name string) (io.WriteCloser, error) {
		file := filepath.Join(making, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return nil, err
		}
		return os.Create(file)
	}
	commit = func() error {
		if err := errors.Join(os.Chmod(making, 0o755), os.Rename(making, path)); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		return nil
	}
	return create, commit, func() { os.RemoveAll(making) }, nil
}

// exportFiles are the hidden files that exports are written to.
const exportFiles = ".quoth-export-"

// unfinished makes a file for an export under way, readable as the umask says.
func unfinished(folder string) (*os.File, error) {
	const attempts = 100
	for range attempts {
		file, err := os.OpenFile(
			filepath.Join(folder, exportFiles+strconv.FormatUint(rand.Uint64(), 36)),
			os.O_CREATE|os.O_EXCL|os.O_RDWR,
			0o666,
		)
		if !errors.Is(err, os.ErrExist) {
			return file, err
		}
	}
	return nil, os.ErrExist
}

// sweepExports removes what exports left that were killed; those of the last hour
// may be under way.
func sweepExports(folder string) {
	found, _ := filepath.Glob(filepath.Join(folder, exportFiles+"*"))
	for _, path := range found {
		if info, err := os.Lstat(
			path,
		); err == nil && info.Mode().IsRegular() &&
			time.Since(info.ModTime()) > time.Hour {
			os.Remove(path) // best effort
		}
	}
}

// plain joins the fragments of a text.
func plain(fragments []app.Fragment) string {
	var b strings.Builder
	for _, f := range fragments {
		b.WriteString(f.Text)
	}
	return b.String()
}

// quoteJSON is a quote as search and list print it. Spans count code points of
// the version's text.
type quoteJSON struct {
	ID             corpus.QuoteID        `json:"id"`
	Article        corpus.ArticleID      `json:"article"`
	Title          string                `json:"title"`
	Publisher      string                `json:"publisher"`
	URL            string                `json:"url"`
	Published      string                `json:"published"`
	Kind           corpus.Kind           `json:"kind"`
	Act            corpus.Utterance      `json:"act"`
	Words          string                `json:"words"`
	Speaker        string                `json:"speaker"`
	SpeakerType    corpus.SpeakerType    `json:"speaker_type"`
	Printed        string                `json:"printed"`
	Person         corpus.PersonID       `json:"person_id,omitempty"`
	Organization   string                `json:"organization"`
	OrganizationID corpus.OrganizationID `json:"organization_id,omitempty"`
	Role           string                `json:"role"`
	Confidence     float64               `json:"confidence"`
	Status         corpus.Status         `json:"status"`
	Tags           []string              `json:"tags"`
	Judgements     []judgementJSON       `json:"judgements"`
	Printings      int                   `json:"printings"`
}

type judgementJSON struct {
	Target corpus.TargetID `json:"target_id"`
	Stance corpus.Stance   `json:"stance"`
	Coder  corpus.Coder    `json:"coder"`
}

func newQuoteJSON(c app.QuoteCard) quoteJSON {
	q := quoteJSON{
		ID: c.Quote.ID, Article: c.Article.ID, Title: c.Article.Title, Publisher: c.Article.Publisher,
		URL: c.Article.URL, Published: c.Article.Published.String(), Kind: c.Current.Kind, Act: c.Current.Utterance,
		Words: plain(c.Words), Speaker: c.Speaker, SpeakerType: c.Current.SpeakerType, Printed: c.Printed,
		Person: c.Current.PersonID, Organization: c.Organization, OrganizationID: c.Current.OrganizationID,
		Role: c.Current.Role, Confidence: c.Current.Confidence, Status: c.Status,
		Tags: []string{}, Judgements: []judgementJSON{}, Printings: c.Printings,
	}
	for _, t := range c.TagPaths {
		q.Tags = append(q.Tags, t.Path)
	}
	for _, j := range c.Judgements {
		q.Judgements = append(q.Judgements, judgementJSON{j.Target, j.Stance, j.Coder})
	}
	return q
}

// printQuote writes a quote for people.
func printQuote(w io.Writer, c app.QuoteCard) {
	speaker := c.Speaker
	if speaker == "" {
		speaker = "(speaker unknown)"
	}
	if c.Organization != "" && c.Organization != c.Speaker {
		speaker += ", " + c.Organization
	}
	fmt.Fprintf(
		w,
		"%s\n  %s — %s, %s [%s]\n",
		oneLine(plain(c.Words)),
		speaker,
		c.Article.Publisher,
		c.Article.Published.Day(),
		c.Status,
	)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
