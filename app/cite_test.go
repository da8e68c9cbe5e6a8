package app

import (
	"strings"
	"testing"

	"quoth/corpus"
)

func TestArticlesAreCitedAsTheHandbooksHaveIt(t *testing.T) {
	day, err := corpus.ParseDate("2015-10-06")
	if err != nil {
		t.Fatal(err)
	}
	one := corpus.Article{
		Title:     "Ferry pilots ask for more time",
		Authors:   []string{"Jo Marie Reed"},
		Publisher: "The Harbour Post",
		Published: day,
		URL:       "https://post.example/a",
	}
	two := one
	two.Authors = []string{"Jo Reed", "Karl-Heinz von der Au"}
	none := corpus.Article{Title: "Who pays?", Publisher: "Example Wire"}
	agency := corpus.Article{
		Title:     "Storm closes port",
		Authors:   []string{"REUTERS"},
		Publisher: "Example Wire",
		Published: day,
	}
	for _, test := range []struct {
		article corpus.Article
		style   CitationStyle
		want    string
	}{
		{one, APAStyle, "Reed, J. M. (2015, October 6). Ferry pilots ask for more time. The Harbour Post. https://post.example/a"},
		{two, APAStyle, "Reed, J., & von der Au, K.-H. (2015, October 6). Ferry pilots ask for more time. The Harbour Post. https://post.example/a"},
		{none, APAStyle, "Who pays? (n.d.). Example Wire."},
		{agency, APAStyle, "REUTERS (2015, October 6). Storm closes port. Example Wire."},
		{one, MLAStyle, "Reed, Jo Marie. “Ferry pilots ask for more time.” The Harbour Post, 6 Oct. 2015, https://post.example/a"},
		{two, MLAStyle, "Reed, Jo, and Karl-Heinz von der Au. “Ferry pilots ask for more time.” The Harbour Post, 6 Oct. 2015, https://post.example/a"},
		{none, MLAStyle, "“Who pays?” Example Wire."},
		{one, ChicagoStyle, "Reed, Jo Marie. “Ferry pilots ask for more time.” The Harbour Post, October 6, 2015. https://post.example/a"},
		{two, ChicagoStyle, "Reed, Jo, and Karl-Heinz von der Au. “Ferry pilots ask for more time.” The Harbour Post, October 6, 2015. https://post.example/a"},
		{one, HarvardStyle, "Reed, J.M. (2015) ‘Ferry pilots ask for more time’, The Harbour Post, 6 October. Available at: https://post.example/a"},
		{none, HarvardStyle, "‘Who pays?’ (no date), Example Wire."},
		{one, PlainStyle, "Jo Marie Reed. “Ferry pilots ask for more time”. The Harbour Post. 2015-10-06. https://post.example/a"},
		{one, "unknown", "Jo Marie Reed. “Ferry pilots ask for more time”. The Harbour Post. 2015-10-06. https://post.example/a"},
	} {
		if got := Cite(test.article, test.style); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.style, got, test.want)
		}
	}
}

func TestNothingOfACitationIsAHash(t *testing.T) {
	for _, style := range CitationStyles {
		if got := Cite(
			corpus.Article{ID: "0123456789abcdef", Title: "A title"},
			style,
		); strings.Contains(
			got,
			"0123456789",
		) {
			t.Errorf("%s cites an id: %s", style, got)
		}
	}
}

func TestPatternsOfAnArticle(t *testing.T) {
	const text = "The Café said 12 pilots left. The café said 3 came.\n\nNobody asked."
	for _, test := range []struct {
		words string
		want  []string
	}{
		{"café", []string{"Café", "café"}},
		{"c", nil},
		{`/\d+ \w+/`, []string{"12 pilots", "3 came"}},
		{`/^nobody`, []string{"Nobody"}},
		{`/(?-i)the`, nil},
		{"/x*/", nil},
		{"/", nil},
		{"said 12 pilots.", nil},
	} {
		pattern, err := Pattern(test.words)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range FindIn(text, pattern) {
			got = append(got, s.Text(text))
		}
		if strings.Join(got, "|") != strings.Join(test.want, "|") {
			t.Errorf("%q finds %q, want %q", test.words, got, test.want)
		}
	}
	if _, err := Pattern("/(/"); err == nil {
		t.Error("a broken expression is not refused")
	}
}
