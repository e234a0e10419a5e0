package sequence

import "strings"

// opensBlock says whether the line that begins here ends in a colon with an
// indented block under it. Behind the word match that makes it a statement.
func (p *parser) opensBlock() bool {
	i := p.at
	for p.tokens[i].kind != kindNewline && p.tokens[i].kind != kindEnd {
		i++
	}
	last := p.tokens[i-1]
	return last.kind == kindOp && p.src[last.from:last.to] == ":" && i+1 < len(p.tokens) && p.tokens[i+1].kind == kindIndent
}

func (p *parser) match() {
	p.next()
	f := p.starNamed()
	if p.is(",") {
		p.elements(f)
	} else if f&isStarred != 0 {
		p.fail("invalid syntax")
	}
	p.expect(":")
	p.expectKind(kindNewline)
	p.expectKind(kindIndent)
	for more := true; more; more = p.kind != kindDedent && p.fault == nil {
		p.caseBlock()
	}
	p.expectKind(kindDedent)
}

func (p *parser) caseBlock() {
	if p.kind != kindName || p.text != "case" {
		p.fail("expected case")
	}
	p.next()
	star := p.maybeStar()
	if p.is(",") {
		for p.accept(",") && !p.is(":") && !p.is("if") {
			p.maybeStar()
		}
	} else if star {
		p.fail("invalid syntax")
	}
	if p.accept("if") {
		p.named()
	}
	p.block()
}

// maybeStar reads *name or a pattern.
func (p *parser) maybeStar() (star bool) {
	if p.accept("*") {
		p.name()
		return true
	}
	p.pattern()
	return false
}

func (p *parser) pattern() {
	p.closedPattern()
	for p.accept("|") {
		p.closedPattern()
	}
	if p.accept("as") {
		p.capture()
	}
}

// capture reads a name other than "_".
func (p *parser) capture() {
	if p.text == "_" {
		p.fail("cannot bind _")
	}
	p.name()
}

func (p *parser) closedPattern() {
	switch {
	case p.kind == kindName:
		p.namePattern()
	case p.accept("("):
		p.groupPattern()
	case p.accept("["):
		for !p.is("]") && p.fault == nil {
			p.maybeStar()
			if !p.accept(",") {
				break
			}
		}
		p.expect("]")
	case p.accept("{"):
		p.mappingPattern()
	default:
		p.literalPattern()
	}
}

// namePattern reads a name that is bound, a dotted value or a class pattern.
func (p *parser) namePattern() {
	if p.text == "_" {
		p.next() // the wildcard, whatever follows
		return
	}
	p.dotted()
	if !p.accept("(") {
		return
	}
	keywords := false
	for !p.is(")") && p.fault == nil {
		if p.kind == kindName && p.nextIs("=") {
			p.next()
			p.next()
			keywords = true
		} else if keywords {
			p.fail("positional pattern behind a keyword pattern")
		}
		p.pattern()
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

// groupPattern reads a pattern in parentheses, or a sequence.
func (p *parser) groupPattern() {
	if p.accept(")") {
		return
	}
	star := p.maybeStar()
	if p.is(",") {
		for p.accept(",") && !p.is(")") {
			p.maybeStar()
		}
	} else if star {
		p.fail("invalid syntax")
	}
	p.expect(")")
}

func (p *parser) mappingPattern() {
	for !p.is("}") && p.fault == nil {
		if p.accept("**") {
			p.capture()
			p.accept(",")
			break
		}
		if p.kind == kindName {
			if !p.nextIs(".") {
				p.fail("a key must be a literal or dotted name")
			}
			p.dotted()
		} else {
			p.literalPattern()
		}
		p.expect(":")
		p.pattern()
		if !p.accept(",") {
			break
		}
	}
	p.expect("}")
}

// literalPattern reads a constant: a string, a singleton or a number, perhaps
// signed or complex.
func (p *parser) literalPattern() {
	if p.kind == kindString {
		p.strings()
		return
	}
	if p.accept("None") || p.accept("True") || p.accept("False") {
		return
	}
	p.accept("-")
	imaginary := p.isImaginary()
	p.expectKind(kindNumber)
	if !p.is("+") && !p.is("-") {
		return
	}
	p.next()
	if imaginary || !p.isImaginary() {
		p.fail("invalid complex number")
	}
	p.expectKind(kindNumber)
}

func (p *parser) isImaginary() bool {
	return p.kind == kindNumber && strings.HasSuffix(strings.ToLower(p.text), "j")
}
