package pysrc

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescapeUnicode decodes \uXXXX and \UXXXXXXXX alone, behind an odd number of
// backslashes, as Python's raw_unicode_escape does.
func unescapeUnicode(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		n := 2
		switch s[1] {
		case 'u':
			n = codePoint(&b, s, 2, 6, 16, false)
		case 'U':
			n = codePoint(&b, s, 2, 10, 16, false)
		default:
			b.WriteString(s[:2])
		}
		s = s[n:]
	}
}

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, s)
}

// decodeUTF7 decodes RFC 2152: "+…-" holds UTF-16 in base64 without padding.
func decodeUTF7(s string) (text, problem string) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '+')
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		units, n := base64Units(s[i+1:])
		if n == 0 {
			b.WriteByte('+')
		}
		b.WriteString(string(utf16.Decode(units)))
		s = strings.TrimPrefix(s[i+1+n:], "-")
	}
	if text = b.String(); strings.ContainsRune(text, utf8.RuneError) {
		problem = "source is not valid UTF-7"
	}
	return text, problem
}

// base64Units decodes the base64 digits at the head of s and returns how many
// there are.
func base64Units(s string) (units []uint16, n int) {
	var bits, have uint
	for ; n < len(s); n++ {
		v := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", s[n])
		if v < 0 {
			break
		}
		bits, have = bits<<6|uint(v), have+6
		if have >= 16 {
			have -= 16
			units = append(units, uint16(bits>>have))
			bits &= 1<<have - 1
		}
	}
	return units, n
}

// decodeWide decodes UTF-16 and UTF-32 with a byte order mark, which Python
// refuses as source; name is empty where there is none.
func decodeWide(src []byte) (text, name string) {
	hasPrefix := func(s string) bool { return strings.HasPrefix(string(src[:min(len(src), 4)]), s) }
	switch {
	case hasPrefix("\xff\xfe\x00\x00"):
		return wide(src[4:], 4, func(b []byte) uint32 {
			return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
		}), "utf-32-le"
	case hasPrefix("\xff\xfe"):
		return wide(src[2:], 2, func(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 }), "utf-16-le"
	case hasPrefix("\xfe\xff"):
		return wide(src[2:], 2, func(b []byte) uint32 { return uint32(b[1]) | uint32(b[0])<<8 }), "utf-16-be"
	}
	return "", ""
}

func wide(src []byte, size int, unit func([]byte) uint32) string {
	if size == 4 {
		out := make([]rune, 0, len(src)/4)
		for ; len(src) >= 4; src = src[4:] {
			out = append(out, rune(min(unit(src), utf8.MaxRune+1)))
		}
		return string(out)
	}
	out := make([]uint16, 0, len(src)/2)
	for ; len(src) >= 2; src = src[2:] {
		out = append(out, uint16(unit(src)))
	}
	return string(utf16.Decode(out))
}
