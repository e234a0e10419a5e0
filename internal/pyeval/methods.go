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
	switch self.k {
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
	case "strip", "lstrip", "rstrip":
		return like(strip(s, name, a, self.k))
	case "removeprefix":
		return like(strings.TrimPrefix(s, a.s))
	case "removesuffix":
		return like(strings.TrimSuffix(s, a.s))
	case "lower", "casefold":
		return like(strings.ToLower(s))
	case "upper":
		return like(strings.ToUpper(s))
	case "swapcase":
		return like(strings.Map(swapCase, s))
	case "title", "capitalize":
		return like(capital(s, name == "title"))
	case "format":
		if self.k == strKind && !args.open {
			return in.strFormat(s, args.list, args.kw).with(t)
		}
	case "translate":
		return in.translate(self, a)
	case "hex":
		if self.k == bytesKind && len(args.list) == 0 {
			return in.made(str(hex.EncodeToString([]byte(s)))).with(t | trickHex)
		}
	case "__add__":
		return in.binary(pysrc.Add, self, a)
	case "__getitem__":
		return in.item(self, a)
	case "zfill":
		if n, ok := a.small(); ok && n < maxKey && isASCII(s) {
			return like(strings.Repeat("0", max(0, int(n)-len(s))) + s)
		}
	default:
		return textQuery(self, name, a)
	}
	return value{}
}

// textQuery evaluates the methods of texts that give numbers and truths.
func textQuery(self value, name string, a value) value {
	s := self.s
	switch name {
	case "startswith", "endswith":
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
		switch name {
		case "count":
			return integer(int64(strings.Count(s, a.s)))
		case "find", "index":
			return integer(int64(strings.Index(s, a.s)))
		}
		return integer(int64(strings.LastIndex(s, a.s)))
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

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

func capital(s string, each bool) string {
	first := true
	return strings.Map(func(r rune) rune {
		was := first
		first = each && !unicode.IsLetter(r)
		if was && unicode.IsLetter(r) {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}

func strip(s, name string, a value, k kind) string {
	cut := " \t\n\r\v\f"
	if a.k == k {
		cut = a.s
	}
	if name != "rstrip" {
		s = strings.TrimLeft(s, cut)
	}
	if name != "lstrip" {
		s = strings.TrimRight(s, cut)
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

func (in *interp) split(self value, name string, args *arguments) value {
	s, sep := self.s, args.at(0, "sep")
	n := -1
	if c, ok := args.at(1, "maxsplit").small(); ok && c >= 0 {
		n = int(min(c, maxItems)) + 1
	}
	if len(s) > 0 && !in.take(4*len(s)) {
		return value{}
	}
	var parts []string
	switch {
	case name == "partition" || name == "rpartition":
		return partition(self, name, sep)
	case name == "splitlines":
		for line := range strings.Lines(s) {
			parts = append(parts, strings.TrimRight(line, "\r\n"))
		}
	case sep.k == self.k && sep.s != "":
		if name == "rsplit" && n > 0 {
			parts = rsplit(s, sep.s, n)
			break
		}
		parts = strings.SplitN(s, sep.s, n)
	case sep.k == noneKind || !args.has(0, "sep"):
		if n > 0 {
			return value{}
		}
		parts = strings.Fields(s)
	default:
		return value{}
	}
	if len(parts) > maxItems || !in.take(64*len(parts)) {
		return value{}
	}
	out := make([]value, len(parts))
	for i, p := range parts {
		out[i] = value{k: self.k, s: p, tricks: self.tricks}
	}
	return list(out)
}

func rsplit(s, sep string, n int) []string {
	var parts []string
	for ; n > 1; n-- {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			break
		}
		parts = append(parts, s[i+len(sep):])
		s = s[:i]
	}
	parts = append(parts, s)
	slices.Reverse(parts)
	return parts
}

func partition(self value, name string, sep value) value {
	if sep.k != self.k || sep.s == "" {
		return value{}
	}
	like := func(s string) value { return value{k: self.k, s: s, tricks: self.tricks} }
	i := strings.Index(self.s, sep.s)
	if name == "rpartition" {
		i = strings.LastIndex(self.s, sep.s)
	}
	if i < 0 {
		if name == "rpartition" {
			return tuple([]value{like(""), like(""), self})
		}
		return tuple([]value{self, like(""), like("")})
	}
	return tuple([]value{like(self.s[:i]), sep, like(self.s[i+len(sep.s):])})
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

// listMethod evaluates the methods of lists, tuples and sets.
func (in *interp) listMethod(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	l := self.p.(*items)
	a := args.at(0, "")
	switch name {
	case "append", "add":
		if len(l.list) < maxItems && in.take(48) {
			l.list = append(l.list, a)
		}
		return none()
	case "extend", "update":
		if more, ok := in.iterate(a); ok && len(l.list)+len(more) <= maxItems && in.take(48*len(more)) {
			l.list = append(l.list, more...)
		}
		return none()
	case "insert":
		n, ok := a.small()
		if ok && in.take(48*len(l.list)) {
			n = int64(clamp(int(n), len(l.list), 1))
			l.list = slices.Insert(slices.Clone(l.list), int(n), args.at(1, ""))
		}
		return none()
	case "reverse":
		l.list = slices.Clone(l.list)
		slices.Reverse(l.list)
		return none()
	case "pop":
		n := int64(len(l.list) - 1)
		if i, ok := a.small(); ok && args.has(0, "") {
			n = i
			if n < 0 {
				n += int64(len(l.list))
			}
		}
		if n < 0 || n >= int64(len(l.list)) || !in.take(16*len(l.list)/8) {
			return value{}
		}
		out := l.list[n]
		switch n {
		case int64(len(l.list) - 1):
			l.list = l.list[:n] // the room stays for what is pushed next
		case 0:
			l.list = l.list[1:]
		default:
			l.list = append(l.list[:n:n], l.list[n+1:]...)
		}
		return out
	case "copy":
		return value{k: self.k, p: &items{slices.Clone(l.list)}}
	case "clear":
		l.list = nil
		return none()
	case "__getitem__":
		return in.item(self, a)
	case "sort":
		sorted := in.sorted(self, args, at, fr)
		if s, ok := sorted.p.(*items); ok {
			l.list = s.list
		}
		return none()
	case "index":
		for i, v := range l.list {
			if same(v, a) {
				return integer(int64(i))
			}
		}
	case "count":
		n := 0
		for _, v := range l.list {
			if same(v, a) {
				n++
			}
		}
		return integer(int64(n))
	}
	return value{}
}

func (in *interp) dictMethod(self value, name string, args *arguments) value {
	m := self.p.(*mapping)
	if !in.take(16 + len(m.keys)/8) {
		return value{}
	}
	a := args.at(0, "")
	switch name {
	case "get", "pop", "__getitem__", "setdefault":
		if v, ok := m.get(a); ok {
			return v
		}
		if args.has(1, "default") {
			return args.at(1, "default")
		}
		if _, ok := a.key(); ok && name == "get" {
			return none()
		}
	case "keys":
		return list(slices.Clone(m.keys))
	case "values":
		return list(slices.Clone(m.vals))
	case "items":
		out := make([]value, len(m.keys))
		for i := range m.keys {
			out[i] = tuple([]value{m.keys[i], m.vals[i]})
		}
		return list(out)
	case "update":
		if a.k == dictKind && in.take(64*len(a.p.(*mapping).keys)) {
			o := a.p.(*mapping)
			for i := range o.keys {
				m.set(o.keys[i], o.vals[i])
			}
		}
		return none()
	case "copy":
		c := &mapping{}
		for i := range m.keys {
			c.set(m.keys[i], m.vals[i])
		}
		return value{k: dictKind, p: c}
	}
	return value{}
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
