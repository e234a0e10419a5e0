package classify

import (
	"context"
	"slices"
)

// boostLane is what one goroutine works on: a block of the columns for all nodes
// of a tree, and a range of the rows for scores. Whatever changes from step to
// step it has a copy of, as working a thing out again is cheaper than fetching
// it from another core.
type boostLane struct {
	boostBlock
	first, last int         // the rows from first to before last
	grad        []boostSum  // what each row adds to sums
	rows        []int32     // all rows, those of a node side by side and ascending
	hists       []boostHist // the histograms of nodes, by their numbers
	found       []boostFound

	slots  boostSlots
	bins   []boostBin // room for those of a column and of a node
	side   []uint8    // scratch of sides; other is 0 in between
	other  []uint8
	sorted []int32
}

// boostFound is what a lane finds out about a node that is split: how many rows
// go left and the best splits of the children at its columns.
type boostFound struct {
	cut         int
	left, right boostSplit
}

func newBoostLane(block boostBlock, first, last, rows, bins int) *boostLane {
	return &boostLane{
		boostBlock: block, first: first, last: last,
		grad: make([]boostSum, rows), rows: make([]int32, rows),
		slots: make(boostSlots, block.size), bins: make([]boostBin, max(block.size, bins)),
		side: make([]uint8, rows), other: make([]uint8, rows), sorted: make([]int32, rows),
	}
}

// predict adds the last tree to the log-odds of the rows of the lane and works
// out their scores.
func (l *boostLane) predict(b *booster) {
	for k := range b.nodes {
		n := &b.nodes[k]
		if n.parted {
			continue
		}
		rows := l.rows[n.from:n.to]
		from, _ := slices.BinarySearch(rows, int32(l.first))
		to, _ := slices.BinarySearch(rows, int32(l.last))
		if rows = rows[from:to]; n.left == 0 {
			for _, i := range rows {
				b.margin[i] = clamp32(b.margin[i] + n.value)
			}
			continue
		}
		values := [2]float32{b.nodes[n.left].value, b.nodes[n.right].value}
		side := l.sides(rows, &b.data.columns[n.best.column], n.best)
		for k, i := range rows {
			b.margin[i] = clamp32(b.margin[i] + values[side[k]])
		}
	}
	for i := l.first; i < l.last; i++ {
		b.score[i] = sigmoid32(b.margin[i])
	}
}

// start works out the gradients of all rows and explores the root, of which it
// returns the sum.
func (l *boostLane) start(b *booster, drawn []bool) boostSum {
	root := boostNode{to: len(l.rows), bounds: noBounds(), drawn: drawn}
	for i := range l.rows {
		l.rows[i] = int32(i)
		l.grad[i] = b.gradient(i)
		root.sum.add(l.grad[i])
	}
	b.rules.weigh(&root)
	l.slots.fill(&l.boostBlock, l.rows, l.grad)
	l.hist(0).root(l.slots, b.data.columns, b.drawn, &l.boostBlock, root.sum, b.rules.least)
	l.slots.wipe(&l.boostBlock, l.rows)
	l.found = append(l.found[:0], boostFound{left: b.rules.best(&root, l.hist(0), l.bins)})
	return root.sum
}

// split does its share of splitting the given nodes.
func (l *boostLane) split(ctx context.Context, b *booster, batch []boostFamily) {
	l.found = l.found[:0]
	for _, f := range batch {
		if ctx.Err() != nil {
			return
		}
		n := &b.nodes[f.parent]
		rows := l.rows[n.from:n.to]
		found := boostFound{cut: l.sort(rows, l.sides(rows, &b.data.columns[n.best.column], n.best))}
		found.left, found.right = l.explore(b, f, rows, found.cut)
		l.found = append(l.found, found)
	}
}

// explore makes the histograms of two children, whose rows are parted, and
// returns their best splits. The rows of the smaller are added up; what is left
// of the histogram of the parent is that of the other.
func (l *boostLane) explore(b *booster, f boostFamily, rows []int32, cut int) (left, right boostSplit) {
	n := &b.nodes[f.parent]
	few, many := &b.nodes[n.left], &b.nodes[n.right]
	best, rest := &left, &right
	if leftIsFew(cut, len(rows)) {
		rows = rows[:cut]
	} else {
		few, many, best, rest = many, few, rest, best
		rows = rows[cut:]
	}
	small, large := l.hist(f.hist), l.hist(n.hist)
	l.slots.fill(&l.boostBlock, rows, l.grad)
	large.halve(small, l.slots, b.data.columns, l.bins, few.sum, many.sum, b.rules.least)
	l.slots.wipe(&l.boostBlock, rows)
	*best = b.rules.best(few, small, l.bins)
	*rest = b.rules.best(many, large, l.bins)
	return left, right
}

func leftIsFew(cut, rows int) bool { return 2*cut <= rows }

// hist returns a histogram to fill. It was used in the trees before, so it has
// about the room it needs.
func (l *boostLane) hist(k int) *boostHist {
	for k >= len(l.hists) {
		l.hists = append(l.hists, boostHist{})
	}
	return &l.hists[k]
}

// sides returns where a split sends rows: 0 is left.
func (l *boostLane) sides(rows []int32, c *boostColumn, split boostSplit) []uint8 {
	right := func(bin uint16) uint8 {
		if int32(bin) > split.bin && !(split.missingLeft && int(bin) == len(c.upper)) {
			return 1
		}
		return 0
	}
	side := l.side[:len(rows)]
	zero := right(uint16(c.zero))
	switch {
	case c.all != nil:
		for k, i := range rows {
			side[k] = right(c.all[i])
		}
	case len(rows) < len(c.rows)/32:
		for k, i := range rows {
			side[k] = zero
			if at, ok := slices.BinarySearch(c.rows, i); ok {
				side[k] = right(c.bins[at])
			}
		}
	default:
		for k, i := range c.rows {
			l.other[i] = right(c.bins[k]) ^ zero
		}
		for k, i := range rows {
			side[k] = l.other[i] ^ zero
		}
		for _, i := range c.rows {
			l.other[i] = 0
		}
	}
	return side
}

// sort moves the rows that go left to the front, both sides in their old order,
// and returns their number.
func (l *boostLane) sort(rows []int32, side []uint8) int {
	n, m := 0, 0
	for k, i := range rows {
		rows[n], l.sorted[m] = i, i
		m += int(side[k])
		n = k + 1 - m
	}
	copy(rows[n:], l.sorted[:m])
	return n
}
