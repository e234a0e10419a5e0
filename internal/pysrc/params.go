package pysrc

// typeParams reads a PEP 695 list, if there is one.
func (p *parser) typeParams() []*TypeParam {
	if !p.accept(tLBracket) {
		return nil
	}
	var list []*TypeParam
	for p.kind != tRBracket {
		t := &TypeParam{Extent: Extent{From: Pos(p.start)}}
		if p.accept(tStar) {
			t.Stars = 1
		} else if p.accept(tPower) {
			t.Stars = 2
		}
		t.Name = p.identifier()
		if p.accept(tColon) {
			t.Bound = p.expr()
		}
		if p.accept(tAssign) {
			t.Default = p.starOrNamed()
		}
		p.finish(&t.Extent)
		list = append(list, t)
		if !p.accept(tComma) {
			break
		}
	}
	p.expect(tRBracket, "']'")
	return list
}

// params reads the parameters of a function or lambda up to the token end.
func (p *parser) params(end kind) []*Param {
	var list []*Param
	as, slash := PositionalOrKeyword, 0
	for p.kind != end {
		q := &Param{Extent: Extent{From: Pos(p.start)}, Kind: as}
		switch p.kind {
		case tSlash:
			p.next()
			for _, before := range list[slash:] {
				before.Kind = PositionalOnly
			}
			q, slash = nil, len(list)
		case tStar:
			p.next()
			as = KeywordOnly
			if q.Kind = VarPositional; p.kind != tName {
				q = nil
			}
		case tPower:
			p.next()
			q.Kind = VarKeyword
		case tLParen: // Python 2
			q.Unpack = p.atom()
		}
		if q != nil {
			p.param(q, end)
			list = append(list, q)
		}
		if !p.accept(tComma) {
			break
		}
	}
	return list
}

func (p *parser) param(q *Param, end kind) {
	if q.Unpack == nil {
		q.Name = p.identifier()
	}
	if end == tRParen && p.accept(tColon) {
		q.Annotation = p.starOrNamed()
	}
	if p.accept(tAssign) {
		q.Default = p.expr()
	}
	p.finish(&q.Extent)
}
