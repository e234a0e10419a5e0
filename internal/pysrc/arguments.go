package pysrc

// arguments reads the parenthesised arguments of a call or class header.
func (p *parser) arguments() ([]Expr, []*Keyword) {
	start := p.start
	p.next()
	mark, words := len(p.exprs), len(p.words)
	for p.kind != tRParen {
		p.argument(start)
		if !p.accept(tComma) {
			break
		}
	}
	args := p.takeExprs(mark)
	keywords := cut(&p.wordSlab, p.words, words)
	clear(p.words[words:])
	p.words = p.words[:words]
	p.expect(tRParen, "')'")
	return args, keywords
}

func (p *parser) argument(open int) {
	start := p.start
	if p.accept(tPower) {
		p.keyword(start, "")
		return
	}
	x := p.starOrNamed()
	switch p.kind {
	case tAssign:
		if n, ok := x.(*Name); ok {
			p.next()
			p.keyword(start, n.ID)
			return
		}
	case kwFor, kwAsync:
		c := &Comp{Kind: GeneratorExp, Elt: x}
		p.clauses(c)
		c.Extent = p.from(open)
		if p.kind == tRParen { // the parentheses of the call are those of the generator too
			c.To = Pos(p.end)
		}
		x = c
	}
	p.exprs = append(p.exprs, x)
}

func (p *parser) keyword(start int, name string) {
	k := p.keywords.take()
	k.Name, k.Value = name, p.expr()
	k.Extent = p.from(start)
	p.words = append(p.words, k)
}

// index reads the bracketed part of a subscript.
func (p *parser) index() Expr {
	p.next()
	start, mark := p.start, len(p.exprs)
	x := p.slice()
	if _, star := x.(*Starred); star || p.kind == tComma { // x[*a] holds a tuple (PEP 646)
		p.exprs = append(p.exprs, x)
		for p.accept(tComma) && p.kind != tRBracket {
			p.exprs = append(p.exprs, p.slice())
		}
		t := p.tuples.take()
		t.Elts = p.takeExprs(mark)
		t.Extent = p.from(start)
		x = t
	}
	p.expect(tRBracket, "']'")
	return x
}

func (p *parser) slice() Expr {
	start := p.start
	var lo Expr
	if p.kind != tColon {
		lo = p.starOrNamed()
		if p.kind != tColon {
			return lo
		}
	}
	s := &Slice{Lo: lo}
	p.next()
	s.Hi = p.bound()
	if p.accept(tColon) {
		s.Step = p.bound()
	}
	s.Extent = p.from(start)
	return s
}

func (p *parser) bound() Expr {
	if !startsExpr[p.kind] {
		return nil
	}
	return p.expr()
}
