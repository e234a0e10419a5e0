package explain

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/malguard/malguard/classify"
)

// Discretizer says how [NewBackground] cuts the values of a column into bins.
type Discretizer uint8

// The discretizers of the reference package. Each bin holds the values above the
// border below it up to and with the one above it.
const (
	Quartiles Discretizer = iota // borders at the quartiles, equal ones once
	Deciles                      // at the deciles
	Entropy                      // where a decision tree of depth 3 splits the column by entropy of the labels
	// Continuous cuts nothing: values are drawn from a normal distribution of the
	// column's mean and standard deviation, and weights are for one standard
	// deviation. It knows no missing entries.
	Continuous
)

// Background is what [LIME] has to know of the rows that are normal for a model,
// such as those it learnt from: how the values of each column are distributed. It
// is immutable.
type Background struct {
	continuous bool
	columns    []column
}

// column is the distribution of the entries of one column.
type column struct {
	bounds      []float64 // between bins, ascending
	bins        []bin     // one more than bounds, and one for missing entries if there are some
	rest        int       // the bin whose entries are all 0, which matrices do not store; -1 if there is none
	mean, scale float64   // of the column; scale is its standard deviation, 1 if that is 0
}

// bin is a bin of a column.
type bin struct {
	share     float64 // of the rows
	low, high float64 // values are above low (in the first bin, not below it) and at most high
	mean, sd  float64 // of the values
	from, to  float64 // the normal distribution function at low and high
}

// NewBackground describes rows, of which there must be at least one. Labels are
// for [Entropy] alone, one a row, 0 or 1; else they may be nil.
func NewBackground(x classify.Matrix, labels []float64, d Discretizer) (*Background, error) {
	switch {
	case x.Rows() == 0:
		return nil, errors.New("explain: background without rows")
	case d > Continuous:
		return nil, fmt.Errorf("explain: discretizer %d", d)
	case d == Continuous && x.Missing():
		return nil, fmt.Errorf("explain: background: %w", classify.ErrMissing)
	case d == Entropy && len(labels) != x.Rows():
		return nil, fmt.Errorf("explain: background: %d labels for %d rows", len(labels), x.Rows())
	}
	for _, y := range labels {
		if y != 0 && y != 1 {
			return nil, fmt.Errorf("explain: background: label %g", y)
		}
	}
	b := &Background{continuous: d == Continuous, columns: make([]column, x.Width())}
	entries := columnEntries(x)
	for j := range b.columns {
		c := newCells(entries[j], x.Rows(), labels)
		b.columns[j].mean, b.columns[j].scale = c.moments()
		if math.IsInf(b.columns[j].scale, 0) || math.IsNaN(b.columns[j].scale) {
			return nil, fmt.Errorf("explain: background: entries of column %d are too large to square", j)
		}
		if d != Continuous {
			b.columns[j].cut(c, c.bounds(d))
		}
	}
	return b, nil
}

// Width returns the number of columns.
func (b *Background) Width() int { return len(b.columns) }

// Bin returns the ends of the bin of column that holds v: the condition
// low < entry ≤ high that a weight of [LIME] is for. They are infinite in the
// outer bins, and NaN for missing entries and if nothing is cut.
func (b *Background) Bin(column int, v float64) (low, high float64) {
	c := &b.columns[column]
	if b.continuous || math.IsNaN(v) {
		return math.NaN(), math.NaN()
	}
	k := c.bin(v)
	low, high = math.Inf(-1), math.Inf(1)
	if k > 0 {
		low = c.bounds[k-1]
	}
	if k < len(c.bounds) {
		high = c.bounds[k]
	}
	return low, high
}

// bin returns the number of the bin that holds v. A missing entry where the
// background has none is in a bin of its own, past the others.
func (c *column) bin(v float64) int {
	if math.IsNaN(v) {
		return len(c.bounds) + 1
	}
	k, _ := slices.BinarySearch(c.bounds, v)
	return k
}

// cut makes the bins between bounds.
func (c *column) cut(v *cells, bounds []float64) {
	c.bounds, c.rest = bounds, -1
	c.bins = make([]bin, len(bounds)+1)
	if v.missing > 0 {
		c.bins = append(c.bins, bin{share: float64(v.missing) / float64(v.rows), mean: math.NaN()})
	}
	if v.count() == 0 {
		return // all are missing
	}
	for k := range len(bounds) + 1 {
		low, high := v.least(), v.most()
		from, to := 0, v.count()
		if k > 0 {
			low, from = bounds[k-1], v.upTo(bounds[k-1])
		}
		if k < len(bounds) {
			high, to = bounds[k], v.upTo(bounds[k])
		}
		if from >= to {
			continue
		}
		s := &c.bins[k]
		s.low, s.high, s.share = low, high, float64(to-from)/float64(v.rows)
		s.mean, s.sd = v.momentsOf(from, to)
		if s.sd > 0 {
			s.from, s.to = normal((low-s.mean)/s.sd), normal((high-s.mean)/s.sd)
		} else if s.mean == 0 {
			c.rest = k
		}
	}
}

// normal is the distribution function of the standard normal distribution.
func normal(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// draw returns a value of the bin from u in [0,1): truncated normal, as in the
// reference package. Where all values of a bin are the same it is that value;
// there the reference returns 0.
func (b *bin) draw(u float64) float64 {
	if !(b.sd > 0) {
		return b.mean
	}
	z := math.Sqrt2 * math.Erfinv(2*(b.from+u*(b.to-b.from))-1)
	return min(max(b.mean+b.sd*z, b.low), b.high)
}
