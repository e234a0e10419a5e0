package callgraph

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pysrc"
)

// program is a package while its graph is being built.
type program struct {
	ctx context.Context
	out graph.Builder
	externs
	modules modules
	files   []*module // in the order of paths

	scopes  []*scope // of modules, functions and lambdas, in source order
	classes []*class
	links   []link
	lambdas map[*pysrc.Lambda]*function
	methods map[string][]*function // of classes, by name
	comps   map[*pysrc.Comp]*scope
	supers  map[superKey]values
	created map[*class]bool // classes of which the package makes objects
	hooks   map[*class]bool // commands that setup.py names
	entries []entryPoint

	evaluation
	hidden    hidden
	longNames int
	tokens    int // read so far
	events    int // calls found so far
	implied   int // operations found so far that may call something
	special   survey
}

func newProgram(ctx context.Context) *program {
	return &program{
		ctx: ctx, externs: newExterns(), modules: make(modules), evaluation: newEvaluation(), hidden: newHidden(),
		lambdas: make(map[*pysrc.Lambda]*function), supers: make(map[superKey]values), created: make(map[*class]bool), hooks: make(map[*class]bool),
		special: survey{names: make(map[string]bool)}, methods: make(map[string][]*function), comps: make(map[*pysrc.Comp]*scope),
	}
}

// read parses every wanted file and collects its scopes and calls.
func (p *program) read(fsys fs.FS, opt Options) error {
	all, wanted, err := p.list(fsys, opt)
	if err != nil {
		return err
	}
	p.metadata(fsys, all)
	l := newLayout(all)
	if opt.Flat {
		l.prefix, l.src = "", false
	}
	if opt.Entry != "" {
		if wanted, err = p.reached(fsys, opt.Entry, wanted, l); err != nil {
			return err
		}
	}
	for _, name := range wanted {
		if err := p.check(); err != nil {
			return err
		}
		p.load(fsys, name, l.module(name))
	}
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		p.reveal(m)
		p.special.stmts(m.file.Body, false)
	}
	p.special.settle()
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		collect(p, m)
	}
	return nil
}

// list returns the paths of all files and of those to read, in lexical order.
func (p *program) list(fsys fs.FS, opt Options) (all, wanted []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if ended := p.check(); ended != nil {
			return ended
		}
		if err != nil {
			p.out.Warn(fmt.Errorf("callgraph: %w", err))
			return nil
		}
		if d.IsDir() {
			return nil
		}
		all = append(all, name)
		if opt.wants(name) {
			wanted = append(wanted, name)
		}
		return nil
	})
	return all, wanted, err
}

// load reads and parses one file.
func (p *program) load(fsys fs.FS, name string, m *module) {
	src, err := readFile(fsys, name)
	if err != nil {
		err = fmt.Errorf("callgraph: %w", err)
		p.out.Warn(err)
		p.out.File(graph.File{Path: name, Errors: []error{err}})
		return
	}
	if isResourceFork(name, src) {
		return
	}
	if p.tokens >= MaxTokens {
		err := fmt.Errorf("callgraph: %s: %w", name, ErrTruncated)
		p.out.Warn(err)
		p.out.File(graph.File{Path: name, Errors: []error{err}})
		return
	}
	m.file = pysrc.Parse(src)
	p.tokens += m.file.Tokens
	if m.file.Truncated {
		p.out.Warn(fmt.Errorf("callgraph: %s: %w", name, ErrTruncated))
	}
	if m.file.Undecoded {
		p.out.Warn(fmt.Errorf("callgraph: %s: %w", name, ErrEncoding))
	}
	m.fileID = p.out.File(graph.File{Path: name, Errors: parseErrors(name, m.file)})
	p.source += len(src)
	p.files = append(p.files, m)
	p.modules.add(m)
}

// readFile reads a file, without a copy where the file system can lend its bytes.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	if lender, ok := fsys.(interface{ Bytes(string) ([]byte, bool) }); ok {
		if src, ok := lender.Bytes(name); ok {
			return src, nil
		}
	}
	return fs.ReadFile(fsys, name)
}

// isResourceFork reports whether src is what macOS adds to an archive beside a
// file: "._" before its name and an AppleDouble header.
func isResourceFork(name string, src []byte) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	return strings.HasPrefix(base, "._") && strings.HasPrefix(string(src[:min(4, len(src))]), "\x00\x05\x16\x07")
}

func parseErrors(name string, f *pysrc.File) []error {
	var errs []error
	for _, e := range f.Errors {
		errs = append(errs, fmt.Errorf("callgraph: %s:%d: %s", name, e.Line, e.Msg))
	}
	if f.Dropped > 0 {
		errs = append(errs, fmt.Errorf("callgraph: %s: %d more errors", name, f.Dropped))
	}
	return errs
}
