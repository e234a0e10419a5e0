package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/formats/dot"
	"gonum.org/v1/gonum/graph/formats/dot/ast"

	"github.com/malguard/malguard/graph"
)

// hostileNames are names that attackers would give to functions and files.
var hostileNames = []string{
	"", " ", `"`, `\`, `\\"`, `\"`, "a\"];\n}\ndigraph evil {", "*/ n7 -> n8 /*", "//", "#", "<b>bold</b>", "&quot;]",
	"\x00", "\r\n", "\u2028", "\u202e", "\ufeff", "\xff\xfe", strings.Repeat("x", 1<<16), `\N\G\l`, "n0", "日本語",
}

// TestWriteDOTHoldsHostileNames reads the output back with gonum's parser: no
// name may add a statement or an attribute.
func TestWriteDOTHoldsHostileNames(t *testing.T) {
	for _, name := range hostileNames {
		requireTwoNodes(t, name)
	}
}

// FuzzWrite writes a graph with arbitrary names in both formats.
func FuzzWrite(f *testing.F) {
	for _, name := range hostileNames {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) { requireTwoNodes(t, name) })
}

func requireTwoNodes(t *testing.T, name string) {
	t.Helper()
	var b graph.Builder
	u, v := b.Node(graph.Node{Name: name, File: name}), b.Node(graph.Node{Name: name + "'"})
	b.Edge(u, v, graph.Site{File: b.File(graph.File{Path: name})})
	g := b.Graph()

	var out bytes.Buffer
	require.NoError(t, graph.WriteDOT(&out, g))
	file, err := dot.ParseBytes(out.Bytes())
	require.NoError(t, err, "%q", name)
	require.Len(t, file.Graphs, 1)
	var nodes, edges int
	for _, stmt := range file.Graphs[0].Stmts {
		switch s := stmt.(type) {
		case *ast.NodeStmt:
			require.Equal(t, fmt.Sprint("n", nodes), s.Node.ID)
			require.Len(t, s.Attrs, 1)
			require.Equal(t, "label", s.Attrs[0].Key)
			nodes++
		case *ast.EdgeStmt:
			require.Len(t, s.Attrs, 1)
			edges++
		default:
			t.Fatalf("%q gave a %T", name, stmt)
		}
	}
	require.Equal(t, []int{2, 1}, []int{nodes, edges})

	out.Reset()
	require.NoError(t, graph.WriteJSON(&out, g))
	require.True(t, json.Valid(out.Bytes()))
	require.Equal(t, 1, bytes.Count(out.Bytes(), []byte("\n")), "one line")
	require.NotContains(t, out.String(), "<", "safe inside a script element")
}

// TestWriteJSONSaysEverything decodes the documented form with types of its own
// and finds each part of the sample.
func TestWriteJSONSaysEverything(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, graph.WriteJSON(&out, sample()))
	type site struct {
		File, Phase, Trick string
		Line, Col, Layer   int
		Args               []graph.Arg
	}
	var got struct {
		Format string
		Nodes  []struct {
			Name, Kind, File, Trick string
			Line, Layer             int
		}
		Edges []struct {
			From, To int
			Sites    []site
		}
		Roots []struct {
			Node        int
			Kind, Phase string
		}
		Files []struct {
			Path   string
			Calls  int
			Errors []string
		}
		Warnings []string
	}
	dec := json.NewDecoder(&out)
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&got))
	require.Equal(t, graph.Format, got.Format)
	require.Len(t, got.Nodes, 3)
	require.Equal(t, "external", got.Nodes[1].Kind)
	require.Len(t, got.Edges, 4)
	require.Equal(t, site{File: "setup.py", Phase: "install", Line: 1, Col: 4}, got.Edges[0].Sites[0])
	require.Equal(t, site{
		File: "setup.py", Phase: "install", Trick: "base64", Line: 2, Layer: 1, Args: []graph.Arg{{Kind: "str", Value: "url"}},
	}, got.Edges[0].Sites[1])
	require.Len(t, got.Roots, 1)
	require.Equal(t, "module install", got.Roots[0].Kind+" "+got.Roots[0].Phase)
	require.Equal(t, []string{"pkg.py:9: unterminated string"}, got.Files[1].Errors)
	require.Equal(t, []string{"evil.py: skipped"}, got.Warnings)
}
