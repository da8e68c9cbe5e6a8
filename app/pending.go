package app

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"quoth/corpus/store"
	"quoth/scraper"
)

// again is what an item of an earlier run brings with it.
type again struct {
	Parent string   // the list it came from: robots.txt binds
	Memory string   // what the list said of it
	Named  []string // hosts that the user named in that run
}

// waitingJSON is how an item that waits is kept in the corpus.
type waitingJSON struct {
	Kind     InputKind      `json:"kind,omitempty"`
	Value    string         `json:"value,omitempty"`
	Title    string         `json:"title,omitempty"`
	Body     []byte         `json:"body,omitempty"`
	Import   ImportSettings `json:"import"`
	From     string         `json:"from,omitempty"`
	To       string         `json:"to,omitempty"`
	TimeGate string         `json:"time_gate,omitempty"`
	again
}

// pending keeps in the corpus what a collection has still to get. Its methods
// are called from the one goroutine that writes.
type pending struct {
	app      *App
	named    []string
	timeGate string
	ended    map[string]bool // items that came to their end in this run
	files    []string        // files that are being taken apart: they are gone on with whole
}

func newPending(a *App, inputs []Input) *pending {
	p := &pending{app: a, named: hostsNamed(inputs), ended: map[string]bool{}}
	for _, in := range inputs {
		if in.TimeGate != "" {
			p.timeGate = in.TimeGate
			break
		}
	}
	return p
}

// await notes the inputs of a run before anything is fetched.
func (p *pending) await(ctx context.Context, inputs []Input) error {
	if err := p.app.store.AddPending(ctx, p.rows(scraper.Items(scraperInputs(inputs)))); err != nil {
		return fmt.Errorf("note what is to be collected: %w", err)
	}
	return nil
}

// rows describes items that can be gone on with.
func (p *pending) rows(items []scraper.Item) []store.Pending {
	var rows []store.Pending
	for _, item := range items {
		in, ok := item.Again()
		if !ok || p.ended[key(item)] {
			continue
		}
		input, err := json.Marshal(waitingJSON{
			Kind: in.Kind, Value: in.Value, Title: in.Title, Body: in.Body, Import: in.Import,
			From: in.Dates.From, To: in.Dates.To, TimeGate: p.timeGate, again: again{in.Parent, in.Memory, p.named},
		})
		if err != nil {
			continue // it will be got in this run or not at all
		}
		rows = append(rows, store.Pending{Key: key(item), Label: item.Label, Parent: item.Parent, Input: string(input)})
	}
	return rows
}

func key(item scraper.Item) string {
	if item.URL == "" {
		return item.Label
	}
	return item.URL
}

// note brings the corpus up to date with the end of an item.
func (p *pending) note(ctx context.Context, m message) error {
	if !m.report.State.Final() {
		return nil
	}
	item := m.result.Item
	p.ended[key(item)] = true
	var err error
	switch m.report.State {
	case ItemSkipped: // it waits
	case ItemFailed:
		failed := store.Pending{Key: key(item), Label: item.Label, Parent: item.Parent, Reason: m.report.Err.Error()}
		if rows := p.again(item); len(rows) == 1 {
			failed.Input = rows[0].Input
		}
		err = p.app.store.FailPending(ctx, failed)
	case ItemListed:
		err = p.listed(ctx, item, m.result.Children)
	default:
		err = p.app.store.DropPending(ctx, []string{key(item)})
	}
	if err != nil {
		return fmt.Errorf("note the end of %s: %w", item.Label, err)
	}
	return nil
}

// noteAll brings the corpus up to date with articles that were kept.
func (p *pending) noteAll(ctx context.Context, batch []message) error {
	keys := make([]string, len(batch))
	for i, m := range batch {
		keys[i] = key(m.result.Item)
		p.ended[keys[i]] = true
	}
	if err := p.app.store.DropPending(ctx, keys); err != nil {
		return fmt.Errorf("note the end of %d items: %w", len(batch), err)
	}
	return nil
}

// again describes an item that has ended.
func (p *pending) again(item scraper.Item) []store.Pending {
	one := *p
	one.ended = nil
	return one.rows([]scraper.Item{item})
}

// listed notes the items of a list in place of the list. Parts of a file do not
// wait by themselves: the file does, until the run is over.
func (p *pending) listed(ctx context.Context, parent scraper.Item, children []scraper.Item) error {
	rows := p.rows(children)
	if err := p.app.store.AddPending(ctx, rows); err != nil {
		return err
	}
	if slices.ContainsFunc(children, scraper.Item.IsPart) {
		p.files = append(p.files, key(parent))
		return nil
	}
	return p.app.store.DropPending(ctx, []string{key(parent)})
}

// close ends a run that reached its end.
func (p *pending) close(ctx context.Context) error {
	return p.app.store.DropPending(ctx, p.files)
}

// Unfinished counts the items of earlier runs that were not reached: the program
// was ended, or the run cancelled.
func (a *App) Unfinished(ctx context.Context) (int, error) {
	rows, err := a.store.PendingItems(ctx, false)
	return len(rows), err
}

// Resume goes on with the earlier runs: it gets what is missing and nothing
// else.
func (a *App) Resume(ctx context.Context, progress func(ItemReport)) (AddReport, error) {
	rows, err := a.store.PendingItems(ctx, false)
	if err != nil {
		return AddReport{}, err
	}
	var got []string
	rows = slices.DeleteFunc(rows, func(p store.Pending) bool {
		page, ok, err := a.store.PageByURL(ctx, p.Key)
		// Kept, and then the program was ended. A time to come tells nothing.
		kept := err == nil && ok && !page.Fetched.Before(p.At) && !page.Fetched.After(a.options.Now())
		if kept {
			got = append(got, p.Key)
		}
		return kept
	})
	if err := a.store.DropPending(ctx, got); err != nil {
		return AddReport{}, err
	}
	return a.Add(ctx, pendingInputs(rows), progress)
}

// DropUnfinished forgets what earlier runs did not reach.
func (a *App) DropUnfinished(ctx context.Context) error { return a.dropPending(ctx, false) }

// pendingInputs reads the inputs with which items are gone on.
func pendingInputs(rows []store.Pending) []Input {
	var inputs []Input
	for _, row := range rows {
		var w waitingJSON
		if row.Input == "" || json.Unmarshal([]byte(row.Input), &w) != nil {
			continue
		}
		inputs = append(inputs, Input{
			Kind: w.Kind, Value: w.Value, Title: w.Title, Body: w.Body, Import: w.Import,
			From: w.From, To: w.To, TimeGate: w.TimeGate, again: &w.again,
		})
	}
	return inputs
}

// Failure is an item that could not be got.
type Failure struct {
	Label  string
	Parent string // the feed, file or folder it came from
	Reason string
	Day    string // YYYY-MM-DD
	Retry  bool   // RetryFailures will try it again; a part of a file comes again with its file
}

// Failures lists everything that could not be got and has not been got since,
// oldest first.
func (a *App) Failures(ctx context.Context) ([]Failure, error) {
	rows, err := a.store.PendingItems(ctx, true)
	if err != nil {
		return nil, err
	}
	out := make([]Failure, len(rows))
	for i, r := range rows {
		out[i] = Failure{r.Label, r.Parent, r.Reason, r.At.Format("2006-01-02"), r.Input != ""}
	}
	return out, nil
}

// WriteFailures writes the list of failures as CSV.
func (a *App) WriteFailures(ctx context.Context, w io.Writer) (int, error) {
	failures, err := a.Failures(ctx)
	if err != nil {
		return 0, err
	}
	out := csv.NewWriter(w)
	rows := [][]string{{"item", "from", "reason", "day"}}
	for _, f := range failures {
		rows = append(rows, []string{SafeCell(f.Label), SafeCell(f.Parent), SafeCell(f.Reason), f.Day})
	}
	if err := out.WriteAll(rows); err != nil {
		return 0, fmt.Errorf("write the list of failures: %w", err)
	}
	return len(failures), nil
}

// RetryFailures tries what failed again.
func (a *App) RetryFailures(ctx context.Context, progress func(ItemReport)) (AddReport, error) {
	rows, err := a.store.PendingItems(ctx, true)
	if err != nil {
		return AddReport{}, err
	}
	return a.Add(ctx, pendingInputs(rows), progress)
}

// DropFailures empties the list of failures.
func (a *App) DropFailures(ctx context.Context) error { return a.dropPending(ctx, true) }

func (a *App) dropPending(ctx context.Context, failed bool) error {
	rows, err := a.store.PendingItems(ctx, failed)
	if err != nil {
		return err
	}
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
	}
	return a.store.DropPending(ctx, keys)
}
