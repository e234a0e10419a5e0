package pyeval

import (
	"encoding/binary"
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pycodec"
)

// conversion evaluates the builtins that make one value of another.
func (in *interp) conversion(name string, args *arguments) (value, bool) {
	a := args.at(0, "")
	switch name {
	case "chr", "unichr":
		return character(a), true
	case "ord":
		if a.k == bytesKind {
			return integer(int64(a.s[0])).with(a.tricks), true
		}
		r, _ := utf8.DecodeRuneInString(a.s)
		return integer(int64(r)).with(a.tricks | trickChr), true
	case "int", "long":
		return toInt(args), true
	case "float":
		return toFloat(a), true
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
		return boolean(a.i != 0), true
	case "hex", "bin", "oct":
		typ := map[string]byte{"hex": 'x', "bin": 'b', "oct": 'o'}[name]
		f := spec{fill: " ", prec: -1, typ: typ, alt: true}
		sign, s, _, _ := f.body(a)
		return in.made(str(sign + s)).with(a.tricks), true
	case "format":
		s, ok := in.format(a, args.at(1, "").s)
		if !ok {
			return value{}, true
		}
		return in.made(str(s)).with(a.tricks | trickFormat), true
	case "bytes.fromhex", "bytearray.fromhex":
		out, err := pycodec.FromHex([]byte(a.s), in.room())
		if err != nil {
			return value{}, true
		}
		v := in.made(bytesOf(out)).with(a.tricks | trickHex)
		if name == "bytearray.fromhex" {
			v = arrayOf(v)
		}
		return v, true
	case "str.maketrans":
		return maketrans(args), true
	case "bytes.maketrans", "bytearray.maketrans":
		return maketransBytes(a.s, args.at(1, "").s), true
	case "int.from_bytes":
		return in.fromBytes(args), true
	}
	return value{}, false
}

// character is chr(n). Python's text may hold lone surrogates, the text here
// cannot.
func character(v value) value {
	n, ok := v.small()
	if !ok || n < 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return value{}
	}
	return str(string(rune(n))).with(v.tricks | trickChr)
}

func (in *interp) fromBytes(args *arguments) value {
	a := in.toBytes(&arguments{list: []value{args.at(0, "")}})
	if k := args.at(0, "").k; k == intKind || k == boolKind || a.k != bytesKind || len(a.s) > maxBits/8 {
		return value{}
	}
	b := []byte(a.s)
	order, ok := byteOrder(args, 1)
	if !ok {
		return value{}
	}
	if order == binary.ByteOrder(binary.LittleEndian) {
		slices.Reverse(b)
	}
	n := new(big.Int).SetBytes(b)
	if args.at(2, "").i != 0 && len(b) > 0 && b[0] > 127 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return bigInt(n).with(a.tricks)
}

// byteOrder is the argument byteorder of ints, which is big where it is absent.
func byteOrder(args *arguments, i int) (binary.ByteOrder, bool) {
	switch v := args.at(i, ""); {
	case v.s == "little":
		return binary.LittleEndian, true
	case v.s == "big" || !v.known():
		return binary.BigEndian, true
	}
	return nil, false
}

func (in *interp) toStr(args *arguments) value {
	a := args.at(0, "")
	if len(args.list) > 1 {
		if b := a.plain(); b.k == bytesKind {
			if out := in.decoded(b, args.at(1, ""), args.at(2, "")); out.k == strKind {
				return out
			}
		}
		return value{}
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
	a := args.at(0, "")
	switch {
	case a.k == strKind:
		if codec := args.at(1, ""); codec.known() {
			if out := in.encoded(a, codec, args.at(2, "")); out.k == bytesKind {
				return out
			}
		}
		return value{}
	case len(args.list) > 1:
		return value{}
	case len(args.list) == 0:
		return bytesOf(nil)
	case a.k == bytesKind || a.k == arrayKind:
		return a.plain()
	case a.k == intKind || a.k == boolKind:
		if n, ok := a.small(); ok && n >= 0 && n <= maxKey && in.take(int(n)) {
			return bytesOf(make([]byte, n))
		}
		return value{}
	}
	all, ok := in.iterate(a)
	if !ok || !in.take(len(all)) {
		return value{}
	}
	return byteString(all)
}

// byteString returns the bytes of ints.
func byteString(all []value) value {
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
