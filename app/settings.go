package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"

	"quoth/corpus"
)

// Settings are one user's preferences; they belong to no corpus.
type Settings struct {
	Coder        corpus.Coder  `json:"coder"`
	Theme        string        `json:"theme"`     // "system", "light" or "dark"
	TextSize     float32       `json:"text_size"` // 1 is 100 %
	Recent       []string      `json:"recent"`    // corpus files, the last one first
	WindowWidth  float32       `json:"window_width"`
	WindowHeight float32       `json:"window_height"`
	FirstPage    bool          `json:"first_page,omitempty"` // begin with the first page rather than with LastOpen
	LastOpen     string        `json:"last_open"`            // the corpus that was open when the program ended; empty for none
	Blind        bool          `json:"blind,omitempty"`      // show this coder's decisions only
	Citation     CitationStyle `json:"citation,omitempty"`   // how copied words are cited
	Keys         Keys          `json:"keys,omitempty"`       // shortcuts that differ from the usual ones
	BackupEvery  int           `json:"backup_every"`         // hours of work between two backups; 0 makes none
	BackupKeep   int           `json:"backup_keep"`          // how many are kept of one corpus
	BackupDir    string        `json:"backup_dir,omitempty"` // empty: beside the settings
}

// Keys maps the name of an action of the desktop to its key.
type Keys map[string]string

// mostRecent is how many corpora the first page offers.
const mostRecent = 8

// LoadSettings reads the user's settings; defaults where there are none. A file
// that cannot be read is reported together with the defaults.
func LoadSettings() (Settings, error) {
	s := Settings{
		Coder:        defaultCoder(),
		Theme:        "system",
		TextSize:     1,
		WindowWidth:  1440,
		WindowHeight: 900,
		BackupEvery:  24,
		BackupKeep:   7,
	}
	path, err := settingsPath()
	if err != nil {
		return s, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read the settings: %w", err)
	}
	loaded := s
	if err := json.Unmarshal(data, &loaded); err != nil {
		return s, fmt.Errorf("read the settings in %s (delete the file to start afresh): %w", path, err)
	}
	loaded.TextSize = min(max(loaded.TextSize, 0.75), 3)
	if loaded.Coder == "" {
		loaded.Coder = s.Coder
	}
	return loaded, nil
}

// Save writes the settings; the old file stays whole until the new one is.
func (s Settings) Save() error {
	path, err := settingsPath()
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	return nil
}

// Opened puts a corpus at the head of the recent ones.
func (s Settings) Opened(path string) Settings {
	recent := slices.DeleteFunc(slices.Clone(s.Recent), func(p string) bool { return p == path })
	s.Recent = slices.Insert(recent, 0, path)
	s.Recent = s.Recent[:min(len(s.Recent), mostRecent)]
	s.LastOpen = path
	return s
}

func settingsPath() (string, error) {
	dir := os.Getenv("QUOTH_CONFIG")
	if dir == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			return "", fmt.Errorf("find the settings folder (set QUOTH_CONFIG): %w", err)
		}
		dir = filepath.Join(base, "quoth")
	}
	return filepath.Join(dir, "settings.json"), nil
}

func defaultCoder() corpus.Coder {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return corpus.Coder(u.Username)
	}
	return "me"
}
