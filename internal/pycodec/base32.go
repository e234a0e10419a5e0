package pycodec

import (
	"bytes"
	"encoding/base32"
	"encoding/hex"
)

var (
	digits32    = digitTable("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
	digits32Hex = digitTable("0123456789ABCDEFGHIJKLMNOPQRSTUV")
)

// Base32 is base64.b32decode. map01 is the letter that the digit 1 stands for,
// L or I, where 0 stands for O; 0 for none.
func Base32(data []byte, casefold bool, map01 byte, limit int) ([]byte, error) {
	table := digits32
	if map01 != 0 {
		t := *digits32
		t['0'], t['1'] = t['O'], t[map01]
		table = &t
	}
	return decode32(data, table, casefold, limit)
}

// Base32Hex is base64.b32hexdecode.
func Base32Hex(data []byte, casefold bool, limit int) ([]byte, error) {
	return decode32(data, digits32Hex, casefold, limit)
}

func decode32(data []byte, table *[256]byte, casefold bool, limit int) ([]byte, error) {
	digits := bytes.TrimRight(data, "=")
	pads := len(data) - len(digits)
	if len(data)%8 != 0 || pads != 0 && pads != 1 && pads != 3 && pads != 4 && pads != 6 {
		return nil, errCorrupt
	}
	n := len(digits) * 5 / 8
	if n > limit {
		return nil, ErrTooLarge
	}
	out := make([]byte, 0, n)
	acc, bits := uint32(0), 0
	for _, c := range digits {
		if casefold && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		d := table[c]
		if d == notBase64 {
			return nil, errCorrupt
		}
		acc, bits = acc<<5|uint32(d), bits+5
		if bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	return out, nil
}

// Base16 is base64.b16decode.
func Base16(data []byte, casefold bool, limit int) ([]byte, error) {
	if !casefold && bytes.ContainsAny(data, "abcdef") {
		return nil, errCorrupt
	}
	return Unhex(data, limit)
}

// Unhex is binascii.unhexlify.
func Unhex(data []byte, limit int) ([]byte, error) {
	if len(data)/2 > limit {
		return nil, ErrTooLarge
	}
	out := make([]byte, len(data)/2)
	if _, err := hex.Decode(out, data); err != nil {
		return nil, errCorrupt
	}
	return out, nil
}

// FromHex is bytes.fromhex: white space may stand between the bytes.
func FromHex(data []byte, limit int) ([]byte, error) {
	var out []byte
	for {
		data = bytes.TrimLeft(data, " \t\n\r\v\f")
		if len(data) == 0 {
			return out, nil
		}
		var b [1]byte
		if len(data) < 2 {
			return nil, errCorrupt
		}
		if _, err := hex.Decode(b[:], data[:2]); err != nil {
			return nil, errCorrupt
		}
		if len(out) >= limit {
			return nil, ErrTooLarge
		}
		out, data = append(out, b[0]), data[2:]
	}
}

// EncodeHex is binascii.hexlify.
func EncodeHex(data []byte) []byte { return hex.AppendEncode(nil, data) }

// EncodeBase32 is base64.b32encode.
func EncodeBase32(data []byte) []byte { return base32.StdEncoding.AppendEncode(nil, data) }

// EncodeBase32Hex is base64.b32hexencode.
func EncodeBase32Hex(data []byte) []byte { return base32.HexEncoding.AppendEncode(nil, data) }

// EncodeBase16 is base64.b16encode.
func EncodeBase16(data []byte) []byte { return bytes.ToUpper(EncodeHex(data)) }
