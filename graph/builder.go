package graph

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Builder collects the parts of a [Graph]. The zero value is ready for use; it
// is not safe for concurrent use.
type Builder struct {
	nodes    []Node
	nodeIDs  map[string]NodeID
	files    []File
	fileIDs  map[string]FileID
	facts    []Facts
	factIDs  map[string]FactsID
	calls    []call
	full     int // number of calls at which repeated ones are thrown out
	roots    []Root
	warnings []error
}

// call is an edge at one of its sites.
type call struct {
	u, v NodeID
	site Site
}

func (c call) compare(d call) int {
	switch {
	case c.u != d.u:
		return cmp.Compare(c.u, d.u)
	case c.v != d.v:
		return cmp.Compare(c.v, d.v)
	default:
		return c.site.compare(d.site)
	}
}

// Node returns the id of the node named n.Name and adds it if it is new. When
// a name is described twice the better-known description stays: the later
// [Kind], then the one with a file, then the first place in that order. A
// callee may therefore be named before its definition is seen.
func (b *Builder) Node(n Node) NodeID {
	id, ok := b.nodeIDs[n.Name]
	if ok {
		if n.better(b.nodes[id]) {
			b.nodes[id] = n
		}
		return id
	}
	if b.nodeIDs == nil {
		b.nodeIDs = make(map[string]NodeID)
	}
	id = NodeID(len(b.nodes))
	b.nodes = append(b.nodes, n)
	b.nodeIDs[n.Name] = id
	return id
}

// File returns the id of the file at f.Path and adds it if it is new. For a
// known path the calls are added up, the errors appended and texts replaced, so a
// File with only a path looks an id up.
func (b *Builder) File(f File) FileID {
	id, ok := b.fileIDs[f.Path]
	if ok {
		old := &b.files[id-1]
		old.Calls += f.Calls
		old.Errors = append(old.Errors, f.Errors...)
		if f.Texts != nil {
			old.Texts = slices.Clone(f.Texts)
		}
		return id
	}
	if b.fileIDs == nil {
		b.fileIDs = make(map[string]FileID)
	}
	f.Errors, f.Texts = slices.Clone(f.Errors), slices.Clone(f.Texts)
	b.files = append(b.files, f)
	id = FileID(len(b.files))
	b.fileIDs[f.Path] = id
	return id
}

// Facts returns the id under which sites refer to f: 0 for the zero Facts, and
// the same id for equal facts.
func (b *Builder) Facts(f Facts) FactsID {
	if f.empty() {
		return 0
	}
	key := f.key()
	if id, ok := b.factIDs[key]; ok {
		return id
	}
	if b.factIDs == nil {
		b.factIDs = make(map[string]FactsID)
	}
	f.Args, f.Commands = slices.Clone(f.Args), slices.Clone(f.Commands)
	b.facts = append(b.facts, f)
	id := FactsID(len(b.facts))
	b.factIDs[key] = id
	return id
}

// Edge records that u calls v at site s. The same call again changes nothing.
// It panics if u or v did not come from this Builder.
func (b *Builder) Edge(u, v NodeID, s Site) {
	if n := NodeID(len(b.nodes)); u < 0 || u >= n || v < 0 || v >= n {
		panic(fmt.Sprintf("graph: edge %d → %d in a graph of %d nodes", u, v, n))
	}
	if len(b.calls) >= b.full {
		b.compact()
		b.full = max(1024, 2*len(b.calls))
	}
	b.calls = append(b.calls, call{u, v, s})
}

// compact sorts the calls and throws repeated ones out. An analysis that runs
// to a fixed point reports its calls again and again; compacting whenever their
// number has doubled keeps memory in proportion to distinct calls.
func (b *Builder) compact() {
	slices.SortFunc(b.calls, call.compare)
	b.calls = slices.Compact(b.calls)
}

// Warn keeps an error that concerns the graph as a whole; those of one file
// belong in [File.Errors].
func (b *Builder) Warn(err error) { b.warnings = append(b.warnings, err) }

// Graph returns the graph of everything recorded so far. The Builder may be
// used further; graphs already returned do not change.
func (b *Builder) Graph() *Graph {
	b.compact()
	g := &Graph{
		nodes:    slices.Clone(b.nodes),
		ids:      maps.Clone(b.nodeIDs),
		files:    slices.Clone(b.files),
		facts:    slices.Clone(b.facts),
		roots:    slices.Clone(b.roots),
		warnings: slices.Clone(b.warnings),
	}
	for i := range g.files {
		g.files[i].Errors = slices.Clone(g.files[i].Errors)
	}
	g.link(b.calls)
	return g
}
