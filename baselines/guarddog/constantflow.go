package guarddog

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// constants finds the variables that are constant where they are used: those of
// the module that are assigned once in the whole file, from there on, and
// others by following the flow, which loses all of them at each loop.
func (s *source) constants() {
	s.strings = evaluator{name: s.constantName}
	defer func() { s.strings.memo = map[*pysrc.BinOp]*constant{} }()
	once := s.assignedOnce()
	fixed := map[string]constant{}
	pysrc.Walk(s.file, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Assign:
			name := s.simpleGlobal(n)
			if name == nil || !once[name.ID] {
				return true
			}
			pysrc.Inspect(n.Value, s.useFixed(fixed))
			if c, ok := s.constant(n.Value); ok {
				fixed[name.ID] = c
			}
			return false
		case *pysrc.Name:
			s.useFixed(fixed)(n)
		}
		return true
	})
	c := &constantFlow{source: s}
	c.flow = &flow[constant]{state: &state[constant]{meet: meetConstants}, visitor: c, source: s}
	c.flow.walk(s.file.Body, func() {})
	for _, stmt := range s.stmts {
		if def, ok := stmt.(*pysrc.FunctionDef); ok {
			c.flow.walk(def.Body, func() {})
		}
	}
}

func (s *source) useFixed(fixed map[string]constant) func(pysrc.Node) bool {
	return func(n pysrc.Node) bool {
		if name, ok := n.(*pysrc.Name); ok && s.scope.globals[name] {
			if c, ok := fixed[name.ID]; ok {
				s.consts[name] = c
			}
		}
		return true
	}
}

// simpleGlobal returns the name of a statement that assigns to one variable of
// the module.
func (s *source) simpleGlobal(a *pysrc.Assign) *pysrc.Name {
	if len(a.Targets) != 1 {
		return nil
	}
	if name, ok := a.Targets[0].(*pysrc.Name); ok && s.scope.globals[name] {
		return name
	}
	return nil
}

// assignedOnce returns the variables of the module that one place alone assigns.
func (s *source) assignedOnce() map[string]bool {
	count := map[string]int{}
	var add func(x pysrc.Expr)
	add = func(x pysrc.Expr) {
		switch x := x.(type) {
		case *pysrc.Name:
			if s.scope.globals[x] {
				count[x.ID]++
			}
		case *pysrc.Tuple:
			for _, e := range x.Elts {
				add(e)
			}
		}
	}
	pysrc.Walk(s.file, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Assign:
			for _, t := range n.Targets {
				add(t)
			}
		case *pysrc.AugAssign:
			add(n.Target)
		case *pysrc.AnnAssign:
			add(n.Target)
		case *pysrc.For:
			add(n.Target)
		case *pysrc.With:
			for _, item := range n.Items {
				add(item.Target)
			}
		case *pysrc.NamedExpr:
			add(n.Target)
		}
		return true
	})
	once := map[string]bool{}
	for name, n := range count {
		once[name] = n == 1
	}
	return once
}

// constantFlow writes down which names are constant where flow comes to them.
type constantFlow struct {
	source *source
	flow   *flow[constant]
}

func (c *constantFlow) name(n *pysrc.Name) (constant, bool) {
	if v, ok := c.flow.get(n.ID); ok {
		return v, true
	}
	return c.source.constantName(n)
}

func (c *constantFlow) eval(x pysrc.Expr) {
	pysrc.Inspect(x, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			if v, ok := c.flow.get(n.ID); ok {
				c.source.consts[n] = v
			}
		case *pysrc.Comp:
			c.loop()
		case *pysrc.NamedExpr:
			c.assign(n.Target, n.Value)
			return false
		case *pysrc.Lambda:
			c.lambda(n)
			return false
		}
		return true
	})
}

// effect forgets what a statement x.f() may change.
func (c *constantFlow) effect(x pysrc.Expr) {
	c.eval(x)
	f, ok := x.(*pysrc.Call)
	if !ok {
		return
	}
	if a, ok := f.Func.(*pysrc.Attribute); ok {
		if name, ok := a.X.(*pysrc.Name); ok {
			c.bind(name.ID)
		}
	}
}

func (c *constantFlow) lambda(l *pysrc.Lambda) {
	mark := len(c.flow.log)
	for _, p := range l.Params {
		c.bind(p.Name)
	}
	c.eval(l.Body)
	c.flow.rollback(mark)
}

func (c *constantFlow) assign(target, value pysrc.Expr) {
	c.eval(value)
	name, ok := target.(*pysrc.Name)
	if !ok {
		c.forget(target)
		return
	}
	v, ok := (&evaluator{name: c.name}).of(value)
	c.flow.put(name.ID, v, ok)
}

// forget drops what is known of the names of a target, and of what has the
// attribute or item that it is.
func (c *constantFlow) forget(target pysrc.Expr) {
	switch t := target.(type) {
	case *pysrc.Name:
		c.bind(t.ID)
	case *pysrc.Tuple:
		for _, e := range t.Elts {
			c.forget(e)
		}
	case *pysrc.List:
		for _, e := range t.Elts {
			c.forget(e)
		}
	case *pysrc.Starred:
		c.forget(t.X)
	case *pysrc.Attribute:
		c.forget(t.X)
	case *pysrc.Subscript:
		c.forget(t.X)
	}
}

func (c *constantFlow) chain(targets []pysrc.Expr, value pysrc.Expr) {
	c.eval(value)
	for _, t := range targets {
		c.forget(t)
	}
}

func (c *constantFlow) augment(s *pysrc.AugAssign) {
	c.eval(s.Value)
	name, ok := s.Target.(*pysrc.Name)
	if !ok || s.Op != pysrc.Add {
		c.forget(s.Target)
		return
	}
	a, aok := c.name(name)
	b, bok := (&evaluator{name: c.name}).of(s.Value)
	c.flow.put(name.ID, a.plus(b), aok && bok)
}

func (c *constantFlow) each(target, _ pysrc.Expr) { c.forget(target) }

func (c *constantFlow) bind(name string) { c.flow.put(name, constant{}, false) }

func (c *constantFlow) loop() {
	for key := range c.flow.vals {
		c.flow.put(key, constant{}, false)
	}
}
