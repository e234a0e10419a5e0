package pysrc

import "slices"

// atom reads a name, a literal or anything in brackets.
func (p *parser) atom() Expr {
	switch p.kind {
	case tName:
		n := p.names.take()
		n.Extent, n.ID = Extent{Pos(p.start), Pos(p.end)}, p.name()
		p.next()
		return n
	case tNumber:
		n := p.nums.take()
		n.Extent, n.Text = Extent{Pos(p.start), Pos(p.end)}, p.text()
		p.next()
		return n
	case tString, tFString:
		return p.strings()
	case tLParen:
		return p.parens()
	case tLBracket:
		return p.list()
	case tLBrace:
		return p.braces()
	case kwNone:
		return p.constant(None)
	case kwTrue:
		return p.constant(True)
	case kwFalse:
		return p.constant(False)
	case tEllipsis:
		return p.constant(Ellipsis)
	case kwLambda:
		return p.lambda()
	case tBackquote:
		return p.repr()
	}
	p.fail("expected an expression")
	return p.bad()
}

func (p *parser) constant(k ConstKind) Expr {
	c := &Const{Extent{Pos(p.start), Pos(p.end)}, k}
	p.next()
	return c
}

// repr reads Python 2's `x`.
func (p *parser) repr() Expr {
	r := &Repr{Extent: Extent{From: Pos(p.start)}}
	if !p.enter() {
		return p.bad()
	}
	p.next()
	r.X = p.exprList()
	p.expect(tBackquote, "'`'")
	p.leave()
	p.finish(&r.Extent)
	return r
}

// parens reads a parenthesised expression, a tuple or a generator. The
// parentheses are no part of the extent of what they enclose, but for a tuple
// or generator.
func (p *parser) parens() Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	start := p.start
	p.next()
	if p.kind == tRParen {
		p.next()
		t := p.tuples.take()
		t.Extent = p.from(start)
		return t
	}
	x := p.starOrNamed()
	switch p.kind {
	case tComma:
		t := p.tuple(start, x, (*parser).starOrNamed)
		p.expect(tRParen, "')'")
		p.finish(&t.Extent)
		return t
	case kwFor, kwAsync:
		return p.comprehension(start, &Comp{Kind: GeneratorExp, Elt: x}, tRParen)
	}
	p.expect(tRParen, "')'")
	return x
}

func (p *parser) list() Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	start, mark := p.start, len(p.exprs)
	p.next()
	for p.kind != tRBracket {
		x := p.starOrNamed()
		if (p.kind == kwFor || p.kind == kwAsync) && len(p.exprs) == mark {
			return p.comprehension(start, &Comp{Kind: ListComp, Elt: x}, tRBracket)
		}
		p.exprs = append(p.exprs, x)
		if !p.accept(tComma) {
			break
		}
	}
	l := &List{Elts: p.takeExprs(mark)}
	p.expect(tRBracket, "']'")
	l.Extent = p.from(start)
	return l
}

// braces reads a dict or set display or comprehension.
func (p *parser) braces() Expr {
	if !p.enter() {
		return p.bad()
	}
	defer p.leave()
	start, mark := p.start, len(p.exprs)
	p.next()
	dict := p.kind == tRBrace
	for p.kind != tRBrace {
		key, value := p.entry()
		if (p.kind == kwFor || p.kind == kwAsync) && len(p.exprs) == mark {
			c := &Comp{Kind: SetComp, Elt: key, Value: value}
			if value != nil {
				c.Kind = DictComp
			}
			return p.comprehension(start, c, tRBrace)
		}
		if value != nil {
			if !dict {
				p.pairUp(mark)
			}
			dict = true
			p.exprs = append(p.exprs, key, value)
		} else if p.exprs = append(p.exprs, key); dict {
			p.exprs = append(p.exprs, p.bad()) // an entry without its value
			p.fail("expected ':'")
		}
		if !p.accept(tComma) {
			break
		}
	}
	list := p.takeExprs(mark)
	p.expect(tRBrace, "'}'")
	if !dict {
		return &Set{p.from(start), list}
	}
	return p.dict(start, list)
}

// entry reads key: value, **value (whose key is nil) or the element of a set
// (whose value is nil).
func (p *parser) entry() (key, value Expr) {
	if p.accept(tPower) {
		return nil, p.binary(precBitOr)
	}
	key = p.starOrNamed()
	if p.accept(tColon) {
		value = p.expr()
	}
	return key, value
}

// pairUp gives each element before the first colon of a malformed display a
// value, so that all are keys.
func (p *parser) pairUp(mark int) {
	keys := slices.Clone(p.exprs[mark:])
	p.exprs = p.exprs[:mark]
	for _, key := range keys {
		p.fail("expected ':'")
		p.exprs = append(p.exprs, key, p.bad())
	}
}

// dict splits a list of alternating keys and values.
func (p *parser) dict(start int, list []Expr) Expr {
	d := &Dict{}
	d.Keys, d.Values = make([]Expr, 0, len(list)/2), make([]Expr, 0, len(list)/2)
	for i := 0; i < len(list); i += 2 {
		d.Keys, d.Values = append(d.Keys, list[i]), append(d.Values, list[i+1])
	}
	d.Extent = p.from(start)
	return d
}

// comprehension reads the clauses of c and the bracket that ends it.
func (p *parser) comprehension(start int, c *Comp, end kind) Expr {
	p.clauses(c)
	p.expect(end, "the end of a comprehension")
	c.Extent = p.from(start)
	return c
}

func (p *parser) clauses(c *Comp) {
	for p.kind == kwFor || p.kind == kwAsync {
		var clause CompFor
		clause.Async = p.accept(kwAsync)
		p.expect(kwFor, "for")
		clause.Target = p.targets()
		p.expect(kwIn, "'in'")
		start := p.start
		clause.Iter = p.condition()
		if c.Kind == ListComp && p.kind == tComma { // Python 2
			clause.Iter = p.tuple(start, clause.Iter, (*parser).condition)
		}
		for p.accept(kwIf) {
			clause.Ifs = append(clause.Ifs, p.condition())
		}
		c.Clauses = append(c.Clauses, clause)
	}
}

// condition reads an expression that ends before an "if". Until Python 3.8 it
// could be a lambda.
func (p *parser) condition() Expr {
	if p.kind == kwLambda {
		return p.lambda()
	}
	start := p.start
	x := p.binary(precOr)
	if p.kind != tColonEq {
		return x
	}
	p.next()
	value := p.binary(precOr)
	return &NamedExpr{p.from(start), x, value}
}
