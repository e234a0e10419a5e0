package guarddog

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// scope says what the names of a file stand for, as semgrep resolves them: in
// the order of the source, an import holding from its line to the end of the
// file wherever it stands, and an assignment not hiding an import that came
// before it (a parameter does, and what a loop or with binds; def and class do
// not).
type scope struct {
	imports   map[*pysrc.Name]string // dotted path of what was imported
	globals   map[*pysrc.Name]bool   // a variable of the module
	wildcards []string               // modules of "from m import *"
}

// binding is what a name stands for in one scope.
type binding uint8

const (
	local binding = iota
	global
)

type resolver struct {
	scope
	imported map[string]string
	module   map[string]binding
	blocks   []map[string]binding // of functions, the innermost last
	class    bool                 // in the body of a class, whose names nobody sees
}

func resolve(f *pysrc.File) scope {
	r := &resolver{
		scope:    scope{imports: map[*pysrc.Name]string{}, globals: map[*pysrc.Name]bool{}},
		imported: map[string]string{}, module: map[string]binding{},
	}
	r.stmtList(f.Body)
	for _, x := range f.Fragments {
		r.expr(x)
	}
	return r.scope
}

func (r *resolver) stmtList(list []pysrc.Stmt) {
	for _, s := range list {
		r.stmt(s)
	}
}

func (r *resolver) stmt(s pysrc.Stmt) {
	switch s := s.(type) {
	case *pysrc.Import:
		r.importModules(s)
	case *pysrc.ImportFrom:
		r.importNames(s)
	case *pysrc.Global:
		for _, name := range s.Names {
			if _, known := r.module[name]; known && len(r.blocks) > 0 && !s.Nonlocal {
				r.blocks[len(r.blocks)-1][name] = global
			}
		}
	case *pysrc.FunctionDef:
		r.function(s)
	case *pysrc.ClassDef:
		r.exprList(s.Decorators, s.Bases)
		for _, k := range s.Keywords {
			r.expr(k.Value)
		}
		outer := r.class
		r.class = true
		r.stmtList(s.Body)
		r.class = outer
	case *pysrc.Assign:
		r.expr(s.Value)
		for _, t := range s.Targets {
			r.assign(t)
		}
	case *pysrc.AnnAssign:
		r.exprList([]pysrc.Expr{s.Annotation, s.Value})
		r.assign(s.Target)
	case *pysrc.AugAssign:
		r.expr(s.Value)
		r.assign(s.Target)
	case *pysrc.For:
		r.expr(s.Iter)
		r.pattern(s.Target)
		r.stmtList(s.Body)
		r.stmtList(s.Else)
	default:
		r.children(s)
	}
}

// children resolves below statements of which the order of the source is that
// of the names.
func (r *resolver) children(s pysrc.Stmt) {
	if w, ok := s.(*pysrc.With); ok {
		for _, item := range w.Items {
			r.expr(item.Context)
			r.pattern(item.Target)
		}
		r.stmtList(w.Body)
		return
	}
	pysrc.Inspect(s, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case pysrc.Stmt:
			if n == s {
				return true
			}
			r.stmt(n)
			return false
		case *pysrc.Handler:
			if n.Name != "" {
				r.declare(n.Name)
			}
		case *pysrc.Pattern:
			if n.Name != "" {
				r.declare(n.Name)
			}
		case pysrc.Expr:
			r.expr(n)
			return false
		}
		return true
	})
}

func (r *resolver) importModules(s *pysrc.Import) {
	for _, a := range s.Names {
		if a.AsName != "" {
			r.imported[a.AsName] = a.Name
		}
	}
}

func (r *resolver) importNames(s *pysrc.ImportFrom) {
	module := strings.Repeat(".", s.Level) + s.Module
	for _, a := range s.Names {
		switch {
		case a.Name == "*":
			if len(r.wildcards) < maxWildcards {
				r.wildcards = append(r.wildcards, module)
			}
		case a.AsName != "":
			r.imported[a.AsName] = module + "." + a.Name
		default:
			r.imported[a.Name] = module + "." + a.Name
		}
	}
}

const maxWildcards = 20

func (r *resolver) function(s *pysrc.FunctionDef) {
	r.exprList(s.Decorators, []pysrc.Expr{s.Returns})
	r.body(s.Params, func() { r.stmtList(s.Body) })
}

// body resolves what has parameters.
func (r *resolver) body(params []*pysrc.Param, inside func()) {
	names := map[string]binding{}
	for _, p := range params {
		r.exprList([]pysrc.Expr{p.Annotation, p.Default})
		names[p.Name] = local
	}
	outer := r.class
	r.class = false
	r.blocks = append(r.blocks, names)
	for _, p := range params {
		r.pattern(p.Unpack)
	}
	inside()
	r.blocks = r.blocks[:len(r.blocks)-1]
	r.class = outer
}

// maxParts is how many dots deep a callee is looked at; no rule names more.
const maxParts = 6

// names returns the dotted names by which x may be known: as it stands, with the
// first name replaced by what was imported under it, or from a module of which
// all names were imported. It is nil where x is no name with attributes.
func (s *source) names(x pysrc.Expr) []string {
	tail := ""
	for range maxParts {
		switch n := x.(type) {
		case *pysrc.Attribute:
			tail, x = "."+n.Attr+tail, n.X
		case *pysrc.Name:
			names := []string{n.ID + tail}
			if path, ok := s.scope.imports[n]; ok {
				return append(names, path+tail)
			}
			for _, module := range s.scope.wildcards {
				names = append(names, module+"."+n.ID+tail)
			}
			return names
		default:
			return nil
		}
	}
	return nil
}
