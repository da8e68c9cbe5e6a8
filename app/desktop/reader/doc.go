// Package reader draws a long text with its marks and its margin. It knows texts,
// spans and colours; what a mark means, and what a tap on one does, its page says.
//
// Words of its own:
//
//   - mark: a stretch of the text with a ground, an underline or a line through it
//   - coding: what the margin shows of a stretch, a bracket and a few words
//   - lane: one of the columns in which brackets stand side by side
//   - frame: the line around the stretch under the cursor
package reader
