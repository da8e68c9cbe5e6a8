// Package corpus holds the words of Quoth as Go types: article, version, page,
// quote, person, organisation, tag, annotation, target, stance, decision,
// change. It imports only the standard library, so that every other package
// can share these types without linking a database, an index or a screen.
//
// A corpus is one file NAME.quoth that holds everything a person could lose;
// the package corpus/store keeps it. Texts are NFC, UTF-8, with "\n" line ends
// and paragraphs joined by one blank line ("\n\n"); every [Span] counts bytes
// into such a text. Code points are used only at the border, see [RuneOffsets].
//
// Words that mean one thing throughout Quoth:
//
//   - act: what a coder asks for, a value of one of the types that implement [Act]
//   - change: an act as the journal holds it, with a number, a time and a coder
//   - story: a group of near-identical articles, which count once where asked
//   - printing: one article of a story
//   - content: the words somebody is quoted with; source: the words that say who
//   - target: a proposition that quotes take a stance toward
//   - annotation: words of an article that a coder marked, with tags and a memo
package corpus
