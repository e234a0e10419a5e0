package sap

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokens is what the features need of a source.
type tokens struct {
	names, strings          []string // strings without quotes, cut at escapes
	brackets, equals, pluss int
}

// keywords are no names.
const keywords = " and as assert async await break class continue def del elif else except finally for from global if import in is lambda" +
	" nonlocal not or pass raise return try while with yield True False None "

// lex never fails: what it does not know it passes over. It is linear in src.
func lex(src string) tokens {
	var t tokens
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		switch {
		case r == '#':
			if n = strings.IndexByte(src[i:], '\n'); n < 0 {
				n = len(src) - i
			}
		case r == '"' || r == '\'':
			n = t.text(src[i:])
		case r == '_' || unicode.IsLetter(r):
			n = identifier(src[i:])
			t.name(src[i:i+n], src[i+n:])
		case unicode.IsDigit(r):
			n = identifier(src[i:]) // a number with its letters
		case r == '[':
			t.brackets++
		case r == '+':
			t.pluss++
		case strings.HasPrefix(src[i:], "==") || strings.HasPrefix(src[i:], "!="):
			n = 2
		case r == ':' && strings.HasPrefix(src[i:], ":="):
			n = 2
		case r == '=':
			t.equals++
		}
		i += n
	}
	return t
}

func identifier(src string) int {
	for i, r := range src {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(src)
}

// name takes a word, unless it is a keyword or the prefix of a string.
func (t *tokens) name(word, rest string) {
	quoted := rest != "" && (rest[0] == '"' || rest[0] == '\'')
	if quoted && len(word) <= 2 && strings.Trim(word, "rRbBuUfF") == "" || strings.Contains(keywords, " "+word+" ") {
		return
	}
	t.names = append(t.names, word)
}

// text takes the string at the beginning of src and returns its length.
func (t *tokens) text(src string) int {
	quote, long := src[:1], false
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(src, triple) {
		quote, long = triple, true
	}
	from := len(quote)
	for i := from; i < len(src); {
		switch {
		case strings.HasPrefix(src[i:], quote):
			t.part(src[from:i])
			return i + len(quote)
		case src[i] == '\\':
			t.part(src[from:i])
			from = min(i+2, len(src))
			i = from
		case src[i] == '\n' && !long: // never closed
			t.part(src[from:i])
			return i
		default:
			i++
		}
	}
	t.part(src[from:])
	return len(src)
}

func (t *tokens) part(s string) {
	if strings.ContainsAny(s, `'"`) {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "'", ""), `"`, "")
	}
	if s != "" {
		t.strings = append(t.strings, s)
	}
}
