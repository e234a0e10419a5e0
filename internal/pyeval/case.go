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

// plainCase reports whether the letters of s have one upper and one lower form.
func plainCase(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return r >= utf8.RuneSelf && unicode.IsLetter(r) && (r < 0xc0 || r == 0xdf || r > 0xff && r < 0x400 || r > 0x4ff && r < 0x3000)
	}) < 0
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
		was := first
		first = each && !unicode.IsLetter(r)
		if was && unicode.IsLetter(r) {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}
