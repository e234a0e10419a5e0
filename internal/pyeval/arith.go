package pyeval

import (
	"math"
	"math/big"
	"strconv"

	"github.com/malguard/malguard/internal/pysrc"
)

// arithmeticBuiltin evaluates the builtins of numbers.
func (in *interp) arithmeticBuiltin(name string, args *arguments) (value, bool) {
	a, b := args.at(0, ""), args.at(1, "")
	switch name {
	case "abs":
		if a.k == floatKind {
			return float(math.Abs(a.float())), true
		}
		n, _ := a.integral()
		return bigInt(new(big.Int).Abs(n)), true
	case "pow":
		return in.power(args), true
	case "divmod":
		if !in.weigh(pysrc.FloorDiv, a, b) {
			return value{}, true
		}
		q, r := arithmetic(pysrc.FloorDiv, a, b), arithmetic(pysrc.Mod, a, b)
		if !q.known() || !r.known() {
			return value{}, true
		}
		return tuple([]value{q, r}), true
	case "round":
		return rounded(a, b), true
	}
	return value{}, false
}

func (in *interp) power(args *arguments) value {
	a, b := args.at(0, ""), args.at(1, "")
	if !args.has(2, "") {
		return in.binary(pysrc.Pow, a, b)
	}
	x, ok1 := a.integral()
	y, ok2 := b.integral()
	m, _ := args.at(2, "").integral()
	const most = 4096 // bits
	if !ok1 || !ok2 || m.Sign() <= 0 || m.BitLen() > most || y.BitLen() > most || x.BitLen() > maxBits {
		return value{}
	}
	words := (m.BitLen() + 63) / 64
	if !in.work(words*words*y.BitLen()) || y.Sign() < 0 && new(big.Int).ModInverse(x, m) == nil {
		return value{}
	}
	out := new(big.Int).Exp(x, y, m)
	return bigInt(out.Mod(out, m))
}

// rounded is round(x, digits): half goes to the even neighbour, and without digits
// the result is an int.
func rounded(x, digits value) value {
	n, given := digits.small()
	if x.k != floatKind {
		whole, _ := x.integral()
		if given && n < 0 {
			return value{}
		}
		return bigInt(whole)
	}
	if !given {
		return truncated(float(math.RoundToEven(x.float())))
	}
	f := x.float()
	if n < 0 || n > 300 || math.IsInf(f, 0) || math.IsNaN(f) {
		return value{}
	}
	f, err := strconv.ParseFloat(strconv.FormatFloat(f, 'f', int(n), 64), 64)
	if err != nil {
		return value{}
	}
	return float(f)
}

// weigh takes the steps of an operation on large ints, which may take as long as
// thousands of others.
func (in *interp) weigh(op pysrc.Op, a, b value) bool {
	x, big1 := a.p.(*big.Int)
	y, big2 := b.p.(*big.Int)
	switch {
	case op == pysrc.Pow:
		n, _ := b.small()
		base, _ := a.integral()
		if base == nil {
			return true
		}
		words := base.BitLen() * int(min(max(n, 0), maxBits)) / 64
		return words > maxBits || in.work(words*words/2)
	case big1 && big2:
		return in.work(len(x.Bits()) * len(y.Bits()) / 2)
	}
	return true
}

func arithmetic(op pysrc.Op, a, b value) value {
	if x, ok := a.small(); ok && a.k == intKind {
		if y, ok := b.small(); ok && b.k == intKind {
			if out, ok := smallArithmetic(op, x, y); ok {
				return out
			}
		}
	}
	x, ok1 := a.integral()
	y, ok2 := b.integral()
	if ok1 && ok2 {
		return intArithmetic(op, a, b, x, y)
	}
	f, ok1 := a.number()
	g, ok2 := b.number()
	if !ok1 || !ok2 {
		return value{}
	}
	return floatArithmetic(op, f, g)
}

func intArithmetic(op pysrc.Op, a, b value, x, y *big.Int) value {
	bitwise := op == pysrc.BitAnd || op == pysrc.BitOr || op == pysrc.BitXor
	switch {
	case a.k == boolKind && b.k == boolKind && bitwise:
		return boolean(bigArithmetic(op, x, y).i != 0)
	case op == pysrc.Div:
		const exact, most = 53, 2048 // bits
		switch {
		case y.Sign() == 0 || x.BitLen() > most || y.BitLen() > most:
			return value{}
		case x.BitLen() <= exact && y.BitLen() <= exact:
			return float(float64(x.Int64()) / float64(y.Int64()))
		}
		f, _ := new(big.Rat).SetFrac(x, y).Float64()
		if math.IsInf(f, 0) {
			return value{}
		}
		return float(f)
	case op == pysrc.Pow && y.Sign() < 0:
		f, ok1 := a.number()
		g, ok2 := b.number()
		if !ok1 || !ok2 {
			return value{}
		}
		return floatArithmetic(op, f, g)
	}
	return bigArithmetic(op, x, y)
}

// floatArithmetic is that of floats, unknown where CPython raises.
func floatArithmetic(op pysrc.Op, f, g float64) value {
	switch op {
	case pysrc.Add:
		return float(f + g)
	case pysrc.Sub:
		return float(f - g)
	case pysrc.Mul:
		return float(f * g)
	case pysrc.Pow:
		return floatPower(f, g)
	}
	if g == 0 {
		return value{}
	}
	if op == pysrc.Div {
		return float(f / g)
	}
	// As float_divmod does: the remainder is exact and has the sign of g.
	m := math.Mod(f, g)
	q := (f - m) / g
	switch {
	case m == 0:
		m = math.Copysign(0, g)
	case (g < 0) != (m < 0):
		m, q = m+g, q-1
	}
	switch {
	case op == pysrc.Mod:
		return float(m)
	case op != pysrc.FloorDiv:
		return value{}
	case q == 0:
		return float(math.Copysign(0, f/g))
	}
	whole := math.Floor(q)
	if q-whole > 0.5 {
		whole++
	}
	return float(whole)
}

// floatPower is f ** g where that can be computed exactly before it is rounded.
func floatPower(f, g float64) value {
	const most, digits = 64, 53
	if math.IsNaN(f) || math.IsInf(f, 0) || g != math.Trunc(g) || math.Abs(g) > most || f == 0 && g < 0 {
		return value{}
	}
	n := int(math.Abs(g))
	fraction, exp := math.Frexp(math.Abs(f))
	mantissa := big.NewInt(int64(math.Ldexp(fraction, digits)))
	x := new(big.Float).SetPrec(digits * (most + 4)).SetInt(mantissa.Exp(mantissa, big.NewInt(int64(n)), nil))
	x.SetMantExp(x, (exp-digits)*n)
	if g < 0 {
		x.Quo(big.NewFloat(1), x)
	}
	y, _ := x.Float64()
	if math.IsInf(y, 0) {
		return value{}
	}
	if f < 0 && n%2 != 0 {
		y = -y
	}
	return float(y)
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
