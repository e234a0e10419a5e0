package centrality

import (
	"context"

	"gonum.org/v1/gonum/floats"

	"github.com/malguard/malguard/graph"
)

// EigenvectorOptions are the parameters of [Eigenvector].
type EigenvectorOptions struct {
	Tolerance     float64 // 0 stands for 1e-6
	MaxIterations int     // 0 stands for 100
}

// Eigenvector returns the eigenvector centrality: the x with
//
//	ρ x(u) = \sum_{v → u} x(v),   \sum_u x(u)² = 1
//
// for the spectral radius ρ of the graph, found by power iteration from the
// uniform vector: a node is central when central nodes call it. The iteration
// adds each node's own score, which changes no eigenvector and lets periodic
// graphs converge. It ends when an iteration changes the scores by less than
// n·Tolerance in total, as in networkx.
//
// The scores mean something where every node reaches every other. Elsewhere they
// are 0 outside the strongest component and what it reaches, or depend on the
// start; without any cycle the iteration creeps and an error wraps
// [ErrNoConvergence], as it does wherever MaxIterations do not suffice.
//
// Source: P. Bonacich, Power and Centrality, https://doi.org/10.1086/228631;
// networkx eigenvector_centrality.
func Eigenvector(ctx context.Context, g *graph.Graph, opt EigenvectorOptions) (Scores, error) {
	x := make(Scores, g.NumNodes())
	for u := range x {
		x[u] = 1 / float64(len(x))
	}
	limits := limits{opt.Tolerance, opt.MaxIterations}.or(1e-6, 100)
	s, err := limits.iterate(x, func(next, x Scores) error {
		err := each(ctx, len(x), func(u graph.NodeID) { next[u] = x[u] + gather(x, g.In(u)) })
		floats.Scale(1/floats.Norm(next, 2), next)
		return err
	})
	if err != nil {
		return nil, failed("eigenvector", err)
	}
	return s, nil
}
