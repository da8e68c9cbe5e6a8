package main

import (
	"fmt"
	"io"
	"strings"

	"quoth/attribution/speakers"
)

// parts tells, on articles that the weights have not seen, how far the annotated
// quotes get through the stages; every loss is a line of out. The spans are the
// annotated ones, so that only speakers and organisations are measured.
func (b *bench) parts(out io.Writer) error {
	results := make([]map[int]speakers.Part, len(b.set))
	inParallel(folds, func(fold int) {
		r := b.trained(fold)
		for i := range b.set {
			if b.part[b.gold[i].fold()] == fold {
				results[i] = r.Parts(b.set[i])
			}
		}
	})
	type count struct{ all, cast, among, right int }
	forms := map[string]*count{}
	var given, asked, among, right, none, noneRight int
	for i, list := range results {
		for k := range b.gold[i].Quotes {
			p, ok := list[k]
			q := b.gold[i].Quotes[k]
			if !ok || q.Speaker == "" {
				continue
			}
			f := forms[p.Form]
			if f == nil {
				f = &count{}
				forms[p.Form] = f
			}
			f.all++
			f.cast += one(p.Cast)
			f.among += one(p.Among)
			f.right += one(p.Speaker)
			if !p.Speaker {
				fmt.Fprintf(out, "SPEAKER\t%s\t%s\tcast %v among %v\tgold %q\tgot %q\tsource %q\tof %s\n", b.gold[i].id(), p.Form, p.Cast, p.Among, q.Speaker, p.Name, sourceText(b.gold[i].Text, q), strings.Join(p.Candidates[:min(5, len(p.Candidates))], " | "))
			}
			if !p.Given {
				none += one(p.Speaker)
				noneRight += one(p.Organization && p.Speaker)
			} else {
				given++
				asked += one(p.Asked)
				among += one(p.Body)
				right += one(p.Organization && p.Asked)
			}
			if p.Speaker && !p.Organization {
				fmt.Fprintf(out, "BODY\t%s\t%s\tamong %v given %v\tgold %q\tgot %q\tof %s\tspeaker %s\tsource %q\n\t\t%s\n\t\t%s: %s\n", b.gold[i].id(), p.Form, p.Body, p.Given, q.Organization, p.Answer, strings.Join(p.Names[:min(6, len(p.Names))], " | "), p.Name, sourceText(b.gold[i].Text, q), strings.Join(p.Features, "; "), p.RightName, strings.Join(p.RightFeatures, "; "))
			}
		}
	}
	for form, c := range forms {
		fmt.Printf("speaker, source a %-8s n %4d: named %.3f, among the candidates %.3f, right %.3f\n", form, c.all, share(c.cast, c.all), share(c.among, c.all), share(c.right, c.all))
	}
	fmt.Printf("organisation given, n %d: speaker right %.3f, then among the candidates %.3f, then chosen %.3f; none given, n %d: %.3f\n",
		given, share(asked, given), share(among, asked), share(right, among), none, share(noneRight, none))
	return nil
}

func sourceText(text string, q quote) string {
	runes := []rune(text)
	if len(q.Source) == 0 {
		return ""
	}
	return string(runes[q.Source[0][0]:q.Source[0][1]])
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
