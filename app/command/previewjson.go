package command

import (
	"quoth/app"
)

// previewJSON is what preview --json says of a table, an export of a database or a
// coded corpus of another program.
type previewJSON struct {
	Format    string         `json:"format"`
	Columns   []columnJSON   `json:"columns,omitempty"` // of a coded corpus: its variables
	Articles  int            `json:"articles"`
	Announced int            `json:"announced,omitempty"`
	Damaged   int            `json:"damaged"`
	Doubtful  int            `json:"doubtful"`
	Entries   []previewEntry `json:"entries"`
	Doubts    []projectDoubt `json:"doubts,omitempty"`
	Failed    []string       `json:"failed,omitempty"`
	Notes     []string       `json:"notes,omitempty"`
	Problem   string         `json:"problem,omitempty"`
}

type (
	columnJSON struct {
		Name    string   `json:"name"`
		Field   string   `json:"field"` // empty: it fills none
		Samples []string `json:"samples"`
	}
	previewEntry struct {
		Label     string      `json:"label"`
		Title     string      `json:"title"`
		Authors   []string    `json:"authors,omitempty"`
		Publisher string      `json:"publisher,omitempty"`
		Published string      `json:"published,omitempty"`
		State     string      `json:"state,omitempty"`
		Quotes    int         `json:"quotes,omitempty"`
		Doubts    []doubtJSON `json:"doubts,omitempty"`
		Error     string      `json:"error,omitempty"`
	}
	doubtJSON struct {
		Field   string `json:"field"`
		Printed string `json:"printed"`
		Reason  string `json:"reason"`
	}
	projectDoubt struct {
		Title  string `json:"title"`
		Place  string `json:"place"`
		Words  string `json:"words"`
		Reason string `json:"reason"`
	}
	// namedFileJSON is what a file's name says.
	namedFileJSON struct {
		File   string            `json:"file"`
		Fields map[string]string `json:"fields"`
		Doubts []doubtJSON       `json:"doubts,omitempty"`
	}
)

func newPreviewJSON(p *app.ImportPreview) previewJSON {
	out := previewJSON{
		Format: p.Format, Articles: p.Articles, Announced: p.Announced, Damaged: p.Damaged, Doubtful: p.Doubtful,
		Entries: []previewEntry{}, Notes: p.Notes, Problem: message(p.Problem),
	}
	for _, c := range p.Columns {
		out.Columns = append(out.Columns, columnJSON{c.Name, c.Field, c.Samples})
	}
	for _, e := range p.Entries {
		article := e.Collected.Article
		out.Entries = append(out.Entries, previewEntry{
			Label: e.Label, Title: article.Title, Authors: article.Authors, Publisher: article.Publisher,
			Published: article.Published.String(), Doubts: doubtsJSON(e.Doubts), Error: message(e.Err),
		})
	}
	return out
}

func doubtsJSON(doubts []app.ImportDoubt) []doubtJSON {
	var out []doubtJSON
	for _, d := range doubts {
		out = append(out, doubtJSON{d.Field, d.Printed, d.Reason})
	}
	return out
}

func newProjectJSON(p *app.Project, r app.ProjectReport) previewJSON {
	out := previewJSON{
		Format:   p.Format,
		Articles: len(r.Articles),
		Damaged:  len(r.Failed),
		Doubtful: len(r.Doubts),
		Entries:  []previewEntry{},
		Notes:    r.Summary(),
	}
	for _, v := range p.Variables {
		out.Columns = append(out.Columns, columnJSON{v.Name, v.Field, v.Samples})
	}
	for _, a := range r.Articles {
		out.Entries = append(
			out.Entries,
			previewEntry{
				Label:  string(a.Article),
				Title:  a.Title,
				State:  string(a.State),
				Quotes: a.Quotes,
				Error:  message(a.Err),
			},
		)
	}
	for _, d := range r.Doubts {
		out.Doubts = append(out.Doubts, projectDoubt{d.Title, d.Place, oneLine(d.Words), d.Reason})
	}
	for _, err := range r.Failed {
		out.Failed = append(out.Failed, err.Error())
	}
	return out
}
