// Package parts is what pages are built of and what knows nothing of quotes and
// articles: the theme, texts that know their height from their width, buttons
// that say their key, rows, columns, panes, fields. Everything in it is used on
// the interface goroutine alone.
package parts
