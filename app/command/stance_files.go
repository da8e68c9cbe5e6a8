package command

import (
	"io"

	"quoth/app"
)

// pictureScale is how many dots a PNG has for a point.
const pictureScale = 2

// stanceFiles are the ways a chart is written to a file, by ending.
var stanceFiles = map[string]func(app.StanceChart, io.Writer) error{
	".csv": app.StanceChart.WriteCSV,
	".svg": func(c app.StanceChart, w io.Writer) error { return c.Picture().SVG(w) },
	".png": func(c app.StanceChart, w io.Writer) error { return c.Picture().PNG(w, pictureScale) },
	".pdf": func(c app.StanceChart, w io.Writer) error { return c.Picture().PDF(w) },
	".json": func(c app.StanceChart, w io.Writer) error {
		lines := newJSONLines(w)
		lines.write(newStanceJSON(c))
		return lines.err
	},
}

func writeChart(c app.StanceChart, path string, write func(app.StanceChart, io.Writer) error) error {
	w, commit, discard, err := output(path, nil)
	if err != nil {
		return err
	}
	if err := write(c, w); err != nil {
		discard()
		return err
	}
	return commit()
}
