package graph

import (
	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/simple"
)

// Directed is a [Graph] seen through gonum's interface for directed graphs, so
// that gonum's algorithms run on it. Unlike gonum's own map-backed graphs it
// keeps edges from a node to itself and iterates in the order of ids. A gonum
// id is a [NodeID], and the nodes it returns are of type [GonumNode].
type Directed struct{ g *Graph }

var _ gonum.Directed = Directed{}

// AsGonum returns g as gonum's [gonum.Directed]; nothing is copied.
func (g *Graph) AsGonum() Directed { return Directed{g} }

// GonumNode is a node with the id by which gonum knows it.
type GonumNode struct {
	Node
	NodeID NodeID
}

// ID implements gonum's Node.
func (n GonumNode) ID() int64 { return int64(n.NodeID) }

// DOTID returns the node's name, as gonum's DOT encoder asks for it.
func (n GonumNode) DOTID() string { return n.Name }

// Node returns the node with the given id, or nil.
func (d Directed) Node(id int64) gonum.Node {
	if !d.has(id) {
		return nil
	}
	return d.node(NodeID(id))
}

// Nodes returns all nodes by ascending id.
func (d Directed) Nodes() gonum.Nodes {
	nodes := make([]gonum.Node, d.g.NumNodes())
	for i := range nodes {
		nodes[i] = d.node(NodeID(i))
	}
	return ordered(nodes)
}

// From returns the nodes that id calls, ascending.
func (d Directed) From(id int64) gonum.Nodes {
	if !d.has(id) {
		return gonum.Empty
	}
	return d.list(d.g.Out(NodeID(id)))
}

// To returns the nodes that call id, ascending.
func (d Directed) To(id int64) gonum.Nodes {
	if !d.has(id) {
		return gonum.Empty
	}
	return d.list(d.g.In(NodeID(id)))
}

// HasEdgeFromTo reports whether u calls v.
func (d Directed) HasEdgeFromTo(u, v int64) bool {
	return d.has(u) && d.has(v) && d.g.HasEdge(NodeID(u), NodeID(v))
}

// HasEdgeBetween reports whether u calls v or v calls u.
func (d Directed) HasEdgeBetween(u, v int64) bool {
	return d.HasEdgeFromTo(u, v) || d.HasEdgeFromTo(v, u)
}

// Edge returns the edge from u to v, or nil.
func (d Directed) Edge(u, v int64) gonum.Edge {
	if !d.HasEdgeFromTo(u, v) {
		return nil
	}
	return simple.Edge{F: d.node(NodeID(u)), T: d.node(NodeID(v))}
}

// Edges returns all edges by caller and then by callee.
func (d Directed) Edges() gonum.Edges {
	edges := make([]gonum.Edge, 0, d.g.NumEdges())
	for e := range d.g.Edges() {
		edges = append(edges, simple.Edge{F: d.node(e.From), T: d.node(e.To)})
	}
	if len(edges) == 0 {
		return gonum.Empty
	}
	return iterator.NewOrderedEdges(edges)
}

func (d Directed) has(id int64) bool { return id >= 0 && id < int64(d.g.NumNodes()) }

func (d Directed) node(id NodeID) GonumNode { return GonumNode{d.g.Node(id), id} }

func (d Directed) list(ids []NodeID) gonum.Nodes {
	nodes := make([]gonum.Node, len(ids))
	for i, id := range ids {
		nodes[i] = d.node(id)
	}
	return ordered(nodes)
}

func ordered(nodes []gonum.Node) gonum.Nodes {
	if len(nodes) == 0 {
		return gonum.Empty
	}
	return iterator.NewOrderedNodes(nodes)
}
