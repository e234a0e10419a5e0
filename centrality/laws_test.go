package centrality_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// relabelTol bounds how far a score may move when nodes are renumbered, for
// measures that add in the order of ids; relative to max(1,|score|).
const relabelTol = 1e-9

// TestLaws holds every measure to what all centralities here promise.
func TestLaws(t *testing.T) {
	for _, m := range centrality.Measures() {
		t.Run(m.Name, func(t *testing.T) {
			t.Run("described", func(t *testing.T) { lawDescribed(t, m) })
			t.Run("finite", func(t *testing.T) { lawFinite(t, m) })
			t.Run("isolated", func(t *testing.T) { lawIsolated(t, m) })
			t.Run("relabel", func(t *testing.T) { lawRelabel(t, m) })
			t.Run("bits", func(t *testing.T) { lawBits(t, m) })
			t.Run("cancel", func(t *testing.T) { lawCancel(t, m) })
		})
	}
}

func lawDescribed(t *testing.T, m centrality.Measure) {
	require.Regexp(t, `^[a-z]+$`, m.Name)
	require.NotEmpty(t, m.Doc)
}

func lawFinite(t *testing.T, m centrality.Measure) {
	for n := range 9 {
		g := random(n, 2*n, uint64(n))
		s, err := m.Compute(t.Context(), g)
		require.NoError(t, err)
		require.Len(t, s, n)
		for _, x := range s {
			require.False(t, math.IsNaN(x) || math.IsInf(x, 0))
			require.GreaterOrEqual(t, x, 0.0)
		}
	}
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

// random returns a graph of n nodes and at most m edges, self-loops included.
func random(n, m int, seed uint64) *graph.Graph {
	r := rand.New(rand.NewPCG(seed, 0))
	var b graph.Builder
	for i := range n {
		b.Node(graph.Node{Name: fmt.Sprint("n", i)})
	}
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
