package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

func TestParseEdgesSaysWhatIsWrong(t *testing.T) {
	tests := map[string]string{
		``:                                    "no JSON object",
		`[]`:                                  "no JSON object",
		`{`:                                   "EOF",
		`{}`:                                  `no "nodes"`,
		`{"nodes":[]}`:                        `no "edges"`,
		`{"nodes":[],"edges":[]} x`:           "text after the object",
		`{"nodes":[],"nodes":[],"edges":[]}`:  `"nodes" twice`,
		`{"nodes":{},"edges":[]}`:             "nodes: no JSON array",
		`{"nodes":null,"edges":[]}`:           "nodes: no JSON array",
		`{"nodes":[],"edges":0}`:              "edges: no JSON array",
		`{"nodes":["a",0],"edges":[]}`:        "nodes[1]: no string",
		`{"nodes":[null],"edges":[]}`:         "nodes[0]: no string",
		`{"nodes":[["a"]],"edges":[]}`:        "nodes[0]: no string",
		`{"nodes":["a","b","a"],"edges":[]}`:  `nodes[2]: "a" is nodes[0] too`,
		`{"nodes":["a"],"edges":[0]}`:         "edges[0]: no pair [u,v]",
		`{"nodes":["a"],"edges":[[]]}`:        "edges[0]: an end is neither an index nor a name",
		`{"nodes":["a"],"edges":[[0]]}`:       "edges[0]: an end is neither an index nor a name",
		`{"nodes":["a"],"edges":[[0,0,0]]}`:   "edges[0]: no pair [u,v]",
		`{"nodes":["a"],"edges":[[0,null]]}`:  "edges[0]: an end is neither an index nor a name",
		`{"nodes":["a"],"edges":[[0,[0]]]}`:   "edges[0]: an end is neither an index nor a name",
		`{"nodes":["a"],"edges":[[0,1]]}`:     "edges[0]: 1 is no index of 1 nodes",
		`{"nodes":["a"],"edges":[[-1,0]]}`:    "edges[0]: -1 is no index of 1 nodes",
		`{"nodes":["a"],"edges":[[0,0.0]]}`:   "edges[0]: 0.0 is no index of 1 nodes",
		`{"nodes":["a"],"edges":[[0,1e99]]}`:  "edges[0]: 1e99 is no index of 1 nodes",
		`{"nodes":["a"],"edges":[["a","b"]]}`: `edges[0]: "b" is no node`,
		`{"nodes":["a","b"],"edges":[[0,1],[1,0],["a","b"]]}`: `edges[2]: "a" to "b" is edges[0] too`,
		`{"nodes":` + strings.Repeat("[", 1<<20):              "exceeded max depth",
	}
	for text, want := range tests {
		_, err := parseEdges([]byte(text))
		require.ErrorContains(t, err, want, "%.40s", text)
	}
}

func TestEdgesFilesAreBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "edges.json")
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	require.NoError(t, os.Truncate(name, mostEdgeBytes+1))
	_, err := readEdges(name)
	require.ErrorContains(t, err, "more than 33554432 bytes")
}

// FuzzParseEdges: what is read is a graph of the nodes that were named.
func FuzzParseEdges(f *testing.F) {
	f.Add([]byte(`{"nodes":["a","b"],"edges":[[0,1],["b","a"]]}`))
	f.Add([]byte(`{"edges":[["a","a"]],"x":{"nodes":[]},"nodes":["a"]}`))
	f.Add([]byte(`{"nodes":["\ud800"],"edges":[[0,0]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := parseEdges(data)
		if err != nil {
			require.Nil(t, g)
			return
		}
		for u, n := range g.Nodes() {
			id, ok := g.Lookup(n.Name)
			require.True(t, ok)
			require.Equal(t, graph.NodeID(u), id)
		}
		require.LessOrEqual(t, g.NumEdges(), len(data))
	})
}

// FuzzField: a name is one field of one line and can be told from every other.
func FuzzField(f *testing.F) {
	for _, name := range []string{"", "a", "\t", "\n", `"a"`, "\u2028", "\xff", "日本", `\t`, "\x1b[31m"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := field(name)
		require.NotContains(t, got, "\t")
		require.Len(t, strings.Fields("x"+strings.ReplaceAll(got, " ", "_")), 1)
		back := got
		if strings.HasPrefix(got, `"`) {
			var err error
			back, err = strconv.Unquote(got)
			require.NoError(t, err)
		}
		require.Equal(t, name, back)
	})
}

func TestCentralityEnds(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, unpack(dir))
	quiet, out := filepath.Join(dir, "quiet-3.0"), filepath.Join(dir, "out")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, stdout, stderr := invoke(ctx, "centrality", "-o", out, quiet)
	require.Equal(t, exitIncomplete, code)
	require.Empty(t, stdout)
	require.Equal(t, "malguard: interrupted\n", stderr)
	require.NoFileExists(t, out, "half a file is none")

	var errs bytes.Buffer
	code = run(t.Context(), []string{"centrality", "--measure", "degree", quiet}, failing{errors.New("disk full")}, &errs)
	require.Equal(t, exitIncomplete, code)
	require.Contains(t, errs.String(), "disk full")
}
