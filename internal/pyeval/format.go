package pyeval

import (
	"fmt"
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
	width, prec      int // prec is -1 if there is none
}

func parseSpec(s string) (spec, bool) {
	out := spec{fill: " ", prec: -1}
	_, n := utf8.DecodeRuneInString(s)
	switch {
	case len(s) > n && strings.IndexByte("<>^=", s[n]) >= 0:
		out.fill, out.align, s = s[:n], s[n], s[n+1:]
	case strings.IndexByte("<>^=", s[0]) >= 0:
		out.align, s = s[0], s[1:]
	}
	if s != "" && strings.IndexByte("+- ", s[0]) >= 0 {
		out.sign, s = s[0], s[1:]
	}
	out.alt, s = strings.HasPrefix(s, "#"), strings.TrimPrefix(s, "#")
	if strings.HasPrefix(s, "0") && out.align == 0 {
		out.fill, out.align = "0", '='
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
	pad := f.width - utf8.RuneCountInString(sign+s)
	if pad <= 0 {
		return sign + s, true
	}
	if f.comma && f.align == '=' || f.align == '=' && !number && f.fill != "0" {
		return "", false
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
		n, ok := v.small()
		return "", string(rune(n)), false, ok && v.k == intKind && n >= 0 && n <= utf8.MaxRune && f.sign == 0
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
	sign, s, _, _ = f.signed(n.Text(bases[f.typ]), true)
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

// formatType is format(v, typ), with # if alt is set, for an integer.
func formatType(v value, typ string, alt bool) (string, bool) {
	f := spec{fill: " ", prec: -1, typ: typ[0], alt: alt}
	sign, s, _, ok := f.body(v)
	return sign + s, ok
}

// percent is text % args.
func (in *interp) percent(v, args value) value {
	list := []value{args}
	if args.k == tupleKind {
		list = args.p.(*items).list
	}
	var b strings.Builder
	s := v.s
	for {
		i := strings.IndexByte(s, '%')
		if i < 0 || i == len(s)-1 {
			break
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		if s[0] == '%' {
			b.WriteByte('%')
			s = s[1:]
			continue
		}
		arg := value{}
		if s[0] == '(' {
			name, rest, ok := strings.Cut(s[1:], ")")
			if !ok || args.k != dictKind || rest == "" {
				return value{}
			}
			arg, _ = args.p.(*mapping).get(str(name))
			s = rest
		} else if len(list) > 0 {
			arg, list = list[0], list[1:]
		}
		n := strings.IndexFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
		if n < 0 {
			return value{}
		}
		flags := s[:n]
		for strings.Contains(flags, "*") {
			width, ok := arg.small()
			if !ok || width < 0 || len(list) == 0 {
				return value{}
			}
			flags = strings.Replace(flags, "*", strconv.FormatInt(width, 10), 1)
			arg, list = list[0], list[1:]
		}
		out, ok := in.verb(flags, s[n], arg)
		if !ok || b.Len()+len(out) > maxString || !in.take(len(out)) {
			return value{}
		}
		b.WriteString(out)
		s = s[n+1:]
	}
	b.WriteString(s)
	return in.made(value{k: v.k, s: b.String()})
}

// verb formats one argument as % does.
func (in *interp) verb(flags string, verb byte, arg value) (string, bool) {
	left := strings.Contains(flags, "-")
	zero := strings.HasPrefix(strings.TrimLeft(flags, "-+ #"), "0") || strings.Contains(flags[:len(flags)-len(strings.TrimLeft(flags, "-+ #0"))], "0")
	f := spec{fill: " ", prec: -1, typ: verb, align: '>', alt: strings.Contains(flags, "#")}
	for _, c := range []byte{' ', '+'} {
		if strings.IndexByte(flags, c) >= 0 {
			f.sign = c
		}
	}
	width, rest, ok := digitsOf(strings.TrimLeft(flags, "-+ #0"))
	if prec, found := strings.CutPrefix(rest, "."); ok && found {
		f.prec, rest, ok = digitsOf(prec)
	}
	if !ok || strings.Trim(rest, "lhL") != "" {
		return "", false
	}
	f.width = width
	switch verb {
	case 's', 'r', 'a':
		if verb == 's' && arg.k == bytesKind {
			return arg.s, flags == ""
		}
		if arg, ok = converted(arg, verb); !ok {
			return "", false
		}
		f.typ, f.sign, f.alt, zero = 's', 0, false, false
	case 'c':
		if arg.k == strKind {
			f.typ = 's'
		}
		f.sign, zero = 0, false
	case 'd', 'i', 'u':
		f.typ, f.alt = 'd', false
		if arg.k == floatKind {
			arg = toInt(&arguments{list: []value{arg}})
		}
	}
	switch {
	case left:
		f.align = '<'
	case zero:
		f.align, f.fill = '=', "0"
	}
	sign, s, _, ok := f.body(arg)
	if !ok {
		return "", false
	}
	pad := strings.Repeat(f.fill, max(0, f.width-utf8.RuneCountInString(sign+s)))
	switch f.align {
	case '<':
		return sign + s + pad, true
	case '=':
		return sign + pad + s, true
	}
	return pad + sign + s, true
}

// strFormat is text.format(…).
func (in *interp) strFormat(s string, args []value, kw map[string]value) value {
	var b strings.Builder
	auto := 0
	t := trickFormat
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '{' && s[i] != '}':
			b.WriteByte(s[i])
			continue
		case i+1 < len(s) && s[i+1] == s[i]:
			b.WriteByte(s[i])
			i++
			continue
		case s[i] == '}':
			return value{}
		}
		end := closing(s[i:])
		if end < 0 {
			return value{}
		}
		field, spec, _ := strings.Cut(s[i+1:i+end], ":")
		i += end
		field, conv, _ := strings.Cut(field, "!")
		v, ok := in.field(field, &auto, args, kw)
		if !ok {
			return value{}
		}
		if strings.Contains(spec, "{") {
			inner, found := in.nested(spec, &auto, args, kw)
			if !found {
				return value{}
			}
			spec = inner
		}
		if conv != "" {
			if v, ok = converted(v, conv[0]); !ok {
				return value{}
			}
		}
		out, ok := in.format(v, spec)
		if !ok || b.Len()+len(out) > maxString || !in.take(len(out)) {
			return value{}
		}
		t |= v.tricks
		b.WriteString(out)
	}
	return in.made(str(b.String())).with(t)
}

// closing returns where the replacement field ends with which s begins.
func closing(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// nested fills the replacement fields in a specification.
func (in *interp) nested(spec string, auto *int, args []value, kw map[string]value) (string, bool) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(spec, "{")
		b.WriteString(before)
		if !found {
			return b.String(), b.Len() <= maxKey
		}
		name, after, found := strings.Cut(rest, "}")
		v, ok := in.field(name, auto, args, kw)
		s, ok2 := text(v)
		if !found || !ok || !ok2 || b.Len()+len(s) > maxKey {
			return "", false
		}
		b.WriteString(s)
		spec = after
	}
}

// field looks the value of a replacement field up: a number, a name, nothing,
// with indices behind it.
func (in *interp) field(name string, auto *int, args []value, kw map[string]value) (value, bool) {
	at := strings.IndexAny(name, ".[")
	rest := ""
	if at >= 0 {
		name, rest = name[:at], name[at:]
	}
	var v value
	n, err := strconv.Atoi(name)
	switch {
	case name == "":
		n, err = *auto, nil
		*auto++
	case err != nil:
		v = kw[name]
	}
	if err == nil {
		if n < 0 || n >= len(args) {
			return value{}, false
		}
		v = args[n]
	}
	for strings.HasPrefix(rest, "[") {
		key, more, ok := strings.Cut(rest[1:], "]")
		if !ok {
			return value{}, false
		}
		rest = more
		i := str(key)
		if n, err := strconv.Atoi(key); err == nil {
			i = integer(int64(n))
		}
		v = in.item(v, i)
	}
	return v, rest == "" && v.known()
}

// reprOf is repr for texts in error messages of tests.
func (v value) String() string {
	if s, ok := v.repr(); ok {
		return s
	}
	return fmt.Sprintf("<%d %s>", v.k, v.s)
}
