package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"quoth/app"
	"quoth/app/desktop/parts"
	"quoth/corpus"
)

// A folder is looked at before it is read: the pattern is tried while one types.
func TestAFolderIsReadWithThePatternOfItsNames(t *testing.T) {
	w := sampleWindow(t)
	folder := t.TempDir()
	for name, text := range map[string]string{
		"2021-06-07_The Valley News_Mill reopens.txt":  "The mill reopened on Monday after eleven years. “It smells of flour again,” said its owner, Bo Tarn.",
		"2021-06-08_The Valley News_Bridge closed.txt": "The bridge will be closed for three weeks, the county said. Buses go round by the weir until July.",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.preview([]app.Input{{Value: folder}}, 0)
	if words, knobs := onTop(t, w); !strings.Contains(words, "Mill reopens.txt") || knobs["Read this folder"] == nil {
		t.Fatalf("the panel shows %q", words)
	}
	w.closeTop()
	f := newFolderPanel(w, []app.Input{{Value: folder}}, previewed{at: 0})
	f.pattern.SetText("{published}_{publisher}")
	f.pattern.SetText("{nonsense}")
	if words, _ := onTop(t, w); !strings.Contains(words, "nonsense") {
		t.Fatalf("a pattern with an unknown field: %q", words)
	}
	f.accept()
	if f.w.Canvas().Overlays().Top() == nil {
		t.Fatal("a folder was read with a pattern that is wrong")
	}
	f.pattern.SetText("{published}_{publisher}_{title}")
	if words, _ := onTop(
		t,
		w,
	); !strings.Contains(words, "2 of 2 files") && !strings.Contains(strings.ToLower(words), "fits 2 of 2 files") ||
		!strings.Contains(words, "The Valley News") {
		t.Fatalf("with the pattern the panel shows %q", words)
	}
	f.accept()
	w.session.working.Wait()
	list, _, err := w.corpus.Articles(t.Context(), corpus.ArticleFilter{Words: "Valley"})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || !slices.ContainsFunc(list, func(a corpus.ArticleSummary) bool {
		return a.Title == "Mill reopens" && a.Published.String() == "2021-06-07"
	}) {
		t.Errorf("read were %+v", list)
	}
	if got := w.corpus.FolderImport(t.Context(), folder).Names; got != f.settings.Names {
		t.Errorf("remembered for the folder is %q", got)
	}
}

// A printing is taken out of its story and put back by undo.
func TestAPrintingIsTakenOutOfItsStory(t *testing.T) {
	w := sampleWindow(t)
	p := w.articles()
	i := slices.IndexFunc(p.articles, func(a corpus.ArticleSummary) bool { return a.Printings > 1 })
	if i < 0 {
		t.Fatal("no article of the sample has printings")
	}
	p.open(p.articles[i].ID)
	p.printings()
	_, knobs := onTop(t, w)
	if knobs["Another story"] == nil {
		t.Fatalf("no way to take it out among %v", knobs)
	}
	knobs["Another story"].OnTap()
	w.session.working.Wait()
	reading, err := w.corpus.Read(t.Context(), p.articles[i].ID)
	if err != nil || len(reading.Printings) != p.articles[i].Printings-2 {
		t.Fatalf("%d printings are left, %v", len(reading.Printings), err)
	}
	w.undo()
	w.session.working.Wait()
	if reading, err = w.corpus.Read(
		t.Context(),
		p.articles[i].ID,
	); err != nil ||
		len(reading.Printings) != p.articles[i].Printings-1 {
		t.Fatalf("%d printings after undo, %v", len(reading.Printings), err)
	}
}

func TestMergingTagsSaysWhatItDoes(t *testing.T) {
	all := []corpus.TagSummary{
		{Tag: corpus.Tag{ID: "a", Name: "Access"}, Path: "Access", Uses: 3},
		{Tag: corpus.Tag{ID: "b", Name: "Police", Parent: "a"}, Path: "Access/Police", Uses: 2},
		{Tag: corpus.Tag{ID: "c", Name: "Privacy"}, Path: "Privacy", Uses: 1},
	}
	got := mergeWords(all[0], all[2], 1)
	for _, want := range []string{"3 uses of “Access” get “Privacy”, which has 1 use", "1 tag move below it", "undo brings"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	if got := mergeWords(all[1], all[2], 0); strings.Contains(got, "below") {
		t.Errorf("%q speaks of tags below one that has none", got)
	}
}

func TestColoursAreChosenByName(t *testing.T) {
	w := sampleWindow(t)
	f := parts.NewColorField(w, "")
	if f.Value != parts.TagColors[0].Value || f.Choose.Selected != "blue" {
		t.Errorf("a new tag is %s %s", f.Choose.Selected, f.Value)
	}
	f.Choose.SetSelected("vermilion")
	if f.Value != "#d55e00" {
		t.Errorf("vermilion is %s", f.Value)
	}
	f.Set("#123456")
	if f.Choose.Selected != "another…" {
		t.Errorf("an own colour is called %s", f.Choose.Selected)
	}
	f.Choose.SetSelected("another…")
	f.Choose.OnChanged("another…")
	if w.Canvas().Overlays().Top() == nil {
		t.Error("no way to mix a colour opened")
	}
}

// Points of several series with the same figures stand beside each other.
func TestPointsOfSeriesDoNotHideEachOther(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(pageOf[*stancePage](w))
	p := pageOf[*stancePage](w)
	p.by.SetSelectedIndex(0)
	p.chart.Resize(fyne.NewSize(900, 600))
	p.chart.Draw(p.chart.Size())
	if len(p.chart.Data.Series) < 2 {
		t.Fatal("the sample has one series only")
	}
	for i, a := range p.chart.Points {
		for _, b := range p.chart.Points[i+1:] {
			if a.Series != b.Series && a.X == b.X && a.Y == b.Y {
				t.Fatalf("series %d and %d have a point at the same place", a.Series, b.Series)
			}
		}
	}
}

func TestWordingsStandSideBySide(t *testing.T) {
	w, p := quotesOn(t, `"A warrant is not an invitation"`)
	p.choose(0)
	p.variants()
	top := w.Canvas().Overlays().Top()
	if top == nil {
		t.Fatal("no panel is open")
	}
	words, knobs := onTop(t, w)
	if strings.Count(words, "Open article") < 2 || knobs["Open article"] == nil {
		t.Errorf("the panel shows %q", words)
	}
}

// A group is put on an entry without losing what else is known of it, and is a
// line of the stance chart.
func TestGroupsAreLinesOfTheChart(t *testing.T) {
	w := sampleWindow(t)
	w.goTo(w.people())
	p := w.people()
	people, _, err := w.corpus.People(t.Context(), "Halloran", 0, 1)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	who := people[0].Person
	who.Title, who.Note = "Commander", "retires in summer"
	if _, err := w.corpus.Do(t.Context(), "tester", corpus.SavePerson{Person: who}); err != nil {
		t.Fatal(err)
	}
	d, err := w.readDetail(t.Context(), corpus.PersonEntry, string(who.ID))
	if err != nil {
		t.Fatal(err)
	}
	p.edit(d)
	fields := fieldsOnTop(w)
	if len(fields) != 4 || plainEntry(fields[3]).Text != "retires in summer" {
		t.Fatalf("%d fields", len(fields))
	}
	plainEntry(fields[2]).SetText("police")
	plainEntry(fields[0]).OnSubmitted("")
	w.session.working.Wait()
	now, _, err := w.corpus.People(t.Context(), "Halloran", 0, 1)
	if err != nil || now[0].Attributes[corpus.GroupAttribute] != "police" || now[0].Title != "Commander" ||
		now[0].Note != "retires in summer" {
		t.Fatalf("kept is %+v, %v", now[0].Person, err)
	}
	if groups, err := w.corpus.Groups(t.Context()); err != nil || !slices.Equal(groups, []string{"police"}) {
		t.Errorf("groups %v, %v", groups, err)
	}
	w.goTo(pageOf[*stancePage](w))
	stance := pageOf[*stancePage](w)
	stance.by.SetSelectedIndex(3)
	var lines []string
	for _, s := range stance.chart.Data.Series {
		lines = append(lines, s.Label)
	}
	slices.Sort(lines)
	if !slices.Equal(lines, []string{"no group", "police"}) {
		t.Errorf("the chart has the lines %v", lines)
	}
}
