package classify

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// boostNode is a node of a tree that grows.
type boostNode struct {
	from, to    int // its rows
	depth       int
	sum         boostSum
	bounds      boostBounds
	score       float32 // as a leaf
	value       float32 // of the leaf, before the rate until the tree is done
	best        boostSplit
	hist        int    // the number of its histograms
	drawn       []bool // columns to look at; nil for all of the tree
	left, right int32  // children; 0 for none
	parted      bool   // whether its rows are handed to the children
}

// boostFamily is a node that is being split.
type boostFamily struct {
	parent int32
	hist   int // new histograms for the smaller child
}

// grow makes the nodes of a tree from the scores.
func (b *booster) grow(ctx context.Context) error {
	root := boostNode{to: b.data.rows, bounds: noBounds(), drawn: b.drawFor(0)}
	sums := make([]boostSum, len(b.lanes))
	b.team.all(func(k int) { sums[k] = b.lanes[k].start(b, root.drawn) })
	root.sum = sums[0]
	b.rules.weigh(&root)
	for _, l := range b.lanes {
		root.improve(l.found[0].left)
	}
	b.nodes, b.open, b.leaves, b.used = append(b.nodes[:0], root), b.open[:0], 1, 1
	b.offer(0)
	for ctx.Err() == nil && len(b.open) > 0 {
		b.split(ctx, b.next())
	}
	return ctx.Err()
}

// next takes the nodes to split now from the open ones: a level, or one.
func (b *booster) next() []int32 {
	from := 0
	if b.cfg.Growth == GrowLeaf {
		from = len(b.open) - 1
	}
	room := min(b.cfg.MaxLeaves-b.leaves, len(b.open)-from)
	batch := slices.Clone(b.open[from : from+room])
	b.open = b.open[:from]
	b.leaves += room
	return batch
}

// split splits nodes and opens those of their children that have a split.
func (b *booster) split(ctx context.Context, batch []int32) {
	var families []boostFamily
	first := len(b.nodes)
	for _, i := range batch {
		left, right := b.beget(i)
		if left.depth < b.cfg.MaxDepth && b.leaves < b.cfg.MaxLeaves {
			families = append(families, boostFamily{i, b.used})
			b.used++
			left.drawn, right.drawn = b.drawFor(left.depth), b.drawFor(right.depth)
		}
	}
	if len(families) == 0 {
		return
	}
	b.team.all(func(k int) { b.lanes[k].split(ctx, b, families) })
	if ctx.Err() != nil {
		return
	}
	for k, f := range families {
		n := &b.nodes[f.parent]
		left, right := &b.nodes[n.left], &b.nodes[n.right]
		cut := b.lanes[0].found[k].cut
		n.parted = true
		left.from, left.to, right.from, right.to = n.from, n.from+cut, n.from+cut, n.to
		left.hist, right.hist = f.hist, n.hist
		if !leftIsFew(cut, n.to-n.from) {
			left.hist, right.hist = n.hist, f.hist
		}
		for _, l := range b.lanes {
			left.improve(l.found[k].left)
			right.improve(l.found[k].right)
		}
	}
	for i := first; i < len(b.nodes); i++ {
		b.offer(int32(i))
	}
}

// beget makes the children of a node. Where its column is monotone, their
// descendants stay on either side of the middle.
func (b *booster) beget(i int32) (left, right *boostNode) {
	k := len(b.nodes)
	b.nodes = append(b.nodes, boostNode{}, boostNode{})
	n := &b.nodes[i]
	n.left, n.right = int32(k), int32(k+1)
	left, right = &b.nodes[k], &b.nodes[k+1]
	*left = boostNode{depth: n.depth + 1, bounds: n.bounds, sum: n.best.left}
	*right = boostNode{depth: n.depth + 1, bounds: n.bounds, sum: n.sum.minus(n.best.left)}
	b.rules.weigh(left)
	b.rules.weigh(right)
	if b.rules.monotone != nil {
		mid := (left.value + right.value) / 2
		switch m := b.rules.monotone[n.best.column]; {
		case m > 0:
			left.bounds.upper, right.bounds.lower = mid, mid
		case m < 0:
			left.bounds.lower, right.bounds.upper = mid, mid
		}
	}
	return left, right
}

// improve takes a split if it gains more. Lanes come in the order of their
// columns, so of equal gains the lowest column stays.
func (n *boostNode) improve(s boostSplit) {
	if s.gain > n.best.gain {
		n.best = s
	}
}

// offer opens a node if it has a split that is worth it. Under GrowLeaf the open
// nodes are kept in ascending order of gains, the older of equal ones last.
func (b *booster) offer(i int32) {
	if gain := b.nodes[i].best.gain; gain <= b.rules.none || gain < b.rules.gamma {
		return
	}
	at := len(b.open)
	if b.cfg.Growth == GrowLeaf {
		at, _ = slices.BinarySearchFunc(b.open, i, func(o, i int32) int {
			return cmp.Or(cmp.Compare(b.nodes[o].best.gain, b.nodes[i].best.gain), cmp.Compare(i, o))
		})
	}
	b.open = slices.Insert(b.open, at, i)
}

func noBounds() boostBounds { return boostBounds{-math.MaxFloat32, math.MaxFloat32} }
