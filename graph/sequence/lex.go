package sequence

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// kind says what a token is. Those from kindKeyword on are told apart by their
// text.
type kind uint8

const (
	kindEnd kind = iota
	kindNewline
	kindIndent
	kindDedent
	kindName
	kindNumber
	kindString
	kindKeyword
	kindOp
)

// token is a piece of the source, src[from:to].
type token struct {
	kind     kind
	from, to int32
}

// fault is the first place that CPython 3.11 will not have.
type fault struct {
	at  int
	msg string
	why error // ErrSyntax, ErrTooDeep for a MemoryError, or ErrIncomplete where it cannot be told
}

// The bounds of CPython 3.11's tokenizer (Parser/tokenizer.c).
const (
	maxBrackets = 200
	maxIndents  = 100
	maxDigits   = 4300
)

// lexer cuts a source into the tokens of CPython 3.11.
type lexer struct {
	src    string // ends with a newline
	pos    int
	tokens []token
	fault  *fault

	lineStart bool
	open      []byte   // the brackets that are open
	indents   []indent // the blocks that are open
}

// indent is the width of the blanks before a line, with a tab to the next
// multiple of eight and with a tab as one: lines of a block must agree in both.
type indent struct{ col, alt int }

// lex returns the tokens of a source without NUL bytes, the last of which is a
// kindEnd, or what is wrong with it.
func lex(src string) ([]token, *fault) {
	if !strings.HasSuffix(src, "\n") {
		src += "\n"
	}
	l := &lexer{src: src, lineStart: true, indents: make([]indent, 1, 8)}
	l.tokens = make([]token, 0, len(src)/6+4)
	for l.pos < len(src) && l.fault == nil {
		if len(l.tokens) > pysrc.MaxTokens {
			l.fault = &fault{l.pos, "more tokens than are read", ErrIncomplete}
		}
		if l.lineStart {
			l.line()
		} else {
			l.next()
		}
	}
	if len(l.open) > 0 {
		l.fail(len(src)-1, "bracket never closed")
	}
	for range len(l.indents) - 1 {
		l.add(kindDedent, l.pos)
	}
	l.add(kindEnd, l.pos)
	return l.tokens, l.fault
}

func (l *lexer) fail(at int, msg string) {
	if l.fault == nil {
		l.fault = &fault{at, msg, ErrSyntax}
	}
}

// add appends the token from the given offset to the current one.
func (l *lexer) add(k kind, from int) {
	l.tokens = append(l.tokens, token{k, int32(from), int32(l.pos)})
}

// next reads one token, or blanks before it.
func (l *lexer) next() {
	switch c := l.src[l.pos]; {
	case c == ' ' || c == '\t' || c == '\f':
		l.pos++
	case c == '#':
		l.comment()
	case c == '\n':
		l.newline()
	case c == '\\':
		l.joinLine()
	case isDigit(c) || c == '.' && isDigit(l.src[l.pos+1]):
		l.number()
	case isNameByte(c):
		l.word()
	case c == '"' || c == '\'':
		l.quoted(l.pos)
	default:
		l.operator()
	}
}

func (l *lexer) comment() { l.pos += strings.IndexByte(l.src[l.pos:], '\n') }

func (l *lexer) newline() {
	l.pos++
	if len(l.open) == 0 {
		l.add(kindNewline, l.pos-1)
		l.lineStart = true
	}
}

// joinLine steps over a backslash at the end of a line.
func (l *lexer) joinLine() bool {
	switch {
	case l.src[l.pos+1] != '\n':
		l.fail(l.pos, "something behind a backslash that continues the line")
		return false
	case l.pos+2 == len(l.src):
		l.fail(l.pos, "the source ends behind a backslash")
		return false
	}
	l.pos += 2
	return true
}

// line measures the blanks before a line. A line of blanks or with a comment
// alone is skipped.
func (l *lexer) line() {
	var in indent
	joined := 0 // the column of the first backslash, which then counts
	for {
		switch l.src[l.pos] {
		case ' ':
			in = indent{in.col + 1, in.alt + 1}
		case '\t':
			in = indent{(in.col/8 + 1) * 8, in.alt + 1}
		case '\f':
			in = indent{}
		case '\\':
			if joined == 0 {
				joined = in.col
			}
			if !l.joinLine() {
				return
			}
			continue
		case '#':
			l.comment()
			continue
		case '\n':
			l.pos++
			if l.pos == len(l.src) {
				return
			}
			in, joined = indent{}, 0
			continue
		default:
			l.lineStart = false
			if joined != 0 {
				in = indent{joined, joined}
			}
			l.indent(in)
			return
		}
		l.pos++
	}
}

// indent opens or closes blocks before a line.
func (l *lexer) indent(in indent) {
	top := len(l.indents) - 1
	if in.col > l.indents[top].col {
		if len(l.indents) >= maxIndents {
			l.fail(l.pos, "too many levels of indentation")
		}
		if in.alt <= l.indents[top].alt {
			l.fail(l.pos, "tabs and spaces mixed")
		}
		l.indents = append(l.indents, in)
		l.add(kindIndent, l.pos)
		return
	}
	for ; top > 0 && in.col < l.indents[top].col; top-- {
		l.add(kindDedent, l.pos)
	}
	l.indents = l.indents[:top+1]
	if in.col != l.indents[top].col {
		l.fail(l.pos, "unindent to no outer level")
	} else if in.alt != l.indents[top].alt {
		l.fail(l.pos, "tabs and spaces mixed")
	}
}
