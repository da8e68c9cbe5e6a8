// Package desktop is Quoth's face on a screen: one window with a rail, pages, an
// inspector and a line at the foot that names what can be undone. It asks the
// package app and never reaches around it.
//
// Words of its own:
//
//   - session: the owner of the corpus that is open, see session.go
//   - act: something a coder does to the corpus; acts run one after the other
//   - pending: an act that was asked for and is not in the journal yet
//   - card: a quote as a list or the inspector shows it
//   - place: where one is on a page, see package present
//   - marking: words of a text that are being marked, not yet an annotation
//   - knob: a button that names its key and never takes the focus
//
// A story is, here as in the corpus, a group of near-identical articles.
package desktop
