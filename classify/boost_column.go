package classify

import (
	"math"
	"slices"
)

// boostColumn is a column by rows.
type boostColumn struct {
	boostCuts
	zero    int      // the bin of 0
	missing bool     // whether there are missing entries, whose bin is len(upper)
	slot    int32    // of bin 0 in the histograms of its block
	rows    []int32  // the rows that are not in bin zero, ascending
	bins    []uint16 // their bins
	all     []uint16 // the bins of all rows; nil if too few are not in bin zero
}

// size is the number of bins, that of missing entries among them.
func (c *boostColumn) size() int {
	if c.missing {
		return len(c.upper) + 1
	}
	return len(c.upper)
}

// spread makes the list of all n rows if that is not much longer than the other.
func (c *boostColumn) spread(n int) {
	if len(c.rows) < n/8 {
		return
	}
	c.all = slices.Repeat([]uint16{uint16(c.zero)}, n)
	for k, i := range c.rows {
		c.all[i] = c.bins[k]
	}
}

// columnCutter makes columns and keeps its scratch space between them.
type columnCutter struct {
	weight []float64 // of each row
	total  float64
	bins   int

	keys   []uint64
	values []weighed
	place  []uint16
}

// cut makes a column of the entries of the given rows; others have 0.
func (a *columnCutter) cut(index []int32, entries []float64) boostColumn {
	a.order(entries)
	a.weigh(index)
	c := boostColumn{boostCuts: newBoostCuts(a.values, a.bins)}
	c.zero = c.find(0)
	a.place = slices.Grow(a.place[:0], len(index))[:len(index)]
	b := 0
	for _, key := range a.keys {
		v := unordered(uint32(key >> 32))
		for b < len(c.upper)-1 && v >= c.upper[b] {
			b++
		}
		if v != v {
			c.missing, b = true, len(c.upper)
		}
		a.place[uint32(key)] = uint16(b)
	}
	for k, b := range a.place {
		if int(b) != c.zero {
			c.rows, c.bins = append(c.rows, index[k]), append(c.bins, b)
		}
	}
	return c
}

// order lists the entries in ascending order, missing ones last: the upper half
// of a key compares as the entry does, the lower half is its place.
func (a *columnCutter) order(entries []float64) {
	a.keys = a.keys[:0]
	for k, v := range entries {
		a.keys = append(a.keys, uint64(ordered(single(v)))<<32|uint64(k))
	}
	slices.Sort(a.keys)
}

// weigh lists the distinct values with their weights, 0 among them if some row
// has no entry.
func (a *columnCutter) weigh(index []int32) {
	a.values = a.values[:0]
	add := func(v float32, w float64) {
		if k := len(a.values) - 1; k >= 0 && a.values[k].value == v {
			a.values[k].weight += w
		} else {
			a.values = append(a.values, weighed{v, w})
		}
	}
	zeros := len(index) < len(a.weight)
	rest := a.total
	for _, i := range index {
		rest -= a.weight[i]
	}
	for _, key := range a.keys {
		v := unordered(uint32(key >> 32))
		if v != v {
			break
		}
		if zeros && v >= 0 {
			add(0, max(rest, 0))
			zeros = false
		}
		add(v, a.weight[index[uint32(key)]])
	}
	if zeros {
		add(0, max(rest, 0))
	}
}

// single rounds an entry to 32 bits; what lies beyond counts as the largest.
func single(v float64) float32 {
	return float32(min(max(v, -math.MaxFloat32), math.MaxFloat32))
}

// ordered maps numbers to integers of the same order, NaN above all.
func ordered(v float32) uint32 {
	b := math.Float32bits(v)
	switch {
	case v != v:
		return math.MaxUint32
	case v == 0:
		return 1 << 31
	case b>>31 == 1:
		return ^b
	}
	return b | 1<<31
}

func unordered(u uint32) float32 {
	if u>>31 == 1 {
		return math.Float32frombits(u &^ (1 << 31))
	}
	return math.Float32frombits(^u)
}
