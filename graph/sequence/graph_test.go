package sequence_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/sequence"
)

// text writes the edges of a graph as "a>b".
func text(g *graph.Graph) string {
	var list []string
	for e := range g.Edges() {
		list = append(list, g.Node(e.From).Name+">"+g.Node(e.To).Name)
	}
	return strings.Join(list, " ")
}

// TestGraph holds sequences and edges worked out by hand.
func TestGraph(t *testing.T) {
	for calls, want := range map[string]string{
		"":            "",
		"a":           "",
		"a b c":       "", // no name is repeated: no edge
		"a a":         "a>a",
		"a b a":       "a>a b>a",
		"a b b":       "b>b",
		"a b a b":     "a>a a>b b>a b>b",
		"a b a c b":   "a>a a>b b>a b>b c>b", // what the published code was seen to build
		"a b c a b c": "a>a a>b a>c b>a b>b b>c c>a c>b c>c",
		"a b c b a":   "a>a b>a b>b c>a c>b",
	} {
		g := sequence.Graph(strings.Fields(calls))
		require.Equal(t, want, text(g), calls)
		require.Empty(t, g.Warnings())
		require.Empty(t, g.Files())
	}
}

// literally builds the edges as the published code does: from each call to each
// later one whose name is a node by then.
func literally(calls []string) map[string]bool {
	nodes, list := map[string]bool{}, map[string]bool{}
	for i, caller := range calls {
		nodes[caller] = true
		for _, callee := range calls[i+1:] {
			if nodes[callee] {
				list[caller+">"+callee] = true
			}
		}
	}
	return list
}

// byDefinition builds them from where names occur: u somewhere from the first v
// to before the last.
func byDefinition(calls []string) map[string]bool {
	first, last := map[string]int{}, map[string]int{}
	for i, name := range calls {
		if _, ok := first[name]; !ok {
			first[name] = i
		}
		last[name] = i
	}
	list := map[string]bool{}
	for v := range first {
		for _, u := range calls[first[v]:last[v]] {
			list[u+">"+v] = true
		}
	}
	return list
}

// checkGraph holds the laws of every graph.
func checkGraph(t require.TestingT, calls []string) {
	g := sequence.Graph(calls)
	want := literally(calls)
	require.Equal(t, byDefinition(calls), want)
	got := map[string]bool{}
	for e := range g.Edges() {
		got[g.Node(e.From).Name+">"+g.Node(e.To).Name] = true
		require.Equal(t, []graph.Site{{}}, e.Sites)
	}
	require.Equal(t, want, got, "%q", calls)
	require.Equal(t, len(want), g.NumEdges())
	var names []string
	seen := map[string]bool{}
	for _, name := range calls {
		if !seen[name] {
			names = append(names, name)
		}
		seen[name] = true
	}
	require.Equal(t, len(names), g.NumNodes())
	for id, n := range g.Nodes() {
		require.Equal(t, graph.Node{Name: names[id]}, n, "nodes are in the order of first occurrence")
	}
}

func TestLaws(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		calls := make([]string, rnd.IntN(40))
		names := 1 + rnd.IntN(15)
		for i := range calls {
			calls[i] = fmt.Sprint(rnd.IntN(names))
		}
		checkGraph(t, calls)
	}
}

func TestDeterminism(t *testing.T) {
	for name, src := range sources(t) {
		require.Equal(t, sequence.File(name, src), sequence.File(name, src), name)
		require.Equal(t, sequence.Read(src), sequence.Read(src), name)
	}
}

// FuzzGraph takes each byte for a name.
func FuzzGraph(f *testing.F) {
	for _, s := range []string{"", "a", "abc", "abacb", "aabbab", "abcdefabcdef", "abcba"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkGraph(t, strings.Split(s[:min(len(s), 200)], ""))
	})
}

// FuzzCalls holds that any bytes are read, twice alike, to names that stand in
// the text, and that the graph of the file is that of its calls.
func FuzzCalls(f *testing.F) {
	for _, src := range seeds(f) {
		if len(src) < 10_000 {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s := sequence.Read(src)
		require.Equal(t, s, sequence.Read(src))
		for _, name := range s.Calls {
			require.NotEmpty(t, name)
		}
		g := sequence.File("a.py", src)
		require.Equal(t, edges(sequence.Graph(s.Calls)), edges(g))
		require.Equal(t, len(s.Calls), g.Files()[0].Calls)
		require.Equal(t, s.Err != nil, len(g.Files()[0].Errors) > 0)
	})
}
