package features

import (
	"context"
	"errors"
	"slices"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// Presence is the measure that is 1 for every API that is called.
const Presence = "presence"

// Measure says how strongly the calls of a part of a package lead to an API:
// a number in [0,1] that does not grow with the part, since size would be a
// verdict in disguise. It is 0 for what is not called.
type Measure struct {
	Name string
	Doc  string // one line, with the formula; n counts the nodes of the part
	// Costly measures look at all paths, or may have to solve a system of n
	// equations: they take n times n and the edges.
	Costly bool

	scores func(context.Context, *part) (centrality.Scores, error)
}

// Measures returns all measures in the order in which tables show them. The
// slice is the caller's. All but the first and the last are centralities of
// package centrality, freed of size.
func Measures() []Measure {
	return []Measure{
		{Presence, "1 where the API is called", false, nil},
		{"degree", "degree centrality: callers / (n - 1)", false, degree},
		{"closeness", "closeness centrality, with Wasserman and Faust's factor", true, closeness},
		{"harmonic", "harmonic centrality / (n - 1)", true, harmonic},
		{"betweenness", "the largest betweenness centrality of its callers; an API calls nothing and has none of its own", true, betweenness},
		{"pagerank", "n p / (1 + n p) for the PageRank p", false, pagerank},
		{"katz", "1 - 1 / x for the Katz centrality x, not normalised, of alpha 0.01", true, katz},
		{"authority", "n a / (1 + n a) for the authority a of HITS", false, authority},
		{"nearness", "1 / distance from the nearest root: what importing, installing or an entry point starts", false, nearness},
	}
}

func measured(name string) (Measure, bool) {
	all := Measures()
	i := slices.IndexFunc(all, func(m Measure) bool { return m.Name == name })
	if i < 0 {
		return Measure{}, false
	}
	return all[i], true
}

// part is the graph of some calls of a package, with what several measures
// have in common.
type part struct {
	g     *graph.Graph
	roots []graph.NodeID

	closeness, harmonic centrality.Scores
}

func degree(ctx context.Context, p *part) (centrality.Scores, error) {
	s, err := centrality.Degree(ctx, p.g)
	for u := range s {
		s[u] = min(s[u], 1) // loops and mutual calls count twice
	}
	return s, err
}

// distances computes both measures of distance in one pass.
func (p *part) distances(ctx context.Context) (err error) {
	if p.harmonic == nil {
		p.closeness, p.harmonic, err = centrality.Distances(ctx, p.g)
	}
	return err
}

func closeness(ctx context.Context, p *part) (centrality.Scores, error) {
	return p.closeness, p.distances(ctx)
}

func harmonic(ctx context.Context, p *part) (centrality.Scores, error) {
	if err := p.distances(ctx); err != nil {
		return nil, err
	}
	s := slices.Clone(p.harmonic)
	for u := range s {
		s[u] /= float64(max(1, len(s)-1))
	}
	return s, nil
}

func betweenness(ctx context.Context, p *part) (centrality.Scores, error) {
	own, err := centrality.Betweenness(ctx, p.g, centrality.BetweennessOptions{})
	if err != nil {
		return nil, err
	}
	s := make(centrality.Scores, len(own))
	for u := range s {
		for _, caller := range p.g.In(graph.NodeID(u)) {
			s[u] = max(s[u], own[caller])
		}
	}
	return s, nil
}

func pagerank(ctx context.Context, p *part) (centrality.Scores, error) {
	return shares(centrality.PageRank(ctx, p.g, centrality.PageRankOptions{}))
}

func authority(ctx context.Context, p *part) (centrality.Scores, error) {
	_, authorities, err := centrality.HITS(ctx, p.g, centrality.HITSOptions{})
	if errors.Is(err, centrality.ErrNoConvergence) {
		return make(centrality.Scores, p.g.NumNodes()), nil
	}
	return shares(authorities, err)
}

// shares maps scores that add up to 1 to [0,1): 0.5 is what all nodes would
// have if all had the same.
func shares(s centrality.Scores, err error) (centrality.Scores, error) {
	for u, x := range s {
		nx := float64(len(s)) * x
		s[u] = nx / (1 + nx)
	}
	return s, err
}

// katz is 0 throughout where so many calls go in circles that Katz centrality
// is not defined.
func katz(ctx context.Context, p *part) (centrality.Scores, error) {
	s, err := centrality.Katz(ctx, p.g, centrality.KatzOptions{Raw: true})
	if errors.Is(err, centrality.ErrAlpha) {
		return make(centrality.Scores, p.g.NumNodes()), nil
	}
	for u, x := range s {
		s[u] = 1 - 1/x
	}
	return s, err
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
