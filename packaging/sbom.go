package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"quoth/app"
)

// licenceLine is a line of the about page: "- MODULE VERSION — LICENCE".
var licenceLine = regexp.MustCompile(`(?m)^- (\S+) (v\S+) — (.+)$`)

// spdx maps how the about page writes licences to SPDX identifiers.
var spdx = map[string]string{
	"MIT":          "MIT",
	"Apache 2.0":   "Apache-2.0",
	"BSD 3-Clause": "BSD-3-Clause",
	"BSD 2-Clause": "BSD-2-Clause",
	"ISC":          "ISC",
	"MPL 2.0":      "MPL-2.0",
	"Unlicense":    "Unlicense",
	"CC0 1.0":      "CC0-1.0",
	"Zlib":         "Zlib",
	"FTL":          "FTL",
}

// window and terminal are what the two programs are built with.
var (
	window   = buildOf{tags: "migrated_fynedo", cgo: "1"}
	terminal = buildOf{tags: "headless", cgo: "0"}
)

type buildOf struct{ tags, cgo string }

func (b buildOf) environment(t target) []string {
	return append(os.Environ(), "GOOS="+t.system, "GOARCH="+t.arch, "CGO_ENABLED="+b.cgo, "GOFLAGS=")
}

// modulesOf lists the modules that go into the window of a target, with their
// versions, without building it.
func modulesOf(t target) (map[string]string, error) {
	const each = "{{with .Module}}{{if not .Main}}{{with .Replace}}{{.Path}} {{.Version}}{{else}}{{.Path}} {{.Version}}{{end}}{{end}}{{end}}"
	cmd := exec.Command("go", "list", "-deps", "-tags", window.tags, "-f", each, "quoth")
	cmd.Env = window.environment(t)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the modules of %s: %w", t.name(), err)
	}
	modules := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) == 2 {
			modules[words[0]] = words[1]
		}
	}
	return modules, nil
}

// licences reads the about page: module → version and licence.
func licences(page []byte) map[string][2]string {
	out := map[string][2]string{}
	for _, m := range licenceLine.FindAllStringSubmatch(string(page), -1) {
		out[m[1]] = [2]string{m[2], m[3]}
	}
	return out
}

// bill lists the parts of a program as CycloneDX 1.6 (cyclonedx.org): the modules
// with the licences of the about page, and the models. A module without a licence
// there is an error: nothing is shipped unseen.
func (r *release) bill(t target) ([]byte, error) {
	modules, err := modulesOf(t)
	if err != nil {
		return nil, err
	}
	about, err := os.ReadFile("assets/help/licences.md")
	if err != nil {
		return nil, err
	}
	known := licences(about)
	type named struct {
		Licence map[string]string `json:"license"`
	}
	type part struct {
		Type     string            `json:"type"`
		Name     string            `json:"name"`
		Version  string            `json:"version"`
		URL      string            `json:"purl,omitempty"`
		Licences []named           `json:"licenses,omitempty"`
		Hashes   []json.RawMessage `json:"hashes,omitempty"`
	}
	parts := []part{}
	var missing []string
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		version, licence := modules[path], known[path][1]
		if licence == "" {
			missing = append(missing, path+" "+version)
			continue
		}
		kind := map[string]string{"name": licence}
		if id, ok := spdx[licence]; ok {
			kind = map[string]string{"id": id}
		}
		parts = append(
			parts,
			part{
				Type:     "library",
				Name:     path,
				Version:  version,
				URL:      "pkg:golang/" + path + "@" + version,
				Licences: []named{{kind}},
			},
		)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("assets/help/licences.md does not name the licence of %s", strings.Join(missing, ", "))
	}
	parts = append(
		parts,
		part{
			Type:     "library",
			Name:     "Go standard library",
			Version:  runtime.Version(),
			Licences: []named{{map[string]string{"id": "BSD-3-Clause"}}},
		},
	)
	for _, line := range strings.Split(app.VersionDetails(), "\n") {
		if words := strings.Fields(line); len(words) == 3 && words[0] == "models" {
			parts = append(
				parts,
				part{
					Type:     "machine-learning-model",
					Name:     "quoth models: " + words[1],
					Version:  words[2],
					Licences: []named{{map[string]string{"id": "MIT"}}},
				},
			)
		}
	}
	bill := map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
		"metadata": map[string]any{
			"timestamp": r.when.Format("2006-01-02T15:04:05Z"),
			"component": part{
				Type:     "application",
				Name:     "quoth",
				Version:  r.version,
				Licences: []named{{map[string]string{"id": "MIT"}}},
			},
		},
		"components": parts,
	}
	body, err := json.MarshalIndent(bill, "", " ")
	if err != nil {
		return nil, err
	}
	return body, r.write(fmt.Sprintf("quoth-%s-%s.cdx.json", r.version, t.name()), body)
}
