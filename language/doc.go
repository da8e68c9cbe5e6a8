// Package language reports in which language a text is written. It is the one
// detector of the program: pages, exports and the finder of quotations ask it.
//
// It joins four signs: scripts that one language has to itself, plainly English
// words, a table of small words for languages that letters alone mix up
// (words.tsv), and the letter statistics of whatlanggo. What a page declares
// decides only between languages that look alike, and for texts too short to
// judge.
package language
