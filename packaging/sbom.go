package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"quoth/app"
)

// licenceLine is a line of the about page: "- MODULE VERSION — LICENCE".
var licenceLine = regexp.MustCompile(`(?m)^- (\S+) (v\S+) — (.+)$`)

// spdx maps how the about page writes licences to SPDX identifiers.
var spdx = map[string]string{
	"MIT": "MIT", "Apache 2.0": "Apache-2.0", "BSD 3-Clause": "BSD-3-Clause", "BSD 2-Clause": "BSD-2-Clause", "ISC": "ISC", "MPL 2.0": "MPL-2.0",
	"Unlicense": "Unlicense", "CC0 1.0": "CC0-1.0", "Zlib": "Zlib", "FTL": "FTL",
}

// bill lists the parts of a program as CycloneDX 1.6 (cyclonedx.org): the modules
// that the binary itself names, with the licences of the about page, and the models.
// A module without a licence there is an error: nothing is shipped unseen.
func (r *release) bill(t target, program string) ([]byte, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	about, err := os.ReadFile("assets/help/licences.md")
	if err != nil {
		return nil, err
	}
	licences := map[string]string{}
	for _, m := range licenceLine.FindAllStringSubmatch(string(about), -1) {
		licences[m[1]] = m[3]
	}
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
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		licence, ok := licences[m.Path]
		if !ok {
			missing = append(missing, m.Path+" "+m.Version)
			continue
		}
		kind := map[string]string{"name": licence}
		if id, ok := spdx[licence]; ok {
			kind = map[string]string{"id": id}
		}
		parts = append(parts, part{Type: "library", Name: m.Path, Version: m.Version, URL: "pkg:golang/" + m.Path + "@" + m.Version, Licences: []named{{kind}}})
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("assets/help/licences.md does not name the licence of %s", strings.Join(missing, ", "))
	}
	parts = append(parts, part{Type: "library", Name: "Go standard library", Version: info.GoVersion, Licences: []named{{map[string]string{"id": "BSD-3-Clause"}}}})
	for _, line := range strings.Split(app.VersionDetails(), "\n") {
		if words := strings.Fields(line); len(words) == 3 && words[0] == "models" {
			parts = append(parts, part{Type: "machine-learning-model", Name: "quoth models: " + words[1], Version: words[2], Licences: []named{{map[string]string{"id": "MIT"}}}})
		}
	}
	bill := map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
		"metadata": map[string]any{
			"timestamp": r.when.Format("2006-01-02T15:04:05Z"),
			"component": part{Type: "application", Name: "quoth", Version: r.version, Licences: []named{{map[string]string{"id": "MIT"}}}},
		},
		"components": parts,
	}
	body, err := json.MarshalIndent(bill, "", " ")
	if err != nil {
		return nil, err
	}
	return body, r.write(fmt.Sprintf("quoth-%s-%s.cdx.json", r.version, t.name()), body)
}
