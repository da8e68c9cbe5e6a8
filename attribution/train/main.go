// Command train builds the models that find attributions: parts of speech,
// names, cues, regions, roles and the judge. Every stage is trained on what the
// stages before it answer about articles they have not seen (jackknifing), as
// they will be asked about new ones.
package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"

	"quoth/assets"
	"quoth/attribution"
	"quoth/attribution/core"
	"quoth/attribution/document"
	"quoth/attribution/layers"
	"quoth/attribution/linear"
	"quoth/attribution/train/polnear"
	"quoth/corpus"
)

func main() {
	log.SetFlags(0)
	folder := os.Getenv("QUOTH_DATA")
	if folder == "" {
		folder = "../shared"
	}
	data := flag.String("data", folder, "folder with data/polnear")
	models := flag.String("models", filepath.Join("assets", "models"), "folder to write the models to")
	limit := flag.Int("limit", 0, "train on this many articles only, for a learning curve; 0 is all")
	flag.Parse()
	if err := run(*data, *models, *limit); err != nil {
		log.Fatal("train: ", err)
	}
}

// folds is how many parts the articles are dealt into for jackknifing.
const folds = 4

// Settings of the stages, chosen on PolNeAR dev.
var (
	partSettings   = linear.Settings{Labels: 22, Bits: 17, Epochs: 4, Rate: 0.1, Rare: 2}
	nameSettings   = linear.Settings{Labels: 5, Bits: 18, Epochs: 5, Rate: 0.05, Rare: 2, Drop: 0.2}
	cueSettings    = linear.Settings{Labels: 3, Bits: 20, Epochs: 5, Rate: 0.02, Rare: 2, Drop: 0.3}
	regionSettings = linear.Settings{Bits: 17, Epochs: 6, Rate: 0.1, Rare: 2, Drop: 0.2}
	roleSettings   = linear.Settings{Labels: 3, Bits: 20, Epochs: 5, Rate: 0.02, Rare: 2, Drop: 0.3}
	judgeSettings  = linear.Settings{Bits: 17, Epochs: 8, Rate: 0.03, Rare: 3, Drop: 0.3}
)

// sample is an article on its way through the stages.
type sample struct {
	article
	runes  corpus.RuneOffsets
	doc    *document.Document
	rules  []document.Found
	silver *layers.Text // automatic layers as given; nil without
	text   *core.Text   // with layers answered by taggers that have not seen it
	gold   []core.Gold
	cues   []core.Cue
	links  []core.Link
	fold   int
}

type trainer struct {
	tables  *layers.Tables
	rules   *attribution.Rules
	samples []*sample
	folder  string
	start   time.Time
}

func run(data, models string, limit int) error {
	articles, err := polnear.Read(data, "train.jsonl.gz")
	if err != nil {
		return err
	}
	if limit > 0 {
		articles = articles[:min(limit, len(articles))]
	}
	t := &trainer{folder: models, start: time.Now()}
	if t.tables, err = layers.LoadTables(assets.Tables()); err != nil {
		return err
	}
	rules, err := attribution.NewRules(assets.Tables())
	if err != nil {
		return err
	}
	t.rules = rules
	for i, a := range articles {
		s := t.newSample(article{a})
		s.fold = i % folds
		t.samples = append(t.samples, s)
	}
	t.say("read %d articles", len(t.samples))
	return t.train()
}

// newSample cuts an article up and takes in its automatic layers.
func (t *trainer) newSample(a article) *sample {
	s := &sample{article: a, runes: corpus.NewRuneOffsets(a.Text)}
	s.doc, s.rules = t.rules.Find(a.Text)
	x := layers.Plain(s.doc, t.tables)
	if a.silver(x, s.runes) {
		s.silver = x
	}
	return s
}

func (t *trainer) say(format string, args ...any) {
	log.Printf("%5.0f s  "+format, append([]any{time.Since(t.start).Seconds()}, args...)...)
}

// others calls f for each fold with the samples that are not in it and those
// that are, two folds at a time; the last call has all samples and none.
func (t *trainer) others(f func(train, held []*sample)) {
	running := make(chan bool, 2)
	for fold := 0; fold <= folds; fold++ {
		var train, held []*sample
		for _, s := range t.samples {
			if s.fold == fold {
				held = append(held, s)
			} else {
				train = append(train, s)
			}
		}
		running <- true
		go func() { f(train, held); <-running }()
	}
	for range cap(running) {
		running <- true
	}
}

func (t *trainer) train() error {
	if err := t.trainLayers(); err != nil {
		return err
	}
	m := &core.Model{Options: core.Defaults}
	m.Rates = t.tally()
	m.Cues = t.trainCues()
	m.Regions = t.trainRegions()
	t.trainRoles(m)
	return t.write(map[string]func(io.Writer) error{
		core.RatesFile:   func(w io.Writer) error { return binary.Write(w, binary.LittleEndian, m.Rates[:]) },
		core.CuesFile:    m.Cues.Write,
		core.RegionsFile: m.Regions.Write,
		core.RolesFile:   m.Roles.Write,
		core.JudgeFile:   m.Judge.Write,
	})
}

// trainLayers trains the taggers of parts of speech and names and answers every
// article with those that have not seen it.
func (t *trainer) trainLayers() error {
	var parts, names *linear.Tagger
	t.others(func(train, held []*sample) {
		p := linear.TrainTagger(
			partSettings,
			layerExamples(
				train,
				(*layers.Text).PartFeatures,
				func(x *layers.Text, i int) uint8 { return uint8(x.Part[i]) },
			),
		)
		n := linear.TrainTagger(
			nameSettings,
			layerExamples(
				train,
				(*layers.Text).NameFeatures,
				func(x *layers.Text, i int) uint8 { return uint8(x.Name[i]) },
			),
		)
		tagger := layers.NewTagger(t.tables, p, n)
		right, all, same, found, wanted := 0, 0, 0, 0, 0
		for _, s := range held {
			x := tagger.Tag(s.doc)
			s.text = core.NewText(x, s.rules, nil)
			if s.silver == nil {
				continue
			}
			for i := range x.Part {
				all++
				if x.Part[i] == s.silver.Part[i] {
					right++
				}
				if x.Name[i] != 0 {
					found++
				}
				if s.silver.Name[i] != 0 {
					wanted++
					if s.silver.Name[i] == x.Name[i] {
						same++
					}
				}
			}
		}
		if len(held) == 0 {
			parts, names = p, n
			return
		}
		t.say(
			"layers: parts of speech %.2f %%, names P %.1f R %.1f",
			100*float64(right)/float64(all),
			100*float64(same)/float64(found),
			100*float64(same)/float64(wanted),
		)
	})
	for _, s := range t.samples {
		for _, a := range s.Attributions {
			s.gold = append(
				s.gold,
				s.text.GoldOf(s.spans(s.runes, a.Cue), s.spans(s.runes, a.Source), s.spans(s.runes, a.Content)),
			)
		}
	}
	return t.write(map[string]func(io.Writer) error{layers.PartsFile: parts.Write, layers.NamesFile: names.Write})
}

func layerExamples(
	samples []*sample,
	features func(*layers.Text, []linear.Feature, int, document.Range) []linear.Feature,
	label func(*layers.Text, int) uint8,
) []linear.Sequence {
	var out []linear.Sequence
	for _, s := range samples {
		if s.silver == nil {
			continue
		}
		for _, run := range s.silver.Sentences {
			var e linear.Sequence
			for i := run.First; i < run.Last; i++ {
				e.Items = append(e.Items, features(s.silver, nil, i, run))
				e.Labels = append(e.Labels, label(s.silver, i))
			}
			out = append(out, e)
		}
	}
	return out
}

// tally counts cues; every article is given the rates without itself.
func (t *trainer) tally() *core.Rates {
	counts := &core.Counts{}
	for _, s := range t.samples {
		s.text.Tally(counts, s.gold, 1)
	}
	for _, s := range t.samples {
		s.text.Tally(counts, s.gold, -1)
		s.text = s.text.WithRates(counts.Rates())
		s.text.Tally(counts, s.gold, 1)
	}
	return counts.Rates()
}

func (t *trainer) trainCues() *linear.Tagger {
	var final *linear.Tagger
	t.others(func(train, held []*sample) {
		var examples []linear.Sequence
		for _, s := range train {
			examples = append(examples, s.text.CueExamples(s.gold)...)
		}
		tagger := linear.TrainTagger(cueSettings, examples)
		if len(held) == 0 {
			final = tagger
			return
		}
		found, right, wanted := 0, 0, 0
		for _, s := range held {
			s.cues = s.text.Cues(tagger, core.Defaults)
			found += len(s.cues)
			for _, g := range s.gold {
				wanted++
				for _, c := range s.cues {
					if len(g.Cue) > 0 && c.First < g.Cue[0].Last && g.Cue[0].First < c.Last {
						right++
						break
					}
				}
			}
		}
		t.say(
			"cues: P %.1f R %.1f (overlapping)",
			100*float64(right)/float64(found),
			100*float64(right)/float64(wanted),
		)
	})
	return final
}

func (t *trainer) trainRegions() *linear.Chooser {
	var final *linear.Chooser
	t.others(func(train, held []*sample) {
		var examples []linear.Choice
		for _, s := range train {
			examples = append(examples, s.text.RegionExamples(s.gold, s.text.GoldCues(s.gold, s.cues))...)
		}
		chooser := linear.TrainChooser(regionSettings, examples)
		if len(held) == 0 {
			final = chooser
			return
		}
		right, all := 0, 0
		for _, s := range held {
			cues := s.text.GoldCues(s.gold, s.cues)
			s.links = s.text.Links(chooser, cues)
			for _, e := range s.text.RegionExamples(s.gold, cues) {
				best := 0
				for i, c := range e.Candidates {
					if chooser.Score(c) > chooser.Score(e.Candidates[best]) {
						best = i
					}
				}
				all++
				if best == e.Right {
					right++
				}
			}
		}
		t.say(
			"regions: %.2f %% of %d linked right, gold cues among the candidates",
			100*float64(right)/float64(all),
			all,
		)
	})
	return final
}

// trainRoles trains the role tagger, and the judge on what it answers.
func (t *trainer) trainRoles(m *core.Model) {
	judged := make([][]linear.Choice, len(t.samples))
	index := map[*sample]int{}
	for i, s := range t.samples {
		index[s] = i
	}
	regions := m.Regions
	t.others(func(train, held []*sample) {
		var examples []linear.Sequence
		for _, s := range train {
			examples = append(examples, s.text.RoleExamples(s.gold, s.text.GoldCues(s.gold, s.cues), s.links)...)
		}
		tagger := linear.TrainTagger(roleSettings, examples)
		if len(held) == 0 {
			m.Roles = tagger
			return
		}
		part := &core.Model{Roles: tagger, Options: core.Defaults}
		for _, s := range held {
			links := s.text.Links(regions, s.cues)
			judged[index[s]] = s.text.JudgeExamples(s.gold, part.Candidates(s.text, s.cues, links))
		}
		t.say("roles: a fold done, %d windows", len(examples))
	})
	var all []linear.Choice
	for _, list := range judged {
		all = append(all, list...)
	}
	m.Judge = linear.TrainChooser(judgeSettings, all)
	t.say("judge: trained on %d attributions", len(all))
}

func (t *trainer) write(files map[string]func(io.Writer) error) error {
	for name, write := range files {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(t.folder, name), b.Bytes(), 0o644); err != nil {
			return err
		}
		t.say("%s: %d kB", name, b.Len()/1000)
	}
	return nil
}
