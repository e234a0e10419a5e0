package pyeval

import "strings"

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
		field, conv, converts := strings.Cut(field, "!")
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
		if converts {
			if len(conv) != 1 || !strings.Contains("rsa", conv) {
				return value{}
			}
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
	n, numbered := number10(name)
	switch {
	case name == "" && *auto >= 0:
		n, numbered = *auto, true
		*auto++
	case numbered && *auto <= 0:
		*auto = -1 // from here on all have numbers
	case numbered || name == "":
		return value{}, false
	default:
		v = kw[name]
	}
	if numbered {
		if n >= len(args) {
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
		if n, ok := number10(key); ok {
			i = integer(int64(n))
		}
		v = in.item(v, i)
	}
	return v, rest == "" && v.known()
}

// number10 reads digits.
func number10(s string) (int, bool) {
	n, rest, ok := digitsOf(s)
	return n, ok && rest == "" && s != ""
}
