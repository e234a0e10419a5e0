package centrality

import (
	"context"

	"github.com/malguard/malguard/graph"
)

// Closeness returns the closeness centrality as Wasserman and Faust scale it:
//
//	C(u) = r/(n-1) · r / \sum_v d(v,u)
//
// where r is the number of other nodes v that reach u, and d(v,u) the number of
// edges on a shortest path from v to u: distances are inward, from the callers.
// The first factor keeps a node that few reach from scoring high. Scores lie in
// [0,1]; a node that no other reaches scores 0. Edges from a node to itself have
// no effect. It takes O(n(n+m)) time for n nodes and m edges.
//
// Source: S. Wasserman and K. Faust, Social Network Analysis, 1994, p. 201;
// networkx closeness_centrality.
func Closeness(ctx context.Context, g *graph.Graph) (Scores, error) {
	return distanceScores(ctx, "closeness", g, func(levels []int32) float64 {
		return closenessOf(levels, g.NumNodes())
	})
}

// ClosenessPlain is [Closeness] without the first factor: r / \sum_v d(v,u), the
// inverse of the mean distance from those nodes that reach u at all.
//
// Source: L. Freeman, Centrality in social networks,
// https://doi.org/10.1016/0378-8733(78)90021-7; networkx closeness_centrality
// with wf_improved=False.
func ClosenessPlain(ctx context.Context, g *graph.Graph) (Scores, error) {
	return distanceScores(ctx, "closeness-plain", g, closenessPlainOf)
}

func closenessOf(levels []int32, n int) float64 {
	var r int64
	for _, count := range levels[1:] {
		r += int64(count)
	}
	if r == 0 {
		return 0
	}
	return closenessPlainOf(levels) * (float64(r) / float64(n-1))
}

func closenessPlainOf(levels []int32) float64 {
	var r, sum int64
	for d, count := range levels {
		if d > 0 {
			r += int64(count)
			sum += int64(d) * int64(count)
		}
	}
	if r == 0 {
		return 0
	}
	return float64(r) / float64(sum)
}

// distanceScores scores each node by how many nodes reach it from which
// distance.
func distanceScores(ctx context.Context, name string, g *graph.Graph, score func(levels []int32) float64) (Scores, error) {
	s := make(Scores, g.NumNodes())
	err := eachNode(ctx, g, func(u graph.NodeID, levels []int32) { s[u] = score(levels) })
	if err != nil {
		return nil, failed(name, err)
	}
	return s, nil
}
