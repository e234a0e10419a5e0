package sequence

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/malguard/malguard/graph"
)

// Options says which files of a package are read. The zero value reads what the
// published code does.
type Options struct {
	// Files reports whether the file at a slash-separated path is read. Nil means
	// every path that ends in .py, whatever its directory.
	Files func(path string) bool
}

// Files yields the graph of each file in fsys, in ascending order of their
// paths as strings. Every graph holds one file, [graph.Graph.Files]; that of a
// file without calls has no nodes, and the published code leaves it out. A file
// that cannot be read has no calls, and the error stands with it. For a
// directory that cannot be listed there is a graph of one warning and no file.
//
// An error that is yielded is that of ctx or of the root of fsys, and the last
// that comes; the graph is then nil.
func Files(ctx context.Context, fsys fs.FS, opt Options) iter.Seq2[*graph.Graph, error] {
	return func(yield func(*graph.Graph, error) bool) {
		paths, warnings, err := list(ctx, fsys, opt)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, w := range warnings {
			var b builder
			b.out.Warn(w)
			if !yield(b.out.Graph(), nil) {
				return
			}
		}
		for _, name := range paths {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			var b builder
			b.read(fsys, name)
			if !yield(b.out.Graph(), nil) {
				return
			}
		}
	}
}

// Last returns the graph of the last file, in ascending order of paths, that
// has calls: one of those with which the published code may end, which takes
// the file that is done last. The graph holds the files that were read to find
// it, from the last path on; where no file has calls, it has no nodes.
func Last(ctx context.Context, fsys fs.FS, opt Options) (*graph.Graph, error) {
	var b builder
	paths, err := b.list(ctx, fsys, opt)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Backward(paths) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if b.read(fsys, name) > 0 {
			break
		}
	}
	return b.out.Graph(), nil
}

// Merged returns one graph with the nodes and edges of the graphs of all files,
// added in ascending order of paths. No edge leads from file to file; the sites
// of an edge say which files have it. The published code does not do this, but
// later versions of it do.
func Merged(ctx context.Context, fsys fs.FS, opt Options) (*graph.Graph, error) {
	var b builder
	paths, err := b.list(ctx, fsys, opt)
	if err != nil {
		return nil, err
	}
	for _, name := range paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.read(fsys, name)
	}
	return b.out.Graph(), nil
}

// list returns the paths of the files to read. What keeps others from being
// found becomes a warning of the graph.
func (b *builder) list(ctx context.Context, fsys fs.FS, opt Options) ([]string, error) {
	paths, warnings, err := list(ctx, fsys, opt)
	for _, w := range warnings {
		b.out.Warn(w)
	}
	return paths, err
}

// read adds the graph of a file of a package and returns the number of its
// calls.
func (b *builder) read(fsys fs.FS, name string) int {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		err = fmt.Errorf("sequence: %w", err)
		b.out.Warn(err)
		b.out.File(graph.File{Path: name, Errors: []error{err}})
		return 0
	}
	return b.file(name, src)
}

func list(ctx context.Context, fsys fs.FS, opt Options) (paths []string, warnings []error, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == ".":
			return fmt.Errorf("sequence: %w", err)
		case err != nil:
			warnings = append(warnings, fmt.Errorf("sequence: %w", err))
		case !d.IsDir() && opt.wants(name):
			paths = append(paths, name)
		}
		return nil
	})
	slices.Sort(paths)
	return paths, warnings, err
}

func (o Options) wants(name string) bool {
	if o.Files != nil {
		return o.Files(name)
	}
	return strings.HasSuffix(name, ".py")
}
