// Package generate invents corpora to measure by: many articles with quotes, by
// speakers of whom a few are quoted often and most seldom.
package generate

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
)

// The shape of a corpus: what a large study looks like.
const (
	quotesEach = 8                         // of an article
	perSpeaker = 25                        // articles for each speaker there is
	batch      = 200                       // articles of one transaction
	Coder      = corpus.Coder("generator") // who decided
)

// Create makes a corpus file with as many invented articles as asked for, eight
// quotes each, by so many speakers (0 is one for 25 articles), one quote in ten
// confirmed, tagged or judged. The same numbers give the same corpus. progress may
// be nil.
func Create(ctx context.Context, path string, articles, names int, progress func(done int)) (err error) {
	s, err := store.Create(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	g := newGenerator(articles, names)
	for done := 0; done < articles; done += batch {
		var keeps []corpus.Keep
		for n := done; n < min(done+batch, articles); n++ {
			keeps = append(keeps, g.article(n))
		}
		if _, err := s.KeepAll(ctx, keeps); err != nil {
			return fmt.Errorf("keep generated articles: %w", err)
		}
		if err := g.decideSome(ctx, s, keeps); err != nil {
			return err
		}
		if progress != nil {
			progress(done + len(keeps))
		}
	}
	return nil
}

// Table writes the same articles as a table to import, so that what an
// import costs can be measured.
func Table(w io.Writer, articles, names int) error {
	g := newGenerator(articles, names)
	table := csv.NewWriter(w)
	rows := [][]string{{"title", "url", "publisher", "date", "text"}}
	for n := range articles {
		k := g.article(n)
		rows = append(
			rows,
			[]string{k.Article.Title, k.Article.URL, k.Article.Publisher, k.Article.Published.Day(), k.Version.Text},
		)
		if len(rows) >= batch || n == articles-1 {
			if err := table.WriteAll(rows); err != nil {
				return fmt.Errorf("write the generated table: %w", err)
			}
			rows = rows[:0]
		}
	}
	return nil
}

func newGenerator(articles, names int) *generator {
	if names <= 0 {
		names = max(articles/perSpeaker, 5)
	}
	return &generator{random: rand.New(rand.NewPCG(7, 7)), speakers: names}
}

// decideSome does a coder's work on some quotes of a batch.
func (g *generator) decideSome(ctx context.Context, s *store.Store, keeps []corpus.Keep) error {
	if g.target == "" {
		if err := g.makeCodebook(ctx, s); err != nil {
			return err
		}
	}
	var acts []corpus.Act
	for _, k := range keeps {
		for _, q := range k.Quotes {
			if g.random.IntN(10) > 0 {
				continue
			}
			acts = append(
				acts,
				corpus.Confirm{Quote: q.ID},
				corpus.PutTag{Quote: q.ID, Tag: g.tags[g.random.IntN(len(g.tags))]},
				corpus.Judge{Quote: q.ID, Target: g.target, Stance: corpus.Stances[g.random.IntN(len(corpus.Stances))]},
			)
		}
	}
	if len(acts) == 0 {
		return nil
	}
	_, err := s.Do(ctx, Coder, corpus.Many{Title: fmt.Sprintf("code %d quotes", len(acts)/3), Acts: acts})
	return err
}

// makeCodebook makes the target and the tags that quotes get.
func (g *generator) makeCodebook(ctx context.Context, s *store.Store) error {
	target, err := s.Do(
		ctx,
		Coder,
		corpus.SaveTarget{Target: corpus.Target{Text: "The harbour should be opened to all ships"}},
	)
	if err != nil {
		return err
	}
	g.target = corpus.TargetID(target.Created)
	var harbour corpus.TagID
	for _, name := range []string{"Harbour", "Opening", "Closing", "Fees", "Night work"} {
		tag := corpus.Tag{Name: name}
		if name == "Opening" || name == "Closing" {
			tag.Parent = harbour
		}
		made, err := s.Do(ctx, Coder, corpus.SaveTag{Tag: tag})
		if err != nil {
			return err
		}
		if name == "Harbour" {
			harbour = corpus.TagID(made.Created)
		} else {
			g.tags = append(g.tags, corpus.TagID(made.Created))
		}
	}
	return nil
}

// generator invents articles.
type generator struct {
	random   *rand.Rand
	speakers int
	target   corpus.TargetID
	tags     []corpus.TagID
}

// The words that generated texts are made of. All names are invented.
var (
	starts = strings.Fields(
		"Al Bren Cor Dal El Fenn Gar Hol Is Jor Kel Lor Mar Nor Or Pell Quin Ros Sel Tarn Ul Vel Wes Yar",
	)
	ends = strings.Fields(
		"a an ard born dale den ek enna er ford gate grove ham ine is lund mere mont o ora ston wick wyn yard",
	)
	bodies = []string{
		"Harbour Office",
		"Council",
		"Shipping Line",
		"Workers' Union",
		"Port Police",
		"Chamber of Trade",
		"Fishing League",
		"River Board",
	}
	roles  = []string{"director", "chair", "spokesman", "commander", "minister", "chief executive", "secretary"}
	topics = strings.Fields(
		"harbour ships fees night watch cargo bridge council vote winter workers police licence storm trade river market ferry engine law budget inquiry report letter warning promise delay strike safety",
	)
	verbs  = strings.Fields("said added told warned argued insisted admitted replied")
	frames = []string{
		"the %s cannot wait for another %s",
		"we have always asked for a %s before any %s",
		"nobody wants the %s to decide about the %s",
		"every %s shows that the %s was late",
		"the %s will cost more than the %s did last year",
		"if the %s fails we lose the %s as well",
	}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// person is invented speaker number n: always the same name, office and role.
func (g *generator) person(n int) (corpus.Person, corpus.Organization, string) {
	r := rand.New(rand.NewPCG(uint64(n), 11))
	name := pick(r, starts) + pick(r, ends) + " " + pick(r, starts) + pick(r, ends)
	office := n % max(g.speakers/10, 3)
	b := rand.New(rand.NewPCG(uint64(office), 13))
	body := pick(b, starts) + pick(b, ends) + " " + bodies[office%len(bodies)]
	return corpus.Person{ID: corpus.PersonID(fmt.Sprintf("generated-person-%d", n)), Name: name},
		corpus.Organization{
			ID:   corpus.OrganizationID(fmt.Sprintf("generated-office-%d", office)),
			Name: body,
		}, pick(r, roles)
}

// speaker is drawn so that few speak often and most seldom.
func (g *generator) speaker() int {
	return min(int(g.random.ExpFloat64()*float64(g.speakers)/8), g.speakers-1)
}

func (g *generator) sentence() string {
	return fmt.Sprintf(pick(g.random, frames), pick(g.random, topics), pick(g.random, topics))
}

func (g *generator) article(n int) corpus.Keep {
	day := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n*5400/100_000+g.random.IntN(3))
	address := fmt.Sprintf("https://paper%d.invalid/%d", n%40, n)
	title := []rune(fmt.Sprintf("%s and %s: %s", pick(g.random, topics), pick(g.random, topics), g.sentence()))
	article := corpus.Article{
		ID: corpus.NewArticleID(
			address,
			"",
			"",
		),
		URL:       address,
		Title:     strings.ToUpper(string(title[:1])) + string(title[1:]),
		Publisher: fmt.Sprintf("The %s Paper", starts[n%40%len(starts)]),
		Site:      fmt.Sprintf("paper%d.invalid", n%40),
		Language:  "en",
		Published: corpus.Date{Time: day, DayOnly: true},
		Collected: day,
	}
	keep := corpus.Keep{Article: article}
	var blocks []corpus.Block
	var found []quote
	for range quotesEach {
		block, quote := g.paragraph(&keep)
		blocks, found = append(blocks, block), append(found, quote)
		blocks = append(
			blocks,
			corpus.Block{
				Text: "Meanwhile " + g.sentence() + ", and " + g.sentence() + ". In the town " + g.sentence() + ".",
			},
		)
	}
	text, paragraphs := corpus.JoinBlocks(blocks)
	page := corpus.Page{Body: []byte(text), MediaType: "text/plain", Charset: "utf-8", URL: address, Fetched: day}
	page.Hash = corpus.HashPage(page.Body)
	keep.Page = page
	keep.Version = corpus.Version{
		ID:         corpus.NewVersionID(article.ID, text),
		Article:    article.ID,
		Text:       text,
		Paragraphs: paragraphs,
		Page:       page.Hash,
		Fetched:    day,
	}
	keep.Article.Current = keep.Version.ID
	keep.Article.Story = corpus.NewStoryID(string(article.ID))
	for i, q := range found {
		keep.Quotes = append(keep.Quotes, q.in(keep.Version, paragraphs[2*i].Span.Start, g.random.Float64()))
	}
	return keep
}

// quote is a quote with its places in its paragraph.
type quote struct {
	attribution          corpus.Attribution
	content, cue, source corpus.Span
	person               corpus.PersonID
	organization         corpus.OrganizationID
}

// paragraph invents a sentence somebody said.
func (g *generator) paragraph(keep *corpus.Keep) (corpus.Block, quote) {
	person, office, role := g.person(g.speaker())
	keep.People, keep.Organizations = append(keep.People, person), append(keep.Organizations, office)
	words, verb := "“"+g.sentence()+", and "+g.sentence()+",”", pick(g.random, verbs)
	text := words + " " + verb + " " + person.Name + ", the " + role + " of the " + office.Name + "."
	cue := len(words) + 1
	source := cue + len(verb) + 1
	return corpus.Block{Text: text}, quote{
		attribution: corpus.Attribution{
			Kind:         corpus.Direct,
			Utterance:    corpus.Speech,
			Speaker:      person.Name,
			SpeakerType:  corpus.PersonSpeaker,
			Organization: office.Name,
			Role:         role,
			Reasons:      []corpus.Reason{{Stage: "cue", Text: "“" + verb + "” attributes it"}},
		},
		content: corpus.Span{
			End: len(words),
		},
		cue:          corpus.Span{Start: cue, End: cue + len(verb)},
		source:       corpus.Span{Start: source, End: source + len(person.Name)},
		person:       person.ID,
		organization: office.ID,
	}
}

// in is the quote in a version whose paragraph starts at a byte.
func (q quote) in(v corpus.Version, start int, confidence float64) corpus.Quote {
	at := func(s corpus.Span) []corpus.Span { return []corpus.Span{{Start: start + s.Start, End: start + s.End}} }
	a := q.attribution
	a.Content, a.Cue, a.Source, a.Confidence = at(q.content), at(q.cue), at(q.source), confidence
	a.Quoted = []corpus.Span{{Start: a.Content[0].Start + len("“"), End: a.Content[0].End - len("”")}}
	return corpus.Quote{
		ID: corpus.NewQuoteID(
			v.ID,
			a.Content,
		),
		Article:        v.Article,
		Version:        v.ID,
		Attribution:    a,
		PersonID:       q.person,
		OrganizationID: q.organization,
		Origin:         corpus.BySuggestion,
		Engine:         "generator",
		Anchors:        []corpus.Anchor{corpus.NewAnchor(v.Text, a.Content[0])},
		Story:          corpus.NewStoryID(a.Content[0].Text(v.Text)),
	}
}
