package ngrams

import (
	"cmp"
	"slices"

	"github.com/malguard/malguard/graph"
)

// Call is a call as [Walker.From] meets it.
type Call struct {
	Callee graph.NodeID
	Site   graph.Site
}

// Walker goes through the calls of a graph depth first: at a call of what the
// package itself defines, the calls of that come next, the first time. Each
// node is gone through once, so that a walk is linear in the number of calls.
type Walker struct {
	g    *graph.Graph
	been []bool
}

// NewWalker returns a walker that has been nowhere.
func NewWalker(g *graph.Graph) *Walker { return &Walker{g, make([]bool, g.NumNodes())} }

// From visits the calls of u and of what u reaches, in the order of file, line and
// column, until visit returns false; it returns that.
func (w *Walker) From(u graph.NodeID, visit func(Call) bool) bool {
	stack := w.enter(nil, u)
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !visit(c) {
			return false
		}
		stack = w.enter(stack, c.Callee)
	}
	return true
}

// enter puts the calls of u on the stack, the first on top.
func (w *Walker) enter(stack []Call, u graph.NodeID) []Call {
	if w.been[u] {
		return stack
	}
	w.been[u] = true
	from := len(stack)
	for _, v := range w.g.Out(u) {
		for _, s := range w.g.Sites(u, v) {
			stack = append(stack, Call{v, s})
		}
	}
	slices.SortFunc(stack[from:], func(b, a Call) int {
		return cmp.Or(cmp.Compare(a.Site.File, b.Site.File), cmp.Compare(a.Site.Line, b.Site.Line), cmp.Compare(a.Site.Col, b.Site.Col),
			cmp.Compare(a.Site.Layer, b.Site.Layer), cmp.Compare(a.Callee, b.Callee))
	})
	return stack
}
