package centrality

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/malguard/malguard/graph"
)

// ErrNoConvergence says that an iteration did not settle within the number of
// steps allowed.
var ErrNoConvergence = errors.New("no convergence")

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
func (l limits) iterate(x Scores, step func(next, x Scores) error) (Scores, error) {
	if !(l.tolerance > 0) || l.most < 0 {
		return nil, fmt.Errorf("tolerance %v and %d iterations are not positive", l.tolerance, l.most)
	}
	next := make(Scores, len(x))
	for range l.most {
		if err := step(next, x); err != nil {
			return nil, err
		}
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

// each calls visit for the nodes 0 … n-1, unless ctx ends.
func each(ctx context.Context, n int, visit func(u graph.NodeID)) error {
	const often = 4096 // visits take microseconds
	for u := range n {
		if u%often == 0 && ctx.Err() != nil {
			break
		}
		visit(graph.NodeID(u))
	}
	return ctx.Err()
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
