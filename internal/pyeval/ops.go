package pyeval

import (
	"math"
	"math/big"
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
	if a.k == arrayKind || b.k == arrayKind {
		a, b = a.plain(), b.plain()
	}
	t := a.tricks | b.tricks
	if a.k == unknown || b.k == unknown {
		if op == pysrc.Mod && a.text() {
			return in.percent(a, b).with(t)
		}
		return value{}
	}
	switch {
	case a.text() && op == pysrc.Add && a.k == b.k:
		if !in.take(len(a.s) + len(b.s)) {
			return value{}
		}
		return value{k: a.k, s: a.s + b.s, tricks: t | trickConcat}
	case a.text() && op == pysrc.Mod:
		return in.percent(a, b).with(t | trickFormat)
	case op == pysrc.Mul:
		if out, ok := in.repeat(a, b); ok {
			return out.with(t)
		}
		if out, ok := in.repeat(b, a); ok {
			return out.with(t)
		}
	case op == pysrc.Add && (a.k == listKind || a.k == tupleKind) && a.k == b.k:
		x, y := a.p.(*items).list, b.p.(*items).list
		if !in.take(16 * (len(x) + len(y))) {
			return value{}
		}
		return value{k: a.k, p: &items{append(append([]value(nil), x...), y...)}}
	}
	return arithmetic(op, a, b).with(t)
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
	case strKind, bytesKind:
		if n <= 0 {
			return value{k: a.k}, true
		}
		if n > maxRepeat || len(a.s)*int(n) > maxRepeat || !in.take(len(a.s)*int(n)) {
			return value{}, true
		}
		return value{k: a.k, s: strings.Repeat(a.s, int(n)), tricks: a.tricks}, true
	case listKind, tupleKind:
		from := a.p.(*items).list
		if n > maxItems || len(from)*int(max(n, 0)) > maxItems || !in.take(16*len(from)*int(max(n, 0))) {
			return value{}, true
		}
		var out []value
		for range max(n, 0) {
			out = append(out, from...)
		}
		return value{k: a.k, p: &items{out}}, true
	}
	return value{}, false
}

func arithmetic(op pysrc.Op, a, b value) value {
	if x, ok := a.small(); ok {
		if y, ok := b.small(); ok {
			if out, ok := smallArithmetic(op, x, y); ok {
				return out
			}
		}
	}
	x, ok1 := a.integral()
	y, ok2 := b.integral()
	if ok1 && ok2 && op != pysrc.Div {
		return bigArithmetic(op, x, y)
	}
	f, ok1 := a.number()
	g, ok2 := b.number()
	if !ok1 || !ok2 {
		return value{}
	}
	switch op {
	case pysrc.Add:
		return float(f + g)
	case pysrc.Sub:
		return float(f - g)
	case pysrc.Mul:
		return float(f * g)
	case pysrc.Div:
		if g != 0 {
			return float(f / g)
		}
	case pysrc.FloorDiv:
		if g != 0 {
			return float(math.Floor(f / g))
		}
	case pysrc.Mod:
		if g != 0 {
			return float(f - math.Floor(f/g)*g)
		}
	case pysrc.Pow:
		return float(math.Pow(f, g))
	}
	return value{}
}

// smallArithmetic is what cannot overflow.
func smallArithmetic(op pysrc.Op, x, y int64) (value, bool) {
	const half = 1 << 31
	narrow := x < half && x > -half && y < half && y > -half
	switch op {
	case pysrc.BitXor:
		return integer(x ^ y).with(trickXor), true
	case pysrc.BitAnd:
		return integer(x & y), true
	case pysrc.BitOr:
		return integer(x | y), true
	case pysrc.Add:
		return integer(x + y), narrow
	case pysrc.Sub:
		return integer(x - y), narrow
	case pysrc.Mul:
		return integer(x * y), narrow
	case pysrc.Mod:
		if y > 0 {
			return integer((x%y + y) % y), y < half
		}
	case pysrc.FloorDiv:
		if y > 0 && x >= 0 {
			return integer(x / y), true
		}
	case pysrc.ShiftRight:
		if y >= 0 && y < 64 {
			return integer(x >> y), true
		}
	}
	return value{}, false
}

func bigArithmetic(op pysrc.Op, x, y *big.Int) value {
	out := new(big.Int)
	switch op {
	case pysrc.Add:
		out.Add(x, y)
	case pysrc.Sub:
		out.Sub(x, y)
	case pysrc.Mul:
		if x.BitLen()+y.BitLen() > maxBits {
			return value{}
		}
		out.Mul(x, y)
	case pysrc.FloorDiv, pysrc.Mod:
		if y.Sign() == 0 {
			return value{}
		}
		m := new(big.Int)
		out.QuoRem(x, y, m)
		if m.Sign() != 0 && (m.Sign() < 0) != (y.Sign() < 0) {
			out.Sub(out, big.NewInt(1))
			m.Add(m, y)
		}
		if op == pysrc.Mod {
			out = m
		}
	case pysrc.Pow:
		if y.Sign() < 0 || !y.IsInt64() || int64(x.BitLen())*y.Int64() > maxBits || y.Int64() > maxBits {
			return value{}
		}
		out.Exp(x, y, nil)
	case pysrc.ShiftLeft:
		if !y.IsInt64() || y.Int64() < 0 || y.Int64() > maxBits || x.BitLen() > maxBits {
			return value{}
		}
		out.Lsh(x, uint(y.Int64()))
	case pysrc.ShiftRight:
		if !y.IsInt64() || y.Int64() < 0 || y.Int64() > maxBits {
			return value{}
		}
		out.Rsh(x, uint(y.Int64()))
	case pysrc.BitXor:
		return bigInt(out.Xor(x, y)).with(trickXor)
	case pysrc.BitAnd:
		out.And(x, y)
	case pysrc.BitOr:
		out.Or(x, y)
	default:
		return value{}
	}
	return bigInt(out)
}
