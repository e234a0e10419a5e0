package pycodec

import "encoding/base64"

const (
	notBase64 = 0xff
	std64     = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

var digits64 = digitTable(std64)

// digitTable gives the value of each digit of an alphabet, 0xff for the rest.
func digitTable(alphabet string) *[256]byte {
	var t [256]byte
	for i := range t {
		t[i] = notBase64
	}
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	return &t
}

// Base64 is base64.b64decode, and binascii.a2b_base64 without altchars, two
// characters that stand for + and / beside these. Characters outside the
// alphabet are skipped and enough padding ends the data, unless validate is set,
// which refuses both.
func Base64(data []byte, altchars string, validate bool, limit int) ([]byte, error) {
	table := digits64
	if len(altchars) == 2 {
		t := *digits64
		t[altchars[0]], t[altchars[1]] = 62, 63
		table = &t
	}
	if validate && len(data) > 0 && data[0] == '=' {
		return nil, errCorrupt
	}
	out := make([]byte, 0, min(len(data)/4*3+3, limit))
	var acc uint32
	quad, pads := 0, 0
	padded := false
	for i, c := range data {
		if c == '=' && table[c] == notBase64 {
			padded = true
			if quad >= 2 {
				pads++
			}
			if quad >= 2 && quad+pads >= 4 {
				if validate && i+1 < len(data) {
					return nil, errCorrupt
				}
				return out, nil
			}
			continue
		}
		d := table[c]
		if d == notBase64 {
			if validate {
				return nil, errCorrupt
			}
			continue
		}
		if validate && padded {
			return nil, errCorrupt
		}
		pads = 0
		acc = acc<<6 | uint32(d)
		quad = (quad + 1) % 4
		if quad == 1 {
			continue
		}
		if len(out) >= limit {
			return nil, ErrTooLarge
		}
		out = append(out, byte(acc>>[4]uint{2: 4, 3: 2, 0: 0}[quad]))
	}
	if quad != 0 {
		return nil, errCorrupt
	}
	return out, nil
}

// EncodeBase64 is base64.b64encode.
func EncodeBase64(data []byte) []byte { return base64.StdEncoding.AppendEncode(nil, data) }

// EncodeBase64Lines is base64.encodebytes: lines of 76 digits, each ended by a
// newline.
func EncodeBase64Lines(data []byte) []byte {
	const perLine = 57
	var out []byte
	for len(data) > 0 {
		n := min(perLine, len(data))
		out = append(base64.StdEncoding.AppendEncode(out, data[:n]), '\n')
		data = data[n:]
	}
	return out
}
