package sequence

// starExpressions reads expressions or *x separated by commas.
func (p *parser) starExpressions() form {
	f := p.starExpression()
	if !p.is(",") {
		return f
	}
	f &^= isStarred
	for p.accept(",") && p.startsExpr() {
		f = f.all(p.starExpression())
	}
	return f.all(f)
}

func (p *parser) starExpression() form {
	if p.is("*") {
		return p.starred()
	}
	return p.expression()
}

// starred reads *x where x is no comparison or anything that binds weaker.
func (p *parser) starred() form {
	p.next()
	return isStarred | p.bitwise()&isTarget
}

// starNamed reads *x, x := y or an expression.
func (p *parser) starNamed() form {
	if p.is("*") {
		return p.starred()
	}
	return p.named()
}

func (p *parser) named() form {
	if p.kind == kindName && p.nextIs(":=") {
		p.next()
		p.next()
		p.expression()
		return 0
	}
	return p.expression()
}

func (p *parser) yield() {
	p.next()
	if p.accept("from") {
		p.expression()
	} else if p.startsExpr() {
		p.starExpressions()
	}
}

// expression reads a conditional expression, a lambda or what binds tighter.
func (p *parser) expression() form {
	if p.is("lambda") {
		p.lambda()
		return 0
	}
	f := p.disjunction()
	for p.accept("if") {
		p.disjunction()
		p.expect("else")
		f = 0
		if p.is("lambda") {
			p.lambda()
			return 0
		}
		p.disjunction()
	}
	return f
}

// tooManyLambdas is how deeply CPython 3.11 has no memory left to nest them.
const tooManyLambdas = 2984

func (p *parser) lambda() {
	if p.lambdas++; p.lambdas >= tooManyLambdas {
		p.fail("too deeply nested")
		p.fault.why = ErrTooDeep
	}
	p.next()
	p.params(":")
	p.expect(":")
	p.expression()
	p.lambdas--
}

// disjunction reads operands of and and or.
func (p *parser) disjunction() form {
	f := p.inversion()
	for p.is("or") || p.is("and") {
		p.next()
		p.inversion()
		f = 0
	}
	return f
}

func (p *parser) inversion() form {
	not := false
	for p.accept("not") {
		not = true
	}
	f := p.bitwise()
	for p.comparison() {
		p.bitwise()
		f = 0
	}
	if not {
		return 0
	}
	return f
}

// comparison reads the operator of a comparison.
func (p *parser) comparison() bool {
	if p.kind < kindKeyword {
		return false
	}
	switch p.text {
	case "==", "!=", "<", "<=", ">", ">=", "in":
		p.next()
	case "is":
		p.next()
		p.accept("not")
	case "not":
		p.next()
		p.expect("in")
	default:
		return false
	}
	return true
}

// bitwise reads arithmetic of any kind: to recognise it, precedence does not
// matter.
func (p *parser) bitwise() form {
	f := p.factor()
	for p.kind == kindOp {
		switch p.text {
		case "|", "^", "&", "<<", ">>", "+", "-", "*", "/", "//", "%", "@", "**":
			p.next()
			p.factor()
			f = 0
		default:
			return f
		}
	}
	return f
}

func (p *parser) factor() form {
	prefix := false
	for p.is("-") || p.is("+") || p.is("~") {
		p.next()
		prefix = true
	}
	prefix = p.accept("await") || prefix
	f := p.primary()
	if prefix {
		return 0
	}
	return f
}

// primary reads an operand and the attributes, calls and subscripts behind it.
func (p *parser) primary() form {
	f := p.atom()
	for {
		switch {
		case p.accept("."):
			p.name()
			f = isPlace
		case p.accept("("):
			p.arguments(true)
			f = 0
		case p.accept("["):
			p.slices()
			f = isPlace
		default:
			return f
		}
	}
}

// targets reads what a for loop or comprehension assigns to.
func (p *parser) targets() {
	f := p.target()
	for p.accept(",") && p.startsExpr() {
		f &= p.target()
	}
	p.allow(f, isTarget)
}

func (p *parser) target() form {
	if p.is("*") {
		return p.starred()
	}
	return p.bitwise()
}
