package pysrc

// exprList reads expressions separated by commas: a Tuple where there is a
// comma. It also reads a yield.
func (p *parser) exprList() Expr {
	if p.kind == kwYield {
		return p.yield()
	}
	start := p.start
	x := p.starOrNamed()
	if p.kind != tComma {
		return x
	}
	return p.tuple(start, x, (*parser).starOrNamed)
}

// tuple reads the rest of a tuple display whose first element is x.
func (p *parser) tuple(start int, x Expr, element func(*parser) Expr) *Tuple {
	mark := len(p.exprs)
	p.exprs = append(p.exprs, x)
	for p.accept(tComma) && startsExpr[p.kind] {
		p.exprs = append(p.exprs, element(p))
	}
	t := p.tuples.take()
	t.Elts = p.takeExprs(mark)
	t.Extent = p.from(start)
	return t
}

// targets reads what a for loop or comprehension assigns to.
func (p *parser) targets() Expr {
	start := p.start
	x := p.target()
	if p.kind != tComma {
		return x
	}
	return p.tuple(start, x, (*parser).target)
}

func (p *parser) target() Expr {
	if p.kind != tStar {
		return p.binary(precBitOr)
	}
	s := &Starred{Extent: Extent{From: Pos(p.start)}}
	p.next()
	s.X = p.binary(precBitOr) // no comparison: the "in" of the loop follows
	p.finish(&s.Extent)
	return s
}

func (p *parser) yield() Expr {
	y := &Yield{Extent: Extent{From: Pos(p.start)}}
	p.next()
	if !p.enter() {
		p.finish(&y.Extent)
		return y
	}
	if p.accept(kwFrom) {
		y.Delegate = true
		y.X = p.expr()
	} else if startsExpr[p.kind] {
		y.X = p.exprList()
	}
	p.leave()
	p.finish(&y.Extent)
	return y
}

// starred reads *x. In the arguments of a call x may be any expression.
func (p *parser) starred() Expr {
	s := &Starred{Extent: Extent{From: Pos(p.start)}}
	p.next()
	s.X = p.expr()
	p.finish(&s.Extent)
	return s
}

// starOrNamed reads *x, x := y, yield or an expression.
func (p *parser) starOrNamed() Expr {
	switch p.kind {
	case tStar:
		return p.starred()
	case kwYield:
		return p.yield()
	}
	return p.namedExpr()
}

func (p *parser) namedExpr() Expr {
	start := p.start
	x := p.expr()
	if p.kind != tColonEq {
		return x
	}
	p.next()
	value := p.expr()
	return &NamedExpr{p.from(start), x, value}
}

// expr reads a conditional expression, a lambda or anything that binds tighter.
func (p *parser) expr() Expr {
	if p.kind == kwLambda {
		return p.lambda()
	}
	start := p.start
	x := p.binary(precOr)
	if p.kind == kwIf {
		return p.conditional(start, x)
	}
	return x
}

// conditional reads "body if test else body if test else …" in a loop; the
// chain is right-associative.
func (p *parser) conditional(start int, x Expr) Expr {
	var chain []*IfExp
	for p.kind == kwIf {
		p.next()
		c := &IfExp{Extent: Extent{From: Pos(start)}, Body: x}
		c.Test = p.binary(precOr)
		chain = append(chain, c)
		if !p.expect(kwElse, "else") {
			x = p.bad()
			break
		}
		start = p.start
		if p.kind == kwLambda {
			x = p.lambda()
			break
		}
		x = p.binary(precOr)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		chain[i].Else, chain[i].To = x, Pos(p.prevEnd)
		x = p.chain(chain[i])
	}
	return x
}

func (p *parser) lambda() Expr {
	l := &Lambda{Extent: Extent{From: Pos(p.start)}}
	if !p.enter() {
		return p.bad()
	}
	p.next()
	l.Params = p.params(tColon)
	p.expect(tColon, "':'")
	l.Body = p.expr()
	p.leave()
	p.finish(&l.Extent)
	return l
}

// binary reads operators that bind at least as tightly as least, by precedence
// climbing: chains of one level are read in a loop.
func (p *parser) binary(least uint8) Expr {
	start, outer := p.start, p.height
	p.height = 0
	x := p.unary()
	for {
		prec := precedence[p.kind]
		if prec < least || prec == 0 {
			break
		}
		switch prec {
		case precOr, precAnd:
			x = p.boolOp(start, x, prec)
		case precCompare:
			x = p.compare(start, x)
		default:
			op := operator[p.kind]
			p.next()
			y := p.binary(prec + 1)
			b := p.binaries.take()
			b.Extent, b.X, b.Y, b.Op = p.from(start), x, y, op
			x = p.chain(b)
		}
	}
	p.height = max(outer, p.height)
	return x
}

func (p *parser) boolOp(start int, x Expr, prec uint8) Expr {
	k := p.kind
	mark := len(p.exprs)
	p.exprs = append(p.exprs, x)
	for p.accept(k) {
		p.exprs = append(p.exprs, p.binary(prec+1))
	}
	b := &BoolOp{Values: p.takeExprs(mark), Op: operator[k]}
	b.Extent = p.from(start)
	return b
}

func (p *parser) compare(start int, x Expr) Expr {
	mark := len(p.exprs)
	c := &Compare{X: x}
	for precedence[p.kind] == precCompare {
		op := operator[p.kind]
		p.next()
		switch {
		case op == Not:
			op = NotIn
			p.expect(kwIn, "in")
		case op == Is && p.kind == kwNot:
			op = IsNot
			p.next()
		}
		c.Ops = append(c.Ops, op)
		p.exprs = append(p.exprs, p.binary(precCompare+1))
	}
	c.Ys = p.takeExprs(mark)
	c.Extent = p.from(start)
	return c
}

// unary reads prefix operators and what they apply to.
func (p *parser) unary() Expr {
	switch p.kind {
	case tMinus, tPlus, tTilde, kwNot:
		return p.prefixed()
	}
	return p.power()
}

// prefixed reads a run of not, or of + - ~: each run in a loop.
func (p *parser) prefixed() Expr {
	if !p.enter() {
		return p.bad()
	}
	var run []*UnaryOp
	not := p.kind == kwNot
	for p.kind == tMinus && !not || p.kind == tPlus && !not || p.kind == tTilde && !not || p.kind == kwNot && not {
		run = append(run, &UnaryOp{Extent: Extent{From: Pos(p.start)}, Op: operator[p.kind]})
		p.next()
	}
	var x Expr
	if not {
		x = p.binary(precCompare)
	} else {
		x = p.unary()
	}
	for i := len(run) - 1; i >= 0; i-- {
		run[i].X, run[i].To = x, Pos(p.prevEnd)
		x = p.chain(run[i])
	}
	p.leave()
	return x
}

// power reads await x ** y. The right side may have a prefix of its own.
func (p *parser) power() Expr {
	start := p.start
	x := p.awaited()
	if p.kind != tPower {
		return x
	}
	if !p.enter() {
		return x
	}
	p.next()
	y := p.unary()
	p.leave()
	b := p.binaries.take()
	b.Extent, b.X, b.Y, b.Op = p.from(start), x, y, Pow
	return p.chain(b)
}

func (p *parser) awaited() Expr {
	if p.kind != kwAwait {
		return p.primary()
	}
	start := p.start
	p.next()
	x := p.primary()
	return p.chain(&Await{p.from(start), x})
}

// primary reads an operand and the attributes, calls and subscripts behind it.
func (p *parser) primary() Expr {
	start, outer := p.start, p.height
	p.height = 0
	x := p.atom()
	for {
		switch p.kind {
		case tDot:
			p.next()
			a := p.attributes.take()
			a.X, a.Attr = x, p.attr()
			a.Extent = p.from(start)
			x = p.chain(a)
		case tLParen:
			if b, ok := x.(*BadExpr); ok && b.From == b.To {
				return x // the parenthesis is what was nested too deeply
			}
			c := p.calls.take()
			c.Func = x
			if !p.enter() {
				c.Extent = p.from(start) // its arguments are read with the rest of the line
				return c
			}
			c.Args, c.Keywords = p.arguments()
			p.leave()
			c.Extent = p.from(start)
			x = p.chain(c)
		case tLBracket:
			if !p.enter() {
				return x
			}
			s := p.subscripts.take()
			s.X, s.Index = x, p.index()
			p.leave()
			s.Extent = p.from(start)
			x = p.chain(s)
		default:
			p.height = max(outer, p.height)
			return x
		}
	}
}

// attr consumes an attribute's name. Keywords of a later Python were names in
// an earlier one.
func (p *parser) attr() string {
	if p.kind >= kwAnd && p.start == p.prevEnd {
		name := p.text()
		p.next()
		return name
	}
	return p.identifier()
}
