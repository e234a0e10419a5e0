package pyeval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func recase(s, name string) string {
	switch name {
	case "upper":
		return strings.ToUpper(s)
	case "swapcase":
		return strings.Map(swapCase, s)
	case "title", "capitalize":
		return capital(s, name == "title")
	}
	return strings.ToLower(s)
}

// plainCase reports whether the letters of s have one upper and one lower form, in
// Go as in CPython.
func plainCase(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		switch {
		case r == 0xaa || r == 0xb5 || r == 0xba || r == 0xdf || r >= 0x130 && r <= 0x131 || r == 0x149:
			return true
		case r < 0x80, r >= 0xa0 && r < 0x17f, r >= 0x400 && r < 0x500:
			return false
		}
		return !(r >= 0x2000 && r < 0x2070 || r >= 0x3000 && r < 0xa000 || r >= 0xac00 && r < 0xd7a4 || r >= 0x1f300 && r < 0x1f650)
	})
}

// settled reports whether the characters of s are what they are in the Unicode 14
// of CPython 3.11, where Go has a later one with more characters.
func settled(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r > 0xffff && !(r >= 0x1f300 && r < 0x1f650) || r == 0xcf3 || r == 0xece
	})
}

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

func capital(s string, each bool) string {
	first := true
	return strings.Map(func(r rune) rune {
		cased := unicode.IsUpper(r) || unicode.IsLower(r)
		was := first
		first = each && !cased
		if was && cased {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}

// isSpace is what str.isspace takes for white space.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

// spaceOf returns what is white space in a text of some kind.
func spaceOf(k kind) func(rune) bool {
	if k == bytesKind {
		return func(r rune) bool { return strings.ContainsRune(" \t\n\r\v\f", r) }
	}
	return isSpace
}

// classOf says of what the text of a test such as isalpha consists.
var classOf = map[string]func(rune) bool{
	"isdigit": unicode.IsDigit, "isnumeric": unicode.IsDigit, "isdecimal": unicode.IsDigit, "isalpha": unicode.IsLetter,
	"isalnum": func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) },
	"isspace": isSpace, "isascii": func(r rune) bool { return r < utf8.RuneSelf },
}

// consists evaluates the tests of what a text consists of.
func consists(self value, name string) value {
	s := self.s
	switch name {
	case "isupper", "islower":
		if self.k == strKind && !plainCase(s) {
			return value{}
		}
		upper, lower := strings.ContainsFunc(s, unicode.IsUpper), strings.ContainsFunc(s, unicode.IsLower)
		if self.k == bytesKind {
			upper, lower = strings.ContainsAny(s, strings.ToUpper(lowercase)), strings.ContainsAny(s, lowercase)
		}
		return boolean(upper != lower && upper == (name == "isupper"))
	case "isspace":
		return boolean(s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !spaceOf(self.k)(r) }))
	}
	is := classOf[name]
	if s == "" {
		return boolean(name == "isascii")
	}
	if self.k == bytesKind {
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf || !is(rune(s[i])) {
				return boolean(false)
			}
		}
		return boolean(true)
	}
	// Digits that are not decimal and Chinese numerals are not told apart.
	odd := strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf && !is(r) })
	if !settled(s) || odd && strings.Contains("isdigit isnumeric isalnum", name) {
		return value{}
	}
	return boolean(!strings.ContainsFunc(s, func(r rune) bool { return !is(r) }))
}
