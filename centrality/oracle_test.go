package centrality_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

type compute func(context.Context, *graph.Graph) (centrality.Scores, error)

// columns says how each column of testdata/oracle.json is computed here, and
// how closely it must agree: |x-y| <= tol * max(1,|y|). Tolerances are those of
// testdata/ORIGIN. A measure is the one that gives the column with its default
// parameters.
var columns = map[string]struct {
	measure string
	compute compute
	tol     float64
}{
	"degree":               {"degree", centrality.Degree, 1e-11},
	"in_degree":            {"indegree", centrality.InDegree, 1e-11},
	"out_degree":           {"outdegree", centrality.OutDegree, 1e-11},
	"closeness":            {"closeness", centrality.Closeness, 1e-11},
	"closeness_no_wf":      {"closeness-plain", centrality.ClosenessPlain, 1e-11},
	"closeness_outward":    {"", outward, 1e-11},
	"harmonic":             {"harmonic", centrality.Harmonic, 1e-11},
	"katz_numpy_0.01":      {"", katz(centrality.KatzOptions{Unchecked: true}), 1e-10},
	"katz_numpy_0.1":       {"", katz(centrality.KatzOptions{Alpha: 0.1}), 1e-10},
	"katz_0.01_tol1e-12":   {"katz", katz(centrality.KatzOptions{}), 1e-9},
	"katz_0.1_tol1e-12":    {"", katz(centrality.KatzOptions{Alpha: 0.1}), 1e-9},
	"katz_raw_0.01":        {"", katz(centrality.KatzOptions{Raw: true, Unchecked: true}), 1e-10},
	"betweenness":          {"betweenness", betweenness(centrality.BetweennessOptions{}), 1e-11},
	"betweenness_raw":      {"", betweenness(centrality.BetweennessOptions{Raw: true}), 1e-11},
	"pagerank_default":     {"pagerank", pageRank(centrality.PageRankOptions{}), 1e-9},
	"pagerank_tol1e-14":    {"", pageRank(centrality.PageRankOptions{Tolerance: 1e-14, MaxIterations: 10_000}), 1e-9},
	"eigenvector_tol1e-12": {"", eigenvector(1e-12, 100_000), 1e-9},
	"eigenvector_numpy":    {"", eigenvector(1e-14, 100_000), 1e-9},
	"hubs":                 {"hubs", measure("hubs"), 1e-9},
	"authorities":          {"authorities", measure("authorities"), 1e-9},
}

// withoutColumn lists measures whose default parameters no column has, with the
// column that tests them under others.
var withoutColumn = map[string]string{"eigenvector": "eigenvector_tol1e-12"}

func katz(opt centrality.KatzOptions) compute {
	return func(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
		return centrality.Katz(ctx, g, opt)
	}
}

func betweenness(opt centrality.BetweennessOptions) compute {
	return func(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
		return centrality.Betweenness(ctx, g, opt)
	}
}

func pageRank(opt centrality.PageRankOptions) compute {
	return func(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
		return centrality.PageRank(ctx, g, opt)
	}
}

func eigenvector(tolerance float64, most int) compute {
	return func(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
		return centrality.Eigenvector(ctx, g, centrality.EigenvectorOptions{Tolerance: tolerance, MaxIterations: most})
	}
}

func outward(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
	return centrality.Closeness(ctx, reversed(g))
}

func measure(name string) compute {
	return func(ctx context.Context, g *graph.Graph) (centrality.Scores, error) {
		ms, err := centrality.Named(name)
		if err != nil {
			return nil, err
		}
		return ms[0].Compute(ctx, g)
	}
}

func reversed(g *graph.Graph) *graph.Graph {
	var b graph.Builder
	for _, n := range g.Nodes() {
		b.Node(n)
	}
	for e := range g.Edges() {
		b.Edge(e.To, e.From, graph.Site{})
	}
	return b.Graph()
}

type oracleGraph struct {
	Name      string
	Connected bool `json:"strongly_connected"`
	Nodes     []string
	Edges     [][2]graph.NodeID
	Values    map[string][]float64
	Errors    map[string]string
}

func oracle(t testing.TB) (graphs []oracleGraph, calls map[string]string) {
	t.Helper()
	data, err := os.ReadFile("testdata/oracle.json")
	require.NoError(t, err)
	var o struct {
		Calls  map[string]string
		Graphs []oracleGraph
	}
	require.NoError(t, json.Unmarshal(data, &o))
	require.Len(t, o.Graphs, 13)
	require.Len(t, o.Calls, 20)
	return o.Graphs, o.Calls
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

// TestEveryColumnAndMeasure: what networkx computed is compared, and what is
// offered is compared with networkx.
func TestEveryColumnAndMeasure(t *testing.T) {
	_, calls := oracle(t)
	compared := map[string]bool{}
	for key := range calls {
		require.Contains(t, columns, key)
		compared[columns[key].measure] = true
	}
	require.Len(t, columns, len(calls))
	for _, m := range centrality.Measures() {
		if key, ok := withoutColumn[m.Name]; ok {
			require.Contains(t, columns, key)
			continue
		}
		require.True(t, compared[m.Name], "%s is compared with nothing", m.Name)
	}
}

func TestEqualNetworkx(t *testing.T) {
	graphs, _ := oracle(t)
	for key, col := range columns {
		for _, o := range graphs {
			t.Run(key+"/"+o.Name, func(t *testing.T) {
				want, ok := o.Values[key]
				if !ok {
					requireOtherwise(t, key, o, col.compute)
					return
				}
				got, err := col.compute(t.Context(), o.graph())
				require.NoError(t, err)
				if key == "eigenvector_numpy" && want[0] < 0 {
					want = negated(want)
				}
				requireClose(t, want, got, col.tol)
				if col.measure != "" {
					byName, err := measure(col.measure)(t.Context(), o.graph())
					require.NoError(t, err)
					require.Equal(t, got, byName)
				}
			})
		}
	}
}

// requireOtherwise says what is returned where networkx has no answer.
func requireOtherwise(t *testing.T, key string, o oracleGraph, compute compute) {
	t.Helper()
	require.NotEmpty(t, o.Errors[key])
	got, err := compute(t.Context(), o.graph())
	switch {
	case o.Name == "dense120_beyond_limit":
		require.ErrorIs(t, err, centrality.ErrAlpha)
	case key == "eigenvector_tol1e-12": // graphs without a cycle
		require.ErrorIs(t, err, centrality.ErrNoConvergence)
	case key == "eigenvector_numpy" && !o.Connected:
		t.Skip("networkx refuses what has no single answer")
	default: // one node, or hubs that are not unique
		require.NoError(t, err)
		require.Len(t, got, len(o.Nodes))
	}
}

func negated(x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = -x[i]
	}
	return y
}

func requireClose(t *testing.T, want, got []float64, tol float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.InDelta(t, want[i], got[i], tol*math.Max(1, math.Abs(want[i])), "node %d", i)
	}
}
