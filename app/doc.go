// Package app is what Quoth can do, without a screen: open a corpus, add
// articles, search, confirm, tag, judge, undo, chart, export. It joins the
// packages that know one thing each (scraper, attribution, indexer, stance,
// exchange, corpus/store); the desktop and the terminal are two faces over it
// and never reach around it.
//
// All methods of [App] are safe for concurrent use and wait on their context,
// not on a screen: call them off the interface goroutine.
package app
