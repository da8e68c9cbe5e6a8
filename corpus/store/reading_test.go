package store_test

import (
	"errors"
	"testing"

	"quoth/corpus"
	"quoth/corpus/store"
	"quoth/corpus/store/storetest"
)

func summary(t *testing.T, s *store.Store, f corpus.ArticleFilter) []corpus.ArticleSummary {
	t.Helper()
	list, _, err := s.Articles(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestProgressTagsAndMemosOfArticlesAreUndone(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	article := keep.Article.ID
	do(t, s, corpus.SaveTag{Tag: corpus.Tag{ID: "t1", Name: "Access"}})
	for _, test := range []struct {
		act  corpus.Act
		seen func() bool
	}{
		{
			corpus.MarkRead{Article: article, State: corpus.Done},
			func() bool {
				return len(summary(t, s, corpus.ArticleFilter{Coder: coder, InState: true, State: corpus.Done})) == 1 &&
					len(summary(t, s, corpus.ArticleFilter{Coder: coder, InState: true})) == 0
			},
		},
		{
			corpus.TagArticle{Article: article, Tag: "t1"},
			func() bool {
				list := summary(t, s, corpus.ArticleFilter{Tag: "t1"})
				return len(list) == 1 && len(list[0].Tags) == 1
			},
		},
		{
			corpus.WriteMemo{Article: article, Text: "compare with the wire"},
			func() bool { memos, _ := s.Memos(t.Context(), []corpus.ArticleID{article}); return len(memos) == 1 },
		},
		{
			corpus.WriteMemo{Text: "what the project is about"},
			func() bool { memos, _ := s.Memos(t.Context(), []corpus.ArticleID{""}); return len(memos) == 1 },
		},
	} {
		if test.seen() {
			t.Fatalf("%T is there before", test.act)
		}
		do(t, s, test.act)
		if !test.seen() {
			t.Errorf("%T left nothing", test.act)
		}
		if change := do(t, s, test.act); change.Kind != "nothing" {
			t.Errorf("%T a second time is a change: %s", test.act, change.Title)
		}
		s = storetest.Reopen(t, s)
		if _, err := s.Undo(t.Context(), coder); err != nil {
			t.Fatal(err)
		}
		if test.seen() {
			t.Errorf("%T cannot be undone", test.act)
		}
		if _, err := s.Redo(t.Context(), coder); err != nil {
			t.Fatal(err)
		}
	}
	if list := summary(
		t,
		s,
		corpus.ArticleFilter{Coder: coder},
	); list[0].State != corpus.Done ||
		list[0].Tags[0] != "t1" {
		t.Errorf("the row of the list says %+v", list[0])
	}
	if list := summary(t, s, corpus.ArticleFilter{Coder: "bo"}); list[0].State != corpus.Unread {
		t.Error("another coder has read it too")
	}
	if _, err := s.Do(
		t.Context(),
		coder,
		corpus.MarkRead{Article: article, State: "half"},
	); !errors.Is(
		err,
		corpus.ErrInvalid,
	) {
		t.Errorf("an unknown state gave %v", err)
	}
}

func TestTagsAreCountedByWhatCarriesThem(t *testing.T) {
	s := storetest.Open(t)
	keep := storetest.Keep(1)
	do(t, s, keep)
	do(t, s, corpus.SaveTag{Tag: corpus.Tag{ID: "t1", Name: "Access"}})
	do(t, s, corpus.SaveTag{Tag: corpus.Tag{ID: "t2", Name: "Privacy"}})
	do(t, s, corpus.PutTag{Quote: keep.Quotes[0].ID, Tag: "t1"})
	do(t, s, corpus.TagArticle{Article: keep.Article.ID, Tag: "t1"})
	made := do(t, s, corpus.SaveAnnotation{Annotation: corpus.Annotation{
		Version: keep.Version.ID, Tags: []corpus.TagID{"t1"},
		Anchor: corpus.Anchor{Span: corpus.Span{Start: 0, End: 3}},
	}})
	uses := func(id corpus.TagID) corpus.TagSummary {
		tags, err := s.Tags(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range tags {
			if tag.ID == id {
				return tag
			}
		}
		return corpus.TagSummary{}
	}
	if u := uses("t1"); u.Quotes != 1 || u.Annotations != 1 || u.Articles != 1 || u.Uses != 3 {
		t.Errorf("uses: %+v", u)
	}
	merged := do(t, s, corpus.MergeTags{From: "t1", Into: "t2"})
	if u := uses("t2"); u.Uses != 3 {
		t.Errorf("after the merge: %+v", u)
	}
	if len(merged.Touched.Articles) == 0 {
		t.Error("a merge of tags does not say which articles it touched, so search would not know")
	}
	history, err := s.HistoryOf(t.Context(), keep.Article.ID, made.Created)
	if err != nil || len(history) != 2 {
		t.Errorf("the annotation has a history of %d changes (%v), want 2", len(history), err)
	}
	if _, err := s.Do(
		t.Context(),
		"bo",
		corpus.DropAnnotation{ID: corpus.AnnotationID(made.Created)},
	); !errors.Is(
		err,
		corpus.ErrInvalid,
	) {
		t.Errorf("another coder's annotation can be deleted: %v", err)
	}
	do(t, s, corpus.DropAnnotation{ID: corpus.AnnotationID(made.Created)})
	if u := uses("t2"); u.Annotations != 0 {
		t.Errorf("after deleting: %+v", u)
	}
	do(t, s, corpus.DeleteArticle{ID: keep.Article.ID})
	if u := uses("t2"); u.Uses != 0 {
		t.Errorf("a deleted article's uses are counted: %+v", u)
	}
	recent, err := s.RecentTags(t.Context(), coder, 3)
	if err != nil || len(recent) != 1 || recent[0] != "t2" {
		t.Errorf("recent tags: %v (%v)", recent, err)
	}
}
