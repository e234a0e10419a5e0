package classify

import (
	"math"
	"slices"
)

// weighed is a value of a column with the weight of the rows that hold it.
type weighed struct {
	value  float32
	weight float64
}

// boostCuts says how a column is cut into bins: bin b holds the entries below
// upper[b] that are not below upper[b-1].
type boostCuts struct {
	upper []float32
	low   float32 // below every entry
}

// newBoostCuts cuts a column of the given values, distinct and ascending, into
// at most bins bins: one a value if that suffices, else of about equal weight.
// The cuts are values of the column but for the last, which is above all.
func newBoostCuts(values []weighed, bins int) boostCuts {
	if len(values) == 0 {
		return boostCuts{[]float32{math.MaxFloat32}, -math.MaxFloat32}
	}
	first, last := values[0].value, values[len(values)-1].value
	c := boostCuts{low: first - abs32(first) - 1e-5}
	kept := thin(values, bins+1)
	for _, v := range kept[1:min(len(kept), bins)] {
		c.upper = append(c.upper, v.value)
	}
	c.upper = append(c.upper, last+(abs32(last)+1e-5))
	return c
}

// find returns the bin of a value.
func (c boostCuts) find(v float32) int {
	b, equal := slices.BinarySearch(c.upper, v)
	if equal {
		b++
	}
	return min(b, len(c.upper)-1)
}

// threshold returns the largest number of 32 bits up to which bins to the given
// one reach; -1 stands for before the first.
func (c boostCuts) threshold(bin int) float64 {
	end := c.low
	if bin >= 0 {
		end = c.upper[bin]
	}
	return float64(max(math.Nextafter32(end, -math.MaxFloat32), -math.MaxFloat32))
}

// thin keeps n of the values, the first, the last and those at about equal
// steps of weight between them, as the quantile summary of XGBoost does, in 32
// bits: each step goes to the value whose weight covers it.
func thin(values []weighed, n int) []weighed {
	if len(values) <= n {
		return values
	}
	below := make([]float32, len(values)+1) // weight of the values before each
	var sum float64
	for i, v := range values {
		sum += v.weight
		below[i+1] = float32(sum)
	}
	last := len(values) - 1
	kept := values[:1:1]
	from, span := below[1], below[last]-below[1]
	i, taken := 1, 0
	for k := 1; k < n-1; k++ {
		// all is doubled, so that midpoints need no division
		rank := 2 * (float32(float32(k)*span)/float32(n-1) + from)
		for i < last && rank >= below[i+1]+below[i+2] {
			i++
		}
		if i == last {
			break
		}
		take := i
		if rank >= 2*below[i+1] {
			take++
		}
		if take != taken {
			kept, taken = append(kept, values[take]), take
		}
	}
	if taken != last {
		kept = append(kept, values[last])
	}
	return kept
}

func abs32(v float32) float32 { return max(v, -v) }
