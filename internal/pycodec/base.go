package pycodec

import (
	"bytes"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Base64 is base64.b64decode, and binascii.a2b_base64: characters outside the
// alphabet are skipped unless validate is set, padding ends the data. altchars
// are two characters that stand for + and /, or "".
func Base64(data []byte, altchars string, validate bool, limit int) ([]byte, error) {
	if len(data)/4*3 > limit+3 {
		return nil, ErrTooLarge
	}
	if len(altchars) == 2 {
		data = bytes.Map(func(r rune) rune {
			switch r {
			case rune(altchars[0]):
				return '+'
			case rune(altchars[1]):
				return '/'
			}
			return r
		}, data)
	}
	clean := make([]byte, 0, len(data))
	pads := 0
	for _, c := range data {
		switch {
		case c == '=':
			pads++
			if len(clean)%4 == 2 && pads >= 2 || len(clean)%4 == 3 {
				return decodeBase64(clean)
			}
		case isBase64(c):
			clean = append(clean, c)
			pads = 0
		case validate:
			return nil, errCorrupt
		}
	}
	if len(clean)%4 != 0 {
		return nil, errCorrupt
	}
	return decodeBase64(clean)
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

func decodeBase64(clean []byte) ([]byte, error) {
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	if err != nil {
		return nil, errCorrupt
	}
	return out[:n], nil
}

// Base32 is base64.b32decode.
func Base32(data []byte, casefold bool, limit int) ([]byte, error) {
	if casefold {
		data = bytes.ToUpper(data)
	}
	return decoded(base32.StdEncoding.DecodeString(string(data)))(limit)
}

// Base16 is base64.b16decode.
func Base16(data []byte, casefold bool, limit int) ([]byte, error) {
	if !casefold && bytes.ContainsAny(data, "abcdef") {
		return nil, errCorrupt
	}
	return Unhex(data, false, limit)
}

func decoded(out []byte, err error) func(int) ([]byte, error) {
	return func(limit int) ([]byte, error) {
		switch {
		case err != nil:
			return nil, errCorrupt
		case len(out) > limit:
			return nil, ErrTooLarge
		}
		return out, nil
	}
}

// Ascii85 is base64.a85decode. foldSpaces lets y stand for four spaces, adobe
// expects <~ and ~> around the data.
func Ascii85(data []byte, foldSpaces, adobe bool, limit int) ([]byte, error) {
	if adobe {
		if !bytes.HasSuffix(data, []byte("~>")) {
			return nil, errCorrupt
		}
		data = bytes.TrimPrefix(data[:len(data)-2], []byte("<~"))
	}
	if foldSpaces {
		data = bytes.ReplaceAll(data, []byte("y"), []byte("+<VdL"))
	}
	if bytes.Count(data, []byte("z"))*4+len(data) > limit+8 {
		return nil, ErrTooLarge
	}
	out := make([]byte, len(data)*4+8)
	n, _, err := ascii85.Decode(out, data, true)
	return decoded(out[:n], err)(limit)
}

const alphabet85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"

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
			d := strings.IndexByte(alphabet85, c)
			if d < 0 {
				return nil, errCorrupt
			}
			n = n*85 + uint64(d)
		}
		if n>>32 != 0 {
			return nil, errCorrupt
		}
		out = append(out, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return out[:len(out)-pad], nil
}

// Unhex is binascii.unhexlify, and bytes.fromhex where spaces may stand between
// the bytes.
func Unhex(data []byte, spaces bool, limit int) ([]byte, error) {
	if spaces {
		data = bytes.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\n\r\v\f", r) {
				return -1
			}
			return r
		}, data)
	}
	if len(data)/2 > limit {
		return nil, ErrTooLarge
	}
	out := make([]byte, hex.DecodedLen(len(data)))
	if _, err := hex.Decode(out, data); err != nil {
		return nil, errCorrupt
	}
	return out, nil
}

// EncodeBase64 is base64.b64encode.
func EncodeBase64(data []byte) []byte { return base64.StdEncoding.AppendEncode(nil, data) }

// EncodeHex is binascii.hexlify.
func EncodeHex(data []byte) []byte { return hex.AppendEncode(nil, data) }

// EncodeBase85 is base64.b85encode.
func EncodeBase85(data []byte) []byte {
	pad := (4 - len(data)%4) % 4
	data = append(bytes.Clone(data), make([]byte, pad)...)
	out := make([]byte, 0, len(data)/4*5)
	for i := 0; i < len(data); i += 4 {
		n := uint32(data[i])<<24 | uint32(data[i+1])<<16 | uint32(data[i+2])<<8 | uint32(data[i+3])
		var group [5]byte
		for j := 4; j >= 0; j-- {
			group[j] = alphabet85[n%85]
			n /= 85
		}
		out = append(out, group[:]...)
	}
	return out[:len(out)-pad]
}
