package callgraph

import (
	"strconv"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// item returns what v holds under a key; under any key if it is "".
func (p *program) item(v value, k string) values {
	switch v := v.(type) {
	case *container:
		if k == "" {
			return p.contents(v)
		}
		return p.element(v, k)
	case *extern:
		return v.item()
	case *text:
		return v.typ.self
	case *instance:
		if i, ok := position(k); ok && i < len(v.class.tuple) {
			return p.definedMember(v, v.class.tuple[i])
		}
		return p.results(v, "__getitem__")
	case *class: // of a generic class: C[int]
		return v.self
	case *namespace:
		if name, ok := strings.CutPrefix(k, "PyStr:"); ok {
			return p.entry(v, name)
		}
	}
	return nil
}

// entry returns what a namespace holds under a name.
func (p *program) entry(n *namespace, name string) values {
	m, ok := n.of.(*module)
	if !ok {
		return p.member(n.of, name)
	}
	if out := p.exported(m, name); len(out) > 0 {
		return out
	}
	return p.free(name, m)
}

// items returns what the values hold under an index expression.
func (p *program) items(in values, index pysrc.Expr, s *scope) values {
	if len(in) == 0 {
		return nil
	}
	if slice, ok := index.(*pysrc.Slice); ok {
		return p.slices(in, slice, s)
	}
	var keys []string
	for _, v := range p.eval(index, s) {
		if t, ok := v.(*text); ok {
			keys = append(keys, key(typeName(t.typ), t.value))
		}
	}
	if len(keys) == 0 {
		keys = []string{""}
	}
	var out values
	for _, v := range in {
		if e, ok := v.(*extern); ok {
			out = join(out, p.externItem(e, keys))
			continue
		}
		for _, k := range keys {
			out = join(out, p.item(v, k))
		}
	}
	return out
}

// slices returns what x[lo:hi] gives: part of a display where the bounds are
// constant, otherwise the same values.
func (p *program) slices(in values, x *pysrc.Slice, s *scope) values {
	in = types(in)
	if len(in) != 1 || x.Step != nil {
		return in
	}
	c, ok := in[0].(*container)
	if !ok || c.spread {
		return in
	}
	if part, ok := p.containers[x]; ok {
		return values{part}
	}
	n := len(c.elems)
	lo, ok1 := p.sliceBound(x.Lo, s, 0, n)
	hi, ok2 := p.sliceBound(x.Hi, s, n, n)
	if !ok1 || !ok2 || lo > hi {
		return in
	}
	part := &container{typ: c.typ, scope: c.scope}
	for i, e := range c.elems[lo:hi] {
		part.elems = append(part.elems, element{key: numKey(i), value: e.value})
	}
	p.steps -= len(part.elems)
	p.containers[x] = part
	return values{part}
}

// types replaces known strings and numbers by their types.
func types(in values) values {
	var out values
	for _, v := range in {
		if t, ok := v.(*text); ok {
			v = t.typ
		}
		out = join(out, values{v})
	}
	return out
}

// sliceBound returns one bound of a slice of n elements, whether it is known.
func (p *program) sliceBound(x pysrc.Expr, s *scope, absent, n int) (int, bool) {
	if x == nil {
		return absent, true
	}
	text, ok := strings.CutPrefix(p.constantKey(x, s), "PyNum:")
	i, err := strconv.Atoi(text)
	if !ok || err != nil {
		return 0, false
	}
	if i < 0 {
		i += n
	}
	return min(max(i, 0), n), true
}

// externItem returns e[key]. Where the items of e are modules or attributes,
// as in sys.modules and __builtins__, a constant key says which.
func (p *program) externItem(e *extern, keys []string) values {
	name, ok := strings.CutPrefix(keys[0], "PyStr:")
	switch {
	case ok && e.name == "sys.modules":
		return p.dotted(name)
	case ok && e == p.builtin:
		return e.children(name)
	}
	return e.item()
}
