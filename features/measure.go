package features

import (
	"context"
	"errors"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// Presence is the measure that is 1 for every API that is called.
const Presence = "presence"

// Measure says how strongly the calls of a part of a package lead to an API: a
// number in [0,1] that is 0 for what is not called. Centralities are taken in a
// form without the number n of nodes: shares of n - 1 tell how large the part is,
// and sums over all nodes grow with it, and size would be a verdict in disguise.
type Measure struct {
	Name string
	Doc  string // one line, with the formula

	scores func(context.Context, *part) (centrality.Scores, error)
	// cost is the work in steps, nil for what is quick.
	cost func(*part) int64
}

// Measures returns all measures in the order in which tables show them. The
// slice is the caller's. All but the first and the last are centralities of
// package centrality.
func Measures() []Measure {
	return []Measure{
		{Presence, "1 where the API is called", nil, nil},
		{"degree", "k / (1 + k) for the number k of callers", degree, nil},
		{"closeness", "1 / mean distance of all that lead to it: closeness centrality without Wasserman and Faust's factor", closeness, allPairs},
		{"harmonic", "h / (1 + h) for the harmonic centrality h", harmonic, allPairs},
		{"betweenness", "b / (1 + b) for the largest betweenness centrality b, not normalised, of its callers: an API calls nothing and has none", betweenness, allPairs},
		{"pagerank", "n p / (1 + n p) for the PageRank p", pagerank, nil},
		{"katz", "1 - 1 / x for the Katz centrality x, not normalised, of alpha 0.01", katz, katzWork},
		{"authority", "the authority of HITS as a share of the largest", authority, nil},
		{"nearness", "1 / distance from the nearest root: what importing, installing or an entry point starts", nearness, nil},
	}
}

// allPairs is the work of a search from every node.
func allPairs(p *part) int64 {
	n, m := int64(p.g.NumNodes()), int64(p.g.NumEdges())
	return n * (n + m)
}

// katzWork allows for a system of n equations, where all nodes call each other
// in circles and powers of the matrix shrink slowly.
func katzWork(p *part) int64 {
	n := int64(p.g.NumNodes())
	return allPairs(p) + n*n*n/10
}

func measured(name string) (Measure, bool) {
	all := Measures()
	i := slices.IndexFunc(all, func(m Measure) bool { return m.Name == name })
	if i < 0 {
		return Measure{}, false
	}
	return all[i], true
}

// part is the graph of some calls of a package, and where it is entered.
type part struct {
	g     *graph.Graph
	roots []graph.NodeID
}

func degree(ctx context.Context, p *part) (centrality.Scores, error) {
	s := make(centrality.Scores, p.g.NumNodes())
	for u := range s {
		s[u] = saturated(float64(len(p.g.In(graph.NodeID(u)))))
	}
	return s, ctx.Err()
}

// saturated maps [0,∞) to [0,1), in the same order.
func saturated(x float64) float64 { return x / (1 + x) }

func closeness(ctx context.Context, p *part) (centrality.Scores, error) {
	return centrality.ClosenessPlain(ctx, p.g)
}

func harmonic(ctx context.Context, p *part) (centrality.Scores, error) {
	return each(saturated)(centrality.Harmonic(ctx, p.g))
}

// each applies f to all scores.
func each(f func(float64) float64) func(centrality.Scores, error) (centrality.Scores, error) {
	return func(s centrality.Scores, err error) (centrality.Scores, error) {
		for u, x := range s {
			s[u] = f(x)
		}
		return s, err
	}
}

func betweenness(ctx context.Context, p *part) (centrality.Scores, error) {
	own, err := centrality.Betweenness(ctx, p.g, centrality.BetweennessOptions{Raw: true})
	if err != nil {
		return nil, err
	}
	s := make(centrality.Scores, len(own))
	for u := range s {
		for _, caller := range p.g.In(graph.NodeID(u)) {
			s[u] = max(s[u], saturated(own[caller]))
		}
	}
	return s, nil
}

func pagerank(ctx context.Context, p *part) (centrality.Scores, error) {
	n := float64(p.g.NumNodes())
	return each(func(x float64) float64 { return saturated(n * x) })(centrality.PageRank(ctx, p.g, centrality.PageRankOptions{}))
}

func authority(ctx context.Context, p *part) (centrality.Scores, error) {
	_, authorities, err := centrality.HITS(ctx, p.g, centrality.HITSOptions{})
	if errors.Is(err, centrality.ErrNoConvergence) {
		return make(centrality.Scores, p.g.NumNodes()), nil
	}
	if len(authorities) > 0 {
		if most := slices.Max(authorities); most > 0 {
			floats.Scale(1/most, authorities)
		}
	}
	return authorities, err
}

// katz is 0 throughout where so many calls go in circles that Katz centrality
// is not defined.
func katz(ctx context.Context, p *part) (centrality.Scores, error) {
	s, err := centrality.Katz(ctx, p.g, centrality.KatzOptions{Raw: true})
	if errors.Is(err, centrality.ErrAlpha) {
		return make(centrality.Scores, p.g.NumNodes()), nil
	}
	return each(func(x float64) float64 { return 1 - 1/x })(s, err)
}

// nearness searches breadth first from all roots at once.
func nearness(_ context.Context, p *part) (centrality.Scores, error) {
	s := make(centrality.Scores, p.g.NumNodes())
	seen := make([]bool, len(s))
	queue := make([]graph.NodeID, 0, len(s))
	for _, r := range p.roots {
		if !seen[r] {
			seen[r] = true
			queue = append(queue, r)
		}
	}
	for distance, head := 1.0, 0; head < len(queue); distance++ {
		for tail := len(queue); head < tail; head++ {
			for _, v := range p.g.Out(queue[head]) {
				if !seen[v] {
					seen[v] = true
					s[v] = 1 / distance
					queue = append(queue, v)
				}
			}
		}
	}
	return s, nil
}
