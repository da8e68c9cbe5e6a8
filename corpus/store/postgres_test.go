package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

func TestMain(m *testing.M) {
	status := m.Run()
	storetest.StopPostgres()
	os.Exit(status)
}

// onFilesAlone are the tests of files: locks, names, headers, logs.
const onFilesAlone = "^(TestTheStoreHoldsOnPostgreSQL|TestBothStoresDoTheSame|TestBothSchemasSayTheSame|" +
	"TestRolesAre.*|TestACorpusMoves.*|TestACopyThatWas.*|TestManyCodersAtOnce|TestAServerThatIsKilled.*|TestTheJournalOfATeam.*|TestPurgingLeavesNoWordsInADatabase|TestADatabaseWithout.*|" +
	"TestFaultsAreFound|TestWhatCanBeReadOfADamagedFileIsSaved|TestAHalfMade.*|TestActsOfAPerson.*|TestOpening.*|TestDamagedFiles.*|" +
	"TestNothingLies.*|TestAReaderOpenedFirst.*|TestAnotherProcess.*|TestOpenAsChild|TestAFullDisk.*|TestAnOlderFile.*|TestPurgingMany.*|" +
	"TestTheLock.*|TestAPipe.*|TestACorpusIsItsOwners.*|TestLeftovers.*|TestPurgingLeavesNoWords|TestASecondWriter.*|" +
	"TestEveryAcknowledged.*|TestKeepUntilKilled|TestACopyIsACorpusOfItsOwn)$"

// TestTheStoreHoldsOnPostgreSQL runs the tests of this package once more, with
// corpora in a database.
func TestTheStoreHoldsOnPostgreSQL(t *testing.T) {
	d := storetest.Postgres(t)
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.skip="+onFilesAlone, "-test.v")
	again.Env = append(os.Environ(), storetest.OnPostgres+"="+d.Address("postgres"))
	out, err := again.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if ran := strings.Count(string(out), "--- PASS: "); ran < 50 {
		t.Errorf("%d tests ran:\n%s", ran, out)
	}
}

// create makes a corpus in a database, with a clock.
func createOn(t *testing.T, place string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Create(t.Context(), place, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestBothStoresDoTheSame carries out the same random acts, undos and redos on a
// file and in a database: answers, rows, the journal and its images are the same.
func TestBothStoresDoTheSame(t *testing.T) {
	d := storetest.Postgres(t)
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			var clocks [2]int
			clock := func(i int) func() time.Time {
				return func() time.Time {
					clocks[i]++
					return time.Date(2026, 1, 1, 0, 0, clocks[i], 0, time.UTC)
				}
			}
			stores := []*store.Store{createOn(t, t.TempDir()+"/a.quoth", clock(0)), createOn(t, d.New(t), clock(1))}
			random := rand.New(rand.NewPCG(seed, 20))
			for n, act := range acts(random, 160) {
				var said [2]string
				for i, s := range stores {
					var change corpus.Change
					var err error
					coder := corpus.Coder([]string{"ada", "bea"}[act.coder])
					switch act.way {
					case "undo":
						change, err = s.Undo(t.Context(), coder)
					case "redo":
						change, err = s.Redo(t.Context(), coder)
					default:
						change, err = s.Do(t.Context(), coder, act.act)
					}
					said[i] = fmt.Sprint(
						change.Seq,
						change.Kind,
						change.Title,
						change.Touched,
						change.Created,
						reasonOf(err),
					)
				}
				if said[0] != said[1] {
					t.Fatalf(
						"act %d, %T %s:\na file says     %s\na database says %s",
						n,
						act.act,
						act.way,
						said[0],
						said[1],
					)
				}
			}
			if a, b := storetest.Dump(t, stores[0]), storetest.Dump(t, stores[1]); a != b {
				t.Errorf("rows differ:\n%s", storetest.Diff(b, a))
			}
			if a, b := storetest.Journal(t, stores[0]), storetest.Journal(t, stores[1]); a != b {
				t.Errorf("the journals differ:\n%s", storetest.Diff(b, a))
			}
			for _, s := range stores {
				if found, err := s.Check(t.Context(), nil); err != nil || len(found) > 0 {
					t.Errorf("%s: %+v, %v; want no fault", s.Path(), found, err)
				}
			}
		})
	}
}

// reasonOf is the error that callers act on.
func reasonOf(err error) error {
	for _, known := range []error{corpus.ErrNotFound, corpus.ErrInvalid, corpus.ErrConflict, corpus.ErrNothing} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}

type anAct struct {
	act   corpus.Act
	way   string
	coder int
}

// acts are random ones of every sort on a few articles. What they make has ids
// of its own, so that they can be carried out twice.
func acts(random *rand.Rand, n int) []anAct {
	var list []anAct
	var quotes []corpus.QuoteID
	var people []corpus.PersonID
	var offices []corpus.OrganizationID
	var articles []corpus.Keep
	for n := range 5 {
		keep := storetest.KeepMany(n, 3, n%3)
		keep.Article.Title += " “Ämter’s \"quoted\\ title\" \u0007"
		list = append(list, anAct{act: keep})
		articles, people, offices = append(
			articles,
			keep,
		), append(
			people,
			keep.People[0].ID,
		), append(
			offices,
			keep.Organizations[0].ID,
		)
		for _, q := range keep.Quotes {
			quotes = append(quotes, q.ID)
		}
	}
	pick := func(n int) int { return random.IntN(n) }
	for i := range n {
		k, q := articles[pick(len(articles))], quotes[pick(len(quotes))]
		tag, other := corpus.TagID(fmt.Sprint("tag", pick(3))), corpus.TagID(fmt.Sprint("tag", pick(3)))
		target := corpus.TargetID(fmt.Sprint("target", pick(2)))
		name, person, title := fmt.Sprint("Person ", pick(4)), people[pick(len(people))], fmt.Sprint("Title ", pick(5))
		span := corpus.Anchor{Span: corpus.Span{Start: 0, End: 3 + pick(9)}}
		one := []corpus.Act{
			corpus.SaveTag{
				Tag: corpus.Tag{
					ID:     tag,
					Name:   fmt.Sprint("Tag ", pick(4)),
					Parent: corpus.TagID([]string{"", string(other)}[pick(2)]),
				},
			},
			corpus.SaveTarget{Target: corpus.Target{ID: target, Text: fmt.Sprint("Roads ", pick(3))}},
			corpus.Confirm{Quote: q},
			corpus.Reject{Quote: q},
			corpus.Withdraw{Quote: q},
			corpus.Correct{Quote: q, Correction: corpus.Correction{Speaker: &name, PersonID: &person}},
			corpus.PutTag{Quote: q, Tag: tag},
			corpus.PutTag{Quote: q, Tag: other},
			corpus.DropTag{Quote: q, Tag: tag},
			corpus.Judge{Quote: q, Target: target, Stance: corpus.Stances[pick(4)]},
			corpus.Judge{Quote: q, Target: target},
			corpus.Adjudicate{Quote: q, Target: target, Stance: corpus.Stances[pick(4)], Reason: "so"},
			corpus.WriteNote{Quote: q, Text: fmt.Sprint("note ", pick(3), " ½ \t\"")},
			corpus.SaveAnnotation{
				Annotation: corpus.Annotation{
					ID:      corpus.AnnotationID(fmt.Sprint("a", pick(4))),
					Version: k.Version.ID,
					Anchor:  span,
					Tags:    []corpus.TagID{tag},
				},
			},
			corpus.MarkRead{Article: k.Article.ID, State: corpus.Done},
			corpus.TagArticle{Article: k.Article.ID, Tag: tag},
			corpus.WriteMemo{Article: k.Article.ID, Text: fmt.Sprint("memo ", pick(3))},
			corpus.MarkQuote{
				Quote: corpus.Quote{
					Version: k.Version.ID,
					Attribution: corpus.Attribution{
						Kind:       corpus.Indirect,
						Confidence: 0.375,
						Content:    []corpus.Span{span.Span},
					},
				},
			},
			corpus.MergePeople{From: person, Into: people[pick(len(people))]},
			corpus.MergeOrganizations{From: offices[pick(len(offices))], Into: offices[pick(len(offices))]},
			corpus.KeepApart{Kind: corpus.PersonEntry, A: string(person), B: string(people[pick(len(people))])},
			corpus.SavePerson{
				Person: corpus.Person{ID: person, Name: name, Attributes: map[string]string{"group": "g"}},
			},
			corpus.EditArticle{ID: k.Article.ID, Update: corpus.ArticleUpdate{Title: &title}},
			corpus.DeleteArticle{ID: k.Article.ID},
			corpus.MergeTags{From: tag, Into: other},
			corpus.DropTagEntry{ID: tag},
			corpus.DropTarget{ID: target},
			corpus.SaveEvent{Event: corpus.Event{ID: "e", Day: "2020-01-02", Label: title}},
			corpus.Many{Title: "two", Acts: []corpus.Act{corpus.Confirm{Quote: q}, corpus.PutTag{Quote: q, Tag: tag}}},
			storetest.Revised(k, "Another text: "+k.Version.Text+fmt.Sprint(i)),
		}
		act := anAct{act: one[pick(len(one))], coder: pick(2)}
		switch random.IntN(12) {
		case 0, 1:
			act.way = "undo"
		case 2:
			act.way = "redo"
		case 3:
			if i > n*3/4 && random.IntN(4) == 0 {
				act.act = corpus.PurgeArticle{ID: k.Article.ID}
			}
		}
		list = append(list, act)
	}
	return list
}

// TestBothSchemasSayTheSame compares what the migrations of files and those of
// databases make: tables, columns with what they may hold, keys and indexes.
func TestBothSchemasSayTheSame(t *testing.T) {
	d := storetest.Postgres(t)
	file, server := storetest.OpenFile(t), createOn(t, d.New(t), nil)
	a, b := schemaOf(
		t,
		file,
		`SELECT m.name, 'column ' || p.name || ' ' || p.type || ' ' || (p."notnull" OR p.pk > 0) || ' ' || p.pk
	    FROM sqlite_schema m, pragma_table_xinfo(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
	  UNION ALL SELECT tbl_name, 'index ' || name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`,
	),
		schemaOf(
			t,
			server,
			`SELECT c.relname, 'column ' || a.attname || ' ' ||
	      CASE t.typname WHEN 'int8' THEN 'INTEGER' WHEN 'float8' THEN 'REAL' WHEN 'bytea' THEN 'BLOB' ELSE upper(t.typname) END || ' ' ||
	      a.attnotnull::int || ' ' || coalesce(array_position(i.indkey::int[], a.attnum::int) + 1, 0)
	    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 JOIN pg_type t ON t.oid = a.atttypid
	      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
	    WHERE c.relnamespace = 'quoth'::regnamespace AND c.relkind = 'r'
	  UNION ALL SELECT t.relname, 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
	    WHERE t.relnamespace = 'quoth'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint x WHERE x.conindid = c.oid)`,
		)
	for _, own := range []string{"quotes: column rowid INTEGER 1 0", "quotes: index quotes_by_rowid"} {
		if !b[own] {
			t.Errorf("the database lacks %q", own)
		}
		delete(b, own) // a file has it without being told
	}
	for _, line := range slices.Sorted(maps.Keys(a)) {
		if !b[line] {
			t.Errorf("a file alone has %s", line)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(b)) {
		if !a[line] {
			t.Errorf("a database alone has %s", line)
		}
	}
}

func schemaOf(t *testing.T, s *store.Store, query string) map[string]bool {
	t.Helper()
	db := storetest.Raw(t, s)
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var table, what string
		if err := rows.Scan(&table, &what); err != nil {
			t.Fatal(err)
		}
		out[table+": "+what] = true
	}
	if err := rows.Err(); err != nil || len(out) == 0 {
		t.Fatal(len(out), err)
	}
	return out
}

func TestPasswordsAreNeverShown(t *testing.T) {
	for given, want := range map[string]string{
		"postgres://ada:s3cret@db.example/study":                           "postgres://ada@db.example/study",
		"postgres://ada@db.example/study?password=s3cret&sslmode=disable":  "postgres://ada@db.example/study?sslmode=disable",
		"postgresql://ada:s3cret@db.example:5433/study?sslpassword=s3cret": "postgresql://ada@db.example:5433/study",
		"postgres://ada:s3c%ret@db.example/study":                          "postgres://…",
		"/home/ada/a.quoth": "/home/ada/a.quoth",
	} {
		if got := store.Shown(given); got != want {
			t.Errorf("Shown(%q) = %q, want %q", given, got, want)
		}
		if !store.IsServer(given) {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err := store.Open(ctx, strings.Replace(given, "db.example", "127.0.0.1", 1), store.Options{})
		cancel()
		if err == nil || strings.Contains(err.Error(), "s3c") {
			t.Errorf("Open(%q): %v", given, err)
		}
	}
}

func TestADatabaseWithoutACorpusIsNamedSo(t *testing.T) {
	d := storetest.Postgres(t)
	place := d.New(t)
	if _, err := store.Open(t.Context(), place, store.Options{}); !errors.Is(err, corpus.ErrNotACorpus) {
		t.Errorf("an empty database: %v", err)
	}
	createOn(t, place, nil)
	if _, err := store.Create(t.Context(), place, store.Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("created twice: %v", err)
	}
	if _, err := store.Open(
		t.Context(),
		strings.Replace(place, fmt.Sprint(d.Port), "1", 1),
		store.Options{},
	); !errors.Is(
		err,
		corpus.ErrUnreachable,
	) {
		t.Errorf("no server: %v", err)
	}
	r, err := store.Open(t.Context(), place, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Do(t.Context(), coder, storetest.Keep(1)); !errors.Is(err, corpus.ErrReadOnly) {
		t.Errorf("an act on a corpus that is open for reading: %v", err)
	}
	db, err := sql.Open("pgx", place+"?search_path=quoth")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE meta SET value = '9999' WHERE key = 'format'`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), place, store.Options{}); !errors.Is(err, corpus.ErrNewer) {
		t.Errorf("a newer format: %v", err)
	}
}

func TestPurgingLeavesNoWordsInADatabase(t *testing.T) {
	d := storetest.Postgres(t)
	s := createOn(t, d.New(t), nil)
	keep := storetest.Keep(1)
	do(t, s, keep)
	do(t, s, storetest.Keep(2))
	do(t, s, corpus.WriteNote{Quote: keep.Quotes[0].ID, Text: "utterance number 1 is doubtful"})
	do(t, s, corpus.PurgeArticle{ID: keep.Article.ID})
	db := storetest.Raw(t, s)
	defer db.Close()
	for table := range schemaOf(t, s, `SELECT c.relname, 'x' FROM pg_class c WHERE c.relnamespace = 'quoth'::regnamespace AND c.relkind = 'r'`) {
		table, _, _ = strings.Cut(table, ":")
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM ` + table + ` t WHERE t::text LIKE '%utterance number 1%' OR t::text LIKE '%Headline 1%' OR t::text LIKE '%Invented1%'`).
			Scan(&n); err != nil ||
			n > 0 {
			t.Errorf("%s: %d rows have words of the purged article (%v)", table, n, err)
		}
	}
}
