package pycodec

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// plainEscapes are the escapes of one letter.
var plainEscapes = map[byte]byte{
	'n': '\n', 't': '\t', 'r': '\r', '\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v',
}

// decodeEscapes is the unicode_escape codec, or the raw one, which knows \u and
// \U alone. The names of \N are not known here.
func decodeEscapes(data []byte, raw bool, h decodeHandler) (string, error) {
	var b strings.Builder
	for i := 0; i < len(data); {
		if data[i] != '\\' {
			b.WriteRune(rune(data[i]))
			i++
			continue
		}
		if raw && (i+1 == len(data) || data[i+1]|0x20 != 'u') {
			end := min(i+2, len(data)) // a backslash shields the next one
			b.WriteString(latin(data[i:end]))
			i = end
			continue
		}
		n, r, ok := escape(data[i:])
		if ok {
			if r >= 0 {
				b.WriteRune(r)
			}
			i += n
			continue
		}
		if n == 0 {
			return "", errCorrupt
		}
		s, err := h.bad(data[i : i+n])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
		i += n
	}
	return b.String(), nil
}

// noRune is what a backslash before a newline stands for.
const noRune = -1

// escape reads the escape at the head of data: its length and its character. It
// is not ok if it is cut short or too large, and n is 0 if it is a surrogate or
// a name.
func escape(data []byte) (n int, r rune, ok bool) {
	if len(data) == 1 {
		return 1, 0, false
	}
	c := data[1]
	if plain, ok := plainEscapes[c]; ok {
		return 2, rune(plain), true
	}
	switch {
	case c == 'u' || c == 'U' || c == 'x':
		return hexEscape(data)
	case c == '\n':
		return 2, noRune, true
	case c == 'N':
		return 0, 0, false
	case c >= '0' && c <= '7':
		n := 1
		for n < len(data) && n < 4 && data[n] >= '0' && data[n] <= '7' {
			r = r<<3 | rune(data[n]-'0')
			n++
		}
		return n, r, true
	}
	return 1, '\\', true
}

// hexEscape reads \xNN, \uNNNN or \UNNNNNNNN.
func hexEscape(data []byte) (n int, r rune, ok bool) {
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[data[1]]
	n = 2
	for n < len(data) && n < 2+digits && isHex(data[n]) {
		n++
	}
	if n < 2+digits {
		return n, 0, false
	}
	v, err := strconv.ParseUint(string(data[2:n]), 16, 32)
	switch {
	case err != nil || v > utf8.MaxRune:
		return n, 0, false
	case !utf8.ValidRune(rune(v)):
		return 0, 0, false
	}
	return n, rune(v), true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func encodeEscapes(s string, raw bool) []byte {
	var out []byte
	for _, r := range s {
		switch {
		case raw && r < 1<<8 || !raw && r >= ' ' && r < 0x7f && r != '\\':
			out = append(out, byte(r))
		case !raw && strings.ContainsRune("\t\n\r\\", r):
			out = append(out, '\\', map[rune]byte{'\t': 't', '\n': 'n', '\r': 'r', '\\': '\\'}[r])
		default:
			out = append(out, escapeRune(r)...)
		}
	}
	return out
}

// UnescapeBytes is codecs.escape_decode, Python 2's string_escape codec: the
// escapes of bytes literals.
func UnescapeBytes(data []byte) ([]byte, error) {
	var out []byte
	for i := 0; i < len(data); {
		if data[i] != '\\' {
			out = append(out, data[i])
			i++
			continue
		}
		if c := i + 1; c == len(data) || data[c] == 'x' && (len(data) < c+3 || !isHex(data[c+1]) || !isHex(data[c+2])) {
			return nil, errCorrupt
		}
		if strings.IndexByte("uUN", data[i+1]) >= 0 {
			out = append(out, data[i:i+2]...)
			i += 2
			continue
		}
		n, r, _ := escape(data[i:])
		if r != noRune {
			out = append(out, byte(r))
		}
		i += n
	}
	return out, nil
}
