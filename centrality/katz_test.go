package centrality_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// known are graphs whose spectral radius is known.
func known() map[string]struct {
	g      *graph.Graph
	radius float64
} {
	type row = struct {
		g      *graph.Graph
		radius float64
	}
	rows := map[string]row{
		"loop":                         {circulant(1, 0), 1},
		"loop and cycle":               {circulant(7, 0, 1), 2},
		"two of a kind":                {union(circulant(5, 1), circulant(5, 1)), 1},
		"strongest part":               {union(union(circulant(9, 1), complete(8)), circulant(3, 0)), 7},
		"cycle called by a dense part": {joined(complete(6), circulant(4, 1)), 5},
		"dense part called by a cycle": {joined(circulant(4, 1), complete(6)), 5},
		"bipartite":                    {bipartite(3, 12), 6}, // √(3·12), period 2
		"period 3":                     {blowUp(3, 4), 4},     // cycle of 3, each node 4 times
		"mutual calls":                 {path2(30), 2 * math.Cos(math.Pi/31)},
		"large dense":                  {complete(150), 149},
		"large cycle":                  {circulant(5000, 1), 1},
		"large circulant":              {circulant(5000, 1, 2, 5), 3},
	}
	for _, n := range []int{2, 3, 10, 40} {
		rows[fmt.Sprint("cycle ", n)] = row{circulant(n, 1), 1}
		rows[fmt.Sprint("complete ", n)] = row{complete(n), float64(n - 1)}
	}
	return rows
}

// TestKatzKnowsItsLimit goes close to 1/ρ(A) from both sides. A component too
// large for elimination is decided within half a percent only.
func TestKatzKnowsItsLimit(t *testing.T) {
	for name, k := range known() {
		t.Run(name, func(t *testing.T) {
			near := 1e-9
			if k.g.NumNodes() > 4096 {
				near = 5e-3
			}
			for _, below := range []float64{0.01, 0.5, 0.99, 1 - near} {
				opt := centrality.KatzOptions{Alpha: below / k.radius, Raw: true}
				s, err := centrality.Katz(t.Context(), k.g, opt)
				require.NoError(t, err, "%v of the limit", below)
				requireSolves(t, k.g, opt.Alpha, s, 1e-13/(1-below))
			}
			for _, above := range []float64{1, 1 + 1e-9, 1.01, 2, 1000} {
				s, err := centrality.Katz(t.Context(), k.g, centrality.KatzOptions{Alpha: above / k.radius})
				require.ErrorIs(t, err, centrality.ErrAlpha, "%v of the limit", above)
				require.ErrorContains(t, err, "centrality: katz: alpha ")
				require.Nil(t, s)
			}
		})
	}
}

// TestKatzWithoutCyclesHasNoLimit: ρ is 0 where calls can be ordered.
func TestKatzWithoutCyclesHasNoLimit(t *testing.T) {
	g := diamonds(20)
	s, err := centrality.Katz(t.Context(), g, centrality.KatzOptions{Alpha: 1000, Raw: true})
	require.NoError(t, err)
	requireSolves(t, g, 1000, s, 1e-13)
	_, err = centrality.Katz(t.Context(), diamonds(1100), centrality.KatzOptions{Alpha: 1})
	require.ErrorIs(t, err, centrality.ErrAlpha, "2¹¹⁰⁰")
	require.ErrorContains(t, err, "overflow")
}

// TestKatzUnchecked solves the equation on either side of the limit, except
// where there is no solution.
func TestKatzUnchecked(t *testing.T) {
	for name, k := range known() {
		for _, share := range []float64{0.5, 1.3, 7.1} {
			opt := centrality.KatzOptions{Alpha: share / k.radius, Raw: true, Unchecked: true}
			s, err := centrality.Katz(t.Context(), k.g, opt)
			if k.g.NumNodes() > 4096 && share > 1 {
				require.ErrorContains(t, err, "too many")
				continue
			}
			require.NoError(t, err, name)
			requireSolves(t, k.g, opt.Alpha, s, 1e-10)

			opt.Raw = false
			s, err = centrality.Katz(t.Context(), k.g, opt)
			require.NoError(t, err, name)
			var sum, squares float64
			for _, x := range s {
				sum, squares = sum+x, squares+x*x
			}
			require.InDelta(t, 1, squares, 1e-12)
			require.GreaterOrEqual(t, sum, 0.0)
		}
	}
	_, err := centrality.Katz(t.Context(), circulant(1, 0), centrality.KatzOptions{Alpha: 1, Unchecked: true})
	require.ErrorIs(t, err, centrality.ErrAlpha, "0·x = 1")
}

// requireSolves puts x into x = αAᵀx + 1.
func requireSolves(t *testing.T, g *graph.Graph, alpha float64, x centrality.Scores, tol float64) {
	t.Helper()
	require.Len(t, x, g.NumNodes())
	for u := range x {
		sum, size := 1.0, 1.0
		for _, v := range g.In(graph.NodeID(u)) {
			sum += alpha * x[v]
			size += alpha * math.Abs(x[v])
		}
		require.InDelta(t, sum, x[u], tol*size, "node %d", u)
	}
}

func union(a, b *graph.Graph) *graph.Graph {
	both := numbered(a.NumNodes() + b.NumNodes())
	addEdges(both, a, 0)
	addEdges(both, b, graph.NodeID(a.NumNodes()))
	return both.Graph()
}

// joined is the union of a and b with a call from the first node of a to the
// first of b.
func joined(a, b *graph.Graph) *graph.Graph {
	both := numbered(a.NumNodes() + b.NumNodes())
	addEdges(both, a, 0)
	addEdges(both, b, graph.NodeID(a.NumNodes()))
	both.Edge(0, graph.NodeID(a.NumNodes()), graph.Site{})
	return both.Graph()
}

func addEdges(b *graph.Builder, g *graph.Graph, offset graph.NodeID) {
	for e := range g.Edges() {
		b.Edge(e.From+offset, e.To+offset, graph.Site{})
	}
}

// bipartite lets each of m nodes and each of n others call each other.
func bipartite(m, n int) *graph.Graph {
	b := numbered(m + n)
	for i := range m {
		for j := range n {
			b.Edge(graph.NodeID(i), graph.NodeID(m+j), graph.Site{})
			b.Edge(graph.NodeID(m+j), graph.NodeID(i), graph.Site{})
		}
	}
	return b.Graph()
}

// blowUp is a cycle of n groups of k nodes, each calling all of the next group.
func blowUp(n, k int) *graph.Graph {
	b := numbered(n * k)
	for i := range n * k {
		for j := range k {
			b.Edge(graph.NodeID(i), graph.NodeID((i/k+1)%n*k+j), graph.Site{})
		}
	}
	return b.Graph()
}

// path2 is a path whose neighbours call each other.
func path2(n int) *graph.Graph {
	b := numbered(n)
	for i := range graph.NodeID(n - 1) {
		b.Edge(i, i+1, graph.Site{})
		b.Edge(i+1, i, graph.Site{})
	}
	return b.Graph()
}
