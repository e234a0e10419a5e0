package pyeval

import "github.com/malguard/malguard/internal/pysrc"

// comp is a comprehension.
func (in *interp) comp(x *pysrc.Comp, fr *frame) value {
	inner := &frame{vars: make(map[string]value), outer: fr}
	var out []value
	m := &mapping{}
	known := in.clauses(x, x.Clauses, fr, inner, func() {
		if x.Kind == pysrc.DictComp {
			m.set(in.eval(x.Elt, inner), in.eval(x.Value, inner))
			return
		}
		if v := in.eval(x.Elt, inner); len(out) < maxItems/2 {
			out = append(out, v)
		}
	})
	if len(out) >= maxItems/2 || !known || !in.take(16*len(out)+64*len(m.keys)) {
		return value{}
	}
	switch x.Kind {
	case pysrc.DictComp:
		return value{k: dictKind, p: m}
	case pysrc.SetComp:
		return in.setOf(out)
	case pysrc.GeneratorExp:
		return iterator(out)
	}
	return list(out)
}

func (in *interp) clauses(x *pysrc.Comp, rest []pysrc.CompFor, fr, inner *frame, each func()) bool {
	if len(rest) == 0 {
		each()
		return true
	}
	c := rest[0]
	all, ok := in.iterate(in.eval(c.Iter, fr))
	if !ok {
		in.assign(c.Target, value{}, inner)
		for _, test := range c.Ifs {
			in.eval(test, inner)
		}
		in.clauses(x, rest[1:], inner, inner, each)
		return false
	}
	known := true
	for _, v := range all {
		if !in.step() {
			return false
		}
		in.assign(c.Target, v, inner)
		pass := true
		for _, test := range c.Ifs {
			truth, ok := in.eval(test, inner).truth()
			known = known && ok
			pass = pass && truth
		}
		if pass || !known {
			known = in.clauses(x, rest[1:], inner, inner, each) && known
		}
		if !known {
			break
		}
	}
	return known
}
