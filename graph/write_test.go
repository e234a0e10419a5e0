package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

var update = flag.Bool("update", false, "rewrite the goldens under testdata")

// hostile is a graph whose every string tries to leave its quotes.
func hostile() *graph.Graph {
	var b graph.Builder
	u := b.Node(graph.Node{Name: `a"];n9 [URL="http://evil"]//`, Kind: graph.KindModule, File: `a".py`, Line: 1})
	v := b.Node(graph.Node{Name: "tail\\", Kind: graph.KindExternal})
	w := b.Node(graph.Node{Name: "</script>&lt;\n\u202egpj\xff", Kind: graph.KindBuiltin})
	f := b.File(graph.File{Path: `a".py`, Calls: 2, Errors: []error{errors.New("a\".py:1: \x00")}})
	b.Edge(u, v, graph.Site{File: f, Line: 1, Phase: graph.PhaseImport})
	b.Edge(u, w, graph.Site{})
	return b.Graph()
}

func TestWriteGoldens(t *testing.T) {
	graphs := map[string]*graph.Graph{"sample": sample(), "hostile": hostile(), "empty": {}}
	for name, g := range graphs {
		var js, dot bytes.Buffer
		require.NoError(t, graph.WriteJSON(&js, g))
		require.True(t, json.Valid(js.Bytes()))
		golden(t, name+".json", js.Bytes())
		require.NoError(t, graph.WriteDOT(&dot, g))
		golden(t, name+".dot", dot.Bytes())
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), name)
}

func TestWriteReportsTheWriter(t *testing.T) {
	broken := errors.New("disk full")
	require.ErrorIs(t, graph.WriteJSON(failing{broken}, sample()), broken)
	require.ErrorIs(t, graph.WriteDOT(failing{broken}, sample()), broken)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
