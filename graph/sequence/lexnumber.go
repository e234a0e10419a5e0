package sequence

import "strings"

// number reads a number as CPython 3.11 does, which knows neither 0777 nor 10L.
func (l *lexer) number() {
	from := l.pos
	ok := false
	switch l.src[from : from+2] {
	case "0x", "0X":
		ok = l.radix("0123456789abcdefABCDEF")
	case "0o", "0O":
		ok = l.radix("01234567")
	case "0b", "0B":
		ok = l.radix("01")
	default:
		ok = l.decimal()
	}
	if !ok || !l.numberEnds() {
		l.fail(from, "invalid number")
	}
	l.add(kindNumber, from)
}

// radix reads the digits behind 0x and the like, each group of which may have
// one underscore before it.
func (l *lexer) radix(digits string) bool {
	is := func(c byte) bool { return strings.IndexByte(digits, c) >= 0 }
	l.pos += 2
	for {
		if l.src[l.pos] == '_' {
			l.pos++
		}
		if !is(l.src[l.pos]) {
			return false
		}
		for is(l.src[l.pos]) {
			l.pos++
		}
		if l.src[l.pos] != '_' {
			return true
		}
	}
}

// decimal reads an integer, a float or an imaginary number.
func (l *lexer) decimal() bool {
	from := l.pos
	ok := l.digits()
	whole := l.src[from:l.pos]
	integer := true
	if l.src[l.pos] == '.' {
		l.pos++
		integer = false
		if isDigit(l.src[l.pos]) {
			ok = l.digits() && ok
		}
	}
	if c := l.src[l.pos]; c == 'e' || c == 'E' {
		exponent, valid := l.exponent()
		ok, integer = ok && valid, integer && !exponent
	}
	if c := l.src[l.pos]; c == 'j' || c == 'J' {
		l.pos++
		integer = false
	}
	return ok && (!integer || isInteger(whole))
}

// digits reads digits, with single underscores between them.
func (l *lexer) digits() bool {
	for {
		for isDigit(l.src[l.pos]) {
			l.pos++
		}
		if l.src[l.pos] != '_' {
			return true
		}
		l.pos++
		if !isDigit(l.src[l.pos]) {
			return false
		}
	}
}

// exponent reads an exponent, if there is one, and says whether there is and
// whether it is valid. The e may also open an else.
func (l *lexer) exponent() (exponent, valid bool) {
	at := l.pos
	l.pos++
	c := l.src[l.pos]
	signed := c == '+' || c == '-'
	if signed {
		l.pos++
	}
	if isDigit(l.src[l.pos]) {
		return true, l.digits()
	}
	l.pos = at
	return false, !signed
}

// isInteger says whether a run of digits is an integer: without zeros before
// it, and not so long that CPython refuses to convert it.
func isInteger(s string) bool {
	if s[0] == '0' {
		return strings.Trim(s, "0_") == ""
	}
	return len(s)-strings.Count(s, "_") <= maxDigits
}

// numberEnds says whether what follows a number may do so without a blank: no
// character of a name, but for the keywords that CPython still lets pass.
func (l *lexer) numberEnds() bool {
	if !isNameByte(l.src[l.pos]) {
		return true
	}
	for _, word := range []string{"and", "else", "for", "if", "in", "is", "not", "or"} {
		if strings.HasPrefix(l.src[l.pos:], word) {
			return true
		}
	}
	return false
}
