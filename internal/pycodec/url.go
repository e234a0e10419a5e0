package pycodec

import (
	"strings"
	"unicode/utf8"
)

// URLUnquote is urllib.parse.unquote, and unquote_plus where plus is set: what
// is no UTF-8 becomes U+FFFD, what is no escape stays.
func URLUnquote(s string, plus bool) string {
	if plus {
		s = strings.ReplaceAll(s, "+", " ")
	}
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
		if n < 0 {
			n = len(s)
		}
		text, _ := decodeUTF8(URLUnquoteBytes([]byte(s[:n])), "replace")
		b.WriteString(text)
		s = s[n:]
		n = strings.IndexFunc(s, func(r rune) bool { return r < utf8.RuneSelf })
		if n < 0 {
			n = len(s)
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}

// URLUnquoteBytes is urllib.parse.unquote_to_bytes.
func URLUnquoteBytes(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for i := 0; i < len(data); i++ {
		if data[i] == '%' && i+2 < len(data) && isHex(data[i+1]) && isHex(data[i+2]) {
			out = append(out, unhex(data[i+1])<<4|unhex(data[i+2]))
			i += 2
			continue
		}
		out = append(out, data[i])
	}
	return out
}
