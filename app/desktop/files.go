package desktop

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"quoth/app/desktop/parts"
)

// asking is a question for a file or a folder.
type asking struct {
	title   string
	name    string // proposed for a new file; empty asks for one that is there
	pattern string // "*.quoth"; empty for all
	folder  bool
}

// errCancelled says that a person closed a dialog without choosing.
var errCancelled = errors.New("cancelled")

// chooser is a program of the desktop that asks for files, as its user knows it.
type chooser struct {
	program string
	args    func(asking, string) []string
}

// choosers are tried in their order: both use the portal where there is one.
var choosers = []chooser{
	{"zenity", func(a asking, start string) []string {
		args := []string{"--file-selection", "--title=" + a.title, "--filename=" + start}
		switch {
		case a.folder:
			args = append(args, "--directory")
		case a.name != "":
			args = append(args, "--save", "--confirm-overwrite")
		}
		if a.pattern != "" {
			args = append(args, "--file-filter="+a.pattern)
		}
		return args
	}},
	{"kdialog", func(a asking, start string) []string {
		switch {
		case a.folder:
			return []string{"--title", a.title, "--getexistingdirectory", start}
		case a.name != "":
			return []string{"--title", a.title, "--getsavefilename", start, a.pattern}
		}
		return []string{"--title", a.title, "--getopenfilename", start, a.pattern}
	}},
}

// askFile asks for a file or a folder: with the dialog of the system where there
// is one, else with a field for its path.
func (w *Window) askFile(a asking, then func(path string)) {
	start := filepath.Join(startFolder(), a.name)
	if a.name == "" {
		start += string(filepath.Separator)
	}
	program := w.chooser()
	if program == nil {
		w.askPath(a, start, then)
		return
	}
	s := w.session
	ask := func(ctx context.Context) {
		path, err := program.ask(ctx, a, start)
		w.run.onScreen(func() {
			switch {
			case w.session != s: // it was asked for a corpus that is closed
			case errors.Is(err, errCancelled):
			case err != nil:
				w.askPath(a, start, then)
			default:
				then(path)
			}
		})
	}
	// The dialog goes with the corpus that it is asked for; on the first page there
	// is none.
	if s == nil {
		w.run.background(func() { ask(w.root) })
		return
	}
	s.aside(ask)
}

// chooser is the system's dialog; nil where there is none, and in pictures and
// tests.
func (w *Window) chooser() *chooser {
	if !w.run.lasting() {
		return nil
	}
	for i := range choosers {
		if _, err := exec.LookPath(choosers[i].program); err == nil {
			return &choosers[i]
		}
	}
	return nil
}

func (c *chooser) ask(ctx context.Context, a asking, start string) (string, error) {
	out, err := exec.CommandContext(ctx, c.program, c.args(a, start)...).Output()
	path := strings.TrimRight(string(out), "\n")
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return "", errCancelled
	case err != nil:
		return "", fmt.Errorf("ask for a file with %s: %w", c.program, err)
	case path == "":
		return "", errCancelled
	}
	return path, nil
}

// startFolder is where files of a person are.
func startFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	if documents := filepath.Join(home, "Documents"); isFolder(documents) {
		return documents
	}
	return home
}

// askPath asks for a path in a field, which can be filled by looking around.
func (w *Window) askPath(a asking, start string, then func(path string)) {
	path := parts.NewField(w)
	path.SetText(start)
	look := parts.NewKnob(T("Look around…"), "", parts.Bordered, func() {
		if a.folder {
			dialog.ShowFolderOpen(func(f fyne.ListableURI, err error) {
				if err == nil && f != nil {
					path.SetText(f.Path())
				}
			}, w)
			return
		}
		dialog.ShowFileOpen(func(f fyne.URIReadCloser, err error) {
			if err == nil && f != nil {
				path.SetText(f.URI().Path())
				f.Close()
			}
		}, w)
	})
	yes := T("Open")
	if a.name != "" {
		yes = T("Save")
	}
	w.form(
		a.title,
		yes,
		[]*widget.FormItem{parts.Item("Path", path), widget.NewFormItem("", parts.NewFlow(0, look))},
		func() {
			chosen := strings.TrimSpace(path.Text)
			if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(chosen, "~/") {
				chosen = filepath.Join(home, chosen[2:])
			}
			switch {
			case chosen == "":
			case a.name == "" && !a.folder && isFolder(chosen):
				w.fail(fmt.Errorf("%s is a folder: choose a file in it", chosen))
			default:
				then(chosen)
			}
		},
	)
	path.CursorColumn = len([]rune(strings.TrimSuffix(start, filepath.Ext(start)))) // the name is what one changes
	path.Refresh()
}

// openURL opens an address in the system's browser, or says how to do without.
func (w *Window) openURL(u *url.URL) {
	if err := w.app.OpenURL(u); err != nil {
		w.app.Clipboard().SetContent(u.String())
		w.fail(
			fmt.Errorf("no browser could be started; the address is on the clipboard, to be pasted into one: %w", err),
		)
	}
}
