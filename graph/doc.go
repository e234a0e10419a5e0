// Package graph is the directed call graph that the rest of malguard reads:
// dense int32 node ids, adjacency in compressed sparse rows, and under every
// edge the call sites it was seen at.
//
// A [Builder] collects nodes, edges and files and hands out an immutable
// [Graph]; how calls are found is the business of the packages below this one,
// which all return the same Graph. An edge u → v reads "u calls v". Sites say
// where (file:line), when ([Phase]: at install, at import, or only when run)
// and under how many layers of obfuscation the call was found, so that
// [Graph.Filter] can cut a graph to a phase, a layer or an entry point without
// renumbering a node.
//
// A file that could not be read in full stays in the graph as data: see
// [File.Errors] and [Graph.Warnings]. A Graph is safe for concurrent readers;
// slices it returns are shared and must not be changed.
package graph
