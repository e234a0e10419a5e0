package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// carry puts what is assigned to attributes and items where reading them finds
// it.
func (p *program) carry(s *store) {
	switch t := s.target.(type) {
	case *pysrc.Attribute:
		in := p.value(s.source)
		if len(in) == 0 {
			return
		}
		for _, v := range p.eval(t.X, s.scope) {
			p.setAttr(v, t.Attr, in)
		}
	case *pysrc.Subscript:
		in := p.value(s.source)
		if len(in) == 0 {
			return
		}
		for _, v := range p.eval(t.X, s.scope) {
			p.setItems(v, t.Index, s.scope, in)
		}
	}
}

func (p *program) setAttr(v value, name string, in values) {
	switch v := v.(type) {
	case *instance:
		if !p.setThrough(p.classAttr(v.class, 0, name), in) {
			p.flow(v.class.attr(name), in)
		}
	case *class:
		p.flow(v.attr(name), in)
	case *function:
		if v.attrs == nil {
			v.attrs = make(map[string]*variable)
		}
		if v.attrs[name] == nil {
			v.attrs[name] = new(variable)
		}
		p.flow(v.attrs[name], in)
	case *module:
		to := v.scope.variable(name)
		if p.flow(to, in) && to.readers != anything {
			to.readers = anything
			p.stale = true // who read it so far did not know
		}
	}
}

func (p *program) setItems(v value, index pysrc.Expr, s *scope, in values) {
	c, ok := v.(*container)
	if !ok {
		if n, ok := v.(*namespace); ok {
			for _, name := range p.strings(index, s) {
				p.storeName(n, name, in)
			}
		}
		return
	}
	if _, ok := index.(*pysrc.Slice); ok {
		p.setAny(c, p.iterateAll(in))
		return
	}
	known := false
	for _, k := range p.eval(index, s) {
		if t, ok := k.(*text); ok {
			known = true
			p.setItem(c, key(typeName(t.typ), t.value), in)
		}
	}
	if !known {
		p.setAny(c, in)
	}
}

// storeName puts values under a name in a namespace.
func (p *program) storeName(n *namespace, name string, in values) {
	p.noteStored(name)
	p.setAttr(n.of, name, in)
}

func (p *program) setItem(c *container, k string, in values) {
	if c.index == nil {
		c.index = make(map[string]values)
	}
	if out := join(c.index[k], in); len(out) != len(c.index[k]) {
		c.index[k] = out
		p.changed = true
	}
}

func (p *program) setAny(c *container, in values) {
	if out := join(c.any, in); len(out) != len(c.any) {
		c.any = out
		p.changed = true
	}
}
