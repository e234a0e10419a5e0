package classify

import (
	"hash/maphash"
	"math"
	"slices"
)

// distinctRows says which rows of a matrix are the same. In real tables most
// are: of the 18,589 published vectors 7,605 differ.
type distinctRows struct {
	first []int   // one row of each kind, in the order of first appearance
	of    []int32 // the kind of each row
}

// newDistinct compares rows by the bits of their entries. The hash has a seed of
// its own, so that nobody can choose rows that collide; the result does not
// depend on it.
func newDistinct(x Matrix) distinctRows {
	d := distinctRows{of: make([]int32, x.Rows())}
	seed := maphash.Comparable(maphash.MakeSeed(), 0)
	kinds := make(map[uint64][]int32)
	for i := range d.of {
		index, values := x.Row(i)
		h := hashRow(seed, index, values)
		k := slices.IndexFunc(kinds[h], func(k int32) bool { return sameRow(x, d.first[k], i) })
		if k >= 0 {
			d.of[i] = kinds[h][k]
			continue
		}
		d.of[i] = int32(len(d.first))
		kinds[h] = append(kinds[h], d.of[i])
		d.first = append(d.first, i)
	}
	return d
}

func hashRow(seed uint64, index []int32, values []float64) uint64 {
	h := seed
	for k, j := range index {
		// a multiplication that is odd and adds what came before keeps the order
		h = (h ^ uint64(uint32(j)) ^ math.Float64bits(values[k])*0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93
		h ^= h >> 32
	}
	return h
}

func sameRow(x Matrix, a, b int) bool {
	ia, va := x.Row(a)
	ib, vb := x.Row(b)
	return slices.Equal(ia, ib) && slices.EqualFunc(va, vb, func(v, w float64) bool {
		return math.Float64bits(v) == math.Float64bits(w)
	})
}
