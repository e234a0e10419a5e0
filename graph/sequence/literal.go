package sequence

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// literal is a string literal as the source has it.
type literal struct {
	bytes, raw, format bool
	inside             string
}

// parseLiteral takes the token of a string apart.
func parseLiteral(text string) literal {
	quote := strings.IndexAny(text, `"'`)
	prefix := strings.ToLower(text[:quote])
	size := 1
	if inside := text[quote:]; len(inside) >= 6 && inside[1] == inside[0] && inside[2] == inside[0] {
		size = 3
	}
	return literal{
		bytes:  strings.Contains(prefix, "b"),
		raw:    strings.Contains(prefix, "r"),
		format: strings.Contains(prefix, "f"),
		inside: text[quote+size : len(text)-size],
	}
}

// valid says whether CPython can decode the literal.
func (s literal) valid() bool {
	switch {
	case s.format:
		f := formatted{text: s.inside, raw: s.raw}
		return f.string(0)
	case s.bytes && !isASCII(s.inside):
		return false
	}
	return s.raw || validEscapes(s.inside, s.bytes)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// validEscapes says whether the backslash sequences of a literal are complete.
// Those that mean nothing are, and so is one before a field of an f-string; of
// \N{NAME} only the form is looked at.
func validEscapes(s string, bytes bool) bool {
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			return true
		}
		c := s[i+1]
		s = s[i+2:]
		digits := 0
		switch {
		case c == 'x':
			digits = 2
		case c == 'u' && !bytes:
			digits = 4
		case c == 'U' && !bytes:
			digits = 8
		case c == 'N' && !bytes:
			if end := strings.IndexByte(s, '}'); !strings.HasPrefix(s, "{") || end < 2 {
				return false
			}
		}
		if digits == 0 {
			continue
		}
		if len(s) < digits || !isCodePoint(s[:digits]) {
			return false
		}
	}
}

func isCodePoint(hex string) bool {
	v, err := strconv.ParseUint(hex, 16, 32)
	return err == nil && v <= utf8.MaxRune
}
