// Package features turns the call graph of a package into rows of numbers.
//
// The unit is one source file: [Profiles] reads off a graph what each file
// uses, when it would run and how central it is. A [Schema] says which of that
// becomes columns, [Schema.Vector] makes the row. Which APIs deserve columns is
// found on training packages by [Rank]; what an API is for is looked up in
// [Categories].
//
// Rows see names, phases and graph structure alone: no sizes, counts of files,
// dates, metadata or names of packages, by which collections of malicious and
// benign packages can be told apart without knowing anything of malice.
package features
