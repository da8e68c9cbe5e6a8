// Package corpus holds the words of Quoth as Go types: article, version, page,
// quote, person, organisation, tag, annotation, target, stance, decision,
// change. It imports only the standard library, so that every other package
// can share these types without linking a database, an index or a screen.
//
// A corpus is one file NAME.quoth that holds everything a person could lose;
// the package corpus/store keeps it. Texts are NFC, UTF-8, with "\n" line ends
// and paragraphs joined by one blank line ("\n\n"); every [Span] counts bytes
// into such a text. Code points are used only at the border, see [RuneOffsets].
package corpus
