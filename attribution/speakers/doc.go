// Package speakers says who spoke: it takes an article's tokens and the quotes
// found in them and answers with the speaker's full name, type, organisation
// and role. Names are tied to figures, roles and bodies are read from the
// phrases around them, and pronouns, descriptions and missing sources are
// ranked over the figures nearby by a small linear model. Pure and
// deterministic; time is linear in the text.
//
// Words of its own:
//
//   - story: one article on its way through this package, with its tokens, names
//     and cast. Elsewhere in Quoth a story is a group of near-identical articles.
//   - figure: a person, body or place of the article, with all its mentions
//   - cast: all figures of an article
//   - species: what kind of thing a name stands for: a human, a body, a place
//   - mention: one place where a name is printed
//   - tie: how a phrase joins a body to a person ("head of", "at", a possessive)
//   - source: the words that say who is quoted, as printed
package speakers
