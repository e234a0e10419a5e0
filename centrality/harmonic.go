package centrality

import (
	"context"

	"github.com/malguard/malguard/graph"
)

// Harmonic returns the harmonic centrality
//
//	H(u) = \sum_{v ≠ u} 1 / d(v,u)
//
// where d(v,u) is the number of edges on a shortest path from v to u: distances
// are inward, from the callers. Nodes that do not reach u add 0, so a node
// without callers scores 0; the sum is not normalised and is at most n - 1.
// Edges from a node to itself have no effect. It takes O(n(n+m)) time for n
// nodes and m edges.
//
// Source: M. Marchiori and V. Latora, Harmony in the small-world,
// https://doi.org/10.1016/S0378-4371(00)00311-3, in the direction of networkx
// harmonic_centrality.
func Harmonic(ctx context.Context, g *graph.Graph) (Scores, error) {
	return distanceScores(ctx, "harmonic", g, harmonicOf)
}

// harmonicOf adds whole levels from near to far, so the result depends on
// distances alone and not on the numbering of the nodes.
func harmonicOf(levels []int32) float64 {
	var sum float64
	for d, count := range levels {
		if d > 0 {
			sum += float64(count) / float64(d)
		}
	}
	return sum
}
