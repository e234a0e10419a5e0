package explain

import (
	"cmp"
	"math"
	"slices"

	"github.com/malguard/malguard/classify"
)

// entry is a stored entry of a column.
type entry struct {
	value float64
	row   int
}

// columnEntries returns the stored entries of each column.
func columnEntries(x classify.Matrix) [][]entry {
	columns := make([][]entry, x.Width())
	for i := range x.Rows() {
		index, values := x.Row(i)
		for k, j := range index {
			columns[j] = append(columns[j], entry{values[k], i})
		}
	}
	return columns
}

// cells are the entries of a column that are not missing, in ascending order,
// with the zeros that nobody stores between those below and above.
type cells struct {
	rows, missing int
	sorted        []entry
	zeros         int // how many
	at            int // their place: that many entries are below 0
	positive      []int
	zeroPositive  int // zeros with label 1
}

func newCells(entries []entry, rows int, labels []float64) *cells {
	c := &cells{rows: rows, zeros: rows - len(entries)}
	for _, e := range entries {
		if math.IsNaN(e.value) {
			c.missing++
		} else {
			c.sorted = append(c.sorted, e)
		}
	}
	slices.SortFunc(c.sorted, func(a, b entry) int { return cmp.Or(cmp.Compare(a.value, b.value), a.row-b.row) })
	c.at, _ = slices.BinarySearchFunc(c.sorted, 0, func(e entry, v float64) int { return cmp.Compare(e.value, v) })
	if labels != nil {
		c.label(entries, labels)
	}
	return c
}

// label counts the rows of label 1: positive[k] among the first k stored entries.
func (c *cells) label(entries []entry, labels []float64) {
	for _, y := range labels {
		c.zeroPositive += int(y)
	}
	for _, e := range entries {
		c.zeroPositive -= int(labels[e.row])
	}
	c.positive = make([]int, len(c.sorted)+1)
	for k, e := range c.sorted {
		c.positive[k+1] = c.positive[k] + int(labels[e.row])
	}
}

func (c *cells) count() int { return len(c.sorted) + c.zeros }

// value returns the k-th entry in ascending order.
func (c *cells) value(k int) float64 {
	switch {
	case k < c.at:
		return c.sorted[k].value
	case k < c.at+c.zeros:
		return 0
	}
	return c.sorted[k-c.zeros].value
}

// stored returns how many of the first k entries are stored. Here and below k is
// not inside the zeros.
func (c *cells) stored(k int) int {
	if k <= c.at {
		return k
	}
	return k - c.zeros
}

// positives returns how many of the first k entries have label 1.
func (c *cells) positives(k int) int {
	ones := c.positive[c.stored(k)]
	if k > c.at {
		ones += c.zeroPositive
	}
	return ones
}

func (c *cells) least() float64 { return c.value(0) }
func (c *cells) most() float64  { return c.value(c.count() - 1) }

// upTo returns how many entries are at most v.
func (c *cells) upTo(v float64) int {
	k, _ := slices.BinarySearchFunc(c.sorted, v, func(e entry, v float64) int {
		if e.value <= v {
			return -1
		}
		return 1
	})
	if v >= 0 {
		k += c.zeros
	}
	return k
}

// momentsOf returns mean and standard deviation of the entries from, to-1 in
// order; of equal ones, their value and 0 exactly.
func (c *cells) momentsOf(from, to int) (mean, sd float64) {
	if c.value(from) == c.value(to-1) {
		return c.value(from), 0
	}
	n := float64(to - from)
	stored := c.sorted[c.stored(from):c.stored(to)]
	for _, e := range stored {
		mean += e.value
	}
	mean /= n
	for _, e := range stored {
		sd += (e.value - mean) * (e.value - mean)
	}
	zeros := n - float64(len(stored))
	return mean, math.Sqrt((sd + zeros*mean*mean) / n)
}

// moments returns mean and standard deviation of all entries; 1 for a standard
// deviation of 0.
func (c *cells) moments() (mean, sd float64) {
	if c.count() == 0 {
		return 0, 1
	}
	mean, sd = c.momentsOf(0, c.count())
	if sd == 0 {
		sd = 1
	}
	return mean, sd
}

// bounds returns the borders between bins, ascending and each once.
func (c *cells) bounds(d Discretizer) []float64 {
	if c.count() == 0 {
		return nil
	}
	var bounds []float64
	switch d {
	case Quartiles:
		bounds = []float64{c.quantile(.25), c.quantile(.5), c.quantile(.75)}
	case Deciles:
		for k := 1; k < 10; k++ {
			bounds = append(bounds, c.quantile(float64(k)/10))
		}
	case Entropy:
		bounds = c.splits(nil, 0, c.count(), 3)
		if len(bounds) == 0 {
			bounds = []float64{c.quantile(.5)}
		}
	}
	slices.Sort(bounds)
	return slices.Compact(bounds)
}

// quantile interpolates between neighbours, as numpy.percentile does.
func (c *cells) quantile(q float64) float64 {
	at := q * float64(c.count()-1)
	k := int(at)
	t := at - float64(k)
	a, b := c.value(k), c.value(min(k+1, c.count()-1))
	if t >= 0.5 {
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}

// splits appends the thresholds of a decision tree on the entries from, to-1 that
// lowers the entropy of the labels most at each split.
func (c *cells) splits(bounds []float64, from, to, depth int) []float64 {
	ones := c.positives(to) - c.positives(from)
	if depth == 0 || ones == 0 || ones == to-from {
		return bounds
	}
	best, at := math.Inf(1), -1
	for k := c.next(from, to); k < to; k = c.next(k, to) {
		left := c.positives(k) - c.positives(from)
		if h := entropy(left, k-from) + entropy(ones-left, to-k); h < best {
			best, at = h, k
		}
	}
	if at < 0 {
		return bounds
	}
	bounds = c.splits(bounds, from, at, depth-1)
	bounds = append(bounds, c.value(at-1)/2+c.value(at)/2)
	return c.splits(bounds, at, to, depth-1)
}

// next returns the place of the first entry above the one at k, or to.
func (c *cells) next(k, to int) int {
	return min(c.upTo(c.value(k)), to)
}

// entropy returns n times the entropy of ones among n.
func entropy(ones, n int) float64 {
	var h float64
	for _, k := range [...]int{ones, n - ones} {
		if k > 0 {
			h -= float64(k) * math.Log2(float64(k)/float64(n))
		}
	}
	return h
}
