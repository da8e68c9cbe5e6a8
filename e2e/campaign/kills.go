package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// world is one corpus under way with what was acknowledged on it. Each holds some
// dozen runs; a new one begins with an empty file.
type world struct {
	folder, corpus, binary string
	inputs                 string // the folder of what is added and applied
	env                    []string
	o                      *oracle
	ids                    map[string]string // article ids by title
	next                   int               // of the invented articles
	random                 *rand.Rand
	lasts                  map[string]time.Duration // how long the program takes for each verb when it is left alone
	took                   time.Duration            // by the last run that was to be hurt
	hurt                   func() (heal func())     // around each such run; nil: it is killed and nothing else
}

func newWorld(folder, binary string, seed uint64) (*world, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	w := &world{
		folder: folder, corpus: filepath.Join(folder, "c.quoth"), inputs: folder, binary: binary, o: newOracle(),
		ids: map[string]string{}, random: rand.New(rand.NewPCG(seed, 7)), lasts: map[string]time.Duration{},
	}
	w.env = append(
		os.Environ(),
		"QUOTH_CACHE="+filepath.Join(folder, "cache"),
		"QUOTH_CONFIG="+filepath.Join(folder, "config"),
	)
	return w, nil
}

// outcome of one run of the program.
type outcome struct {
	out    string // standard output
	errs   string
	killed bool
	code   int
}

// leaveAlone is longer than any run takes: nothing is killed, what else hurts does.
const leaveAlone = time.Hour

// run starts the program and, unless after is zero, hurts it, at the latest by a
// kill then.
func (w *world) run(after time.Duration, args ...string) (outcome, error) {
	cmd := exec.Command(w.binary, args...)
	cmd.Env = w.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if after > 0 && w.hurt != nil {
		defer w.hurt()()
	}
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return outcome{}, err
	}
	if after > 0 {
		timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
		defer timer.Stop()
	}
	cmd.Wait()
	if after > 0 {
		w.took = time.Since(started)
	}
	return outcome{out.String(), errs.String(), !cmd.ProcessState.Exited(), cmd.ProcessState.ExitCode()}, nil
}

// verb is something that is done to a corpus; what it acknowledges goes to the
// oracle. It returns what is wrong by itself. The time is that of [world.run].
type verb struct {
	name string
	do   func(*world, time.Duration) (outcome, []string, error)
}

// verbs are drawn alike; what changes most stands twice.
var verbs = []verb{
	{"add", (*world).add},
	{"add", (*world).add},
	{"code", (*world).code},
	{"code", (*world).code},
	{"undo", (*world).undo},
	{"merge", (*world).merge},
	{"purge", (*world).purge},
	{"index", (*world).index},
	{"search", (*world).search},
	{"export", (*world).export},
	{"copy", (*world).copy},
	{"migrate", (*world).migrate},
}

// speakers are names of which several may be one person, so that there is always
// something to merge.
var speakers = []string{
	"Marta Lind",
	"M. Lind",
	"Otto Graf",
	"O. Graf",
	"Paul Keller",
	"P. Keller",
	"Ida Sommer",
	"I. Sommer",
	"Nora Feld",
	"Lind",
}

func (w *world) articles(n int) ([]string, error) {
	var paths []string
	for range n {
		w.next++
		title := fmt.Sprintf("Harbour news %d", w.next)
		text := fmt.Sprintf(
			"%s\n\n“Ship %d may leave the harbour at night,” said %s, the harbour master of Westmark, on Monday.\n\n"+
				"“Nobody asked us about ferry %d,” said Ivo Brandt, a spokesman for the union.\n",
			title,
			w.next,
			speakers[w.random.IntN(len(speakers))],
			w.next,
		)
		path := filepath.Join(w.inputs, fmt.Sprintf("a%d.txt", w.next))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// add acknowledges with a line "kept<tab>file<tab>title (n quotes)".
func (w *world) add(after time.Duration) (outcome, []string, error) {
	paths, err := w.articles(1 + w.random.IntN(12))
	if err != nil {
		return outcome{}, nil, err
	}
	got, err := w.run(after, append([]string{"add", "--corpus", w.corpus}, paths...)...)
	for line := range strings.Lines(got.out + got.errs) {
		if fields := strings.Split(strings.TrimSpace(line), "\t"); len(fields) == 3 && fields[0] == "kept" {
			title, _, _ := strings.Cut(fields[2], " (")
			w.o.Articles[title] = true
		}
	}
	return got, nil, err
}

// quotes lists some quotes with their articles.
func (w *world) quotes() ([]string, error) {
	got, err := w.run(0, "search", "--corpus", w.corpus, "--json", "--limit", "40", "")
	if err != nil {
		return nil, err
	}
	var found struct {
		Quotes []struct{ ID, Article, Title string }
	}
	if err := json.Unmarshal([]byte(got.out), &found); err != nil {
		return nil, nil // there is nothing yet
	}
	var ids []string
	for _, q := range found.Quotes {
		w.ids[q.Title] = q.Article
		if !w.purgeable(q.Title) {
			ids = append(ids, q.ID)
		}
	}
	return ids, nil
}

// purgeable articles are never coded, so that no acknowledged act goes with them.
func (w *world) purgeable(title string) bool { return strings.HasSuffix(title, "7") }

// actsOfARun is how many lines the program is given to code.
const actsOfARun = 30

func (w *world) code(after time.Duration) (outcome, []string, error) {
	return w.acts(after, func(id string) map[string]string {
		return []map[string]string{
			{"act": "confirm", "quote": id},
			{"act": "reject", "quote": id},
			{"act": "tag", "quote": id, "tag": fmt.Sprint("Harbour/Fees ", w.random.IntN(5))},
			{"act": "judge", "quote": id, "target": "Ships may sail at night", "stance": "support"},
			{"act": "note", "quote": id, "text": fmt.Sprint("note ", w.random.IntN(1000))},
			{"act": "correct", "quote": id, "speaker": "Nora Feld"},
			{"act": "undo"},
			{"act": "redo"},
		}[w.random.IntN(8)]
	})
}

// undo takes back and does again, more often than not.
func (w *world) undo(after time.Duration) (outcome, []string, error) {
	return w.acts(after, func(id string) map[string]string {
		return []map[string]string{{"act": "undo"}, {"act": "undo"}, {"act": "redo"}, {"act": "note", "quote": id, "text": fmt.Sprint("note ", w.random.IntN(1000))}}[w.random.IntN(4)]
	})
}

func (w *world) acts(after time.Duration, draw func(quote string) map[string]string) (outcome, []string, error) {
	ids, err := w.quotes()
	if err != nil || len(ids) == 0 {
		return outcome{}, nil, err
	}
	var acts strings.Builder
	for range actsOfARun {
		line, err := json.Marshal(draw(ids[w.random.IntN(len(ids))]))
		if err != nil {
			return outcome{}, nil, err
		}
		acts.Write(append(line, '\n'))
	}
	path := filepath.Join(w.inputs, "acts.jsonl")
	if err := os.WriteFile(path, []byte(acts.String()), 0o600); err != nil {
		return outcome{}, nil, err
	}
	got, err := w.run(after, "code", "--corpus", w.corpus, "--coder", "ada", "--json", path)
	w.acknowledged(got)
	return got, nil, err
}

// acknowledged notes the changes that the program printed.
func (w *world) acknowledged(got outcome) {
	for line := range strings.Lines(got.out) {
		var said struct{ Change string }
		if json.Unmarshal([]byte(line), &said) == nil && said.Change != "" {
			w.o.Changes[said.Change] = true
		}
	}
}

// merge makes one of two entries that may be the same, or says that they are not.
func (w *world) merge(after time.Duration) (outcome, []string, error) {
	got, err := w.run(0, "proposals", "--corpus", w.corpus, "--json")
	if err != nil {
		return outcome{}, nil, err
	}
	line, _, _ := strings.Cut(got.out, "\n")
	var proposal struct{ ID string }
	if json.Unmarshal([]byte(line), &proposal) != nil || proposal.ID == "" {
		return outcome{}, nil, nil // nothing is left to merge
	}
	answer := []string{"--accept", "--accept", "--reject"}[w.random.IntN(3)]
	got, err = w.run(after, "proposals", "--corpus", w.corpus, "--coder", "ada", "--json", answer, proposal.ID)
	w.acknowledged(got)
	return got, nil, err
}

// index makes the search index anew.
func (w *world) index(after time.Duration) (outcome, []string, error) {
	if err := os.RemoveAll(filepath.Join(w.folder, "cache")); err != nil {
		return outcome{}, nil, err
	}
	return w.search(after)
}

// migrate brings a corpus of the first release up to date. Whenever it is killed,
// what lies there opens afterwards and holds what it held.
func (w *world) migrate(after time.Duration) (outcome, []string, error) {
	old := filepath.Join(w.folder, "old.quoth")
	for _, ending := range []string{"", "-wal", "-shm", ".before-*"} {
		left, _ := filepath.Glob(old + ending)
		for _, path := range left {
			os.Remove(path)
		}
	}
	if err := unpack(firstRelease, old); err != nil {
		return outcome{}, nil, err
	}
	before, err := rows(old)
	if err != nil {
		return outcome{}, nil, err
	}
	nothing := filepath.Join(w.inputs, "nothing.jsonl")
	if err := os.WriteFile(nothing, nil, 0o600); err != nil {
		return outcome{}, nil, err
	}
	upgrade := []string{"code", "--corpus", old, "--coder", "ada", nothing}
	got, err := w.run(after, upgrade...)
	if err != nil {
		return got, nil, err
	}
	again, err := w.run(0, upgrade...)
	if err != nil {
		return got, nil, err
	}
	if again.code != 0 {
		return got, []string{"a corpus whose upgrade was killed does not open: " + again.errs}, nil
	}
	wrong := newOracle().compare(w.binary, old, w.env)
	held, err := rows(old)
	if err != nil {
		return got, nil, err
	}
	for table, n := range before {
		if held[table] != n {
			wrong = append(wrong, fmt.Sprintf("the upgrade left %d rows of %d in %s", held[table], n, table))
		}
	}
	return got, wrong, nil
}

func (w *world) search(after time.Duration) (outcome, []string, error) {
	got, err := w.run(after, "search", "--corpus", w.corpus, "harbour")
	return got, nil, err
}

// export acknowledges by its exit: then the file is whole. A file that is there
// without it is whole as well.
func (w *world) export(after time.Duration) (outcome, []string, error) {
	path := filepath.Join(w.folder, "out.jsonl")
	got, err := w.run(after, "export", "--corpus", w.corpus, "--format", "jsonl", "--out", path)
	var wrong []string
	text, readErr := os.ReadFile(path)
	if !got.killed && got.code == 0 && readErr != nil {
		wrong = append(wrong, "export said that it worked and left no file")
	}
	for line := range bytes.Lines(text) {
		if !json.Valid(line) {
			wrong = append(wrong, "export left half a line")
			break
		}
	}
	return got, wrong, err
}

func (w *world) copy(after time.Duration) (outcome, []string, error) {
	dest := filepath.Join(w.folder, "copy.quoth")
	os.Remove(dest)
	got, err := w.run(after, "copy", "--corpus", w.corpus, dest)
	if _, there := os.Stat(dest); there != nil {
		if !got.killed && got.code == 0 {
			return got, []string{"copy said that it worked and left no file"}, err
		}
		return got, nil, err
	}
	return got, w.o.compare(w.binary, dest, w.env), err
}

func (w *world) purge(after time.Duration) (outcome, []string, error) {
	if _, err := w.quotes(); err != nil {
		return outcome{}, nil, err
	}
	for _, title := range slices.Sorted(maps.Keys(w.ids)) {
		id := w.ids[title]
		if !w.purgeable(title) || w.o.Purged[title] || w.o.Unsure[title] {
			continue
		}
		got, err := w.run(after, "purge", "--corpus", w.corpus, "--article", id, "--yes")
		if !got.killed && got.code == 0 {
			w.o.Purged[title] = true
		} else {
			w.o.Unsure[title] = true
		}
		return got, nil, err
	}
	return outcome{}, nil, nil
}

// runsPerWorld is after how many runs a new corpus begins.
const runsPerWorld = 40

// moment draws when a verb is killed: anywhere in the time that it takes here and
// now when it is left alone, and a little after.
func (w *world) moment(v verb) (time.Duration, error) {
	if _, ok := w.lasts[v.name]; !ok {
		w.took = 0
		if _, _, err := v.do(w, leaveAlone); err != nil {
			return 0, err
		}
		if w.took == 0 {
			return leaveAlone, nil // there is nothing to do it to
		}
		w.lasts[v.name] = w.took
	}
	return time.Millisecond + time.Duration(w.random.Int64N(int64(w.lasts[v.name]*11/10))), nil
}

// killing kills until so many kills were made in all.
func killing(s *state, dir, binary string, most int) error {
	lasts := map[string]time.Duration{} // over all corpora: what can be done once in one would never be killed
	for s.count("kill") < most {
		w, err := newWorld(filepath.Join(dir, "kills"), binary, uint64(s.count("kill")+1))
		if err != nil {
			return err
		}
		w.lasts = lasts
		if _, _, err := w.add(0); err != nil {
			return err
		}
		for range runsPerWorld {
			verb := verbs[w.random.IntN(len(verbs))]
			after, err := w.moment(verb)
			if err != nil {
				return err
			}
			got, wrong, err := verb.do(w, after)
			if err != nil {
				return err
			}
			wrong = append(wrong, w.o.compare(binary, w.corpus, w.env)...)
			for _, what := range wrong {
				s.Wrong = append(
					s.Wrong,
					fmt.Sprintf("%s killed after %v (kill %d): %s", verb.name, after, s.count("kill"), what),
				)
			}
			if got.killed {
				s.Runs["kill "+verb.name]++
			} else {
				s.Runs["ended "+verb.name]++
			}
			if err := s.save(); err != nil {
				return err
			}
			if s.count("kill") >= most || len(wrong) > 0 {
				break
			}
		}
	}
	return nil
}
