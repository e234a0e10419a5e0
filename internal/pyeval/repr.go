package pyeval

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pycodec"
)

// repr returns repr(v) of what has a short and certain one.
func (v value) repr() (string, bool) {
	switch v.k {
	case noneKind:
		return "None", true
	case boolKind:
		if v.i != 0 {
			return "True", true
		}
		return "False", true
	case intKind:
		n, _ := v.integral()
		return decimal(n)
	case floatKind:
		return reprFloat(v.float()), true
	case strKind:
		return quote(v.s, true), settled(v.s)
	case bytesKind:
		return "b" + quote(v.s, false), true
	case refKind:
		return reprRef(v)
	case listKind, tupleKind:
		return reprItems(v)
	}
	return "", false
}

// decimal writes an int, up to as many digits as CPython does.
func decimal(n *big.Int) (string, bool) {
	const bitsPerDigit = 3.33
	if n.BitLen() > bitsPerDigit*maxDigits {
		return "", false
	}
	s := n.String()
	return s, len(strings.TrimPrefix(s, "-")) <= maxDigits
}

// maxDigits is sys.get_int_max_str_digits().
const maxDigits = 4300

// ascii returns ascii(v).
func (v value) ascii() (string, bool) {
	s, ok := v.repr()
	return asciiOf(s), ok
}

// asciiOf writes what is beyond ASCII as escapes.
func asciiOf(s string) string {
	b, err := pycodec.EncodeText(s, "ascii", "backslashreplace")
	if err != nil {
		return ""
	}
	return string(b)
}

// converted is what !r, !a and !s make of v.
func converted(v value, conv byte) (value, bool) {
	var s string
	var ok bool
	switch conv {
	case 'r':
		s, ok = v.repr()
	case 'a':
		s, ok = v.ascii()
	case 's':
		s, ok = text(v)
	case 0:
		return v, v.known()
	}
	return str(s).with(v.tricks), ok
}

// reprItems returns the repr of a flat list or tuple.
func reprItems(v value) (string, bool) {
	var b strings.Builder
	all, ok := v.elems()
	if !ok {
		return "", false
	}
	for i, x := range all {
		if x.k == listKind || x.k == tupleKind || b.Len() > maxKey {
			return "", false
		}
		s, ok := x.repr()
		if !ok {
			return "", false
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s)
	}
	switch {
	case v.k == listKind:
		return "[" + b.String() + "]", true
	case len(all) == 1:
		return "(" + b.String() + ",)", true
	}
	return "(" + b.String() + ")", true
}

func reprFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// builtinTypes are the builtins whose repr names a class; the others are
// functions.
var builtinTypes = map[string]bool{
	"bool": true, "bytearray": true, "bytes": true, "classmethod": true, "complex": true, "dict": true,
	"enumerate": true, "filter": true, "float": true, "frozenset": true, "int": true, "list": true, "map": true,
	"memoryview": true, "object": true, "property": true, "range": true, "reversed": true, "set": true, "slice": true,
	"staticmethod": true, "str": true, "super": true, "tuple": true, "type": true, "zip": true,
}

func reprRef(v value) (string, bool) {
	b := strings.TrimPrefix(v.s, "<builtin>.")
	switch {
	case !v.isBuiltin() || unprinted[b]:
		return "", false
	case builtinTypes[b]:
		return "<class '" + b + "'>", true
	}
	return "<built-in function " + b + ">", true
}

// quote writes a string or bytes literal as repr does.
func quote(s string, isText bool) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	const hex = "0123456789abcdef"
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == q || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c >= 0x80 && isText:
			r, n := utf8.DecodeRuneInString(s[i:])
			if unicode.IsPrint(r) {
				b.WriteString(s[i : i+n])
			} else {
				b.WriteString(asciiOf(s[i : i+n]))
			}
			i += n - 1
		case c < ' ' || c >= 0x7f:
			b.WriteString(`\x`)
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(q)
	return b.String()
}
