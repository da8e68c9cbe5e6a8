package corpus

// Acts on what was collected.
type (
	// Regroup puts articles into other stories by hand: joined into one, or
	// split from theirs. Their quotes go with them.
	Regroup struct {
		Title    string // "join 3 articles into one story"
		Articles map[ArticleID]StoryID
		Quotes   map[QuoteID]StoryID
	}
	// Settle says that a doubtful field of an article is right as it stands.
	Settle struct {
		Article ArticleID
		Field   string // as in Article.FieldOrigins
	}
)

func (Regroup) isAct() {}
func (Settle) isAct()  {}
