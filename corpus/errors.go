package corpus

import "errors"

// Errors that somebody acts on; decide with errors.Is. What is wrapped around
// them names the item, the reason and what to do.
var (
	ErrNotFound    = errors.New("not found")
	ErrInvalid     = errors.New("invalid")
	ErrConflict    = errors.New("somebody has since built on it")
	ErrNothing     = errors.New("nothing to undo")
	ErrLocked      = errors.New("another program is writing this corpus")
	ErrReadOnly    = errors.New("the corpus is open for reading only")
	ErrNewer       = errors.New("the file was made by a newer version of Quoth")
	ErrNotACorpus  = errors.New("the file is not a Quoth corpus")
	ErrDamaged     = errors.New("the file is damaged")
	ErrUnsupported = errors.New("not supported")
	ErrUnreachable = errors.New("the database cannot be reached")
	ErrNotAllowed  = errors.New("the database does not allow this to you")
	ErrClosed      = errors.New("the corpus is closed")
)
