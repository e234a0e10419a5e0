package classify

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
)

// booster is the state of a training.
type booster struct {
	cfg    Boost
	table  *Table
	data   *boostData
	rules  boostRules
	scale  float64      // one in units of sums
	base   float32      // log-odds before any tree
	weight [][2]float64 // of each row by class, as far as drawn
	margin []float32    // log-odds of each row so far
	grad   []boostSum   // what each row adds to sums

	rows   []int32 // those of a node side by side
	nodes  []boostNode
	leaves int
	open   []int32       // nodes to be split
	spare  [][]boostHist // histograms of nodes that are done

	rng    *rand.Rand
	drawn  []bool         // the columns of the tree; nil for all
	levels map[int][]bool // those of its levels

	team    *boostTeam
	scratch []boostScratch // one a goroutine
}

// boostScratch is what a goroutine needs for itself.
type boostScratch struct {
	slots boostSlots
	bins  []boostBin
	other []uint8 // a row each; 0 between tasks
	side  []uint8
	rows  []int32
}

// maxBlocks bounds the goroutines that share a node: with more, each would have
// too little to do in a row.
const maxBlocks = 8

// minGain is what a split must gain more than, as in XGBoost.
const minGain = 1e-6

func newBooster(ctx context.Context, c Boost, t *Table) (*booster, error) {
	workers := c.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	d, err := newBoostData(ctx, t, c.MaxBins, workers, min(workers, maxBlocks))
	if err != nil {
		return nil, err
	}
	b := &booster{
		cfg: c, table: t, data: d, weight: slices.Clone(d.weight), levels: map[int][]bool{},
		grad: make([]boostSum, d.rows), rows: make([]int32, d.rows), scratch: make([]boostScratch, min(workers, maxBlocks)),
	}
	var total [2]float64
	for _, w := range d.weight {
		total[0] += w[0]
		total[1] += w[1]
	}
	b.measure(total[0] + total[1])
	if c.Base == 0 {
		c.Base = total[1] / (total[0] + total[1])
	}
	b.base = logit32(float32(c.Base))
	b.margin = slices.Repeat([]float32{b.base}, d.rows)
	b.team = newBoostTeam(len(b.scratch))
	return b, nil
}

// measure sets the unit of sums: the weight of the table is below 2^62, and
// products of such numbers are numbers of 32 bits still.
func (b *booster) measure(total float64) {
	_, e := math.Frexp(total)
	b.scale = math.Ldexp(1, min(62-e, 1000))
	single := func(v float64) float64 { return float64(float32(v)) * b.scale }
	b.rules = boostRules{
		least: boostSum{h: max(whole(single(b.cfg.MinChildWeight)), 1), n: whole(b.cfg.MinLeaf * b.scale)},
		l1:    single(b.cfg.L1), l2: single(b.cfg.L2),
		none: float32(single(minGain)), gamma: float32(single(b.cfg.Gamma)),
		monotone: b.cfg.Monotone,
	}
}

// whole returns the least whole number that is at least v.
func whole(v float64) int64 {
	if v = math.Ceil(v); v < math.MaxInt64 {
		return int64(v)
	}
	return math.MaxInt64
}

// share does n tasks, each with the scratch space of its goroutine.
func (b *booster) share(ctx context.Context, n int, do func(s *boostScratch, k int)) error {
	return b.team.share(ctx, n, func(worker, k int) {
		s := &b.scratch[worker]
		if s.rows == nil {
			*s = b.newScratch()
		}
		do(s, k)
	})
}

func (b *booster) newScratch() boostScratch {
	var slots int
	for _, blk := range b.data.blocks {
		slots = max(slots, blk.slots)
	}
	n := b.data.rows
	return boostScratch{
		slots: make(boostSlots, slots), bins: make([]boostBin, b.cfg.MaxBins),
		other: make([]uint8, n), side: make([]uint8, n), rows: make([]int32, n),
	}
}

// round returns tree number k and adds it to the log-odds.
func (b *booster) round(ctx context.Context, k uint64) ([]Node, error) {
	b.draw(k)
	err := b.share(ctx, (b.data.rows+stretch-1)/stretch, func(_ *boostScratch, k int) {
		b.gradients(k*stretch, min((k+1)*stretch, b.data.rows))
	})
	if err == nil {
		err = b.grow(ctx)
	}
	if err != nil {
		return nil, err
	}
	for k := range b.nodes {
		n := &b.nodes[k]
		n.value *= float32(b.cfg.Rate)
		if n.left != 0 {
			continue
		}
		for _, i := range n.rows {
			b.margin[i] = min(max(b.margin[i]+n.value, -math.MaxFloat32), math.MaxFloat32)
		}
	}
	return b.tree(), nil
}

// gradients works out what rows add to sums.
func (b *booster) gradients(from, to int) {
	for i := from; i < to; i++ {
		w := b.weight[i]
		all := w[0] + w[1]
		if all == 0 {
			b.grad[i] = boostSum{}
			continue
		}
		p := sigmoid32(b.margin[i])
		g := float64(w[0]*float64(p)) + float64(w[1]*float64(p-1))
		h := all * float64(max(p*(1-p), 1e-16))
		b.grad[i] = boostSum{
			g: int64(g * b.scale),
			h: max(int64(h*b.scale), 1), // so that no row looks like none
			n: int64(all * b.scale),
		}
	}
}

func sigmoid32(z float32) float32 {
	return 1 / (float32(math.Exp(float64(min(-z, 88.7)))) + 1)
}

// logit32 returns the log-odds of a probability, which stays off 0 and 1.
func logit32(p float32) float32 {
	p = min(max(p, 1e-6), 1-1e-6)
	return -float32(math.Log(float64(1/p - 1)))
}

// tree returns the nodes in preorder.
func (b *booster) tree() []Node {
	type item struct{ node, parent int32 }
	t := make([]Node, 0, len(b.nodes))
	for todo := []item{{0, -1}}; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		self := int32(len(t))
		if at.parent >= 0 {
			t[at.parent].Right = self
		}
		n := &b.nodes[at.node]
		node := Node{Column: -1, Value: float64(n.value), Cover: float64(n.sum.h) / b.scale}
		if n.left != 0 {
			node.Column, node.MissingLeft = n.best.column, n.best.missingLeft
			node.Value = b.data.columns[n.best.column].threshold(int(n.best.bin))
			todo = append(todo, item{n.right, self}, item{n.left, -1})
		}
		t = append(t, node)
	}
	return t
}
