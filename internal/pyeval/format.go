package pyeval

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// text returns str(v), if it is known.
func text(v value) (string, bool) {
	if v.k == strKind {
		return v.s, true
	}
	return v.repr()
}

// spec is a format specification, taken apart.
type spec struct {
	fill             string
	align, sign, typ byte
	alt, comma       bool
	zero             bool // a width that begins with 0
	width, prec      int  // prec is -1 if there is none
}

func parseSpec(s string) (spec, bool) {
	out := spec{fill: " ", prec: -1}
	_, n := utf8.DecodeRuneInString(s)
	filled := false
	switch {
	case len(s) > n && strings.IndexByte("<>^=", s[n]) >= 0:
		filled = true
		out.fill, out.align, s = s[:n], s[n], s[n+1:]
	case strings.IndexByte("<>^=", s[0]) >= 0:
		out.align, s = s[0], s[1:]
	}
	if s != "" && strings.IndexByte("+- ", s[0]) >= 0 {
		out.sign, s = s[0], s[1:]
	}
	out.alt, s = strings.HasPrefix(s, "#"), strings.TrimPrefix(s, "#")
	if strings.HasPrefix(s, "0") && !filled {
		out.fill, out.zero = "0", true
	}
	var ok bool
	if out.width, s, ok = digitsOf(s); !ok {
		return out, false
	}
	out.comma, s = strings.HasPrefix(s, ","), strings.TrimPrefix(s, ",")
	if rest, found := strings.CutPrefix(s, "."); found {
		if out.prec, s, ok = digitsOf(rest); !ok || s == rest {
			return out, false
		}
	}
	if s != "" {
		out.typ, s = s[0], s[1:]
	}
	return out, s == ""
}

// digitsOf takes a number of moderate size from the front of s.
func digitsOf(s string) (n int, rest string, ok bool) {
	rest = strings.TrimLeft(s, "0123456789")
	if rest == s {
		return 0, s, true
	}
	n, err := strconv.Atoi(s[:len(s)-len(rest)])
	return n, rest, err == nil && n <= maxKey
}

// format returns format(v, spec).
func (in *interp) format(v value, specText string) (string, bool) {
	if specText == "" {
		return text(v)
	}
	f, ok := parseSpec(specText)
	if !ok {
		return "", false
	}
	sign, s, number, ok := f.body(v)
	if !ok {
		return "", false
	}
	if f.zero && f.align == 0 && number {
		f.align = '='
	}
	pad := f.width - utf8.RuneCountInString(sign+s)
	switch {
	case f.align == '=' && (f.comma && pad > 0 || !number):
		return "", false
	case pad <= 0:
		return sign + s, true
	}
	switch {
	case f.align == '>' || f.align == 0 && number:
		return strings.Repeat(f.fill, pad) + sign + s, true
	case f.align == '^':
		return strings.Repeat(f.fill, pad/2) + sign + s + strings.Repeat(f.fill, pad-pad/2), true
	case f.align == '=' && number:
		return sign + strings.Repeat(f.fill, pad) + s, true
	}
	return sign + s + strings.Repeat(f.fill, pad), true
}

// body returns the sign and prefix, and the rest, of v without padding.
func (f spec) body(v value) (sign, s string, number, ok bool) {
	if f.typ == 0 && (v.k == intKind || v.k == boolKind && f.width+len(f.fill) > 1) {
		f.typ = 'd'
	}
	switch f.typ {
	case 0, 's':
		if v.k == floatKind && (f.typ == 's' || f.prec >= 0 || f.comma) || v.k != strKind && v.k != floatKind || f.alt {
			return "", "", false, false
		}
		if v.k == floatKind {
			return f.signed(reprFloat(v.float()), true)
		}
		r := []rune(v.s)
		if f.prec >= 0 && f.prec < len(r) {
			return "", string(r[:f.prec]), false, f.sign == 0 && !f.comma
		}
		return "", v.s, false, f.sign == 0 && !f.comma
	case 'c':
		c := character(v)
		return "", c.s, true, c.known() && f.sign == 0 && f.prec < 0 && !f.comma && !f.alt
	case 'd', 'x', 'X', 'b', 'o':
		return f.integer(v)
	case 'f', 'F', 'e', 'E', 'g', 'G', '%':
		return f.float(v)
	}
	return "", "", false, false
}

var bases = map[byte]int{'d': 10, 'x': 16, 'X': 16, 'b': 2, 'o': 8}

func (f spec) integer(v value) (sign, s string, number, ok bool) {
	n, ok := v.integral()
	if !ok || f.prec >= 0 || f.comma && f.typ != 'd' {
		return "", "", true, false
	}
	digits, ok := n.Text(bases[f.typ]), true
	if f.typ == 'd' {
		if digits, ok = decimal(n); !ok {
			return "", "", true, false
		}
	}
	sign, s, _, _ = f.signed(digits, true)
	if f.typ == 'X' {
		s = strings.ToUpper(s)
	}
	if f.alt && f.typ != 'd' {
		sign += "0" + string(f.typ)
	}
	return sign, s, true, true
}

func (f spec) float(v value) (sign, s string, number, ok bool) {
	x, ok := v.number()
	prec := f.prec
	if prec < 0 {
		prec = 6
	}
	if !ok || f.alt || prec > 100 || math.IsInf(x, 0) || math.IsNaN(x) {
		return "", "", true, false
	}
	switch f.typ {
	case '%':
		return f.signed(strconv.FormatFloat(100*x, 'f', prec, 64)+"%", true)
	case 'g', 'G':
		return f.signed(general(x, max(prec, 1), f.typ == 'G'), true)
	}
	return f.signed(strconv.FormatFloat(x, f.typ|0x20, prec, 64), f.typ != 'E')
}

// general is the presentation g, with at most prec digits.
func general(x float64, prec int, upper bool) string {
	s := strconv.FormatFloat(x, 'e', prec-1, 64)
	mantissa, e, _ := strings.Cut(s, "e")
	exp, _ := strconv.Atoi(e)
	if exp >= -4 && exp < prec {
		mantissa, e = strconv.FormatFloat(x, 'f', prec-1-exp, 64), ""
	} else {
		e = "e" + e
	}
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	if upper {
		e = strings.ToUpper(e)
	}
	return mantissa + e
}

// signed splits the sign off a number, and groups its digits.
func (f spec) signed(s string, lower bool) (sign, rest string, number, ok bool) {
	if rest, found := strings.CutPrefix(s, "-"); found {
		sign, s = "-", rest
	} else if f.sign == '+' || f.sign == ' ' {
		sign = string(f.sign)
	}
	if f.comma {
		n := len(s) - len(strings.TrimLeft(s, "0123456789"))
		for i := n - 3; i > 0; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
	}
	if !lower {
		s = strings.ToUpper(s)
	}
	return sign, s, true, true
}
