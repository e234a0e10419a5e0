package centrality_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/graph"
)

// TestEqualGonum compares on graphs without self-loops, which gonum's shortest
// paths would count as edges of their own, with the conversions that
// docs/CENTRALITY.md lists. Both add up to n rounded terms, in another order:
// 1e-12 relative is a hundred times that.
func TestEqualGonum(t *testing.T) {
	for seed, n := range []int{1, 2, 20, 21, 119, 120} {
		calls := 1 + 2*(seed%2) // a node
		g := withoutLoops(random(n, calls*n, uint64(seed)))
		d := g.AsGonum()
		paths := path.DijkstraAllPaths(d)
		for name, theirs := range map[string]map[int64]float64{
			"harmonic":        network.Harmonic(d, paths),
			"closeness-plain": timesReached(g, network.Closeness(d, paths)),
			"pagerank":        network.PageRank(d, .85, 1e-14),
			"betweenness":     network.Betweenness(d), // only what is above 0
		} {
			got, err := gonumCompute[name](t.Context(), g)
			require.NoError(t, err)
			for id, x := range got {
				require.InDelta(t, theirs[int64(id)], x, 1e-12*float64(n), "%s %d", name, id)
			}
		}
	}
}

// gonumCompute are the options that make ours comparable.
var gonumCompute = map[string]compute{
	"harmonic":        centrality.Harmonic,
	"closeness-plain": centrality.ClosenessPlain,
	"pagerank":        pageRank(centrality.PageRankOptions{Tolerance: 1e-16, MaxIterations: 1000}),
	"betweenness":     betweenness(centrality.BetweennessOptions{Raw: true}),
}

// timesReached turns gonum's closeness, 1/Σd and infinite where nobody calls,
// into r/Σd.
func timesReached(g *graph.Graph, closeness map[int64]float64) map[int64]float64 {
	paths := path.DijkstraAllPaths(g.AsGonum())
	for id, x := range closeness {
		r := 0
		for v := range int64(g.NumNodes()) {
			if v != id && !math.IsInf(paths.Weight(v, id), 1) {
				r++
			}
		}
		if closeness[id] = x * float64(r); r == 0 {
			closeness[id] = 0
		}
	}
	return closeness
}

// TestHITSEqualsGonum: gonum scales to the length 1, and never ends where there
// is no edge.
func TestHITSEqualsGonum(t *testing.T) {
	for _, n := range []int{20, 120} {
		g := random(n, 3*n, uint64(n))
		hubs, authorities, err := centrality.HITS(t.Context(), g, centrality.HITSOptions{})
		require.NoError(t, err)
		theirs := network.HITS(g.AsGonum(), 1e-13)
		for id := range hubs {
			require.InDelta(t, theirs[int64(id)].Hub, hubs[id]/floats.Norm(hubs, 2), 1e-9)
			require.InDelta(t, theirs[int64(id)].Authority, authorities[id]/floats.Norm(authorities, 2), 1e-9)
		}
	}
}

func withoutLoops(g *graph.Graph) *graph.Graph {
	return g.Filter(func(u, v graph.NodeID, _ graph.Site) bool { return u != v })
}

type namedNode struct {
	id   int64
	name string
}

func (n namedNode) ID() int64     { return n.id }
func (n namedNode) DOTID() string { return n.name }

func TestFromGonum(t *testing.T) {
	d := simple.NewDirectedGraph()
	d.SetEdge(simple.Edge{F: namedNode{-7, "setup"}, T: simple.Node(1 << 40)})
	d.SetEdge(simple.Edge{F: simple.Node(1 << 40), T: namedNode{3, "os.system"}})
	d.AddNode(namedNode{5, ""})
	g, ids, err := centrality.FromGonum(d)
	require.NoError(t, err)
	require.Equal(t, []int64{-7, 3, 5, 1 << 40}, ids)
	var names []string
	for _, n := range g.Nodes() {
		names = append(names, n.Name)
	}
	require.Equal(t, []string{"setup", "os.system", "5", "1099511627776"}, names)
	require.True(t, g.HasEdge(0, 3))
	require.True(t, g.HasEdge(3, 1))
	require.Equal(t, 2, g.NumEdges())

	d.AddNode(namedNode{6, "setup"})
	_, _, err = centrality.FromGonum(d)
	require.EqualError(t, err, `centrality: from gonum: nodes -7 and 6 are both named "setup"`)

	empty, ids, err := centrality.FromGonum(simple.NewDirectedGraph())
	require.NoError(t, err)
	require.Zero(t, empty.NumNodes())
	require.Empty(t, ids)
}

// TestGonumAndBack: what went to gonum comes back as it was.
func TestGonumAndBack(t *testing.T) {
	g := random(50, 120, 9)
	back, ids, err := centrality.FromGonum(g.AsGonum())
	require.NoError(t, err)
	require.Equal(t, g.NumEdges(), back.NumEdges())
	for u, id := range ids {
		require.Equal(t, int64(u), id)
		require.Equal(t, g.Node(graph.NodeID(u)).Name, back.Node(graph.NodeID(u)).Name)
		require.Equal(t, g.Out(graph.NodeID(u)), back.Out(graph.NodeID(u)))
	}
}
