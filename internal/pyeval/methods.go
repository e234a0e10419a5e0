package pyeval

import (
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// textSignatures are what the methods of str and bytes take that are evaluated
// here, but for format.
var textSignatures = signatures(`
	capitalize|casefold|lower|swapcase|title|upper
	center|ljust|rjust :i :t?
	count|find|index|rfind|rindex :t :in? :in?
	decode|encode encoding:s? errors:s?
	endswith|startswith :tu
	expandtabs tabsize:i?
	format_map :d
	hex sep:1?
	isalnum|isalpha|isascii|isdecimal|isdigit|islower|isnumeric|isspace|isupper
	join :v
	lstrip|rstrip|strip :tn?
	partition|rpartition :t
	removeprefix|removesuffix :t
	replace :t :t :i?
	rsplit|split sep:tn? maxsplit:i?
	splitlines keepends:i?
	translate :db delete:b?
	zfill :i
	__add__|__contains__|__getitem__|__mod__|__mul__ :v
	__len__
`)

// textOnly are the methods of str that bytes have not.
var textOnly = names("casefold format format_map isdecimal isnumeric encode")

// method evaluates self.name(args).
func (in *interp) method(self value, name string, args *arguments, at pysrc.Node, fr *frame) value {
	if args.open {
		self.spoil()
		return value{}
	}
	switch self.k {
	case strKind, bytesKind:
		return in.textMethod(self, name, args)
	case listKind, tupleKind, setKind, dictKind, viewKind, arrayKind:
		return in.containerMethod(self, name, args, at, fr)
	case iterKind:
		if name == "__next__" && len(args.list)+len(args.kw) == 0 {
			return next(self, args)
		}
		self.spoil()
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

var (
	toBytesSignature = newSignature("length:i? byteorder:s? *signed:q?")
	noArguments      = newSignature("")
)

func (in *interp) intMethod(self value, name string, args *arguments) value {
	n, ok := self.integral()
	if !ok {
		return value{}
	}
	switch name {
	case "to_bytes":
		if args, ok = toBytesSignature.bind(self.k, args); ok {
			return in.intToBytes(n, args).with(self.tricks | trickCodec)
		}
	case "bit_length":
		if _, ok := noArguments.bind(self.k, args); ok {
			return integer(int64(n.BitLen()))
		}
	}
	return value{}
}

func (in *interp) intToBytes(n *big.Int, args *arguments) value {
	size := int64(1)
	if args.at(0, "").known() {
		size = args.at(0, "").i
	}
	order, ok := byteOrder(args, 1)
	if !ok || size < 0 || size > maxBits/8+1 {
		return value{}
	}
	bits := uint(size) * 8
	if args.at(2, "").i != 0 {
		half := new(big.Int).Lsh(big.NewInt(1), max(bits, 1)-1)
		if n.Cmp(half) >= 0 && n.Sign() != 0 || n.Cmp(new(big.Int).Neg(half)) < 0 || bits == 0 && n.Sign() != 0 {
			return value{}
		}
		if n.Sign() < 0 {
			n = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), bits))
		}
	}
	if n.Sign() < 0 || n.BitLen() > int(bits) {
		return value{}
	}
	b := n.FillBytes(make([]byte, size))
	if order == binary.ByteOrder(binary.LittleEndian) {
		slices.Reverse(b)
	}
	return in.made(bytesOf(b))
}

// textMethod evaluates the methods of str and bytes.
func (in *interp) textMethod(self value, name string, args *arguments) value {
	if !in.work(len(self.s)) || self.k == bytesKind && textOnly[name] {
		return value{}
	}
	if name == "format" {
		return in.strFormat(self.s, args.list, args.kw).with(self.tricks)
	}
	args, ok := textSignatures[name].bind(self.k, args)
	if _, known := textSignatures[name]; !ok || !known {
		return value{}
	}
	a := args.at(0, "")
	switch name {
	case "join":
		return in.join(self, a)
	case "decode":
		if self.s == "" {
			return str("").with(self.tricks) // whatever the codec
		}
		return in.decoded(self, a, args.at(1, ""))
	case "encode":
		return in.encoded(self, a, args.at(1, ""))
	case "replace":
		return in.replace(self, a.s, args.at(1, "").s, args.at(2, ""))
	case "split", "rsplit", "splitlines", "partition", "rpartition":
		return in.split(self, name, args)
	case "ljust", "rjust", "center", "zfill", "expandtabs":
		return in.justify(self, name, args).with(self.tricks)
	case "format_map":
		rest := &arguments{}
		if !rest.spread(a) {
			return value{}
		}
		return in.strFormat(self.s, nil, rest.kw).with(self.tricks)
	case "translate":
		return in.translate(self, a, args)
	case "hex":
		return in.hexOf(self, a)
	case "__add__":
		return in.binary(pysrc.Add, self, a)
	case "__mod__":
		return in.binary(pysrc.Mod, self, a)
	case "__mul__":
		return in.binary(pysrc.Mul, self, a)
	case "__getitem__":
		return in.item(self, a)
	case "__len__":
		n, _ := self.length()
		return integer(int64(n))
	}
	if out, ok := in.changed(self, name, a); ok {
		return out
	}
	return textQuery(self, name, args)
}

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

// textQuery evaluates the methods of texts that give numbers and truths.
func textQuery(self value, name string, args *arguments) value {
	s, a := self.s, args.at(0, "")
	switch name {
	case "startswith", "endswith":
		if a.k != tupleKind {
			return boolean(affixed(s, name, a.s))
		}
		for _, x := range a.p.(*items).list {
			if x = x.plain(); x.k != self.k {
				return value{}
			}
			if affixed(s, name, x.s) {
				return boolean(true)
			}
		}
		return boolean(false)
	case "find", "index", "rfind", "rindex", "count":
		if !isASCII(s) && self.k == strKind {
			return value{}
		}
		return findIn(s, a.s, name, args.list[1:])
	case "__contains__":
		return ifKnown(contains(a, self))
	}
	return consists(self, name)
}

func affixed(s, name, affix string) bool {
	if name == "startswith" {
		return strings.HasPrefix(s, affix)
	}
	return strings.HasSuffix(s, affix)
}

// findIn is text.find and its kin between two positions.
func findIn(s, part, name string, at []value) value {
	size := len(s)
	at = append(slices.Clone(at), none(), none())[:2]
	for i := range at {
		if !at[i].known() {
			at[i] = none()
		}
	}
	lo, hi, _, ok := bounds(value{p: &items{list: at}}, size)
	if !ok {
		return value{}
	}
	n, count := -1, 0
	if lo <= hi && (at[0].k == noneKind || at[0].i <= int64(size)) {
		s = s[lo:hi]
		count = countOf(s, part)
		n = strings.Index(s, part)
		if name[0] == 'r' {
			n = strings.LastIndex(s, part)
		}
	}
	switch {
	case name == "count":
		return integer(int64(count))
	case n >= 0:
		return integer(int64(n + lo))
	case strings.HasSuffix(name, "index"):
		return value{}
	}
	return integer(-1)
}

// countOf is strings.Count, by bytes.
func countOf(s, part string) int {
	if part == "" {
		return len(s) + 1
	}
	return strings.Count(s, part)
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
