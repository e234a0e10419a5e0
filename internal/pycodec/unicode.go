package pycodec

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func decodeUTF8(data []byte, h decodeHandler) (string, error) {
	if utf8.Valid(data) {
		return string(data), nil
	}
	var b strings.Builder
	for i := 0; i < len(data); {
		if r, n := utf8.DecodeRune(data[i:]); r != utf8.RuneError || n > 1 {
			b.Write(data[i : i+n])
			i += n
			continue
		}
		n := brokenUTF8(data[i:])
		s, err := h.bad(data[i : i+n])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
		i += n
	}
	return b.String(), nil
}

// brokenUTF8 returns how many bytes at the head of data, which do not decode,
// are one error to Python: the beginning of a character as far as it goes.
func brokenUTF8(data []byte) int {
	lo, hi, more := byte(0x80), byte(0xbf), 0
	switch c := data[0]; {
	case c >= 0xc2 && c <= 0xdf:
		more = 1
	case c >= 0xe0 && c <= 0xef:
		more = 2
		if c == 0xe0 {
			lo = 0xa0
		} else if c == 0xed {
			hi = 0x9f
		}
	case c >= 0xf0 && c <= 0xf4:
		more = 3
		if c == 0xf0 {
			lo = 0x90
		} else if c == 0xf4 {
			hi = 0x8f
		}
	}
	n := 1
	for n < len(data) && n <= more && data[n] >= lo && data[n] <= hi {
		n++
		lo, hi = 0x80, 0xbf
	}
	return n
}

// byteOrder returns the byte order of a codec, and data without the mark that
// tells it. Without a mark it is the low byte first, as on most machines.
func byteOrder(data []byte, codec string, width int) (binary.ByteOrder, []byte) {
	switch {
	case strings.HasSuffix(codec, "_be"):
		return binary.BigEndian, data
	case strings.HasSuffix(codec, "_le") || len(data) < width:
		return binary.LittleEndian, data
	}
	switch mark := string(data[:width]); mark {
	case "\xff\xfe", "\xff\xfe\x00\x00":
		return binary.LittleEndian, data[width:]
	case "\xfe\xff", "\x00\x00\xfe\xff":
		return binary.BigEndian, data[width:]
	}
	return binary.LittleEndian, data
}

func decodeUTF16(data []byte, codec string, h decodeHandler) (string, error) {
	order, data := byteOrder(data, codec, 2)
	var b strings.Builder
	for i := 0; i < len(data); {
		bad := len(data) - i // all that is left
		if bad >= 2 {
			r := rune(order.Uint16(data[i:]))
			if !utf16.IsSurrogate(r) {
				b.WriteRune(r)
				i += 2
				continue
			}
			high := r < 0xdc00
			if !high || bad >= 4 {
				bad = 2
			}
			if high && len(data)-i >= 4 {
				if r = utf16.DecodeRune(r, rune(order.Uint16(data[i+2:]))); r != utf8.RuneError {
					b.WriteRune(r)
					i += 4
					continue
				}
			}
		}
		s, err := h.bad(data[i : i+bad])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
		i += bad
	}
	return b.String(), nil
}

func decodeUTF32(data []byte, codec string, h decodeHandler) (string, error) {
	order, data := byteOrder(data, codec, 4)
	var b strings.Builder
	for len(data) > 0 {
		n := min(4, len(data))
		if n == 4 {
			if v := order.Uint32(data); v <= utf8.MaxRune && utf8.ValidRune(rune(v)) {
				b.WriteRune(rune(v))
				data = data[4:]
				continue
			}
		}
		s, err := h.bad(data[:n])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
		data = data[n:]
	}
	return b.String(), nil
}

func encodeUTF16(s, codec string) []byte {
	var out []byte
	if codec == "utf_16" {
		out = append(out, 0xff, 0xfe)
	}
	for _, r := range s {
		for _, u := range utf16.AppendRune(nil, r) {
			if codec == "utf_16_be" {
				out = binary.BigEndian.AppendUint16(out, u)
			} else {
				out = binary.LittleEndian.AppendUint16(out, u)
			}
		}
	}
	return out
}

func encodeUTF32(s, codec string) []byte {
	var out []byte
	if codec == "utf_32" {
		out = append(out, 0xff, 0xfe, 0, 0)
	}
	for _, r := range s {
		if codec == "utf_32_be" {
			out = binary.BigEndian.AppendUint32(out, uint32(r))
		} else {
			out = binary.LittleEndian.AppendUint32(out, uint32(r))
		}
	}
	return out
}
