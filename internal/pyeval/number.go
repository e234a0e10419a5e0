package pyeval

import (
	"math"
	"math/big"
)

// bigInt returns an integer of any size in its smallest form.
func bigInt(n *big.Int) value {
	if n.IsInt64() {
		return integer(n.Int64())
	}
	return value{k: intKind, p: n}
}

// integral returns the value of an int or bool.
func (v value) integral() (*big.Int, bool) {
	if v.k != intKind && v.k != boolKind {
		return nil, false
	}
	if n, ok := v.p.(*big.Int); ok {
		return n, true
	}
	return big.NewInt(v.i), true
}

// small returns an int or bool that fits an int64.
func (v value) small() (int64, bool) {
	return v.i, (v.k == intKind || v.k == boolKind) && v.p == nil
}

// number returns the value of a number as a float, which CPython does not do
// with ints that are too large for one.
func (v value) number() (float64, bool) {
	if v.k == floatKind {
		return v.float(), true
	}
	n, ok := v.integral()
	if !ok {
		return 0, false
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return f, !math.IsInf(f, 0)
}
