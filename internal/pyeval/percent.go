package pyeval

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// percents is a format that is being filled: text, or bytes, whose kind is k.
type percents struct {
	k      kind
	rest   string
	args   value
	list   []value // of args that are left
	out    strings.Builder
	tricks tricks
}

// percent is text % args.
func (in *interp) percent(v, args value) value {
	p := &percents{k: v.k, rest: v.s, args: args, list: []value{args}, tricks: trickFormat}
	if args.k == tupleKind {
		p.list = args.p.(*items).list
	}
	for {
		before, rest, found := strings.Cut(p.rest, "%")
		p.out.WriteString(before)
		if !found {
			break
		}
		p.rest = rest
		out, ok := p.conversion()
		if !ok || p.out.Len()+len(out) > maxString || !in.take(len(out)) {
			return value{}
		}
		p.out.WriteString(out)
	}
	if len(p.list) > 0 && !p.mayHaveMore() {
		return value{}
	}
	return in.made(value{k: v.k, s: p.out.String(), tricks: p.tricks})
}

// mayHaveMore reports whether the argument may hold more than is asked for, as all
// may that have items and are no tuple or text.
func (p *percents) mayHaveMore() bool {
	switch p.args.k {
	case unknown, dictKind, listKind:
		return true
	case bytesKind:
		return p.k == strKind
	case viewKind:
		_, isRange := p.args.p.(*items)
		return isRange
	}
	return false
}

// conversion formats what follows a percent sign.
func (p *percents) conversion() (string, bool) {
	s := p.rest
	if strings.HasPrefix(s, "%") {
		p.rest = s[1:]
		return "%", true
	}
	arg, named := value{}, false
	if strings.HasPrefix(s, "(") {
		name, rest, ok := strings.Cut(s[1:], ")")
		if !ok || p.args.k != dictKind || strings.Contains(name, "(") {
			return "", false
		}
		arg, named, s = p.args.p.(*mapping).at(value{k: p.k, s: name}), true, rest
		p.list = nil
	}
	n := strings.IndexFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
	if n < 0 {
		return "", false
	}
	flags, verb := s[:n], s[n]
	p.rest = s[n+1:]
	for strings.Contains(flags, "*") {
		width, ok := p.next().small()
		if !ok || width < 0 {
			return "", false
		}
		flags = strings.Replace(flags, "*", strconv.FormatInt(width, 10), 1)
	}
	if !named {
		arg = p.next()
	}
	p.tricks |= arg.tricks
	return p.verb(flags, verb, arg)
}

// next takes the next of the arguments, which is unknown if there is none.
func (p *percents) next() value {
	if len(p.list) == 0 {
		return value{}
	}
	v := p.list[0]
	p.list = p.list[1:]
	return v
}

// verb formats one argument.
func (p *percents) verb(flags string, verb byte, arg value) (string, bool) {
	rest := strings.TrimLeft(flags, "-+ #0")
	signs := flags[:len(flags)-len(rest)]
	left, zero := strings.Contains(signs, "-"), strings.Contains(signs, "0")
	f := spec{fill: " ", prec: -1, typ: verb, align: '>', alt: strings.Contains(signs, "#")}
	for _, c := range []byte{' ', '+'} {
		if strings.IndexByte(signs, c) >= 0 {
			f.sign = c
		}
	}
	width, rest, ok := digitsOf(rest)
	if prec, found := strings.CutPrefix(rest, "."); ok && found {
		f.prec, rest, ok = digitsOf(prec)
	}
	if !ok || rest != "" {
		return "", false
	}
	f.width = width
	switch verb {
	case 's', 'r', 'a', 'b':
		if arg, ok = p.textOf(verb, arg); !ok {
			return "", false
		}
		f.typ, f.sign, f.alt, zero = 's', 0, false, false
	case 'c':
		if arg, ok = p.character(arg); !ok || f.prec >= 0 {
			return "", false
		}
		f.typ, f.sign, f.alt, zero = 's', 0, false, false
	case 'd', 'i', 'u':
		f.typ, f.alt = 'd', false
		if arg.k == floatKind {
			arg = truncated(arg)
		}
	}
	if f.typ != 's' && arg.text() {
		return "", false
	}
	switch {
	case left:
		f.align = '<'
	case zero:
		f.align, f.fill = '=', "0"
	}
	return f.aligned(arg, p.k)
}

// aligned pads what the specification makes of an argument of %.
func (f spec) aligned(arg value, k kind) (string, bool) {
	if arg.k == bytesKind { // is not taken for characters
		arg.s = arg.s[:min(len(arg.s), f.limit(len(arg.s)))]
		pad := strings.Repeat(" ", max(0, f.width-len(arg.s)))
		if f.align == '<' {
			return arg.s + pad, true
		}
		return pad + arg.s, true
	}
	sign, s, _, ok := f.body(arg)
	if !ok || k == bytesKind && !isASCII(s) {
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

// limit returns the precision, n if there is none.
func (f spec) limit(n int) int {
	if f.prec < 0 {
		return n
	}
	return f.prec
}

// textOf is what %s and its kin make of an argument.
func (p *percents) textOf(verb byte, arg value) (value, bool) {
	if p.k == strKind {
		if verb == 'b' {
			return value{}, false
		}
		return converted(arg, verb)
	}
	if verb == 's' || verb == 'b' {
		arg = arg.plain()
		return arg, arg.k == bytesKind
	}
	return converted(arg, 'a')
}

// character is what %c makes of an argument.
func (p *percents) character(arg value) (value, bool) {
	arg = arg.plain()
	if n, ok := arg.small(); ok && p.k == bytesKind {
		return bytesOf([]byte{byte(n)}), n >= 0 && n <= 255
	} else if ok {
		arg = character(arg)
	}
	n, ok := arg.length()
	return arg, ok && arg.k == p.k && n == 1
}
