package sequence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isNameByte says whether a byte can be in a name; every byte of a character
// outside ASCII can, until the name is complete.
func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || isDigit(c) || c >= utf8.RuneSelf
}

// word reads a name, a keyword or a string with a prefix.
func (l *lexer) word() {
	from, ascii := l.pos, true
	for isNameByte(l.src[l.pos]) {
		ascii = ascii && l.src[l.pos] < utf8.RuneSelf
		l.pos++
	}
	text := l.src[from:l.pos]
	if c := l.src[l.pos]; (c == '"' || c == '\'') && isPrefix(text) {
		l.quoted(from)
		return
	}
	k := kindName
	if isKeyword(text) {
		k = kindKeyword
	}
	l.add(k, from)
	if !ascii && !isIdentifier(text) {
		l.fail(from, "invalid character in identifier")
	}
}

// isPrefix says whether a word may stand before the quote of a string.
func isPrefix(s string) bool {
	if len(s) > 2 {
		return false
	}
	switch strings.ToLower(s) {
	case "r", "b", "u", "f", "br", "rb", "fr", "rf":
		return true
	}
	return false
}

func isKeyword(s string) bool {
	switch s {
	case "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
		"elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
		"not", "or", "pass", "raise", "return", "try", "while", "with", "yield":
		return true
	}
	return false
}

// isIdentifier says whether a word with characters outside ASCII is a name:
// Unicode's XID_Start XID_Continue*, of which it is part that the normalised
// word is one too.
func isIdentifier(s string) bool {
	for _, form := range []string{s, norm.NFKC.String(s)} {
		for i, r := range form {
			if !isIDStart(r) && (i == 0 || !isIDContinue(r)) {
				return false
			}
		}
	}
	return true
}

func isIDStart(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start) && !unicode.Is(unicode.Pattern_Syntax, r)
}

func isIDContinue(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
}

// quoted reads a string whose quote is at pos; its prefix begins at from.
func (l *lexer) quoted(from int) {
	quote := l.src[l.pos : l.pos+1]
	long := strings.Repeat(quote, 3)
	if strings.HasPrefix(l.src[l.pos:], long) {
		quote = long
	}
	p := l.pos + len(quote)
	for p < len(l.src) && !strings.HasPrefix(l.src[p:], quote) {
		switch l.src[p] {
		case '\\':
			p++
		case '\n':
			if len(quote) == 1 {
				l.unterminated(from)
				return
			}
		}
		p++
	}
	if p >= len(l.src) {
		l.unterminated(from)
		return
	}
	l.pos = p + len(quote)
	l.add(kindString, from)
}

func (l *lexer) unterminated(from int) {
	l.fail(from, "string without its end")
	l.pos = len(l.src)
}

// operator reads an operator, a delimiter or a bracket.
func (l *lexer) operator() {
	from := l.pos
	l.pos += operatorLen(l.src[from:])
	switch c := l.src[from]; c {
	case '(', '[', '{':
		if len(l.open) >= maxBrackets {
			l.fail(from, "too many nested brackets")
		}
		l.open = append(l.open, c)
	case ')', ']', '}':
		top := len(l.open) - 1
		if top < 0 || strings.IndexByte(")]}", c) != strings.IndexByte("([{", l.open[top]) {
			l.fail(from, "bracket does not match")
			return
		}
		l.open = l.open[:top]
	}
	if l.pos == from {
		l.fail(from, "invalid character")
	}
	l.add(kindOp, from)
}

// operatorLen returns the length of the operator at the head of s, and 0 where
// there is none. Of Python 2's are <> and nothing else.
func operatorLen(s string) int {
	if len(s) >= 3 {
		switch s[:3] {
		case "**=", "//=", "<<=", ">>=", "...":
			return 3
		}
	}
	if len(s) >= 2 {
		switch s[:2] {
		case "!=", "%=", "&=", "**", "*=", "+=", "-=", "->", "//", "/=", ":=", "<<", "<=", "<>", "==", ">=", ">>",
			"@=", "^=", "|=":
			return 2
		}
	}
	if strings.IndexByte("()[]{},;.:=+-*/%@|^&<>~", s[0]) >= 0 {
		return 1
	}
	return 0
}
