package pysrc

import "strings"

// prefix reads the letters before a quote, in any case and order that some
// Python accepts.
func prefix(s string) (literal, bool) {
	var lit literal
	f, u := false, false
	for i := range len(s) {
		switch s[i] | 0x20 {
		case 'r':
			if lit.raw {
				return lit, false
			}
			lit.raw = true
		case 'b':
			lit.bytes = true
		case 'u':
			u = true
		case 'f':
			f = true
		case 't':
			f, lit.template = true, true
		default:
			return lit, false
		}
	}
	if len(s) == 2 && !lit.raw || u && (f || lit.bytes) {
		return lit, false
	}
	if f {
		lit.to = -1 // an f-string: see quoted
	}
	return lit, true
}

// quoted reads a string literal whose opening quote is at pos, prefix read. Of
// an f-string only the quote is read: the parser reads on from there.
func (l *lexer) quoted(lit literal) {
	lit.quote = l.src[l.pos]
	l.pos++
	if l.src[l.pos] == lit.quote && l.src[l.pos+1] == lit.quote {
		lit.triple = true
		l.pos += 2
	}
	if lit.to < 0 {
		l.kind, l.str, l.end = tFString, lit, l.pos
		return
	}
	l.plain(lit)
}

// plain reads the inside of a string literal and its closing quote.
func (l *lexer) plain(lit literal) {
	lit.from = l.pos
	if lit.triple {
		l.tripleInside(&lit)
	} else {
		l.singleInside(&lit)
	}
	l.kind, l.str, l.end = tString, lit, l.pos
}

func (l *lexer) singleInside(lit *literal) {
	p := l.pos
	for {
		switch c := l.src[p]; {
		case c == lit.quote:
			lit.to, l.pos = p, p+1
			return
		case c == '\\':
			lit.escapes = true
			p++
			if p < l.n {
				p++
			}
			continue
		case c == '\n':
			l.report(l.start, "unterminated string literal")
			lit.to, l.pos = min(p, l.n), min(p, l.n)
			return
		}
		p++
	}
}

func (l *lexer) tripleInside(lit *literal) {
	p := l.pos
	for p < l.n {
		switch c := l.src[p]; {
		case c == '\\':
			lit.escapes = true
			p++
		case c == lit.quote && l.src[p+1] == c && l.src[p+2] == c:
			lit.to, l.pos = p, p+3
			return
		}
		p++
	}
	l.report(l.start, "unterminated triple-quoted string literal")
	lit.to, l.pos = l.n, l.n
}

// number reads a numeric literal: Python 3's, and Python 2's 0777, 10L.
func (l *lexer) number() {
	l.start = l.pos
	l.kind = tNumber
	l.pos = l.numberEnd(l.pos)
	l.end = l.pos
}

func (l *lexer) numberEnd(p int) int {
	if l.src[p] == '0' {
		if digits := radixDigits(l.src[p+1]); digits != "" {
			p += 2
			for strings.IndexByte(digits, l.src[p]) >= 0 {
				p++
			}
			if c := l.src[p]; c == 'l' || c == 'L' {
				p++
			}
			return p
		}
	}
	p = l.digits(p)
	if l.src[p] == '.' {
		p = l.digits(p + 1)
	}
	if c := l.src[p] | 0x20; c == 'e' {
		q := p + 1
		if s := l.src[q]; s == '+' || s == '-' {
			q++
		}
		if class[l.src[q]] == cDigit {
			p = l.digits(q)
		}
	}
	switch l.src[p] {
	case 'j', 'J', 'l', 'L':
		p++
	}
	return p
}

func radixDigits(c byte) string {
	switch c {
	case 'x', 'X':
		return "0123456789abcdefABCDEF_"
	case 'o', 'O':
		return "01234567_"
	case 'b', 'B':
		return "01_"
	}
	return ""
}

// digits steps over digits, with single underscores between them (PEP 515).
func (l *lexer) digits(p int) int {
	for class[l.src[p]] == cDigit || l.src[p] == '_' && class[l.src[p+1]] == cDigit {
		p++
	}
	return p
}
