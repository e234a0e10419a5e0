package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// survey is the set of names in the class bodies of a package by which code runs
// without being called: special methods such as __add__, and attributes that
// may be descriptors, such as properties. An operation that none of them answers
// is not worth an event.
type survey struct {
	names map[string]bool
	// What settle finds among them.
	texts, truths, items, iterates, enters, reads bool
	binary, compare                               [len(binaryMethods)]bool
}

// has reports whether a class body has the name.
func (s *survey) has(name string) bool { return s.names[name] }

func (s *survey) any(names ...string) bool {
	for _, name := range names {
		if s.names[name] {
			return true
		}
	}
	return false
}

// settle says which operations are worth an event, once all names are known.
func (s *survey) settle() {
	s.texts = s.any("__str__", "__repr__", "__format__")
	s.truths = s.any("__bool__", "__nonzero__", "__len__")
	s.items = s.any("__getitem__", "__class_getitem__", "__index__")
	s.iterates = s.any("__iter__", "__next__", "__getitem__", "__aiter__", "__anext__")
	s.enters = s.any("__enter__", "__exit__", "__aenter__", "__aexit__")
	s.reads = s.any("__getattr__", "__getattribute__")
	for op, names := range binaryMethods {
		s.binary[op] = s.any(names.plain, names.reflected, inPlace(names.plain)) || pysrc.Op(op) == pysrc.Mod && s.texts
	}
	for op, names := range comparisons {
		s.compare[op] = s.any(names.plain, names.reflected)
	}
	s.compare[pysrc.NotEqual] = s.any("__ne__", "__eq__")
	s.compare[pysrc.In] = s.compare[pysrc.In] || s.names["__getitem__"]
	s.compare[pysrc.NotIn] = s.compare[pysrc.In]
}

// stmts looks through the statements of a body and of the bodies in it.
func (s *survey) stmts(list []pysrc.Stmt, class bool) {
	for _, stmt := range list {
		s.stmt(stmt, class)
	}
}

func (s *survey) stmt(stmt pysrc.Stmt, class bool) {
	switch stmt := stmt.(type) {
	case *pysrc.FunctionDef:
		if isSpecial(stmt.Name) || class && len(stmt.Decorators) > 0 {
			s.names[stmt.Name] = true
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
func (s *survey) target(t, value pysrc.Expr, class bool) {
	switch t := t.(type) {
	case *pysrc.Name:
		_, made := value.(*pysrc.Call)
		if class && (made || isSpecial(t.ID)) {
			s.names[t.ID] = true
		}
	case *pysrc.Attribute: // C.x = property(f)
		if _, made := value.(*pysrc.Call); isSpecial(t.Attr) || made && calledProperty(value) {
			s.names[t.Attr] = true
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
