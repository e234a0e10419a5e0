// Package features turns the call graph of a package into rows of numbers.
//
// [Profiles] reads off a graph what each file, each entry point or the whole
// package uses: which APIs, when they run, and how central they are. A [Schema]
// says which of that becomes columns, [Schema.Vector] makes the row and
// [Schema.Behind] says which calls stand behind it. Which APIs deserve columns is
// found on training packages by a [Ranking], or written down in a [Vocabulary];
// what an API does is looked up in [Categories].
//
// Rows see names, phases and graph structure alone: no sizes, counts of files,
// dates, metadata or names of packages, by which collections of malicious and
// benign packages can be told apart without knowing anything of malice.
package features
