package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"strings"

	"quoth/assets"
)

// Version is this program's.
const Version = "0.1.0"

// Commit names what the program was built from: the revision, shortened, with
// "+" where files were changed; "unknown" where the build did not note it.
func Commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, changed := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+"
		}
	}
	return revision + changed
}

// VersionDetails says in a few lines what is needed to repeat a result: version
// and commit, the engine as quotes name it, and the models by their hashes.
func VersionDetails() string {
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"quoth %s (commit %s, %s, %s/%s)\n",
		Version,
		Commit(),
		runtime.Version(),
		runtime.GOOS,
		runtime.GOARCH,
	)
	engine, err := NewEngine()
	if err != nil {
		fmt.Fprintf(&b, "engine: %v\n", err)
	} else {
		fmt.Fprintf(&b, "engine %s\n", engine.Version())
	}
	for _, m := range modelHashes() {
		fmt.Fprintf(&b, "models %s %s\n", m.name, m.hash)
	}
	return b.String()
}

type modelHash struct{ name, hash string }

// modelHashes are the folders of models with a hash over their files.
func modelHashes() []modelHash {
	models := assets.Models()
	folders, err := fs.ReadDir(models, ".")
	if err != nil {
		return nil // they are embedded
	}
	var out []modelHash
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		sum := sha256.New()
		err := fs.WalkDir(models, folder.Name(), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) == ".md" {
				return err
			}
			data, err := fs.ReadFile(models, name)
			fmt.Fprintf(sum, "%s %d\n", name, len(data))
			sum.Write(data)
			return err
		})
		if err == nil {
			out = append(out, modelHash{folder.Name(), hex.EncodeToString(sum.Sum(nil))[:12]})
		}
	}
	return out
}
