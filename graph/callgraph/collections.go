package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// collectionCall resolves the calls that make a collection of others.
func (p *program) collectionCall(e *extern, x *pysrc.Call, s *scope) (values, bool) {
	switch e.name {
	case "<builtin>.dict":
		if len(x.Args)+len(x.Keywords) == 0 {
			return nil, false
		}
		return p.dictCall(p.literal("PyDict"), x.Args, x, s), true
	case "collections.OrderedDict":
		return p.dictCall(e, x.Args, x, s), true
	case "collections.defaultdict":
		out := p.dictCall(e, x.Args[min(1, len(x.Args)):], x, s)
		if len(x.Args) > 0 {
			for _, factory := range p.eval(x.Args[0], s) {
				p.setAny(out[0].(*container), p.producedBy(factory, x))
			}
		}
		return out, true
	case "<builtin>.dict.fromkeys":
		return p.fromKeys(x, s), true
	}
	list, isNew := p.made(x, e.name, "PyList")
	if isNew && e.name == "collections.deque" {
		list.typ = e
	}
	for _, arg := range x.Args {
		items := p.iterateAll(p.eval(arg, s))
		if strings.HasSuffix(e.name, "from_iterable") {
			items = p.iterateAll(items)
		}
		p.setAny(list, items)
	}
	return values{list}, true
}

// producedBy returns what a factory gives at a node: for list, dict and set a
// container of their own.
func (p *program) producedBy(factory value, at pysrc.Node) values {
	if e, ok := factory.(*extern); ok {
		if typ, ok := hintTypes[e.name]; ok && (typ == "PyList" || typ == "PyDict" || typ == "PySet") {
			c, _ := p.made(at, "factory", typ)
			return values{c}
		}
	}
	return p.result(factory)
}

// dictCall returns the container of dict(other, name=value, …).
func (p *program) dictCall(typ *extern, args []pysrc.Expr, x *pysrc.Call, s *scope) values {
	c, isNew := p.made(x, "dict", "PyDict")
	if isNew {
		c.typ, c.scope = typ, s
		for _, k := range x.Keywords {
			c.add(element{key: key("PyStr", k.Name), value: k.Value, spread: k.Name == ""})
		}
	}
	for _, arg := range args {
		p.take(c, p.eval(arg, s))
	}
	return values{c}
}

// take puts the contents of other dictionaries, and of iterables of pairs, in a
// dictionary.
func (p *program) take(c *container, in values) {
	for _, v := range in {
		from, ok := v.(*container)
		if !ok || from == c {
			continue
		}
		if p.isDict(from) {
			for _, k := range from.keys() {
				if p.steps--; p.steps <= 0 {
					return
				}
				p.setItem(c, k, p.element(from, k))
			}
			p.setAny(c, from.any)
			continue
		}
		for _, pair := range p.contents(from) {
			if t, ok := pair.(*container); ok {
				p.takePair(c, t)
			}
		}
	}
}

func (p *program) takePair(c, pair *container) {
	in := p.element(pair, numKey(1))
	known := false
	for _, k := range p.element(pair, numKey(0)) {
		if t, ok := k.(*text); ok {
			known = true
			p.setItem(c, key(typeName(t.typ), t.value), in)
		}
	}
	if !known {
		p.setAny(c, in)
	}
}

// isDict reports whether c maps keys to its elements.
func (p *program) isDict(c *container) bool {
	switch c.typ.name {
	case "<**PyDict**>", "collections.OrderedDict", "collections.defaultdict":
		return true
	}
	return false
}

// fromKeys is dict.fromkeys(keys, value).
func (p *program) fromKeys(x *pysrc.Call, s *scope) values {
	c, _ := p.made(x, "fromkeys", "PyDict")
	if len(x.Args) < 2 {
		return values{c}
	}
	in := p.eval(x.Args[1], s)
	p.setAny(c, in)
	return values{c}
}

// readers are the methods by which the contents of collections are read.
var readers = map[string]bool{
	"get": true, "pop": true, "setdefault": true, "popleft": true, "popitem": true, "values": true, "items": true, "copy": true,
	"keys": true, "__getitem__": true,
}

// containerMethod resolves the methods that read what collections hold. It
// reports whether x calls one on a collection that is known.
func (p *program) containerMethod(x *pysrc.Call, s *scope) (values, bool) {
	attr, ok := x.Func.(*pysrc.Attribute)
	if !ok || !readers[attr.Attr] {
		return nil, false
	}
	var objects values
	for _, v := range p.eval(attr.X, s) {
		switch v.(type) {
		case *container, *namespace:
			objects = append(objects, v)
		}
	}
	if len(objects) == 0 {
		return nil, false
	}
	switch attr.Attr {
	case "copy":
		return objects, true
	case "values":
		return p.dictValues(objects, x), true
	case "items":
		return p.dictItems(objects, x), true
	case "keys":
		return p.dictKeys(objects, x), true
	case "popitem":
		return p.iterateAll(p.dictItems(objects, x)), true
	}
	if len(x.Args) == 0 {
		return p.contentsOf(objects), true
	}
	out := p.items(objects, x.Args[0], s)
	if len(x.Args) > 1 {
		out = join(out, p.eval(x.Args[1], s))
	}
	return out, true
}

func (p *program) contentsOf(objects values) values {
	var out values
	for _, v := range objects {
		if c, ok := v.(*container); ok {
			out = join(out, p.contents(c))
		}
	}
	return out
}

// dictValues returns the list that the values() of dictionaries gives.
func (p *program) dictValues(objects values, x *pysrc.Call) values {
	list, _ := p.made(x, "values", "PyList")
	p.setAny(list, p.contentsOf(objects))
	return values{list}
}

// dictKeys returns the list that the keys() of dictionaries gives.
func (p *program) dictKeys(objects values, x *pysrc.Call) values {
	list, _ := p.made(x, "keys", "PyList")
	for _, v := range objects {
		if c, ok := v.(*container); ok {
			p.setAny(list, p.keyValues(c))
		}
	}
	return values{list}
}

// fill carries what the methods that change collections put there.
func (p *program) fill(x *pysrc.Call, s *scope) {
	attr, ok := x.Func.(*pysrc.Attribute)
	if !ok || !writers[attr.Attr] {
		return
	}
	for _, v := range p.eval(attr.X, s) {
		switch v := v.(type) {
		case *container:
			p.put(v, attr.Attr, x, s)
		case *namespace:
			if attr.Attr == "update" {
				p.putNames(v, x, s)
			}
		case *generator:
			if attr.Attr == "send" && len(x.Args) == 1 {
				p.flow(&v.fn.sent, p.eval(x.Args[0], s))
			}
		}
	}
}

// writers are the methods by which collections are changed.
var writers = map[string]bool{
	"append": true, "appendleft": true, "add": true, "insert": true, "update": true, "extend": true, "extendleft": true,
	"setdefault": true, "__setitem__": true, "send": true,
}

func (p *program) put(c *container, how string, x *pysrc.Call, s *scope) {
	switch how {
	case "update":
		for _, arg := range x.Args {
			p.take(c, p.eval(arg, s))
			if !p.isDict(c) {
				p.setAny(c, p.iterateAll(p.eval(arg, s)))
			}
		}
		for _, k := range x.Keywords {
			if k.Name != "" {
				p.setItem(c, key("PyStr", k.Name), p.eval(k.Value, s))
			} else {
				p.take(c, p.eval(k.Value, s))
			}
		}
	case "extend", "extendleft":
		for _, arg := range x.Args {
			p.setAny(c, p.iterateAll(p.eval(arg, s)))
		}
	case "setdefault", "__setitem__":
		if len(x.Args) == 2 {
			p.setItems(c, x.Args[0], s, p.eval(x.Args[1], s))
		}
	default:
		if len(x.Args) > 0 {
			p.setAny(c, p.eval(x.Args[len(x.Args)-1], s))
		}
	}
}

// putNames is globals().update(name=value, …) and the like.
func (p *program) putNames(n *namespace, x *pysrc.Call, s *scope) {
	for _, k := range x.Keywords {
		if k.Name != "" {
			p.storeName(n, k.Name, p.eval(k.Value, s))
		}
	}
	for _, arg := range x.Args {
		for _, v := range p.eval(arg, s) {
			c, ok := v.(*container)
			if !ok {
				continue
			}
			for _, k := range c.keys() {
				if name, ok := strings.CutPrefix(k, "PyStr:"); ok {
					p.storeName(n, name, p.element(c, k))
				}
			}
		}
	}
}
