package app

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"quoth/corpus"
)

// The shape of a generated corpus: what a large study looks like.
const (
	generatedQuotes   = 8   // of an article
	generatedSpeakers = 25  // articles for each speaker there is
	generatedBatch    = 200 // articles of one transaction
	generatedCoder    = corpus.Coder("generator")
)

// Generate fills a corpus with invented articles to measure by: as many as asked
// for, eight quotes each, by speakers of whom a few are quoted often and most
// seldom, one quote in ten confirmed, tagged or judged. The same number gives the
// same corpus. progress may be nil.
func (a *App) Generate(ctx context.Context, articles int, progress func(done int)) error {
	return a.GenerateNames(ctx, articles, 0, progress)
}

// GenerateNames is the same with so many speakers; 0 is one for 25 articles.
func (a *App) GenerateNames(ctx context.Context, articles, names int, progress func(done int)) error {
	g := newGenerator(articles, names)
	for done := 0; done < articles; done += generatedBatch {
		var keeps []corpus.Keep
		for n := done; n < min(done+generatedBatch, articles); n++ {
			keeps = append(keeps, g.article(n))
		}
		if _, err := a.store.KeepAll(ctx, keeps); err != nil {
			return fmt.Errorf("keep generated articles: %w", err)
		}
		if err := a.decideSome(ctx, g, keeps); err != nil {
			return err
		}
		if progress != nil {
			progress(done + len(keeps))
		}
	}
	return nil
}

// GenerateTable writes the same articles as a table to import, so that what an
// import costs can be measured.
func GenerateTable(w io.Writer, articles, names int) error {
	g := newGenerator(articles, names)
	table := csv.NewWriter(w)
	rows := [][]string{{"title", "url", "publisher", "date", "text"}}
	for n := range articles {
		k := g.article(n)
		rows = append(rows, []string{k.Article.Title, k.Article.URL, k.Article.Publisher, k.Article.Published.Day(), k.Version.Text})
		if len(rows) >= generatedBatch || n == articles-1 {
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
		names = max(articles/generatedSpeakers, 5)
	}
	return &generator{random: rand.New(rand.NewPCG(7, 7)), speakers: names}
}

// decideSome does a coder's work on some quotes of a batch.
func (a *App) decideSome(ctx context.Context, g *generator, keeps []corpus.Keep) error {
	if g.target == "" {
		var err error
		if g.target, err = a.EnsureTarget(ctx, generatedCoder, "The harbour should be opened to all ships"); err != nil {
			return err
		}
		for _, path := range []string{"Harbour/Opening", "Harbour/Closing", "Fees", "Night work"} {
			tag, err := a.EnsureTag(ctx, generatedCoder, path)
			if err != nil {
				return err
			}
			g.tags = append(g.tags, tag)
		}
	}
	var acts []corpus.Act
	for _, k := range keeps {
		for _, q := range k.Quotes {
			if g.random.IntN(10) > 0 {
				continue
			}
			acts = append(acts, corpus.Confirm{Quote: q.ID}, corpus.PutTag{Quote: q.ID, Tag: g.tags[g.random.IntN(len(g.tags))]},
				corpus.Judge{Quote: q.ID, Target: g.target, Stance: corpus.Stances[g.random.IntN(len(corpus.Stances))]})
		}
	}
	if len(acts) == 0 {
		return nil
	}
	_, err := a.store.Do(ctx, generatedCoder, corpus.Many{Title: fmt.Sprintf("code %d quotes", len(acts)/3), Acts: acts})
	return err
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
	generatedStarts = strings.Fields("Al Bren Cor Dal El Fenn Gar Hol Is Jor Kel Lor Mar Nor Or Pell Quin Ros Sel Tarn Ul Vel Wes Yar")
	generatedEnds   = strings.Fields("a an ard born dale den ek enna er ford gate grove ham ine is lund mere mont o ora ston wick wyn yard")
	generatedBodies = []string{"Harbour Office", "Council", "Shipping Line", "Workers' Union", "Port Police", "Chamber of Trade", "Fishing League", "River Board"}
	generatedRoles  = []string{"director", "chair", "spokesman", "commander", "minister", "chief executive", "secretary"}
	generatedTopics = strings.Fields("harbour ships fees night watch cargo bridge council vote winter workers police licence storm trade river market ferry engine law budget inquiry report letter warning promise delay strike safety")
	generatedVerbs  = strings.Fields("said added told warned argued insisted admitted replied")
	generatedFrames = []string{"the %s cannot wait for another %s", "we have always asked for a %s before any %s", "nobody wants the %s to decide about the %s",
		"every %s shows that the %s was late", "the %s will cost more than the %s did last year", "if the %s fails we lose the %s as well"}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// person is invented speaker number n: always the same name, office and role.
func (g *generator) person(n int) (corpus.Person, corpus.Organization, string) {
	r := rand.New(rand.NewPCG(uint64(n), 11))
	name := pick(r, generatedStarts) + pick(r, generatedEnds) + " " + pick(r, generatedStarts) + pick(r, generatedEnds)
	office := n % max(g.speakers/10, 3)
	b := rand.New(rand.NewPCG(uint64(office), 13))
	body := pick(b, generatedStarts) + pick(b, generatedEnds) + " " + generatedBodies[office%len(generatedBodies)]
	return corpus.Person{ID: corpus.PersonID(fmt.Sprintf("generated-person-%d", n)), Name: name},
		corpus.Organization{ID: corpus.OrganizationID(fmt.Sprintf("generated-office-%d", office)), Name: body}, pick(r, generatedRoles)
}

// speaker is drawn so that few speak often and most seldom.
func (g *generator) speaker() int {
	return min(int(g.random.ExpFloat64()*float64(g.speakers)/8), g.speakers-1)
}

func (g *generator) sentence() string {
	return fmt.Sprintf(pick(g.random, generatedFrames), pick(g.random, generatedTopics), pick(g.random, generatedTopics))
}

func (g *generator) article(n int) corpus.Keep {
	day := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n*5400/100_000+g.random.IntN(3))
	address := fmt.Sprintf("https://paper%d.invalid/%d", n%40, n)
	title := []rune(fmt.Sprintf("%s and %s: %s", pick(g.random, generatedTopics), pick(g.random, generatedTopics), g.sentence()))
	article := corpus.Article{ID: corpus.NewArticleID(address, "", ""), URL: address, Title: strings.ToUpper(string(title[:1])) + string(title[1:]),
		Publisher: fmt.Sprintf("The %s Paper", generatedStarts[n%40%len(generatedStarts)]), Site: fmt.Sprintf("paper%d.invalid", n%40),
		Language: "en", Published: corpus.Date{Time: day, DayOnly: true}, Collected: day}
	keep := corpus.Keep{Article: article}
	var blocks []corpus.Block
	var found []generatedQuote
	for range generatedQuotes {
		block, quote := g.paragraph(&keep)
		blocks, found = append(blocks, block), append(found, quote)
		blocks = append(blocks, corpus.Block{Text: "Meanwhile " + g.sentence() + ", and " + g.sentence() + ". In the town " + g.sentence() + "."})
	}
	text, paragraphs := corpus.JoinBlocks(blocks)
	page := corpus.Page{Body: []byte(text), MediaType: "text/plain", Charset: "utf-8", URL: address, Fetched: day}
	page.Hash = corpus.HashPage(page.Body)
	keep.Page = page
	keep.Version = corpus.Version{ID: corpus.NewVersionID(article.ID, text), Article: article.ID, Text: text, Paragraphs: paragraphs, Page: page.Hash, Fetched: day}
	keep.Article.Current = keep.Version.ID
	keep.Article.Story = corpus.NewStoryID(string(article.ID))
	for i, q := range found {
		keep.Quotes = append(keep.Quotes, q.in(keep.Version, paragraphs[2*i].Span.Start, g.random.Float64()))
	}
	return keep
}

// generatedQuote is a quote with its places in its paragraph.
type generatedQuote struct {
	attribution          corpus.Attribution
	content, cue, source corpus.Span
	person               corpus.PersonID
	organization         corpus.OrganizationID
}

// paragraph invents a sentence somebody said.
func (g *generator) paragraph(keep *corpus.Keep) (corpus.Block, generatedQuote) {
	person, office, role := g.person(g.speaker())
	keep.People, keep.Organizations = append(keep.People, person), append(keep.Organizations, office)
	words, verb := "“"+g.sentence()+", and "+g.sentence()+",”", pick(g.random, generatedVerbs)
	text := words + " " + verb + " " + person.Name + ", the " + role + " of the " + office.Name + "."
	cue := len(words) + 1
	source := cue + len(verb) + 1
	return corpus.Block{Text: text}, generatedQuote{
		attribution: corpus.Attribution{Kind: corpus.Direct, Utterance: corpus.Speech, Speaker: person.Name, SpeakerType: corpus.PersonSpeaker,
			Organization: office.Name, Role: role, Reasons: []corpus.Reason{{Stage: "cue", Text: "“" + verb + "” attributes it"}}},
		content: corpus.Span{End: len(words)}, cue: corpus.Span{Start: cue, End: cue + len(verb)}, source: corpus.Span{Start: source, End: source + len(person.Name)},
		person: person.ID, organization: office.ID}
}

// in is the quote in a version whose paragraph starts at a byte.
func (q generatedQuote) in(v corpus.Version, start int, confidence float64) corpus.Quote {
	at := func(s corpus.Span) []corpus.Span { return []corpus.Span{{Start: start + s.Start, End: start + s.End}} }
	a := q.attribution
	a.Content, a.Cue, a.Source, a.Confidence = at(q.content), at(q.cue), at(q.source), confidence
	a.Quoted = []corpus.Span{{Start: a.Content[0].Start + len("“"), End: a.Content[0].End - len("”")}}
	return corpus.Quote{ID: corpus.NewQuoteID(v.ID, a.Content), Article: v.Article, Version: v.ID, Attribution: a, PersonID: q.person, OrganizationID: q.organization,
		Origin: corpus.BySuggestion, Engine: "generator", Anchors: []corpus.Anchor{corpus.NewAnchor(v.Text, a.Content[0])},
		Story: corpus.NewStoryID(a.Content[0].Text(v.Text))}
}
