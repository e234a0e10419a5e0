package classify

import (
	"math"
	"slices"
)

// maxBins lets a bin number fit a byte.
const maxBins = 255

// binned is a table with every entry replaced by the number of its bin, a
// dense byte an entry: at 5 % of non-zero entries that is no more memory than
// the 12 bytes of a sparse entry, and a node of a tree looks its rows up at
// once instead of walking a column.
type binned struct {
	rows  int
	cells []uint8 // column by column
	cols  []binning
	y     []uint8
	sums  []float64 // the weight of the rows up to and with each
}

// binning holds the smallest and the largest value in each bin of a column.
type binning struct{ lo, hi []float64 }

func (b *binned) column(j int) []uint8 { return b.cells[j*b.rows : (j+1)*b.rows] }

func newBinned(t *Table) *binned {
	n, width := t.X.Rows(), t.X.Width()
	b := &binned{
		rows: n, cells: make([]uint8, n*width), cols: make([]binning, width),
		y: make([]uint8, n), sums: make([]float64, n),
	}
	var sum float64
	for i, y := range t.Y {
		b.y[i] = uint8(y)
		sum += t.weight(i)
		b.sums[i] = sum
	}
	cols := t.X.transpose()
	for j := range width {
		index, values := cols.Row(j)
		bins := newBinning(values, n-len(values))
		b.cols[j] = bins
		cells := b.column(j)
		if zero := bins.find(0); zero != 0 {
			for i := range cells {
				cells[i] = zero
			}
		}
		for k, i := range index {
			cells[i] = bins.find(values[k])
		}
	}
	return b
}

// find returns the bin of v, which must be one of the values binned.
func (b binning) find(v float64) uint8 {
	i, _ := slices.BinarySearch(b.hi, v)
	return uint8(i)
}

// run is a value with the number of rows that hold it.
type run struct {
	value float64
	count int
}

// newBinning cuts a column of the given values and a number of zeros: a bin for
// each value if that is at most maxBins, else bins of about equal numbers of
// rows, where a value that fills a bin has one to itself. The share of a bin is
// worked out anew from what is left whenever one opens, so the last takes all
// of the rest.
func newBinning(values []float64, zeros int) binning {
	runs := distinct(values, zeros)
	left := len(values) + zeros
	var b binning
	var count, share int // rows in the open bin, and what it is to hold
	for _, r := range runs {
		if len(runs) <= maxBins || count >= share || r.count >= share {
			free := maxBins - len(b.lo)
			share = (left + free - 1) / free
			count = 0
			b.lo, b.hi = append(b.lo, r.value), append(b.hi, r.value)
		} else {
			b.hi[len(b.hi)-1] = r.value
		}
		count += r.count
		left -= r.count
	}
	return b
}

// distinct returns the different values in ascending order, zeros among them.
func distinct(values []float64, zeros int) []run {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var runs []run
	add := func(v float64, n int) {
		if k := len(runs) - 1; k >= 0 && runs[k].value == v {
			runs[k].count += n
		} else if n > 0 {
			runs = append(runs, run{v, n})
		}
	}
	for _, v := range sorted {
		if v > 0 {
			add(0, zeros)
			zeros = 0
		}
		add(v, 1)
	}
	add(0, zeros)
	return runs
}

// between returns a threshold t with hi[left] <= t < lo[right], the midpoint if
// rounding allows.
func (b binning) between(left, right int) float64 {
	lo, hi := b.hi[left], b.lo[right]
	mid := lo/2 + hi/2
	if mid < lo || mid >= hi || math.IsInf(mid, 0) {
		return lo
	}
	return mid
}
