package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// wrapper is what staticmethod(f) and classmethod(f) make, where they are called
// and not written above a definition.
type wrapper struct {
	fn    value
	class bool
}

// wrapped returns what staticmethod or classmethod makes of each value, always
// the same.
func (p *program) wrapped(x *pysrc.Call, s *scope, class bool) values {
	if len(x.Args) != 1 {
		return nil
	}
	var out values
	for _, v := range p.eval(x.Args[0], s) {
		out = join(out, p.wrapperOf(v, class))
	}
	return out
}

func (p *program) wrapperOf(v value, class bool) values {
	k := wrapper{v, class}
	out, ok := p.wrappers[k]
	if !ok {
		out = values{&k}
		p.wrappers[k] = out
	}
	return out
}

// unwrapped returns what reading a wrapper through a class or object gives.
func (p *program) unwrapped(w *wrapper, receiver values) values {
	fn, ok := w.fn.(*function)
	if !ok || !w.class || len(receiver) == 0 {
		return values{w.fn}
	}
	switch through := receiver[0].(type) {
	case *class:
		return p.method(through, fn, through.self)
	case *instance:
		return p.method(through.class, fn, through.class.self)
	}
	return values{w.fn}
}

// classMethods returns what @classmethod makes of what a decorator below it made
// of a definition; the definition itself is known to take the class.
func (p *program) classMethods(inner values) values {
	var out values
	for _, v := range inner {
		if fn, ok := v.(*function); ok && fn.first == firstClass {
			out = join(out, values{v})
			continue
		}
		out = join(out, p.wrapperOf(v, true))
	}
	return out
}
