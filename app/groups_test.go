package app_test

import (
	"testing"

	"quoth/app"
	"quoth/corpus"
)

// A speaker's own group goes before that of the organisation they speak for; who
// has neither is drawn as such, and nobody is counted twice.
func TestGroupsOfSpeakersAndOrganisations(t *testing.T) {
	a := sample(t)
	ctx := t.Context()
	do := func(act corpus.Act) {
		t.Helper()
		if _, err := a.Do(ctx, "me", act); err != nil {
			t.Fatal(err)
		}
	}
	put := func(group string, people, organizations string) {
		t.Helper()
		if people != "" {
			list, _, err := a.People(ctx, people, 0, 1)
			if err != nil || len(list) != 1 {
				t.Fatal(people, list, err)
			}
			p := list[0].Person
			p.Attributes = map[string]string{corpus.GroupAttribute: group}
			do(corpus.SavePerson{Person: p})
			return
		}
		list, _, err := a.Organizations(ctx, organizations, 0, 1)
		if err != nil || len(list) != 1 {
			t.Fatal(organizations, list, err)
		}
		o := list[0].Organization
		o.Attributes = map[string]string{corpus.GroupAttribute: group}
		do(corpus.SaveOrganization{Organization: o})
	}
	total := func(query string) int {
		t.Helper()
		return search(t, a, query).Total
	}
	lumina, renn, police := total("org:Lumina"), total("speaker:Renn"), total(`org:"Westmark Police"`)
	put("platforms", "", "Lumina")
	put("police", "", "Westmark Police")
	if got := total("group:Platforms"); got != lumina {
		t.Errorf("group:platforms finds %d quotes, org:Lumina %d", got, lumina)
	}
	put("people of note", "Renn", "")
	both := total("org:Lumina speaker:Renn")
	if got := total("group:platforms"); got != lumina-both {
		t.Errorf("with Renn in a group of his own %d quotes are left of %d less %d", got, lumina, both)
	}
	if got := total(`group:"people of note"`); got != renn {
		t.Errorf("Renn's own group finds %d of his %d quotes", got, renn)
	}
	if got := total("group:nobody"); got != 0 {
		t.Errorf("a group without members finds %d", got)
	}
	if police == 0 || total("group:police") == 0 {
		t.Error("the police say nothing")
	}
	targets, err := a.Targets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	by := func(b app.StanceBy) (judged int, lines map[string]int) {
		chart, err := a.Stance(ctx, app.StanceRequest{Target: targets[0].ID, By: b, Period: "year", Most: 100})
		if err != nil {
			t.Fatal(err)
		}
		lines = map[string]int{}
		for _, s := range chart.Series {
			judged += s.Judged
			lines[s.Label] = s.Judged
		}
		return judged, lines
	}
	all, _ := by(app.StanceByPublisher)
	grouped, lines := by(app.StanceByGroup)
	if grouped != all || lines["police"] == 0 || lines["no group"] == 0 {
		t.Errorf("%d judged quotes in groups of %d: %v", grouped, all, lines)
	}
	groups, err := a.Complete(ctx, "group:plat", len("group:plat"))
	if err != nil || len(groups) != 1 || groups[0].Label == "" {
		t.Errorf("completions of a group: %v, %v", groups, err)
	}
}
