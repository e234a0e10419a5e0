package pycodec

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Normalize returns the one spelling of a codec's name: lower case, hyphens and
// spaces as underscores.
func Normalize(codec string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(codec))
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

// DecodeText is data.decode(codec, errors) for the text codecs utf-8, utf-16,
// utf-32, ascii, latin-1, cp1252 and unicode_escape. Lone surrogates and, unless
// errors is "strict", what does not decode become U+FFFD or nothing.
func DecodeText(data []byte, codec, errors string) (string, error) {
	switch Normalize(codec) {
	case "utf_8", "utf8", "u8", "utf", "utf_8_sig", "utf8_sig":
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		if utf8.Valid(data) {
			return string(data), nil
		}
		switch errors {
		case "ignore":
			return string(bytes.ToValidUTF8(data, nil)), nil
		case "replace", "backslashreplace", "surrogateescape":
			return strings.ToValidUTF8(string(data), "\uFFFD"), nil
		}
		return "", errCorrupt
	case "ascii", "us_ascii", "646":
		ascii := bytes.Map(func(r rune) rune {
			if r >= utf8.RuneSelf {
				return -1
			}
			return r
		}, data)
		if len(ascii) != len(data) && errors != "ignore" {
			return "", errCorrupt
		}
		return string(ascii), nil
	case "latin_1", "latin1", "iso_8859_1", "iso8859_1", "l1", "8859":
		return charmap.ISO8859_1.NewDecoder().String(string(data))
	case "cp1252", "windows_1252":
		return charmap.Windows1252.NewDecoder().String(string(data))
	case "utf_16", "utf16", "u16", "utf_16_le", "utf_16le", "utf16le", "utf_16_be", "utf_16be", "utf16be":
		return decodeUTF16(data, strings.HasSuffix(Normalize(codec), "be"), errors)
	case "unicode_escape", "string_escape", "raw_unicode_escape":
		return unescape(data), nil
	}
	return "", errCorrupt
}

func decodeUTF16(data []byte, big bool, errors string) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		data = data[2:]
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data, big = data[2:], true
	}
	if len(data)%2 != 0 && errors == "strict" {
		return "", errCorrupt
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		lo, hi := data[2*i], data[2*i+1]
		if big {
			lo, hi = hi, lo
		}
		units[i] = uint16(lo) | uint16(hi)<<8
	}
	return string(utf16.Decode(units)), nil
}

var escapes = map[byte]string{
	'n': "\n", 't': "\t", 'r': "\r", '\\': "\\", '\'': "'", '"': `"`, 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v", '\n': "",
}

// unescape is the unicode_escape codec; what is no escape stays as it is.
func unescape(data []byte) string {
	var b strings.Builder
	for i := 0; i < len(data); i++ {
		c := data[i]
		if c != '\\' || i+1 == len(data) {
			b.WriteRune(rune(c))
			continue
		}
		i++
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[data[i]]
		if s, ok := escapes[data[i]]; ok {
			b.WriteString(s)
			continue
		}
		if digits > 0 && i+digits < len(data) {
			if n, err := strconv.ParseUint(string(data[i+1:i+1+digits]), 16, 32); err == nil {
				b.WriteRune(rune(n))
				i += digits
				continue
			}
		}
		end := i
		for end < len(data) && end < i+3 && data[end] >= '0' && data[end] <= '7' {
			end++
		}
		if end > i {
			n, _ := strconv.ParseUint(string(data[i:end]), 8, 32)
			b.WriteRune(rune(n))
			i = end - 1
			continue
		}
		b.WriteByte('\\')
		b.WriteByte(data[i])
	}
	return b.String()
}

// EncodeText is s.encode(codec, errors).
func EncodeText(s, codec, errors string) ([]byte, error) {
	switch Normalize(codec) {
	case "utf_8", "utf8", "u8", "utf":
		return []byte(s), nil
	case "ascii", "us_ascii", "latin_1", "latin1", "iso_8859_1", "iso8859_1", "l1":
		top := rune(utf8.RuneSelf)
		if n := Normalize(codec); n != "ascii" && n != "us_ascii" {
			top = 256
		}
		out := make([]byte, 0, len(s))
		for _, r := range s {
			if r < top {
				out = append(out, byte(r))
			} else if errors != "ignore" {
				return nil, errCorrupt
			}
		}
		return out, nil
	case "utf_16_le", "utf_16le", "utf16le", "utf_16", "utf16":
		var out []byte
		if n := Normalize(codec); n == "utf_16" || n == "utf16" {
			out = []byte{0xff, 0xfe}
		}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		return out, nil
	}
	return nil, errCorrupt
}

// DecodeBytes is codecs.decode(data, codec) for the codecs that turn bytes into
// bytes.
func DecodeBytes(data []byte, codec string, limit int) ([]byte, error) {
	switch strings.TrimSuffix(Normalize(codec), "_codec") {
	case "base64", "base_64":
		return Base64(data, "", false, limit)
	case "hex":
		return Unhex(data, false, limit)
	case "zlib", "zip":
		return Zlib(data, 15, limit)
	case "bz2":
		return Bzip2(data, limit)
	case "quopri", "quoted_printable":
		return QuotedPrintable(data, limit)
	case "uu":
		return UU(data, limit)
	}
	return nil, errCorrupt
}

// QuotedPrintable is quopri.decodestring.
func QuotedPrintable(data []byte, limit int) ([]byte, error) {
	out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(data)))
	return decoded(out, err)(limit)
}

// UU is the uu codec: lines of uuencoded data, with or without begin and end.
func UU(data []byte, limit int) ([]byte, error) {
	var out []byte
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 || bytes.HasPrefix(line, []byte("begin ")) || bytes.Equal(line, []byte("end")) {
			continue
		}
		n := int(line[0]-' ') & 63
		var group []byte
		for _, c := range line[1:] {
			if c < ' ' || c > '`' {
				return nil, errCorrupt
			}
			group = append(group, (c-' ')&63)
		}
		for len(group)%4 != 0 {
			group = append(group, 0)
		}
		var row []byte
		for i := 0; i < len(group); i += 4 {
			g := group[i:]
			row = append(row, g[0]<<2|g[1]>>4, g[1]<<4|g[2]>>2, g[2]<<6|g[3])
		}
		if n > len(row) {
			return nil, errCorrupt
		}
		if out = append(out, row[:n]...); len(out) > limit {
			return nil, ErrTooLarge
		}
	}
	return out, nil
}

// URLUnquote is urllib.parse.unquote, and unquote_plus where plus is set.
func URLUnquote(s string, plus bool) string {
	out, err := url.PathUnescape(s)
	if plus {
		out, err = url.QueryUnescape(s)
	}
	if err != nil {
		return s
	}
	return out
}

var encodedCommand = regexp.MustCompile(`(?i)[-/–—]e(?:c|n(?:c(?:o(?:d(?:e(?:d(?:c(?:o(?:m(?:m(?:a(?:nd?)?)?)?)?)?)?)?)?)?)?)?)?\s+["']?([A-Za-z0-9+/=]{8,})`)

// PowerShell returns the script behind -EncodedCommand, in any abbreviation
// that PowerShell takes, on a command line that starts it.
func PowerShell(commandLine string) (script string, ok bool) {
	lower := strings.ToLower(commandLine)
	if !strings.Contains(lower, "powershell") && !strings.Contains(lower, "pwsh") {
		return "", false
	}
	m := encodedCommand.FindStringSubmatch(commandLine)
	if m == nil {
		return "", false
	}
	data, err := Base64([]byte(m[1]), "", false, len(m[1]))
	if err != nil || len(data)%2 != 0 {
		return "", false
	}
	script, err = decodeUTF16(data, false, "strict")
	return script, err == nil
}
