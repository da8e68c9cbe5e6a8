package main

import (
	"fmt"
	"io"

	"quoth/attribution/speakers"
)

// asked are the classes of questions whose accuracy is measured, as the model
// calls them: whom somebody speaks for, who a pronoun, a description and nothing
// mean, what a name stands for.
var asked = []string{"for", "he", "description", "none", "kind"}

// groups of features, by how they begin; each is left out in turn.
var groups = []struct {
	class, name string
	heads       []string
}{
	{"for", "paths to the body", []string{"path", "first path", "opens", "closes", "best", "length"}},
	{
		"for",
		"what the phrases around the speaker say",
		[]string{"tie", "weaker", "rules", "another is tied", "none is tied", "none tied"},
	},
	{
		"for",
		"kinds of bodies and roles",
		[]string{"kind", "role and kind", "noun and kind", "no role and kind", "last:", "none noun"},
	},
	{"for", "other sentences", []string{"sentence", "never in"}},
	{
		"for",
		"how often and where it is named",
		[]string{"named", "most named", "only body", "in the first", "speaks itself"},
	},
	{
		"for",
		"how its name stands to other names and to labels",
		[]string{"part of another", "holds another", "label", "whole label", "cut from", "odds"},
	},
	{"for", "whom others speak for, and “we” in the quotes", []string{"others speak for it", "none we"}},
	{"he", "who spoke", []string{"spoke", "since the last", "speaks", "subject since"}},
	{"he", "distance", []string{"recent", "sentences", "paragraphs", "later"}},
	{"description", "roles", []string{"role", "other role", "no role"}},
	{"description", "who spoke", []string{"spoke", "since the last", "speaks", "subject since"}},
	{"kind", "labels of the tagger", []string{"person tag", "body tag", "place tag", "unclear tag"}},
	{"kind", "words beside it and what takes it up", forAll("then:", "behind word:", "taken up", "says")},
	{"kind", "the table of well-known bodies", forAll("well known")},
	{
		"kind",
		"votes of the words around",
		[]string{
			"person human",
			"person body",
			"person place",
			"body human",
			"body body",
			"body place",
			"place human",
			"place body",
			"place place",
			"unclear human",
			"unclear body",
			"unclear place",
		},
	},
}

// forAll are features as each kind of name has them.
func forAll(heads ...string) []string {
	var out []string
	for _, kind := range []string{"person", "body", "place", "unclear"} {
		for _, h := range heads {
			out = append(out, kind+" "+h)
		}
	}
	return out
}

// ablate prints how many questions of held-back outlets are answered right: by
// weights trained on a part of the annotated articles, without a data set and
// without a group of features.
func (b *bench) ablate(out io.Writer) error {
	b.trained(folds) // asks the questions
	held := make([][]speakers.Question, folds)
	for f := range folds {
		held[f] = b.heldQuestions(f)
	}
	measure := func(name string, train func(fold int) []speakers.Question, class string, without []string) {
		right, all := map[string]int{}, map[string]int{}
		rights, alls := make([]map[string]int, folds), make([]map[string]int, folds)
		inParallel(folds, func(f int) {
			r := speakers.Untrained(b.resolver)
			r.Train(speakers.Without(train(f), class, without))
			rights[f], alls[f] = map[string]int{}, map[string]int{}
			for _, c := range asked {
				rights[f][c], alls[f][c] = r.Accuracy(speakers.Without(held[f], class, without), c)
			}
		})
		for f := range folds {
			for _, c := range asked {
				right[c] += rights[f][c]
				all[c] += alls[f][c]
			}
		}
		fmt.Fprintf(out, "%-46s", name)
		for _, c := range asked {
			fmt.Fprintf(out, "  %s %.3f (%d)", c, share(right[c], all[c]), all[c])
		}
		fmt.Fprintln(out)
	}
	measure("all", b.training, "", nil)
	for _, part := range []int{4, 2} {
		measure(
			fmt.Sprintf("1/%d of the annotated articles", part),
			func(f int) []speakers.Question { return b.trainingOn(f, part, true, true) },
			"",
			nil,
		)
	}
	measure(
		"without the chains of PolNeAR",
		func(f int) []speakers.Question { return b.trainingOn(f, 1, false, true) },
		"",
		nil,
	)
	measure(
		"without CoNLL04, re3d, wikigold, GUM",
		func(f int) []speakers.Question { return b.trainingOn(f, 1, true, false) },
		"",
		nil,
	)
	for _, g := range groups {
		measure(g.class+" without: "+g.name, b.training, g.class, g.heads)
	}
	return nil
}
