package graph_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

// sample is a package whose setup.py hides one call and calls another twice:
// setup → os.system (install, layer 0 and 1), setup → pkg.run (install),
// pkg.run → pkg.run (run), pkg.run → os.system (run).
func sample() *graph.Graph {
	var b graph.Builder
	setup := b.Node(graph.Node{Name: "setup", Kind: graph.KindModule, File: "setup.py", Line: 1})
	system := b.Node(graph.Node{Name: "os.system", Kind: graph.KindExternal})
	run := b.Node(graph.Node{Name: "pkg.run", Kind: graph.KindFunction, File: "pkg.py", Line: 4})
	s := b.File(graph.File{Path: "setup.py", Calls: 3})
	p := b.File(graph.File{Path: "pkg.py", Calls: 2, Errors: []error{errors.New("pkg.py:9: unterminated string")}})
	b.Edge(run, system, graph.Site{File: p, Line: 6, Phase: graph.PhaseRun})
	b.Edge(run, run, graph.Site{File: p, Line: 5, Phase: graph.PhaseRun})
	b.Edge(setup, system, graph.Site{
		File: s, Line: 2, Layer: 1, Phase: graph.PhaseInstall,
		Facts: b.Facts(graph.Facts{Trick: "base64", Args: []graph.Arg{{Kind: "str", Value: "url"}}}),
	})
	b.Root(graph.Root{Node: setup, Kind: graph.RootModule, Phase: graph.PhaseInstall})
	b.Edge(setup, run, graph.Site{File: s, Line: 8, Phase: graph.PhaseInstall})
	b.Edge(setup, system, graph.Site{File: s, Line: 1, Col: 4, Phase: graph.PhaseInstall})
	b.Edge(setup, system, graph.Site{File: s, Line: 1, Col: 4, Phase: graph.PhaseInstall}) // heard twice
	b.Warn(errors.New("evil.py: skipped"))
	return b.Graph()
}

func TestGraph(t *testing.T) {
	g := sample()
	require.Equal(t, 3, g.NumNodes())
	require.Equal(t, 4, g.NumEdges())
	require.Equal(t, 5, g.NumSites())
	require.Equal(t, []graph.NodeID{1, 2}, g.Out(0))
	require.Equal(t, []graph.NodeID{1, 2}, g.Out(2))
	require.Empty(t, g.Out(1))
	require.Equal(t, []graph.NodeID{0, 2}, g.In(1))
	require.Equal(t, []graph.NodeID{0, 2}, g.In(2))
	require.Empty(t, g.In(0))
	require.Equal(t, "os.system", g.Node(1).Name)
	id, ok := g.Lookup("pkg.run")
	require.True(t, ok)
	require.Equal(t, graph.NodeID(2), id)
	require.Len(t, g.Warnings(), 1)

	sites := g.Sites(0, 1)
	require.Equal(t, []int32{1, 2}, []int32{sites[0].Line, sites[1].Line})
	require.Equal(t, "base64", g.Facts(sites[1].Facts).Trick)
	require.Equal(t, "setup.py", g.File(sites[0].File).Path)
	require.Nil(t, g.Sites(1, 0))
	for _, pair := range [][2]graph.NodeID{{1, 0}, {-1, 0}, {0, 9}, {9, 0}} {
		require.False(t, g.HasEdge(pair[0], pair[1]), pair)
	}
	require.True(t, g.HasEdge(2, 2))
}

func TestGraphZeroValueIsEmpty(t *testing.T) {
	var b graph.Builder
	for _, g := range []*graph.Graph{{}, b.Graph()} {
		require.Zero(t, g.NumNodes()+g.NumEdges()+g.NumSites())
		require.Empty(t, slices.Collect(g.Edges()))
		require.False(t, g.HasEdge(0, 0))
		_, ok := g.Lookup("")
		require.False(t, ok)
		require.Zero(t, g.Filter(func(_, _ graph.NodeID, _ graph.Site) bool { return true }).NumEdges())
	}
}

func TestGraphFilter(t *testing.T) {
	g := sample()
	asWritten := g.Filter(func(_, _ graph.NodeID, s graph.Site) bool { return s.Layer == 0 })
	require.Equal(t, 4, asWritten.NumEdges(), "the edge keeps its other site")
	require.Len(t, asWritten.Sites(0, 1), 1)

	install := g.Filter(func(_, _ graph.NodeID, s graph.Site) bool { return s.Phase == graph.PhaseInstall })
	require.Equal(t, 2, install.NumEdges())
	require.Equal(t, []graph.NodeID{0}, install.In(2))
	require.Equal(t, g.Nodes(), install.Nodes(), "ids stay")
	require.Equal(t, g.Files(), install.Files())
	require.Equal(t, g.Warnings(), install.Warnings())
	require.Equal(t, 5, g.NumSites(), "the original is unchanged")

	fromRun := g.Filter(func(u, v graph.NodeID, _ graph.Site) bool { return u == 2 && v == 1 })
	require.Equal(t, []graph.Edge{{From: 2, To: 1, Sites: g.Sites(2, 1)}}, slices.Collect(fromRun.Edges()))
}

func TestGraphSharedSlicesCannotGrowIntoNeighbours(t *testing.T) {
	g := sample()
	_ = append(g.Out(0), 7)
	_ = append(g.Sites(0, 1), graph.Site{Line: 99})
	require.Equal(t, []graph.NodeID{1, 2}, g.Out(2))
	require.Equal(t, int32(8), g.Sites(0, 2)[0].Line)
}

// TestGraphDoesNotDependOnTheOrderOfEdges builds random graphs twice, with the
// calls shuffled, and compares the rows with a plain matrix.
func TestGraphDoesNotDependOnTheOrderOfEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 12 {
		calls := make([]graph.Edge, 3*n)
		adj := map[[2]graph.NodeID]bool{}
		for i := range calls {
			u, v := graph.NodeID(r.IntN(n)), graph.NodeID(r.IntN(n))
			calls[i] = graph.Edge{From: u, To: v, Sites: []graph.Site{{Line: r.Int32N(3)}}}
			adj[[2]graph.NodeID{u, v}] = true
		}
		g := fromCalls(n, calls)
		r.Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		require.Equal(t, g, fromCalls(n, calls))
		require.Equal(t, len(adj), g.NumEdges())
		for u := range graph.NodeID(n) {
			require.True(t, slices.IsSorted(g.Out(u)))
			require.True(t, slices.IsSorted(g.In(u)))
			for v := range graph.NodeID(n) {
				want := adj[[2]graph.NodeID{u, v}]
				require.Equal(t, want, g.HasEdge(u, v))
				require.Equal(t, want, slices.Contains(g.In(v), u))
			}
		}
	}
}

func fromCalls(n int, calls []graph.Edge) *graph.Graph {
	var b graph.Builder
	for i := range n {
		b.Node(graph.Node{Name: string(rune('a' + i))})
	}
	for _, c := range calls {
		b.Edge(c.From, c.To, c.Sites[0])
	}
	return b.Graph()
}

// TestSiteIsSmall guards the size that Site's comment promises: a package may
// have a million calls.
func TestSiteIsSmall(t *testing.T) {
	require.EqualValues(t, 20, unsafe.Sizeof(graph.Site{}))
}

// TestFilterLaws: keeping all gives an equal graph, keeping none gives no edge,
// and two filters in turn keep what both keep.
func TestFilterLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	calls := make([]graph.Edge, 200)
	for i := range calls {
		calls[i] = graph.Edge{
			From: graph.NodeID(r.IntN(12)), To: graph.NodeID(r.IntN(12)),
			Sites: []graph.Site{{Line: r.Int32N(9), Layer: uint16(r.IntN(3)), Phase: graph.Phase(r.IntN(3))}},
		}
	}
	g := fromCalls(12, calls)
	all := func(_, _ graph.NodeID, _ graph.Site) bool { return true }
	none := func(_, _ graph.NodeID, _ graph.Site) bool { return false }
	layer := func(_, _ graph.NodeID, s graph.Site) bool { return s.Layer > 0 }
	callee := func(_, v graph.NodeID, s graph.Site) bool { return v%2 == 0 && s.Phase != graph.PhaseRun }
	both := func(u, v graph.NodeID, s graph.Site) bool { return layer(u, v, s) && callee(u, v, s) }

	require.Equal(t, g, g.Filter(all))
	require.Zero(t, g.Filter(none).NumEdges())
	require.Zero(t, g.Filter(none).NumSites())
	require.Equal(t, g.Filter(both), g.Filter(layer).Filter(callee))
	require.Equal(t, g.Filter(both), g.Filter(callee).Filter(layer))
	require.NotZero(t, g.Filter(both).NumEdges())
}

// TestEdgesCanStop: a loop over edges may end early.
func TestEdgesCanStop(t *testing.T) {
	seen := 0
	for range sample().Edges() {
		if seen++; seen == 2 {
			break
		}
	}
	require.Equal(t, 2, seen)
}

// TestSitesAreOrdered: by file, line and column first, so that the first site
// is the one to show.
func TestSitesAreOrdered(t *testing.T) {
	want := []graph.Site{
		{}, {Facts: 1}, {Phase: 1}, {Layer: 1}, {Col: 3}, {Line: 1}, {Line: 2, Col: 1}, {File: 1}, {File: 1, Line: 9}, {File: 2},
	}
	var b graph.Builder
	u := b.Node(graph.Node{Name: "u"})
	for _, i := range rand.New(rand.NewPCG(5, 6)).Perm(len(want)) {
		b.Edge(u, u, want[i])
	}
	require.Equal(t, want, b.Graph().Sites(u, u))
}

// BenchmarkBuilder builds the graph of a large package: 20,000 names and
// 100,000 calls.
func BenchmarkBuilder(b *testing.B) {
	names := make([]string, 20_000)
	for i := range names {
		names[i] = fmt.Sprint("package.module.function", i)
	}
	b.ReportAllocs()
	for b.Loop() {
		r := rand.New(rand.NewPCG(1, 2))
		var gb graph.Builder
		for range 100_000 {
			u := gb.Node(graph.Node{Name: names[r.IntN(len(names))]})
			v := gb.Node(graph.Node{Name: names[r.IntN(len(names))]})
			gb.Edge(u, v, graph.Site{Line: r.Int32N(1000)})
		}
		if gb.Graph().NumSites() == 0 {
			b.Fatal("no calls")
		}
	}
}
