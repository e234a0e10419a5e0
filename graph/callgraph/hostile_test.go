package callgraph_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/internal/pysrc"
)

// broken is a file system that fails in one way for one path: a directory that
// cannot be listed, a file that cannot be opened or read to its end.
type broken struct {
	fstest.MapFS
	dir, open, read string
}

func (b broken) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == b.dir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errBroken}
	}
	return b.MapFS.ReadDir(name)
}

func (b broken) Open(name string) (fs.File, error) {
	if name == b.open {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
	}
	return b.MapFS.Open(name)
}

func (b broken) ReadFile(name string) ([]byte, error) {
	switch name {
	case b.open:
		return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
	case b.read:
		// What was read before the failure must not pass for the file.
		return []byte("import os\nos.nice(1)\n"), &fs.PathError{Op: "read", Path: name, Err: errBroken}
	}
	return b.MapFS.ReadFile(name)
}

// TestUnreadable: what cannot be read leaves a warning and, where it is a file,
// an error of its own; the rest of the package is in the graph.
func TestUnreadable(t *testing.T) {
	files := fstest.MapFS{
		"a.py":   {Data: []byte("import os\nos.getpid()\n")},
		"d/b.py": {Data: []byte("import os\nos.getuid()\n")},
		"d/c.py": {Data: []byte("import os\nos.getgid()\n")},
	}
	const a, b, c = "a -> os.getpid @import", "d.b -> os.getuid @import", "d.c -> os.getgid @import"
	for _, tt := range []struct {
		name  string
		fsys  fs.FS
		edges []string
		files []string // of which the graph tells
		bad   string   // the file with an error
	}{
		{"nothing is wrong", files, []string{a, b, c}, []string{"a.py", "d/b.py", "d/c.py"}, ""},
		{"a file that does not open", broken{MapFS: files, open: "d/b.py"}, []string{a, c}, []string{"a.py", "d/b.py", "d/c.py"}, "d/b.py"},
		{"a file that breaks off", broken{MapFS: files, read: "a.py"}, []string{b, c}, []string{"a.py", "d/b.py", "d/c.py"}, "a.py"},
		{"a directory", broken{MapFS: files, dir: "d"}, []string{a}, []string{"a.py"}, ""},
		{"the root", broken{MapFS: files, dir: "."}, nil, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := build(t, tt.fsys)
			require.Equal(t, tt.edges, edges(g))
			var paths []string
			for _, f := range g.Files() {
				paths = append(paths, f.Path)
				require.Equal(t, f.Path == tt.bad, len(f.Errors) > 0, f.Path)
				if f.Path == tt.bad {
					require.ErrorIs(t, f.Errors[0], errBroken)
					require.Zero(t, f.Calls)
				}
			}
			slices.Sort(paths)
			require.Equal(t, tt.files, paths)
			if _, ok := tt.fsys.(broken); !ok {
				require.Empty(t, g.Warnings())
				return
			}
			require.Len(t, g.Warnings(), 1)
			require.ErrorIs(t, g.Warnings()[0], errBroken)
			require.ErrorContains(t, g.Warnings()[0], "callgraph: ")
		})
	}
}

// TestEmptyPackages: a package without code is a graph without edges.
func TestEmptyPackages(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fsys  fstest.MapFS
		nodes []string
	}{
		{"no files", fstest.MapFS{}, []string{}},
		{"no Python", fstest.MapFS{"README": {Data: []byte("f()")}, "a.pyc": {Data: []byte("f()")}, "upper.PY": {Data: []byte("f()")}}, []string{}},
		{"empty files", fstest.MapFS{"pkg/__init__.py": {}, "pkg/a.py": {}}, []string{"pkg", "pkg.a"}},
		{"only comments", fstest.MapFS{"a.py": {Data: []byte("# f()\n")}}, []string{"a"}},
		{"a directory called like a file", fstest.MapFS{"a.py/b.py": {}}, []string{"a.py.b"}},
		{"a resource fork", fstest.MapFS{"._a.py": {Data: []byte("\x00\x05\x16\x07f()")}}, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := build(t, tt.fsys)
			names := []string{}
			for _, n := range g.Nodes() {
				names = append(names, n.Name)
			}
			require.Equal(t, tt.nodes, names)
			require.Zero(t, g.NumEdges())
			require.Empty(t, g.Warnings())
		})
	}
	// A name that only begins like a resource fork is a file like any other.
	require.Equal(t, []string{"._a -> ?.f @import"}, edges(build(t, fstest.MapFS{"._a.py": {Data: []byte("f()")}})))
}

// countdown is a context that ends when it has been asked a number of times, so
// that a test reaches every place that asks.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestCancelledAnywhere: at whatever stage the context ends, Build returns its
// error and no graph.
func TestCancelledAnywhere(t *testing.T) {
	fsys := fstest.MapFS{
		"setup.py": {Data: []byte("import a\na.f(print)\n")},
		"a.py":     {Data: []byte("def f(x):\n  x()\n  f(x)\n")},
	}
	checks := 0
	for ; ; checks++ {
		require.Less(t, checks, 1000, "Build does not end")
		g, err := callgraph.Build(&countdown{t.Context(), checks}, fsys, callgraph.Options{})
		if err == nil {
			require.NotEmpty(t, edges(g))
			break
		}
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "callgraph: ")
		require.Nil(t, g)
	}
	// Listing, reading and collecting, stores and calls of each pass, callbacks
	// and the edges each ask once for a file.
	require.Greater(t, checks, 7*len(fsys))
}

// TestLineEndings: the graph is the same whatever ends the lines, and with or
// without a byte order mark.
func TestLineEndings(t *testing.T) {
	const src = "import os\n\nclass C:\n    def m(self):\n        os.getpid(\n            os.getuid())\n\nif C:\n    C().m()\n"
	want := written(t, build(t, source(src)))
	for name, text := range map[string]string{
		"Windows":         strings.ReplaceAll(src, "\n", "\r\n"),
		"old Mac":         strings.ReplaceAll(src, "\n", "\r"),
		"byte order mark": "\ufeff" + src,
		"no last newline": strings.TrimSuffix(src, "\n"),
	} {
		require.Equal(t, want, written(t, build(t, source(text))), name)
	}
	tabs := build(t, source(strings.ReplaceAll(src, "    ", "\t")))
	require.Equal(t, edges(build(t, source(src))), edges(tabs), "tabs move columns, but no edge")
}

func written(t *testing.T, g *graph.Graph) string {
	var b strings.Builder
	require.NoError(t, graph.WriteJSON(&b, g))
	return b.String()
}

// shuffled lists directories in the reverse order.
type shuffled struct{ fstest.MapFS }

func (s shuffled) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := s.MapFS.ReadDir(name)
	slices.Reverse(list)
	return list, err
}

// TestFileOrder: the edges do not depend on the order in which the files are
// found.
func TestFileOrder(t *testing.T) {
	fsys := fstest.MapFS{
		"x-1/setup.py":        {Data: []byte("from setuptools import setup\nfrom pkg.b import C\nsetup(cmdclass={'install': C})\n")},
		"x-1/pkg/__init__.py": {Data: []byte("from .a import *\nfrom .b import *\n")},
		"x-1/pkg/a.py":        {Data: []byte("import os\ndef run(f): f()\nrun(os.getpid)\n")},
		"x-1/pkg/b.py":        {Data: []byte("import os\nfrom .a import run\nclass C:\n  def run(self): run(os.getuid)\n")},
		"x-1/pkg/c.py":        {Data: []byte("from pkg import run\nrun(lambda: run)\n")},
	}
	want := edges(build(t, fsys))
	require.Contains(t, want, "pkg.a.run -> os.getuid @install")
	require.Equal(t, want, edges(build(t, shuffled{fsys})))
}

// TestDeepPaths: directories that are deeper than packages can be, and names
// longer than nodes have, are still in the graph.
func TestDeepPaths(t *testing.T) {
	deep := strings.Repeat("d/", 200) + "m.py"
	long := strings.Repeat("x", 3000) + ".py"
	g := build(t, fstest.MapFS{
		deep: {Data: []byte("f()\n")},
		long: {Data: []byte("def " + strings.Repeat("y", 3000) + "(): g()\n")},
	})
	require.Contains(t, edges(g), strings.Repeat("d.", 200)+"m -> ?.f @import")
	for _, n := range g.Nodes() {
		require.Less(t, len(n.Name), 1100)
	}
	_, ok := g.Lookup("?.g")
	require.True(t, ok)
}

// TestLongNamesStayApart: names that are cut are numbered, so that two
// functions are never one node.
func TestLongNamesStayApart(t *testing.T) {
	long := strings.Repeat("n", 2000)
	g := build(t, source(fmt.Sprintf("import os\ndef %[1]sa(): os.getpid()\ndef %[1]sb(): os.getuid()\n", long)))
	callers := map[string]bool{}
	for e := range g.Edges() {
		callers[g.Node(e.From).Name] = true
	}
	require.Len(t, callers, 2)
}

// TestNodeKinds: each kind of name has its kind of node, with the place where
// the package defines it.
func TestNodeKinds(t *testing.T) {
	g := build(t, source("import ext\nclass C:\n    x = print()\n    def m(self): ''.join([])\nf = lambda: ext.g()\nh()\n(1)()\nC().m()\nf()\n"))
	for _, want := range []graph.Node{
		{Name: "p", Kind: graph.KindModule, File: "p.py", Line: 1},
		{Name: "p.C", Kind: graph.KindClass, File: "p.py", Line: 2},
		{Name: "p.C.m", Kind: graph.KindFunction, File: "p.py", Line: 4},
		{Name: "p.<lambda1>", Kind: graph.KindLambda, File: "p.py", Line: 5},
		{Name: "ext.g", Kind: graph.KindExternal},
		{Name: "<builtin>.print", Kind: graph.KindBuiltin},
		{Name: "<**PyStr**>.join", Kind: graph.KindBuiltin},
		{Name: "?.h", Kind: graph.KindUnresolved},
	} {
		id, ok := g.Lookup(want.Name)
		require.True(t, ok, want.Name)
		require.Equal(t, want, g.Node(id))
	}
}

// TestManyErrors: of a file that is nothing but errors the first thousand are
// kept, and the last says how many there were besides.
func TestManyErrors(t *testing.T) {
	g := build(t, source(strings.Repeat("a b ?\n", 1500)))
	errs := g.Files()[0].Errors
	require.Len(t, errs, 1001)
	require.EqualError(t, errs[0], "callgraph: p.py:1: invalid syntax")
	require.EqualError(t, errs[1000], "callgraph: p.py: 2000 more errors")
}

// TestTruncated: a file of more tokens than are read says so on the graph, and
// what was read of it is there.
func TestTruncated(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a gigabyte and, under the race detector, a minute")
	}
	src := "import os\nos.getpid()\nx = [" + strings.Repeat("1,", pysrc.MaxTokens/2) + "]\nos.getuid()\n"
	g := build(t, source(src))
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], callgraph.ErrTruncated)
	require.ErrorContains(t, g.Warnings()[0], "p.py")
	require.False(t, errors.Is(g.Warnings()[0], callgraph.ErrLimit))
	require.Equal(t, []string{"p -> os.getpid @import"}, edges(g))
}

// TestLimitOfScopes: the calls of functions and classes beyond the limit are
// calls of what stands around them.
func TestLimitOfScopes(t *testing.T) {
	src := strings.Repeat("lambda:0\n", callgraph.MaxScopes) +
		"def g(x=a()):\n  b()\n  lambda: c()\nclass K(d()):\n  e()\n  def m(self): f()\n"
	g := build(t, source(src))
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], callgraph.ErrLimit)
	require.Equal(t, 6, g.NumEdges())
	for e := range g.Edges() {
		require.Equal(t, "p", g.Node(e.From).Name)
	}
}

// TestLimitOfCalls: the graph of a package with too many calls says so.
func TestLimitOfCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a gigabyte")
	}
	half := strings.Repeat("f()\n", callgraph.MaxCalls/2+1)
	g := build(t, fstest.MapFS{"a.py": {Data: []byte(half)}, "b.py": {Data: []byte(half)}})
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], callgraph.ErrTruncated)
	require.Equal(t, callgraph.MaxCalls, g.NumSites())
}

// TestLimitOfTokens: the files behind too large a package are named, not read.
func TestLimitOfTokens(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a gigabyte")
	}
	large := fstest.MapFS{"z.py": {Data: []byte("f()\n")}}
	for i := range callgraph.MaxTokens/5_000_000 + 1 {
		large[fmt.Sprintf("a%d.py", i)] = &fstest.MapFile{Data: []byte("x = [" + strings.Repeat("1,", 2_500_000) + "]\n")}
	}
	g := build(t, large)
	require.Zero(t, g.NumEdges())
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], callgraph.ErrTruncated)
	require.ErrorContains(t, g.Warnings()[0], "z.py")
}

// TestUnknownEncoding: who has a codec of that name may read another program.
func TestUnknownEncoding(t *testing.T) {
	g := build(t, source("# coding: mycodec\nf()\n"))
	require.Len(t, g.Warnings(), 1)
	require.ErrorIs(t, g.Warnings()[0], callgraph.ErrEncoding)
	require.Equal(t, []string{"p -> ?.f @import"}, edges(g))
}

// TestLimitOfValues: a name that may be more than 32 things keeps 32 of them,
// and a parameter that takes more than 8 functions leaves them to its callers.
func TestLimitOfValues(t *testing.T) {
	var branches, handed strings.Builder
	for i := range 40 {
		fmt.Fprintf(&branches, "if a: f = os.f%d\n", i)
		fmt.Fprintf(&handed, "def g%d(): pass\nrun(g%d)\n", i, i)
	}
	g := build(t, source("import os\n"+branches.String()+"f()\n"))
	require.Len(t, edges(g), 32)

	g = build(t, source("def run(fn): fn()\n"+handed.String()))
	got := edges(g)
	require.Contains(t, got, "p.run -> ?.fn @import")
	for i := range 40 {
		require.Contains(t, got, fmt.Sprintf("p -> p.g%d @import", i))
	}
}

// lending is a file system that lends the bytes of some files.
type lending struct {
	fstest.MapFS
	lent map[string][]byte
}

func (l lending) Bytes(name string) ([]byte, bool) {
	src, ok := l.lent[name]
	return src, ok
}

// TestLentBytes: what a file system lends is read in place of a copy, and left as
// it was.
func TestLentBytes(t *testing.T) {
	a := []byte("# coding: utf-8\r\nf()\n")
	fsys := lending{fstest.MapFS{"a.py": {Data: []byte("nothing")}, "b.py": {Data: []byte("g()\n")}}, map[string][]byte{"a.py": a}}
	require.Equal(t, []string{"a -> ?.f @import", "b -> ?.g @import"}, edges(build(t, fsys)))
	require.Equal(t, "# coding: utf-8\r\nf()\n", string(a))
}
