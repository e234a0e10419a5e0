package callgraph

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// own returns the method of that name that the package defines for objects of
// the class of o, bound to o. Special methods are looked up in the class alone.
func (p *program) own(o *instance, name string) values {
	var out values
	for _, v := range p.inherited(o.class, 0, name, o.class.object) {
		if m, ok := v.(*method); ok {
			out = join(out, values{m})
		}
	}
	return out
}

// methodsOf records the methods that an operation runs on each object among in:
// of several names the first that its class has.
func (p *program) methodsOf(e *event, in values, names ...string) (found bool) {
	for _, v := range in {
		for _, name := range names {
			if methods := p.ownOf(v, name); len(methods) > 0 {
				p.run(e, methods)
				found = true
				break
			}
		}
	}
	return found
}

// ownOf returns the special methods of an object, or of a class by its metaclass.
func (p *program) ownOf(v value, name string) values {
	switch v := v.(type) {
	case *instance:
		return p.own(v, name)
	case *class:
		return p.metaMethods(v, name)
	}
	return nil
}

// run records methods, and carries what they are bound to.
func (p *program) run(e *event, methods values) {
	for _, v := range methods {
		p.target(e, v)
		if m, ok := v.(*method); ok {
			p.receive(m.fn, 0, m.receiver)
		}
	}
}

// hand carries values to the first argument of the methods of that name.
func (p *program) hand(objects values, name string, in values) {
	for _, v := range objects {
		if o, ok := v.(*instance); ok {
			for _, m := range p.own(o, name) {
				p.receive(m.(*method).fn, 1, in)
			}
		}
	}
}

// results returns what the methods of that name return.
func (p *program) results(o *instance, name string) values {
	var out values
	for _, m := range p.own(o, name) {
		p.receive(m.(*method).fn, 0, m.(*method).receiver)
		out = join(out, p.result(m))
	}
	return out
}

func (p *program) truthTargets(e *event) {
	p.methodsOf(e, p.eval(e.node.(pysrc.Expr), e.scope), "__bool__", "__nonzero__", "__len__")
}

func (p *program) itemTargets(e *event) {
	x := e.node.(*pysrc.Subscript)
	objects := p.eval(x.X, e.scope)
	for _, v := range objects {
		switch v := v.(type) {
		case *class:
			for _, m := range p.inherited(v, 0, "__class_getitem__", v.self) {
				p.target(e, m)
			}
		case *container:
			p.methodsOf(e, p.eval(x.Index, e.scope), "__index__")
		}
	}
	if p.methodsOf(e, objects, "__getitem__") {
		p.hand(objects, "__getitem__", p.eval(x.Index, e.scope))
	}
}

func (p *program) binaryTargets(e *event) {
	x := e.node.(*pysrc.BinOp)
	p.operatorTargets(e, binaryMethods[x.Op], p.eval(x.X, e.scope), p.eval(x.Y, e.scope))
	if x.Op == pysrc.Mod && p.isText(x.X, e.scope) {
		p.writtenTargets(e, x.Y, p.oneString(x.X, e.scope))
	}
}

// operatorTargets records the method of the left operand, and where it is not
// known to have one that of the right operand.
func (p *program) operatorTargets(e *event, names operators, left, right values) {
	if p.methodsOf(e, left, names.plain) {
		p.hand(left, names.plain, right)
		if !p.declines(left, names.plain) {
			return
		}
	}
	if p.methodsOf(e, right, names.reflected) {
		p.hand(right, names.reflected, left)
	}
}

// declines reports whether a method may return NotImplemented, which leaves the
// operation to the other operand.
func (p *program) declines(objects values, name string) bool {
	not := p.builtin.child("NotImplemented")
	for _, v := range objects {
		if o, ok := v.(*instance); ok && slices.Contains(p.results(o, name), value(not)) {
			return true
		}
	}
	return false
}

func (p *program) compareTargets(e *event) {
	x := e.node.(*pysrc.Compare)
	left := p.eval(x.X, e.scope)
	for i, op := range x.Ops {
		right := p.eval(x.Ys[i], e.scope)
		switch op {
		case pysrc.In, pysrc.NotIn:
			if p.methodsOf(e, right, "__contains__", "__iter__", "__getitem__") {
				p.hand(right, "__contains__", left)
			}
		case pysrc.NotEqual:
			if !p.methodsOf(e, left, "__ne__", "__eq__") {
				p.methodsOf(e, right, "__ne__", "__eq__")
			}
		default:
			p.operatorTargets(e, comparisons[op], left, right)
		}
		left = right
	}
}

func (p *program) unaryTargets(e *event) {
	x := e.node.(*pysrc.UnaryOp)
	p.methodsOf(e, p.eval(x.X, e.scope), unaryMethods[x.Op])
}

func (p *program) interpTargets(e *event) {
	x := e.node.(*pysrc.Interp)
	objects := p.eval(x.X, e.scope)
	switch x.Conv {
	case 'r', 'a':
		p.methodsOf(e, objects, "__repr__")
	case 's':
		p.methodsOf(e, objects, "__str__", "__repr__")
	default:
		p.methodsOf(e, objects, "__format__", "__str__", "__repr__")
	}
}

// isText reports whether x is a string.
func (p *program) isText(x pysrc.Expr, s *scope) bool {
	for _, v := range p.eval(x, s) {
		switch v := v.(type) {
		case *text:
			return !isNumber(v)
		case *extern:
			if v == p.literal("PyStr") {
				return true
			}
		}
	}
	return false
}

// writtenTargets records how the values behind % are written into a string: each
// field of the template says which method writes its value.
func (p *program) writtenTargets(e *event, x pysrc.Expr, template string) {
	elts := []pysrc.Expr{x}
	if t, ok := x.(*pysrc.Tuple); ok {
		elts = t.Elts
	}
	fields := strings.Split(strings.ReplaceAll(template, "%%", ""), "%")[1:]
	for i, y := range elts {
		names := []string{"__str__", "__repr__"}
		if i < len(fields) {
			if verb := strings.TrimLeft(fields[i], "-+ #0123456789.*"); verb != "" && (verb[0] == 'r' || verb[0] == 'a') {
				names = []string{"__repr__"}
			}
		}
		p.methodsOf(e, p.eval(y, e.scope), names...)
	}
}

// withTargets is one item of a with statement.
func (p *program) withTargets(e *event, x pysrc.Expr, async bool) {
	objects := p.eval(x, e.scope)
	if async {
		p.methodsOf(e, objects, "__aenter__")
		p.methodsOf(e, objects, "__aexit__")
		return
	}
	p.methodsOf(e, objects, "__enter__")
	p.methodsOf(e, objects, "__exit__")
}

// iterationTargets is a for clause, or another place that iterates: the methods
// of the iterator protocol that the package defines.
func (p *program) iterationTargets(e *event) {
	p.iterated(e, p.eval(e.node.(pysrc.Expr), e.scope))
}

func (p *program) iterated(e *event, in values) {
	for _, v := range in {
		if !p.methodsOf(e, values{v}, "__iter__", "__aiter__") {
			p.methodsOf(e, values{v}, "__next__", "__anext__", "__getitem__")
			continue
		}
		if o, ok := v.(*instance); ok {
			p.methodsOf(e, p.iterators(o), "__next__", "__anext__", "next")
		}
	}
}

// iterators returns the objects whose __next__ an iteration over o calls: what
// its __iter__ returns, or where that is not known o itself.
func (p *program) iterators(o *instance) values {
	var out values
	for _, v := range join(p.results(o, "__iter__"), p.results(o, "__aiter__")) {
		switch v.(type) {
		case *instance, *generator, *container:
			out = join(out, values{v})
		}
	}
	if len(out) == 0 {
		return values{o}
	}
	return out
}

// builtinMethods are the special methods that builtins run on their arguments,
// the first that there is.
var builtinMethods = map[string][]string{
	"str": {"__str__", "__repr__"}, "print": {"__str__", "__repr__"}, "unicode": {"__unicode__", "__str__"},
	"repr": {"__repr__"}, "ascii": {"__repr__"}, "format": {"__format__", "__str__", "__repr__"},
	"len": {"__len__"}, "bool": {"__bool__", "__nonzero__", "__len__"}, "bytes": {"__bytes__"}, "int": {"__int__", "__index__"},
	"float": {"__float__"}, "complex": {"__complex__"}, "hash": {"__hash__"}, "abs": {"__abs__"}, "round": {"__round__"},
	"divmod": {"__divmod__"}, "dir": {"__dir__"}, "next": {"__next__", "next"}, "reversed": {"__reversed__", "__getitem__"},
	"pow": {"__pow__"}, "hex": {"__index__"}, "oct": {"__index__"}, "bin": {"__index__"},
}

// iterating are the builtins that iterate over their arguments.
var iterating = map[string]bool{
	"list": true, "tuple": true, "set": true, "frozenset": true, "sorted": true, "sum": true, "min": true, "max": true,
	"any": true, "all": true, "enumerate": true, "zip": true, "map": true, "filter": true, "iter": true, "dict": true,
}

// builtinTargets records the special methods that a builtin runs on objects of
// the package.
func (p *program) builtinTargets(e *event, name string, x *pysrc.Call) {
	switch name {
	case "getattr", "hasattr", "setattr", "delattr":
		p.namedAccess(e, name, x)
		return
	case "object.__setattr__":
		p.setPlainly(e, x)
		return
	case "type.__call__":
		p.makeThrough(e, x)
		return
	}
	names, iterates := builtinMethods[name], iterating[name]
	if names == nil && !iterates {
		return
	}
	for _, arg := range x.Args {
		objects := p.eval(arg, e.scope)
		if iterates {
			p.iterated(e, objects)
			if inner := itemMethods[name]; inner != nil {
				p.methodsOf(e, p.iterateAll(objects), inner...)
			}
			continue
		}
		p.methodsOf(e, objects, names...)
	}
}

// itemMethods are the special methods that builtins run on the items of what they
// iterate over.
var itemMethods = map[string][]string{
	"sorted": {"__lt__"}, "min": {"__lt__", "__gt__"}, "max": {"__gt__", "__lt__"}, "sum": {"__add__", "__radd__"},
	"any": {"__bool__", "__len__"}, "all": {"__bool__", "__len__"}, "set": {"__hash__"}, "frozenset": {"__hash__"},
}

// textTargets records what "…".format(o) and "…".join(o) run.
func (p *program) textTargets(e *event, name string, x *pysrc.Call) {
	switch name {
	case "<**PyStr**>.format":
		for _, arg := range x.Args {
			p.methodsOf(e, p.eval(arg, e.scope), "__format__", "__str__", "__repr__")
		}
		for _, k := range x.Keywords {
			p.methodsOf(e, p.eval(k.Value, e.scope), "__format__", "__str__", "__repr__")
		}
	case "<**PyStr**>.join":
		for _, arg := range x.Args {
			p.iterated(e, p.eval(arg, e.scope))
		}
	}
}
