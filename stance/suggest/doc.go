// Package suggest proposes stances of quotes toward a target, learned from the
// quotes that a person has judged. Suggestions never stand for judgements: each
// carries a calibrated probability and the words it rests on.
//
// For each target a softmax regression over sentence vectors is fitted to the
// judged quotes. Two of its coefficients do not start from zero: what is known
// of stances in general (the prior, trained on other targets: what is said
// for and against things, and how a proposition is worded), and what marks a
// quote that is not about the target. With few judgements these decide; with
// many, the judged quotes do, and where the prior contradicts them it loses its
// weight. A naive Bayes classifier over word stems is added, since rare words
// count there more. Finally the shares of the stances among all quotes of the
// target are drawn toward their shares among the judged ones.
package suggest
