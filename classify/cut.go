package classify

// tally adds up rows. Weights are whole numbers, so that sums are exact and do
// not depend on an order.
type tally struct {
	n      int     // rows of the table
	w0, w1 float64 // their weight by class
}

func (t *tally) add(u *tally) {
	t.n += u.n
	t.w0 += u.w0
	t.w1 += u.w1
}

func (t tally) less(u tally) tally { return tally{t.n - u.n, t.w0 - u.w0, t.w1 - u.w1} }

func (t tally) weight() float64 { return t.w0 + t.w1 }

// share returns the malicious share of the weight.
func (t tally) share() float64 { return t.w1 / t.weight() }

// gini returns the weight times the Gini impurity.
func (t tally) gini() float64 { return 2 * t.w0 * t.w1 / t.weight() }

// segment is where the entries of a column in a node are.
type segment struct {
	column   int32
	from, to int
}

// split sends entries up to and with value to the left side.
type split struct {
	segment int // by number among those of the node
	at      int // how many of its entries go left
	value   float64
	right   tally
}

// cutter looks for the best split of a node by one column after another: the one
// with the least impurity, w0·w1/(w0+w1), summed over its sides. It is kept as a
// fraction, so that equals are seen as such while weights are counts; of those
// the last is taken.
type cutter struct {
	rows    []tally // by kind
	all     tally   // of the node
	minLeaf int

	segment int
	entries []entry // of the segment
	zeros   bool    // some row of the node has no entry

	best     split
	num, den float64
	found    bool
}

// exact tries the midpoints between neighbouring values, from the highest to the
// lowest.
func (c *cutter) exact() {
	entries, rows := c.entries, c.rows
	var right tally
	i := len(entries) - 1
	for ; i >= 0 && entries[i].positive(); i-- {
		e := entries[i]
		right.add(&rows[e.row()])
		switch {
		case i > 0 && (entries[i-1].positive() || !c.zeros):
			if below := entries[i-1]; !e.equals(below) {
				c.try(i, middle(below.value(), e.value()), right)
			}
		case c.zeros:
			c.try(i, middle(0, e.value()), right)
		}
	}
	if i < 0 {
		return
	}
	var left tally
	for _, e := range entries[:i+1] {
		left.add(&rows[e.row()])
	}
	right = c.all.less(left)
	if c.zeros {
		c.try(i+1, middle(entries[i].value(), 0), right)
	}
	for ; i > 0; i-- {
		e, below := entries[i], entries[i-1]
		right.add(&rows[e.row()])
		if !e.equals(below) {
			c.try(i, middle(below.value(), e.value()), right)
		}
	}
}

// atRandom tries the threshold that lies at u, in [0,1), of the way from the
// lowest to the highest value in the node.
func (c *cutter) atRandom(u float64) {
	entries, rows := c.entries, c.rows
	n := len(entries)
	lo, hi := float64(entries[0].value()), float64(entries[n-1].value())
	if c.zeros {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	t := lo + u*(hi-lo)
	if t >= hi {
		t = lo // by rounding
	}
	var right tally
	at := n
	for ; at > 0 && t >= 0 && float64(entries[at-1].value()) > t; at-- {
		right.add(&rows[entries[at-1].row()])
	}
	if t < 0 { // zeros go right: take away what goes left
		var left tally
		for at = 0; at < n && float64(entries[at].value()) <= t; at++ {
			left.add(&rows[entries[at].row()])
		}
		right = c.all.less(left)
	}
	c.try(at, t, right)
}

// try takes the split if none is better and both sides have rows enough.
func (c *cutter) try(at int, value float64, right tally) {
	left := c.all.less(right)
	if left.n < c.minLeaf || right.n < c.minLeaf {
		return
	}
	l, r := left.w0+left.w1, right.w0+right.w1
	num, den := left.w0*left.w1*r+right.w0*right.w1*l, l*r
	if !c.found || num*c.den <= c.num*den {
		c.best, c.num, c.den, c.found = split{c.segment, at, value, right}, num, den, true
	}
}

// middle returns the midpoint of two values of 32 bits, which is exact.
func middle(lo, hi float32) float64 { return float64(lo)/2 + float64(hi)/2 }
