package graph_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/testgraph"
	"gonum.org/v1/gonum/graph/topo"

	"github.com/malguard/malguard/graph"
)

// build turns the inputs of gonum's contract tests into a Graph. Ids of ours
// are dense, so inputs get new ones in the order in which they appear.
func build(nodes []gonum.Node, lines []testgraph.WeightedLine, _, _ float64) (gonum.Graph, []gonum.Node, []testgraph.Edge, float64, float64, bool) {
	var b graph.Builder
	id := func(n gonum.Node) graph.NodeID {
		return b.Node(graph.Node{Name: strconv.FormatInt(n.ID(), 10)})
	}
	for _, n := range nodes {
		id(n)
	}
	ends := map[[2]graph.NodeID]bool{}
	var order [][2]graph.NodeID
	for _, l := range lines {
		e := [2]graph.NodeID{id(l.From()), id(l.To())}
		b.Edge(e[0], e[1], graph.Site{})
		if !ends[e] {
			order = append(order, e)
		}
		ends[e] = true
	}
	g := b.Graph()
	var ns []gonum.Node
	for i, n := range g.Nodes() {
		ns = append(ns, graph.GonumNode{Node: n, NodeID: graph.NodeID(i)})
	}
	var es []testgraph.Edge
	for _, e := range order {
		es = append(es, simple.Edge{F: ns[e[0]], T: ns[e[1]]})
	}
	return g.AsGonum(), ns, es, math.NaN(), math.NaN(), true
}

func TestDirectedKeepsGonumsContract(t *testing.T) {
	const empty, reversed = true, true
	t.Run("EdgeExistence", func(t *testing.T) { testgraph.EdgeExistence(t, build, reversed) })
	t.Run("NodeExistence", func(t *testing.T) { testgraph.NodeExistence(t, build) })
	t.Run("AdjacentNodes", func(t *testing.T) { testgraph.ReturnAdjacentNodes(t, build, empty, reversed) })
	t.Run("AllEdges", func(t *testing.T) { testgraph.ReturnAllEdges(t, build, empty) })
	t.Run("AllNodes", func(t *testing.T) { testgraph.ReturnAllNodes(t, build, empty) })
	t.Run("EdgeSlice", func(t *testing.T) { testgraph.ReturnEdgeSlice(t, build, empty) })
	t.Run("NodeSlice", func(t *testing.T) { testgraph.ReturnNodeSlice(t, build, empty) })
}

func TestDirectedKeepsSelfLoops(t *testing.T) {
	d := sample().AsGonum()
	require.True(t, d.HasEdgeFromTo(2, 2))
	require.Equal(t, int64(2), d.Edge(2, 2).To().ID())
	require.Nil(t, d.Edge(1, 2))
	require.Equal(t, gonum.Empty, d.From(99))
	require.Equal(t, gonum.Empty, d.To(-1))
	require.Len(t, topo.TarjanSCC(d), 3)
	require.Equal(t, "os.system", d.Node(1).(graph.GonumNode).DOTID())
}
