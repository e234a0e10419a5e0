package callgraph

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

type (
	// property is what @property makes of a function, or property(…) of several.
	property struct {
		get, set, del values
		accessors     map[string]values // property.setter and its kin
	}

	// accessor is the decorator that p.setter is: it makes a property of p and
	// of the function below it.
	accessor struct {
		of   *property
		part string
	}
)

// isProperty reports whether calling a decorator from outside the package makes
// a property: the builtin, and what libraries call cached_property and the like.
func isProperty(e *extern) bool {
	last := e.name[strings.LastIndexByte(e.name, '.')+1:]
	return strings.HasSuffix(last, "property") || last == "reify"
}

// propertyOf returns the property that the call or decoration at a node makes,
// always the same one.
func (p *program) propertyOf(at any, get, set, del values) values {
	out, ok := p.properties[at]
	if !ok {
		out = values{new(property)}
		p.properties[at] = out
	}
	made := out[0].(*property)
	made.get, made.set, made.del = get, set, del
	return out
}

// propertyCall is property(fget, fset, fdel).
func (p *program) propertyCall(x *pysrc.Call, s *scope) values {
	part := func(i int, name string) values {
		if arg := argument(x, i, name); arg != nil {
			return p.eval(arg, s)
		}
		return nil
	}
	return p.propertyOf(x, part(0, "fget"), part(1, "fset"), part(2, "fdel"))
}

// accessorOf returns d.setter, d.getter or d.deleter.
func (d *property) accessorOf(part string) values {
	switch part {
	case "setter", "getter", "deleter":
	default:
		return nil
	}
	if d.accessors == nil {
		d.accessors = make(map[string]values)
	}
	if _, ok := d.accessors[part]; !ok {
		d.accessors[part] = values{&accessor{d, part}}
	}
	return d.accessors[part]
}

// changedProperty returns the property that an accessor makes with a function.
func (p *program) changedProperty(a *accessor, at any, fn values) values {
	get, set, del := a.of.get, a.of.set, a.of.del
	switch a.part {
	case "getter":
		get = fn
	case "setter":
		set = fn
	case "deleter":
		del = fn
	}
	return p.propertyOf(at, get, set, del)
}

// access says how an attribute is used, and what answers it: a part of a
// property, the method of a descriptor, and the hook of the class.
type access struct {
	part       func(*property) values
	descriptor string
	hook       string
}

var reading = access{func(d *property) values { return d.get }, "__get__", "__getattribute__"}

func (p *program) readTargets(e *event) {
	x := e.node.(*pysrc.Attribute)
	p.attributeTargets(e, p.eval(x.X, e.scope), x.Attr, reading)
}

// attributeTargets records what using an attribute of objects of the package
// runs.
func (p *program) attributeTargets(e *event, in values, name string, how access) {
	for _, v := range in {
		switch v := v.(type) {
		case *instance:
			hook := p.own(v, how.hook)
			p.run(e, hook)
			if how.hook == "__setattr__" && len(hook) > 0 {
				continue // which decides whether a property is set
			}
			p.descriptorTargets(e, v, name, how)
			if how.descriptor == "__get__" && len(p.definedMember(v, name)) == 0 {
				p.run(e, p.own(v, "__getattr__"))
			}
		case *super:
			i := max(slices.Index(p.mro(v.of), v.after), 0)
			p.descriptorsIn(e, p.classAttr(v.of, i+1, name), v.of, how)
		case *class:
			if how.descriptor == "__get__" {
				for _, d := range p.classAttr(v, 0, name) {
					p.methodsOf(e, values{d}, "__get__")
				}
				p.descriptorsOfMeta(e, v, name, how)
			}
		case *module:
			if how.descriptor == "__get__" && len(p.exported(v, name)) == 0 {
				for _, fn := range p.exported(v, "__getattr__") {
					p.target(e, fn)
				}
			}
		}
	}
}

// descriptorTargets records the function of a property, or the method of a
// descriptor, that the class of o has under a name.
func (p *program) descriptorTargets(e *event, o *instance, name string, how access) {
	p.descriptorsIn(e, p.classAttr(o.class, 0, name), o.class, how)
	e.targets = withoutStubs(e.targets)
}

// descriptorsOfMeta records the function of a property of the metaclass.
func (p *program) descriptorsOfMeta(e *event, k *class, name string, how access) {
	m := p.meta(k)
	if m == nil {
		return
	}
	for _, d := range p.classAttr(m, 0, name) {
		if d, ok := d.(*property); ok {
			for _, fn := range how.part(d) {
				p.target(e, fn)
				p.give(fn, 0, k.self)
			}
		}
	}
}

func (p *program) descriptorsIn(e *event, in values, k *class, how access) {
	for _, d := range in {
		switch d := d.(type) {
		case *property:
			for _, fn := range how.part(d) {
				p.target(e, fn)
				p.give(fn, 0, k.object)
			}
		case *instance:
			p.methodsOf(e, values{d}, how.descriptor)
			p.hand(values{d}, how.descriptor, k.object)
		}
	}
}

// give carries a value to a parameter of a function.
func (p *program) give(fn value, i int, in values) {
	switch fn := fn.(type) {
	case *function:
		p.receive(fn, i, in)
	case *method:
		p.receive(fn.fn, 0, fn.receiver)
		p.receive(fn.fn, i+1, in)
	case *partial:
		p.give(fn.fn, fn.bound+i, in)
	case *instance:
		for _, m := range p.own(fn, "__call__") {
			p.give(m, i, in)
		}
	}
}

// classAttr returns what the bodies of k and its bases hold under a name,
// unbound, skipping the first few.
func (p *program) classAttr(k *class, skip int, name string) values {
	if !p.special.has(name) {
		return nil
	}
	line := p.mro(k)
	for _, c := range line[min(skip, len(line)):] {
		if v, ok := c.attrs[name]; ok && p.stored[name] {
			for _, d := range v.flows {
				if _, ok := d.(*property); ok {
					return v.flows
				}
			}
		}
		if v, ok := c.scope.vars[name]; ok {
			return p.whole(v, p.settled(v))
		}
	}
	return nil
}

// isData reports whether a value in a class decides what its objects have under
// a name, whatever was stored there.
func (p *program) isData(v value) bool {
	switch v := v.(type) {
	case *property:
		return true
	case *instance:
		return len(p.own(v, "__get__")) > 0
	}
	return false
}

// got returns what reading a property or descriptor through an object gives.
func (p *program) got(v value, object values) values {
	var out values
	switch v := v.(type) {
	case *property:
		for _, fn := range v.get {
			p.give(fn, 0, object)
			out = join(out, p.result(fn))
		}
	case *instance:
		p.hand(values{v}, "__get__", object)
		out = p.results(v, "__get__")
	}
	return out
}

// namedAccess is getattr(o, "name") and its kin.
func (p *program) namedAccess(e *event, builtin string, x *pysrc.Call) {
	if len(x.Args) < 2 {
		return
	}
	how := reading
	switch builtin {
	case "setattr":
		how = access{func(d *property) values { return d.set }, "__set__", "__setattr__"}
	case "delattr":
		how = access{func(d *property) values { return d.del }, "__delete__", "__delattr__"}
	}
	objects := p.eval(x.Args[0], e.scope)
	names := p.strings(x.Args[1], e.scope)
	if builtin == "setattr" && len(x.Args) > 2 {
		p.setNamed(objects, names, p.eval(x.Args[2], e.scope))
	}
	for _, name := range names {
		p.attributeTargets(e, objects, name, how)
	}
	if len(names) == 0 {
		for _, v := range objects {
			if o, ok := v.(*instance); ok {
				p.run(e, p.own(o, how.hook))
			}
		}
	}
}

// setPlainly is object.__setattr__(o, name, value), which sets the properties of o
// that __setattr__ of its class hides.
func (p *program) setPlainly(e *event, x *pysrc.Call) {
	if len(x.Args) < 3 {
		return
	}
	in := p.eval(x.Args[2], e.scope)
	names := p.strings(x.Args[1], e.scope)
	for _, v := range p.eval(x.Args[0], e.scope) {
		o, ok := v.(*instance)
		if !ok {
			continue
		}
		all := names
		if len(all) == 0 {
			all = p.namesOf(o)
		}
		for _, name := range all {
			for _, d := range p.classAttr(o.class, 0, name) {
				if d, ok := d.(*property); ok {
					for _, fn := range d.set {
						p.target(e, fn)
						p.give(fn, 0, o.class.object)
						p.give(fn, 1, in)
					}
				}
			}
		}
	}
}

// setNamed is setattr(o, "name", value) for each object and name.
func (p *program) setNamed(objects values, names []string, in values) {
	for _, name := range names {
		for _, v := range objects {
			p.noteStored(name)
			p.setAttr(v, name, in)
		}
	}
}

// setThrough hands what is stored to the setter of a property or descriptor. It
// reports whether there is one.
func (p *program) setThrough(descriptors, in values) (found bool) {
	for _, d := range descriptors {
		switch d := d.(type) {
		case *property:
			for _, fn := range d.set {
				p.give(fn, 1, in)
				found = true
			}
		case *instance:
			for _, m := range p.own(d, "__set__") {
				p.give(m, 1, in)
				found = true
			}
		}
	}
	return found
}
