package pysrc

// soft reads the statements that begin with a word that is otherwise a name:
// type X = …, and Python 2's print and exec. It returns nil, having consumed
// nothing, where the word is a name.
func (p *parser) soft() Stmt {
	var read func(start int) Stmt
	switch p.text() {
	case "type":
		read = p.typeAlias
	case "print":
		read = p.printStmt
	case "exec":
		read = p.execStmt
	default:
		return nil
	}
	alias := p.text() == "type"
	start, word := p.start, p.lexer
	p.next()
	if p.problem == "" && (alias && p.kind == tName || !alias && p.onlyStatement()) {
		return read(start)
	}
	p.lexer = word
	return nil
}

// onlyStatement says whether the token behind print or exec makes it a
// statement. What Python 3 reads as an expression stays one: a call, a
// subscript, print - 1. print >> f is both; its calls are the same.
func (p *parser) onlyStatement() bool {
	switch p.kind {
	case kwNot:
		return !p.followedBy("in")
	case tShiftRight:
		return true
	case tPlus, tMinus, tStar, tLParen, tLBracket:
		return false
	}
	return startsExpr[p.kind]
}

func (p *parser) typeAlias(start int) Stmt {
	s := &TypeAlias{}
	s.Name = p.identifier()
	s.TypeParams = p.typeParams()
	p.expect(tAssign, "'='")
	s.Value = p.expr()
	s.Extent = p.from(start)
	return s
}

func (p *parser) printStmt(start int) Stmt {
	s := &Print{}
	more := true
	if p.accept(tShiftRight) {
		s.Dest = p.expr()
		more = p.accept(tComma)
	}
	mark := len(p.exprs)
	for more && startsExpr[p.kind] {
		p.exprs = append(p.exprs, p.starOrNamed())
		more = p.accept(tComma)
	}
	s.Values = p.takeExprs(mark)
	s.Extent = p.from(start)
	return s
}

func (p *parser) execStmt(start int) Stmt {
	s := &Exec{}
	s.Code = p.binary(precBitOr)
	if p.accept(kwIn) {
		s.Globals = p.expr()
		if p.accept(tComma) {
			s.Locals = p.expr()
		}
	}
	s.Extent = p.from(start)
	return s
}
