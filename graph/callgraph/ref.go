package callgraph

import (
	"strconv"

	"github.com/malguard/malguard/graph"
)

// maxName bounds the length of names in bytes. Without it, code nested n deep
// or a chain of n attributes would need n² bytes of names.
const maxName = 1000

// ref is a node of the graph to be: what a call may lead to or come from.
type ref struct {
	name      string
	kind      graph.Kind
	file      string // where the package defines it
	line      int
	id        graph.NodeID // noID until the node is in the graph
	phase     graph.Phase  // of the calls that it makes
	layer     uint16       // in which it is seen first
	trick     string       // that hid it there
	uncovered bool         // whether that is known
	stub      bool         // a method without a body of its own
}

const noID graph.NodeID = -1

// id returns the node of r and adds it to the graph when it is first needed.
func (p *program) id(r *ref) graph.NodeID {
	if r.id == noID {
		r.id = p.out.Node(graph.Node{Name: r.name, Kind: r.kind, File: r.file, Line: r.line, Layer: r.layer, Trick: r.trick})
	}
	return r.id
}

// qualify returns outer.name. A name that would be too long is cut and
// numbered, so that it stays different from all others.
func (p *program) qualify(outer, name string) string {
	if len(outer)+len(name) < maxName {
		if outer == "" {
			return name
		}
		return outer + "." + name
	}
	p.longNames++
	full := outer + "." + name[:min(len(name), maxName)]
	return full[:min(len(full), maxName-20)] + "…" + strconv.Itoa(p.longNames)
}

// lambdaName names the next lambda of a scope.
func (p *program) lambdaName(s *scope) string {
	s.lambdas++
	return p.qualify(s.name, "<lambda"+strconv.Itoa(s.lambdas)+">")
}
