package pysrc

// matchStmt reads a match statement. It returns nil, having consumed nothing,
// where "match" is a name.
func (p *parser) matchStmt() Stmt {
	if p.kind != tName || p.text() != "match" {
		return nil
	}
	start := p.start
	here, ok := p.tentative()
	p.next()
	if !ok || !startsExpr[p.kind] {
		p.back(here)
		return nil
	}
	s := &Match{Subject: p.exprList()}
	if p.failed || !p.accept(tColon) || !p.accept(tNewline) || !p.accept(tIndent) || !p.atCase() {
		p.back(here)
		return nil
	}
	if !p.enter() {
		p.back(here)
		return nil
	}
	for p.atCase() {
		s.Cases = append(s.Cases, p.caseClause())
		p.failed = false
		p.note()
	}
	mark := len(p.stmts)
	p.statements() // what else stands in the block is no case: keep it
	if rest := p.takeStmts(mark); len(rest) > 0 {
		last := &s.Cases[len(s.Cases)-1]
		last.Body = append(last.Body[:len(last.Body):len(last.Body)], rest...)
	}
	p.accept(tDedent)
	p.leave()
	s.Extent = p.from(start)
	return s
}

func (p *parser) atCase() bool { return p.kind == tName && p.text() == "case" }

func (p *parser) caseClause() MatchCase {
	p.next()
	var c MatchCase
	c.Pattern = p.patterns()
	if p.accept(kwIf) {
		c.Guard = p.namedExpr()
	}
	c.Body = p.block()
	return c
}

// patterns reads a pattern, or an open sequence of them.
func (p *parser) patterns() *Pattern {
	start := p.start
	first := p.pattern()
	if p.kind != tComma {
		return first
	}
	seq := &Pattern{Kind: SequencePattern, Subs: []*Pattern{first}}
	for p.accept(tComma) && p.kind != tColon && p.kind != kwIf {
		seq.Subs = append(seq.Subs, p.pattern())
		if p.failed {
			break
		}
	}
	seq.Extent = p.from(start)
	return seq
}

// pattern reads an or-pattern, with its name where there is one.
func (p *parser) pattern() *Pattern {
	start := p.start
	if p.accept(tStar) {
		name := p.identifier()
		return &Pattern{Extent: p.from(start), Kind: StarPattern, Name: name}
	}
	x := p.closedPattern()
	if p.kind == tPipe {
		or := &Pattern{Kind: OrPattern, Subs: []*Pattern{x}}
		for p.accept(tPipe) {
			or.Subs = append(or.Subs, p.closedPattern())
		}
		or.Extent = p.from(start)
		x = or
	}
	if p.accept(kwAs) {
		x = &Pattern{Kind: AsPattern, Name: p.identifier(), Subs: []*Pattern{x}}
		x.Extent = p.from(start)
	}
	return x
}

func (p *parser) closedPattern() *Pattern {
	start := p.start
	if !p.enter() {
		return &Pattern{Extent: p.from(start), Name: "_", Kind: CapturePattern}
	}
	defer p.leave()
	switch p.kind {
	case tName:
		return p.namePattern()
	case tLParen:
		return p.sequencePattern(tRParen, "')'")
	case tLBracket:
		return p.sequencePattern(tRBracket, "']'")
	case tLBrace:
		return p.mappingPattern()
	}
	value := p.binary(precSum) // a literal, perhaps signed or complex
	return &Pattern{Extent: p.from(start), Kind: ValuePattern, Value: value}
}

// namePattern reads a capture, a dotted value or a class pattern.
func (p *parser) namePattern() *Pattern {
	start := p.start
	n := &Name{Extent{Pos(p.start), Pos(p.end)}, p.name()}
	p.next()
	if p.kind != tDot && p.kind != tLParen {
		return &Pattern{Extent: p.from(start), Kind: CapturePattern, Name: n.ID}
	}
	var x Expr = n
	p.height = 0
	for p.accept(tDot) {
		a := &Attribute{X: x, Attr: p.attr()}
		a.Extent = p.from(start)
		x = p.chain(a)
	}
	if p.kind != tLParen {
		return &Pattern{Extent: p.from(start), Kind: ValuePattern, Value: x}
	}
	c := &Pattern{Kind: ClassPattern, Value: x}
	p.next()
	for p.kind != tRParen {
		sub, name := p.pattern(), ""
		if p.kind == tAssign && sub.Kind == CapturePattern {
			p.next()
			name, sub = sub.Name, p.pattern()
		}
		c.Subs, c.Names = append(c.Subs, sub), append(c.Names, name)
		if !p.accept(tComma) {
			break
		}
	}
	p.expect(tRParen, "')'")
	c.Extent = p.from(start)
	return c
}

// sequencePattern reads (…) or […]; parentheses around a single pattern only
// group it.
func (p *parser) sequencePattern(end kind, text string) *Pattern {
	start := p.start
	seq := &Pattern{Kind: SequencePattern}
	p.next()
	comma := false
	for p.kind != end {
		seq.Subs = append(seq.Subs, p.pattern())
		if !p.accept(tComma) {
			break
		}
		comma = true
	}
	p.expect(end, text)
	if end == tRParen && len(seq.Subs) == 1 && !comma && seq.Subs[0].Kind != StarPattern {
		return seq.Subs[0]
	}
	seq.Extent = p.from(start)
	return seq
}

func (p *parser) mappingPattern() *Pattern {
	start := p.start
	m := &Pattern{Kind: MappingPattern}
	p.next()
	for p.kind != tRBrace {
		if p.accept(tPower) {
			m.Name = p.identifier()
		} else {
			m.Keys = append(m.Keys, p.binary(precSum))
			p.expect(tColon, "':'")
			m.Subs = append(m.Subs, p.pattern())
		}
		if !p.accept(tComma) {
			break
		}
	}
	p.expect(tRBrace, "'}'")
	m.Extent = p.from(start)
	return m
}
