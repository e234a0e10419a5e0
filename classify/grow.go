package classify

import (
	"context"
	"math/rand/v2"
	"sort"
)

// grower grows one tree at a time and keeps its scratch space between them.
type grower struct {
	cfg   Forest
	data  *binned
	rng   *rand.Rand
	drawn []int32  // how often each row was drawn
	bag   []bagged // the rows of the tree; a node owns a range of them
	spare []bagged // scratch of partition
	order []int32  // the columns, shuffled as far as a node needed
	hist  []tally  // a tally a bin
	tree  []Node
	stack []pending
}

// bagged is a row in the bag of a tree.
type bagged struct {
	row int32
	y   uint8
	n   float64 // how many times it was drawn
}

// tally adds up the rows in a bin or on one side of a split.
type tally struct {
	n int        // distinct rows
	w [2]float64 // draws by class; whole numbers, so sums are exact
}

func (t *tally) add(r bagged) {
	t.n++
	t.w[r.y] += r.n
}

func (t *tally) merge(u tally) {
	t.n += u.n
	t.w[0] += u.w[0]
	t.w[1] += u.w[1]
}

// purity is the number of draws times one minus the Gini impurity; the best
// split has the largest sum over its sides.
func (t tally) purity() float64 {
	return (t.w[0]*t.w[0] + t.w[1]*t.w[1]) / (t.w[0] + t.w[1])
}

// pending is a node that is still to be grown from bag[from:to].
type pending struct {
	from, to, depth int
	parent          int32 // of a right child; -1 for others
}

// split sends bins up to left to the left side; right is the next bin in use.
type split struct {
	column, left, right int
	purity              float64
}

func newGrower(c Forest, data *binned) *grower {
	return &grower{
		cfg: c, data: data, drawn: make([]int32, data.rows),
		order: make([]int32, len(data.cols)), hist: make([]tally, maxBins),
	}
}

// grow returns tree number k, or an unfinished one once ctx has ended.
func (g *grower) grow(ctx context.Context, k uint64) []Node {
	g.rng = rand.New(rand.NewPCG(g.cfg.Seed, k))
	for j := range g.order {
		g.order[j] = int32(j) // each tree starts alike, whichever goroutine grows it
	}
	g.fillBag()
	g.tree = nil
	g.stack = append(g.stack[:0], pending{0, len(g.bag), 0, -1})
	for len(g.stack) > 0 && ctx.Err() == nil {
		p := g.stack[len(g.stack)-1]
		g.stack = g.stack[:len(g.stack)-1]
		g.node(p)
	}
	return g.tree
}

// fillBag draws as many rows as there are, with replacement, each with a
// probability in proportion to its weight.
func (g *grower) fillBag() {
	clear(g.drawn)
	sums := g.data.sums
	total := sums[len(sums)-1]
	for range sums {
		// the first sum above x; rows of weight 0 repeat the sum before them
		x := g.rng.Float64() * total
		i := sort.Search(len(sums)-1, func(i int) bool { return sums[i] > x })
		g.drawn[i]++
	}
	g.bag = g.bag[:0]
	for i, times := range g.drawn {
		if times > 0 {
			g.bag = append(g.bag, bagged{int32(i), g.data.y[i], float64(times)})
		}
	}
	if len(g.spare) < len(g.bag) {
		g.spare = make([]bagged, len(g.bag))
	}
}

// node appends the node for p and leaves its children on the stack, the left
// one on top.
func (g *grower) node(p pending) {
	self := int32(len(g.tree))
	if p.parent >= 0 {
		g.tree[p.parent].Right = self
	}
	rows := g.bag[p.from:p.to]
	var all tally
	for _, r := range rows {
		all.add(r)
	}
	s, ok := split{}, false
	if all.w[0] > 0 && all.w[1] > 0 && p.depth < g.cfg.MaxDepth && len(rows) >= 2*g.cfg.MinLeaf {
		s, ok = g.best(rows, all)
	}
	if !ok {
		g.tree = append(g.tree, Node{Column: -1, Value: all.share(), Cover: all.w[0] + all.w[1]})
		return
	}
	g.tree = append(g.tree, Node{
		Column: int32(s.column), Value: g.data.cols[s.column].between(s.left, s.right), Cover: all.w[0] + all.w[1],
	})
	mid := p.from + g.partition(rows, s)
	g.stack = append(g.stack, pending{mid, p.to, p.depth + 1, self}, pending{p.from, mid, p.depth + 1, -1})
}

// share returns the malicious share of the draws.
func (t tally) share() float64 { return t.w[1] / (t.w[0] + t.w[1]) }

// best returns the best split over randomly chosen columns.
func (g *grower) best(rows []bagged, all tally) (split, bool) {
	best, found := split{}, false
	for tried := 0; tried < len(g.order) && (tried < g.cfg.Features || !found); tried++ {
		k := tried + g.rng.IntN(len(g.order)-tried)
		g.order[tried], g.order[k] = g.order[k], g.order[tried]
		s, ok := g.cut(int(g.order[tried]), rows, all)
		if ok && (!found || s.purity > best.purity) {
			best, found = s, true
		}
	}
	return best, found
}

// cut returns the best split of rows by the given column.
func (g *grower) cut(column int, rows []bagged, all tally) (split, bool) {
	lo, hi := g.count(g.data.column(column), rows)
	best, found := split{column: column}, false
	var left tally
	for bin := lo; bin < hi; {
		left.merge(g.hist[bin])
		next := bin + 1
		for g.hist[next].n == 0 {
			next++
		}
		if left.n >= g.cfg.MinLeaf && all.n-left.n >= g.cfg.MinLeaf {
			right := tally{w: [2]float64{all.w[0] - left.w[0], all.w[1] - left.w[1]}}
			if p := left.purity() + right.purity(); !found || p > best.purity {
				best.left, best.right, best.purity, found = bin, next, p, true
			}
		}
		bin = next
	}
	clear(g.hist[lo : hi+1])
	return best, found
}

// count fills the histogram and returns the first and the last bin in use. Most
// columns have one value throughout a node; those are left at the first look.
func (g *grower) count(cells []uint8, rows []bagged) (lo, hi int) {
	lo = int(cells[rows[0].row])
	same := 1
	for same < len(rows) && int(cells[rows[same].row]) == lo {
		same++
	}
	hi = lo
	if same == len(rows) {
		return lo, hi
	}
	for _, r := range rows {
		bin := int(cells[r.row])
		lo, hi = min(lo, bin), max(hi, bin)
		g.hist[bin].add(r)
	}
	return lo, hi
}

// partition moves the rows of the left side to the front, both sides in their
// old order, and returns their number.
func (g *grower) partition(rows []bagged, s split) int {
	cells := g.data.column(s.column)
	n, other := 0, g.spare[:0]
	for _, r := range rows {
		if int(cells[r.row]) <= s.left {
			rows[n] = r
			n++
		} else {
			other = append(other, r)
		}
	}
	copy(rows[n:], other)
	return n
}
