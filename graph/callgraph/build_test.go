package callgraph_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// TestExpectations builds the package in each testdata/*.txtar and compares
// all its edges with those that the comment above its files wants, one a line:
//
//	# WANT: caller -> callee @phase
//	# WANT: caller -> callee @phase layer=1 trick=exec
//	# WANT: caller -> callee @phase unreachable
//
// The trick is named where the callee was hidden, the layer where the call
// stands in hidden source. What is wanted is what CPython runs on some way through
// the code; where that is known not to be reached, MISSED names such an edge that
// the graph lacks, and EXTRA one that no run takes. Whoever mends one takes its
// line away: -update does.
func TestExpectations(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			require.NoError(t, err)
			got := edges(build(t, files(archive)))
			if *update {
				archive.Comment = rewrite(archive.Comment, got)
				require.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o644))
			}
			want := lines(archive.Comment, "# WANT: ")
			require.NotEmpty(t, want)
			want = without(want, lines(archive.Comment, "# MISSED: "))
			want = append(want, lines(archive.Comment, "# EXTRA: ")...)
			slices.Sort(want)
			require.Equal(t, want, got)
		})
	}
}

// rewrite makes a comment agree with the graph and keeps its prose. Where a case
// knows of differences, what it wants stays and the differences are written
// anew.
func rewrite(comment []byte, got []string) []byte {
	want, missed, extra := got, []string(nil), []string(nil)
	if len(lines(comment, "# MISSED: "))+len(lines(comment, "# EXTRA: ")) > 0 {
		want = lines(comment, "# WANT: ")
		missed, extra = without(want, got), without(got, want)
	}
	var b strings.Builder
	for line := range strings.Lines(string(comment)) {
		if !isExpectation(line) && strings.TrimSpace(line) != "" {
			b.WriteString(line)
		}
	}
	for _, list := range []struct {
		mark  string
		edges []string
	}{{"WANT", want}, {"MISSED", missed}, {"EXTRA", extra}} {
		for _, e := range list.edges {
			b.WriteString("# " + list.mark + ": " + e + "\n")
		}
	}
	return []byte(b.String() + "\n")
}

func isExpectation(line string) bool {
	return strings.HasPrefix(line, "# WANT: ") || strings.HasPrefix(line, "# MISSED: ") || strings.HasPrefix(line, "# EXTRA: ")
}

// lines returns the edges of a comment behind a mark, sorted.
func lines(comment []byte, mark string) []string {
	var out []string
	for line := range strings.Lines(string(comment)) {
		if edge, ok := strings.CutPrefix(line, mark); ok {
			out = append(out, strings.TrimSpace(edge))
		}
	}
	slices.Sort(out)
	return out
}

// without returns what a has and b has not.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func files(a *txtar.Archive) fstest.MapFS {
	fsys := make(fstest.MapFS)
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func build(t testing.TB, fsys fs.FS) *graph.Graph {
	g, err := callgraph.Build(context.Background(), fsys, callgraph.Options{})
	require.NoError(t, err)
	return g
}

func source(src string) fstest.MapFS {
	return fstest.MapFS{"p.py": &fstest.MapFile{Data: []byte(src)}}
}

// edges lists the calls of g as expectations are written.
func edges(g *graph.Graph) []string {
	var out []string
	for e := range g.Edges() {
		for _, s := range e.Sites {
			edge := g.Node(e.From).Name + " -> " + g.Node(e.To).Name + " @" + s.Phase.String()
			if s.Layer > 0 {
				edge += fmt.Sprintf(" layer=%d", s.Layer)
			}
			f := g.Facts(s.Facts)
			if f.Trick != "" {
				edge += " trick=" + f.Trick
			}
			if f.ByName {
				edge += " by name"
			}
			if f.Unreachable {
				edge += " unreachable"
			}
			out = append(out, edge)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestNodesAndSites(t *testing.T) {
	g := build(t, source("import os\n\nclass C:\n    def m(self):\n        return (\n            os.getcwd())\n\nC().m(); C().m()\n"))
	id, ok := g.Lookup("p.C.m")
	require.True(t, ok)
	require.Equal(t, graph.Node{Name: "p.C.m", Kind: graph.KindFunction, File: "p.py", Line: 4}, g.Node(id))
	_, ok = g.Lookup("p.C")
	require.False(t, ok, "a class body without a call is no node")

	callee, ok := g.Lookup("os.getcwd")
	require.True(t, ok)
	require.Equal(t, graph.KindExternal, g.Node(callee).Kind)
	sites := g.Sites(id, callee)
	require.Len(t, sites, 1)
	require.Equal(t, "p.py", g.File(sites[0].File).Path)
	require.EqualValues(t, 6, sites[0].Line)
	require.EqualValues(t, 12, sites[0].Col)
	require.Zero(t, sites[0].Layer)

	module, ok := g.Lookup("p")
	require.True(t, ok)
	require.Len(t, g.Sites(module, id), 2)
}

func TestFilesAreData(t *testing.T) {
	fsys := fstest.MapFS{
		"good.py":   {Data: []byte("f()\ng()\n")},
		"bad.py":    {Data: []byte("x = = f()\n")},
		"._good.py": {Data: []byte("\x00\x05\x16\x07\x00")},
		"notes.txt": {Data: []byte("f()")},
	}
	g := build(t, unreadable{fsys, "good.py"})
	require.Len(t, g.Files(), 2)
	require.Equal(t, "bad.py", g.Files()[0].Path)
	require.Equal(t, 1, g.Files()[0].Calls)
	require.NotEmpty(t, g.Files()[0].Errors)
	require.ErrorContains(t, g.Files()[0].Errors[0], "bad.py:1: ")
	require.Equal(t, "good.py", g.Files()[1].Path)
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], errBroken)

	require.Equal(t, 2, build(t, fsys).Files()[1].Calls)
}

var errBroken = errors.New("broken")

// unreadable is a file system in which one file cannot be opened.
type unreadable struct {
	fs.FS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
	}
	return u.FS.Open(name)
}

func TestOptionsFiles(t *testing.T) {
	fsys := fstest.MapFS{
		"a.py":     {Data: []byte("f()")},
		"script":   {Data: []byte("g()")},
		"b/big.py": {Data: []byte("h()")},
	}
	only := func(path string) bool { return path == "script" }
	g, err := callgraph.Build(t.Context(), fsys, callgraph.Options{Files: only})
	require.NoError(t, err)
	require.Equal(t, []string{"script -> ?.g @import"}, edges(g))
}

// The graph of one file is cut out by the file of the sites.
func TestFilterByFile(t *testing.T) {
	g := build(t, fstest.MapFS{
		"a.py": {Data: []byte("import os\ndef f(): os.getcwd()\n")},
		"b.py": {Data: []byte("from a import f\nf()\n")},
	})
	id := graph.FileID(1 + slices.IndexFunc(g.Files(), func(f graph.File) bool { return f.Path == "a.py" }))
	one := g.Filter(func(_, _ graph.NodeID, s graph.Site) bool { return s.File == id })
	require.Equal(t, []string{"a.f -> os.getcwd @import"}, edges(one))
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g, err := callgraph.Build(ctx, source("f()"), callgraph.Options{})
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, g)
}

func TestDeterministic(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		require.NoError(t, err)
		var a, b bytes.Buffer
		require.NoError(t, graph.WriteJSON(&a, build(t, files(archive))))
		require.NoError(t, graph.WriteJSON(&b, build(t, files(archive))))
		require.Equal(t, a.String(), b.String(), path)
	}
}

// Code that uses up all steps leaves a warning, and does not hide plain calls.
func TestLimit(t *testing.T) {
	entangled := strings.Repeat("from p import *\nfrom q import *\n", 100)
	for i := range 20_000 {
		entangled += fmt.Sprintf("y%d()\n", i)
	}
	g := build(t, fstest.MapFS{
		"p.py": {Data: []byte(entangled)},
		"q.py": {Data: []byte(entangled)},
		"r.py": {Data: []byte("import os\nfrom subprocess import call as c\nos.system('true')\nc('true')\n")},
	})
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], callgraph.ErrLimit)
	require.Contains(t, edges(g), "r -> os.system @import")
	require.Contains(t, edges(g), "r -> subprocess.call @import")
	require.Contains(t, edges(g), "q -> ?.y19999 @import")
}
