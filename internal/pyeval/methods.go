package pyeval

import (
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pycodec"
	"github.com/malguard/malguard/internal/pysrc"
)

// method evaluates self.name(args).
func (in *interp) method(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	if self.k != listKind && self.k != dictKind && self.k != spaceKind {
		args = args.plain()
	}
	switch self.k {
	case arrayKind:
		return in.arrayMethod(self, name, args)
	case strKind, bytesKind:
		return in.textMethod(self, name, args)
	case listKind, tupleKind, setKind:
		return in.listMethod(self, name, args, at, fr)
	case dictKind:
		return in.dictMethod(self, name, args)
	case spaceKind:
		switch name {
		case "get", "__getitem__", "pop", "setdefault":
			return in.item(self, args.at(0, "key"))
		case "__setitem__":
			if k := args.at(0, ""); k.k == strKind && self.s == "" {
				in.globals.set(k.s, args.at(1, ""), in)
			}
		}
	case intKind, boolKind:
		return in.intMethod(self, name, args)
	case objectKind:
		return in.objectMethod(self, name, args)
	}
	return value{}
}

func (in *interp) intMethod(self value, name string, args *arguments) value {
	switch name {
	case "to_bytes":
		n, ok := self.integral()
		size, ok2 := args.at(0, "length").small()
		order := args.at(1, "byteorder")
		if n != nil && n.Sign() < 0 && args.has(-1, "signed") && ok2 && size > 0 && size < 64 && n.BitLen() < int(size)*8 {
			n = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(size)*8))
		}
		if !ok || !ok2 || n.Sign() < 0 || size < 0 || size > maxBits/8+1 || n.BitLen() > int(size)*8 {
			return value{}
		}
		b := n.FillBytes(make([]byte, size))
		if order.s == "little" {
			slices.Reverse(b)
		}
		return in.made(bytesOf(b)).with(self.tricks | trickCodec)
	case "bit_length":
		if n, ok := self.integral(); ok {
			return integer(int64(n.BitLen()))
		}
	}
	return value{}
}

// textMethod evaluates the methods of str and bytes.
func (in *interp) textMethod(self value, name string, args *arguments) value {
	s, a := self.s, args.at(0, "")
	t := self.tricks
	if !in.work(len(s)) {
		return value{}
	}
	like := func(s string) value { return in.made(value{k: self.k, s: s, tricks: t}) }
	switch name {
	case "join":
		return in.join(self, a)
	case "decode", "encode":
		return in.codecMethod(self, name, args)
	case "replace":
		b := args.at(1, "")
		if a.k != self.k || b.k != self.k || len(b.s) > 64 && !in.take(strings.Count(s, a.s)*len(b.s)) {
			return value{}
		}
		n := -1
		if c, ok := args.at(2, "count").small(); ok {
			n = int(min(max(c, -1), maxString))
		}
		if a.s == "" && len(s)*len(b.s) > maxString {
			return value{}
		}
		t |= trickReplace
		return like(strings.Replace(s, a.s, b.s, n))
	case "split", "rsplit", "splitlines", "partition", "rpartition":
		return in.split(self, name, args)
	case "ljust", "rjust", "center":
		return in.justify(self, name, args).with(t)
	case "expandtabs", "format_map":
		if name == "format_map" && a.k == dictKind {
			rest := &arguments{}
			rest.spread(a)
			return in.strFormat(s, nil, rest.kw).with(t)
		}
	case "strip", "lstrip", "rstrip":
		return like(strip(s, name, a, self.k))
	case "removeprefix":
		return like(strings.TrimPrefix(s, a.s))
	case "removesuffix":
		return like(strings.TrimSuffix(s, a.s))
	case "lower", "casefold", "upper", "swapcase", "title", "capitalize":
		if self.k == bytesKind && !isASCII(s) || !plainCase(s) {
			return value{}
		}
		return like(recase(s, name))
	case "format":
		if self.k == strKind && !args.open {
			return in.strFormat(s, args.list, args.kw).with(t)
		}
	case "translate":
		return in.translate(self, a)
	case "hex":
		if self.k == bytesKind && len(args.list) == 1 && len(a.s) == 1 && in.take(3*len(s)) {
			return in.made(str(separated(s, a.s))).with(t | trickHex)
		}
		if self.k == bytesKind && len(args.list) == 0 {
			return in.made(str(hex.EncodeToString([]byte(s)))).with(t | trickHex)
		}
	case "__add__":
		return in.binary(pysrc.Add, self, a)
	case "__getitem__":
		return in.item(self, a)
	case "zfill":
		if n, ok := a.small(); ok && n < maxKey && isASCII(s) {
			sign := ""
			if s != "" && (s[0] == '-' || s[0] == '+') {
				sign, s = s[:1], s[1:]
			}
			return like(sign + strings.Repeat("0", max(0, int(n)-len(s)-len(sign))) + s)
		}
	default:
		return textQuery(self, name, args)
	}
	return value{}
}

// separated is data.hex(sep).
func separated(s, sep string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(hex.EncodeToString([]byte(s[i : i+1])))
	}
	return b.String()
}

// justify is text.ljust, rjust and center.
func (in *interp) justify(self value, name string, args *arguments) value {
	width, ok := args.at(0, "").small()
	fill := " "
	if args.has(1, "") {
		fill = args.at(1, "").s
	}
	size, _ := self.length()
	if !ok || utf8.RuneCountInString(fill) != 1 || width > maxKey {
		return value{}
	}
	pad := max(0, int(width)-size)
	left := 0
	switch name {
	case "rjust":
		left = pad
	case "center":
		left = pad/2 + pad&int(width)&1
	}
	return in.made(value{k: self.k, s: strings.Repeat(fill, left) + self.s + strings.Repeat(fill, pad-left)})
}

// textQuery evaluates the methods of texts that give numbers and truths.
func textQuery(self value, name string, args *arguments) value {
	s, a := self.s, args.at(0, "")
	switch name {
	case "startswith", "endswith":
		if all, ok := a.elems(); ok && len(args.list) == 1 {
			out := boolean(false)
			for _, x := range all {
				if one := textQuery(self, name, &arguments{list: []value{x}}); one.i != 0 || !one.known() {
					out = one
				}
			}
			return out
		}
		if len(args.list) != 1 {
			return value{}
		}
		if a.k != self.k {
			return value{}
		}
		if name == "startswith" {
			return boolean(strings.HasPrefix(s, a.s))
		}
		return boolean(strings.HasSuffix(s, a.s))
	case "find", "index", "rfind", "rindex", "count":
		if a.k != self.k || !isASCII(s) && self.k == strKind {
			return value{}
		}
		return findIn(s, a.s, name, args.list[1:])
	case "isdigit", "isnumeric", "isdecimal":
		return boolean(s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0)
	case "isalpha":
		return boolean(s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0)
	case "isalnum":
		return boolean(s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0)
	case "isupper":
		return boolean(strings.ToUpper(s) == s && strings.ToLower(s) != s)
	case "islower":
		return boolean(strings.ToLower(s) == s && strings.ToUpper(s) != s)
	case "isspace":
		return boolean(s != "" && strings.TrimSpace(s) == "")
	}
	return value{}
}

// findIn is text.find and its kin between two positions.
func findIn(s, part, name string, at []value) value {
	lo, hi, _, ok := bounds(value{p: &items{append(slices.Clone(at), none(), none())[:2]}}, len(s))
	if !ok || len(at) > 0 && at[0].i > int64(len(s)) {
		return value{}
	}
	s = s[lo:max(lo, hi)]
	n := -1
	switch name {
	case "count":
		return integer(int64(strings.Count(s, part)))
	case "find", "index":
		n = strings.Index(s, part)
	default:
		n = strings.LastIndex(s, part)
	}
	switch {
	case n >= 0:
		return integer(int64(n + lo))
	case strings.HasSuffix(name, "index"):
		return value{}
	}
	return integer(-1)
}

func strip(s, name string, a value, k kind) string {
	cut := isSpace
	if k == bytesKind {
		cut = func(r rune) bool { return r <= ' ' && strings.ContainsRune(" \t\n\r\v\f", r) }
	}
	if a.k == k {
		cut = func(r rune) bool { return strings.ContainsRune(a.s, r) }
	}
	if name != "rstrip" {
		s = strings.TrimLeftFunc(s, cut)
	}
	if name != "lstrip" {
		s = strings.TrimRightFunc(s, cut)
	}
	return s
}

// isSpace is what str.isspace takes for white space.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func (in *interp) join(sep, over value) value {
	all, ok := in.iterate(over)
	if !ok {
		return value{}
	}
	n := 0
	for _, v := range all {
		if v.k != sep.k {
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
		b.WriteString(v.s)
		t |= v.tricks
	}
	return value{k: sep.k, s: b.String(), tricks: t}
}

// codecMethod is text.encode(…) or data.decode(…).
func (in *interp) codecMethod(self value, name string, args *arguments) value {
	codec, errs := "utf-8", "strict"
	if v := args.at(0, "encoding"); v.k == strKind {
		codec = v.s
	}
	if v := args.at(1, "errors"); v.k == strKind {
		errs = v.s
	}
	if !in.take(2 * len(self.s)) {
		return value{}
	}
	return in.codec(self, name == "decode", codec, errs)
}

// codec converts as codecs.decode and codecs.encode do.
func (in *interp) codec(v value, decode bool, codec, errs string) value {
	t := v.tricks
	n := pycodec.Canonical(codec)
	if n == "rot13" || n == "rot_13" {
		return str(pycodec.Rot13(v.s)).with(t | trickRot13)
	}
	if n != "utf_8" && n != "utf8" && n != "utf-8" {
		t |= trickCodec
	}
	if decode && v.k == bytesKind {
		if s, err := pycodec.DecodeText([]byte(v.s), codec, errs); err == nil {
			return str(s).with(t)
		}
		if b, err := pycodec.DecodeBytes([]byte(v.s), codec, in.room()); err == nil {
			return in.made(bytesOf(b)).with(t | trickCodec)
		}
		return value{}
	}
	if !decode && v.k == strKind {
		if b, err := pycodec.EncodeText(v.s, codec, errs); err == nil {
			return bytesOf(b).with(t)
		}
		return value{}
	}
	if decode && v.k == strKind { // Python 2's "…".decode("base64")
		if b, err := pycodec.DecodeBytes([]byte(v.s), codec, in.room()); err == nil {
			return in.made(bytesOf(b)).with(t | trickCodec)
		}
		if s, err := pycodec.DecodeText([]byte(v.s), codec, errs); err == nil {
			return str(s).with(t)
		}
	}
	return value{}
}

// room is how many bytes a decoder may give.
func (in *interp) room() int { return min(in.bytes, maxString) }

func (in *interp) translate(self, table value) value {
	if self.k == bytesKind && table.k == bytesKind && len(table.s) == 256 {
		b := []byte(self.s)
		for i, c := range b {
			b[i] = table.s[c]
		}
		return in.made(bytesOf(b)).with(self.tricks | trickReplace)
	}
	if self.k != strKind || table.k != dictKind || !in.take(4*len(self.s)) {
		return value{}
	}
	m := table.p.(*mapping)
	var b strings.Builder
	for _, r := range self.s {
		to, ok := m.get(integer(int64(r)))
		switch {
		case !ok:
			b.WriteRune(r)
		case to.k == strKind:
			b.WriteString(to.s)
		case to.k == intKind:
			b.WriteRune(rune(to.i))
		case to.k != noneKind:
			return value{}
		}
		if b.Len() > maxString {
			return value{}
		}
	}
	return str(b.String()).with(self.tricks | trickReplace)
}

// parseInt is int(text, base).
func parseInt(s string, base int64) value {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "")
	if len(s) > maxBits/3 || base != 0 && (base < 2 || base > 36) {
		return value{}
	}
	lower := strings.ToLower(s)
	for prefix, b := range map[string]int64{"0x": 16, "0b": 2, "0o": 8} {
		if (base == b || base == 0) && strings.HasPrefix(lower, prefix) {
			s, base = s[2:], b
			break
		}
	}
	if base == 0 {
		base = 10
	}
	n, ok := new(big.Int).SetString(s, int(base))
	if !ok {
		return value{}
	}
	return bigInt(n)
}

// parseFloat is float(text).
func parseFloat(s string) value {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return value{}
	}
	return float(f)
}

// character is chr(n).
func character(v value) value {
	n, ok := v.small()
	if !ok || n < 0 || n > utf8.MaxRune {
		return value{}
	}
	return str(string(rune(n))).with(v.tricks | trickChr)
}
