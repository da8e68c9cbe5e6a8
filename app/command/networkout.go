package command

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
)

// networkAnswer says what becomes of the networks.
type networkAnswer struct {
	json                           bool
	format, out, picture, backbone string
	with                           []string
	least, alpha                   float64
	period                         string
	size                           int
}

// The measures of --with, the pictures and the backbones.
var (
	networkMeasures  = []string{"communities", "centralities", "polarization"}
	networkPictures  = []string{"network", "heatmap", "polarization"}
	networkBackbones = []string{"disparity", "nested", "fixed", "nested-degrees", "fixed-degrees"}
	networkPeriods   = []string{"month", "quarter", "year"}
)

func (a *networkAnswer) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&a.json, "json", false, "one JSON object, with RFC 3339 times")
	flags.StringVar(&a.format, "format", "", "one of "+strings.Join(a.formats(), ", "))
	flags.StringVar(
		&a.out,
		"out",
		"",
		"the file to write (default: standard output); of several networks each gets a number",
	)
	flags.StringVar(&a.picture, "picture", "network", "of svg, png and pdf: "+strings.Join(networkPictures, ", "))
	flags.StringSliceVar(&a.with, "with", nil, "measures to add to the JSON: "+strings.Join(networkMeasures, ", "))
	flags.StringVar(
		&a.backbone,
		"backbone",
		"",
		"of one-mode networks: "+strings.Join(
			networkBackbones,
			", ",
		)+" (degrees: as Discourse Network Analyzer 3.0.11 compares)",
	)
	flags.Float64Var(&a.alpha, "alpha", 0.05, "the level of the disparity backbone")
	flags.IntVar(&a.size, "backbone-size", 3, "columns of the fixed backbone")
	flags.Float64Var(&a.least, "least", 0, "leave out weaker ties in files and pictures")
	flags.StringVar(&a.period, "period", "year", "of polarization: "+strings.Join(networkPeriods, ", "))
}

func (a *networkAnswer) formats() []string {
	names := []string{"json"}
	for _, f := range app.NetworkFormats() {
		names = append(names, f.Name)
	}
	return names
}

func (a *networkAnswer) check() error {
	for _, c := range []struct {
		flag, value string
		allowed     []string
	}{{"format", a.format, a.formats()}, {"picture", a.picture, networkPictures}, {"backbone", a.backbone, networkBackbones}, {"period", a.period, networkPeriods}} {
		if c.value != "" && !slices.Contains(c.allowed, c.value) {
			return usage("--%s %q: use %s", c.flag, c.value, strings.Join(c.allowed, ", "))
		}
	}
	for _, w := range a.with {
		if !slices.Contains(networkMeasures, w) {
			return usage("--with %q: use %s", w, strings.Join(networkMeasures, ", "))
		}
	}
	if a.alpha <= 0 || a.alpha >= 1 {
		return usage("--alpha %v: use a level between 0 and 1", a.alpha)
	}
	if a.json {
		a.format = "json"
	}
	return nil
}

func (a *networkAnswer) write(ctx context.Context, s Streams, n *app.Network) error {
	switch a.format {
	case "":
		return printTies(s.Out, n)
	case "json":
		return a.toFile(s, a.out, func(w io.Writer) error { return a.writeJSON(ctx, w, n) })
	case "edges":
		return a.toFile(s, a.out, n.WriteEdges)
	}
	if a.picture == "polarization" && a.drawn() {
		points, err := n.Polarization(ctx, a.period, 0)
		if err != nil {
			return err
		}
		return a.toFile(s, a.out, func(w io.Writer) error {
			return app.WritePicture(
				w,
				n.Marked(app.PolarizationPicture(points, 640, 360, app.LightTheme(), nil)),
				a.format,
			)
		})
	}
	series := n.Options.Window != ""
	if series && a.out == "" {
		return usage("a window makes several networks: name the files with --out, or use --format edges or json")
	}
	for m := range n.Matrices {
		path := a.out
		if series {
			ext := filepath.Ext(path)
			path = fmt.Sprintf("%s-%04d%s", strings.TrimSuffix(path, ext), m.Index+1, ext)
		}
		if a.backbone == "disparity" {
			m = n.Disparity(m, a.alpha)
		}
		err := a.toFile(s, path, func(w io.Writer) error {
			if a.picture == "heatmap" && a.drawn() {
				return app.WritePicture(w, n.HeatMap(m, app.LightTheme(), nil), a.format)
			}
			return n.View(m, a.least).Write(w, a.format)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *networkAnswer) drawn() bool { return slices.Contains([]string{"svg", "png", "pdf"}, a.format) }

func (a *networkAnswer) toFile(s Streams, path string, write func(io.Writer) error) error {
	w, commit, discard, err := output(path, s.Out)
	if err != nil {
		return err
	}
	if err := write(w); err != nil {
		discard()
		return err
	}
	return commit()
}

// networkJSON is one network of the answer, with the measures asked for.
type networkJSON struct {
	app.NetworkMatrix
	Communities  *app.NetworkCommunities `json:"communities,omitempty"`
	Centralities []app.NetworkCentrality `json:"centralities,omitempty"`
}

// polarizationChangesJSON is what was found and how, so that nobody reads it as a test.
type polarizationChangesJSON struct {
	Exploratory bool                     `json:"exploratory"`
	Method      string                   `json:"method"`
	Changes     []app.PolarizationChange `json:"changes"`
}

// writeJSON writes one matrix after the other, so that a thousand windows cost no
// more memory than one.
func (a *networkAnswer) writeJSON(ctx context.Context, w io.Writer, n *app.Network) error {
	out := bufio.NewWriterSize(w, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	fmt.Fprint(out, `{"matrices":[`)
	first := true
	for m := range n.Matrices {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !first {
			fmt.Fprint(out, ",")
		}
		first = false
		if a.backbone == "disparity" {
			m = n.Disparity(m, a.alpha)
		}
		one := networkJSON{NetworkMatrix: m}
		if len(a.with) > 0 {
			v := n.View(m, a.least)
			if slices.Contains(a.with, "communities") {
				one.Communities = &v.Communities
			}
			if slices.Contains(a.with, "centralities") {
				one.Centralities = v.Centralities()
			}
		}
		if err := encoder.Encode(one); err != nil {
			return err
		}
	}
	fmt.Fprint(out, "]")
	if n.Suggestions {
		fmt.Fprintf(out, `,"suggestions":%d,"counted":%d`, n.Suggested, n.Kept)
	}
	if n.Consensus != "" {
		fmt.Fprintf(out, `,"consensus":%q,"divided":%d`, n.Consensus, n.Divided)
	}
	if err := a.writeMore(ctx, out, encoder, n); err != nil {
		return err
	}
	fmt.Fprintln(out, "}")
	return out.Flush()
}

// writeMore adds what is about all networks together.
func (a *networkAnswer) writeMore(ctx context.Context, out io.Writer, encoder *json.Encoder, n *app.Network) error {
	if slices.Contains(a.with, "polarization") {
		points, err := n.Polarization(ctx, a.period, 0)
		if err != nil {
			return err
		}
		fmt.Fprint(out, `,"polarization":`)
		if err := encoder.Encode(points); err != nil {
			return err
		}
		fmt.Fprint(out, `,"polarization_changes":`)
		if err := encoder.Encode(
			polarizationChangesJSON{true, "PELT, penalty 2 ln n", app.PolarizationChanges(points)},
		); err != nil {
			return err
		}
	}
	spectrum := "laplacian"
	if strings.HasSuffix(a.backbone, "-degrees") {
		spectrum = "degrees"
	}
	switch strings.TrimSuffix(a.backbone, "-degrees") {
	case "nested":
		steps, err := n.Backbone(spectrum)
		if err != nil {
			return err
		}
		fmt.Fprint(out, `,"backbone":`)
		return encoder.Encode(steps)
	case "fixed":
		columns, loss, err := n.FixedBackbone(spectrum, a.size)
		if err != nil {
			return err
		}
		fmt.Fprint(out, `,"backbone":`)
		return encoder.Encode(struct {
			Columns []string `json:"columns"`
			Loss    float64  `json:"loss"`
		}{columns, loss})
	}
	return nil
}
