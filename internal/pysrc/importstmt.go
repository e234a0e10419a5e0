package pysrc

// identifier consumes a name and returns it.
func (p *parser) identifier() string {
	if p.kind != tName {
		p.fail("expected a name")
		return ""
	}
	name := p.name()
	p.next()
	return name
}

// dotted consumes a dotted name.
func (p *parser) dotted() string {
	start := p.start
	fancy := p.fancy
	name := p.identifier()
	if p.kind != tDot {
		return name
	}
	parts := []byte(name)
	plain := true
	for p.kind == tDot {
		plain = plain && p.start == p.prevEnd && p.src[p.end] != ' '
		p.next()
		plain = plain && p.start == p.prevEnd
		fancy = fancy || p.fancy
		parts = append(append(parts, '.'), p.identifier()...)
	}
	if plain && !fancy {
		return p.src[start:p.prevEnd]
	}
	return string(parts)
}

func (p *parser) importStmt() Stmt {
	s := &Import{Extent: Extent{From: Pos(p.start)}}
	p.next()
	for {
		a := &Alias{Extent: Extent{From: Pos(p.start)}}
		a.Name = p.dotted()
		p.asName(a)
		s.Names = append(s.Names, a)
		if !p.accept(tComma) {
			break
		}
	}
	p.finish(&s.Extent)
	return s
}

func (p *parser) asName(a *Alias) {
	if p.accept(kwAs) {
		a.AsName = p.identifier()
	}
	p.finish(&a.Extent)
}

func (p *parser) importFrom() Stmt {
	s := &ImportFrom{Extent: Extent{From: Pos(p.start)}}
	p.next()
	for p.kind == tDot || p.kind == tEllipsis {
		s.Level += p.end - p.start
		p.next()
	}
	if p.kind != kwImport {
		s.Module = p.dotted()
	}
	p.expect(kwImport, "import")
	if p.kind == tStar {
		s.Names = []*Alias{{Extent: Extent{Pos(p.start), Pos(p.end)}, Name: "*"}}
		p.next()
		p.finish(&s.Extent)
		return s
	}
	closing := p.accept(tLParen)
	for p.kind == tName {
		a := &Alias{Extent: Extent{From: Pos(p.start)}}
		a.Name = p.identifier()
		p.asName(a)
		s.Names = append(s.Names, a)
		if !p.accept(tComma) {
			break
		}
	}
	if closing {
		p.expect(tRParen, "')'")
	}
	if len(s.Names) == 0 {
		p.fail("expected a name to import")
	}
	p.finish(&s.Extent)
	return s
}
