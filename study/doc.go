// Package study compares representations of packages: which numbers, of which
// part of a package, let a learner tell malice from what is honest.
//
// [Read] measures a collection once, in every way that a representation may
// need; the [Corpus] holds numbers and names and no code. [Corpus.Compare] then
// judges each [Variant] out of fold, with whole families and origins left out,
// on benign units that have the size and make of malicious packages
// ([datasets.Slices]), on pairs of equal size, and on whole benign packages.
// Vocabularies that are ranked are ranked inside the fold; lists that people wrote
// or that others refined were made with an eye on packages that may be in any
// fold, and say so in their heading.
package study
