package centrality_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// TestByHand repeats the measures on the path a → b → c → d → e, worked out on
// paper, lest the table and the code share a mistake.
func TestByHand(t *testing.T) {
	b := numbered(5)
	for u := range graph.NodeID(4) {
		b.Edge(u, u+1, graph.Site{})
	}
	g := b.Graph()
	for name, want := range map[string]centrality.Scores{
		"degree":          {.25, .5, .5, .5, .25},
		"indegree":        {0, .25, .25, .25, .25},
		"outdegree":       {.25, .25, .25, .25, 0},
		"closeness":       {0, 1. / 4 * 1 / 1, 2. / 4 * 2 / 3, 3. / 4 * 3 / 6, 4. / 4 * 4 / 10},
		"closeness-plain": {0, 1, 2. / 3, 3. / 6, 4. / 10},
		"harmonic":        {0, 1, 1 + 1./2, 1 + 1./2 + 1./3, 1 + 1./2 + 1./3 + 1./4},
		"betweenness":     {0, 3. / 12, 4. / 12, 3. / 12, 0},
		"hubs":            {.25, .25, .25, .25, 0},
		"authorities":     {0, .25, .25, .25, .25},
	} {
		got, err := measure(name)(t.Context(), g)
		require.NoError(t, err)
		requireClose(t, want, got, 1e-15)
	}
	raw, err := centrality.Katz(t.Context(), g, centrality.KatzOptions{Alpha: .5, Beta: 2, Raw: true})
	require.NoError(t, err)
	require.Equal(t, centrality.Scores{2, 3, 3.5, 3.75, 3.875}, raw)
}

func TestDistancesAreBothInOnePass(t *testing.T) {
	for _, g := range []*graph.Graph{random(0, 0, 1), random(1, 1, 1), random(300, 700, 1)} {
		closeness, harmonic, err := centrality.Distances(t.Context(), g)
		require.NoError(t, err)
		c, err := centrality.Closeness(t.Context(), g)
		require.NoError(t, err)
		h, err := centrality.Harmonic(t.Context(), g)
		require.NoError(t, err)
		require.Equal(t, c, closeness)
		require.Equal(t, h, harmonic)
	}
}

// TestLoopsAreNoDetours: an edge from a node to itself is on no shortest path.
func TestLoopsAreNoDetours(t *testing.T) {
	for seed := range uint64(5) {
		g := withoutLoops(random(40, 50, seed))
		b := numbered(40)
		addEdges(b, g, 0)
		for u := range graph.NodeID(40) {
			b.Edge(u, u, graph.Site{})
		}
		loops := b.Graph()
		for _, name := range []string{"closeness", "closeness-plain", "harmonic", "betweenness"} {
			want, err := measure(name)(t.Context(), g)
			require.NoError(t, err)
			got, err := measure(name)(t.Context(), loops)
			require.NoError(t, err)
			require.Equal(t, want, got, name)
		}
	}
}

// TestBetweennessOfManyPaths: 2¹¹⁰⁰ shortest paths lead through a chain of 1,100
// diamonds, more than float64 can count. Half of those that pass a diamond pass
// each of its sides, and all pass its ends.
func TestBetweennessOfManyPaths(t *testing.T) {
	const n = 1100
	g := diamonds(n)
	got, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{Raw: true})
	require.NoError(t, err)
	for i := range n + 1 {
		before, after := float64(3*i), float64(3*(n-i))
		require.InEpsilon(t, before*after+1, got[3*i]+1, 1e-12, "end %d", i)
		if i < n {
			require.InEpsilon(t, (before+1)*(after-2)/2, got[3*i+1], 1e-12, "side %d", i)
		}
	}
}

func TestPivots(t *testing.T) {
	g := random(60, 150, 4)
	exact, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{})
	require.NoError(t, err)
	for _, pivots := range []int{60, 61, math.MaxInt} {
		all, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{Pivots: pivots, Seed: 5})
		require.NoError(t, err)
		require.Equal(t, exact, all)
	}
	_, err = centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{Pivots: -1})
	require.EqualError(t, err, "centrality: betweenness: -1 pivots")
}

// TestPivotsAreUnbiased: over 4,000 draws the mean of each score is within five
// standard errors of the exact one.
func TestPivotsAreUnbiased(t *testing.T) {
	const draws = 4000
	g := random(30, 80, 6)
	exact, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{})
	require.NoError(t, err)
	sum, squares := make([]float64, 30), make([]float64, 30)
	for seed := range uint64(draws) {
		s, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{Pivots: 5, Seed: seed})
		require.NoError(t, err)
		for u, x := range s {
			sum[u] += x
			squares[u] += x * x
		}
	}
	for u := range exact {
		mean := sum[u] / draws
		deviation := math.Sqrt(math.Max(0, squares[u]/draws-mean*mean) / draws)
		require.InDelta(t, exact[u], mean, 5*deviation+1e-12)
	}
	one, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{Pivots: 5, Seed: 1})
	require.NoError(t, err)
	other, err := centrality.Betweenness(t.Context(), g, centrality.BetweennessOptions{Pivots: 5, Seed: 2})
	require.NoError(t, err)
	require.NotEqual(t, one, other)
}

func TestParametersThatMakeNoSense(t *testing.T) {
	g := random(5, 9, 1)
	nan := math.NaN()
	for _, opt := range []centrality.PageRankOptions{
		{Damping: 1}, {Damping: -.5}, {Damping: nan}, {Tolerance: -1}, {Tolerance: nan}, {MaxIterations: -1},
	} {
		_, err := centrality.PageRank(t.Context(), g, opt)
		require.ErrorContains(t, err, "centrality: pagerank: ")
		require.NotErrorIs(t, err, centrality.ErrNoConvergence)
	}
	for _, opt := range []centrality.KatzOptions{{Alpha: -1}, {Alpha: nan}, {Alpha: math.Inf(1)}, {Beta: nan}, {Beta: math.Inf(-1)}} {
		_, err := centrality.Katz(t.Context(), g, opt)
		require.ErrorContains(t, err, "centrality: katz: ")
		require.NotErrorIs(t, err, centrality.ErrAlpha)
	}
	_, err := centrality.PageRank(t.Context(), g, centrality.PageRankOptions{Tolerance: 1e-14, MaxIterations: 3})
	require.ErrorIs(t, err, centrality.ErrNoConvergence)
	_, _, err = centrality.HITS(t.Context(), g, centrality.HITSOptions{MaxIterations: 1})
	require.ErrorIs(t, err, centrality.ErrNoConvergence)
}
