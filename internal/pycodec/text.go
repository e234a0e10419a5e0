package pycodec

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Canonical returns the name of CPython's module for a codec, such as utf_8 for
// "UTF8" and "U8"; for a name that it does not have, that name in its spelling.
func Canonical(codec string) string {
	var b strings.Builder
	gap := false
	for _, c := range []byte(strings.ToLower(codec)) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteByte(c)
			continue
		}
		gap = true
	}
	name := b.String()
	if known, ok := codecTables().names[name]; ok {
		return known
	}
	return name
}

// aliases are the names in CPython's encodings.aliases of the codecs that are
// no tables of 256 characters, each behind the name of its module.
const aliases = `
utf_8 cp65001 u8 utf utf8 utf8_ucs2 utf8_ucs4
utf_8_sig
utf_16 u16 utf16
utf_16_le unicodelittleunmarked utf_16le
utf_16_be unicodebigunmarked utf_16be
utf_32 u32 utf32
utf_32_le utf_32le
utf_32_be utf_32be
utf_7 u7 unicode_1_1_utf_7 utf7
ascii 646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii
latin_1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1
unicode_escape
raw_unicode_escape
base64_codec base64 base_64
hex_codec hex
bz2_codec bz2
zlib_codec zip zlib
quopri_codec quopri quoted_printable quotedprintable
uu_codec uu
rot_13 rot13`

// decodeHandler is what an errors argument says of bytes that do not decode.
type decodeHandler string

// bad returns what stands for the bytes.
func (h decodeHandler) bad(data []byte) (string, error) {
	switch h {
	case "ignore":
		return "", nil
	case "replace":
		return "\uFFFD", nil
	case "backslashreplace":
		return escapeBytes(data), nil
	}
	return "", errCorrupt // surrogateescape and surrogatepass give surrogates
}

func escapeBytes(data []byte) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for _, c := range data {
		b.WriteString(`\x`)
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// DecodeText is data.decode(codec, errors) of the Unicode encodings, ASCII,
// unicode_escape, raw_unicode_escape and the encodings of one byte a character.
func DecodeText(data []byte, codec, errors string) (string, error) {
	h := decodeHandler(errors)
	switch name := Canonical(codec); name {
	case "utf_8":
		return decodeUTF8(data, h)
	case "utf_8_sig":
		if len(data) >= 3 && string(data[:3]) == "\xef\xbb\xbf" {
			data = data[3:]
		}
		return decodeUTF8(data, h)
	case "utf_16", "utf_16_le", "utf_16_be":
		return decodeUTF16(data, name, h)
	case "utf_32", "utf_32_le", "utf_32_be":
		return decodeUTF32(data, name, h)
	case "utf_7":
		return decodeUTF7(data, h)
	case "ascii":
		return decodeASCII(data, h)
	case "latin_1":
		return latin(data), nil
	case "unicode_escape":
		return decodeEscapes(data, false, h)
	case "raw_unicode_escape":
		return decodeEscapes(data, true, h)
	default:
		table, ok := codecTables().chars[name]
		if !ok {
			return "", errCorrupt
		}
		return table.decode(data, h)
	}
}

func latin(data []byte) string {
	var b strings.Builder
	b.Grow(len(data))
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

func decodeASCII(data []byte, h decodeHandler) (string, error) {
	var b strings.Builder
	for i, c := range data {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
			continue
		}
		s, err := h.bad(data[i : i+1])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// encodeHandler is what an errors argument says of characters that the codec
// does not have.
type encodeHandler string

func (h encodeHandler) bad(r rune) (string, error) {
	switch h {
	case "ignore":
		return "", nil
	case "replace":
		return "?", nil
	case "backslashreplace":
		return escapeRune(r), nil
	case "xmlcharrefreplace":
		return "&#" + strconv.Itoa(int(r)) + ";", nil
	}
	return "", errCorrupt
}

// escapeRune writes r as \xNN, \uNNNN or \UNNNNNNNN.
func escapeRune(r rune) string {
	const zeros = "00000000"
	digits, letter := 8, "U"
	switch {
	case r < 1<<8:
		digits, letter = 2, "x"
	case r < 1<<16:
		digits, letter = 4, "u"
	}
	s := strconv.FormatInt(int64(r), 16)
	return `\` + letter + zeros[:digits-len(s)] + s
}

// EncodeText is s.encode(codec, errors), for the codecs of [DecodeText].
func EncodeText(s, codec, errors string) ([]byte, error) {
	h := encodeHandler(errors)
	switch name := Canonical(codec); name {
	case "utf_8":
		return []byte(s), nil
	case "utf_8_sig":
		return []byte("\xef\xbb\xbf" + s), nil
	case "utf_16", "utf_16_le", "utf_16_be":
		return encodeUTF16(s, name), nil
	case "utf_32", "utf_32_le", "utf_32_be":
		return encodeUTF32(s, name), nil
	case "utf_7":
		return encodeUTF7(s), nil
	case "ascii":
		return encodeBelow(s, utf8.RuneSelf, h)
	case "latin_1":
		return encodeBelow(s, 1<<8, h)
	case "unicode_escape", "raw_unicode_escape":
		return encodeEscapes(s, name == "raw_unicode_escape"), nil
	default:
		table, ok := codecTables().chars[name]
		if !ok {
			return nil, errCorrupt
		}
		return table.encode(s, h)
	}
}

func encodeBelow(s string, top rune, h encodeHandler) ([]byte, error) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r < top {
			out = append(out, byte(r))
			continue
		}
		with, err := h.bad(r)
		if err != nil {
			return nil, err
		}
		out = append(out, with...)
	}
	return out, nil
}

// Rot13 is codecs.decode(s, "rot13").
func Rot13(s string) string {
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

// DecodeBytes is codecs.decode(data, codec) for the codecs that turn bytes into
// bytes, and for string_escape, which Python 2 has.
func DecodeBytes(data []byte, codec string, limit int) ([]byte, error) {
	switch Canonical(codec) {
	case "base64_codec":
		return Base64(data, "", false, limit)
	case "hex_codec":
		return Unhex(data, limit)
	case "zlib_codec":
		return Zlib(data, 15, limit)
	case "bz2_codec":
		return Bzip2(data, limit)
	case "quopri_codec":
		return QuotedPrintable(data, false, limit)
	case "uu_codec":
		return UU(data, limit)
	case "string_escape":
		return UnescapeBytes(data)
	}
	return nil, errCorrupt
}

// EncodeBytes is codecs.encode(data, codec) for the codecs that turn bytes into
// bytes, and whose result is the same everywhere.
func EncodeBytes(data []byte, codec string) ([]byte, error) {
	switch Canonical(codec) {
	case "base64_codec":
		return EncodeBase64Lines(data), nil
	case "hex_codec":
		return EncodeHex(data), nil
	}
	return nil, errCorrupt
}
