package centrality

import (
	"context"

	"github.com/malguard/malguard/graph"
)

// components returns the strongly connected components of g such that callers
// come before what they call. It is Tarjan's algorithm along incoming edges,
// with a stack of its own.
//
// Source: R. Tarjan, Depth-first search and linear graph algorithms,
// https://doi.org/10.1137/0201010.
func components(ctx context.Context, g *graph.Graph) ([][]graph.NodeID, error) {
	stop := new(brake)
	defer stop.at(ctx)()
	t := tarjan{g: g, stop: stop, number: make([]int32, g.NumNodes()), low: make([]int32, g.NumNodes())}
	for u := range t.number {
		if t.number[u] == 0 && !stop.on() {
			t.from(graph.NodeID(u))
		}
	}
	return t.found, ctx.Err()
}

type tarjan struct {
	g           *graph.Graph
	stop        *brake
	number, low []int32 // from 1 in the order of discovery; number is done once the component is found
	count       int32
	open        []graph.NodeID // nodes seen whose component is not yet known
	found       [][]graph.NodeID
}

const done = 1<<31 - 1

// visit is a node on the way down, and how many of its callers were looked at.
type visit struct {
	node graph.NodeID
	seen int
}

func (t *tarjan) from(root graph.NodeID) {
	path := []visit{t.enter(root)}
	for len(path) > 0 && !t.stop.on() {
		at := &path[len(path)-1]
		if in := t.g.In(at.node); at.seen < len(in) {
			v := in[at.seen]
			at.seen++
			switch t.number[v] {
			case 0:
				path = append(path, t.enter(v))
			default:
				t.low[at.node] = min(t.low[at.node], t.number[v])
			}
			continue
		}
		u := at.node
		path = path[:len(path)-1]
		if len(path) > 0 {
			up := path[len(path)-1].node
			t.low[up] = min(t.low[up], t.low[u])
		}
		if t.low[u] == t.number[u] {
			t.close(u)
		}
	}
}

func (t *tarjan) enter(u graph.NodeID) visit {
	t.count++
	t.number[u], t.low[u] = t.count, t.count
	t.open = append(t.open, u)
	return visit{node: u}
}

// close takes the component whose first node is u off the open nodes.
func (t *tarjan) close(u graph.NodeID) {
	i := len(t.open) - 1
	for t.open[i] != u {
		i--
	}
	component := append([]graph.NodeID(nil), t.open[i:]...)
	for _, v := range component {
		t.number[v] = done
	}
	t.open = t.open[:i]
	t.found = append(t.found, component)
}
