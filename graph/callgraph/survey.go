package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// survey is the set of names in the class bodies of a package by which code runs
// without being called: special methods such as __add__, and attributes that
// may be descriptors, such as properties. An operation that none of them answers
// is not worth an event.
type survey map[string]bool

// stmts looks through the statements of a body and of the bodies in it.
func (s survey) stmts(list []pysrc.Stmt, class bool) {
	for _, stmt := range list {
		s.stmt(stmt, class)
	}
}

func (s survey) stmt(stmt pysrc.Stmt, class bool) {
	switch stmt := stmt.(type) {
	case *pysrc.FunctionDef:
		if isSpecial(stmt.Name) || class && len(stmt.Decorators) > 0 {
			s[stmt.Name] = true
		}
		s.stmts(stmt.Body, false)
	case *pysrc.ClassDef:
		s.stmts(stmt.Body, true)
	case *pysrc.Assign:
		for _, t := range stmt.Targets {
			s.target(t, stmt.Value, class)
		}
	case *pysrc.If:
		for _, b := range stmt.Branches {
			s.stmts(b.Body, class)
		}
		s.stmts(stmt.Else, class)
	case *pysrc.For:
		s.stmts(stmt.Body, class)
		s.stmts(stmt.Else, class)
	case *pysrc.While:
		s.stmts(stmt.Body, class)
		s.stmts(stmt.Else, class)
	case *pysrc.With:
		s.stmts(stmt.Body, class)
	case *pysrc.Match:
		for _, k := range stmt.Cases {
			s.stmts(k.Body, class)
		}
	case *pysrc.Try:
		s.stmts(stmt.Body, class)
		for _, h := range stmt.Handlers {
			s.stmts(h.Body, class)
		}
		s.stmts(stmt.Else, class)
		s.stmts(stmt.Finally, class)
	}
}

// target notes what a class body assigns: a special method under another name,
// or what a call makes, which may be a descriptor.
func (s survey) target(t, value pysrc.Expr, class bool) {
	switch t := t.(type) {
	case *pysrc.Name:
		_, made := value.(*pysrc.Call)
		if class && (made || isSpecial(t.ID)) {
			s[t.ID] = true
		}
	case *pysrc.Attribute: // C.x = property(f)
		if _, made := value.(*pysrc.Call); isSpecial(t.Attr) || made && calledProperty(value) {
			s[t.Attr] = true
		}
	}
}

func calledProperty(x pysrc.Expr) bool {
	call, ok := x.(*pysrc.Call)
	if !ok {
		return false
	}
	name, ok := call.Func.(*pysrc.Name)
	return ok && name.ID == "property"
}

func isSpecial(name string) bool {
	return len(name) > 4 && strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__")
}
