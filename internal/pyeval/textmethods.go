package pyeval

import (
	"encoding/hex"
	"strings"
)

// changed evaluates the methods that give a text like self.
func (in *interp) changed(self value, name string, a value) (value, bool) {
	s := self.s
	switch name {
	case "strip", "lstrip", "rstrip":
		s = strip(s, name, a, self.k)
	case "removeprefix":
		s = strings.TrimPrefix(s, a.s)
	case "removesuffix":
		s = strings.TrimSuffix(s, a.s)
	case "lower", "casefold", "upper", "swapcase", "title", "capitalize":
		if self.k == bytesKind && !isASCII(s) || !plainCase(s) {
			return value{}, true
		}
		s = recase(s, name)
	default:
		return value{}, false
	}
	return in.made(value{k: self.k, s: s, tricks: self.tricks}), true
}

func (in *interp) replace(self value, old, with string, count value) value {
	n := -1
	if count.known() {
		n = int(min(max(count.i, -1), maxString))
	}
	s := self.s
	switch {
	case old == "" && self.k == bytesKind && !isASCII(s), old == "" && len(s)*len(with) > maxString:
		return value{}
	case len(with) > 64 && !in.take(strings.Count(s, old)*len(with)):
		return value{}
	}
	return in.made(value{k: self.k, s: strings.Replace(s, old, with, n), tricks: self.tricks | trickReplace})
}

// hexOf is data.hex(sep).
func (in *interp) hexOf(self, sep value) value {
	s := self.s
	if self.k != bytesKind || !in.take((2+len(sep.s))*len(s)) || len(sep.s) > 1 {
		return value{}
	}
	var b strings.Builder
	for i := range len(s) {
		if i > 0 {
			b.WriteString(sep.s)
		}
		b.WriteString(hex.EncodeToString([]byte(s[i : i+1])))
	}
	return in.made(str(b.String())).with(self.tricks | trickHex)
}

// justify is text.ljust, rjust, center, zfill and expandtabs.
func (in *interp) justify(self value, name string, args *arguments) value {
	s, width, fill := self.s, args.at(0, "").i, " "
	if name == "expandtabs" {
		return in.expandTabs(self, args)
	}
	if args.has(1, "") {
		fill = args.at(1, "").s
	}
	if name == "zfill" {
		fill = "0"
	}
	size, _ := self.length()
	if n, ok := (value{k: self.k, s: fill}).length(); !ok || n != 1 || width > maxKey {
		return value{}
	}
	pad := max(0, int(max(width, 0))-size)
	left, sign := 0, ""
	switch name {
	case "zfill":
		left = pad
		if s != "" && (s[0] == '-' || s[0] == '+') {
			sign, s = s[:1], s[1:]
		}
	case "rjust":
		left = pad
	case "center":
		left = pad/2 + pad&int(width)&1
	}
	return in.made(value{k: self.k, s: sign + strings.Repeat(fill, left) + s + strings.Repeat(fill, pad-left)})
}

// expandTabs is text.expandtabs(size).
func (in *interp) expandTabs(self value, args *arguments) value {
	size := int64(8)
	if args.has(0, "") {
		size = max(args.at(0, "").i, 0)
	}
	if !isASCII(self.s) || size > maxKey || !in.take(int(size)*strings.Count(self.s, "\t")) {
		return value{}
	}
	var b strings.Builder
	column := 0
	for i := range len(self.s) {
		switch c := self.s[i]; c {
		case '\t':
			n := 0
			if size > 0 {
				n = int(size) - column%int(size)
			}
			b.WriteString(strings.Repeat(" ", n))
			column += n
		default:
			b.WriteByte(c)
			if column++; c == '\n' || c == '\r' {
				column = 0
			}
		}
	}
	return in.made(value{k: self.k, s: b.String()})
}

// strip takes characters off the ends of a text, white space where there is no
// argument.
func strip(s, name string, a value, k kind) string {
	cut := spaceOf(k)
	switch {
	case a.k == strKind:
		cut = func(r rune) bool { return strings.ContainsRune(a.s, r) }
	case a.k == bytesKind:
		return stripBytes(s, name, a.s)
	}
	if name != "rstrip" {
		s = strings.TrimLeftFunc(s, cut)
	}
	if name != "lstrip" {
		s = strings.TrimRightFunc(s, cut)
	}
	return s
}

func stripBytes(s, name, set string) string {
	for name != "rstrip" && s != "" && strings.IndexByte(set, s[0]) >= 0 {
		s = s[1:]
	}
	for name != "lstrip" && s != "" && strings.IndexByte(set, s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return s
}

func (in *interp) join(sep, over value) value {
	all, ok := in.iterate(over)
	if !ok {
		return value{}
	}
	n := 0
	for _, v := range all {
		if v = v.plain(); v.k != sep.k {
			return value{}
		}
		n += len(v.s) + len(sep.s)
	}
	if !in.take(n) {
		return value{}
	}
	t := sep.tricks | trickJoin
	var b strings.Builder
	b.Grow(n)
	for i, v := range all {
		if i > 0 {
			b.WriteString(sep.s)
		}
		b.WriteString(v.plain().s)
		t |= v.tricks
	}
	return value{k: sep.k, s: b.String(), tricks: t}
}

func (in *interp) translate(self, table value, args *arguments) value {
	if self.k == bytesKind {
		if table.k != bytesKind || len(table.s) != 256 {
			return value{}
		}
		var b []byte
		for _, c := range []byte(self.s) {
			if strings.IndexByte(args.at(1, "").s, c) < 0 {
				b = append(b, table.s[c])
			}
		}
		return in.made(bytesOf(b)).with(self.tricks | trickReplace)
	}
	if table.k != dictKind || len(args.list) > 1 || !in.take(4*len(self.s)) {
		return value{}
	}
	m := table.p.(*mapping)
	var b strings.Builder
	for _, r := range self.s {
		to, found, known := m.get(integer(int64(r)))
		switch {
		case !known:
			return value{}
		case !found:
			b.WriteRune(r)
		case to.k == strKind:
			b.WriteString(to.s)
		case to.k == intKind:
			c := character(to)
			if !c.known() {
				return value{}
			}
			b.WriteString(c.s)
		case to.k != noneKind:
			return value{}
		}
		if b.Len() > maxString {
			return value{}
		}
	}
	return str(b.String()).with(self.tricks | trickReplace)
}
