package desktop

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"quoth/app"
)

// binding is what a key means to the toolkit: one of the three.
type binding struct {
	shortcut fyne.Shortcut // with Ctrl or Alt; works while a field has the focus too
	letter   rune          // works while no field has the focus
	key      fyne.KeyName  // likewise
}

// namedKeys are the keys that are no letters, as people read them.
var namedKeys = map[string]fyne.KeyName{
	"⏎":         fyne.KeyReturn,
	"Enter":     fyne.KeyReturn,
	"⌫":         fyne.KeyBackspace,
	"Backspace": fyne.KeyBackspace,
	"Space":     fyne.KeySpace,
	"F1":        fyne.KeyF1,
	"F2":        fyne.KeyF2,
	"F3":        fyne.KeyF3,
	"F4":        fyne.KeyF4,
	"F5":        fyne.KeyF5,
	"F6":        fyne.KeyF6,
	"F7":        fyne.KeyF7,
	"F8":        fyne.KeyF8,
	"F9":        fyne.KeyF9,
	"Up":        fyne.KeyUp,
	"Down":      fyne.KeyDown,
	"Left":      fyne.KeyLeft,
	"Right":     fyne.KeyRight,
	"F10":       fyne.KeyF10,
	"F11":       fyne.KeyF11,
	"F12":       fyne.KeyF12,
}

// signKeys are the keys of signs that the toolkit knows by another name.
var signKeys = map[string]fyne.KeyName{
	"+": fyne.KeyEqual,
	"-": fyne.KeyMinus,
	",": fyne.KeyComma,
	".": fyne.KeyPeriod,
	"/": fyne.KeySlash,
}

// numberHint stands for the nine number keys, which cannot be changed.
const numberHint = "1 … 9"

// parseKey reads a key as people write it: "J", "/", "F6", "⏎", "Ctrl+N",
// "Ctrl+Shift+Z", "Alt+X". The empty string is no key.
func parseKey(s string) (binding, error) {
	var b binding
	var modifier fyne.KeyModifier
	rest := strings.TrimSpace(s)
	if rest == "" || rest == numberHint {
		return b, nil
	}
	for {
		name, after, found := strings.Cut(rest, "+")
		m, known := map[string]fyne.KeyModifier{"Ctrl": fyne.KeyModifierShortcutDefault, "Shift": fyne.KeyModifierShift, "Alt": fyne.KeyModifierAlt}[name]
		if !found || !known || after == "" {
			break
		}
		modifier, rest = modifier|m, after
	}
	key, named := namedKeys[rest]
	switch {
	case modifier == 0 && named:
		b.key = key
	case modifier == 0 && utf8.RuneCountInString(rest) == 1:
		b.letter = []rune(strings.ToLower(rest))[0]
		if b.letter >= '1' && b.letter <= '9' {
			return b, fmt.Errorf("the number keys put recent tags")
		}
	case modifier == 0 || modifier == fyne.KeyModifierShift:
		return b, fmt.Errorf("%q is not a key: write a letter, F1 to F12, or Ctrl+ and a letter", s)
	case s == "Ctrl+Z":
		b.shortcut = &fyne.ShortcutUndo{} // the toolkit gives this one by its name
	case s == "Ctrl+A":
		b.shortcut = &fyne.ShortcutSelectAll{} // likewise
	default:
		if !named {
			key, named = signKeys[rest], signKeys[rest] != ""
		}
		if !named && utf8.RuneCountInString(rest) == 1 {
			key, named = fyne.KeyName(strings.ToUpper(rest)), true
		}
		if !named {
			return b, fmt.Errorf("%q is not a key: write Ctrl+ and a letter", s)
		}
		if slices.Contains([]string{"Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Y"}, s) {
			return b, fmt.Errorf("%s belongs to fields of text", s)
		}
		b.shortcut = &desktop.CustomShortcut{KeyName: key, Modifier: modifier}
	}
	return b, nil
}

// bind gives each action its key: the person's own where there is one that can be
// read, else the usual one.
func bind(all []action, own app.Keys) []action {
	for i, a := range all {
		if key, changed := own[a.name]; changed {
			if b, err := parseKey(key); err == nil {
				all[i].hint, all[i].binding = key, b
				continue
			}
		}
		b, err := parseKey(a.hint)
		if err != nil {
			fyne.LogError("read the key of "+a.name, err)
		}
		all[i].binding = b
	}
	return all
}

// clash names two actions that answer to the same key; empty for none.
func clash(all []action) string {
	seen := map[string]string{}
	for _, a := range all {
		if a.hint == "" || a.hint == numberHint {
			continue
		}
		if other := seen[strings.ToUpper(a.hint)]; other != "" {
			return fmt.Sprintf("“%s” and “%s” would both answer to %s", T(other), T(a.name), a.hint)
		}
		seen[strings.ToUpper(a.hint)] = a.name
	}
	return ""
}
