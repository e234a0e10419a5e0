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
	return degree(ctx, "degree", g, func(u graph.NodeID) int { return len(g.In(u)) + len(g.Out(u)) })
}

// InDegree returns in(u) / (n - 1), the share of the other nodes that call u. An
// edge from u to itself counts, so a value may exceed 1. In a graph of one node
// the value is 1.
//
// Source: networkx in_degree_centrality.
func InDegree(ctx context.Context, g *graph.Graph) (Scores, error) {
	return degree(ctx, "indegree", g, func(u graph.NodeID) int { return len(g.In(u)) })
}

// OutDegree returns out(u) / (n - 1), the share of the other nodes that u calls.
// An edge from u to itself counts, so a value may exceed 1. In a graph of one
// node the value is 1.
//
// Source: networkx out_degree_centrality.
func OutDegree(ctx context.Context, g *graph.Graph) (Scores, error) {
	return degree(ctx, "outdegree", g, func(u graph.NodeID) int { return len(g.Out(u)) })
}

func degree(ctx context.Context, name string, g *graph.Graph, count func(graph.NodeID) int) (Scores, error) {
	if err := ctx.Err(); err != nil {
		return nil, failed(name, err)
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
		s[u] = float64(count(graph.NodeID(u))) * scale
	}
	return s, nil
}
