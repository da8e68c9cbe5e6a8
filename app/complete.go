package app

import (
	"context"
	"strings"

	"quoth/indexer"
)

// completions is how many proposals are made at most.
const completions = 8

// Complete proposes how the word that ends at cursor (bytes into query) may go
// on: a field, or a value of the field from the registry, the codebook, the
// targets.
func (a *App) Complete(ctx context.Context, query string, cursor int) ([]Completion, error) {
	word := wordBefore(query[:min(cursor, len(query))])
	field, value, isField := strings.Cut(word, ":")
	if !isField {
		return completeField(word), nil
	}
	values, err := a.fieldValues(ctx, strings.TrimPrefix(field, "-"), strings.Trim(value, `"`))
	if err != nil {
		return nil, err
	}
	var out []Completion
	for _, v := range values {
		if len(out) == completions {
			break
		}
		out = append(out, Completion{Insert: field + ":" + quoted(v), Label: v})
	}
	return out, nil
}

// wordBefore is the last word of s; blanks inside quotation marks belong to it.
func wordBefore(s string) string {
	start, inQuotes := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			inQuotes = !inQuotes
		case (s[i] == ' ' || s[i] == '(') && !inQuotes:
			start = i + 1
		}
	}
	return s[start:]
}

func completeField(word string) []Completion {
	var out []Completion
	prefix := strings.ToLower(strings.TrimPrefix(word, "-"))
	for _, f := range indexer.Fields() {
		if prefix != "" && strings.HasPrefix(f.Name, prefix) && len(out) < completions {
			sign := word[:len(word)-len(prefix)]
			out = append(out, Completion{Insert: sign + f.Name + ":", Label: f.Name + ":", Help: f.Help})
		}
	}
	return out
}

func (a *App) fieldValues(ctx context.Context, field, prefix string) ([]string, error) {
	var values []string
	keep := func(v string) {
		if strings.Contains(strings.ToLower(v), strings.ToLower(prefix)) {
			values = append(values, v)
		}
	}
	switch field {
	case "speaker":
		people, _, err := a.store.People(ctx, prefix, 0, completions)
		for _, p := range people {
			values = append(values, p.Name)
		}
		return values, err
	case "org":
		organizations, _, err := a.store.Organizations(ctx, prefix, 0, completions)
		for _, o := range organizations {
			values = append(values, o.Name)
		}
		return values, err
	case "group":
		groups, err := a.store.Groups(ctx)
		for _, g := range groups {
			keep(g)
		}
		return values, err
	case "tag":
		tags, err := a.store.TagTree(ctx)
		for _, t := range tags {
			keep(t.Path)
		}
		return values, err
	case "target":
		targets, err := a.store.TargetList(ctx)
		for _, t := range targets {
			keep(t.Text)
		}
		return values, err
	case "coder":
		coders, err := a.store.Coders(ctx)
		for _, c := range coders {
			keep(string(c))
		}
		return values, err
	}
	for _, f := range indexer.Fields() {
		if f.Name == field {
			for _, v := range f.Values {
				keep(v)
			}
		}
	}
	if len(values) > 0 {
		return values, nil
	}
	return a.indexValues(ctx, field, prefix)
}

// indexValues proposes values from the index itself: those of outlets, authors,
// roles and languages that occur, the most frequent first.
func (a *App) indexValues(ctx context.Context, field, prefix string) ([]string, error) {
	index, err := a.searchIndex(ctx)
	if err != nil {
		return nil, err
	}
	return index.Values(ctx, field, prefix, completions)
}

// quoted puts marks around a value that holds a blank.
func quoted(value string) string {
	if strings.ContainsAny(value, " ()\u00a0") {
		return `"` + strings.ReplaceAll(value, `"`, "") + `"`
	}
	return value
}
