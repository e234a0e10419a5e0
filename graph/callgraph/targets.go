package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// callTargets finds what a call expression calls, and carries its arguments
// there.
func (p *program) callTargets(e *event) {
	x := e.node.(*pysrc.Call)
	e.outside = true
	for _, v := range p.eval(x.Func, e.scope) {
		p.target(e, v)
		full := p.passArgs(v, x, e.scope)
		if _, ok := v.(*extern); !ok && !full {
			e.outside = false
		}
	}
	if len(e.targets) == 0 && !e.silent {
		e.add(p.unresolvedCallee(x.Func))
	}
	p.commands(e, x)
	p.fill(x, e.scope)
}

// target records what calling v runs.
func (p *program) target(e *event, v value) {
	switch v := v.(type) {
	case *extern:
		if v.name != "" {
			e.add(&v.ref)
		}
	case *function:
		e.add(&v.scope.ref)
	case *method:
		e.add(&v.fn.scope.ref)
	case *class:
		p.constructor(e, v)
	case *instance:
		for _, m := range p.ownMethods(v, "__call__") {
			p.target(e, m)
		}
	}
}

// constructor records the __init__ that creating an object of k runs.
func (p *program) constructor(e *event, k *class) {
	found := p.inherited(k, 0, "__init__", k.object)
	for _, v := range found {
		if _, ok := v.(*class); !ok {
			p.target(e, v)
		}
	}
	e.silent = e.silent || len(e.targets) == 0
}

// unresolvedCallee returns the node that stands for an unknown callee.
func (p *program) unresolvedCallee(x pysrc.Expr) *ref {
	name := ""
	switch x := x.(type) {
	case *pysrc.Name:
		name = x.ID
	case *pysrc.Attribute:
		name = x.Attr
	}
	if name != "" {
		if kid := p.unresolved.child(name); kid != nil {
			return &kid.ref
		}
	}
	return &p.unknown.ref
}

// execTargets is Python 2's exec statement.
func (p *program) execTargets(e *event) {
	e.add(&p.builtin.child("exec").ref)
}

// raiseTargets is raise Class without a call, which creates an object.
func (p *program) raiseTargets(e *event) {
	x := e.node.(pysrc.Expr)
	if _, ok := x.(*pysrc.Call); ok {
		return // an event of its own
	}
	for _, v := range p.eval(x, e.scope) {
		switch v := v.(type) {
		case *class:
			p.constructor(e, v)
		case *extern:
			if v.kind == p.toplevel.kind && v.name != "" {
				e.add(&v.ref)
			}
		}
	}
}

// iterationTargets is a for clause: the methods of the iterator protocol that
// the package defines.
func (p *program) iterationTargets(e *event) {
	for _, v := range p.eval(e.node.(pysrc.Expr), e.scope) {
		o, ok := v.(*instance)
		if !ok {
			continue
		}
		for _, name := range []string{"__iter__", "__next__"} {
			for _, m := range p.ownMethods(o, name) {
				p.target(e, m)
			}
		}
	}
}

// decoratorTargets is the call of a decorator with the definition below it.
func (p *program) decoratorTargets(e *event, d *decorated) {
	inner := p.value(d.inner)
	for _, v := range p.eval(d.decorator, e.scope) {
		if p.isMarker(v) {
			e.silent = true
			continue
		}
		p.target(e, v)
		switch v := v.(type) {
		case *function:
			p.receive(v, 0, inner)
		case *method:
			p.receive(v.fn, 0, v.receiver)
			p.receive(v.fn, 1, inner)
		}
	}
	if len(e.targets) > 0 || e.silent {
		return
	}
	switch x := d.decorator.(type) {
	case *pysrc.Call:
		return // what it calls first is an event of its own
	case *pysrc.Attribute:
		if x.Attr == "setter" || x.Attr == "getter" || x.Attr == "deleter" {
			return // of a property
		}
	}
	e.add(p.unresolvedCallee(d.decorator))
}

// isMarker reports whether v is a builtin that only says how a method takes
// its first argument.
func (p *program) isMarker(v value) bool {
	e, ok := v.(*extern)
	return ok && (e == p.builtin.child("staticmethod") || e == p.builtin.child("classmethod") || e == p.builtin.child("property"))
}
