package desktop

import "quoth/app/desktop/parts"

// T and Tf stand on every other line of a page: they alone are known by a short
// name.
var (
	T  = parts.T
	Tf = parts.Tf
)
