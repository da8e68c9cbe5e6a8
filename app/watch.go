package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/scraper"
)

// Watch is a feed, a sitemap or a site that is fetched again and again while the
// corpus is open.
type Watch struct {
	Address  string        `json:"address"`
	Title    string        `json:"title,omitempty"`
	Kind     InputKind     `json:"kind,omitempty"` // empty: find out
	Every    time.Duration `json:"every"`          // at least LeastWatch
	From     string        `json:"from,omitempty"` // days, YYYY-MM-DD, as in Input
	To       string        `json:"to,omitempty"`
	Paused   bool          `json:"paused,omitempty"`
	Last     time.Time     `json:"last"` // when it was last fetched; zero: never
	Kept     int           `json:"kept"` // articles that the last time brought
	Failures int           `json:"failures"`
	Problem  string        `json:"problem,omitempty"` // why the list itself could not be got the last time
}

// LeastWatch is how often a source may be asked; DailyWatch is the default.
const (
	LeastWatch = 15 * time.Minute
	DailyWatch = 24 * time.Hour
)

const watchSetting = "watches"

// Due reports whether it is time to fetch it. A last time that is yet to come was
// written by a wrong clock and holds nothing up.
func (w Watch) Due(now time.Time) bool {
	return !w.Paused && (!now.Before(w.Last.Add(w.Every)) || w.Last.After(now))
}

// Watches lists what is watched, by address.
func (a *App) Watches(ctx context.Context) ([]Watch, error) {
	text, err := a.store.Setting(ctx, watchSetting)
	if err != nil || text == "" {
		return nil, err
	}
	var list []Watch
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read the watch list: %w: %w", corpus.ErrDamaged, err)
	}
	return list, nil
}

// SaveWatch adds a source to the watch list, or changes the one at its address.
func (a *App) SaveWatch(ctx context.Context, w Watch) error {
	w.Address = strings.TrimSpace(w.Address)
	if w.Every == 0 {
		w.Every = DailyWatch
	}
	switch {
	case scraper.HasLogin(w.Address):
		return fmt.Errorf(
			"watch a source: its address holds a password, and passwords are not stored: take it off: %w",
			corpus.ErrInvalid,
		)
	case w.Address == "":
		return fmt.Errorf("watch a source: its address is missing: %w", corpus.ErrInvalid)
	case w.Every < LeastWatch:
		return fmt.Errorf(
			"watch %s every %s: sites are asked every %s at most: %w",
			w.Address,
			w.Every,
			LeastWatch,
			corpus.ErrInvalid,
		)
	}
	return a.changeWatches(ctx, func(list []Watch) []Watch {
		list = slices.DeleteFunc(list, func(old Watch) bool { return old.Address == w.Address })
		return append(list, w)
	})
}

// DropWatch takes a source off the list; its articles stay.
func (a *App) DropWatch(ctx context.Context, address string) error {
	found := false
	err := a.changeWatches(ctx, func(list []Watch) []Watch {
		return slices.DeleteFunc(list, func(old Watch) bool {
			found = found || old.Address == address
			return old.Address == address
		})
	})
	if err == nil && !found {
		err = fmt.Errorf("%s is not watched: %w", address, corpus.ErrNotFound)
	}
	return err
}

func (a *App) changeWatches(ctx context.Context, change func([]Watch) []Watch) error {
	a.watching.Lock()
	defer a.watching.Unlock()
	list, err := a.Watches(ctx)
	if err != nil {
		return err
	}
	list = change(list)
	slices.SortFunc(list, func(x, y Watch) int { return strings.Compare(x.Address, y.Address) })
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return a.store.SetSetting(ctx, watchSetting, string(text))
}

// FetchWatches fetches the sources that are due, or all that are not paused, in
// one collection.
func (a *App) FetchWatches(ctx context.Context, all bool, progress func(ItemReport)) (AddReport, error) {
	list, err := a.Watches(ctx)
	if err != nil {
		return AddReport{}, err
	}
	now := a.options.Now()
	var due []Watch
	var inputs []Input
	for _, w := range list {
		if w.Due(now) || all && !w.Paused {
			due = append(due, w)
			inputs = append(inputs, Input{Kind: w.Kind, Value: w.Address, From: w.From, To: w.To})
		}
	}
	if len(due) == 0 {
		return AddReport{}, nil
	}
	report, err := a.Add(ctx, inputs, progress)
	if err != nil || ctx.Err() != nil {
		return report, err // they are due still
	}
	return report, a.noteWatched(context.WithoutCancel(ctx), due, now, report)
}

// noteWatched writes down what the sources brought.
func (a *App) noteWatched(ctx context.Context, due []Watch, now time.Time, report AddReport) error {
	brought := watched(report)
	return a.changeWatches(ctx, func(list []Watch) []Watch {
		for i, w := range list {
			if !slices.ContainsFunc(due, func(d Watch) bool { return d.Address == w.Address }) {
				continue // added or changed meanwhile
			}
			b := brought[itemAddress(w)]
			list[i].Last, list[i].Kept, list[i].Failures, list[i].Problem = now, b.kept, b.failed, b.problem
		}
		return list
	})
}

func itemAddress(w Watch) string {
	return scraper.Items([]scraper.Input{{Kind: w.Kind, Value: w.Address}})[0].URL
}

type broughtBy struct {
	kept, failed int
	problem      string
}

// watched sums up what came from each source, lists within lists included.
func watched(report AddReport) map[string]broughtBy {
	parent := map[string]string{}
	for _, item := range report.Items {
		parent[item.Key] = item.Parent
	}
	out := map[string]broughtBy{}
	for _, item := range report.Items {
		root := item.Key
		for depth := 0; parent[root] != "" && depth < 8; depth++ {
			root = parent[root]
		}
		b := out[root]
		switch {
		case item.State == ItemKept || item.State == ItemNewVersion:
			b.kept++
		case item.State == ItemFailed && root == item.Key:
			b.problem = item.Err.Error()
		case item.State == ItemFailed:
			b.failed++
		}
		out[root] = b
	}
	return out
}

// KeepWatching fetches what is due now and whenever check has passed, until ctx
// ends; one round at a time. done is called after every round that fetched something.
func (a *App) KeepWatching(
	ctx context.Context,
	check time.Duration,
	progress func(ItemReport),
	done func(AddReport, error),
) {
	timer := time.NewTicker(check)
	defer timer.Stop()
	for {
		report, err := a.FetchWatches(ctx, false, progress)
		if ctx.Err() != nil {
			return
		}
		if done != nil && (err != nil || len(report.Items) > 0) {
			done(report, err)
		}
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
	}
}

// ImportOPML adds the feeds of an OPML file to the watch list; those that are
// watched already stay as they are.
func (a *App) ImportOPML(ctx context.Context, path string, every time.Duration) (added int, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, fmt.Errorf("read the list of feeds: %w", err)
	}
	if info.Size() > maxOPML {
		return 0, fmt.Errorf("read the list of feeds %s: it is larger than %d MB", path, maxOPML>>20)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read the list of feeds: %w", err)
	}
	feeds, damage := scraper.ReadOPML(body)
	known, err := a.Watches(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range feeds {
		if slices.ContainsFunc(known, func(w Watch) bool { return w.Address == f.Address }) {
			continue
		}
		if err := a.SaveWatch(
			ctx,
			Watch{Address: f.Address, Title: f.Title, Kind: FeedInput, Every: every},
		); err != nil {
			return added, err
		}
		added++
	}
	if damage != nil {
		return added, fmt.Errorf("read the list of feeds %s: %w", filepath.Base(path), damage)
	}
	return added, nil
}

const maxOPML = 16 << 20

// ExportOPML writes the watched feeds for other readers; it returns how many.
func (a *App) ExportOPML(ctx context.Context, w io.Writer) (int, error) {
	list, err := a.Watches(ctx)
	if err != nil {
		return 0, err
	}
	var feeds []scraper.Subscription
	for _, watch := range list {
		if watch.Kind == FeedInput || watch.Kind == "" {
			feeds = append(feeds, scraper.Subscription{Title: watch.Title, Address: watch.Address})
		}
	}
	return len(feeds), scraper.WriteOPML(w, a.Name(), feeds)
}

// Source is a feed or a sitemap that a site names.
type Source struct {
	Kind    InputKind
	Address string
	Title   string
}

// Discover looks for the feeds and sitemaps that a home page names.
func (a *App) Discover(ctx context.Context, address string) ([]Source, error) {
	extractor, err := a.Extractor()
	if err != nil {
		return nil, err
	}
	inputs := []Input{{Kind: SiteInput, Value: address}}
	if !strings.Contains(address, "://") {
		inputs[0].Value = "https://" + address
	}
	found, err := scraper.New(extractor, a.scraperOptions(inputs)).Discover(ctx, address)
	if err != nil {
		return nil, err
	}
	out := make([]Source, len(found))
	for i, f := range found {
		out[i] = Source{f.Kind, f.Address, f.Title}
	}
	return out, nil
}
