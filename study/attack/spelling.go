package attack

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// spelling sorts out the names of one file.
type spelling struct {
	*program
	file    *pysrc.File
	script  bool            // whether it is setup.py, whose variables nobody else uses
	bound   map[string]bool // names that the file assigns, imports or takes as parameters
	keep    map[string]bool // names that must stay
	open    map[string]bool // names of the module and of parameters, which others may use
	dynamic bool            // whether the file looks at the names of variables
}

// askers are builtins that see names of variables.
var askers = setOf("exec eval execfile globals locals vars dir")

// look reads the file; false means that nothing in it can be renamed.
func (s *spelling) look() bool {
	ok := true
	pysrc.Walk(s.file, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.ImportFrom:
			ok = ok && !slices.ContainsFunc(n.Names, func(a *pysrc.Alias) bool { return a.Name == "*" })
			if n.Module == "__future__" {
				s.keepNames(n)
			}
		case *pysrc.Alias:
			s.bind(n)
		case *pysrc.ClassDef:
			s.keep[n.Name] = true
			s.class(n)
		case *pysrc.FunctionDef:
			s.keep[n.Name] = true
			s.function(n)
		case *pysrc.Handler:
			s.keep[n.Name] = true
		case *pysrc.Pattern:
			s.keep[n.Name] = true
		case *pysrc.TypeParam:
			s.keep[n.Name] = true
		case *pysrc.Interp:
			if n.Debug { // shows the name
				s.keepNames(n)
			}
		}
		s.assigned(n)
		s.dynamic = s.dynamic || asks(n)
		return ok
	})
	s.outside()
	return ok
}

func (s *spelling) bind(a *pysrc.Alias) {
	if a.AsName != "" {
		s.bound[a.AsName] = true
	} else if strings.Contains(a.Name, ".") {
		s.keep[first(a.Name)] = true // import os.path binds os, and cannot bind it otherwise
	} else {
		s.bound[a.Name] = true
	}
}

// class keeps what stands in the body of a class, where variables are attributes.
func (s *spelling) class(c *pysrc.ClassDef) {
	for _, stmt := range c.Body {
		pysrc.Inspect(stmt, func(n pysrc.Node) bool {
			switch n := n.(type) {
			case *pysrc.Name:
				s.keep[n.ID] = true
			case *pysrc.Import:
				for _, a := range n.Names {
					s.keepAlias(a)
				}
			case *pysrc.ImportFrom:
				for _, a := range n.Names {
					s.keepAlias(a)
				}
			case *pysrc.FunctionDef:
				for i, p := range n.Params { // self comes first, and without its name
					s.keep[p.Name] = s.keep[p.Name] || i > 0
				}
				return false
			case *pysrc.Lambda:
				return false
			}
			return true
		})
	}
}

func (s *spelling) keepAlias(a *pysrc.Alias) {
	s.keep[a.Name], s.keep[a.AsName] = true, true
}

// function keeps the parameters of decorated functions, which others call, and all
// names of those that ask for names.
func (s *spelling) function(d *pysrc.FunctionDef) {
	if len(d.Decorators) > 0 {
		s.keepParams(d)
	}
	dynamic := false
	pysrc.Inspect(d, func(n pysrc.Node) bool {
		dynamic = dynamic || asks(n)
		return !dynamic
	})
	if dynamic {
		s.keepNames(d)
	}
}

func (s *spelling) keepParams(d *pysrc.FunctionDef) {
	for _, p := range d.Params {
		s.keep[p.Name] = true
	}
}

// asks says whether a node may look at the names of variables.
func asks(n pysrc.Node) bool {
	switch n := n.(type) {
	case *pysrc.Exec:
		return true
	case *pysrc.Name:
		return askers[n.ID]
	}
	return false
}

// keepNames keeps every name below a node.
func (s *spelling) keepNames(n pysrc.Node) {
	pysrc.Inspect(n, func(n pysrc.Node) bool {
		s.keepNode(n)
		return true
	})
}

func (s *spelling) keepNode(n pysrc.Node) {
	switch n := n.(type) {
	case *pysrc.Name:
		s.keep[n.ID] = true
	case *pysrc.Param:
		s.keep[n.Name] = true
	case *pysrc.Alias:
		s.keepAlias(n)
	case *pysrc.Global:
		for _, w := range n.Names {
			s.keep[w] = true
		}
	}
}

// outside notes the names of the module itself: what stands outside functions, and
// what they declare global. Those that a module assigns, or takes from another of the
// package, are for others to use, and so are the parameters of its functions.
func (s *spelling) outside() {
	names := &spelling{keep: s.open, bound: map[string]bool{}, open: s.open}
	if !s.script {
		names.bound = s.keep
	}
	if s.dynamic || s.stars {
		names.keep = s.keep
	}
	pysrc.Walk(s.file, func(n pysrc.Node) bool {
		names.keepNode(n)
		names.assigned(n)
		if from, ok := n.(*pysrc.ImportFrom); ok && (from.Level > 0 || s.parts[first(from.Module)]) {
			for _, a := range from.Names {
				names.bind(a)
			}
		}
		if d, ok := n.(*pysrc.FunctionDef); ok {
			if !s.script && !strings.HasPrefix(d.Name, "_") {
				s.keepParams(d)
			}
			for _, x := range d.Decorators {
				names.keepNames(x)
			}
			pysrc.Inspect(d, func(n pysrc.Node) bool {
				if g, ok := n.(*pysrc.Global); ok {
					names.keepNode(g)
				}
				return true
			})
			return false
		}
		return true
	})
}

// assigned notes the variables that a node binds.
func (s *spelling) assigned(n pysrc.Node) {
	switch n := n.(type) {
	case *pysrc.Assign:
		for _, t := range n.Targets {
			s.target(t)
		}
	case *pysrc.AnnAssign:
		s.target(n.Target)
	case *pysrc.AugAssign:
		s.target(n.Target)
	case *pysrc.NamedExpr:
		s.target(n.Target)
	case *pysrc.For:
		s.target(n.Target)
	case *pysrc.With:
		for _, item := range n.Items {
			s.target(item.Target)
		}
	case *pysrc.Comp:
		for _, c := range n.Clauses {
			s.target(c.Target)
		}
	case *pysrc.Param:
		s.bound[n.Name], s.open[n.Name] = true, true
		s.target(n.Unpack)
	}
}

func (s *spelling) target(x pysrc.Expr) {
	switch x := x.(type) {
	case *pysrc.Name:
		s.bound[x.ID] = true
	case *pysrc.Starred:
		s.target(x.X)
	case *pysrc.Tuple:
		for _, e := range x.Elts {
			s.target(e)
		}
	case *pysrc.List:
		for _, e := range x.Elts {
			s.target(e)
		}
	}
}

// candidates returns the names to replace, sorted.
func (s *spelling) candidates() []string {
	var list []string
	for w := range s.bound {
		fixed := s.keep[w] || s.open[w] && s.fixed[w] || builtins[w]
		if w != "" && w != "_" && !strings.HasPrefix(w, "__") && !fixed {
			list = append(list, w)
		}
	}
	slices.Sort(list)
	return list
}
