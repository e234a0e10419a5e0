package centrality

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	gonum "gonum.org/v1/gonum/graph"

	"github.com/malguard/malguard/graph"
)

// FromGonum copies a graph of gonum's, so that any [Measure] scores it. The node
// with id ids[u] there is node u here, ascending, so scores[u] belongs to ids[u];
// it is named by its DOTID, or by its id where it has none. Weights are dropped,
// and so are parallel edges.
//
// An error is a name that two nodes have. The way back is
// [graph.Graph.AsGonum].
func FromGonum(d gonum.Directed) (g *graph.Graph, ids []int64, err error) {
	nodes := gonum.NodesOf(d.Nodes())
	slices.SortFunc(nodes, func(a, b gonum.Node) int { return cmp.Compare(a.ID(), b.ID()) })
	var b graph.Builder
	at := make(map[int64]graph.NodeID, len(nodes))
	for i, n := range nodes {
		u := b.Node(graph.Node{Name: nameOf(n)})
		if int(u) < i {
			return nil, nil, fmt.Errorf("centrality: from gonum: nodes %d and %d are both named %q", ids[u], n.ID(), nameOf(n))
		}
		at[n.ID()] = u
		ids = append(ids, n.ID())
	}
	for u, id := range ids {
		for out := d.From(id); out.Next(); {
			b.Edge(graph.NodeID(u), at[out.Node().ID()], graph.Site{})
		}
	}
	return b.Graph(), ids, nil
}

func nameOf(n gonum.Node) string {
	if named, ok := n.(interface{ DOTID() string }); ok && named.DOTID() != "" {
		return named.DOTID()
	}
	return strconv.FormatInt(n.ID(), 10)
}
