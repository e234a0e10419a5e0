package paper

import (
	"context"
	"errors"
	"fmt"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// ErrOneNode says that a graph of one node has no Katz centrality: networkx
// katz_centrality_numpy raises a TypeError there, and their code goes on
// without.
var ErrOneNode = errors.New("no Katz centrality of one node")

// Measures returns the four centralities of the paper, in the order of their
// code (calculate_centrality in social-network/cal_cen_new.py): degree,
// closeness, harmonic, and katz with an alpha of 0.01, normalised. Katz is
// solved also where alpha is beyond its limit and the scores have no meaning, as
// numpy.linalg.solve does, and its error wraps [ErrOneNode] on one node. The
// slice is the caller's.
func Measures() []centrality.Measure {
	return []centrality.Measure{
		{Name: "degree", Doc: "(in + out) / (n - 1), 1 in a graph of one node", Compute: centrality.Degree},
		{Name: "closeness", Doc: "r/(n-1) * r / sum over the r callers v of d(v, u)", Compute: centrality.Closeness},
		{Name: "harmonic", Doc: "sum over v of 1 / d(v, u), not normalised", Compute: centrality.Harmonic},
		{Name: "katz", Doc: "x = 0.01 * sum over callers of x + 1, scaled to length 1", Compute: katz},
	}
}

func katz(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
	if g.NumNodes() == 1 {
		return nil, fmt.Errorf("paper: katz: %w", ErrOneNode)
	}
	return centrality.Katz(ctx, g, centrality.KatzOptions{Alpha: 0.01, Unchecked: true})
}
