package pysrc

// block reads ":" and the statements under it, on the same line or indented.
// What stands in the way of the colon becomes the block's first statement.
func (p *parser) block() []Stmt {
	mark := len(p.stmts)
	if p.kind != tColon {
		p.fail("expected ':'")
		if bad := p.salvage(true); bad != nil {
			p.stmts = append(p.stmts, bad)
		}
	}
	p.accept(tColon)
	if p.kind != tNewline {
		if p.kind != tEOF && p.kind != tDedent {
			p.statementsOnLine()
		}
		return p.takeStmts(mark)
	}
	p.next()
	p.note()
	if p.kind != tIndent {
		p.fail("expected an indented block")
		return p.takeStmts(mark)
	}
	if !p.enter() {
		return p.takeStmts(mark) // the list above takes the block as its own
	}
	p.next()
	p.statements()
	p.accept(tDedent)
	p.leave()
	return p.takeStmts(mark)
}

// statementsOnLine reads the body that stands behind its header's colon. A
// compound statement there is an error, but not one that hides its body.
func (p *parser) statementsOnLine() {
	switch p.kind {
	case kwIf, kwFor, kwWhile, kwTry, kwWith, kwDef, kwClass, tAt, kwAsync:
		p.fail("compound statement on the line of another")
		if p.enter() {
			p.statement()
			p.leave()
			return
		}
		p.endLine()
	default:
		p.line()
	}
}

func (p *parser) ifStmt() Stmt {
	s := &If{Extent: Extent{From: Pos(p.start)}}
	for more := true; more; more = p.kind == kwElif {
		p.next()
		test := p.namedExpr()
		s.Branches = append(s.Branches, Branch{test, p.block()})
	}
	s.Else = p.elseBlock()
	p.finish(&s.Extent)
	return s
}

func (p *parser) elseBlock() []Stmt {
	if p.kind != kwElse {
		return nil
	}
	p.next()
	return p.block()
}

func (p *parser) forStmt(start int, async bool) Stmt {
	s := &For{Async: async}
	p.next()
	s.Target = p.targets()
	p.expect(kwIn, "'in'")
	s.Iter = p.exprList()
	s.Body = p.block()
	s.Else = p.elseBlock()
	s.Extent = p.from(start)
	return s
}

func (p *parser) whileStmt() Stmt {
	s := &While{Extent: Extent{From: Pos(p.start)}}
	p.next()
	s.Test = p.namedExpr()
	s.Body = p.block()
	s.Else = p.elseBlock()
	p.finish(&s.Extent)
	return s
}

func (p *parser) tryStmt() Stmt {
	s := &Try{Extent: Extent{From: Pos(p.start)}}
	p.next()
	s.Body = p.block()
	for p.kind == kwExcept {
		s.Handlers = append(s.Handlers, p.handler(s))
	}
	s.Else = p.elseBlock()
	if p.accept(kwFinally) {
		s.Finally = p.block()
	}
	p.finish(&s.Extent)
	return s
}

func (p *parser) handler(s *Try) *Handler {
	h := &Handler{Extent: Extent{From: Pos(p.start)}}
	p.next()
	if p.accept(tStar) {
		s.Star = true
	}
	if startsExpr[p.kind] {
		h.Type = p.exprList()
		if p.accept(kwAs) {
			h.Name = p.identifier()
		}
	}
	h.Body = p.block()
	p.finish(&h.Extent)
	return h
}

// withStmt reads a with statement. "with (" opens either a list of items or an
// expression; the list is tried first, as CPython does.
func (p *parser) withStmt(start int, async bool) Stmt {
	s := &With{Async: async}
	p.next()
	if p.kind == tLParen {
		if here, ok := p.tentative(); ok {
			p.next()
			s.Items = p.withItems(tRParen)
			if !p.failed && p.accept(tRParen) && p.kind == tColon {
				s.Body = p.block()
				s.Extent = p.from(start)
				return s
			}
			p.back(here)
		}
	}
	s.Items = p.withItems(tColon)
	s.Body = p.block()
	s.Extent = p.from(start)
	return s
}

func (p *parser) withItems(end kind) []WithItem {
	var items []WithItem
	for p.kind != end {
		var item WithItem
		item.Context = p.starOrNamed()
		if p.accept(kwAs) {
			item.Target = p.target()
		}
		items = append(items, item)
		if !p.accept(tComma) {
			break
		}
	}
	return items
}

// async reads what follows the keyword of that name; the lexer has seen that
// def, for or with does.
func (p *parser) async(start int, decorators []Expr) Stmt {
	p.next()
	switch p.kind {
	case kwFor:
		return p.forStmt(start, true)
	case kwWith:
		return p.withStmt(start, true)
	}
	return p.function(start, decorators, true)
}

func (p *parser) decorated() Stmt {
	start, mark := p.start, len(p.exprs)
	for p.accept(tAt) {
		x := p.namedExpr()
		p.exprs = append(p.exprs, x)
		if p.kind != tNewline {
			p.fail("expected a new line behind the decorator")
			if bad, ok := p.salvage(false).(*BadStmt); ok {
				p.exprs = append(p.exprs, bad.Exprs...)
			}
		}
		p.accept(tNewline)
		p.note()
	}
	decorators := p.takeExprs(mark)
	switch p.kind {
	case kwDef:
		return p.function(p.start, decorators, false)
	case kwAsync:
		return p.async(p.start, decorators)
	case kwClass:
		return p.classDef(decorators)
	}
	p.fail("expected a function or class behind the decorator")
	return &BadStmt{p.from(start), decorators}
}

func (p *parser) function(start int, decorators []Expr, async bool) Stmt {
	s := &FunctionDef{Decorators: decorators, Async: async}
	p.expect(kwDef, "def")
	s.Name = p.identifier()
	s.TypeParams = p.typeParams()
	if p.expect(tLParen, "'('") {
		s.Params = p.params(tRParen)
		p.expect(tRParen, "')'")
	}
	if p.accept(tArrow) {
		s.Returns = p.exprList()
	}
	s.Body = p.block()
	s.Extent = p.from(start)
	return s
}

func (p *parser) classDef(decorators []Expr) Stmt {
	s := &ClassDef{Extent: Extent{From: Pos(p.start)}, Decorators: decorators}
	p.next()
	s.Name = p.identifier()
	s.TypeParams = p.typeParams()
	if p.kind == tLParen {
		s.Bases, s.Keywords = p.arguments()
	}
	s.Body = p.block()
	p.finish(&s.Extent)
	return s
}
