package pysrc

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Classes of bytes that decide how a token is read.
const (
	cBad = iota
	cBlank
	cNewline
	cName
	cDigit
	cQuote
	cPunct
)

var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c >= utf8.RuneSelf:
			t[c] = cName
		case c >= '0' && c <= '9':
			t[c] = cDigit
		case c == ' ', c == '\t', c == '\f':
			t[c] = cBlank
		case c == '\n':
			t[c] = cNewline
		case c == '"', c == '\'':
			t[c] = cQuote
		case strings.IndexByte("()[]{},;.:=+-*/%@|^&<>~!`#\\", byte(c)) >= 0:
			t[c] = cPunct
		}
	}
	return t
}()

// lexer yields one token at a time. It is a plain value: a copy of it (with
// its own indents) is a place to come back to.
type lexer struct {
	src string // the source with "\n\x00" behind it, so that no loop needs a bounds check of its own
	n   int    // length without that

	pos int // offset of the next byte to read

	// The current token.
	kind       kind
	start, end int
	op         Op      // of tAugAssign
	str        literal // of tString and tFString
	fancy      bool    // of tName: it has bytes outside ASCII

	prevEnd int // end of the token before that is no NEWLINE, INDENT or DEDENT

	lineStart bool    // the next token is the first of a logical line
	brackets  int     // open brackets: newlines are blanks inside
	field     int     // brackets at which an f-string field lies open, or 0
	indents   []int32 // columns of the open blocks; the first is 0
	dedents   int     // DEDENT tokens still to hand out

	tokens int  // read so far
	cut    bool // MaxTokens ended the reading

	problem   string // what was wrong inside the token just read, or ""
	problemAt int
}

// literal describes a string token.
type literal struct {
	quote              byte
	triple, raw, bytes bool
	template           bool
	escapes            bool // there is a backslash inside
	from, to           int  // the inside, for a tString
}

func newLexer(src string) lexer {
	return lexer{src: src + "\n\x00", n: len(src), lineStart: true, indents: []int32{0}}
}

// text returns the current name as written.
func (l *lexer) text() string { return l.src[l.start:l.end] }

// name returns the current identifier, normalised.
func (l *lexer) name() string {
	s := l.src[l.start:l.end]
	if l.fancy {
		return norm.NFKC.String(s)
	}
	return s
}

func (l *lexer) report(at int, problem string) {
	if l.problem == "" {
		l.problem, l.problemAt = problem, at
	}
}

// next reads the next token into kind, start and end.
func (l *lexer) next() {
	if l.kind > tDedent {
		l.prevEnd = l.end
	}
	if l.lineStart {
		l.indentation()
	}
	if l.dedents > 0 {
		l.dedents--
		l.kind, l.start, l.end = tDedent, l.pos, l.pos
		return
	}
	if l.dedents < 0 {
		l.dedents = 0
		l.kind, l.start, l.end = tIndent, l.pos, l.pos
		return
	}
	if l.tokens++; l.tokens > MaxTokens && l.pos < l.n {
		l.cut, l.pos, l.brackets = true, l.n, 0
	}
	l.scan()
}

// scan reads the next token that is no INDENT or DEDENT.
func (l *lexer) scan() {
	fresh := false // a line began since the last token
	for {
		c := l.src[l.pos]
		switch class[c] {
		case cBlank:
			l.pos++
			continue
		case cName:
			if c >= utf8.RuneSelf && l.foreignBlank() {
				continue
			}
			l.word()
			if fresh && beginsStatement[l.kind] && l.field == 0 {
				l.closeAll()
			}
			return
		case cDigit:
			l.number()
			return
		case cQuote:
			l.start = l.pos
			l.quoted(literal{})
			return
		case cNewline:
			if l.brackets > 0 && l.pos < l.n {
				l.pos++
				fresh = true
				continue
			}
			l.newline()
			return
		case cPunct:
			if c == '#' {
				l.pos += strings.IndexByte(l.src[l.pos:], '\n')
				continue
			}
			if c == '\\' && l.continued() {
				continue
			}
			l.punct(c)
			return
		default:
			if c == 0 && l.pos > l.n {
				l.kind, l.start, l.end = tEOF, l.n, l.n
				return
			}
			// CPython refuses NUL bytes, control characters, "$" and "?". Read as
			// blanks they hide nothing.
			l.report(l.pos, "invalid character")
			l.pos++
		}
	}
}

// continued steps over a backslash at the end of a line.
func (l *lexer) continued() bool {
	if l.src[l.pos+1] != '\n' || l.pos+1 >= l.n {
		return false
	}
	l.pos += 2
	return true
}

// newline ends the logical line. At the end of the file the position stays, so
// that every further call comes here or to the EOF.
func (l *lexer) newline() {
	l.kind, l.start, l.end = tNewline, l.pos, min(l.pos+1, l.n)
	if l.pos >= l.n && l.brackets > 0 {
		l.report(l.n, "bracket never closed")
	}
	l.brackets, l.field = 0, 0
	l.pos++
	l.lineStart = true
}

// punct reads an operator or delimiter.
func (l *lexer) punct(c byte) {
	l.start = l.pos
	k, size := l.operator(c, l.src[l.pos+1], l.src[l.pos+2])
	l.kind = k
	l.pos += size
	l.end = l.pos
}
