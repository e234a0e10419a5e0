// Package arch checks who imports whom in this module, and a few things that no
// file of it may do, by reading the sources.
//
// The rules are data, see [Malguard]; [Check] reads any tree of files against
// any rules. It reads the files itself rather than asking the go command, whose
// cached answer would let a test pass after the sources changed.
package arch

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Violation is one place that breaks a rule.
type Violation struct {
	File string // slashed, relative to the tree
	Line int
	Text string
}

// String returns "file:line: text".
func (v Violation) String() string { return fmt.Sprintf("%s:%d: %s", v.File, v.Line, v.Text) }

// Check reads the Go files of the module with the given import path, whose root
// is the root of fsys, and returns what breaks the rules, by file and line.
// Test files, testdata, hidden directories and nested modules are left out. A
// file that cannot be read or parsed is an error.
func Check(fsys fs.FS, module string, r Rules) ([]Violation, error) {
	files, err := sources(fsys)
	if err != nil {
		return nil, fmt.Errorf("arch: %w", err)
	}
	if len(files) == 0 {
		return nil, errors.New("arch: no Go files")
	}
	c := checker{rules: r, module: module, fset: token.NewFileSet()}
	for _, name := range files {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("arch: %w", err)
		}
		f, err := parser.ParseFile(c.fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("arch: %w", err)
		}
		c.file(path.Dir(name), f)
	}
	slices.SortStableFunc(c.found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return c.found, nil
}

// sources lists the Go files that Check reads, in lexical order.
func sources(fsys fs.FS) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && skipped(fsys, name):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// skipped reports whether the go command would not count the directory to the
// module.
func skipped(fsys fs.FS, dir string) bool {
	base := path.Base(dir)
	if base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_' {
		return true
	}
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod"))
	return err == nil
}

type checker struct {
	rules  Rules
	module string
	fset   *token.FileSet
	found  []Violation
}

func (c *checker) report(pos token.Pos, format string, args ...any) {
	p := c.fset.Position(pos)
	c.found = append(c.found, Violation{p.Filename, p.Line, fmt.Sprintf(format, args...)})
}

// file checks one file of the given room.
func (c *checker) file(room string, f *ast.File) {
	i := slices.IndexFunc(c.rules.Rooms, func(r Room) bool { return match(r.Path, room) })
	if i < 0 {
		c.report(f.Package, "unknown room %s: declare in internal/arch/rules.go what it may import", room)
		return
	}
	for _, spec := range f.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil { // the parser has checked it
			c.report(spec.Pos(), "import %s: %v", spec.Path.Value, err)
			continue
		}
		if ours, ok := c.ours(target); !ok {
			c.outside(room, target, spec.Pos())
		} else if !matchAny(c.rules.Rooms[i].May, ours) {
			c.report(spec.Pos(), "%s must not import %s", room, ours)
		}
	}
	c.functions(room, f)
}

// ours returns the path below the module of one of its packages.
func (c *checker) ours(target string) (string, bool) {
	if target == c.module {
		return ".", true
	}
	return strings.CutPrefix(target, c.module+"/")
}

func (c *checker) outside(room, target string, pos token.Pos) {
	for _, r := range c.rules.Imports {
		if match(r.Import, target) && !matchAny(r.In, room) {
			c.report(pos, "%s must not import %s: %s", room, target, r.Why)
			return
		}
	}
}

// functions looks for what no library may do: run at start-up, hide a panic.
func (c *checker) functions(room string, f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				c.report(n.Pos(), "func init: make it a function that its user calls")
			}
		case *ast.CallExpr:
			fn, ok := ast.Unparen(n.Fun).(*ast.Ident)
			if ok && fn.Name == "recover" && len(n.Args) == 0 && !matchAny(c.rules.Recover, room) {
				c.report(n.Pos(), "%s must not call recover: a panic is a bug to be seen", room)
			}
		}
		return true
	})
}

// match reports whether a package path fits a pattern of [Rules].
func match(pattern, pkg string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == base || strings.HasPrefix(pkg, base+"/")
	}
	if base, ok := strings.CutSuffix(pattern, "/*"); ok {
		return path.Dir(pkg) == base
	}
	return pattern == pkg
}

func matchAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, pkg) })
}
