package pysrc

// operator returns the kind and length of the operator or delimiter that
// begins with the bytes c, c1, c2, and keeps count of brackets.
func (l *lexer) operator(c, c1, c2 byte) (kind, int) {
	switch c {
	case '(':
		l.brackets++
		return tLParen, 1
	case ')':
		return l.closing(tRParen)
	case '[':
		l.brackets++
		return tLBracket, 1
	case ']':
		return l.closing(tRBracket)
	case '{':
		l.brackets++
		return tLBrace, 1
	case '}':
		return l.closing(tRBrace)
	case ',':
		return tComma, 1
	case ';':
		return tSemi, 1
	case '`':
		return tBackquote, 1
	case '~':
		return tTilde, 1
	case '.':
		if class[c1] == cDigit {
			l.number()
			return tNumber, 0
		}
		if c1 == '.' && c2 == '.' {
			return tEllipsis, 3
		}
		return tDot, 1
	case ':':
		if c1 == '=' && !l.inField() {
			return tColonEq, 2
		}
		return tColon, 1
	case '=':
		if c1 == '=' {
			return tEqual, 2
		}
		return tAssign, 1
	case '!':
		if c1 == '=' {
			return tNotEqual, 2
		}
		if l.inField() {
			return tBang, 1
		}
		l.report(l.pos, "invalid character")
		return tBad, 1
	case '\\':
		l.report(l.pos, "unexpected character after line continuation")
		return tBad, 1
	}
	return l.arithmetic(c, c1, c2)
}

// inField says whether the position is directly in an f-string field, where
// ":" and "!" end the expression.
func (l *lexer) inField() bool { return l.field > 0 && l.brackets == l.field }

func (l *lexer) closing(k kind) (kind, int) {
	if l.brackets > 0 {
		l.brackets--
	}
	return k, 1
}

// arithmetic returns the operators that have an augmented assignment, and the
// comparisons.
func (l *lexer) arithmetic(c, c1, c2 byte) (kind, int) {
	var k kind
	size := 1
	switch c {
	case '+':
		k = tPlus
	case '-':
		if c1 == '>' {
			return tArrow, 2
		}
		k = tMinus
	case '*':
		k = tStar
		if c1 == '*' {
			k, size = tPower, 2
		}
	case '/':
		k = tSlash
		if c1 == '/' {
			k, size = tDoubleSlash, 2
		}
	case '%':
		k = tPercent
	case '@':
		k = tAt
	case '|':
		k = tPipe
	case '^':
		k = tCaret
	case '&':
		k = tAmp
	case '<':
		switch c1 {
		case '<':
			k, size = tShiftLeft, 2
		case '=':
			return tLessEqual, 2
		case '>':
			return tNotEqual, 2
		default:
			return tLess, 1
		}
	case '>':
		switch c1 {
		case '>':
			k, size = tShiftRight, 2
		case '=':
			return tGreaterEqual, 2
		default:
			return tGreater, 1
		}
	}
	if size == 1 && c1 == '=' || size == 2 && c2 == '=' {
		l.op = operator[k]
		return tAugAssign, size + 1
	}
	return k, size
}
