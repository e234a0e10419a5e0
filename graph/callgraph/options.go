package callgraph

import (
	"context"
	"io/fs"
	"path"

	"github.com/malguard/malguard/graph"
)

// Passes is how often arguments, receivers and stored attributes are carried
// to the parameters and attributes that they reach before the graph is drawn;
// fewer if nothing new arrives.
const Passes = 4

// Limits on one package, which bound the memory of its graph. Python's whole
// standard library stays below them.
const (
	// MaxTokens bounds the source. Files behind that are not read, and the graph's
	// warnings hold [ErrTruncated].
	MaxTokens = 16_000_000
	// MaxCalls bounds the calls, decorations and the like. Those behind it are not
	// in the graph, and its warnings hold [ErrTruncated].
	MaxCalls = 1_500_000
	// MaxScopes bounds the functions and classes. The calls of those behind it are
	// calls of the scope around them, and the warnings hold [ErrLimit].
	MaxScopes = 200_000
)

// Options says what [Build] reads. The zero value reads every Python file.
type Options struct {
	// Files reports whether the file at a slash-separated path is Python
	// source to read. Nil means every *.py and *.pyw file, except the
	// resource forks (._*.py) that macOS leaves in archives.
	Files func(path string) bool
	// Entry is the path of the one file to begin with: only it and the files that
	// it imports, directly or not, are read. "" means all files.
	Entry string
	// Flat says that names are relative to the root of the file system, as
	// PyCG's are to the package that it is given. Otherwise they are relative to
	// the package root, which is found below the directory of a source
	// distribution and below src/.
	Flat bool
	// Texts asks for [graph.File.Texts], which takes a look at every constant.
	Texts bool
}

// Build returns the call graph of the Python files in fsys, whose root is the
// top directory of an archive or of an unpacked package.
//
// A file that cannot be read leaves a warning on the graph and an error on its
// [graph.File]; text that cannot be parsed leaves an error there, and what can
// still be read of the file is in the graph. The error that Build returns is
// that of ctx, or says that there is no file Entry ([fs.ErrNotExist]). The same
// files give the same graph.
//
// Every site names its file, so that [graph.Graph.Filter] cuts the graph of a
// single file out of that of the package.
func Build(ctx context.Context, fsys fs.FS, opt Options) (*graph.Graph, error) {
	p := newProgram(ctx)
	for _, step := range []func() error{
		func() error { return p.read(fsys, opt) },
		p.resolve,
		p.emit,
		func() error { return p.describeTexts(opt) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p.out.Graph(), nil
}

func (o Options) wants(name string) bool {
	if o.Files != nil {
		return o.Files(name)
	}
	ext := path.Ext(name)
	return ext == ".py" || ext == ".pyw"
}
