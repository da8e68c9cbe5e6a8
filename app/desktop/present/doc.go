// Package present holds what pages know and decide, as plain Go: their state, the
// questions they ask, what a key or a step leads to, where one was. It knows no
// toolkit and no window; the pages of package desktop draw what stands here and
// report gestures to it, so that it is tested without a screen.
//
// Words of its own:
//
//   - place: where one is on a page, as text, so that it outlasts the page
//   - trail: the places one came through, for going back and forward
package present
