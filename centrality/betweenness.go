package centrality

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/malguard/malguard/graph"
)

// BetweennessOptions are the parameters of [Betweenness].
type BetweennessOptions struct {
	// Raw leaves out the division by the number of pairs.
	Raw bool
	// Pivots is the number of nodes from which shortest paths are followed; 0,
	// or the number of nodes and above, is all of them and exact.
	Pivots int
	// Seed chooses the pivots.
	Seed uint64
}

// Betweenness returns the betweenness centrality
//
//	B(u) = 1/((n-1)(n-2)) \sum_{s ≠ u ≠ t} σ(s,t|u) / σ(s,t)
//
// where σ(s,t) is the number of shortest paths from s to t and σ(s,t|u) of those
// that pass through u between its ends: a node is central when others need it to
// reach each other. Each ordered pair counts. Graphs of one or two nodes have
// no such pair and score 0. Edges from a node to itself have no effect. It takes
// O(nm) time for n nodes and m edges, and numbers of paths beyond the range of
// float64 do no harm.
//
// With fewer pivots than nodes, the sources s are that many nodes drawn without
// replacement, and the sum is multiplied by n/Pivots: its expectation is the
// exact value.
//
// An error other than that of ctx is a negative number of pivots.
//
// Source: U. Brandes, A faster algorithm for betweenness centrality,
// https://doi.org/10.1080/0022250X.2001.9990249; U. Brandes and C. Pich,
// Centrality estimation in large networks,
// https://doi.org/10.1142/S0218127407018403; networkx betweenness_centrality.
func Betweenness(ctx context.Context, g *graph.Graph, opt BetweennessOptions) (Scores, error) {
	if opt.Pivots < 0 {
		return nil, failed("betweenness", fmt.Errorf("%d pivots", opt.Pivots))
	}
	s, err := betweenness(ctx, g, opt)
	if err != nil {
		return nil, failed("betweenness", err)
	}
	return s, nil
}

func betweenness(ctx context.Context, g *graph.Graph, opt BetweennessOptions) (Scores, error) {
	n := g.NumNodes()
	calls, err := callsOf(ctx, g)
	if err != nil {
		return nil, err
	}
	sources := pivots(n, opt)
	s, err := sumSources(ctx, n, sources, func(stop *brake) func(graph.NodeID, Scores) {
		return newBrandes(calls, stop).addDependencies
	})
	if err != nil {
		return nil, err
	}
	scale := 1.0
	if !opt.Raw && n > 2 {
		scale = 1 / (float64(n-1) * float64(n-2))
	}
	if len(sources) < n {
		scale *= float64(n) / float64(len(sources))
	}
	for u := range s {
		s[u] *= scale
	}
	return s, nil
}

// pivots returns the sources, ascending.
func pivots(n int, opt BetweennessOptions) []graph.NodeID {
	all := make([]graph.NodeID, n)
	for u := range all {
		all[u] = graph.NodeID(u)
	}
	if opt.Pivots == 0 || opt.Pivots >= n {
		return all
	}
	r := rand.New(rand.NewPCG(opt.Seed, 0))
	r.Shuffle(n, func(i, j int) { all[i], all[j] = all[j], all[i] })
	some := all[:opt.Pivots]
	slices.Sort(some)
	return some
}
