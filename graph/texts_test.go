package graph_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

// TestTextsOfAFile: a file keeps what was last said of its texts, and JSON says it.
func TestTextsOfAFile(t *testing.T) {
	var b graph.Builder
	texts := &graph.Texts{Kinds: []graph.TextKind{{Name: "web", Hidden: true, Count: 2}}, Longest: 9, Entropy: 1.5, Line: 80, Padded: 1}
	b.File(graph.File{Path: "a.py", Calls: 1})
	b.File(graph.File{Path: "a.py", Texts: texts})
	b.File(graph.File{Path: "a.py", Calls: 1})
	g := b.Graph()
	require.Equal(t, graph.File{Path: "a.py", Calls: 2, Texts: texts}, g.File(1))
	var out bytes.Buffer
	require.NoError(t, graph.WriteJSON(&out, g))
	require.Contains(t, out.String(), `"texts":{"kinds":[{"name":"web","hidden":true,"count":2}],"longest":9,"entropy":1.5,"line":80,"padded":1}`)
}
