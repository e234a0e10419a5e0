package pyeval

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pysrc"
)

// builtinNames are the functions and types of CPython 3.11's builtins that
// programs look up, with Python 2's.
var builtinNames = names(`abs all any ascii bin bool bytearray bytes callable chr classmethod compile complex delattr
	dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash hex id input int
	isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range
	repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ unichr xrange
	unicode reduce execfile raw_input basestring long exit quit credits copyright license help`)

func names(s string) map[string]bool {
	out := make(map[string]bool)
	for _, n := range strings.Fields(s) {
		out[n] = true
	}
	return out
}

// builtin evaluates a call of something outside the file.
func (in *interp) builtin(fn value, args *arguments, at pysrc.Node, fr *frame) value {
	if args.open {
		return value{}
	}
	args = args.plain()
	a := args.at(0, "")
	name, ok := strings.CutPrefix(fn.s, "<builtin>.")
	if !ok {
		return in.library(fn.s, args, at, fr)
	}
	switch name {
	case "exec", "eval", "execfile":
		if name == "execfile" {
			return value{}
		}
		return in.source(args.at(0, "source").with(fn.tricks&^trickChr|trickExec), at, fr)
	case "compile":
		if v := args.at(0, "source"); v.text() {
			return value{k: codeKind, s: v.s, tricks: v.tricks}
		}
		return value{}
	case "getattr":
		if n := args.at(1, ""); n.k == strKind {
			v := in.attribute(a, n.s)
			if !v.known() {
				return args.at(2, "")
			}
			return v.with(n.tricks | trickGetattr)
		}
		return value{}
	case "__import__":
		if n := args.at(0, "name"); n.k == strKind && n.s != "" {
			top, _, _ := strings.Cut(n.s, ".")
			return module(top).with(n.tricks | trickImport)
		}
		return value{}
	case "globals", "locals", "vars":
		if a.k == refKind {
			return value{k: spaceKind, s: a.s, tricks: trickNamespace}
		}
		if len(args.list) == 0 {
			return value{k: spaceKind, tricks: trickNamespace}
		}
		return value{}
	case "setattr":
		if o, ok := a.p.(*object); ok && (o.class == "instance" || o.class == "class") {
			o.args[0].p.(*mapping).set(args.at(1, ""), args.at(2, ""))
		}
		return none()
	}
	if out, ok := in.conversion(name, args); ok {
		return out
	}
	return in.sequence(name, args, at, fr)
}

// conversion evaluates the builtins that make one value of another.
func (in *interp) conversion(name string, args *arguments) (value, bool) {
	a := args.at(0, "")
	switch name {
	case "chr", "unichr":
		return character(a), true
	case "ord":
		if r, n := utf8.DecodeRuneInString(a.s); a.text() && n == len(a.s) && n > 0 {
			if a.k == bytesKind {
				return integer(int64(a.s[0])).with(a.tricks), true
			}
			return integer(int64(r)).with(a.tricks | trickChr), true
		}
		if a.k == bytesKind && len(a.s) == 1 {
			return integer(int64(a.s[0])).with(a.tricks), true
		}
		return value{}, true
	case "int", "long":
		return toInt(args), true
	case "float":
		if a.k == strKind {
			return parseFloat(a.s).with(a.tricks), true
		}
		if f, ok := a.number(); ok {
			return float(f).with(a.tricks), true
		}
		return value{}, true
	case "str", "unicode":
		return in.toStr(args), true
	case "repr", "ascii":
		s, ok := converted(a, name[0])
		if ok {
			return in.made(s).with(a.tricks | trickRepr), true
		}
		return value{}, true
	case "bytes":
		return in.toBytes(args), true
	case "bytearray":
		return arrayOf(in.toBytes(args)), true
	case "bool":
		truth, ok := a.truth()
		if !ok {
			return value{}, true
		}
		return boolean(truth), true
	case "hex", "bin", "oct":
		spec := map[string]string{"hex": "x", "bin": "b", "oct": "o"}[name]
		s, ok := formatType(a, spec, true)
		if !ok {
			return value{}, true
		}
		return str(s).with(a.tricks), true
	case "format":
		s, ok := in.format(a, args.at(1, "").s)
		if !ok {
			return value{}, true
		}
		return str(s).with(a.tricks | trickFormat), true
	case "bytes.fromhex":
		return in.decoder("binascii.unhexlify", args), true
	case "bytearray.fromhex":
		return arrayOf(in.decoder("binascii.unhexlify", args)), true
	case "str.maketrans", "bytes.maketrans":
		return in.maketrans(name, args), true
	case "str.join", "str.replace", "str.encode", "str.format", "str.split", "str.lower", "str.upper", "str.strip",
		"bytes.decode", "bytes.join", "bytes.replace", "str.translate":
		if len(args.list) > 0 {
			_, method, _ := strings.Cut(name, ".")
			rest := &arguments{list: args.list[1:], kw: args.kw}
			return in.textMethod(a, method, rest), true
		}
	case "int.from_bytes":
		return in.fromBytes(args), true
	case "dict.fromkeys", "type", "print", "input", "open", "isinstance", "id", "hash", "super", "object":
		return value{}, true
	}
	return value{}, false
}

func toInt(args *arguments) value {
	a := args.at(0, "")
	switch a.k {
	case intKind:
		return a
	case boolKind:
		return integer(a.i)
	case floatKind:
		f := new(big.Float).SetMode(big.ToZero)
		if x := a.float(); x != x || x > 1e300 || x < -1e300 {
			return value{}
		}
		n, _ := f.SetFloat64(a.float()).Int(nil)
		return bigInt(n).with(a.tricks)
	case strKind, bytesKind:
		base := int64(10)
		if args.has(1, "base") {
			b, ok := args.at(1, "base").small()
			if !ok {
				return value{}
			}
			base = b
		}
		return parseInt(a.s, base).with(a.tricks)
	}
	return value{}
}

func (in *interp) fromBytes(args *arguments) value {
	a := args.at(0, "bytes")
	if a.k == listKind || a.k == tupleKind {
		a = in.toBytes(&arguments{list: []value{a}})
	}
	if a.k != bytesKind || len(a.s) > maxBits/8 {
		return value{}
	}
	b := []byte(a.s)
	if args.at(1, "byteorder").s == "little" {
		slices.Reverse(b)
	}
	n := new(big.Int).SetBytes(b)
	signed, ok := args.kw["signed"].truth()
	if args.has(-1, "signed") && !ok {
		return value{}
	}
	if signed && len(b) > 0 && b[0] > 127 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return bigInt(n).with(a.tricks)
}

func (in *interp) toStr(args *arguments) value {
	a := args.at(0, "object")
	if a.k == bytesKind && args.has(1, "encoding") {
		return in.codec(a, true, args.at(1, "encoding").s, "strict")
	}
	if len(args.list) == 0 {
		return str("")
	}
	s, ok := text(a)
	if !ok {
		return value{}
	}
	out := in.made(str(s)).with(a.tricks)
	if a.k == refKind {
		return out.with(trickRepr)
	}
	return out
}

func (in *interp) toBytes(args *arguments) value {
	a := args.at(0, "source")
	switch a.k {
	case bytesKind:
		return a
	case strKind:
		if v := args.at(1, "encoding"); v.k == strKind {
			return in.codec(a, false, v.s, "strict")
		}
	case intKind:
		if n, ok := a.small(); ok && n >= 0 && n <= maxKey {
			return bytesOf(make([]byte, n))
		}
	case unknown:
		if len(args.list)+len(args.kw) == 0 {
			return bytesOf(nil)
		}
	default:
		all, ok := in.iterate(a)
		if !ok || !in.take(len(all)) {
			return value{}
		}
		b := make([]byte, len(all))
		t := trickChr
		for i, v := range all {
			n, ok := v.small()
			if !ok || n < 0 || n > 255 {
				return value{}
			}
			b[i] = byte(n)
			t |= v.tricks
		}
		return bytesOf(b).with(t)
	}
	return value{}
}

func (in *interp) maketrans(name string, args *arguments) value {
	a, b := args.at(0, ""), args.at(1, "")
	if a.k == dictKind && len(args.list) == 1 {
		out := &mapping{}
		m := a.p.(*mapping)
		for i, k := range m.keys {
			if r, n := utf8.DecodeRuneInString(k.s); k.k == strKind && n == len(k.s) && n > 0 {
				k = integer(int64(r))
			}
			out.set(k, m.vals[i])
		}
		return value{k: dictKind, p: out}
	}
	x, y := []rune(a.s), []rune(b.s)
	if a.k != b.k || !a.text() || len(x) != len(y) {
		return value{}
	}
	if name == "bytes.maketrans" {
		table := make([]byte, 256)
		for i := range table {
			table[i] = byte(i)
		}
		for i := range len(a.s) {
			if i < len(b.s) {
				table[a.s[i]] = b.s[i]
			}
		}
		return bytesOf(table)
	}
	out := &mapping{}
	for i := range x {
		out.set(integer(int64(x[i])), integer(int64(y[i])))
	}
	for _, r := range args.at(2, "").s {
		out.set(integer(int64(r)), none())
	}
	return value{k: dictKind, p: out}
}

// sequence evaluates the builtins that take or give sequences.
func (in *interp) sequence(name string, args *arguments, at pysrc.Node, fr *frame) value {
	a := args.at(0, "")
	switch name {
	case "len":
		if n, ok := a.length(); ok {
			return integer(int64(n))
		}
		return value{}
	case "range", "xrange":
		return in.rangeOf(args)
	case "map", "filter":
		return in.mapped(name, args, at, fr)
	case "sorted":
		return in.sorted(a, args, at, fr)
	case "zip", "enumerate":
		return in.zip(name, args)
	case "sum", "min", "max", "all", "any":
		return in.fold(name, args)
	case "abs":
		if n, ok := a.integral(); ok {
			return bigInt(new(big.Int).Abs(n))
		}
		return value{}
	case "pow":
		return power(args)
	case "divmod":
		return tuple([]value{arithmetic(pysrc.FloorDiv, a, args.at(1, "")), arithmetic(pysrc.Mod, a, args.at(1, ""))})
	case "round":
		if f, ok := a.number(); ok && len(args.list) == 1 {
			return integer(int64(f + 0.5))
		}
		return value{}
	case "dict":
		return in.dictOf(args)
	case "slice":
		if len(args.list) == 0 {
			return value{}
		}
		at := append(slices.Clone(args.list), none(), none())
		if len(args.list) == 1 {
			at = []value{none(), a, none()}
		}
		return value{k: sliceKind, p: &items{at[:3]}}
	case "next":
		l, ok := a.p.(*items)
		switch {
		case !ok || a.k != listKind || a.s != iterated:
			return value{}
		case len(l.list) == 0:
			return args.at(1, "default")
		}
		out := l.list[0]
		l.list = l.list[1:]
		return out
	}
	switch name {
	case "list", "tuple", "set", "frozenset", "reversed", "iter":
	default:
		return value{}
	}
	all, ok := in.iterate(a)
	if len(args.list) == 0 {
		all, ok = nil, true
	}
	if !ok || !in.take(16*len(all)) {
		return value{}
	}
	all = slices.Clone(all)
	switch name {
	case "reversed":
		slices.Reverse(all)
		for i := range all {
			if all[i].text() {
				all[i] = all[i].with(trickReverse)
			}
		}
	case "tuple":
		return tuple(all)
	case "set", "frozenset":
		return in.setOf(all)
	case "iter":
		return value{k: listKind, s: iterated, p: &items{all}}
	}
	return list(all)
}

func (in *interp) dictOf(args *arguments) value {
	m := &mapping{}
	if len(args.list) > 0 {
		a := args.at(0, "")
		if a.k == dictKind {
			o := a.p.(*mapping)
			for i := range o.keys {
				m.set(o.keys[i], o.vals[i])
			}
		} else if all, ok := in.iterate(a); ok {
			for _, pair := range all {
				if kv, ok := pair.elems(); ok && len(kv) == 2 {
					m.set(kv[0], kv[1])
				}
			}
		} else {
			return value{}
		}
	}
	for _, k := range args.names {
		m.set(str(k), args.kw[k])
	}
	if !in.take(64 * len(m.keys)) {
		return value{}
	}
	return value{k: dictKind, p: m}
}

func power(args *arguments) value {
	x, ok1 := args.at(0, "base").integral()
	y, ok2 := args.at(1, "exp").integral()
	if args.has(2, "mod") {
		m, ok := args.at(2, "mod").integral()
		if !ok || !ok1 || !ok2 || m.Sign() <= 0 || y.Sign() < 0 || m.BitLen() > 4096 || y.BitLen() > 4096 {
			return value{}
		}
		return bigInt(new(big.Int).Exp(x, y, m))
	}
	return arithmetic(pysrc.Pow, args.at(0, "base"), args.at(1, "exp"))
}
