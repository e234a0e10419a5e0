package sequence

import "strings"

// formatted reads the inside of an f-string as CPython 3.11 does
// (Parser/string_parser.c): before PEP 701 a field ended where its text said,
// whatever was in it, and held neither a backslash nor "#".
type formatted struct {
	text string
	raw  bool
	pos  int
}

// string reads text and fields up to the end, or in a format specification up
// to the brace that ends its field. It says whether all of it is valid.
func (f *formatted) string(level int) bool {
	for {
		more, ok := f.literal(level)
		if !ok || !more {
			return ok
		}
		if !f.field(level) {
			return false
		}
	}
}

// literal reads text up to a field (more) or to the end.
func (f *formatted) literal(level int) (more, ok bool) {
	from := f.pos
	for f.pos < len(f.text) {
		c := f.text[f.pos]
		switch {
		case c == '\\' && !f.raw && f.pos+1 < len(f.text):
			f.escape()
			continue
		case (c == '{' || c == '}') && level == 0 && strings.HasPrefix(f.text[f.pos+1:], string(c)):
			if !f.valid(from, f.pos+1) {
				return false, false
			}
			f.pos += 2
			from = f.pos
			continue
		case c == '{':
			return true, f.valid(from, f.pos)
		case c == '}':
			return false, level > 0 && f.valid(from, f.pos)
		}
		f.pos++
	}
	return false, level == 0 && f.valid(from, f.pos)
}

// escape steps over a backslash and what it stands before; a brace is never
// that.
func (f *formatted) escape() {
	f.pos++
	c := f.text[f.pos]
	if c == '{' || c == '}' {
		return
	}
	f.pos++
	if c == 'N' && strings.HasPrefix(f.text[f.pos:], "{") {
		end := strings.IndexByte(f.text[f.pos:], '}')
		if end < 0 {
			end = len(f.text) - f.pos - 1
		}
		f.pos += end + 1
	}
}

func (f *formatted) valid(from, to int) bool { return f.raw || validEscapes(f.text[from:to], false) }

// field reads one field from its opening to its closing brace.
func (f *formatted) field(level int) bool {
	if level >= 2 {
		return false
	}
	f.pos++
	from := f.pos
	if !f.expression() || !isFieldExpr(f.text[from:f.pos]) {
		return false
	}
	if f.at('=') {
		f.pos++
		f.pos += len(f.text[f.pos:]) - len(strings.TrimLeft(f.text[f.pos:], " \t\n\v\f\r"))
	}
	if f.at('!') {
		f.pos++
		if !f.at('s') && !f.at('r') && !f.at('a') {
			return false
		}
		f.pos++
	}
	if f.at(':') {
		f.pos++
		if f.pos >= len(f.text) || !f.string(level+1) {
			return false
		}
	}
	if !f.at('}') {
		return false
	}
	f.pos++
	return true
}

func (f *formatted) at(c byte) bool { return f.pos < len(f.text) && f.text[f.pos] == c }

// expression steps over the expression of a field to the character that ends
// it: outside of brackets and strings one of ! : } or a single =.
func (f *formatted) expression() bool {
	var open []byte
	for f.pos < len(f.text) {
		switch c := f.text[f.pos]; c {
		case '\\', '#':
			return false
		case '"', '\'':
			if !f.nested(c) {
				return false
			}
			continue
		case '(', '[', '{':
			if len(open) >= maxBrackets {
				return false
			}
			open = append(open, c)
		case '!', ':', '=', '<', '>', '}', ')', ']':
			if len(open) == 0 {
				if c == ')' || c == ']' {
					return false
				}
				if f.comparison(c) {
					continue
				}
				return true
			}
			if i := strings.IndexByte(")]}", c); i >= 0 {
				if "([{"[i] != open[len(open)-1] {
					return false
				}
				open = open[:len(open)-1]
			}
		}
		f.pos++
	}
	return false
}

// comparison steps over != == <= >= < >.
func (f *formatted) comparison(c byte) bool {
	switch {
	case c != ':' && c != '}' && strings.HasPrefix(f.text[f.pos+1:], "="):
		f.pos += 2
	case c == '<' || c == '>':
		f.pos++
	default:
		return false
	}
	return true
}

// nested steps over a string in an expression.
func (f *formatted) nested(quote byte) bool {
	end := string(quote)
	if long := strings.Repeat(end, 3); strings.HasPrefix(f.text[f.pos:], long) {
		end = long
	}
	f.pos += len(end)
	i := strings.Index(f.text[f.pos:], end)
	if i < 0 || strings.IndexByte(f.text[f.pos:f.pos+i], '\\') >= 0 {
		return false
	}
	f.pos += i + len(end)
	return true
}

// isFieldExpr says whether the text of a field is an expression in the
// parentheses that CPython puts around it.
func isFieldExpr(text string) bool {
	if strings.Trim(text, " \t\n\f\r") == "" {
		return false
	}
	tokens, bad := lex("(" + text + ")")
	if bad != nil {
		return false
	}
	p := newParser("("+text+")", tokens)
	p.starExpressions()
	p.expectKind(kindNewline)
	p.expectKind(kindEnd)
	return p.fault == nil
}
