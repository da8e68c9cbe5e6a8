package app

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"quoth/corpus"
)

//go:embed report.html
var reportPage string

// The template escapes everything by its place; only our own drawings pass as they
// are, and they escape their texts themselves.
var reportTemplate = template.Must(template.New("report").Parse(reportPage))

type reportDrawing struct {
	ReportChart
	SVG template.HTML
}

// KindLine says what the report is about.
func (r *Report) KindLine() string {
	if r.Dossier != nil {
		return "Dossier of a " + r.Kind
	}
	return "Report on a " + r.Kind
}

// Drawings are the charts as SVG.
func (r *Report) Drawings() ([]reportDrawing, error) {
	var out []reportDrawing
	for _, c := range r.Charts {
		var b bytes.Buffer
		if err := c.Picture.SVG(&b); err != nil {
			return nil, err
		}
		out = append(out, reportDrawing{c, template.HTML(b.String())})
	}
	return out, nil
}

// Verdict says in words who decided what on the quote.
func (q ReportQuote) Verdict() string {
	switch q.Status {
	case corpus.Suggested:
		return fmt.Sprintf("suggested by the program (%.0f %% sure), decided by nobody", 100*q.Current.Confidence)
	case corpus.Disputed:
		return "coders disagree whether this is a quote: " + strings.Join(q.Coders, ", ")
	}
	var by []string
	for _, v := range q.Verdicts {
		by = append(by, string(v.Coder))
	}
	return string(q.Status) + " by " + strings.Join(by, ", ")
}

// HTML writes the report as one page that needs nothing else.
func (r *Report) HTML(w io.Writer) error { return reportTemplate.Execute(w, r) }

// ErrNoBrowser says that no browser was found to print a PDF with.
var ErrNoBrowser = errors.New(
	"a PDF needs Chromium, Chrome or Edge on this computer: write .html and print it from any browser",
)

// browsers can print a page without a window.
var browsers = []string{
	"chromium",
	"chromium-browser",
	"google-chrome",
	"google-chrome-stable",
	"chrome",
	"msedge",
	"microsoft-edge",
}

// printing is how long a browser may take.
const printing = 2 * time.Minute

// PDF writes the report as a browser prints it; [ErrNoBrowser] where there is none.
func (r *Report) PDF(ctx context.Context, w io.Writer) error {
	program := ""
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		return ErrNoBrowser
	}
	dir, err := os.MkdirTemp("", "quoth-report-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	page, pdf := filepath.Join(dir, "report.html"), filepath.Join(dir, "report.pdf")
	var body bytes.Buffer
	if err := r.HTML(&body); err != nil {
		return err
	}
	if err := os.WriteFile(page, body.Bytes(), 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, printing)
	defer cancel()
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(page)}
	if filepath.VolumeName(page) != "" {
		address.Path = "/" + address.Path // C:/x is file:///C:/x
	}
	// The page is ours and its policy forbids scripts and loading.
	command := exec.CommandContext(
		ctx,
		program,
		"--headless",
		"--disable-gpu",
		"--no-first-run",
		"--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(dir, "profile"),
		"--print-to-pdf="+pdf,
		address.String(),
	)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("print with %s: %w: %s", program, err, strings.TrimSpace(string(said)))
	}
	file, err := os.Open(pdf)
	if err != nil {
		return fmt.Errorf("%s printed nothing: %w", program, err)
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}
