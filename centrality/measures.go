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
	// Compute returns the scores of all nodes of g. Its only error is that of
	// ctx, and then there are no scores.
	Compute func(ctx context.Context, g *graph.Graph) (Scores, error)
}

// Measures returns all measures in the order in which tables show them. The
// slice is the caller's.
func Measures() []Measure {
	return []Measure{
		{"degree", "share of the other nodes that call or are called: (in + out) / (n - 1)", Degree},
		{"harmonic", "nearness of all callers: sum over v of 1 / d(v, u)", Harmonic},
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
