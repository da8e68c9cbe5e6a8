package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

// queueCorpus has forty quotes by four speakers, some of them decided.
func queueCorpus(t *testing.T) (s *store.Store, decided map[corpus.QuoteID]bool) {
	t.Helper()
	s, decided = storetest.Open(t), map[corpus.QuoteID]bool{}
	random := rand.New(rand.NewPCG(3, 3))
	for n := range 5 {
		keep := storetest.KeepMany(n, 8, n%4)
		for i := range keep.Quotes {
			keep.Quotes[i].Confidence = random.Float64()
		}
		if _, err := s.Do(t.Context(), corpus.Program, keep); err != nil {
			t.Fatal(err)
		}
		for _, q := range keep.Quotes {
			if random.IntN(4) == 0 {
				decided[q.ID] = true
				if _, err := s.Do(t.Context(), "ada", corpus.Confirm{Quote: q.ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return s, decided
}

func TestEveryOrderOfTheQueueHoldsWhatWaitsAndPagesRight(t *testing.T) {
	s, decided := queueCorpus(t)
	for _, order := range []corpus.QueueOrder{corpus.UncertainFirst, corpus.FrequentFirst, corpus.RandomOrder, corpus.ReadingOrder, corpus.UsefulFirst, corpus.LikelyByArticle, corpus.LikelyBySpeaker} {
		for coder, want := range map[corpus.Coder]int{"": 40 - len(decided), "ada": 40 - len(decided), "bob": 40} {
			seen := map[corpus.QuoteID]bool{}
			for offset := 0; offset < 48; offset += 7 {
				quotes, total, err := s.Queue(t.Context(), order, coder, "", offset, 7)
				if err != nil || total != want {
					t.Fatalf("%s for %q: %d wait (%v), want %d", order, coder, total, err, want)
				}
				for _, q := range quotes {
					if seen[q.Quote.ID] {
						t.Errorf("%s for %q: %s comes twice", order, coder, q.Quote.ID)
					}
					seen[q.Quote.ID] = true
				}
			}
			if len(seen) != want {
				t.Errorf("%s for %q: %d come by, want %d", order, coder, len(seen), want)
			}
		}
	}
}

func TestWhatIsLikelyComesFirstArticleByArticleAndSpeakerBySpeaker(t *testing.T) {
	s, _ := queueCorpus(t)
	for order, group := range map[corpus.QueueOrder]func(corpus.CodedQuote) string{
		corpus.LikelyByArticle: func(q corpus.CodedQuote) string { return string(q.Quote.Article) },
		corpus.LikelyBySpeaker: func(q corpus.CodedQuote) string { return string(q.Current.PersonID) },
	} {
		quotes, _, err := s.Queue(t.Context(), order, "", "", 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		weak, done, last := false, map[string]bool{}, ""
		for _, q := range quotes {
			if now := q.Quote.Confidence < corpus.LikelyFrom; now != weak {
				if !now {
					t.Errorf("%s: a likely quote comes after the weak ones", order)
				}
				weak, done, last = now, map[string]bool{}, ""
			}
			if at := group(q); at != last {
				if done[at] {
					t.Errorf("%s: %s comes in two places", order, at)
				}
				done[at], last = true, at
			}
		}
		if !weak {
			t.Errorf("%s: no weak quote came by; the test tests nothing", order)
		}
	}
}

func TestUsefulSuggestionsAreUncertainOnesOfFrequentSpeakers(t *testing.T) {
	s := storetest.Open(t)
	confidences := map[string]float64{"person-1": 0.5, "person-2": 0.5, "person-3": 0.97}
	for n, speaker := range []int{1, 2, 2, 2, 3, 3, 3, 3} {
		keep := storetest.KeepMany(n, 1, speaker)
		keep.Quotes[0].Confidence = confidences[fmt.Sprintf("person-%d", speaker)]
		if _, err := s.Do(t.Context(), corpus.Program, keep); err != nil {
			t.Fatal(err)
		}
	}
	quotes, _, err := s.Queue(t.Context(), corpus.UsefulFirst, "", "", 0, 8)
	if err != nil || len(quotes) != 8 {
		t.Fatal(len(quotes), err)
	}
	if first, last := quotes[0].Current.PersonID, quotes[7].Current.PersonID; first != "person-2" ||
		last != "person-3" {
		t.Errorf("first %s, last %s; want the uncertain frequent one first and the sure one last", first, last)
	}
}

func TestABatchHoldsWhatIsSureEnough(t *testing.T) {
	s, decided := queueCorpus(t)
	ids, total, err := s.WaitingAbove(t.Context(), 0.2, 100)
	if err != nil || total != len(ids) || total == 0 {
		t.Fatalf("%d of %d (%v)", len(ids), total, err)
	}
	for _, id := range ids {
		q, err := s.Quote(t.Context(), id)
		if err != nil || q.Quote.Confidence < 0.2 || decided[id] {
			t.Errorf("%s of confidence %.2f, decided %v (%v)", id, q.Quote.Confidence, decided[id], err)
		}
	}
}

func TestASureSuggestionIsTold(t *testing.T) {
	s := storetest.Open(t)
	for n, least := range []float64{0.95, 0.5, 0.91} {
		keep := storetest.KeepMany(n, 1, n+1)
		keep.Quotes[0].Probabilities = corpus.Probabilities{Quote: 1, Speaker: 0.99, Organization: least}
		if _, err := s.Do(t.Context(), corpus.Program, keep); err != nil {
			t.Fatal(err)
		}
	}
	ids, total, err := s.WaitingSure(t.Context(), corpus.SureFrom, 100)
	if err != nil || total != 2 || len(ids) != 2 {
		t.Fatalf("%d of %d (%v), want the two sure ones", len(ids), total, err)
	}
	q, err := s.Quote(t.Context(), ids[0])
	if err != nil || q.Quote.Probabilities.Organization != 0.95 || q.Quote.Probabilities.Sureness() != corpus.Sure {
		t.Errorf("%+v (%v), want the surest first, with its probabilities", q.Quote.Probabilities, err)
	}
}
