package sequence

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxHeight is how high a tree CPython 3.11 turns into Python objects: three
// times the recursion limit of 1,000, less what is already on the stack where
// the published code, in a thread of its pool, calls ast.parse (one call less
// for the first seven files, before the interpreter has warmed up). From there
// on it raises a RecursionError, for which that code has no calls.
const maxHeight = 2976

// walker visits a tree of pysrc with the fields of each node in the order of
// CPython's module ast, so that the calls of one depth are met in the order of
// ast.walk: that one goes breadth first, and breadth first is by depth and,
// within one depth, as depth first has it. Nodes that CPython has and pysrc
// has not (arguments, comprehension, withitem, match_case, the If of an elif)
// count as a depth all the same.
type walker struct {
	file   *pysrc.File
	calls  []found
	height int
}

// found is a call at its depth.
type found struct {
	depth int
	name  string
}

// inWalkOrder returns the names of the calls of a file that CPython accepts, as
// ast.walk comes to them, and the height of its tree.
func inWalkOrder(f *pysrc.File) (names []string, height int) {
	w := &walker{file: f, height: 1}
	w.stmts(f.Body, 2)
	w.exprs(f.Fragments, 3) // only where the tree is too high for CPython
	slices.SortStableFunc(w.calls, func(a, b found) int { return a.depth - b.depth })
	for _, c := range w.calls {
		names = append(names, c.name)
	}
	return names, w.height
}

// nameOf returns the name that the published code gives a called expression,
// and "" where it has none: x for x(…), x.y for x.y(…), and z for the attribute
// z of anything but a name. Imports and aliases are not looked at.
func nameOf(callee pysrc.Expr) string {
	switch x := callee.(type) {
	case *pysrc.Name:
		return x.ID
	case *pysrc.Attribute:
		if of, ok := x.X.(*pysrc.Name); ok {
			return of.ID + "." + x.Attr
		}
		return x.Attr
	}
	return ""
}

// at counts a node at a depth.
func (w *walker) at(depth int) { w.height = max(w.height, depth) }

func (w *walker) stmts(list []pysrc.Stmt, depth int) {
	for _, s := range list {
		w.stmt(s, depth)
	}
}

func (w *walker) exprs(list []pysrc.Expr, depth int) {
	for _, x := range list {
		w.expr(x, depth)
	}
}

// params visits an arguments node: those by position, *args, those by keyword
// and their defaults, **kwargs, and last the other defaults.
func (w *walker) params(list []*pysrc.Param, depth int) {
	w.at(depth)
	of := func(kinds ...pysrc.ParamKind) {
		for _, p := range list {
			if slices.Contains(kinds, p.Kind) {
				w.at(depth + 1)
				w.expr(p.Annotation, depth+2)
			}
		}
	}
	fallback := func(keyword bool) {
		for _, p := range list {
			if (p.Kind == pysrc.KeywordOnly) == keyword {
				w.expr(p.Default, depth+1)
			}
		}
	}
	of(pysrc.PositionalOnly, pysrc.PositionalOrKeyword)
	of(pysrc.VarPositional)
	of(pysrc.KeywordOnly)
	fallback(true)
	of(pysrc.VarKeyword)
	fallback(false)
}

func (w *walker) keywords(list []*pysrc.Keyword, depth int) {
	for _, k := range list {
		w.at(depth)
		w.expr(k.Value, depth+1)
	}
}

func (w *walker) pattern(p *pysrc.Pattern, depth int) {
	if p == nil {
		return
	}
	w.at(depth)
	w.expr(p.Value, depth+1)
	w.exprs(p.Keys, depth+1)
	for _, sub := range p.Subs {
		w.pattern(sub, depth+1)
	}
}
