// Package chart draws figures: stances over time, networks, quotes by year, the
// spells of a person's roles. A chart is given its figures and reports what was
// pointed at; it knows no page and asks nothing.
//
// Words of its own:
//
//   - form: how a chart of stances shows its figures (a line, shares, a chart for each)
//   - spell: a role with the first and last day on which it was printed
//   - brush: a period being chosen by dragging
package chart
