package callgraph

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// eval returns what x may evaluate to in s; nothing if that is not known.
func (p *program) eval(x pysrc.Expr, s *scope) values {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	out := p.plain(x, s)
	if s.module.hides {
		return p.revealedBy(x, s, out)
	}
	return out
}

// plain returns what x may evaluate to by assignments alone.
func (p *program) plain(x pysrc.Expr, s *scope) values {
	switch x := x.(type) {
	case *pysrc.Name:
		return p.name(x.ID, x.From, s)
	case *pysrc.Attribute:
		return p.members(p.eval(x.X, s), x.Attr)
	case *pysrc.Call:
		return p.call(x, s)
	case *pysrc.Subscript:
		return p.items(p.eval(x.X, s), x.Index, s)
	case *pysrc.Lambda:
		if fn, ok := p.lambdas[x]; ok {
			return fn.self
		}
	case *pysrc.Await:
		return p.awaited(p.eval(x.X, s))
	case *pysrc.Yield:
		return p.yielded(x, s)
	case *pysrc.Starred:
		return p.eval(x.X, s)
	case *pysrc.NamedExpr:
		return p.eval(x.Value, s)
	case *pysrc.IfExp:
		return join(p.eval(x.Body, s), p.eval(x.Else, s))
	case *pysrc.BoolOp:
		var out values
		for _, v := range x.Values {
			out = join(out, p.eval(v, s))
		}
		return out
	case *pysrc.BinOp:
		return p.binOp(x, s)
	default:
		return p.literalOf(x, s)
	}
	return nil
}

// literalOf returns the value of a literal or display.
func (p *program) literalOf(x pysrc.Expr, s *scope) values {
	switch x := x.(type) {
	case *pysrc.Str:
		if x.Bytes {
			return p.text("PyBytes", x.Value)
		}
		return p.text("PyStr", x.Value)
	case *pysrc.Num:
		return p.text("PyNum", x.Text)
	case *pysrc.UnaryOp:
		if n, ok := x.X.(*pysrc.Num); ok && x.Op == pysrc.Sub {
			return p.text("PyNum", "-"+n.Text)
		}
	case *pysrc.FString:
		return p.fstring(x)
	case *pysrc.Repr:
		return p.literal("PyStr").self
	case *pysrc.List, *pysrc.Tuple, *pysrc.Set, *pysrc.Dict:
		return values{p.display(x, s)}
	case *pysrc.Comp:
		return values{p.display(x, s)}
	}
	return nil
}

// awaited returns what awaiting each value gives: the value itself, or what the
// generator behind its __await__ returns.
func (p *program) awaited(in values) values {
	if !p.special.has("__await__") {
		return in
	}
	var out values
	for _, v := range in {
		o, ok := v.(*instance)
		if !ok {
			out = join(out, values{v})
			continue
		}
		for _, g := range p.results(o, "__await__") {
			out = join(out, p.finished(g))
		}
	}
	return out
}

// yielded returns what a yield expression evaluates to: what send() hands over,
// or behind yield from what the generator returns.
func (p *program) yielded(x *pysrc.Yield, s *scope) values {
	if x.Delegate {
		var out values
		for _, v := range p.eval(x.X, s) {
			out = join(out, p.finished(v))
		}
		return out
	}
	if fn := s.owner.fn; fn != nil {
		p.depend(anything)
		return fn.sent.flows
	}
	return nil
}

// finished returns what a generator returns at its end.
func (p *program) finished(v value) values {
	g, ok := v.(*generator)
	if !ok || !p.enter() {
		return nil
	}
	defer p.leave()
	return p.remember(&g.end, func() values { return p.union(g.fn.returns) })
}
