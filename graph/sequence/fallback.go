package sequence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// beforeParens returns the words that stand before an opening parenthesis, at
// most limit of them, and whether these are all. It is the published code's
// second way to read a file, re.finditer(r'\b(\w+)\s*\(', text): keywords,
// comments and strings count, and of a dotted name the last part is left.
func beforeParens(text string, limit int) (names []string, whole bool) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !isWord(r) {
			at += size
			continue
		}
		start := at
		at = skip(text, at, isWord)
		end := at
		at = skip(text, at, isSpace)
		if !strings.HasPrefix(text[at:], "(") {
			continue
		}
		if len(names) == limit {
			return names, false
		}
		names = append(names, text[start:end])
	}
	return names, true
}

// skip returns the offset of the first character from at on that is not in a
// class.
func skip(text string, at int, class func(rune) bool) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !class(r) {
			break
		}
		at += size
	}
	return at
}

// isWord is Python's \w: letters, all that has a numeric value, and "_". Marks
// are not in it.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameByte(byte(r))
	}
	return unicode.In(r, unicode.L, unicode.N)
}

// isSpace is Python's \s.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
