package graph

import (
	"iter"
	"slices"
)

// Graph is an immutable directed graph of calls. Parallel calls are one edge
// with several sites; an edge from a node to itself is allowed. The zero value
// is the empty graph.
type Graph struct {
	nodes    []Node
	ids      map[string]NodeID
	files    []File
	facts    []Facts
	roots    []Root
	warnings []error

	out, in rows
	sites   []Site  // of all edges, in the order of out.to
	siteAt  []int32 // sites of the edge out.to[e] are sites[siteAt[e]:siteAt[e+1]]
}

// rows is one direction of adjacency in compressed sparse rows: the
// neighbours of u are to[at[u]:at[u+1]], ascending.
type rows struct {
	at []int32
	to []NodeID
}

func (r rows) of(u NodeID) []NodeID { return r.to[r.at[u]:r.at[u+1]:r.at[u+1]] }

// Edge is an edge with its sites, as [Graph.Edges] yields it.
type Edge struct {
	From, To NodeID
	Sites    []Site
}

// link builds the rows from calls, which must be sorted and free of duplicates.
func (g *Graph) link(calls []call) {
	n := len(g.nodes)
	g.out.at, g.in.at = make([]int32, n+1), make([]int32, n+1)
	g.out.to, g.siteAt = nil, nil
	g.sites = make([]Site, len(calls))
	for i, c := range calls {
		g.sites[i] = c.site
		if i > 0 && calls[i-1].u == c.u && calls[i-1].v == c.v {
			continue
		}
		g.out.to = append(g.out.to, c.v)
		g.siteAt = append(g.siteAt, int32(i))
		g.out.at[c.u+1]++
		g.in.at[c.v+1]++
	}
	g.siteAt = append(g.siteAt, int32(len(calls)))
	for u := range n {
		g.out.at[u+1] += g.out.at[u]
		g.in.at[u+1] += g.in.at[u]
	}
	g.in.to = g.transpose()
}

// transpose lists callers by callee. Callers are visited in ascending order, so
// each list comes out sorted.
func (g *Graph) transpose() []NodeID {
	to := make([]NodeID, len(g.out.to))
	next := slices.Clone(g.in.at)
	for u := range g.nodes {
		for _, v := range g.out.of(NodeID(u)) {
			to[next[v]] = NodeID(u)
			next[v]++
		}
	}
	return to
}

// NumNodes returns the number of nodes; ids run from 0 to NumNodes()-1.
func (g *Graph) NumNodes() int { return len(g.nodes) }

// NumEdges returns the number of edges, parallel calls counted once.
func (g *Graph) NumEdges() int { return len(g.out.to) }

// NumSites returns the number of call sites of all edges together.
func (g *Graph) NumSites() int { return len(g.sites) }

// Node returns the node with the given id.
func (g *Graph) Node(id NodeID) Node { return g.nodes[id] }

// Nodes returns all nodes indexed by id; shared, read-only.
func (g *Graph) Nodes() []Node { return g.nodes }

// Lookup returns the id of the node with the given name.
func (g *Graph) Lookup(name string) (NodeID, bool) {
	id, ok := g.ids[name]
	return id, ok
}

// Out returns the nodes that u calls, ascending; shared, read-only.
func (g *Graph) Out(u NodeID) []NodeID { return g.out.of(u) }

// In returns the nodes that call v, ascending; shared, read-only.
func (g *Graph) In(v NodeID) []NodeID { return g.in.of(v) }

// HasEdge reports whether u calls v; false for ids outside the graph.
func (g *Graph) HasEdge(u, v NodeID) bool {
	_, ok := g.edge(u, v)
	return ok
}

// Sites returns the call sites of the edge u → v by file, line and column, and
// nil if there is no such edge; shared, read-only.
func (g *Graph) Sites(u, v NodeID) []Site {
	e, ok := g.edge(u, v)
	if !ok {
		return nil
	}
	return g.sitesOf(e)
}

// Edges yields every edge once, by caller and then by callee.
func (g *Graph) Edges() iter.Seq[Edge] {
	return func(yield func(Edge) bool) {
		for u := range g.nodes {
			for e := g.out.at[u]; e < g.out.at[u+1]; e++ {
				if !yield(Edge{NodeID(u), g.out.to[e], g.sitesOf(int(e))}) {
					return
				}
			}
		}
	}
}

// Files returns the files in the order in which the builder met them, the file
// with id i at index i-1; shared, read-only.
func (g *Graph) Files() []File { return g.files }

// File returns the file with the given id, and the zero File for 0 and for ids
// outside the graph.
func (g *Graph) File(id FileID) File {
	if id < 1 || int(id) > len(g.files) {
		return File{}
	}
	return g.files[id-1]
}

// Facts returns the facts with the given id, and none for 0 and for ids
// outside the graph.
func (g *Graph) Facts(id FactsID) Facts {
	if id < 1 || int(id) > len(g.facts) {
		return Facts{}
	}
	return g.facts[id-1]
}

// Warnings returns what went wrong while the graph was built and belongs to no
// single file; shared, read-only. A graph with warnings is still a graph, but
// its package is not known in full.
func (g *Graph) Warnings() []error { return g.warnings }

// Filter returns the graph of those calls for which keep is true. An edge stays
// as long as one of its sites does. Every node, file and warning stays too, so
// ids mean the same in both graphs.
func (g *Graph) Filter(keep func(u, v NodeID, s Site) bool) *Graph {
	var calls []call
	for e := range g.Edges() {
		for _, s := range e.Sites {
			if keep(e.From, e.To, s) {
				calls = append(calls, call{e.From, e.To, s})
			}
		}
	}
	f := &Graph{nodes: g.nodes, ids: g.ids, files: g.files, facts: g.facts, roots: g.roots, warnings: g.warnings}
	f.link(calls)
	return f
}

// edge returns the index of u → v in out.to.
func (g *Graph) edge(u, v NodeID) (int, bool) {
	if u < 0 || int(u) >= len(g.nodes) {
		return 0, false
	}
	i, ok := slices.BinarySearch(g.out.of(u), v)
	return int(g.out.at[u]) + i, ok
}

func (g *Graph) sitesOf(e int) []Site {
	return g.sites[g.siteAt[e]:g.siteAt[e+1]:g.siteAt[e+1]]
}
