package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// maxImplied bounds the operations of a package that may call something.
const maxImplied = 1_500_000

// imply lists an operation that calls something if its operands are objects of
// the package.
func (c *collector) imply(n pysrc.Node, call func(*program, *event)) {
	if c.p.implied++; c.p.implied > maxImplied {
		c.p.exhausted = true
		return
	}
	c.m.calls = append(c.m.calls, event{scope: c.scope, node: n, call: call, guarded: c.guarded, dead: c.dead})
}

// operation lists what evaluating n implies, besides calls.
func (c *collector) operation(n pysrc.Node) {
	special := &c.p.special
	switch n := n.(type) {
	case *pysrc.Attribute:
		if special.reads || special.has(n.Attr) {
			c.imply(n, (*program).readTargets)
		}
	case *pysrc.Subscript:
		if special.items {
			c.imply(n, (*program).itemTargets)
		}
	case *pysrc.BinOp:
		if special.binary[n.Op] {
			c.imply(n, (*program).binaryTargets)
		}
	case *pysrc.UnaryOp:
		if n.Op == pysrc.Not {
			c.test(n.X)
		} else if special.has(unaryMethods[n.Op]) {
			c.imply(n, (*program).unaryTargets)
		}
	case *pysrc.Compare:
		c.compare(n)
	case *pysrc.BoolOp:
		for _, v := range n.Values {
			c.test(v)
		}
	case *pysrc.IfExp:
		c.test(n.Test)
	case *pysrc.Interp:
		if special.texts {
			c.imply(n, (*program).interpTargets)
		}
	case *pysrc.Await:
		if special.has("__await__") {
			c.imply(n, func(p *program, e *event) { p.methodsOf(e, p.eval(n.X, e.scope), "__await__") })
		}
	case *pysrc.Repr:
		if special.texts {
			c.imply(n, func(p *program, e *event) { p.methodsOf(e, p.eval(n.X, e.scope), "__repr__") })
		}
	}
}

func (c *collector) compare(n *pysrc.Compare) {
	for _, op := range n.Ops {
		if c.p.special.compare[op] {
			c.imply(n, (*program).compareTargets)
			return
		}
	}
}

// test lists that the truth of x is asked for.
func (c *collector) test(x pysrc.Expr) {
	if !c.p.special.truths {
		return
	}
	switch x.(type) {
	case *pysrc.Name, *pysrc.Attribute, *pysrc.Call, *pysrc.Subscript, *pysrc.Await:
		c.imply(x, (*program).truthTargets)
	}
}

// condition collects an expression whose truth decides what runs.
func (c *collector) condition(x pysrc.Expr) {
	c.expr(x)
	c.test(x)
}

// target collects what is evaluated to find where an assignment goes, and the
// methods that the assignment runs.
func (c *collector) target(x pysrc.Expr) {
	c.place(x, "__setitem__", "__setattr__", func(d *property) values { return d.set }, "__set__")
}

// deleted is target for del statements.
func (c *collector) deleted(x pysrc.Expr) {
	c.place(x, "__delitem__", "__delattr__", func(d *property) values { return d.del }, "__delete__")
}

func (c *collector) place(x pysrc.Expr, item, attr string, part func(*property) values, descriptor string) {
	switch x := x.(type) {
	case *pysrc.Name:
	case *pysrc.Starred:
		c.place(x.X, item, attr, part, descriptor)
	case *pysrc.Tuple:
		for _, y := range x.Elts {
			c.place(y, item, attr, part, descriptor)
		}
	case *pysrc.List:
		for _, y := range x.Elts {
			c.place(y, item, attr, part, descriptor)
		}
	case *pysrc.Attribute:
		c.expr(x.X)
		if c.p.special.has(x.Attr) || c.p.special.has(attr) {
			c.imply(x, func(p *program, e *event) {
				p.attributeTargets(e, p.eval(x.X, e.scope), x.Attr, access{part, descriptor, attr})
			})
		}
	case *pysrc.Subscript:
		c.expr(x.X)
		c.expr(x.Index)
		if c.p.special.has(item) {
			c.imply(x, func(p *program, e *event) { p.methodsOf(e, p.eval(x.X, e.scope), item) })
		}
	default:
		c.expr(x)
	}
}

// operators are the special methods of an operation.
type operators struct{ plain, reflected string }

var binaryMethods = [...]operators{
	pysrc.Add: {"__add__", "__radd__"}, pysrc.Sub: {"__sub__", "__rsub__"}, pysrc.Mul: {"__mul__", "__rmul__"},
	pysrc.MatMul: {"__matmul__", "__rmatmul__"}, pysrc.Div: {"__truediv__", "__rtruediv__"},
	pysrc.FloorDiv: {"__floordiv__", "__rfloordiv__"}, pysrc.Mod: {"__mod__", "__rmod__"}, pysrc.Pow: {"__pow__", "__rpow__"},
	pysrc.ShiftLeft: {"__lshift__", "__rlshift__"}, pysrc.ShiftRight: {"__rshift__", "__rrshift__"},
	pysrc.BitAnd: {"__and__", "__rand__"}, pysrc.BitOr: {"__or__", "__ror__"}, pysrc.BitXor: {"__xor__", "__rxor__"},
}

var unaryMethods = [len(binaryMethods)]string{pysrc.Sub: "__neg__", pysrc.Add: "__pos__", pysrc.Invert: "__invert__"}

// comparisons name what is tried on the left operand, then on the right one. in
// asks the right one alone.
var comparisons = [len(binaryMethods)]operators{
	pysrc.Equal: {"__eq__", "__eq__"}, pysrc.NotEqual: {"__ne__", "__ne__"}, pysrc.Less: {"__lt__", "__gt__"},
	pysrc.LessEqual: {"__le__", "__ge__"}, pysrc.Greater: {"__gt__", "__lt__"}, pysrc.GreaterEqual: {"__ge__", "__le__"},
	pysrc.In: {"__iter__", "__contains__"}, pysrc.NotIn: {"__iter__", "__contains__"}, // or __getitem__
}

// with lists the entering and leaving of a context.
func (c *collector) with(x pysrc.Expr, async bool) {
	if c.p.special.enters {
		c.imply(x, func(p *program, e *event) { p.withTargets(e, x, async) })
	}
}

// augmented lists x += y, which x.__iadd__ or else x.__add__ answers.
func (c *collector) augmented(s *pysrc.AugAssign) {
	if !c.p.special.binary[s.Op] {
		return
	}
	names := binaryMethods[s.Op]
	in := inPlace(names.plain)
	c.imply(s, func(p *program, e *event) {
		left, right := p.eval(s.Target, e.scope), p.eval(s.Value, e.scope)
		if p.methodsOf(e, left, in) {
			p.hand(left, in, right)
			return
		}
		p.operatorTargets(e, names, left, right)
	})
}

// unpacked lists the iteration that a, b = x implies.
func (c *collector) unpacked(target, value pysrc.Expr) {
	switch target.(type) {
	case *pysrc.Tuple, *pysrc.List:
	default:
		return
	}
	switch value.(type) {
	case *pysrc.Tuple, *pysrc.List:
		return
	}
	if c.p.special.iterates {
		c.imply(value, (*program).iterationTargets)
	}
}

// replaced lists the assignment of what may be a function to an attribute.
func (c *collector) replaced(target, value pysrc.Expr) {
	to, ok := target.(*pysrc.Attribute)
	if !ok {
		return
	}
	switch value.(type) {
	case *pysrc.Name, *pysrc.Attribute, *pysrc.Lambda:
	default:
		return
	}
	if x, ok := to.X.(*pysrc.Name); ok && (x.ID == "self" || x.ID == "cls") {
		return // which are not outside the package
	}
	c.imply(to, func(p *program, e *event) { p.replacedTargets(e, to, value) })
}

// inPlace returns __iadd__ for __add__, "" for "".
func inPlace(method string) string {
	if method == "" {
		return ""
	}
	return "__i" + method[2:]
}
