package callgraph

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pysrc"
)

// callTargets finds what a call expression calls, and carries its arguments
// there.
func (p *program) callTargets(e *event) {
	x := e.node.(*pysrc.Call)
	e.outside, e.guessed = true, false
	callees := p.eval(x.Func, e.scope)
	args := arguments{x: x, scope: e.scope}
	if len(callees) > 1 {
		args = p.keep(x, e.scope)
	}
	for _, v := range callees {
		p.target(e, v)
		full := p.passFrom(v, &args, 0)
		if _, ok := v.(*extern); !ok && !full {
			e.outside = false
		}
	}
	e.targets = withoutStubs(e.targets)
	if len(e.targets) == 0 && !e.silent {
		e.add(p.unresolvedCallee(x.Func))
	}
	for _, t := range e.targets {
		if name, ok := strings.CutPrefix(t.name, "<builtin>."); ok {
			p.builtinTargets(e, name, x)
			break
		}
		if strings.HasPrefix(t.name, "<**PyStr**>.") {
			p.textTargets(e, t.name, x)
			break
		}
	}
	p.handOn(e, x)
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
		for _, other := range v.choices {
			if fn, ok := other.(*function); ok {
				e.add(&fn.scope.ref)
			}
		}
	case *method:
		e.add(&v.fn.scope.ref)
	case *class:
		p.created[v] = true
		p.constructor(e, v)
	case *instance:
		for _, m := range p.own(v, "__call__") {
			p.target(e, m)
		}
	case *partial:
		p.target(e, v.fn)
	case *wrapper:
		p.target(e, v.fn)
	}
}

// constructor records what creating an object of k runs.
func (p *program) constructor(e *event, k *class) {
	for _, v := range p.constructors(k) {
		if _, ok := v.(*class); !ok {
			p.target(e, v)
		}
	}
	e.silent = e.silent || len(e.targets) == 0
}

// constructors returns what calling k runs: the __call__ of its metaclass, or
// __new__ where the package defines it and __init__, unless __new__ is known to
// return objects of other classes only.
func (p *program) constructors(k *class) values {
	if out := p.metaMethods(k, "__call__"); len(out) > 0 {
		return out
	}
	return p.makers(k)
}

// makers is constructors without what the metaclass changes.
func (p *program) makers(k *class) values {
	news := p.newMethods(k)
	if made := p.newObjects(k, news); len(made) > 0 {
		var out values
		for _, v := range made {
			if o, ok := v.(*instance); ok && slices.Contains(p.mro(o.class), k) {
				out = join(out, p.inherited(o.class, 0, "__init__", o.class.object))
			}
		}
		return join(out, news)
	}
	out := p.inherited(k, 0, "__init__", k.object)
	if len(out) == 0 {
		out = p.generated(k)
	}
	return join(out, news)
}

// newMethods returns the __new__ of k that the package defines.
func (p *program) newMethods(k *class) values {
	var out values
	if !p.special.has("__new__") {
		return nil
	}
	for _, v := range p.inherited(k, 0, "__new__", k.self) {
		if m, ok := v.(*method); ok {
			out = join(out, values{m})
		}
	}
	return out
}

// newObjects returns the objects of the package that __new__ returns.
func (p *program) newObjects(k *class, news values) values {
	var out values
	for _, v := range news {
		m := v.(*method)
		p.receive(m.fn, 0, k.self)
		for _, made := range p.result(m) {
			if _, ok := made.(*instance); ok {
				out = join(out, values{made})
			}
		}
	}
	return out
}

// objectsOf returns what calling k gives.
func (p *program) objectsOf(k *class) values {
	if m := p.metaMethods(k, "__call__"); len(m) > 0 {
		if out := p.resultsOf(m); len(out) > 0 {
			return out
		}
	}
	if made := p.newObjects(k, p.newMethods(k)); len(made) > 0 {
		return made
	}
	return k.object
}

// creationTargets is a class statement, which calls the metaclass and the
// __init_subclass__ of a base where the package defines them.
func (p *program) creationTargets(e *event, k *class, keywords []*pysrc.Keyword) {
	if meta := p.meta(k); meta != nil {
		for _, v := range p.inherited(meta, 0, "__prepare__", meta.self) {
			if m, ok := v.(*method); ok {
				p.target(e, m)
			}
		}
		p.constructor(e, meta)
	}
	for _, v := range p.inherited(k, 1, "__init_subclass__", k.self) {
		m, ok := v.(*method)
		if !ok {
			continue
		}
		p.target(e, m)
		p.receive(m.fn, 0, k.self)
		for _, kw := range keywords {
			p.receiveNamed(m.fn, kw.Name, p.eval(kw.Value, e.scope))
		}
	}
	if !p.special.has("__set_name__") {
		return
	}
	for _, name := range p.namesOf(k) {
		if v, ok := k.scope.vars[name]; ok {
			p.methodsOf(e, p.whole(v, p.settled(v)), "__set_name__")
		}
	}
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

// decoratorTargets is the call of a decorator with the definition below it.
func (p *program) decoratorTargets(e *event, d *decorated) {
	inner := p.value(d.inner)
	for _, v := range p.eval(d.decorator, e.scope) {
		if p.isMarker(v) {
			e.silent = true
			continue
		}
		switch v := v.(type) {
		case *accessor:
			e.silent = true
			continue
		case *registrar:
			p.register(v.of, inner)
			e.silent = true
			continue
		}
		p.target(e, v)
		p.decorate(e, v, inner)
	}
	if len(e.targets) > 0 || e.silent {
		return
	}
	switch x := d.decorator.(type) {
	case *pysrc.Call:
		return // what it calls first is an event of its own
	case *pysrc.Attribute:
		if x.Attr == "setter" || x.Attr == "getter" || x.Attr == "deleter" {
			return // of a property that is not known
		}
	}
	e.add(p.unresolvedCallee(d.decorator))
}

// decorate hands a definition to the decorator v.
func (p *program) decorate(e *event, v value, inner values) {
	switch v := v.(type) {
	case *function:
		p.receive(v, 0, inner)
	case *method:
		p.receive(v.fn, 0, v.receiver)
		p.receive(v.fn, 1, inner)
	case *class:
		p.decorateAll(e, p.constructors(v), inner)
	case *instance:
		p.decorateAll(e, p.own(v, "__call__"), inner)
	case *extern:
		if _, ok := handers[v.name]; ok || registers(v) {
			for _, fn := range inner {
				p.target(e, fn)
			}
		}
	}
}

// decorateAll hands a definition to the methods among callees.
func (p *program) decorateAll(e *event, callees, inner values) {
	for _, v := range callees {
		if m, ok := v.(*method); ok {
			p.decorate(e, m, inner)
		}
	}
}

// isMarker reports whether v is a builtin that only says how a method takes
// its first argument.
func (p *program) isMarker(v value) bool {
	e, ok := v.(*extern)
	return ok && (e == p.builtin.child("staticmethod") || e == p.builtin.child("classmethod") || e == p.builtin.child("property"))
}

// withoutStubs returns targets without methods that only say what subclasses
// define, where there are such definitions.
func withoutStubs(targets []*ref) []*ref {
	real := 0
	for _, t := range targets {
		if !t.stub && t.kind == graph.KindFunction {
			real++
		}
	}
	if real == 0 {
		return targets
	}
	return slices.DeleteFunc(targets, func(t *ref) bool { return t.stub })
}

// registers reports whether a decorator is a method of an object from outside the
// package, such as a server's route: it keeps the function to call it.
func registers(e *extern) bool { return e.kind == graph.KindExternal && e.depth > 2 }
