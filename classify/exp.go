package classify

import (
	"math"
	"math/big"
)

// expTable computes e^x, for |x| < 512 to the bit as the C library does on
// machines with fused multiplication (glibc since 2.28; the polynomial is that of
// https://github.com/ARM-software/optimized-routines, math/exp.c; the error is
// below 0.511 units in the last place). Unscaled gradient descent is chaotic:
// where e^x differs in the last bit, its weights soon differ in the first. With
// this one they can be compared with those of other programs, and are the same on
// every machine. Entry i is 2^(i/128).
type expTable [1 << expBits]struct {
	bits uint64  // of the nearest number
	rest float64 // what it lacks, relative to it
}

const expBits = 7

func newExpTable() *expTable {
	const precision = 200
	number := func(v float64) *big.Float { return big.NewFloat(v).SetPrec(precision) }
	root := number(2)
	for range expBits {
		root.Sqrt(root)
	}
	var t expTable
	power := number(1)
	for i := range t {
		nearest, _ := power.Float64()
		rest := number(0).Sub(power, number(nearest))
		t[i].bits = math.Float64bits(nearest)
		t[i].rest, _ = rest.Quo(rest, number(nearest)).Float64()
		power.Mul(power, root)
	}
	return &t
}

// exp returns e^x.
func (t *expTable) exp(x float64) float64 {
	if !(x > -708 && x < 709) {
		return math.Exp(x)
	}
	// x = k·ln2/128 + r with a whole k, so that e^x = 2^(k/128) · e^r
	k := math.RoundToEven(x * ((1 << expBits) / math.Ln2))
	r := math.FMA(k, -0x1.cf79abc9e3b39p-47, math.FMA(k, -0x1.62e42fefap-8, x))
	e := &t[int(k)&(len(t)-1)]
	scale := math.Float64frombits(e.bits + uint64(int(k)>>expBits)<<52)
	even := math.FMA(r, 0x1.555555555543cp-3, 0x1.ffffffffffdbdp-2)
	odd := math.FMA(r, 0x1.1111167a4d017p-7, 0x1.55555cf172b91p-5)
	more := math.FMA(r*r, even, e.rest+r)
	more = math.FMA(r*r*(r*r), odd, more)
	return math.FMA(scale, more, scale)
}
