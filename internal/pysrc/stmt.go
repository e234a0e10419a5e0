package pysrc

// statements reads statements into p.stmts up to the DEDENT that ends the
// block (which it leaves) or the end of the file. A block that no header
// announced belongs to the list it stands in.
func (p *parser) statements() {
	extra := 0
	for {
		switch p.kind {
		case tEOF:
			return
		case tDedent:
			if extra == 0 {
				return
			}
			extra--
			p.next()
		case tIndent:
			p.failed = false
			p.fail("unexpected indent")
			extra++
			p.next()
		case tNewline:
			p.next()
		default:
			p.statement()
		}
		p.note()
	}
}

// statement reads one compound statement or one line of simple ones.
func (p *parser) statement() {
	p.failed = false
	p.height = 0
	start := p.start
	switch p.kind {
	case kwIf:
		p.stmts = append(p.stmts, p.ifStmt())
	case kwFor:
		p.stmts = append(p.stmts, p.forStmt(start, false))
	case kwWhile:
		p.stmts = append(p.stmts, p.whileStmt())
	case kwTry:
		p.stmts = append(p.stmts, p.tryStmt())
	case kwWith:
		p.stmts = append(p.stmts, p.withStmt(start, false))
	case kwDef:
		p.stmts = append(p.stmts, p.function(start, nil, false))
	case kwClass:
		p.stmts = append(p.stmts, p.classDef(nil))
	case tAt:
		p.stmts = append(p.stmts, p.decorated())
	case kwAsync:
		p.stmts = append(p.stmts, p.async(start, nil))
	case kwElif, kwElse, kwExcept, kwFinally:
		p.orphan()
	default:
		if m := p.matchStmt(); m != nil {
			p.stmts = append(p.stmts, m)
			return
		}
		p.line()
	}
}

// orphan reads a clause whose statement is missing, keeping its header and
// block.
func (p *parser) orphan() {
	p.fail("clause without its statement")
	start := p.start
	p.next()
	mark := len(p.exprs)
	if startsExpr[p.kind] {
		p.exprs = append(p.exprs, p.exprList())
	}
	if p.kind == kwAs {
		p.next()
		p.accept(tName)
	}
	p.stmts = append(p.stmts, &BadStmt{p.from(start), p.takeExprs(mark)})
	p.stmts = append(p.stmts, p.block()...)
}

// line reads simple statements up to the end of the logical line.
func (p *parser) line() {
	for {
		p.stmts = append(p.stmts, p.simple())
		if p.kind != tSemi {
			break
		}
		p.next()
		if p.kind == tNewline {
			break
		}
	}
	p.endLine()
}

// endLine consumes the NEWLINE, and before it what no statement has used.
func (p *parser) endLine() {
	if p.kind == tNewline {
		p.next()
		return
	}
	if p.kind == tEOF {
		return
	}
	p.fail("invalid syntax")
	if bad := p.salvage(false); bad != nil {
		p.stmts = append(p.stmts, bad)
	}
	p.accept(tNewline)
}

// salvage reads the expressions in the rest of a line that makes no sense, up
// to the NEWLINE or, for a header, to its colon.
func (p *parser) salvage(header bool) Stmt {
	start, mark := p.start, len(p.exprs)
	for p.kind != tNewline && p.kind != tEOF && p.kind != tIndent && p.kind != tDedent {
		if header && p.kind == tColon && p.brackets == 0 {
			break
		}
		at := p.pos
		if startsExpr[p.kind] {
			p.height = 0
			p.exprs = append(p.exprs, p.starOrNamed())
		}
		if p.pos == at {
			p.next()
		}
		p.note()
	}
	if len(p.exprs) == mark && p.start == start {
		return nil
	}
	return &BadStmt{p.from(start), p.takeExprs(mark)}
}

// simple reads one simple statement.
func (p *parser) simple() Stmt {
	start := p.start
	switch p.kind {
	case kwReturn:
		p.next()
		s := &Return{}
		if startsExpr[p.kind] {
			s.X = p.exprList()
		}
		s.Extent = p.from(start)
		return s
	case kwImport:
		return p.importStmt()
	case kwFrom:
		return p.importFrom()
	case kwPass:
		return p.single(Pass)
	case kwBreak:
		return p.single(Break)
	case kwContinue:
		return p.single(Continue)
	case kwRaise:
		return p.raise()
	case kwGlobal, kwNonlocal:
		return p.global()
	case kwDel:
		return p.del()
	case kwAssert:
		return p.assert()
	case tName:
		if s := p.soft(); s != nil {
			return s
		}
	}
	return p.exprStmt()
}

func (p *parser) single(k SimpleKind) Stmt {
	start := p.start
	p.next()
	return &Simple{p.from(start), k}
}

func (p *parser) raise() Stmt {
	s := &Raise{Extent: Extent{From: Pos(p.start)}}
	p.next()
	if startsExpr[p.kind] {
		s.X = p.expr()
		switch {
		case p.accept(kwFrom):
			s.Cause = p.expr()
		case p.accept(tComma): // Python 2
			s.Arg = p.expr()
			if p.accept(tComma) {
				s.Traceback = p.expr()
			}
		}
	}
	p.finish(&s.Extent)
	return s
}

func (p *parser) global() Stmt {
	s := &Global{Extent: Extent{From: Pos(p.start)}, Nonlocal: p.kind == kwNonlocal}
	p.next()
	for {
		s.Names = append(s.Names, p.identifier())
		if !p.accept(tComma) {
			break
		}
	}
	p.finish(&s.Extent)
	return s
}

func (p *parser) del() Stmt {
	start := p.start
	p.next()
	s := &Delete{}
	mark := len(p.exprs)
	for more := true; more && (startsExpr[p.kind] || len(p.exprs) == mark); more = p.accept(tComma) {
		p.exprs = append(p.exprs, p.starOrNamed())
	}
	s.Targets = p.takeExprs(mark)
	s.Extent = p.from(start)
	return s
}

func (p *parser) assert() Stmt {
	s := &Assert{Extent: Extent{From: Pos(p.start)}}
	p.next()
	s.Test = p.expr()
	if p.accept(tComma) {
		s.Msg = p.expr()
	}
	p.finish(&s.Extent)
	return s
}

// exprStmt reads an expression statement or an assignment of any kind.
func (p *parser) exprStmt() Stmt {
	start := p.start
	x := p.exprList()
	switch p.kind {
	case tAssign:
		return p.assign(start, x)
	case tAugAssign:
		op := p.op
		p.next()
		value := p.exprList()
		return &AugAssign{p.from(start), x, value, op}
	case tColon:
		p.next()
		s := &AnnAssign{Target: x}
		s.Annotation = p.expr()
		if p.accept(tAssign) {
			s.Value = p.exprList()
		}
		s.Extent = p.from(start)
		return s
	}
	s := p.exprStmts.take()
	s.Extent, s.X = p.from(start), x
	return s
}

func (p *parser) assign(start int, x Expr) Stmt {
	mark := len(p.exprs)
	for p.kind == tAssign {
		p.exprs = append(p.exprs, x)
		p.next()
		x = p.exprList()
	}
	s := p.assigns.take()
	s.Targets, s.Value = p.takeExprs(mark), x
	s.Extent = p.from(start)
	return s
}
