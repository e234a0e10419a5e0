package sequence

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/malguard/malguard/graph"
)

// MaxEdges bounds the edges of one graph, which can be as many as its nodes
// squared. Those of the calls behind it are missing then, and the warnings of
// the graph hold [ErrIncomplete]. Files of real packages stay at a tenth of it.
const MaxEdges = 2_000_000

// Graph returns the graph of one sequence of calls: a node of kind
// [graph.KindUnresolved] for each name, in the order in which the names first
// occur, and an edge u → v if and only if u occurs at or behind the first v and
// before the last v. Sites of edges are unknown.
//
// That is what the published code builds with one loop inside another; here
// time is linear in the number of calls and, but for sorting them, of edges.
func Graph(calls []string) *graph.Graph {
	var b builder
	b.sequence(calls, graph.Site{})
	return b.out.Graph()
}

// File returns the graph of one file; see [Read] and [Graph]. The graph holds
// the file under its name, with what [Sequence.Err] says of it; sites of edges
// have the file and nothing else.
func File(name string, src []byte) *graph.Graph {
	var b builder
	b.file(name, src)
	return b.out.Graph()
}

// builder adds up the graphs of sequences.
type builder struct {
	out   graph.Builder
	edges int
	full  bool // MaxEdges were not enough, and a warning says so
}

// file adds the graph of a file and returns the number of its calls.
func (b *builder) file(name string, src []byte) int {
	s := Read(src)
	f := graph.File{Path: name, Calls: len(s.Calls)}
	if s.Err != nil {
		err := fmt.Errorf("sequence: %s: %w", name, s.Err)
		f.Errors = []error{err}
		if errors.Is(err, ErrIncomplete) {
			b.out.Warn(err)
		}
	}
	b.sequence(s.Calls, graph.Site{File: b.out.File(f)})
	return len(s.Calls)
}

// sequence adds the graph of a sequence.
func (b *builder) sequence(calls []string, site graph.Site) {
	ids, names := number(calls)
	nodes := make([]graph.NodeID, len(names))
	for id, name := range names {
		nodes[id] = b.out.Node(graph.Node{Name: name})
	}
	list, whole := connect(ids, len(names), MaxEdges-b.edges)
	if !whole && !b.full {
		b.full = true
		b.out.Warn(fmt.Errorf("sequence: more than %d edges: %w", MaxEdges, ErrIncomplete))
	}
	b.edges += len(list)
	slices.SortFunc(list, edge.compare) // so that the builder has nothing to sort
	for _, e := range list {
		b.out.Edge(nodes[e.u], nodes[e.v], site)
	}
}

// edge is u → v, by number.
type edge struct{ u, v int32 }

func (e edge) compare(f edge) int { return cmp.Or(cmp.Compare(e.u, f.u), cmp.Compare(e.v, f.v)) }

// connect returns the edges of a sequence of calls, each once and at most limit,
// and whether these are all.
//
// Names are numbered by their first occurrence. A name is open from its first
// to before its last occurrence: the callees of the call at i are the names that
// are open at i. Those of them that were open already when u, the name at i,
// last occurred have their edge from u. The others first occurred since and so
// have higher numbers than all names before: they stand together at the end of
// the list of open names, which is in the order of numbers.
func connect(ids []int32, names, limit int) (list []edge, whole bool) {
	last := make([]int32, names)
	for i, id := range ids {
		last[id] = int32(i)
	}
	open := newOpenNames(names)
	seen := make([]int32, names) // how many names there were when this one last occurred
	count := int32(0)
	for i, u := range ids {
		if u == count {
			count++
			open.push(u)
		}
		if last[u] == int32(i) {
			open.remove(u)
		}
		for v := open.top(); v >= seen[u]; v = open.below(v) {
			if len(list) == limit {
				return list, false
			}
			list = append(list, edge{u, v})
		}
		seen[u] = count
	}
	return list, true
}

// number returns the calls as numbers by first occurrence, and their names.
func number(calls []string) (ids []int32, names []string) {
	byName := make(map[string]int32)
	ids = make([]int32, len(calls))
	for i, name := range calls {
		id, ok := byName[name]
		if !ok {
			id = int32(len(names))
			byName[name] = id
			names = append(names, name)
		}
		ids[i] = id
	}
	return ids, names
}

// openNames is a doubly linked list of numbers in ascending order. The slot
// behind the last number is its head; numbers are kept plus one, so that the
// number below the lowest is -1.
type openNames struct{ down, up []int32 }

func newOpenNames(n int) openNames {
	return openNames{make([]int32, n+1), make([]int32, n+1)}
}

// top returns the highest number, or -1.
func (o openNames) top() int32 { return o.down[0] - 1 }

// below returns the number below v, or -1.
func (o openNames) below(v int32) int32 { return o.down[v+1] - 1 }

// push adds v, which must be higher than all numbers in the list.
func (o openNames) push(v int32) {
	top := o.down[0]
	o.down[v+1], o.up[v+1] = top, 0
	o.up[top], o.down[0] = v+1, v+1
}

// remove takes v out, which must be in the list.
func (o openNames) remove(v int32) {
	down, up := o.down[v+1], o.up[v+1]
	o.down[up], o.up[down] = down, up
}
