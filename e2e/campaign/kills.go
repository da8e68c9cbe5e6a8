package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
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
}

func newWorld(folder, binary string, seed uint64) (*world, error) {
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	w := &world{folder: folder, corpus: filepath.Join(folder, "c.quoth"), inputs: folder, binary: binary, o: newOracle(), ids: map[string]string{}, random: rand.New(rand.NewPCG(seed, 7))}
	w.env = append(os.Environ(), "QUOTH_CACHE="+filepath.Join(folder, "cache"), "QUOTH_CONFIG="+filepath.Join(folder, "config"))
	return w, nil
}

// outcome of one run of the program.
type outcome struct {
	out    string // standard output
	errs   string
	killed bool
	code   int
}

// run starts the program and, unless after is zero, kills it then.
func (w *world) run(after time.Duration, args ...string) (outcome, error) {
	cmd := exec.Command(w.binary, args...)
	cmd.Env = w.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		return outcome{}, err
	}
	done := make(chan struct{})
	if after > 0 {
		timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
		defer timer.Stop()
	}
	cmd.Wait()
	close(done)
	return outcome{out.String(), errs.String(), !cmd.ProcessState.Exited(), cmd.ProcessState.ExitCode()}, nil
}

// verbs are what is done, each with what it acknowledges.
var verbs = []struct {
	name string
	do   func(*world, time.Duration) (outcome, []string, error)
}{
	{"add", (*world).add}, {"code", (*world).code}, {"search", (*world).search}, {"export", (*world).export}, {"copy", (*world).copy}, {"purge", (*world).purge}, {"add", (*world).add}, {"code", (*world).code},
}

func (w *world) articles(n int) ([]string, error) {
	var paths []string
	for range n {
		w.next++
		title := fmt.Sprintf("Harbour news %d", w.next)
		text := fmt.Sprintf("%s\n\n“Ship %d may leave the harbour at night,” said Nora Feld, the harbour master of Westmark, on Monday.\n\n“Nobody asked us about ferry %d,” said Ivo Brandt, a spokesman for the union.\n", title, w.next, w.next)
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

func (w *world) code(after time.Duration) (outcome, []string, error) {
	ids, err := w.quotes()
	if err != nil || len(ids) == 0 {
		return outcome{}, nil, err
	}
	var acts strings.Builder
	for range 30 {
		id := ids[w.random.IntN(len(ids))]
		act := []map[string]string{
			{"act": "confirm", "quote": id}, {"act": "reject", "quote": id}, {"act": "tag", "quote": id, "tag": fmt.Sprint("Harbour/Fees ", w.random.IntN(5))},
			{"act": "judge", "quote": id, "target": "Ships may sail at night", "stance": "support"}, {"act": "note", "quote": id, "text": fmt.Sprint("note ", w.random.IntN(1000))},
			{"act": "correct", "quote": id, "speaker": "Nora Feld"}, {"act": "undo"}, {"act": "redo"},
		}[w.random.IntN(8)]
		line, err := json.Marshal(act)
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
	for line := range strings.Lines(got.out) {
		var said struct{ Change string }
		if json.Unmarshal([]byte(line), &said) == nil && said.Change != "" {
			w.o.Changes[said.Change] = true
		}
	}
	return got, nil, err
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
	for title, id := range w.ids {
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

// killing kills until so many kills were made in all.
func killing(s *state, dir, binary string, most int) error {
	for s.count("kill") < most {
		w, err := newWorld(filepath.Join(dir, "kills"), binary, uint64(s.count("kill")+1))
		if err != nil {
			return err
		}
		if _, _, err := w.add(0); err != nil {
			return err
		}
		for range runsPerWorld {
			verb := verbs[w.random.IntN(len(verbs))]
			after := time.Duration(1+w.random.IntN(700)) * time.Millisecond
			got, wrong, err := verb.do(w, after)
			if err != nil {
				return err
			}
			wrong = append(wrong, w.o.compare(binary, w.corpus, w.env)...)
			for _, what := range wrong {
				s.Wrong = append(s.Wrong, fmt.Sprintf("%s killed after %v (kill %d): %s", verb.name, after, s.count("kill"), what))
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
