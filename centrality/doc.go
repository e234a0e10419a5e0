// Package centrality scores how central each node of a call graph is.
//
// [Measures] lists what there is; each [Measure] maps a graph to one score a
// node. Conventions are those of networkx for directed graphs, number for
// number: distances are inward (from the callers to the node that is scored),
// so an API is central when much of the package leads to it. The tests hold
// every measure to a table computed by networkx; docs/CENTRALITY.md lists the
// formulas, the traps and the differences to gonum.
//
// Where a measure has parameters, their zero values are networkx's defaults
// (but α = 0.01 for [Katz], the paper's). [Distances] finds closeness and
// harmonic at once, and [FromGonum] takes graphs of gonum's.
//
// Scores are the same bits on every run and for every number of processors.
// All measures are pure functions of the graph; the larger ones use up to
// GOMAXPROCS goroutines and end early with the context's error.
//
// To add a measure, write a file with its function and add a line to
// [Measures]; the tests then ask for its column of the table.
package centrality
