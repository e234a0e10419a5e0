package sequence_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/sequence"
)

var update = flag.Bool("update", false, "let testdata/oracle.py write testdata/golden.json anew")

// sources returns the files of testdata/src by name: inert snippets in which
// every construct of Python's grammar has calls in each of its parts.
func sources(tb testing.TB) map[string][]byte {
	paths, err := filepath.Glob("testdata/src/*.py")
	require.NoError(tb, err)
	files := map[string][]byte{}
	for _, path := range paths {
		src, err := os.ReadFile(path)
		require.NoError(tb, err)
		files[filepath.Base(path)] = src
	}
	require.NotEmpty(tb, files)
	return files
}

// TestGolden compares calls and edges with those that testdata/oracle.py wrote
// with CPython 3.11.
func TestGolden(t *testing.T) {
	files := sources(t)
	if *update {
		paths, err := filepath.Glob("testdata/src/*.py")
		require.NoError(t, err)
		out, err := oracle(t, paths...).Output()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("testdata/golden.json", out, 0o644))
	}
	data, err := os.ReadFile("testdata/golden.json")
	require.NoError(t, err)
	var golden map[string]answer
	require.NoError(t, json.Unmarshal(data, &golden))
	require.Len(t, golden, len(files))
	for name, src := range files {
		want := golden[name]
		got := sequence.Read(src)
		require.Equal(t, want.How, how(got), "%s: %v", name, got.Err)
		require.Equal(t, want.Calls, append([]string{}, got.Calls...), name)
		require.Equal(t, *want.Edges, edges(sequence.File(name, src)), name)
	}
}

// edges lists the edges of a graph as the oracle does.
func edges(g *graph.Graph) [][2]graph.NodeID {
	list := [][2]graph.NodeID{}
	for e := range g.Edges() {
		list = append(list, [2]graph.NodeID{e.From, e.To})
	}
	return list
}
