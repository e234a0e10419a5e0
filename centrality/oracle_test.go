package centrality_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// columns says which column of testdata/oracle.json a measure must equal, and
// how closely: |x-y| <= tol * max(1,|y|). Tolerances are those of
// testdata/ORIGIN. Every measure needs a line.
var columns = map[string]struct {
	key string
	tol float64
}{
	"degree":   {"degree", 1e-11},
	"harmonic": {"harmonic", 1e-11},
}

type oracleGraph struct {
	Name   string
	Nodes  []string
	Edges  [][2]graph.NodeID
	Values map[string][]float64
}

func oracle(t testing.TB) []oracleGraph {
	t.Helper()
	data, err := os.ReadFile("testdata/oracle.json")
	require.NoError(t, err)
	var o struct{ Graphs []oracleGraph }
	require.NoError(t, json.Unmarshal(data, &o))
	require.Len(t, o.Graphs, 13)
	return o.Graphs
}

func (o oracleGraph) graph() *graph.Graph {
	var b graph.Builder
	for _, name := range o.Nodes {
		b.Node(graph.Node{Name: name})
	}
	for _, e := range o.Edges {
		b.Edge(e[0], e[1], graph.Site{})
	}
	return b.Graph()
}

func TestMeasuresEqualNetworkx(t *testing.T) {
	for _, m := range centrality.Measures() {
		col, ok := columns[m.Name]
		require.True(t, ok, "%s has no line in columns", m.Name)
		for _, o := range oracle(t) {
			t.Run(m.Name+"/"+o.Name, func(t *testing.T) {
				want, ok := o.Values[col.key]
				require.True(t, ok)
				got, err := m.Compute(t.Context(), o.graph())
				require.NoError(t, err)
				requireClose(t, want, got, col.tol)
			})
		}
	}
}

func requireClose(t *testing.T, want, got []float64, tol float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.InDelta(t, want[i], got[i], tol*math.Max(1, math.Abs(want[i])), "node %d", i)
	}
}

// TestByHand repeats the two measures on the path a → b → c → d → e, worked
// out on paper, lest the table and the code share a mistake.
func TestByHand(t *testing.T) {
	var b graph.Builder
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		b.Node(graph.Node{Name: name})
	}
	for u := range graph.NodeID(4) {
		b.Edge(u, u+1, graph.Site{})
	}
	for name, want := range map[string]centrality.Scores{
		"degree":   {.25, .5, .5, .5, .25},
		"harmonic": {0, 1, 1 + 1./2, 1 + 1./2 + 1./3, 1 + 1./2 + 1./3 + 1./4},
	} {
		ms, err := centrality.Named(name)
		require.NoError(t, err)
		got, err := ms[0].Compute(t.Context(), b.Graph())
		require.NoError(t, err)
		requireClose(t, want, got, 1e-15)
	}
}
