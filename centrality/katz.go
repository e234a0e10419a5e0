package centrality

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/malguard/malguard/graph"
)

// KatzOptions are the parameters of [Katz].
type KatzOptions struct {
	Alpha float64 // weight of a call, above 0; 0 stands for 0.01, the paper's value
	Beta  float64 // score of a node without callers; 0 stands for 1
	Raw   bool    // do not scale to length 1

	// Unchecked solves the equation also where alpha is beyond its limit and the
	// solution has no meaning, as networkx katz_centrality_numpy does.
	Unchecked bool
}

// ErrAlpha says that alpha is too large for the graph: not below 1/ρ(A), the
// inverse of the spectral radius of the adjacency matrix, so that longer and
// longer paths count for more and more, or so large that scores overflow.
var ErrAlpha = errors.New("alpha is not below 1/ρ(A)")

var errOverflow = fmt.Errorf("scores overflow: %w", ErrAlpha)

// Katz returns the Katz centrality
//
//	x(u) = α \sum_{v → u} x(v) + β,
//
// β times the sum, over all paths that end in u, of α to the length of the path,
// scaled to \sum_u x(u)² = 1 (unless Raw) and to a positive sum. An edge from a
// node to itself is an edge like any other. A graph of one node has a score too,
// where networkx katz_centrality_numpy fails.
//
// The sum is finite only for α < 1/ρ(A). Beyond, an error wraps [ErrAlpha],
// also within about 1e-12 of the limit, where scores are noise; networkx's numpy
// version, which the published code calls, never notices. Whether α is below is
// proven, for each strongly connected component: x > 0 and αAᵀx < x, both in
// every node, imply α ρ(A) < 1 (Collatz and Wielandt), and a vector that grows in
// every node disproves it. Where all calls can be ordered ρ is 0, and any α is
// below.
//
// Callers are solved before what they call: a node outside cycles in one step,
// a component by its power series and, where that converges slowly or not at
// all, by elimination, in O(k³) time and 8k² bytes for a component of k nodes. A
// component too large for that (above 4,096 nodes) with α within some 0.4 % of
// its limit, or beyond and Unchecked, is an error.
//
// Other errors are those of ctx and parameters that are negative or not finite.
//
// Source: L. Katz, A new status index derived from sociometric analysis,
// https://doi.org/10.1007/BF02289026; networkx katz_centrality_numpy.
func Katz(ctx context.Context, g *graph.Graph, opt KatzOptions) (Scores, error) {
	alpha, beta := orDefault(opt.Alpha, 0.01), orDefault(opt.Beta, 1)
	if !(alpha > 0 && alpha <= math.MaxFloat64) || math.IsNaN(beta) || math.IsInf(beta, 0) {
		return nil, failed("katz", fmt.Errorf("alpha %v, beta %v", alpha, beta))
	}
	s, err := solveKatz(ctx, g, alpha, opt.Unchecked)
	if err != nil {
		return nil, failed("katz", fmt.Errorf("alpha %v: %w", alpha, err))
	}
	scale := beta
	if !opt.Raw && len(s) > 0 {
		scale = math.Copysign(1/floats.Norm(s, 2), floats.Sum(s))
	}
	floats.Scale(scale, s)
	for _, x := range s {
		if math.IsInf(x, 0) || math.IsNaN(x) {
			return nil, failed("katz", fmt.Errorf("alpha %v: %w", alpha, errOverflow))
		}
	}
	return s, nil
}

// solveKatz returns the x with x = αAᵀx + 1.
func solveKatz(ctx context.Context, g *graph.Graph, alpha float64, unchecked bool) (Scores, error) {
	k := &katz{
		g: g, alpha: alpha, unchecked: unchecked,
		x: make(Scores, g.NumNodes()), term: make(Scores, g.NumNodes()),
	}
	found, err := components(ctx, g)
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		if err := k.solve(ctx, c); err != nil {
			return nil, err
		}
	}
	return k.x, nil
}

// katz solves one component after the other.
type katz struct {
	g         *graph.Graph
	alpha     float64
	unchecked bool
	x         Scores // 0 for what is not yet solved
	term      Scores // scratch; 0 outside of the component in work
}

const (
	// proof is how far αAᵀx must stay below x, relative to it; rounding in a sum
	// of 4,096 scores is less than that.
	proof = 1e-12
	// fewTerms and mostTerms bound the power series. The few suffice up to about
	// α = 0.5/ρ, the most up to 0.996/ρ.
	fewTerms, mostTerms = 50, 10_000
	// mostDense bounds the components that are solved by elimination.
	mostDense = 4096
)

// solve fills x for the component c, whose callers are solved.
func (k *katz) solve(ctx context.Context, c []graph.NodeID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	from := make([]float64, len(c)) // 1 and what comes from outside of c
	for i, u := range c {
		from[i] = 1 + k.alpha*gather(k.x, k.g.In(u))
		if math.IsInf(from[i], 0) || math.IsNaN(from[i]) {
			return errOverflow
		}
	}
	if len(c) == 1 && !k.g.HasEdge(c[0], c[0]) {
		k.x[c[0]] = from[0]
		return nil
	}
	verdict, err := undecided, error(nil)
	if floats.Min(from) > 0 { // always, unless a component was solved beyond its limit
		verdict, err = k.series(ctx, c, from)
	}
	switch {
	case err != nil || verdict == converges:
		return err
	case verdict == diverges && !k.unchecked:
		return k.beyond(c)
	case len(c) > mostDense:
		return fmt.Errorf("%d nodes call each other, too many to solve near the limit or beyond: %w", len(c), ErrAlpha)
	}
	x, err := k.eliminate(ctx, c, from)
	if err != nil {
		return err
	}
	for i, u := range c {
		k.x[u] = x[i]
	}
	if !k.unchecked && !k.proven(c) {
		return k.beyond(c)
	}
	return nil
}

func (k *katz) beyond(c []graph.NodeID) error {
	return fmt.Errorf("among %d nodes that call each other: %w", len(c), ErrAlpha)
}

type convergence int

const (
	undecided convergence = iota
	converges
	diverges
)

// series sums from + M from + M² from + … for M = αAᵀ within c. A term that is
// nowhere less than the first proves ρ(M) ≥ 1; one that is everywhere less than
// 2⁻⁵⁴ of it bounds the rest of the sum by as much of the whole.
func (k *katz) series(ctx context.Context, c []graph.NodeID, from []float64) (convergence, error) {
	next := make([]float64, len(c))
	sum := append([]float64(nil), from...)
	for i, u := range c {
		k.term[u] = from[i]
	}
	defer k.clear(c)
	for range k.terms(c) {
		low, high := math.Inf(1), 0.0
		err := each(ctx, len(c), func(i graph.NodeID) {
			next[i] = k.alpha * gather(k.term, k.g.In(c[i]))
			low, high = min(low, next[i]/from[i]), max(high, next[i]/from[i])
		})
		if err != nil {
			return undecided, err
		}
		floats.Add(sum, next)
		switch {
		case high < 0x1p-54:
			for i, u := range c {
				k.x[u] = sum[i]
			}
			return converges, nil
		case low >= 1:
			return diverges, nil
		}
		for i, u := range c {
			k.term[u] = next[i]
		}
	}
	return undecided, nil
}

// terms returns how many terms of the series to look at for c: as many as cost
// no more than elimination.
func (k *katz) terms(c []graph.NodeID) int {
	if len(c) > mostDense {
		return mostTerms
	}
	calls := 0
	for _, u := range c {
		calls += len(k.g.In(u))
	}
	return max(fewTerms, min(mostTerms, len(c)*len(c)*len(c)/(4*calls)))
}

// proven reports whether the solution proves that α is below its limit.
func (k *katz) proven(c []graph.NodeID) bool {
	for _, u := range c {
		k.term[u] = k.x[u]
	}
	defer k.clear(c)
	for _, u := range c {
		if x := k.x[u]; !(x > 0 && k.alpha*gather(k.term, k.g.In(u)) < (1-proof)*x) {
			return false
		}
	}
	return true
}

func (k *katz) clear(c []graph.NodeID) {
	for _, u := range c {
		k.term[u] = 0
	}
}
