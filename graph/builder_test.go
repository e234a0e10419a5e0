package graph_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

func TestBuilderNodeInternsByName(t *testing.T) {
	var b graph.Builder
	u := b.Node(graph.Node{Name: "a"})
	v := b.Node(graph.Node{Name: "b"})
	require.Equal(t, graph.NodeID(0), u)
	require.Equal(t, graph.NodeID(1), v)
	require.Equal(t, u, b.Node(graph.Node{Name: "a", Kind: graph.KindModule}))
}

func TestBuilderNodeKeepsTheBestDescription(t *testing.T) {
	var (
		callee = graph.Node{Name: "m.f"}
		def    = graph.Node{Name: "m.f", Kind: graph.KindFunction, File: "m.py", Line: 3}
		redef  = graph.Node{Name: "m.f", Kind: graph.KindFunction, File: "m.py", Line: 9}
		nofile = graph.Node{Name: "m.f", Kind: graph.KindFunction}
		other  = graph.Node{Name: "m.f", Kind: graph.KindFunction, File: "n.py", Line: 1}
		ext    = graph.Node{Name: "m.f", Kind: graph.KindExternal}
	)
	for _, order := range [][]graph.Node{
		{callee, ext, nofile, def, redef, other},
		{other, redef, def, nofile, ext, callee},
		{redef, callee, other, ext, def, nofile},
	} {
		var b graph.Builder
		for _, n := range order {
			b.Node(n)
		}
		require.Equal(t, []graph.Node{def}, b.Graph().Nodes())
	}
}

func TestBuilderFileAddsUp(t *testing.T) {
	e1, e2 := errors.New("m.py:1: unexpected ')'"), errors.New("m.py:7: unexpected indent")
	var b graph.Builder
	require.Equal(t, graph.FileID(1), b.File(graph.File{Path: "m.py", Calls: 2, Errors: []error{e1}}))
	require.Equal(t, graph.FileID(2), b.File(graph.File{Path: "n.py"}))
	require.Equal(t, graph.FileID(1), b.File(graph.File{Path: "m.py"}), "a path alone looks up")
	before := b.Graph()
	b.File(graph.File{Path: "m.py", Calls: 3, Errors: []error{e2}})

	require.Equal(t, graph.File{Path: "m.py", Calls: 5, Errors: []error{e1, e2}}, b.Graph().File(1))
	require.Equal(t, graph.File{Path: "m.py", Calls: 2, Errors: []error{e1}}, before.File(1), "graphs are immutable")
	require.Zero(t, before.File(0))
	require.Zero(t, before.File(3))
	require.Len(t, before.Files(), 2)
}

// TestTextsOfAFile: a file keeps what was last said of its texts, and JSON says it.
func TestTextsOfAFile(t *testing.T) {
	var b graph.Builder
	texts := []graph.TextKind{{Kind: "web", Hidden: true, Count: 2}}
	b.File(graph.File{Path: "a.py", Calls: 1})
	b.File(graph.File{Path: "a.py", Texts: texts})
	b.File(graph.File{Path: "a.py", Calls: 1})
	g := b.Graph()
	require.Equal(t, graph.File{Path: "a.py", Calls: 2, Texts: texts}, g.File(1))
	var out bytes.Buffer
	require.NoError(t, graph.WriteJSON(&out, g))
	require.Contains(t, out.String(), `"texts":[{"kind":"web","hidden":true,"count":2}]`)
}

func TestBuilderFactsInternByValue(t *testing.T) {
	var b graph.Builder
	require.Zero(t, b.Facts(graph.Facts{}))
	f := graph.Facts{Trick: "getattr", Args: []graph.Arg{{Kind: "str", Value: "url"}}}
	id := b.Facts(f)
	require.Equal(t, id, b.Facts(graph.Facts{Trick: "getattr", Args: []graph.Arg{{Kind: "str", Value: "url"}}}))
	require.NotEqual(t, b.Facts(graph.Facts{Commands: []string{"a", "b"}}), b.Facts(graph.Facts{Commands: []string{"a1:b"}}))
	require.NotEqual(t, b.Facts(graph.Facts{Unreachable: true}), b.Facts(graph.Facts{Trick: "!"}))
	g := b.Graph()
	require.Equal(t, f, g.Facts(id))
	require.Zero(t, g.Facts(0))
	require.Zero(t, g.Facts(99))
}

func TestBuilderEdgeRejectsForeignIDs(t *testing.T) {
	var b graph.Builder
	u := b.Node(graph.Node{Name: "a"})
	require.Panics(t, func() { b.Edge(u, 1, graph.Site{}) })
	require.Panics(t, func() { b.Edge(-1, u, graph.Site{}) })
}

func TestBuilderCanGoOn(t *testing.T) {
	var b graph.Builder
	u, v := b.Node(graph.Node{Name: "a"}), b.Node(graph.Node{Name: "b"})
	b.Edge(u, v, graph.Site{Line: 2})
	b.Edge(u, v, graph.Site{Line: 1})
	first := b.Graph()
	w := b.Node(graph.Node{Name: "c"})
	b.Node(graph.Node{Name: "a", Kind: graph.KindModule})
	b.Edge(v, w, graph.Site{})
	b.Warn(errors.New("late"))
	second := b.Graph()

	require.Equal(t, 2, first.NumNodes())
	require.Equal(t, 1, first.NumEdges())
	require.Equal(t, graph.KindUnresolved, first.Node(u).Kind)
	require.Empty(t, first.Warnings())
	_, known := first.Lookup("c")
	require.False(t, known)
	require.Equal(t, 3, second.NumNodes())
	require.Equal(t, 2, second.NumEdges())
	require.Len(t, second.Warnings(), 1)
}

// TestBuilderForgetsRepeatedCalls: what an analysis says a hundred thousand
// times takes the memory of what it says once.
func TestBuilderForgetsRepeatedCalls(t *testing.T) {
	var b graph.Builder
	u := b.Node(graph.Node{Name: "a"})
	repeat := func() {
		for i := range int32(100_000) {
			b.Edge(u, u, graph.Site{Line: i % 10})
		}
	}
	repeat()
	require.Less(t, testing.AllocsPerRun(1, repeat), 10.0)
	g := b.Graph()
	require.Equal(t, 1, g.NumEdges())
	require.Equal(t, 10, g.NumSites())
}

func TestNamesRoundTrip(t *testing.T) {
	for k := graph.KindUnresolved; k <= graph.KindModule; k++ {
		got, err := graph.ParseKind(k.String())
		require.NoError(t, err)
		require.Equal(t, k, got)
		require.Equal(t, k >= graph.KindLambda, k.Internal())
	}
	for p := graph.PhaseRun; p <= graph.PhaseInstall; p++ {
		got, err := graph.ParsePhase(p.String())
		require.NoError(t, err)
		require.Equal(t, p, got)
	}
	_, err := graph.ParseKind("Module")
	require.ErrorContains(t, err, `"Module"`)
	_, err = graph.ParsePhase("")
	require.Error(t, err)
	require.Equal(t, "kind(99)", graph.Kind(99).String())
	require.False(t, graph.Kind(99).Internal())
	require.Equal(t, "phase(99)", graph.Phase(99).String())
}
