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
//
// It is also where whole detectors meet in package eval's protocols: [Items] makes
// cases of a collection, [Subjects] lets what is read of each be read once, and
// [Contestants] are this module's detector and all others. [Facts] keeps what they
// read, [FactItems] and [FactContestants] judge that without a sample.
package study
