package centrality

import (
	"context"

	"gonum.org/v1/gonum/floats"

	"github.com/malguard/malguard/graph"
)

// HITSOptions are the parameters of [HITS].
type HITSOptions struct {
	Tolerance     float64 // 0 stands for 1e-15
	MaxIterations int     // 0 stands for 10,000
}

// HITS returns Kleinberg's hubs and authorities: good hubs call good
// authorities, which good hubs call. With A(u,v) = 1 where u calls v,
//
//	authorities ∝ Aᵀ hubs,   hubs ∝ A authorities,
//
// the first singular vectors of A, each scaled to the sum 1. Without an edge all
// scores are 0.
//
// The iteration starts from equal authorities, so that where several pairs of
// vectors belong to the first singular value (as in a graph of equal parts) the
// answer is the one nearest to equal scores, and none is negative; networkx
// returns any of them, with signs, and another one the next time. It ends when
// an iteration changes the authorities by less than n·Tolerance in total; an
// error wraps [ErrNoConvergence] if that does not happen within MaxIterations.
//
// Source: J. Kleinberg, Authoritative sources in a hyperlinked environment,
// https://doi.org/10.1145/324133.324140; networkx hits.
func HITS(ctx context.Context, g *graph.Graph, opt HITSOptions) (hubs, authorities Scores, err error) {
	hubs, authorities, err = hits(ctx, g, opt)
	if err != nil {
		return nil, nil, failed("hits", err)
	}
	return hubs, authorities, nil
}

func hits(ctx context.Context, g *graph.Graph, opt HITSOptions) (hubs, authorities Scores, err error) {
	n := g.NumNodes()
	hubs, authorities = make(Scores, n), make(Scores, n)
	for u := range authorities {
		authorities[u] = 1 / float64(n)
	}
	call := func(a Scores) error {
		err := each(ctx, n, func(u graph.NodeID) { hubs[u] = gather(a, g.Out(u)) })
		toSumOne(hubs)
		return err
	}
	limits := limits{opt.Tolerance, opt.MaxIterations}.or(1e-15, 10_000)
	authorities, err = limits.iterate(authorities, func(next, a Scores) error {
		if err := call(a); err != nil {
			return err
		}
		err := each(ctx, n, func(u graph.NodeID) { next[u] = gather(hubs, g.In(u)) })
		toSumOne(next)
		return err
	})
	if err == nil {
		err = call(authorities)
	}
	if err != nil {
		return nil, nil, err
	}
	return hubs, authorities, nil
}

// toSumOne scales x, which has no negative numbers, to the sum 1, unless all
// are 0.
func toSumOne(x Scores) {
	if sum := floats.Sum(x); sum > 0 {
		floats.Scale(1/sum, x)
	}
}

// hubs is [HITS] for those who want one half of it.
func hubs(ctx context.Context, g *graph.Graph) (Scores, error) {
	s, _, err := hits(ctx, g, HITSOptions{})
	if err != nil {
		return nil, failed("hubs", err)
	}
	return s, nil
}

func authorities(ctx context.Context, g *graph.Graph) (Scores, error) {
	_, s, err := hits(ctx, g, HITSOptions{})
	if err != nil {
		return nil, failed("authorities", err)
	}
	return s, nil
}
