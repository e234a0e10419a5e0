package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// meta returns the metaclass of k that the package defines, or nil: that of its
// own statement, or of the first base that has one.
func (p *program) meta(k *class) *class {
	for _, c := range p.mro(k) {
		if c.meta == nil {
			continue
		}
		for _, v := range p.eval(c.meta, c.scope.parent) {
			if m, ok := v.(*class); ok && m != k {
				return m
			}
		}
	}
	return nil
}

// metaMethods returns the methods of that name that the metaclass of k defines,
// bound to k.
func (p *program) metaMethods(k *class, name string) values {
	m := p.meta(k)
	if m == nil {
		return nil
	}
	var out values
	for _, v := range p.inherited(m, 0, name, nil) {
		if fn, ok := v.(*function); ok {
			out = join(out, p.method(k, fn, k.self))
		}
	}
	return out
}

// metaMember returns k.name where the metaclass of k has it.
func (p *program) metaMember(k *class, name string) values {
	m := p.meta(k)
	if m == nil {
		return nil
	}
	var out values
	for _, v := range p.inherited(m, 0, name, nil) {
		switch v := v.(type) {
		case *function:
			if v.first == firstInstance {
				out = join(out, p.method(k, v, k.self))
			}
		case *property:
			out = join(out, p.got(v, k.self))
		default:
			out = join(out, values{v})
		}
	}
	return out
}

// metaclassOf returns the expression behind metaclass= of a class statement, or
// what Python 2 assigns to __metaclass__ in its body.
func metaclassOf(s *pysrc.ClassDef) pysrc.Expr {
	for _, k := range s.Keywords {
		if k.Name == "metaclass" {
			return k.Value
		}
	}
	for _, stmt := range s.Body {
		a, ok := stmt.(*pysrc.Assign)
		if !ok {
			continue
		}
		if name, ok := a.Targets[0].(*pysrc.Name); ok && name.ID == "__metaclass__" {
			return a.Value
		}
	}
	return nil
}

// makeThrough is type.__call__(C, …) in a metaclass, which makes an object of C.
func (p *program) makeThrough(e *event, x *pysrc.Call) {
	if len(x.Args) == 0 {
		return
	}
	rest := &pysrc.Call{Func: x.Func, Args: x.Args[1:], Keywords: x.Keywords}
	for _, v := range p.eval(x.Args[0], e.scope) {
		k, ok := v.(*class)
		if !ok {
			continue
		}
		for _, made := range p.makers(k) {
			p.target(e, made)
			p.passArgs(made, rest, e.scope)
		}
	}
}
