package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

func TestWritePyCG(t *testing.T) {
	var b graph.Builder
	mod := b.Node(graph.Node{Name: "main", Kind: graph.KindModule})
	fn := b.Node(graph.Node{Name: "main.f", Kind: graph.KindFunction})
	b.Node(graph.Node{Name: "main.Quiet", Kind: graph.KindClass})
	loud := b.Node(graph.Node{Name: "main.Loud", Kind: graph.KindClass})
	printed := b.Node(graph.Node{Name: "<builtin>.print", Kind: graph.KindBuiltin})
	lost := b.Node(graph.Node{Name: "?.x", Kind: graph.KindUnresolved})
	b.Edge(mod, printed, graph.Site{})
	b.Edge(mod, fn, graph.Site{})
	b.Edge(mod, lost, graph.Site{})
	b.Edge(loud, fn, graph.Site{})

	var out strings.Builder
	require.NoError(t, graph.WritePyCG(&out, b.Graph()))
	require.JSONEq(t, `{"main": ["<builtin>.print", "main.f"], "main.f": [], "main.Loud": ["main.f"], "<builtin>.print": []}`, out.String())
}
