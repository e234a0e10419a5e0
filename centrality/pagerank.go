package centrality

import (
	"context"
	"fmt"
	"math"

	"github.com/malguard/malguard/graph"
)

// PageRankOptions are the parameters of [PageRank].
type PageRankOptions struct {
	Damping       float64 // probability of following a call, below 1; 0 stands for 0.85
	Tolerance     float64 // 0 stands for 1e-6, which leaves about six digits
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
	return limits.iterate(ctx, x, func(next, x Scores) {
		var dangling float64
		for u, score := range x {
			if out := g.Out(graph.NodeID(u)); len(out) > 0 {
				share[u] = score / float64(len(out))
			} else {
				dangling += score
			}
		}
		base := (1-damping)/float64(n) + damping*dangling/float64(n)
		for u := range next {
			next[u] = base + damping*gather(share, g.In(graph.NodeID(u)))
		}
	})
}

// gather sums the values of x at the given nodes.
func gather(x []float64, at []graph.NodeID) float64 {
	var sum float64
	for _, u := range at {
		sum += x[u]
	}
	return sum
}

func orDefault(x, standard float64) float64 {
	if x == 0 {
		return standard
	}
	return x
}

// limits end an iteration.
type limits struct {
	tolerance float64
	most      int
}

// or fills what is 0.
func (l limits) or(tolerance float64, most int) limits {
	if l.most == 0 {
		l.most = most
	}
	return limits{orDefault(l.tolerance, tolerance), l.most}
}

// iterate replaces x by step(x) until a step changes it by less than
// n·tolerance in the L1 norm.
func (l limits) iterate(ctx context.Context, x Scores, step func(next, x Scores)) (Scores, error) {
	if !(l.tolerance > 0) || l.most < 0 {
		return nil, fmt.Errorf("tolerance %v and %d iterations are not positive", l.tolerance, l.most)
	}
	next := make(Scores, len(x))
	for range l.most {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		step(next, x)
		var change float64
		for u := range x {
			change += math.Abs(next[u] - x[u])
		}
		x, next = next, x
		if len(x) == 0 || change < float64(len(x))*l.tolerance {
			return x, nil
		}
	}
	return nil, fmt.Errorf("%w within %d iterations", ErrNoConvergence, l.most)
}
