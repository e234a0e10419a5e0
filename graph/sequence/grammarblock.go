package sequence

// block reads ":" and what is under it.
func (p *parser) block() {
	p.expect(":")
	if p.kind != kindNewline {
		p.line()
		return
	}
	p.next()
	p.expectKind(kindIndent)
	for p.kind != kindDedent && p.kind != kindEnd {
		p.statement()
	}
	p.expectKind(kindDedent)
}

func (p *parser) elseBlock() {
	if p.accept("else") {
		p.block()
	}
}

func (p *parser) ifStmt() {
	for more := true; more; more = p.is("elif") {
		p.next()
		p.named()
		p.block()
	}
	p.elseBlock()
}

func (p *parser) forStmt() {
	p.next()
	p.targets()
	p.expect("in")
	p.starExpressions()
	p.block()
	p.elseBlock()
}

func (p *parser) try() {
	p.next()
	p.block()
	handlers, star := 0, false
	for p.accept("except") {
		group := p.accept("*")
		if handlers > 0 && group != star {
			p.fail("except and except* in one try")
		}
		if group || !p.is(":") {
			p.expression()
			if p.accept("as") {
				p.name()
			}
		}
		star = group
		handlers++
		p.block()
	}
	if handlers > 0 {
		p.elseBlock()
	}
	if p.accept("finally") {
		p.block()
	} else if handlers == 0 {
		p.fail("try without except or finally")
	}
}

// with reads a with statement. A parenthesis opens either a list of items or
// an expression; the list is tried first.
func (p *parser) with() {
	p.next()
	if p.is("(") {
		at := p.at
		p.next()
		p.withItems(true)
		p.expect(")")
		if p.is(":") {
			p.block()
			return
		}
		p.at, p.fault = at, nil
		p.load()
	}
	p.withItems(false)
	p.block()
}

func (p *parser) withItems(parens bool) {
	for {
		p.expression()
		if p.accept("as") {
			p.allow(p.target(), isTarget)
		}
		if !p.accept(",") || parens && p.is(")") {
			return
		}
	}
}

// async reads what follows the keyword: a definition, or where nothing
// decorates it a loop or a with.
func (p *parser) async(decorated bool) {
	p.next()
	switch {
	case p.is("def"):
		p.def()
	case p.is("for") && !decorated:
		p.forStmt()
	case p.is("with") && !decorated:
		p.with()
	default:
		p.fail("invalid syntax")
	}
}

func (p *parser) decorated() {
	for p.accept("@") {
		p.named()
		p.expectKind(kindNewline)
	}
	switch {
	case p.is("def"):
		p.def()
	case p.is("class"):
		p.class()
	case p.is("async"):
		p.async(true)
	default:
		p.fail("invalid syntax")
	}
}

func (p *parser) def() {
	p.next()
	p.name()
	p.expect("(")
	p.params(")")
	p.expect(")")
	if p.accept("->") {
		p.expression()
	}
	p.block()
}

func (p *parser) class() {
	p.next()
	p.name()
	if p.accept("(") {
		p.arguments(false)
	}
	p.block()
}

// params reads the parameters of a function, or of a lambda where end is ":".
func (p *parser) params(end string) {
	var seen struct{ any, slash, star, fallback bool }
	for !p.is(end) && p.fault == nil {
		switch {
		case p.is("/"):
			if !seen.any || seen.slash || seen.star {
				p.fail("invalid /")
			}
			seen.slash = true
			p.next()
		case p.is("*"):
			if seen.star {
				p.fail("invalid *")
			}
			seen.star = true
			p.variadic(end)
		case p.accept("**"):
			p.param(end, false)
			p.accept(",")
			if !p.is(end) {
				p.fail("invalid syntax")
			}
			return
		default:
			p.param(end, false)
			if p.accept("=") {
				p.expression()
				seen.fallback = true
			} else if seen.fallback && !seen.star {
				p.fail("parameter without a default behind one with")
			}
			seen.any = true
		}
		if !p.accept(",") {
			return
		}
	}
}

// variadic reads *name, or a * that a named parameter must follow.
func (p *parser) variadic(end string) {
	p.next()
	if p.kind == kindName {
		p.param(end, true)
		return
	}
	if !p.is(",") || p.tokens[p.at+1].kind != kindName {
		p.fail("named parameters must follow a lone *")
	}
}

func (p *parser) param(end string, starred bool) {
	p.name()
	if end == ")" && p.accept(":") {
		if starred && p.is("*") {
			p.starExpression()
			return
		}
		p.expression()
	}
}
