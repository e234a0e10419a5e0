package centrality_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// relabelTol bounds how far a score may move when nodes are renumbered, for
// measures that add in the order of ids; relative to max(1,|score|).
const relabelTol = 1e-9

// mayFail says which measures may return which error, on which graphs; all
// others have scores on every graph. On what [regular] returns every measure has.
var mayFail = map[string]error{
	"katz":        centrality.ErrAlpha,         // spectral radius 100 or more, or scores beyond float64
	"eigenvector": centrality.ErrNoConvergence, // not strongly connected, or with two eigenvalues nearly as large
	"hubs":        centrality.ErrNoConvergence, // two singular values nearly as large
	"authorities": centrality.ErrNoConvergence,
}

// TestLaws holds every measure to what all centralities here promise.
func TestLaws(t *testing.T) {
	for _, m := range centrality.Measures() {
		t.Run(m.Name, func(t *testing.T) {
			t.Run("described", func(t *testing.T) { lawDescribed(t, m) })
			t.Run("finite", func(t *testing.T) { lawFinite(t, m) })
			t.Run("answers", func(t *testing.T) { lawAnswers(t, m) })
			t.Run("isolated", func(t *testing.T) { lawIsolated(t, m) })
			t.Run("relabel", func(t *testing.T) { lawRelabel(t, m) })
			t.Run("bits", func(t *testing.T) { lawBits(t, m) })
			t.Run("cancel", func(t *testing.T) { lawCancel(t, m) })
			t.Run("midway", func(t *testing.T) { lawMidway(t, m) })
		})
	}
}

func lawDescribed(t *testing.T, m centrality.Measure) {
	require.Regexp(t, `^[a-z]+(-[a-z]+)*$`, m.Name)
	require.NotEmpty(t, m.Doc)
}

func lawFinite(t *testing.T, m centrality.Measure) {
	graphs := []*graph.Graph{random(120, 13_000, 1), diamonds(1100)}
	for n := range 9 {
		graphs = append(graphs, random(n, 2*n, uint64(n)))
	}
	for _, g := range graphs {
		s, err := m.Compute(t.Context(), g)
		if allowed := mayFail[m.Name]; err != nil && allowed != nil {
			require.ErrorIs(t, err, allowed)
			require.Nil(t, s)
			continue
		}
		require.NoError(t, err)
		requireScores(t, g, s)
	}
}

func requireScores(t *testing.T, g *graph.Graph, s centrality.Scores) {
	t.Helper()
	require.Len(t, s, g.NumNodes())
	for _, x := range s {
		require.False(t, math.IsNaN(x) || math.IsInf(x, 0))
		require.GreaterOrEqual(t, x, 0.0)
	}
}

// lawAnswers: where all nodes are alike, all measures have scores, all alike.
func lawAnswers(t *testing.T, m centrality.Measure) {
	for _, g := range regular() {
		s, err := m.Compute(t.Context(), g)
		require.NoError(t, err)
		requireScores(t, g, s)
		for _, x := range s {
			require.InDelta(t, s[0], x, 1e-12)
		}
	}
}

// regular returns graphs whose nodes are all alike.
func regular() []*graph.Graph {
	graphs := []*graph.Graph{circulant(0), circulant(1), circulant(1, 0), circulant(5)}
	for n := 2; n < 40; n++ {
		graphs = append(graphs, circulant(n, 1), circulant(n, 0, 1, 2), complete(n))
	}
	return graphs
}

// circulant returns n nodes, node i calling i + step for every step.
func circulant(n int, steps ...int) *graph.Graph {
	b := numbered(n)
	for i := range n {
		for _, step := range steps {
			b.Edge(graph.NodeID(i), graph.NodeID((i+step)%n), graph.Site{})
		}
	}
	return b.Graph()
}

// complete returns n nodes that all call each other, but not themselves.
func complete(n int) *graph.Graph {
	var steps []int
	for i := 1; i < n; i++ {
		steps = append(steps, i)
	}
	return circulant(n, steps...)
}

// diamonds returns a chain of n diamonds: 2ⁿ shortest paths from end to end.
func diamonds(n int) *graph.Graph {
	b := numbered(3*n + 1)
	for i := range graph.NodeID(n) {
		for side := 3*i + 1; side <= 3*i+2; side++ {
			b.Edge(3*i, side, graph.Site{})
			b.Edge(side, 3*i+3, graph.Site{})
		}
	}
	return b.Graph()
}

func numbered(n int) *graph.Builder {
	b := new(graph.Builder)
	for i := range n {
		b.Node(graph.Node{Name: fmt.Sprint("n", i)})
	}
	return b
}

// lawIsolated: a node without edges is no more central than any other.
func lawIsolated(t *testing.T, m centrality.Measure) {
	var b graph.Builder
	lone := b.Node(graph.Node{Name: "lone"})
	u, v := b.Node(graph.Node{Name: "u"}), b.Node(graph.Node{Name: "v"})
	b.Edge(u, v, graph.Site{})
	b.Edge(v, u, graph.Site{})
	s, err := m.Compute(t.Context(), b.Graph())
	require.NoError(t, err)
	require.LessOrEqual(t, s[lone], s[u])
	require.LessOrEqual(t, s[lone], s[v])
}

func lawRelabel(t *testing.T, m centrality.Measure) {
	g := random(60, 150, 7)
	perm := rand.New(rand.NewPCG(8, 0)).Perm(60)
	var b graph.Builder
	names := make([]string, 60)
	for old, id := range perm {
		names[id] = g.Node(graph.NodeID(old)).Name
	}
	for _, name := range names {
		b.Node(graph.Node{Name: name})
	}
	for e := range g.Edges() {
		b.Edge(graph.NodeID(perm[e.From]), graph.NodeID(perm[e.To]), graph.Site{})
	}
	want, err := m.Compute(t.Context(), g)
	require.NoError(t, err)
	got, err := m.Compute(t.Context(), b.Graph())
	require.NoError(t, err)
	for old, id := range perm {
		require.InDelta(t, want[old], got[id], relabelTol*math.Max(1, want[old]))
	}
}

// lawBits: several blocks of nodes, scored by one processor and by four.
func lawBits(t *testing.T, m centrality.Measure) {
	g := random(700, 1800, 3)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want, err := m.Compute(t.Context(), g)
	require.NoError(t, err)
	runtime.GOMAXPROCS(4)
	for range 3 {
		got, err := m.Compute(t.Context(), g)
		require.NoError(t, err)
		for i := range want {
			require.Equal(t, math.Float64bits(want[i]), math.Float64bits(got[i]))
		}
	}
}

func lawCancel(t *testing.T, m centrality.Measure) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := m.Compute(ctx, random(10, 20, 1))
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "centrality: "+m.Name)
	require.Nil(t, s)
}

// lawMidway: what would take hours on one processor ends with its context.
func lawMidway(t *testing.T, m centrality.Measure) {
	slow := []string{"closeness", "closeness-plain", "harmonic", "betweenness"}
	if !slices.Contains(slow, m.Name) {
		t.Skip("takes no hours")
	}
	g := circulant(200_000, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	s, err := m.Compute(ctx, g)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Nil(t, s)
}

// random returns a graph of n nodes and at most m edges, self-loops included.
func random(n, m int, seed uint64) *graph.Graph {
	r := rand.New(rand.NewPCG(seed, 0))
	b := numbered(n)
	for range m {
		b.Edge(graph.NodeID(r.IntN(n)), graph.NodeID(r.IntN(n)), graph.Site{})
	}
	return b.Graph()
}

func TestMeasuresIsAFreshList(t *testing.T) {
	first := centrality.Measures()
	names := map[string]bool{}
	for _, m := range first {
		require.False(t, names[m.Name], "%s twice", m.Name)
		names[m.Name] = true
	}
	first[0].Name = "changed"
	require.NotEqual(t, "changed", centrality.Measures()[0].Name)
}

func TestNamed(t *testing.T) {
	ms, err := centrality.Named("harmonic", "degree")
	require.NoError(t, err)
	require.Equal(t, []string{"harmonic", "degree"}, []string{ms[0].Name, ms[1].Name})
	_, err = centrality.Named("degree", "Harmonic")
	require.ErrorContains(t, err, `"Harmonic"`)
}
