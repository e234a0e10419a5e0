package classify

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// boostNode is a node of a tree that grows.
type boostNode struct {
	rows        []int32 // its rows, ascending
	depth       int
	sum         boostSum
	bounds      boostBounds
	score       float32 // as a leaf
	value       float32 // of the leaf, before the rate
	best        boostSplit
	hist        []boostHist // a block each; nil for a node that will not be split
	drawn       []bool      // columns to look at; nil for all of the tree
	left, right int32       // children; 0 for none
}

// boostFamily is a node that was just split: the histograms of the child with
// fewer rows are added up, those of the other are what is left of the parent's.
// The root is few and alone.
type boostFamily struct{ few, many int32 }

// grow makes the nodes of a tree from the gradients.
func (b *booster) grow(ctx context.Context) error {
	b.nodes, b.open, b.leaves = b.nodes[:0], b.open[:0], 1
	root := boostNode{rows: b.rows, bounds: boostBounds{-math.MaxFloat32, math.MaxFloat32}}
	for i, s := range b.grad {
		b.rows[i] = int32(i)
		root.sum.add(s)
	}
	b.nodes = append(b.nodes, b.weigh(root))
	b.nodes[0].hist = b.hists()
	err := b.look(ctx, []boostFamily{{}}, 0)
	for err == nil && len(b.open) > 0 {
		batch, from := b.next(), len(b.nodes)
		if err = b.part(ctx, batch); err == nil {
			err = b.look(ctx, b.families(batch), from)
		}
	}
	return err
}

func (b *booster) weigh(n boostNode) boostNode {
	n.value, n.score = b.rules.value(n.sum, n.bounds), b.rules.score(n.sum, n.bounds)
	return n
}

// next takes the nodes to split now from the open ones: a level, or one.
func (b *booster) next() []int32 {
	from := 0
	if b.cfg.Growth == GrowLeaf {
		from = len(b.open) - 1
	}
	batch := slices.Clone(b.open[from:])
	b.open = b.open[:from]
	room := min(b.cfg.MaxLeaves-b.leaves, len(batch))
	for _, i := range batch[room:] {
		b.release(i)
	}
	b.leaves += room
	return batch[:room]
}

// part divides the rows of the nodes among two children each.
func (b *booster) part(ctx context.Context, batch []int32) error {
	cut := make([]int, len(batch))
	err := b.share(ctx, len(batch), func(s *boostScratch, k int) {
		n := &b.nodes[batch[k]]
		cut[k] = s.partition(n.rows, &b.data.columns[n.best.column], n.best)
	})
	if err != nil {
		return err
	}
	for k, i := range batch {
		left, right := b.offspring(&b.nodes[i], cut[k])
		b.nodes[i].left, b.nodes[i].right = int32(len(b.nodes)), int32(len(b.nodes)+1)
		b.nodes = append(b.nodes, left, right)
	}
	return nil
}

// offspring returns the children of a node whose rows are parted at cut. Where
// its column is monotone, their descendants stay on either side of the middle.
func (b *booster) offspring(n *boostNode, cut int) (left, right boostNode) {
	left = b.weigh(boostNode{rows: n.rows[:cut], depth: n.depth + 1, bounds: n.bounds, sum: n.best.left})
	right = b.weigh(boostNode{rows: n.rows[cut:], depth: n.depth + 1, bounds: n.bounds, sum: n.sum.minus(n.best.left)})
	if b.rules.monotone == nil {
		return left, right
	}
	mid := (left.value + right.value) / 2
	switch m := b.rules.monotone[n.best.column]; {
	case m > 0:
		left.bounds.upper, right.bounds.lower = mid, mid
	case m < 0:
		left.bounds.lower, right.bounds.upper = mid, mid
	}
	return left, right
}

// families lists the pairs of children that may be split in turn and hands the
// histograms of their parents down.
func (b *booster) families(batch []int32) []boostFamily {
	var list []boostFamily
	for _, i := range batch {
		n := &b.nodes[i]
		if n.depth+1 == b.cfg.MaxDepth || b.leaves == b.cfg.MaxLeaves {
			b.release(i)
			continue
		}
		f := boostFamily{few: n.left, many: n.right}
		if len(b.nodes[f.few].rows) > len(b.nodes[f.many].rows) {
			f.few, f.many = f.many, f.few
		}
		b.nodes[f.few].hist, b.nodes[f.many].hist, n.hist = b.hists(), n.hist, nil
		list = append(list, f)
	}
	return list
}

// look finds the best splits of the nodes listed, all from number from on, and
// opens those that have one.
func (b *booster) look(ctx context.Context, list []boostFamily, from int) error {
	for i := from; i < len(b.nodes); i++ {
		if b.nodes[i].hist != nil {
			b.nodes[i].drawn = b.drawFor(b.nodes[i].depth)
		}
	}
	blocks := len(b.data.blocks)
	best := make([][2]boostSplit, len(list)*blocks)
	err := b.share(ctx, len(best), func(s *boostScratch, k int) {
		best[k] = b.explore(s, list[k/blocks], k%blocks)
	})
	if err != nil {
		return err
	}
	for k, s := range best {
		f := list[k/blocks]
		b.nodes[f.few].improve(s[0])
		b.nodes[f.many].improve(s[1])
	}
	for i := from; i < len(b.nodes); i++ {
		b.offer(int32(i))
	}
	return nil
}

// improve takes a split if it gains more. Blocks come in the order of their
// columns, so of equal gains the lowest column stays.
func (n *boostNode) improve(s boostSplit) {
	if s.gain > n.best.gain {
		n.best = s
	}
}

// explore makes the histograms of a family in a block and finds the best splits
// there.
func (b *booster) explore(s *boostScratch, f boostFamily, block int) (best [2]boostSplit) {
	few, blk := &b.nodes[f.few], &b.data.blocks[block]
	s.slots.fill(blk, few.rows, b.grad)
	if f.many == 0 {
		few.hist[block].root(s.slots, b.data.columns, b.drawn, blk, few.sum, b.rules.least)
	} else {
		many := &b.nodes[f.many]
		many.hist[block].halve(&few.hist[block], s.slots, b.data.columns, few.sum, many.sum, b.rules.least)
		best[1] = b.rules.best(many, &many.hist[block], s.bins)
	}
	s.slots.wipe(blk, few.rows)
	best[0] = b.rules.best(few, &few.hist[block], s.bins)
	return best
}

// offer opens a node if it has a split that is worth it. Under GrowLeaf the open
// nodes are kept in ascending order of gains, the older of equal ones last.
func (b *booster) offer(i int32) {
	if gain := b.nodes[i].best.gain; gain <= b.rules.none || gain < b.rules.gamma {
		b.release(i)
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

// hists takes empty histograms from those released.
func (b *booster) hists() []boostHist {
	last := len(b.spare) - 1
	if last < 0 {
		return make([]boostHist, len(b.data.blocks))
	}
	h := b.spare[last]
	b.spare = b.spare[:last]
	return h
}

func (b *booster) release(i int32) {
	if h := b.nodes[i].hist; h != nil {
		b.spare, b.nodes[i].hist = append(b.spare, h), nil
	}
}
