package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// maxSteps bounds how deep a target may be nested in tuples when it takes its
// part of a value that is not written as a display.
const maxSteps = 16

// bind records that target gets the value of src from position at on.
func (c *collector) bind(target pysrc.Expr, src source, at pysrc.Pos) {
	switch t := target.(type) {
	case *pysrc.Name:
		c.assign(t.ID, src, at)
	case *pysrc.Starred:
		c.bind(t.X, src, at)
	case *pysrc.Tuple:
		c.unpack(t.Elts, src, at)
	case *pysrc.List:
		c.unpack(t.Elts, src, at)
	case *pysrc.Attribute:
		c.p.stored[t.Attr] = true
		c.m.stores = append(c.m.stores, store{target: target, scope: c.scope, source: src})
	case *pysrc.Subscript:
		c.m.stores = append(c.m.stores, store{target: target, scope: c.scope, source: src})
	}
}

// assign records an assignment to a name in the scope where the name lives.
func (c *collector) assign(name string, src source, at pysrc.Pos) {
	home := c.scope
	if home.kind == compScope && src.scope == c.scope && !iterates(src) {
		home = home.owner // := binds around the comprehension
	}
	if f, ok := home.foreign[name]; ok {
		v := f.variable(name)
		v.late = append(v.late, src)
		return
	}
	v := home.variable(name)
	v.assigns = append(v.assigns, assignment{source: src, at: at, conditional: c.nested > 0, until: c.until})
}

func iterates(src source) bool { return len(src.steps) > 0 && src.steps[0] == stepIterate }

// unpack binds the targets of a tuple to the parts of a value.
func (c *collector) unpack(targets []pysrc.Expr, src source, at pysrc.Pos) {
	if elts, ok := display(src); ok {
		c.unpackDisplay(targets, elts, src.scope, at)
		return
	}
	if len(src.steps) >= maxSteps {
		src = source{}
	}
	for i, t := range targets {
		if _, ok := t.(*pysrc.Starred); ok {
			c.bind(t, src.then(stepRest-int32(min(i, maxParams))), at)
			for back := 1; back < len(targets)-i && back < maxParams; back++ {
				c.bind(targets[len(targets)-back], src.then(stepLast-int32(back)), at)
			}
			return
		}
		c.bind(t, src.then(int32(i)), at)
	}
}

// display returns the elements of a source that is a tuple or list display.
func display(src source) ([]pysrc.Expr, bool) {
	if len(src.steps) > 0 {
		return nil, false
	}
	switch x := src.expr.(type) {
	case *pysrc.Tuple:
		return plain(x.Elts)
	case *pysrc.List:
		return plain(x.Elts)
	}
	return nil, false
}

// plain returns elts unless one of them stands for several.
func plain(elts []pysrc.Expr) ([]pysrc.Expr, bool) {
	for _, x := range elts {
		if _, ok := x.(*pysrc.Starred); ok {
			return nil, false
		}
	}
	return elts, true
}

// unpackDisplay binds a, *b, c = x, y, z element by element.
func (c *collector) unpackDisplay(targets, elts []pysrc.Expr, s *scope, at pysrc.Pos) {
	star := len(targets)
	for i, t := range targets {
		if _, ok := t.(*pysrc.Starred); ok {
			star = i
			break
		}
	}
	spare := len(elts) - len(targets) // how many more the starred target takes
	for i, t := range targets {
		switch {
		case i < star && i < len(elts):
			c.bind(t, source{expr: elts[i], scope: s}, at)
		case i == star && spare >= -1:
			rest := &pysrc.List{Elts: elts[i : i+spare+1]}
			c.bind(t, source{expr: rest, scope: s}, at)
		case i > star && i+spare < len(elts) && i+spare >= 0:
			c.bind(t, source{expr: elts[i+spare], scope: s}, at)
		}
	}
}

// define records def and class statements: the decorators are called, innermost
// first, and the name gets what the last one returns.
func (c *collector) define(name string, known any, decorators []pysrc.Expr, at pysrc.Pos) {
	src := source{known: known, scope: c.scope}
	for i := len(decorators) - 1; i >= 0; i-- {
		d := &decorated{decorator: decorators[i], inner: src}
		c.event(d.decorator, func(p *program, e *event) { p.decoratorTargets(e, d) })
		src = source{known: d, scope: c.scope}
	}
	c.assign(name, src, at)
}

// decorated is what a decorator makes of a definition.
type decorated struct {
	decorator pysrc.Expr
	inner     source
	memo      memo
}

func (c *collector) global(s *pysrc.Global) {
	home := c.m.scope
	for _, name := range s.Names {
		if s.Nonlocal {
			home = nonlocal(c.scope.parent, name)
		}
		if home == nil || home == c.scope {
			continue
		}
		if c.scope.foreign == nil {
			c.scope.foreign = make(map[string]*scope)
		}
		c.scope.foreign[name] = home
		home.variable(name)
	}
}

// nonlocal returns the function around s that has a variable of that name.
func nonlocal(s *scope, name string) *scope {
	for ; s != nil; s = s.parent {
		if _, ok := s.vars[name]; ok && s.kind == functionScope {
			return s
		}
	}
	return nil
}

// pattern binds the names of a pattern to the parts of the subject that they
// capture.
func (c *collector) pattern(pat *pysrc.Pattern, src source) {
	if pat == nil {
		return
	}
	c.expr(pat.Value)
	c.exprs(pat.Keys)
	if pat.Kind == pysrc.ClassPattern || len(src.steps) >= maxSteps {
		src = source{}
	}
	if pat.Name != "" && pat.Name != "_" && pat.Kind != pysrc.MappingPattern {
		c.assign(pat.Name, src, pat.From)
	}
	for i, sub := range pat.Subs {
		part := src
		switch pat.Kind {
		case pysrc.SequencePattern:
			part = src.then(int32(min(i, maxParams)))
			if sub.Kind == pysrc.StarPattern {
				part = src.then(stepRest - int32(min(i, maxParams)))
			}
		case pysrc.MappingPattern:
			part = source{known: &pick{src, pat.Keys[i]}, scope: c.scope}
		}
		c.pattern(sub, part)
	}
}

// pick is the item of a source under a key.
type pick struct {
	of  source
	key pysrc.Expr
}
