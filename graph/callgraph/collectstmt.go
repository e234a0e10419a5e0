package callgraph

import "github.com/malguard/malguard/internal/pysrc"

func (c *collector) stmts(list []pysrc.Stmt) {
	saved, until := c.dead, c.until
	if len(list) > 0 {
		c.until = list[len(list)-1].End()
	}
	for _, s := range list {
		c.stmt(s)
		switch s := s.(type) {
		case *pysrc.Return, *pysrc.Raise:
			c.dead = true
		case *pysrc.Simple:
			c.dead = c.dead || s.Kind != pysrc.Pass
		}
	}
	c.dead, c.until = saved, until
}

// never reports whether a test is false as it is written.
func never(x pysrc.Expr) bool {
	switch x := x.(type) {
	case *pysrc.Const:
		return x.Kind == pysrc.False || x.Kind == pysrc.None
	case *pysrc.Num:
		n, ok := x.Int()
		return ok && n.Sign() == 0
	}
	return false
}

// block collects statements that are dead if their test never holds.
func (c *collector) block(test pysrc.Expr, list []pysrc.Stmt) {
	saved := c.dead
	c.dead = c.dead || never(test)
	c.branch(list)
	c.dead = saved
}

// stmt collects the statements that bind names or whose expressions mean more
// than their calls; the others are collected as a whole.
func (c *collector) stmt(s pysrc.Stmt) {
	switch s := s.(type) {
	case *pysrc.FunctionDef:
		c.functionDef(s)
	case *pysrc.ClassDef:
		c.classDef(s)
	case *pysrc.Assign:
		c.expr(s.Value)
		for _, t := range s.Targets {
			c.target(t)
			c.unpacked(t, s.Value)
			c.replaced(t, s.Value)
			c.bind(t, c.source(s.Value), s.To)
		}
	case *pysrc.AnnAssign:
		c.expr(s.Annotation)
		c.annotate(s)
		if c.expr(s.Value); s.Value == nil {
			c.expr(s.Target)
		} else {
			c.target(s.Target)
			c.bind(s.Target, c.source(s.Value), s.To)
		}
	case *pysrc.AugAssign:
		c.expr(s)
		c.target(s.Target)
		c.augmented(s)
		if name, ok := s.Target.(*pysrc.Name); ok {
			sum := &pysrc.BinOp{Extent: s.Extent, X: name, Y: s.Value, Op: s.Op}
			c.assign(name.ID, source{known: sum, scope: c.scope}, s.To)
		}
	case *pysrc.Import:
		for _, a := range s.Names {
			c.importName(a)
		}
	case *pysrc.ImportFrom:
		c.importFrom(s)
	case *pysrc.Global:
		c.global(s)
	case *pysrc.Return:
		c.expr(s)
		if fn := c.scope.owner.fn; fn != nil && s.X != nil {
			fn.returns = append(fn.returns, c.source(s.X))
		}
	case *pysrc.Raise:
		c.expr(s)
		if s.X != nil {
			c.event(s.X, (*program).raiseTargets)
		}
	case *pysrc.Exec:
		c.expr(s)
		c.event(s, (*program).execTargets)
		c.layers(s)
	default:
		c.compound(s)
	}
}

// compound collects the statements that hold others.
func (c *collector) compound(s pysrc.Stmt) {
	switch s := s.(type) {
	case *pysrc.If:
		c.ifStmt(s)
	case *pysrc.For:
		c.loopStmt(s.Extent, func() {
			until := c.until
			if len(s.Body) > 0 {
				c.until = s.Body[len(s.Body)-1].End()
			}
			c.iterate(s.Iter, s.Target, c.scope)
			c.until = until
			c.target(s.Target)
			c.stmts(s.Body)
		})
		c.branch(s.Else)
	case *pysrc.While:
		c.loopStmt(s.Extent, func() {
			c.condition(s.Test)
			c.block(s.Test, s.Body)
		})
		c.branch(s.Else)
	case *pysrc.With:
		for _, item := range s.Items {
			c.expr(item.Context)
			c.with(item.Context, s.Async)
			if item.Target != nil {
				c.target(item.Target)
				c.bind(item.Target, c.source(item.Context).then(stepEnter), item.Context.End())
			}
		}
		c.stmts(s.Body)
	case *pysrc.Try:
		c.try(s)
	case *pysrc.Match:
		c.match(s)
	case *pysrc.Delete:
		for _, t := range s.Targets {
			c.deleted(t)
		}
	case *pysrc.Assert:
		c.condition(s.Test)
		c.expr(s.Msg)
	default:
		c.expr(s)
	}
}

// branch collects statements that may not run.
func (c *collector) branch(list []pysrc.Stmt) {
	c.nested++
	c.stmts(list)
	c.nested--
}

func (c *collector) ifStmt(s *pysrc.If) {
	for _, b := range s.Branches {
		c.condition(b.Test)
		if c.scope.kind == moduleScope && !c.m.setup && isMainGuard(b.Test) {
			saved := c.guarded
			c.guarded = true
			c.branch(b.Body)
			c.guarded = saved
			continue
		}
		c.block(b.Test, b.Body)
	}
	c.branch(s.Else)
}

// isMainGuard reports whether x holds only where a file is started as a
// program: __name__ == "__main__", alone or with and.
func isMainGuard(x pysrc.Expr) bool {
	switch x := x.(type) {
	case *pysrc.BoolOp:
		for _, v := range x.Values {
			if x.Op == pysrc.And && isMainGuard(v) {
				return true
			}
		}
	case *pysrc.Compare:
		if len(x.Ys) == 1 && (x.Ops[0] == pysrc.Equal || x.Ops[0] == pysrc.Is) {
			return isMainTest(x.X, x.Ys[0]) || isMainTest(x.Ys[0], x.X)
		}
	}
	return false
}

func isMainTest(x, y pysrc.Expr) bool {
	name, ok := x.(*pysrc.Name)
	str, ok2 := y.(*pysrc.Str)
	return ok && ok2 && name.ID == "__name__" && str.Value == "__main__"
}

func (c *collector) loopStmt(e pysrc.Extent, body func()) {
	if c.loop == 0 && c.scope.kind != compScope {
		c.scope.loops = append(c.scope.loops, e)
	}
	c.loop++
	c.nested++
	body()
	c.nested--
	c.loop--
}

func (c *collector) try(s *pysrc.Try) {
	c.branch(s.Body)
	for _, h := range s.Handlers {
		c.expr(h.Type)
		if h.Name != "" && h.Type != nil {
			c.assign(h.Name, c.source(h.Type).then(stepCatch), h.From)
		}
		c.branch(h.Body)
	}
	c.branch(s.Else)
	c.stmts(s.Finally)
}

func (c *collector) match(s *pysrc.Match) {
	c.expr(s.Subject)
	for _, k := range s.Cases {
		c.expr(k.Guard)
		c.pattern(k.Pattern, c.source(s.Subject))
		c.branch(k.Body)
	}
}
