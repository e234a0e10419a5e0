package pysrc

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// decode returns the source as UTF-8 text with "\n" for every newline, the
// name of the encoding it was in, and what is wrong with it, or "".
//
// The encoding is found as CPython finds it: a byte order mark, else a comment
// in one of the first two lines (PEP 263), else UTF-8. Bytes that do not fit
// the encoding, and all bytes where the encoding is unknown, are read as
// Latin-1, so that they end up somewhere.
//
// The text may share the bytes of src: the lexer makes the only copy, which for
// a file at the limit of an archive is half of what parsing needs.
func decode(src []byte) (text, encoding, problem string) {
	if wide, name := decodeWide(src); name != "" {
		return normaliseNewlines(wide), name, "source is " + name + ", which Python does not read"
	}
	src, mark := bytes.CutPrefix(src, []byte("\xef\xbb\xbf"))
	encoding = "utf-8"
	if name := cookie(src); name != "" {
		encoding = name
	}
	if encoding == "utf-8" || mark {
		if mark && encoding != "utf-8" {
			problem = "encoding " + encoding + " behind a UTF-8 byte order mark"
		}
		text = unsafe.String(unsafe.SliceData(src), len(src))
		if !utf8.ValidString(text) {
			text, problem = latinFill(text), "source is not valid UTF-8"
		}
		return normaliseNewlines(text), "utf-8", problem
	}
	text, problem = decodeNamed(src, encoding)
	return normaliseNewlines(text), encoding, problem
}

// normaliseNewlines turns "\r\n" and "\r" into "\n".
func normaliseNewlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.ReplaceAll(s, "\r", "\n")
}

// cookie returns the encoding that a comment in the first two lines declares,
// normalised, or "". The second line counts where the first has no code.
func cookie(src []byte) string {
	for range 2 {
		end := bytes.IndexAny(src, "\r\n")
		line := src
		if end >= 0 {
			line = src[:end]
		}
		comment := bytes.TrimLeft(line, " \t\f")
		if len(comment) > 0 && comment[0] != '#' {
			return ""
		}
		if name := declared(comment); name != "" {
			return codecName(name)
		}
		if end < 0 {
			return ""
		}
		if src[end] == '\r' && end+1 < len(src) && src[end+1] == '\n' {
			end++
		}
		src = src[end+1:]
	}
	return ""
}

// declared finds "coding:" or "coding=" and the name behind it.
func declared(comment []byte) string {
	for {
		i := bytes.Index(comment, []byte("coding"))
		if i < 0 || i+6 >= len(comment) {
			return ""
		}
		comment = comment[i+6:]
		if comment[0] != ':' && comment[0] != '=' {
			continue
		}
		name := bytes.TrimLeft(comment[1:], " \t")
		n := 0
		for n < len(name) && (class[name[n]] == cDigit || class[name[n]] == cName && name[n] < utf8.RuneSelf || name[n] == '-' || name[n] == '.') {
			n++
		}
		if n > 0 {
			return string(name[:n])
		}
	}
}

// latinFill replaces each byte that is not part of valid UTF-8 by the Latin-1
// character of its number.
func latinFill(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			r = rune(s[0])
		}
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}
