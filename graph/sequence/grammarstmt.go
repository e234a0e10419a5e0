package sequence

// statement reads a compound statement or a line of simple ones.
func (p *parser) statement() {
	if p.kind == kindName && p.text == "match" && p.opensBlock() {
		p.match()
		return
	}
	if p.is("@") {
		p.decorated()
		return
	}
	if p.kind != kindKeyword {
		p.line()
		return
	}
	switch p.text {
	case "if":
		p.ifStmt()
	case "while":
		p.next()
		p.named()
		p.block()
		p.elseBlock()
	case "for":
		p.forStmt()
	case "with":
		p.with()
	case "try":
		p.try()
	case "async":
		p.async(false)
	case "def":
		p.def()
	case "class":
		p.class()
	default:
		p.line()
	}
}

// line reads simple statements up to the end of the line.
func (p *parser) line() {
	p.simple()
	for p.accept(";") && p.kind != kindNewline {
		p.simple()
	}
	p.expectKind(kindNewline)
}

func (p *parser) simple() {
	if p.kind != kindKeyword {
		p.assignment()
		return
	}
	switch p.text {
	case "pass", "break", "continue":
		p.next()
	case "return":
		p.next()
		if p.startsExpr() {
			p.starExpressions()
		}
	case "yield":
		p.yield()
	case "raise":
		p.raise()
	case "import":
		p.imports()
	case "from":
		p.importFrom()
	case "global", "nonlocal":
		p.next()
		p.name()
		for p.accept(",") {
			p.name()
		}
	case "del":
		p.del()
	case "assert":
		p.next()
		p.expression()
		if p.accept(",") {
			p.expression()
		}
	default:
		p.assignment()
	}
}

// assignment reads an expression, or an assignment of any kind.
func (p *parser) assignment() {
	f := p.starExpressions()
	switch {
	case p.is(":"):
		p.allow(f, isSingle)
		p.next()
		p.expression()
		if p.accept("=") {
			p.value()
		}
	case p.augments():
		p.allow(f, isSingle)
		p.next()
		p.value()
	default:
		for p.is("=") {
			p.allow(f, isTarget)
			p.next()
			f = p.value()
		}
	}
}

// augments says whether the current token is += or the like.
func (p *parser) augments() bool {
	if p.kind != kindOp {
		return false
	}
	switch p.text {
	case "+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", "<<=", ">>=", "**=":
		return true
	}
	return false
}

// value reads the right side of an assignment.
func (p *parser) value() form {
	if p.is("yield") {
		p.yield()
		return 0
	}
	return p.starExpressions()
}

func (p *parser) raise() {
	p.next()
	if !p.startsExpr() {
		return
	}
	p.expression()
	if p.accept("from") {
		p.expression()
	}
}

func (p *parser) del() {
	p.next()
	p.allow(p.starExpressions(), isDeletable)
}

func (p *parser) imports() {
	p.next()
	for {
		p.dotted()
		if p.accept("as") {
			p.name()
		}
		if !p.accept(",") {
			return
		}
	}
}

func (p *parser) dotted() {
	p.name()
	for p.accept(".") {
		p.name()
	}
}

func (p *parser) importFrom() {
	p.next()
	relative := p.is(".") || p.is("...")
	for p.accept(".") || p.accept("...") {
	}
	if !relative || !p.is("import") {
		p.dotted()
	}
	p.expect("import")
	if p.accept("*") {
		return
	}
	closing := p.accept("(")
	for {
		p.name()
		if p.accept("as") {
			p.name()
		}
		if !p.accept(",") || closing && p.is(")") {
			break
		}
	}
	if closing {
		p.expect(")")
	}
}
