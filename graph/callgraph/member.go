package callgraph

import "strings"

// members returns the attribute name of each value.
func (p *program) members(in values, name string) values {
	if len(in) == 1 {
		return p.member(in[0], name)
	}
	var out values
	for _, v := range in {
		out = join(out, p.member(v, name))
	}
	return out
}

// member returns the attribute name of v; nothing if it is not known.
func (p *program) member(v value, name string) values {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	if name == "__dict__" {
		return p.namespaceOf(v)
	}
	switch v := v.(type) {
	case *extern:
		return v.children(name)
	case *module:
		return p.moduleMember(v, name)
	case *class:
		return p.classMember(v, name)
	case *instance:
		return p.objectMember(v, name)
	case *property:
		return v.accessorOf(name)
	case *super:
		return p.next(v, name)
	case *text:
		return v.typ.children(name)
	case *container:
		return v.typ.children(name)
	case *namespace:
		return p.literal("PyDict").children(name)
	case *function:
		if name == "__call__" {
			return v.self
		}
		if name == "__name__" {
			return p.text("PyStr", v.scope.name[strings.LastIndexByte(v.scope.name, '.')+1:])
		}
		if name == "register" && v.registrar != nil {
			return v.registrar
		}
		if a, ok := v.attrs[name]; ok {
			p.depend(anything)
			return a.flows
		}
	case *method:
		if name == "__call__" {
			return values{v}
		}
	}
	return nil
}

// moduleMember returns m.name. A name that the module does not define is kept
// as a dotted name: a stub beside the real module must not hide calls.
func (p *program) moduleMember(m *module, name string) values {
	if out := p.exported(m, name); len(out) > 0 {
		return out
	}
	if sub, ok := p.modules[p.qualify(m.name, name)]; ok {
		return sub.self
	}
	if out := p.lazyMember(m, name); len(out) > 0 {
		return out
	}
	if e := p.outside(m.name); len(e) > 0 {
		return p.members(e, name)
	}
	return nil
}

// lazyMember returns what the __getattr__ of a module makes of a name (PEP 562).
func (p *program) lazyMember(m *module, name string) values {
	if !p.special.has("__getattr__") || isSpecial(name) {
		return nil
	}
	var out values
	for _, fn := range p.exported(m, "__getattr__") {
		p.give(fn, 0, p.text("PyStr", name))
		out = join(out, p.result(fn))
	}
	return out
}

// classMember returns k.name, functions bound only where they take the class.
func (p *program) classMember(k *class, name string) values {
	if p.stored[name] {
		p.depend(anything)
		if v, ok := k.attrs[name]; ok && len(v.flows) > 0 {
			return v.flows
		}
	}
	if out := p.inherited(k, 0, name, k.self); len(out) > 0 {
		return out
	}
	return p.metaMember(k, name)
}

// objectMember returns an attribute of an object: what was stored there by
// any method, or else what its classes define.
func (p *program) objectMember(o *instance, name string) values {
	out := p.definedMember(o, name)
	if len(out) > 0 || isSpecial(name) || !p.special.has("__getattr__") {
		return out
	}
	p.hand(values{o}, "__getattr__", p.text("PyStr", name))
	return p.results(o, "__getattr__")
}

// definedMember is objectMember without what __getattr__ makes up.
func (p *program) definedMember(o *instance, name string) values {
	if p.stored[name] && !p.hasData(o.class, name) {
		p.depend(anything)
		var out values
		for _, k := range p.mro(o.class) {
			if v, ok := k.attrs[name]; ok {
				out = join(out, v.flows)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	if name == "__class__" {
		return o.class.self
	}
	if name == "value" && p.isEnum(o.class) {
		return p.enumValues(o.class)
	}
	if out := p.inherited(o.class, 0, name, o.class.object); len(out) > 0 || !strings.HasPrefix(name, "_") {
		return out
	}
	return p.privateMember(o, name)
}

// privateMember is o._C__name, which the body of class C calls __name.
func (p *program) privateMember(o *instance, name string) values {
	for _, k := range p.mro(o.class) {
		class := k.scope.name[strings.LastIndexByte(k.scope.name, '.')+1:]
		if private, ok := strings.CutPrefix(name, "_"+strings.TrimLeft(class, "_")); ok && strings.HasPrefix(private, "__") {
			return p.inherited(k, 0, private, o.class.object)
		}
	}
	return nil
}

// inherited looks name up in the bodies of k and its bases, skipping the first
// few in the order of resolution, and if none has it in the bases outside the
// package.
func (p *program) inherited(of *class, skip int, name string, receiver values) values {
	line := p.mro(of)
	for _, k := range line[skip:] {
		v, ok := k.scope.vars[name]
		if !ok {
			continue
		}
		var out values
		for _, found := range p.whole(v, p.settled(v)) {
			out = join(out, p.bound(found, receiver))
		}
		return out
	}
	var out values
	for _, k := range line {
		for _, base := range p.outerBases(k) {
			out = join(out, base.children(name))
		}
	}
	return out
}

// bound returns what reading v from a class body through receiver gives.
func (p *program) bound(v value, receiver values) values {
	if len(receiver) == 0 {
		return values{v}
	}
	if w, ok := v.(*wrapper); ok {
		return p.unwrapped(w, receiver)
	}
	fn, ok := v.(*function)
	if !ok {
		if k, ok := receiver[0].(*class); ok {
			if out := p.enumMember(k, v); len(out) > 0 {
				return out
			}
		}
		if _, object := receiver[0].(*instance); object && p.isData(v) {
			return p.got(v, receiver)
		}
		return values{v}
	}
	switch through := receiver[0].(type) {
	case *class:
		if fn.first == firstClass {
			return p.method(through, fn, receiver)
		}
	case *instance:
		switch fn.first {
		case firstInstance:
			return p.method(through.class, fn, receiver)
		case firstClass:
			return p.method(through.class, fn, through.class.self)
		}
	}
	return fn.self
}

// method returns fn bound to a receiver of class k, always the same value.
func (p *program) method(k *class, fn *function, receiver values) values {
	if m, ok := k.methods[fn]; ok {
		return m
	}
	if k.methods == nil {
		k.methods = make(map[*function]values)
	}
	m := values{&method{fn, receiver}}
	k.methods[fn] = m
	return m
}

// namespaceOf returns v.__dict__.
func (p *program) namespaceOf(v value) values {
	switch v := v.(type) {
	case *namespace:
		return values{v}
	case *extern, *module, *class, *instance:
		n, ok := p.namespaces[v]
		if !ok {
			n = values{&namespace{v}}
			p.namespaces[v] = n
		}
		return n
	}
	return nil
}

// hasData reports whether objects of k have a property or descriptor under a
// name, which what is stored does not hide.
func (p *program) hasData(k *class, name string) bool {
	for _, v := range p.classAttr(k, 0, name) {
		if p.isData(v) {
			return true
		}
	}
	return false
}
