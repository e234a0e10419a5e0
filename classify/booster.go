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
	weight [][2]float64 // of each row by class, as far as drawn, in units of sums
	margin []float32    // log-odds of each row before the last tree
	score  []float32    // of each row

	nodes  []boostNode // of the last tree
	leaves int
	open   []int32 // nodes to be split
	used   int     // histograms

	rng    *rand.Rand
	drawn  []bool         // the columns of the tree; nil for all
	levels map[int][]bool // those of its levels

	team  *boostTeam
	lanes []*boostLane // one a member
}

// maxLanes bounds the goroutines: with more, each would have too few columns to
// make up for what all of them do.
const maxLanes = 8

// minGain is what a split must gain more than, as in XGBoost.
const minGain = 1e-6

func newBooster(ctx context.Context, c Boost, t *Table) (*booster, error) {
	workers := runtime.GOMAXPROCS(0)
	if c.Workers > 0 {
		workers = min(workers, c.Workers) // as the team does not yield
	}
	d, err := newBoostData(ctx, t, c.MaxBins, workers)
	if err != nil {
		return nil, err
	}
	b := &booster{
		cfg: c, table: t, data: d, weight: slices.Clone(d.weight), levels: map[int][]bool{}, score: make([]float32, d.rows),
	}
	blocks := d.blocks(min(workers, maxLanes))
	for k, block := range blocks {
		n := len(blocks)
		b.lanes = append(b.lanes, newBoostLane(block, k*d.rows/n, (k+1)*d.rows/n, d.rows, c.MaxBins))
	}
	var total [2]float64
	for _, w := range d.weight {
		total[0] += w[0]
		total[1] += w[1]
	}
	b.measure(total[0] + total[1])
	for i := range b.weight {
		b.weight[i][0] *= b.scale
		b.weight[i][1] *= b.scale
	}
	if c.Base == 0 {
		c.Base = total[1] / (total[0] + total[1])
	}
	b.base = logit32(float32(c.Base))
	b.margin = slices.Repeat([]float32{b.base}, d.rows)
	b.team = newBoostTeam(len(b.lanes))
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

// round returns tree number k.
func (b *booster) round(ctx context.Context, k uint64) ([]Node, error) {
	b.team.all(func(k int) { b.lanes[k].predict(b) })
	b.draw(k)
	if err := b.grow(ctx); err != nil {
		return nil, err
	}
	for k := range b.nodes {
		b.nodes[k].value *= float32(b.cfg.Rate)
	}
	return b.tree(), nil
}

// gradient works out what a row adds to sums.
func (b *booster) gradient(i int) boostSum {
	w, p := &b.weight[i], b.score[i]
	all := w[0] + w[1]
	if all == 0 {
		return boostSum{}
	}
	return boostSum{
		g: int64(float64(w[0]*float64(p)) + float64(w[1]*float64(p-1))),
		h: max(int64(all*float64(max(p*(1-p), 1e-16))), 1), // so that no row looks like none
		n: int64(all),
	}
}

func sigmoid32(z float32) float32 {
	return 1 / (float32(math.Exp(float64(min(-z, 88.7)))) + 1)
}

func clamp32(v float32) float32 { return min(max(v, -math.MaxFloat32), math.MaxFloat32) }

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
