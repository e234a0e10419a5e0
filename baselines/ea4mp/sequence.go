package ea4mp

import (
	"cmp"
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/internal/ngrams"
)

// MaxCalls is how many calls of a sequence are kept.
const MaxCalls = 5000

// Sequence returns the names of what a package calls from outside, in the order of
// a depth-first walk through the call graph of two of its files: the setup.py
// nearest to the root and the largest other one, or the two largest. Modules are
// entered first, then the functions that nothing before has called.
func Sequence(ctx context.Context, p *datasets.Package) ([]string, error) {
	files, err := chosen(ctx, p.FS)
	if err != nil {
		return nil, err
	}
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: func(name string) bool { return slices.Contains(files, name) }})
	if err != nil {
		return nil, err
	}
	var names []string
	add := func(c ngrams.Call) bool {
		if n := g.Node(c.Callee); !n.Kind.Internal() {
			names = append(names, n.Name)
		}
		return len(names) < MaxCalls
	}
	w := ngrams.NewWalker(g)
	for _, u := range starts(g, files) {
		if !w.From(u, add) {
			break
		}
	}
	return names, nil
}

// starts returns the nodes of the package: modules in the order of files, then the
// others by file and line.
func starts(g *graph.Graph, files []string) []graph.NodeID {
	var list []graph.NodeID
	for id, n := range g.Nodes() {
		if n.Kind.Internal() {
			list = append(list, graph.NodeID(id))
		}
	}
	rank := func(n graph.Node) int {
		if n.Kind == graph.KindModule {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b graph.NodeID) int {
		x, y := g.Node(a), g.Node(b)
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(slices.Index(files, x.File), slices.Index(files, y.File)), cmp.Compare(x.Line, y.Line))
	})
	return list
}

// chosen returns the paths of the files that are read.
func chosen(ctx context.Context, fsys fs.FS) ([]string, error) {
	type file struct {
		name string
		size int64
	}
	var files []file
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil || d.IsDir() || path.Ext(name) != ".py" {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files = append(files, file{name, info.Size()})
		return nil
	})
	slices.SortStableFunc(files, func(a, b file) int { return cmp.Compare(b.size, a.size) })
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	setup := ""
	for _, name := range slices.Sorted(slices.Values(names)) {
		if path.Base(name) == "setup.py" && (setup == "" || strings.Count(name, "/") < strings.Count(setup, "/")) {
			setup = name
		}
	}
	if setup != "" {
		names = slices.DeleteFunc(names, func(name string) bool { return name == setup })
		names = slices.Insert(names, 0, setup)
	}
	return names[:min(len(names), 2)], err
}
