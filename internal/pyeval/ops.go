package pyeval

import (
	"math/big"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// binOp evaluates a chain of operations from the left, without recursion.
func (in *interp) binOp(x *pysrc.BinOp, fr *frame) value {
	chain := []*pysrc.BinOp{x}
	for {
		left, ok := chain[len(chain)-1].X.(*pysrc.BinOp)
		if !ok {
			break
		}
		chain = append(chain, left)
	}
	out := in.eval(chain[len(chain)-1].X, fr)
	for i := len(chain) - 1; i >= 0; i-- {
		if !in.step() {
			return value{}
		}
		out = in.binary(chain[i].Op, out, in.eval(chain[i].Y, fr))
	}
	return out
}

func unary(op pysrc.Op, x value) value {
	if op == pysrc.Not {
		truth, ok := x.truth()
		if !ok {
			return value{}
		}
		return boolean(!truth)
	}
	if x.k == floatKind {
		switch op {
		case pysrc.Sub:
			return float(-x.float())
		case pysrc.Add:
			return x
		}
		return value{}
	}
	n, ok := x.integral()
	if !ok {
		return value{}
	}
	switch op {
	case pysrc.Sub:
		return bigInt(new(big.Int).Neg(n)).with(x.tricks)
	case pysrc.Add:
		return bigInt(n).with(x.tricks)
	case pysrc.Invert:
		return bigInt(new(big.Int).Not(n)).with(x.tricks)
	}
	return value{}
}

// binary evaluates a op b.
func (in *interp) binary(op pysrc.Op, a, b value) value {
	if a.k == arrayKind { // what comes of a bytearray is one
		out := in.binary(op, a.plain(), b.plain())
		if out.k == bytesKind {
			return arrayOf(out)
		}
		return out
	}
	b = b.plain()
	t := a.tricks | b.tricks
	switch {
	case a.text() && op == pysrc.Mod:
		return in.percent(a, b).with(t)
	case a.k == unknown || b.k == unknown:
		return value{}
	case a.text() && op == pysrc.Add && a.k == b.k:
		if !in.take(len(a.s) + len(b.s)) {
			return value{}
		}
		return value{k: a.k, s: a.s + b.s, tricks: t | trickConcat}
	case op == pysrc.Mul:
		if out, ok := in.repeat(a, b); ok {
			return out.with(t)
		}
		if out, ok := in.repeat(b, a); ok {
			return out.with(t)
		}
	case a.k == b.k && (a.k == listKind || a.k == tupleKind):
		return in.joined(op, a, b)
	case a.k == dictKind && b.k == dictKind && op == pysrc.BitOr:
		m := a.p.(*mapping).copied()
		m.merge(b.p.(*mapping))
		if !in.take(64 * len(m.keys)) {
			return value{}
		}
		return value{k: dictKind, p: m}
	}
	if !in.weigh(op, a, b) {
		return value{}
	}
	return arithmetic(op, a, b).with(t)
}

// joined is the sum of two lists or tuples.
func (in *interp) joined(op pysrc.Op, a, b value) value {
	x, ok1 := a.elems()
	y, ok2 := b.elems()
	if op != pysrc.Add || !ok1 || !ok2 || !in.take(16*(len(x)+len(y))) {
		return value{}
	}
	return value{k: a.k, p: &items{list: slices.Concat(x, y)}}
}

// maxRepeat bounds texts that are made by repetition, in bytes: code never is.
const maxRepeat = 1 << 20

// repeat is a sequence times a number.
func (in *interp) repeat(a, b value) (value, bool) {
	n, ok := b.small()
	if !ok {
		return value{}, false
	}
	switch a.k {
	case arrayKind:
		out, ok := in.repeat(a.plain(), b)
		return arrayOf(out), ok
	case strKind, bytesKind:
		if n <= 0 {
			return value{k: a.k}, true
		}
		if n > maxRepeat || len(a.s)*int(n) > maxRepeat || !in.take(len(a.s)*int(n)) {
			return value{}, true
		}
		return value{k: a.k, s: strings.Repeat(a.s, int(n)), tricks: a.tricks}, true
	case listKind, tupleKind:
		from, ok := a.elems()
		if !ok || n > maxItems || len(from)*int(max(n, 0)) > maxItems || !in.take(16*len(from)*int(max(n, 0))) {
			return value{}, true
		}
		var out []value
		for range max(n, 0) {
			out = append(out, from...)
		}
		return value{k: a.k, p: &items{list: out}}, true
	}
	return value{}, false
}
