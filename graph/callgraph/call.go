package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// call returns what a call expression may evaluate to.
func (p *program) call(x *pysrc.Call, s *scope) values {
	m, ok := p.calledAt[x]
	if !ok {
		m = new(memo)
		p.calledAt[x] = m
	}
	return p.remember(m, func() values {
		var out values
		for _, callee := range p.eval(x.Func, s) {
			out = join(out, p.callResult(callee, x, s))
		}
		if f, ok := x.Func.(*pysrc.Attribute); ok && len(out) == 0 && f.Attr == "__new__" {
			out, _ = p.newInstance(x, s)
		}
		return out
	})
}

// callResult returns what calling v at x gives.
func (p *program) callResult(v value, x *pysrc.Call, s *scope) values {
	switch v := v.(type) {
	case *function:
		return p.echoed(v, func(i int) values { return p.actual(v, i, x, s, 0) })
	case *method:
		return p.echoed(v.fn, func(i int) values {
			if i == 0 {
				return v.receiver
			}
			return p.actual(v.fn, i, x, s, 1)
		})
	case *extern:
		if out, ok := p.intrinsic(v, x, s); ok {
			return out
		}
		if out, ok := p.containerMethod(x, s); ok {
			return out
		}
	}
	return p.result(v)
}

// result returns what calling v gives, whatever the arguments are.
func (p *program) result(v value) values {
	switch v := v.(type) {
	case *extern:
		return p.externResult(v)
	case *function:
		return p.returned(v)
	case *method:
		return p.returned(v.fn)
	case *class:
		return p.objectsOf(v)
	case *instance:
		return p.results(v, "__call__")
	case *partial:
		return p.result(v.fn)
	case *registrar: // of a type: @f.register(int)
		return values{v}
	}
	return nil
}

// decoratedValue returns what a decorator makes of a definition: the result of
// a function of the package, the definition itself where that is not known.
func (p *program) decoratedValue(d *decorated, s *scope) values {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	return p.remember(&d.memo, func() values {
		inner := p.value(d.inner)
		var out values
		for _, v := range p.eval(d.decorator, s) {
			out = join(out, p.decoratorResult(d, v, inner))
		}
		if len(out) == 0 {
			return inner
		}
		return out
	})
}

// decoratorResult returns what a decorator gives for a definition.
func (p *program) decoratorResult(d *decorated, v value, inner values) values {
	switch v := v.(type) {
	case *extern:
		if isProperty(v) {
			return p.propertyOf(d, inner, nil, nil)
		}
		if v.name == "functools.singledispatch" {
			p.dispatched(inner)
		}
		if v.name == "<builtin>.classmethod" {
			return p.classMethods(inner)
		}
		return nil
	case *accessor:
		return p.changedProperty(v, d, inner)
	case *registrar:
		return nil
	case *function:
		return p.echoed(v, only(0, inner))
	case *method:
		return p.echoed(v.fn, only(1, inner))
	}
	return p.result(v)
}

// only is the arguments of a call with one argument.
func only(at int, arg values) func(int) values {
	return func(i int) values {
		if i == at {
			return arg
		}
		return nil
	}
}

// iterate returns what iterating over v gives.
func (p *program) iterate(v value) values {
	switch v := v.(type) {
	case *generator:
		if !p.enter() {
			return nil
		}
		defer p.leave()
		return p.remember(&v.memo, func() values { return p.union(v.fn.yields) })
	case *container:
		if p.isDict(v) {
			return p.keyValues(v)
		}
		return p.contents(v)
	case *text:
		return v.typ.self
	case *extern:
		return v.item()
	case *instance:
		return p.iterateObject(v)
	case *class:
		if p.isEnum(v) {
			return v.object
		}
		var out values
		for _, m := range p.metaMethods(v, "__iter__") {
			out = join(out, p.iterateAll(p.result(m)))
		}
		return out
	}
	return nil
}

// iterateObject returns what iterating over an object of the package gives.
func (p *program) iterateObject(o *instance) values {
	var out values
	for _, v := range p.iterators(o) {
		if it, ok := v.(*instance); ok {
			out = join(out, join(p.results(it, "__next__"), p.results(it, "__anext__")))
			out = join(out, p.results(it, "next"))
		} else {
			out = join(out, p.iterate(v))
		}
	}
	if len(out) == 0 && len(p.own(o, "__iter__")) == 0 {
		return p.results(o, "__getitem__")
	}
	return out
}
