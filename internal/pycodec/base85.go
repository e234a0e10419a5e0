package pycodec

import (
	"bytes"
	"strings"
)

// Ascii85 is base64.a85decode. foldSpaces lets y stand for four spaces, adobe
// expects ~> behind the data and takes <~ before it away; ignore are the
// characters that are skipped, by default white space.
func Ascii85(data []byte, foldSpaces, adobe bool, ignore string, limit int) ([]byte, error) {
	if adobe {
		inner, ok := bytes.CutSuffix(data, []byte("~>"))
		if !ok {
			return nil, errCorrupt
		}
		if bytes.HasPrefix(data, []byte("<~")) {
			inner = inner[min(2, len(inner)):] // Python takes <~> for both marks
		}
		data = inner
	}
	var out []byte
	acc, n := uint64(0), 0
	add := func(word uint32) { out = append(out, byte(word>>24), byte(word>>16), byte(word>>8), byte(word)) }
	for i := range len(data) + 4 {
		c := byte('u') // the padding, four times
		if i < len(data) {
			c = data[i]
		}
		switch {
		case c >= '!' && c <= 'u':
			acc, n = acc*85+uint64(c-'!'), n+1
			if n < 5 {
				continue
			}
			if acc>>32 != 0 {
				return nil, errCorrupt
			}
			add(uint32(acc))
			acc, n = 0, 0
		case n == 0 && c == 'z':
			add(0)
		case n == 0 && c == 'y' && foldSpaces:
			add(0x20202020)
		case c == 'z' || c == 'y' && foldSpaces || strings.IndexByte(ignore, c) < 0:
			return nil, errCorrupt
		}
		if len(out) > limit+4 {
			return nil, ErrTooLarge
		}
	}
	return clip(out, 4-n, limit)
}

// Ascii85Ignore are the characters that base64.a85decode skips by default.
const Ascii85Ignore = " \t\n\r\v"

// clip takes the bytes away that the padding made.
func clip(out []byte, pad, limit int) ([]byte, error) {
	out = out[:max(0, len(out)-pad)]
	if len(out) > limit {
		return nil, ErrTooLarge
	}
	return out, nil
}

const alphabet85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"

var digits85 = digitTable(alphabet85)

// Base85 is base64.b85decode.
func Base85(data []byte, limit int) ([]byte, error) {
	if len(data)/5*4 > limit {
		return nil, ErrTooLarge
	}
	pad := (5 - len(data)%5) % 5
	data = append(bytes.Clone(data), strings.Repeat("~", pad)...)
	out := make([]byte, 0, len(data)/5*4)
	for i := 0; i < len(data); i += 5 {
		var n uint64
		for _, c := range data[i : i+5] {
			d := digits85[c]
			if d == notBase64 {
				return nil, errCorrupt
			}
			n = n*85 + uint64(d)
		}
		if n>>32 != 0 {
			return nil, errCorrupt
		}
		out = append(out, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return clip(out, pad, limit)
}

// EncodeBase85 is base64.b85encode.
func EncodeBase85(data []byte) []byte {
	out, pad := encode85(data, alphabet85)
	return out[:len(out)-pad]
}

// EncodeAscii85 is base64.a85encode.
func EncodeAscii85(data []byte) []byte {
	out, pad := encode85(data, "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstu")
	var folded []byte
	for i := 0; i < len(out); i += 5 {
		group := out[i : i+5]
		last := i+5 == len(out)
		switch {
		case string(group) == "!!!!!" && !(last && pad > 0):
			folded = append(folded, 'z')
		case last:
			folded = append(folded, group[:5-pad]...)
		default:
			folded = append(folded, group...)
		}
	}
	return folded
}

// encode85 writes whole groups of five digits, pad too many.
func encode85(data []byte, alphabet string) (out []byte, pad int) {
	pad = (4 - len(data)%4) % 4
	data = append(bytes.Clone(data), make([]byte, pad)...)
	out = make([]byte, 0, len(data)/4*5)
	for i := 0; i < len(data); i += 4 {
		n := uint32(data[i])<<24 | uint32(data[i+1])<<16 | uint32(data[i+2])<<8 | uint32(data[i+3])
		var group [5]byte
		for j := 4; j >= 0; j-- {
			group[j] = alphabet[n%85]
			n /= 85
		}
		out = append(out, group[:]...)
	}
	return out, pad
}
