package corpus

import "time"

// ReadState is how far a coder has come with an article.
type ReadState string

// The states of an article for one coder.
const (
	Unread ReadState = ""
	Read   ReadState = "read"
	Done   ReadState = "done" // coded from beginning to end
)

// ReadStates lists them in their order.
var ReadStates = []ReadState{Unread, Read, Done}

// Memo is what one coder wrote on an article, or on the whole project.
type Memo struct {
	Article ArticleID `json:"article,omitempty"` // empty: the project's
	Coder   Coder     `json:"coder"`
	Text    string    `json:"text"`
	When    time.Time `json:"when"`
}

// ArticleTag is one coder's tag on a whole article.
type ArticleTag struct {
	Article ArticleID `json:"article"`
	Tag     TagID     `json:"tag"`
	Coder   Coder     `json:"coder"`
	When    time.Time `json:"when"`
}

// Acts on whole articles.
type (
	// MarkRead says how far the coder has come with an article; Unread takes it
	// back.
	MarkRead struct {
		Article ArticleID
		State   ReadState
	}
	// TagArticle and UntagArticle put a tag on a whole article and take it off.
	TagArticle struct {
		Article ArticleID
		Tag     TagID
	}
	UntagArticle struct {
		Article ArticleID
		Tag     TagID
	}
	// WriteMemo sets the coder's memo on an article, or on the project where
	// Article is empty; an empty text takes it back.
	WriteMemo struct {
		Article ArticleID
		Text    string
	}
)

func (MarkRead) isAct()     {}
func (TagArticle) isAct()   {}
func (UntagArticle) isAct() {}
func (WriteMemo) isAct()    {}
