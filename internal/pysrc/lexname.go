package pysrc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word reads an identifier, a keyword, or the prefix of a string.
func (l *lexer) word() {
	l.start = l.pos
	p := l.pos
	for {
		c := l.src[p]
		if k := class[c]; k != cName && k != cDigit {
			break
		}
		if c >= utf8.RuneSelf {
			l.fancyWord(p)
			return
		}
		p++
	}
	l.pos, l.end, l.fancy = p, p, false
	if c := l.src[p]; (c == '"' || c == '\'') && p-l.start <= 2 {
		if lit, ok := prefix(l.src[l.start:p]); ok {
			l.quoted(lit)
			return
		}
	}
	l.kind = keyword(l.src[l.start:p])
	if l.kind == kwAsync && !l.followedBy("def", "for", "with") || l.kind == kwAwait && !l.operandFollows() {
		l.kind = tName // until Python 3.6 these were names like any other
	}
}

// foreignBlank steps over a space outside ASCII, such as U+00A0, which CPython
// refuses.
func (l *lexer) foreignBlank() bool {
	r, size := utf8.DecodeRuneInString(l.src[l.pos:])
	if !unicode.Is(unicode.Z, r) && !unicode.Is(unicode.C, r) {
		return false
	}
	l.report(l.pos, "invalid character")
	l.pos += size
	return true
}

// fancyWord reads on in a word from its first byte outside ASCII, at p, up to
// the first character that cannot be in an identifier.
func (l *lexer) fancyWord(p int) {
	for {
		r, size := rune(l.src[p]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(l.src[p:]); !identRune(r) {
				break
			}
		} else if k := class[r]; k != cName && k != cDigit {
			break
		}
		p += size
	}
	l.kind, l.fancy = tName, true
	if p == l.start {
		_, size := utf8.DecodeRuneInString(l.src[p:])
		l.report(p, "invalid character in identifier")
		l.kind, l.fancy = tBad, false
		p += size
	}
	l.pos, l.end = p, p
}

// identRune says whether r, outside ASCII, may be in an identifier. Characters
// that this Unicode version does not know may be ones that a newer one knows.
func identRune(r rune) bool {
	if unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Pc, unicode.Other_ID_Start, unicode.Other_ID_Continue) {
		return true
	}
	return !unicode.In(r, unicode.P, unicode.S, unicode.Z, unicode.C)
}

// followedBy says whether one of the words comes next on the line.
func (l *lexer) followedBy(words ...string) bool {
	rest := l.src[l.afterBlanks():]
	for _, w := range words {
		if strings.HasPrefix(rest, w) && class[rest[len(w)]] != cName && class[rest[len(w)]] != cDigit {
			return true
		}
	}
	return false
}

// afterBlanks returns the offset of the next token.
func (l *lexer) afterBlanks() int {
	for p := l.pos; ; p++ {
		switch c := l.src[p]; {
		case class[c] == cBlank, c == '\n' && p < l.n && l.brackets > 0:
		case c == '\\' && l.src[p+1] == '\n':
			p++
		case c == '#' && l.brackets > 0:
			p += strings.IndexByte(l.src[p:], '\n') - 1
		default:
			return p
		}
	}
}

// operandFollows says whether what comes next can be awaited.
func (l *lexer) operandFollows() bool {
	switch c := l.src[l.afterBlanks()]; class[c] {
	case cDigit, cQuote:
		return true
	case cName:
		return !l.followedBy("in", "is", "if", "or", "and", "not", "for", "else", "as")
	default:
		return c == '(' || c == '[' || c == '{' || strings.HasPrefix(l.src[l.afterBlanks():], "...")
	}
}
