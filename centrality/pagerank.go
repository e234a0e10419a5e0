package centrality

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/graph"
)

// PageRankOptions are the parameters of [PageRank].
type PageRankOptions struct {
	Damping       float64 // probability of following a call, below 1; 0 stands for 0.85
	Tolerance     float64 // 0 stands for 1e-6, networkx's, which is loose for large graphs
	MaxIterations int     // 0 stands for 100
}

// PageRank returns the probability of each node in the long run of a walk that
// follows a random call with probability d (the damping) and else, or where
// nothing is called, jumps to any node:
//
//	P(u) = (1 - d)/n + d (\sum_{v → u} P(v)/out(v) + \sum_{w calls nothing} P(w)/n)
//
// Scores sum to 1. An edge from a node to itself is an edge like any other. The
// walk starts uniform and ends when an iteration changes the scores by less than
// n·Tolerance in total, as in networkx, so that the digits beyond the tolerance
// are the same as there.
//
// An error wraps [ErrNoConvergence] if that does not happen within
// MaxIterations; with the default parameters it always does.
//
// Source: L. Page, S. Brin, R. Motwani, T. Winograd, The PageRank Citation
// Ranking, http://ilpubs.stanford.edu:8090/422/; networkx pagerank.
func PageRank(ctx context.Context, g *graph.Graph, opt PageRankOptions) (Scores, error) {
	s, err := pageRank(ctx, g, opt)
	if err != nil {
		return nil, failed("pagerank", err)
	}
	return s, nil
}

func pageRank(ctx context.Context, g *graph.Graph, opt PageRankOptions) (Scores, error) {
	damping := orDefault(opt.Damping, 0.85)
	if !(damping > 0 && damping < 1) {
		return nil, fmt.Errorf("damping %v is not between 0 and 1", damping)
	}
	n := g.NumNodes()
	x, share := make(Scores, n), make([]float64, n)
	for u := range x {
		x[u] = 1 / float64(n)
	}
	limits := limits{opt.Tolerance, opt.MaxIterations}.or(1e-6, 100)
	return limits.iterate(x, func(next, x Scores) error {
		var dangling float64
		for u, score := range x {
			if out := g.Out(graph.NodeID(u)); len(out) > 0 {
				share[u] = score / float64(len(out))
			} else {
				dangling += score
			}
		}
		base := (1-damping)/float64(n) + damping*dangling/float64(n)
		return each(ctx, n, func(u graph.NodeID) { next[u] = base + damping*gather(share, g.In(u)) })
	})
}
