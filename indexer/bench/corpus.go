package main

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"quoth/corpus"
	"quoth/indexer"
)

// fakeCorpus invents articles: an article is rebuilt from its number each
// time it is asked for, so that the corpus takes no memory to speak of.
type fakeCorpus struct {
	articles, quotes int
	sentences        []string // recombined into bodies and quotes
	bytes            int64
	random           *rand.Rand // for questions
	tagged           map[corpus.QuoteID]corpus.TagID
	changes          []corpus.Change
}

// The invented world's size.
const (
	quotesPerArticle = 7.6
	sentenceCount    = 200_000
	vocabulary       = 60_000
	bodySentences    = 28
	speakers         = 20_000
	organizations    = 3_000
	publishers       = 200
	tags             = 200
)

// functionWords are the head of the distribution of words, as in any text.
var functionWords = strings.Fields(
	`the of to and a in that is it was for on with he be as by at i his have from are this not but had an they
	which or we she you her were all there been their one has will would who if more no when so what up out them some its can about into than
	do time only could my also these two may then other first any over after very where must through before well much even being now`,
)

var syllables = strings.Fields(
	`ba be bi bo bra cal can ce cho cor da de den do dra el en er fa fe fi for ga gen go gra ha hel hi in is ja ka ken
	la le len li lo ma me men mi mon na ne ni nor o pa per pi pol por ra re ri ro sa se sen si sta su ta te ten ti tor tra u va ve vi vo wa we wil`,
)

func newCorpus(quotes int) *fakeCorpus {
	c := &fakeCorpus{
		articles: max(1, int(float64(quotes)/quotesPerArticle)),
		random:   rand.New(rand.NewPCG(5, 5)),
		tagged:   map[corpus.QuoteID]corpus.TagID{},
	}
	source := rand.New(rand.NewPCG(1, 2))
	words := inventWords(source)
	pick := rand.NewZipf(source, 1.07, 4, uint64(len(words)-1))
	c.sentences = make([]string, min(sentenceCount, 20_000+quotes))
	for i := range c.sentences {
		c.sentences[i] = inventSentence(source, words, pick)
	}
	for i := range c.articles {
		article, said := c.article(i)
		c.bytes += int64(len(article.Title) + len(article.Body))
		for _, q := range said {
			c.bytes += int64(len(q.Text))
		}
		c.quotes += len(said)
	}
	return c
}

func inventWords(source *rand.Rand) []string {
	seen := map[string]bool{}
	var words []string
	for len(words) < vocabulary {
		var b strings.Builder
		for range 2 + source.IntN(3) {
			b.WriteString(syllables[source.IntN(len(syllables))])
		}
		if word := b.String(); !seen[word] {
			seen[word] = true
			words = append(words, word)
		}
	}
	return words
}

// inventSentence mixes function words and words of the vocabulary half and
// half; some words are names with a capital.
func inventSentence(source *rand.Rand, words []string, pick *rand.Zipf) string {
	var b strings.Builder
	for i := range 8 + source.IntN(18) {
		word := functionWords[min(source.IntN(len(functionWords)), source.IntN(len(functionWords)))]
		if source.IntN(2) == 0 {
			n := pick.Uint64()
			if word = words[n]; n%9 == 0 {
				word = strings.ToUpper(word[:1]) + word[1:]
			}
		}
		if i == 0 {
			word = strings.ToUpper(word[:1]) + word[1:]
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String() + "."
}

func (c *fakeCorpus) textBytes() int64 { return c.bytes }

// ownBytes is what the generator itself holds in memory.
func (c *fakeCorpus) ownBytes() int64 {
	var n int64
	for _, s := range c.sentences {
		n += int64(len(s)) + 16
	}
	return n
}

// article makes article number n with its quotes.
func (c *fakeCorpus) article(n int) (indexer.ArticleDoc, []indexer.QuoteDoc) {
	r := rand.New(rand.NewPCG(uint64(n), 77))
	day := time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(20*365))
	a := indexer.ArticleDoc{
		ID:       corpus.ArticleID(fmt.Sprintf("a%08d", n)),
		Title:    strings.TrimSuffix(c.sentence(r), "."),
		Language: "en",
		Publisher: fmt.Sprintf(
			"Outlet %d",
			skewed(r, publishers),
		),
		Date:      corpus.Date{Time: day, DayOnly: true},
		Collected: day,
		Authors:   []string{fmt.Sprintf("Author %d", r.IntN(500))},
	}
	a.Site = strings.ReplaceAll(strings.ToLower(a.Publisher), " ", "") + ".example"
	var body []string
	for range bodySentences {
		body = append(body, c.sentence(r))
	}
	count := 4 + r.IntN(8)
	quotes := make([]indexer.QuoteDoc, 0, count)
	for i := range count {
		text := c.sentence(r)
		if r.IntN(4) == 0 {
			text += " " + c.sentence(r)
		}
		quotes = append(quotes, c.quote(r, a, i, text))
		body = append(body, text)
	}
	a.Body = strings.Join(body, "\n\n")
	return a, quotes
}

func (c *fakeCorpus) quote(r *rand.Rand, a indexer.ArticleDoc, i int, text string) indexer.QuoteDoc {
	q := indexer.QuoteDoc{
		ID: corpus.QuoteID(
			fmt.Sprintf("%s-%02d", a.ID, i),
		),
		Article:    a.ID,
		Text:       text,
		Language:   "en",
		Kind:       pickOf(r, "direct", "mixed", "indirect"),
		Act:        "speech",
		Status:     "suggested",
		Publisher:  a.Publisher,
		Site:       a.Site,
		Date:       a.Date,
		Collected:  a.Collected,
		Confidence: float64(r.IntN(100)) / 100,
	}
	speaker := skewed(r, speakers)
	q.Speaker, q.SpeakerName = corpus.PersonID(fmt.Sprintf("p%06d", speaker)), fmt.Sprintf("Person %d", speaker)
	q.Organization = corpus.OrganizationID(fmt.Sprintf("o%05d", skewed(r, organizations)))
	q.Role = fmt.Sprintf("role %d", r.IntN(300))
	if r.IntN(10) == 0 {
		q.Status = pickOf(r, "confirmed", "corrected", "rejected")
	}
	if r.IntN(20) == 0 {
		q.Tags = []corpus.TagID{corpus.TagID(fmt.Sprintf("t%03d", skewed(r, tags)))}
		q.Coders = []string{"ada"}
	}
	if r.IntN(50) == 0 {
		target, stance := fmt.Sprintf("g%d", r.IntN(8)), pickOf(r, "support", "oppose", "neutral")
		q.Targets, q.Stances = []corpus.TargetID{corpus.TargetID(target)}, []string{stance, target + "=" + stance}
	}
	if tag, ok := c.tagged[q.ID]; ok {
		q.Tags = append(q.Tags, tag)
	}
	return q
}

func (c *fakeCorpus) sentence(r *rand.Rand) string { return c.sentences[r.IntN(len(c.sentences))] }

// skewed picks small numbers far more often than large ones.
func skewed(r *rand.Rand, n int) int {
	f := r.Float64()
	return int(f * f * f * float64(n))
}

func pickOf(r *rand.Rand, values ...string) string { return values[r.IntN(len(values))] }

// The questions: words of sentences, never function words.
func (c *fakeCorpus) content() (words []string, at int) {
	for {
		words = strings.Fields(strings.ToLower(strings.TrimSuffix(c.sentence(c.random), ".")))
		at = c.random.IntN(len(words))
		if !isFunctionWord[words[at]] {
			return words, at
		}
	}
}

var isFunctionWord = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range functionWords {
		set[w] = true
	}
	return set
}()

func (c *fakeCorpus) word() string {
	words, at := c.content()
	return words[at]
}

func (c *fakeCorpus) phrase() string {
	words, at := c.content()
	end := min(len(words), at+2+c.random.IntN(2))
	return strings.Join(words[max(0, end-2-c.random.IntN(2)):end], " ")
}

// anyShown is a quote that searches find.
func (c *fakeCorpus) anyShown() corpus.QuoteID {
	for {
		_, quotes := c.article(c.random.IntN(c.articles))
		if quotes[0].Status != string(corpus.Rejected) {
			return quotes[0].ID
		}
	}
}

// The corpus as the index reads it.

func (c *fakeCorpus) CorpusID() string { return "bench" }

func (c *fakeCorpus) LastChange(context.Context) (corpus.ChangeID, error) {
	return corpus.ChangeID(fmt.Sprint(len(c.changes))), nil
}

func (c *fakeCorpus) Changes(_ context.Context, after corpus.ChangeID, limit int) ([]corpus.Change, error) {
	var n int
	fmt.Sscan(string(after), &n)
	return c.changes[min(n, len(c.changes)):min(n+limit, len(c.changes))], nil
}

// tag is an act of a person: the journal has one change more.
func (c *fakeCorpus) tag(id corpus.QuoteID, tag corpus.TagID) {
	c.tagged[id] = tag
	c.changes = append(
		c.changes,
		corpus.Change{
			ID:      corpus.ChangeID(fmt.Sprint(len(c.changes) + 1)),
			Touched: corpus.Touched{Quotes: []corpus.QuoteID{id}},
		},
	)
}

func number(id string) (n int) {
	fmt.Sscanf(id, "a%d", &n)
	return n
}

func (c *fakeCorpus) Documents(_ context.Context, ids []corpus.ArticleID) (indexer.Documents, error) {
	var docs indexer.Documents
	for _, id := range ids {
		a, said := c.article(number(string(id)))
		docs.Articles, docs.Quotes = append(docs.Articles, a), append(docs.Quotes, said...)
	}
	return docs, nil
}

func (c *fakeCorpus) QuoteDocuments(_ context.Context, ids []corpus.QuoteID) ([]indexer.QuoteDoc, error) {
	var out []indexer.QuoteDoc
	for _, id := range ids {
		_, said := c.article(number(string(id)))
		for _, q := range said {
			if q.ID == id {
				out = append(out, q)
			}
		}
	}
	return out, nil
}

func (c *fakeCorpus) AllArticles(context.Context) iter.Seq2[corpus.ArticleID, error] {
	return func(yield func(corpus.ArticleID, error) bool) {
		for i := range c.articles {
			if !yield(corpus.ArticleID(fmt.Sprintf("a%08d", i)), nil) {
				return
			}
		}
	}
}

func (c *fakeCorpus) Text(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		a, said := c.article(number(id))
		switch kind {
		case indexer.ArticleKind:
			out[id] = a.Body
		case indexer.TitleKind:
			out[id] = a.Title
		}
		for _, q := range said {
			if string(q.ID) == id {
				out[id] = q.Text
			}
		}
	}
	return out, nil
}

// Names of the registry are not measured here: a name is its id.

func (c *fakeCorpus) People(_ context.Context, name string) ([]corpus.PersonID, error) {
	return []corpus.PersonID{corpus.PersonID(name)}, nil
}

func (c *fakeCorpus) Organizations(_ context.Context, name string) ([]corpus.OrganizationID, error) {
	return []corpus.OrganizationID{corpus.OrganizationID(name)}, nil
}

func (c *fakeCorpus) Tags(_ context.Context, path string) ([]corpus.TagID, error) {
	return []corpus.TagID{corpus.TagID(path)}, nil
}

// Group is nobody: the corpus of the bench has no groups.
func (c *fakeCorpus) Group(context.Context, string) (indexer.Group, error) {
	return indexer.Group{}, nil
}

func (c *fakeCorpus) Targets(_ context.Context, text string) ([]corpus.TargetID, error) {
	return []corpus.TargetID{corpus.TargetID(text)}, nil
}
