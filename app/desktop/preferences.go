package desktop

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// textSizes are the sizes of text that the settings offer.
var textSizes = []float32{0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2}

// settingsDialog asks for what belongs to a person, whatever corpus is open.
func (w *Window) settingsDialog() {
	coder, every, keep, folder := parts.NewField(w), parts.NewField(w), parts.NewField(w), parts.NewField(w)
	coder.SetText(string(w.settings.Coder))
	every.SetText(strconv.Itoa(w.settings.BackupEvery))
	keep.SetText(strconv.Itoa(w.settings.BackupKeep))
	folder.SetText(w.settings.BackupDir)
	folder.SetPlaceHolder(T("beside the settings"))
	themes := []string{"system", "light", "dark"}
	look := widget.NewSelect([]string{T("as the system"), T("light"), T("dark")}, nil)
	look.SetSelectedIndex(max(0, indexOf(themes, w.settings.Theme)))
	var names []string
	for _, s := range textSizes {
		names = append(names, fmt.Sprintf("%.0f %%", s*100))
	}
	size := widget.NewSelect(names, nil)
	size.SetSelected(fmt.Sprintf("%.0f %%", w.settings.TextSize*100))
	var styles []string
	for _, s := range app.CitationStyles {
		styles = append(styles, T(app.CitationName(s)))
	}
	citing := widget.NewSelect(styles, nil)
	citing.SetSelectedIndex(max(0, slices.Index(app.CitationStyles, w.settings.Citation)))
	reopen := widget.NewCheck(T("open what was open last"), nil)
	reopen.SetChecked(!w.settings.FirstPage)
	w.form(T("Settings"), T("Save"), []*widget.FormItem{
		parts.Item(
			"Your name as coder",
			coder,
		),
		parts.Item("Appearance", look),
		parts.Item("Text size", size),
		parts.Item("Citations", citing),
		parts.Item("At the start", reopen),
		parts.Item(
			"Hours between backups (0: none)",
			every,
		),
		parts.Item("Backups to keep", keep),
		parts.Item("Folder of backups", folder),
	}, func() {
		if name := strings.TrimSpace(coder.Text); name != "" {
			w.settings.Coder = corpus.Coder(name)
		}
		w.settings.Citation, w.settings.FirstPage = app.CitationStyles[max(citing.SelectedIndex(), 0)], !reopen.Checked
		w.settings.Theme = themes[max(look.SelectedIndex(), 0)]
		if i := size.SelectedIndex(); i >= 0 {
			w.settings.TextSize = textSizes[i]
		}
		w.settings.BackupEvery = numberOr(every.Text, w.settings.BackupEvery)
		w.settings.BackupKeep = max(1, numberOr(keep.Text, w.settings.BackupKeep))
		w.settings.BackupDir = strings.TrimSpace(folder.Text)
		w.saveAndRestyle()
	})
}

func indexOf(list []string, s string) int {
	for i, item := range list {
		if item == s {
			return i
		}
	}
	return -1
}

func numberOr(s string, usual int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 {
		return n
	}
	return usual
}

// keysPanel lets a person give actions other keys.
func (w *Window) keysPanel() {
	fields := map[string]*parts.Field{}
	rows := parts.NewColumn(4)
	for _, a := range w.actions() {
		if a.do == nil {
			continue
		}
		e := parts.NewField(w)
		e.SetText(a.hint)
		e.SetPlaceHolder(T("no key"))
		fields[a.name] = e
		rows.Add(
			container.New(
				parts.Leading{},
				parts.NewProse(T(a.name), parts.UiFace(), parts.InkText),
				parts.Fixed(150, e),
			),
		)
	}
	problem := parts.NewProse("", parts.UiFace(), parts.InkDanger)
	save := parts.NewKnob(T("Save"), "", parts.Primary, nil)
	usual := parts.NewKnob(T("Back to the usual keys"), "", parts.Bordered, nil)
	size := w.Canvas().Size()
	content := container.NewBorder(
		parts.Soft(T("Write a letter, F1 to F12, or Ctrl+ and a letter.")),
		parts.NewColumn(6, problem, parts.NewFlow(6, save, usual)),
		nil,
		nil,
		container.NewVScroll(container.New(parts.Inset{Right: 14}, rows)),
	)
	d := w.showPanel(T("Keys"), content, fyne.NewSize(min(560*parts.TextScale(), size.Width-24), size.Height-48))
	save.OnTap = func() {
		own := app.Keys{}
		for _, a := range bind(allActions(), nil) {
			if e := fields[a.name]; e != nil && strings.TrimSpace(e.Text) != a.hint {
				own[a.name] = strings.TrimSpace(e.Text)
			}
		}
		if err := w.setKeys(own); err != nil {
			problem.SetText(err.Error())
			content.Refresh()
			return
		}
		d.Hide()
	}
	usual.OnTap = func() {
		if err := w.setKeys(nil); err != nil {
			problem.SetText(err.Error())
			return
		}
		d.Hide()
	}
}

// setKeys takes other keys unless one cannot be read or two actions would share
// one.
func (w *Window) setKeys(own app.Keys) error {
	for name, key := range own {
		if _, err := parseKey(key); err != nil {
			return fmt.Errorf("%s: %w", T(name), err)
		}
	}
	bound := bind(allActions(), own)
	if two := clash(bound); two != "" {
		return errors.New(two)
	}
	w.settings.Keys, w.bound = own, bound
	w.SetMainMenu(w.menus())
	return w.settings.Save()
}

// backupLook is how often the window looks whether a backup is due.
const backupLook = 10 * time.Minute

// keepBackups backs the corpus up now and then, and asks its sources, while it is
// open.
func (w *Window) keepBackups() {
	if w.corpus.ReadOnly() || !w.run.lasting() {
		return
	}
	w.keepWatching()
	w.session.aside(func(ctx context.Context) {
		for {
			if err := w.run.pause(ctx, backupLook); err != nil {
				return
			}
			w.run.onScreen(func() {
				if ctx.Err() == nil && w.settings.BackupEvery > 0 {
					w.backUp(time.Duration(w.settings.BackupEvery) * time.Hour)
				}
			})
		}
	})
}

// backUp makes a backup where one is due; zero asks for one now.
func (w *Window) backUp(every time.Duration) {
	keep := w.settings.BackupKeep
	folder, err := w.settings.BackupFolder()
	if err != nil {
		w.fail(err)
		return
	}
	w.aside(func(ctx context.Context, a *app.App) error {
		made, err := a.BackUp(ctx, folder, every, keep)
		if made {
			w.run.onScreen(func() { w.status.SetText(Tf("Backed up to %s", folder)) })
		}
		return err
	})
}

// backupsPanel lists the backups; each can be restored beside the corpus.
func (w *Window) backupsPanel() {
	folder, err := w.settings.BackupFolder()
	if err != nil {
		w.fail(err)
		return
	}
	loadOnce(
		w,
		func(context.Context) ([]app.Backup, error) { return w.corpus.Backups(folder) },
		func(list []app.Backup) {
			rows := parts.NewColumn(6)
			size := w.Canvas().Size()
			var close func()
			now := parts.NewKnob(T("Back up now"), "", parts.Primary, func() {
				close()
				w.backUp(0)
			})
			rows.Add(
				parts.Soft(
					Tf(
						"Backups are kept in %s. Restoring makes a corpus of its own beside this one; nothing is overwritten.",
						folder,
					),
				),
			)
			rows.Add(parts.NewFlow(6, now))
			for _, b := range list {
				label := fmt.Sprintf("%s   %.1f MB", b.When.Local().Format("2 Jan 2006 15:04"), float64(b.Size)/1e6)
				rows.Add(
					container.New(
						parts.Leading{},
						parts.NewProse(label, parts.UiFace(), parts.InkText),
						parts.NewKnob(T("Restore as a copy"), "", parts.Bordered, func() {
							close()
							w.restore(b)
						}),
					),
				)
			}
			if len(list) == 0 {
				rows.Add(parts.Soft(T("There is no backup of this corpus yet.")))
			}
			close = w.showPanel(
				T("Backups"),
				container.NewVScroll(rows),
				fyne.NewSize(min(620*parts.TextScale(), size.Width-24), min(460*parts.TextScale(), size.Height-48)),
			).Hide
		},
	)
}

// restore opens a backup as a corpus of its own.
func (w *Window) restore(b app.Backup) {
	besides := w.corpus.Path()
	w.status.SetText(Tf("Restoring %s …", filepath.Base(b.Path)))
	w.aside(func(ctx context.Context, _ *app.App) error {
		path, err := app.Restore(ctx, b.Path, besides)
		if err == nil {
			w.run.onScreen(func() { w.openCorpus(path) })
		}
		return err
	})
}

// dropped takes files that were dragged onto the window: a corpus is opened,
// all else is added to the corpus that is open.
func (w *Window) dropped(files []fyne.URI) {
	var inputs []app.Input
	for _, f := range files {
		if strings.EqualFold(filepath.Ext(f.Path()), ".quoth") {
			w.openCorpus(f.Path())
			return
		}
		inputs = append(inputs, app.Input{Value: f.Path()})
	}
	switch {
	case len(inputs) == 0:
	case w.corpus == nil:
		w.fail(fmt.Errorf("open or make a corpus first, then drop files onto it: %w", corpus.ErrInvalid))
	default:
		w.preview(inputs, 0)
	}
}
