package centrality

import (
	"context"

	"github.com/malguard/malguard/graph"
)

// Degree returns the degree centrality
//
//	C(u) = (in(u) + out(u)) / (n - 1)
//
// of each of the n nodes. An edge from u to itself counts twice, so values may
// exceed 1. In a graph of one node the value is 1.
//
// Source: networkx degree_centrality on a DiGraph,
// https://networkx.org/documentation/stable/reference/algorithms/centrality.html
func Degree(ctx context.Context, g *graph.Graph) (Scores, error) {
	if err := ctx.Err(); err != nil {
		return nil, failed("degree", err)
	}
	n := g.NumNodes()
	s := make(Scores, n)
	if n == 1 {
		s[0] = 1
		return s, nil
	}
	// networkx multiplies by the rounded inverse instead of dividing.
	scale := 1 / float64(n-1)
	for u := range s {
		id := graph.NodeID(u)
		s[u] = float64(len(g.In(id))+len(g.Out(id))) * scale
	}
	return s, nil
}
