package classify

import "math"

// boostSum adds up rows. All parts are whole numbers, multiples of a unit that
// leaves room for the whole table, so that no order of adding changes a sum.
type boostSum struct {
	g, h int64 // gradients and hessians
	n    int64 // weight
}

func (s *boostSum) add(t boostSum) {
	s.g += t.g
	s.h += t.h
	s.n += t.n
}

func (s boostSum) minus(t boostSum) boostSum {
	return boostSum{s.g - t.g, s.h - t.h, s.n - t.n}
}

// boostSplit is a split of a node: bins up to and with bin go left.
type boostSplit struct {
	gain        float32 // 0 if there is none
	column      int32
	bin         int32
	missingLeft bool
	left        boostSum
}

// boostRules is what decides on splits and leaves, in units of sums. They are
// powers of two, so nothing is rounded otherwise than in units of one.
type boostRules struct {
	least    boostSum // of each side of a split: h and n; h is at least 1, so that no side is empty
	l1, l2   float64
	none     float32 // a gain up to here is noise
	gamma    float32
	monotone []int8
}

// boostBounds is where the value of a leaf must lie.
type boostBounds struct{ lower, upper float32 }

// weigh works out what a node is worth as a leaf.
func (r *boostRules) weigh(n *boostNode) {
	n.value, n.score = r.value(n.sum, n.bounds), r.score(n.sum, n.bounds)
}

// value returns the value of a leaf, before the rate.
func (r *boostRules) value(s boostSum, b boostBounds) float32 {
	if s.h < r.least.h {
		return 0
	}
	w := -shrink(float64(s.g), r.l1) / (float64(s.h) + r.l2)
	return min(max(float32(w), b.lower), b.upper)
}

// score returns what a leaf is worth; the gain of a split is a difference of
// scores. The rounding is that of XGBoost, so that what ties there ties here.
func (r *boostRules) score(s boostSum, b boostBounds) float32 {
	if r.monotone == nil {
		return r.free(float64(s.g), float64(s.h))
	}
	w := r.value(s, b)
	return -(float32(2*float32(s.g)*w) + float32(float32(float32(s.h)+float32(r.l2))*float32(w*w)))
}

// free is score where no bounds hold.
func (r *boostRules) free(g, h float64) float32 {
	if r.l1 > 0 {
		g = shrink(g, r.l1)
	}
	return float32(g*g) / float32(h+r.l2)
}

func shrink(g, l1 float64) float64 { return math.Copysign(max(math.Abs(g)-l1, 0), g) }

// gain returns what a split gains, or nothing if it is out of order.
func (r *boostRules) gain(n *boostNode, column int32, left boostSum) float32 {
	if r.monotone == nil {
		g, h := float64(left.g), float64(left.h)
		return r.free(g, h) + r.free(float64(n.sum.g)-g, float64(n.sum.h)-h) - n.score
	}
	right := n.sum.minus(left)
	l, u := r.value(left, n.bounds), r.value(right, n.bounds)
	if m := r.monotone[column]; m > 0 && l > u || m < 0 && l < u {
		return 0
	}
	return r.score(left, n.bounds) + r.score(right, n.bounds) - n.score
}

// best returns the best split of a node within a block.
func (r *boostRules) best(n *boostNode, h *boostHist, buf []boostBin) boostSplit {
	var best boostSplit
	if n.sum.h/2 < r.least.h || n.sum.n/2 < r.least.n {
		return best
	}
	for k := range h.spans {
		s := &h.spans[k]
		if n.drawn != nil && !n.drawn[s.column] {
			continue
		}
		bins := s.list(buf, h.of(s), n.sum)
		r.forward(&best, n, s.column, bins)
		if s.missing.h > 0 {
			r.backward(&best, n, s.column, bins)
		}
	}
	return best
}

// forward tries splits that send missing entries right.
func (r *boostRules) forward(best *boostSplit, n *boostNode, column int32, bins []boostBin) {
	most := n.sum.minus(r.least)
	allG, allH := float64(n.sum.g), float64(n.sum.h)
	var left boostSum
	for _, b := range bins {
		left.add(b.boostSum)
		if left.h < r.least.h || left.n < r.least.n {
			continue
		}
		if left.h > most.h || left.n > most.n {
			return
		}
		g, h := float64(left.g), float64(left.h)
		gain := r.free(g, h) + r.free(allG-g, allH-h) - n.score
		if r.monotone != nil {
			gain = r.gain(n, column, left)
		}
		if gain > best.gain && gain <= math.MaxFloat32 {
			*best = boostSplit{gain: gain, column: column, bin: b.bin, left: left}
		}
	}
}

// backward tries splits that send missing entries left.
func (r *boostRules) backward(best *boostSplit, n *boostNode, column int32, bins []boostBin) {
	most := n.sum.minus(r.least)
	left := n.sum
	for k := len(bins) - 1; k >= 0; k-- {
		left = left.minus(bins[k].boostSum)
		if left.h > most.h || left.n > most.n {
			continue
		}
		if left.h < r.least.h || left.n < r.least.n {
			return
		}
		if gain := r.gain(n, column, left); gain > best.gain && gain <= math.MaxFloat32 {
			*best = boostSplit{gain: gain, column: column, bin: bins[k].bin - 1, missingLeft: true, left: left}
		}
	}
}
