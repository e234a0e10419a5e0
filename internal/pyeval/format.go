package pyeval

import (
	"fmt"
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

// format returns format(v, spec) for the specifications that strings and
// integers are usually written with.
func (in *interp) format(v value, spec string) (string, bool) {
	if spec == "" {
		return text(v)
	}
	fill, align, rest := " ", byte(0), spec
	if _, n := utf8.DecodeRuneInString(rest); len(rest) > n && strings.IndexByte("<>^=", rest[n]) >= 0 {
		fill, align, rest = rest[:n], rest[n], rest[n+1:]
	} else if strings.IndexByte("<>^=", rest[0]) >= 0 {
		align, rest = rest[0], rest[1:]
	}
	alt := strings.HasPrefix(rest, "#")
	rest = strings.TrimPrefix(rest, "#")
	if strings.HasPrefix(rest, "0") && align == 0 {
		fill, align = "0", '='
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	width, _ := strconv.Atoi(rest[:digits])
	s, number, ok := formatType(v, rest[digits:], alt)
	if !ok || width > maxKey {
		return "", false
	}
	pad := width - utf8.RuneCountInString(s)
	if pad <= 0 {
		return s, true
	}
	switch {
	case align == '>' || align == 0 && number:
		return strings.Repeat(fill, pad) + s, true
	case align == '^':
		return strings.Repeat(fill, pad/2) + s + strings.Repeat(fill, pad-pad/2), true
	case align == '=':
		sign := ""
		if strings.HasPrefix(s, "-") {
			sign, s = "-", s[1:]
		}
		return sign + strings.Repeat(fill, pad) + s, true
	}
	return s + strings.Repeat(fill, pad), true
}

func formatType(v value, typ string, alt bool) (s string, number, ok bool) {
	switch typ {
	case "", "s":
		s, ok = text(v)
		return s, v.k == intKind || v.k == floatKind, ok
	case "c":
		n, ok := v.small()
		return string(rune(n)), false, ok && n >= 0 && n <= utf8.MaxRune
	case "d", "x", "X", "b", "o":
		n, ok := v.integral()
		if !ok {
			return "", true, false
		}
		base, prefix := 10, ""
		switch typ {
		case "x", "X":
			base, prefix = 16, "0x"
		case "b":
			base, prefix = 2, "0b"
		case "o":
			base, prefix = 8, "0o"
		}
		s := n.Text(base)
		if alt {
			sign := ""
			if strings.HasPrefix(s, "-") {
				sign, s = "-", s[1:]
			}
			s = sign + prefix + s
		}
		if typ == "X" {
			s = strings.ToUpper(s)
		}
		return s, true, true
	}
	if prec, ok := strings.CutPrefix(typ, "."); ok && strings.HasSuffix(prec, "f") {
		n, err := strconv.Atoi(strings.TrimSuffix(prec, "f"))
		f, ok := v.number()
		return strconv.FormatFloat(f, 'f', min(n, 100), 64), true, ok && err == nil && n >= 0
	}
	return "", false, false
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
		out, ok := in.verb(s[:n], s[n], arg)
		if !ok || b.Len()+len(out) > maxString || !in.take(len(out)) {
			return value{}
		}
		b.WriteString(out)
		s = s[n+1:]
	}
	b.WriteString(s)
	return in.made(value{k: v.k, s: b.String()})
}

func (in *interp) verb(flags string, verb byte, arg value) (string, bool) {
	switch verb {
	case 's':
		if arg.k == bytesKind {
			return arg.s, flags == ""
		}
		if flags != "" && flags[0] != '-' {
			flags = ">" + flags
		}
		return in.format(arg, strings.Replace(flags, "-", "<", 1))
	case 'r':
		return arg.repr()
	case 'c':
		if arg.k == strKind {
			return arg.s, true
		}
		return in.format(arg, "c")
	case 'd', 'i', 'u':
		return in.format(arg, strings.Replace(flags, "-", "<", 1)+"d")
	case 'x', 'X', 'o':
		return in.format(arg, flags+string(verb))
	case 'f':
		if flags == "" {
			flags = ".6"
		}
		return in.format(arg, flags+"f")
	}
	return "", false
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
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			return value{}
		}
		field, spec, _ := strings.Cut(s[i+1:i+end], ":")
		i += end
		if strings.ContainsAny(spec, "{") {
			return value{}
		}
		field, conv, _ := strings.Cut(field, "!")
		v, ok := in.field(field, &auto, args, kw)
		if !ok {
			return value{}
		}
		if conv == "r" {
			r, ok := v.repr()
			if !ok {
				return value{}
			}
			v = str(r).with(v.tricks)
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
