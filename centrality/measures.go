package centrality

import (
	"context"
	"fmt"
	"slices"

	"github.com/malguard/malguard/graph"
)

// Scores holds one score a node, indexed by [graph.NodeID]. What is not
// reached scores 0, never infinity or NaN.
type Scores []float64

// Measure is a centrality as a value.
type Measure struct {
	Name string // as users type it: lower case, unique
	Doc  string // one line, with the formula
	// Compute returns the scores of all nodes of g, with the default parameters.
	// There are no scores if there is an error, which is that of ctx, or for katz
	// may wrap [ErrAlpha], and for eigenvector, hubs and authorities
	// [ErrNoConvergence].
	Compute func(ctx context.Context, g *graph.Graph) (Scores, error)
}

// Measures returns all measures in the order in which tables show them. The
// slice is the caller's.
func Measures() []Measure {
	return []Measure{
		{"degree", "share of the other nodes that call or are called: (in + out) / (n - 1)", Degree},
		{"indegree", "share of the other nodes that call: in / (n - 1)", InDegree},
		{"outdegree", "share of the other nodes that are called: out / (n - 1)", OutDegree},
		{"closeness", "nearness of the r callers, direct or not: r/(n-1) * r / sum over v of d(v, u)", Closeness},
		{"closeness-plain", "inverse of the mean distance of the r callers, direct or not: r / sum over v of d(v, u)", ClosenessPlain},
		{"harmonic", "nearness of all callers: sum over v of 1 / d(v, u)", Harmonic},
		{"betweenness", "share of the shortest paths between others that pass: mean of sigma(s, t | u) / sigma(s, t)", standard(Betweenness)},
		{"pagerank", "how often a random walk along calls is here: P = (1-d)/n + d * sum over callers of P / out, d = 0.85", standard(PageRank)},
		{"katz", "paths that end here, longer ones for less: x = alpha * sum over callers of x + 1, alpha = 0.01", standard(Katz)},
		{"eigenvector", "called by the central: rho * x = sum over callers of x", standard(Eigenvector)},
		{"hubs", "calls good authorities: first left singular vector of the adjacency matrix", hubs},
		{"authorities", "called by good hubs: first right singular vector of the adjacency matrix", authorities},
	}
}

// standard is a measure with its default parameters.
func standard[Options any](compute func(context.Context, *graph.Graph, Options) (Scores, error)) func(context.Context, *graph.Graph) (Scores, error) {
	return func(ctx context.Context, g *graph.Graph) (Scores, error) {
		var defaults Options
		return compute(ctx, g, defaults)
	}
}

// Named returns the measures with the given names, in the order asked for; an
// unknown name is an error.
func Named(names ...string) ([]Measure, error) {
	all := Measures()
	found := make([]Measure, 0, len(names))
	for _, name := range names {
		i := slices.IndexFunc(all, func(m Measure) bool { return m.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("centrality: unknown measure %q", name)
		}
		found = append(found, all[i])
	}
	return found, nil
}
