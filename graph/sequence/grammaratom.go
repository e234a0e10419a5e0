package sequence

// atom reads a name, a literal or anything in brackets.
func (p *parser) atom() form {
	switch p.kind {
	case kindName:
		p.next()
		return isPlace
	case kindNumber:
		p.next()
		return 0
	case kindString:
		p.strings()
		return 0
	}
	switch {
	case p.accept("None"), p.accept("True"), p.accept("False"), p.accept("..."):
		return 0
	case p.accept("("):
		return p.parens()
	case p.accept("["):
		return p.list()
	case p.accept("{"):
		p.braces()
		return 0
	}
	p.fail("expected an expression")
	return 0
}

// strings reads adjacent literals, which must be all bytes or none.
func (p *parser) strings() {
	bytes := parseLiteral(p.text).bytes
	for p.kind == kindString {
		s := parseLiteral(p.text)
		if s.bytes != bytes || !s.valid() {
			p.fail("invalid string")
			return
		}
		p.next()
	}
}

// parens reads an expression in parentheses, a tuple or a generator.
func (p *parser) parens() form {
	if p.accept(")") {
		return isTarget | isDeletable
	}
	if p.is("yield") {
		p.yield()
		p.expect(")")
		return 0
	}
	f := p.starNamed()
	switch {
	case p.is("for"), p.is("async"):
		p.clauses(f)
		f = 0
	case p.is(","):
		f = p.elements(f)
	case f&isStarred != 0:
		p.fail("cannot use a starred expression here")
	}
	p.expect(")")
	return f
}

// elements reads what follows the first element of a display of form f.
func (p *parser) elements(f form) form {
	f = f.all(f)
	for p.accept(",") && p.startsExpr() {
		f = f.all(p.starNamed())
	}
	return f
}

func (p *parser) list() form {
	if p.accept("]") {
		return isTarget | isDeletable
	}
	f := p.starNamed()
	if p.is("for") || p.is("async") {
		p.clauses(f)
		f = 0
	} else {
		f = p.elements(f)
	}
	p.expect("]")
	return f
}

// braces reads a display or comprehension of a dict or set.
func (p *parser) braces() {
	if p.accept("}") {
		return
	}
	pair := p.is("**") || !p.is("*") && !p.nextIs(":=")
	if pair {
		pair = p.pair(true)
	} else if f := p.starNamed(); p.is("for") || p.is("async") {
		p.clauses(f)
		p.expect("}")
		return
	}
	for p.accept(",") && !p.is("}") {
		if pair {
			p.pair(false)
		} else {
			p.starNamed()
		}
	}
	p.expect("}")
}

// pair reads an entry of a dict. The first of a display may also be that of a
// set, or begin a comprehension; the result says whether it is a dict.
func (p *parser) pair(first bool) bool {
	if p.accept("**") {
		p.bitwise()
		return true
	}
	p.expression()
	dict := p.accept(":")
	if dict {
		p.expression()
	} else if !first {
		p.fail("expected :")
	}
	if first && (p.is("for") || p.is("async")) {
		p.clauses(0)
		if !p.is("}") {
			p.fail("invalid syntax")
		}
	}
	return dict
}

// clauses reads those of a comprehension whose element has form f.
func (p *parser) clauses(f form) {
	if f&isStarred != 0 {
		p.fail("cannot unpack in a comprehension")
	}
	for p.is("for") || p.is("async") {
		p.accept("async")
		p.expect("for")
		p.targets()
		p.expect("in")
		p.disjunction()
		for p.accept("if") {
			p.disjunction()
		}
	}
}

// arguments reads those of a call, up to the parenthesis that ends them. A
// generator without parentheses of its own must be the only one, and stands in
// no class header.
func (p *parser) arguments(call bool) {
	var keywords, mapping bool
	for first := true; !p.is(")") && p.fault == nil; first = false {
		switch {
		case p.accept("**"):
			p.expression()
			mapping = true
		case p.kind == kindName && p.nextIs("="):
			p.next()
			p.next()
			p.expression()
			keywords = true
		case p.accept("*"):
			if mapping {
				p.fail("* behind **")
			}
			p.expression()
		default:
			if keywords || mapping {
				p.fail("positional argument behind a keyword argument")
			}
			p.named()
			if first && call && (p.is("for") || p.is("async")) {
				p.clauses(0)
				p.expect(")")
				return
			}
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

// slices reads a subscript up to its bracket.
func (p *parser) slices() {
	for {
		if p.accept("*") {
			p.expression()
		} else {
			p.slice()
		}
		if !p.accept(",") || p.is("]") {
			break
		}
	}
	p.expect("]")
}

func (p *parser) slice() {
	if !p.is(":") {
		named := p.nextIs(":=")
		p.named()
		if named {
			return
		}
	}
	for n := 0; n < 2 && p.accept(":"); n++ {
		if p.startsExpr() && !p.is("*") {
			p.expression()
		}
	}
}
