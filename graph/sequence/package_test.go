package sequence_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/sequence"
)

// pkg is a package in whose paths "/" sorts behind ".".
func pkg() fstest.MapFS {
	return fstest.MapFS{
		"p/a.py":        {Data: []byte("x(); y(); x()")},
		"p/a/b.py":      {Data: []byte("y(); z(); y(); x()")},
		"p/a.txt":       {Data: []byte("n(); n()")},
		"p/c.PY":        {Data: []byte("n(); n()")},
		"p/.h/.py":      {Data: []byte("x(); x()")},
		"p/w.pyw":       {Data: []byte("n(); n()")},
		"p/z/empty.py":  {Data: []byte("# nothing")},
		"p/z/py2.py":    {Data: []byte("print 'x'")},
		"z.py/dir.json": {Data: []byte("{}")},
	}
}

func paths(g *graph.Graph) (list []string) {
	for _, f := range g.Files() {
		list = append(list, f.Path)
	}
	return list
}

func TestFiles(t *testing.T) {
	var list []string
	for g, err := range sequence.Files(context.Background(), pkg(), sequence.Options{}) {
		require.NoError(t, err)
		list = append(list, strings.Join(paths(g), " ")+": "+text(g))
		for e := range g.Edges() {
			require.Equal(t, []graph.Site{{File: 1}}, e.Sites)
		}
	}
	require.Equal(t, []string{
		"p/.h/.py: x>x", "p/a.py: x>x y>x", "p/a/b.py: y>y z>y", "p/z/empty.py: ", "p/z/py2.py: ",
	}, list)
	for range sequence.Files(context.Background(), pkg(), sequence.Options{}) {
		break
	}
}

func TestLast(t *testing.T) {
	g, err := sequence.Last(context.Background(), pkg(), sequence.Options{})
	require.NoError(t, err)
	require.Equal(t, "y>y z>y", text(g))
	require.Equal(t, 3, g.NumNodes())
	require.Equal(t, []string{"p/z/py2.py", "p/z/empty.py", "p/a/b.py"}, paths(g), "those behind it were read too")
	require.ErrorIs(t, g.Files()[0].Errors[0], sequence.ErrSyntax)
	require.ErrorContains(t, g.Files()[0].Errors[0], "sequence: p/z/py2.py: line 1: ")

	none, err := sequence.Last(context.Background(), fstest.MapFS{"a.py": {}, "b.py": {}}, sequence.Options{})
	require.NoError(t, err)
	require.Zero(t, none.NumNodes())
	require.Len(t, none.Files(), 2)
}

func TestMerged(t *testing.T) {
	opt := sequence.Options{Files: func(path string) bool { return strings.HasPrefix(path, "p/a") && path != "p/a.txt" }}
	g, err := sequence.Merged(context.Background(), pkg(), opt)
	require.NoError(t, err)
	require.Equal(t, "x>x y>x y>y z>y", text(g))
	require.Equal(t, []string{"p/a.py", "p/a/b.py"}, paths(g))
	x, _ := g.Lookup("x")
	y, _ := g.Lookup("y")
	require.Equal(t, []graph.Site{{File: 1}}, g.Sites(y, x))
	require.Equal(t, []graph.Site{{File: 2}}, g.Sites(y, y))
}

func TestMergedIsTheUnion(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, src := range sources(t) {
		fsys[name] = &fstest.MapFile{Data: src}
	}
	merged, err := sequence.Merged(context.Background(), fsys, sequence.Options{})
	require.NoError(t, err)
	want := map[string]bool{}
	for g, err := range sequence.Files(context.Background(), fsys, sequence.Options{}) {
		require.NoError(t, err)
		for e := range g.Edges() {
			want[g.Node(e.From).Name+">"+g.Node(e.To).Name] = true
		}
		for _, n := range g.Nodes() {
			_, ok := merged.Lookup(n.Name)
			require.True(t, ok)
		}
	}
	require.Equal(t, len(want), merged.NumEdges())
	for e := range merged.Edges() {
		require.True(t, want[merged.Node(e.From).Name+">"+merged.Node(e.To).Name])
	}
}

// broken fails for a directory and a file, or with its root.
type broken struct {
	fstest.MapFS
	dir, file string
}

var errBroken = errors.New("broken")

func (b broken) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == b.dir {
		return nil, errBroken
	}
	return b.MapFS.ReadDir(name)
}

func (b broken) ReadFile(name string) ([]byte, error) {
	if name == b.file {
		return []byte("half()"), errBroken
	}
	return b.MapFS.ReadFile(name)
}

// TestUnreadable: what cannot be read is no call and leaves a warning, as the
// published code prints one.
func TestUnreadable(t *testing.T) {
	ctx := context.Background()
	fsys := broken{pkg(), "p/.h", "p/a/b.py"}
	last, err := sequence.Last(ctx, fsys, sequence.Options{})
	require.NoError(t, err)
	require.Equal(t, "x>x y>x", text(last))
	require.Len(t, last.Warnings(), 2)
	require.ErrorIs(t, last.Warnings()[0], errBroken)
	merged, err := sequence.Merged(ctx, fsys, sequence.Options{})
	require.NoError(t, err)
	require.Len(t, merged.Warnings(), 2)
	id := len(merged.Files()) - 3
	require.Equal(t, "p/a/b.py", merged.Files()[id].Path)
	require.ErrorIs(t, merged.Files()[id].Errors[0], errBroken)
	n := 0
	for g, err := range sequence.Files(ctx, fsys, sequence.Options{}) {
		require.NoError(t, err)
		n += len(g.Warnings())
	}
	require.Equal(t, 2, n)
	for range sequence.Files(ctx, fsys, sequence.Options{}) {
		break
	}

	fsys.dir = "."
	_, err = sequence.Last(ctx, fsys, sequence.Options{})
	require.ErrorIs(t, err, errBroken)
	_, err = sequence.Merged(ctx, fsys, sequence.Options{})
	require.ErrorIs(t, err, errBroken)
	for g, err := range sequence.Files(ctx, fsys, sequence.Options{}) {
		require.Nil(t, g)
		require.ErrorIs(t, err, errBroken)
	}
}

// ending ends the context when it is asked for a file.
type ending struct {
	fstest.MapFS
	cancel func()
}

func (e ending) ReadFile(name string) ([]byte, error) {
	e.cancel()
	return e.MapFS.ReadFile(name)
}

func TestContext(t *testing.T) {
	run := func(ctx context.Context, fsys fs.FS) (errs []error) {
		_, err := sequence.Last(ctx, fsys, sequence.Options{})
		errs = append(errs, err)
		_, err = sequence.Merged(ctx, fsys, sequence.Options{})
		errs = append(errs, err)
		for _, err = range sequence.Files(ctx, fsys, sequence.Options{}) {
		}
		return append(errs, err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range run(ended, pkg()) {
		require.ErrorIs(t, err, context.Canceled)
	}
	ctx, cancel := context.WithCancel(context.Background())
	for _, err := range run(ctx, ending{pkg(), cancel}) {
		require.ErrorIs(t, err, context.Canceled)
	}
}
