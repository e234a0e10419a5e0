package classify

import "math"

// rand32 is the generator by which scikit-learn shuffles: xorshift of 32 bits
// (Marsaglia 2003, Xorshift RNGs, https://doi.org/10.18637/jss.v008.i14), which
// never leaves 0, so that 0 stands for 1.
type rand32 uint32

func newRand32(seed uint64) rand32 { return rand32(max(1, uint32(seed)^uint32(seed>>32))) }

// shuffle permutes order by Fisher and Yates.
func (r rand32) shuffle(order []int32) {
	n := uint32(len(order))
	for i := range max(n, 1) - 1 {
		r ^= r << 13
		r ^= r >> 17
		r ^= r << 5
		j := i + uint32(r)&math.MaxInt32%(n-i)
		order[i], order[j] = order[j], order[i]
	}
}
