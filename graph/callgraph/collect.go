package callgraph

import (
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pysrc"
)

// collector walks the tree of one module once. It builds the scopes, records
// what each name is assigned, and lists the calls; it resolves nothing.
type collector struct {
	p       *program
	m       *module
	scope   *scope
	nested  int       // branches and loops of the scope around the current place
	loop    int       // loops of the scope around it
	dead    bool      // behind return, below if False
	until   pysrc.Pos // the end of the block around it
	guarded bool      // under if __name__ == "__main__"
	visitor func(pysrc.Node) bool
	count   int // calls
}

// tokensPerEvent is about what ordinary code has.
const tokensPerEvent = 12

func collect(p *program, m *module) {
	c := &collector{p: p, m: m, scope: m.scope}
	c.visitor = c.visit
	m.calls = make([]event, 0, min(m.file.Tokens/tokensPerEvent, 4096))
	p.scopes = append(p.scopes, m.scope)
	c.stmts(m.file.Body)
	for _, x := range m.file.Fragments {
		c.expr(x)
	}
	p.out.File(graph.File{Path: m.path, Calls: c.count})
}

// expr collects what is called and bound inside an expression or a simple
// statement; n may be nil.
func (c *collector) expr(n pysrc.Node) {
	if n != nil {
		pysrc.Inspect(n, c.visitor)
	}
}

func (c *collector) exprs(list []pysrc.Expr) {
	for _, x := range list {
		c.expr(x)
	}
}

func (c *collector) visit(n pysrc.Node) bool {
	switch n := n.(type) {
	case *pysrc.Call:
		c.count++
		c.event(n, (*program).callTargets)
		c.layers(n)
	case *pysrc.Lambda:
		c.lambda(n)
		return false
	case *pysrc.Comp:
		c.comp(n)
		return false
	case *pysrc.NamedExpr:
		c.bind(n.Target, c.source(n.Value), n.To)
	case *pysrc.Yield:
		c.yield(n)
		if n.Delegate && c.p.special.iterates {
			c.imply(n.X, (*program).iterationTargets)
		}
	case *pysrc.Starred:
		if c.p.special.iterates {
			c.imply(n.X, (*program).iterationTargets)
		}
	default:
		c.operation(n)
	}
	return true
}

func (c *collector) event(n pysrc.Node, call func(*program, *event)) {
	if c.p.events++; c.p.events > MaxCalls {
		return
	}
	c.m.calls = append(c.m.calls, event{scope: c.scope, node: n, call: call, guarded: c.guarded, dead: c.dead})
}

func (c *collector) source(x pysrc.Expr) source { return source{expr: x, scope: c.scope} }

func (c *collector) yield(y *pysrc.Yield) {
	fn := c.scope.owner.fn
	if fn == nil {
		return
	}
	if fn.yielding = true; y.X == nil {
		return
	}
	src := c.source(y.X)
	if y.Delegate {
		src = src.then(stepIterate)
	}
	fn.yields = append(fn.yields, src)
}

// within runs body with s as the current scope.
func (c *collector) within(s *scope, body func()) {
	saved := *c
	c.scope, c.nested, c.loop = s, 0, 0
	if s.kind == functionScope {
		c.guarded, c.dead = false, false
	}
	body()
	c.scope, c.nested, c.loop, c.guarded, c.dead = saved.scope, saved.nested, saved.loop, saved.guarded, saved.dead
}

// comp opens a scope for the targets of a comprehension. Its first iterable is
// evaluated outside.
func (c *collector) comp(x *pysrc.Comp) {
	outer := c.scope
	inner := &scope{kind: compScope, parent: outer, owner: outer.owner, module: c.m}
	for _, clause := range x.Clauses {
		c.iterate(clause.Iter, clause.Target, inner)
		c.scope = inner
		c.target(clause.Target)
		for _, test := range clause.Ifs {
			c.condition(test)
		}
	}
	c.expr(x.Elt)
	c.expr(x.Value)
	c.scope = outer
	c.p.comps[x] = inner
}

// iterate collects a for clause or the head of a for statement, whose targets
// live in the scope into.
func (c *collector) iterate(iter, target pysrc.Expr, into *scope) {
	c.expr(iter)
	if iter == nil {
		return
	}
	if c.p.special.iterates {
		c.imply(iter, (*program).iterationTargets)
	}
	src := c.source(iter).then(stepIterate)
	outer := c.scope
	c.scope = into
	c.bind(target, src, iter.End())
	c.scope = outer
}
