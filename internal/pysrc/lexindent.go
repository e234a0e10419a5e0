package pysrc

import "strings"

// closeAll ends the logical line before the keyword just read, which cannot
// stand inside brackets.
func (l *lexer) closeAll() {
	l.report(l.start, "bracket never closed")
	line := strings.LastIndexByte(l.src[:l.start], '\n')
	l.kind, l.start, l.end = tNewline, line, line+1
	l.brackets = 0
	l.pos = line + 1
	l.lineStart = true
}

// indentation measures the first line that is neither blank nor a comment, and
// sets dedents: how many DEDENT tokens come first, or -1 for an INDENT.
func (l *lexer) indentation() {
	l.lineStart = false
	col, first := int32(0), int32(-1)
	for {
		switch l.src[l.pos] {
		case ' ':
			col++
		case '\t':
			col = min((col/8+1)*8, MaxSource) // or a gigabyte of tabs overflows
		case '\f':
			col = 0
		case '\n':
			if l.pos >= l.n {
				l.dedents = len(l.indents) - 1
				l.indents = l.indents[:1]
				l.pos = l.n + 1
				return
			}
			col, first = 0, -1
		case '#':
			l.pos += strings.IndexByte(l.src[l.pos:], '\n')
			continue
		case '\\':
			// A line joined to the next keeps the indentation of its own start,
			// unless that is none: then, as in CPython, the next line's counts.
			if l.src[l.pos+1] != '\n' || l.pos+1 >= l.n {
				l.setIndent(col, first)
				return
			}
			if first <= 0 {
				first = col
			}
			l.pos++
		default:
			if l.pos > l.n {
				l.dedents = len(l.indents) - 1
				l.indents = l.indents[:1]
				return
			}
			l.setIndent(col, first)
			return
		}
		l.pos++
	}
}

func (l *lexer) setIndent(col, first int32) {
	if first > 0 {
		col = first
	}
	top := len(l.indents) - 1
	switch {
	case col > l.indents[top]:
		l.indents = append(l.indents, col)
		l.dedents = -1
	case col < l.indents[top]:
		for top > 0 && l.indents[top-1] >= col {
			top--
			l.dedents++
		}
		if l.indents[top] != col {
			// Between two levels: the inner block goes on at the new column.
			l.report(l.pos, "unindent does not match any outer indentation level")
			l.indents[top] = col
		}
		l.indents = l.indents[:top+1]
	}
}
