package pyeval

import (
	"encoding/binary"
	"math/big"
	"slices"
)

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
