package app

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"quoth/corpus"
)

// explanations turn a cause into words: what happened is in the error itself;
// these say what is safe and what can be done now. The first that matches wins.
var explanations = []struct {
	cause error
	words string
}{
	{context.Canceled, "Stopped as you asked. What was finished is kept."},
	{context.DeadlineExceeded, "It took too long. What was finished is kept; try again later."},
	{corpus.ErrLocked, "Another Quoth is writing this corpus. Close it there, or open this one for reading."},
	{corpus.ErrClosed, "The corpus was closed meanwhile. What was finished is kept."},
	{corpus.ErrReadOnly, "This corpus is open for reading only. Nothing was changed."},
	{
		corpus.ErrNewer,
		"This file was made by a newer Quoth. Install that version to open it; the file was not touched.",
	},
	{corpus.ErrNotACorpus, "This is not a Quoth corpus. The file was not touched."},
	{corpus.ErrDamaged, "The file is damaged. Restore a backup or a copy made with “Copy corpus”."},
	{
		corpus.ErrUnreachable,
		"The database cannot be reached. Check the network and the address, and try again; what was kept is safe there.",
	},
	{
		corpus.ErrNotAllowed,
		"The database does not allow this to you. Ask whoever looks after it for the role, or check name and password.",
	},
	{
		corpus.ErrConflict,
		"This cannot be taken back any more, because somebody has since built on it. Nothing was changed.",
	},
	{corpus.ErrNothing, "There is nothing to take back."},
	{syscall.ENOSPC, "The disk is full. Everything kept so far is safe; make room and try again."},
	{fs.ErrPermission, "The file may not be read or written by you. Nothing was changed."},
	{fs.ErrNotExist, "There is no such file."},
	{fs.ErrExist, "A file of that name exists already. Choose another name."},
	{corpus.ErrNotFound, "It is not in this corpus any more."},
	{corpus.ErrInvalid, "Nothing was changed."},
}

// Explain turns an error into words for people: what can be done now, and the
// whole chain to copy. Both are empty for nil.
func Explain(err error) (summary, detail string) {
	if err == nil {
		return "", ""
	}
	detail = err.Error()
	var query *QueryError
	if errors.As(err, &query) {
		return query.Error(), detail
	}
	var clash *corpus.Clash
	if errors.As(err, &clash) {
		return clash.Error(), detail
	}
	for _, e := range explanations {
		if errors.Is(err, e.cause) {
			return e.words, detail
		}
	}
	return detail, detail
}
