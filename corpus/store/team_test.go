package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

func TestAnActWithAnIDIsCarriedOutOnce(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	act := corpus.Upon{ID: store.NewChangeID(), Act: corpus.SaveTag{Tag: corpus.Tag{Name: "Fees"}}}
	first, again := do(t, s, act), do(t, s, act)
	if first.ID != act.ID || again.ID != first.ID || again.Seq != first.Seq || again.Created != first.Created {
		t.Errorf("asked for twice: %+v and %+v", first, again)
	}
	if tags, err := s.Tags(t.Context()); err != nil || len(tags) != 1 {
		t.Errorf("%d tags, %v", len(tags), err)
	}
}

// TestNothingIsOverwrittenUnseen has two coders act on what both saw.
func TestNothingIsOverwrittenUnseen(t *testing.T) {
	for _, test := range []struct {
		name         string
		theirs, mine corpus.Act
		clash        string // the field; empty: none
	}{
		{"two names for one tag", corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Costs"}}, corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Prices"}}, "name"},
		{"the same name", corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Costs"}}, corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Costs"}}, ""},
		{
			"an old note over a new name",
			corpus.SavePerson{Person: corpus.Person{ID: "person-1", Name: "Ada Stone"}},
			corpus.SavePerson{Person: corpus.Person{ID: "person-1", Name: "Person Invented1", Note: "x"}},
			"name",
		},
		{
			"a merge beside a new name",
			corpus.SavePerson{Person: corpus.Person{ID: "person-1", Name: "Ada Stone"}},
			corpus.MergePeople{From: "person-1", Into: "person-2"},
			"",
		},
		{"a change of what was dropped", corpus.DropTagEntry{ID: "t"}, corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Fees", Definition: "d"}}, "id"},
		{"dropping what was changed", corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Fees", Definition: "d"}}, corpus.DropTagEntry{ID: "t"}, "definition"},
		{"two tags on one quote", corpus.PutTag{Quote: storetest.Keep(1).Quotes[0].ID, Tag: "t"}, corpus.PutTag{Quote: storetest.Keep(1).Quotes[0].ID, Tag: "t"}, ""},
		{
			"two adjudications",
			corpus.Adjudicate{Quote: storetest.Keep(1).Quotes[0].ID, Target: "x", Stance: corpus.Support},
			corpus.Adjudicate{Quote: storetest.Keep(1).Quotes[0].ID, Target: "x", Stance: corpus.Oppose},
			"stance",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := storetest.Open(t)
			do(t, s, storetest.Keep(1))
			do(t, s, storetest.Keep(2))
			do(t, s, corpus.SaveTag{Tag: corpus.Tag{ID: "t", Name: "Fees"}})
			seen := do(t, s, corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Quiet roads"}})
			doAs(t, s, other, test.theirs)
			before := storetest.Dump(t, s)
			_, err := s.Do(t.Context(), coder, corpus.Upon{Seen: seen.Seq, Act: test.mine})
			var clash *corpus.Clash
			switch {
			case test.clash == "" && err != nil:
				t.Error(err)
			case test.clash != "" && !(errors.As(err, &clash) && errors.Is(err, corpus.ErrConflict)):
				t.Errorf("err = %v, want a clash", err)
			case test.clash != "" && (clash.By.Coder != other || clash.Mine == clash.Theirs || test.clash != "id" && test.clash != "definition" && clash.Field != test.clash):
				t.Errorf("%+v", clash)
			case test.clash != "" && storetest.Dump(t, s) != before:
				t.Error("something was written")
			}
			// Who has seen it may.
			if test.clash != "" && test.clash != "definition" {
				if _, err := s.Do(t.Context(), coder, corpus.Upon{Seen: seen.Seq + 1, Act: test.mine}); err != nil {
					t.Errorf("after having seen it: %v", err)
				}
			}
		})
	}
}

// TestManyCodersAtOnce has coders act on one database at once, each through a
// store of its own: every act stands in the journal once, each coder's in order,
// without a gap. QUOTH_CODERS and QUOTH_CODER_ACTS make it larger.
func TestManyCodersAtOnce(t *testing.T) {
	coders, each := fromEnv("QUOTH_CODERS", 6), fromEnv("QUOTH_CODER_ACTS", 12)
	pause := time.Duration(fromEnv("QUOTH_CODER_PAUSE_MS", 0)) * time.Millisecond
	place := storetest.Postgres(t).New(t)
	s := createOn(t, place, nil)
	keep := storetest.KeepMany(1, 40, 1)
	do(t, s, keep)
	do(t, s, corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Quiet roads"}})
	var group sync.WaitGroup
	made := make([][]corpus.Change, coders)
	var took durations
	for i := range coders {
		group.Go(func() {
			own, err := store.Open(t.Context(), place, store.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer own.Close()
			for n := range each {
				q := keep.Quotes[(i+n)%len(keep.Quotes)].ID
				begun := time.Now()
				change, err := own.Do(
					t.Context(),
					corpus.Coder(fmt.Sprint("coder", i)),
					corpus.Judge{Quote: q, Target: "x", Stance: corpus.Stances[n%3]},
				)
				took.add(time.Since(begun))
				if err != nil {
					t.Errorf("coder %d, act %d: %v", i, n, err)
					return
				}
				made[i] = append(made[i], change)
				time.Sleep(pause)
			}
		})
	}
	group.Wait()
	journal, err := s.Changes(t.Context(), "", coders*each+10)
	if err != nil {
		t.Fatal(err)
	}
	at := map[corpus.ChangeID]int64{}
	for n, c := range journal {
		if c.Seq != int64(n+1) {
			t.Fatalf("entry %d of the journal has the place %d", n, c.Seq)
		}
		at[c.ID] = c.Seq
	}
	if len(journal) != 2+coders*each {
		t.Errorf("%d entries, want %d", len(journal), 2+coders*each)
	}
	for i, list := range made {
		last := int64(0)
		for _, c := range list {
			if at[c.ID] != c.Seq || c.Seq <= last {
				t.Errorf(
					"coder %d: the act %s stands at %d in the journal, was said to stand at %d, after %d",
					i,
					c.ID,
					at[c.ID],
					c.Seq,
					last,
				)
			}
			last = c.Seq
		}
	}
	if found, err := s.Check(t.Context(), nil); err != nil || len(found) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	t.Log(coders, "coders,", len(journal)-2, "acts:", took.String())
}

func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// TestAServerThatIsKilledLosesAndDoublesNothing kills the server under coders and
// starts it again: what was acknowledged is there, once, and what was not is there
// once or not at all. QUOTH_SERVER_KILLS makes it longer.
func TestAServerThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	kills := fromEnv("QUOTH_SERVER_KILLS", 2)
	d := storetest.OwnPostgres(t)
	place := d.New(t)
	s := createOn(t, place, nil)
	keep := storetest.KeepMany(1, 40, 1)
	do(t, s, keep)
	do(t, s, corpus.SaveTarget{Target: corpus.Target{ID: "x", Text: "Quiet roads"}})
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	const coders = 3
	made := make([][]corpus.Change, coders)
	asked := make([]int, coders)
	for i := range coders {
		own := createdBefore(t, place)
		group.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				q := keep.Quotes[(i*7+n)%len(keep.Quotes)].ID
				asked[i]++
				change, err := own.Do(
					t.Context(),
					corpus.Coder(fmt.Sprint("coder", i)),
					corpus.WriteNote{Quote: q, Text: fmt.Sprint("note ", n)},
				)
				switch {
				case err == nil:
					made[i] = append(made[i], change)
				case !errors.Is(err, corpus.ErrUnreachable):
					t.Errorf("coder %d, act %d: %v", i, n, err)
					return
				}
			}
		})
	}
	for n := range kills {
		time.Sleep(time.Duration(150+n%5*70) * time.Millisecond)
		if n%3 == 2 {
			d.Stop()
		} else {
			d.Kill()
		}
		if err := d.Start(); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(100 * time.Millisecond)
	stop()
	group.Wait()
	journal, err := s.Changes(t.Context(), "", 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	times := map[corpus.ChangeID]int{}
	written := map[corpus.Coder]int{}
	for n, c := range journal {
		times[c.ID]++
		written[c.Coder]++
		if c.Seq != int64(n+1) {
			t.Fatalf("entry %d of the journal has the place %d", n, c.Seq)
		}
	}
	total := 0
	for i, list := range made {
		total += len(list)
		for _, c := range list {
			if times[c.ID] != 1 {
				t.Errorf("the acknowledged act %s stands %d times in the journal", c.ID, times[c.ID])
			}
		}
		if n := written[corpus.Coder(fmt.Sprint("coder", i))]; n < len(list) || n > asked[i] {
			t.Errorf("coder %d: %d acts asked for, %d acknowledged, %d written", i, asked[i], len(list), n)
		}
	}
	if total == 0 {
		t.Error("no act was carried out")
	}
	if found, err := s.Check(t.Context(), nil); err != nil || len(found) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	t.Log(kills, "kills,", total, "acts")
}

func TestTheJournalOfATeamIsWatched(t *testing.T) {
	place := storetest.Postgres(t).New(t)
	s := createOn(t, place, nil)
	watcher := createdBefore(t, place)
	grown := make(chan struct{}, 100)
	go watcher.Watch(t.Context(), func() { grown <- struct{}{} })
	wait := func(what string) {
		select {
		case <-grown:
		case <-time.After(30 * time.Second):
			t.Fatal("not told of ", what)
		}
	}
	wait("the beginning")
	do(t, s, storetest.Keep(1))
	wait("an act")
	if _, err := s.Undo(t.Context(), coder); !errors.Is(err, corpus.ErrNothing) {
		t.Fatal(err)
	}
	do(t, s, corpus.SaveTag{Tag: corpus.Tag{Name: "Fees"}})
	wait("another act")
}

func createdBefore(t *testing.T, place string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), place, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// durations gathers how long things took.
type durations struct {
	mu  sync.Mutex
	all []time.Duration
}

func (d *durations) add(one time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, one)
}

func (d *durations) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.Sort(d.all)
	at := func(share float64) time.Duration {
		return d.all[min(len(d.all)-1, int(share*float64(len(d.all))))].Round(100 * time.Microsecond)
	}
	return fmt.Sprint("median ", at(.5), ", p95 ", at(.95), ", p99 ", at(.99))
}
