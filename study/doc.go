// Package study compares representations of packages: which numbers, of which
// part of a package, let a learner tell malice from what is honest.
//
// [Read] measures a collection once, in every way that a representation may
// need; the [Corpus] holds numbers and names and no code. [Corpus.Compare] then
// judges each [Variant] out of fold, with whole families and origins left out,
// on benign units that have the size and make of malicious packages
// ([datasets.Slices]), on pairs of equal size, and on whole benign packages.
// Everything that is chosen, the vocabulary among it, is chosen inside the fold.
package study
