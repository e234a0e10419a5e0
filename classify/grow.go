package classify

import (
	"context"
	"math"
	"math/rand/v2"
)

// grower grows one tree at a time and keeps its scratch space between them.
//
// A node is the sum of its rows and, of each column that has more than one value
// in it, the entries other than zero in ascending order: a segment. A split cuts
// the segments of its node in two that are in order again. Rows need no list of
// their own, and what a node costs is its entries in columns that still differ.
type grower struct {
	*plan
	bag  *bag    // of its own; nil: all rows count
	rows []tally // how much each kind of rows counts in this tree
	rng  *rand.Rand

	entries  []entry   // of rows that count
	segments []segment // of the nodes on the stack, the topmost last
	stack    []pending
	tree     []Node
	sums     []tally // of the nodes of the tree
	least    float64 // by which a split must lower the impurity times the weight

	away        []uint8 // by kind: 1 on the side of a split where zeros are not
	spare       []entry
	left, right []segment
}

// pending is a node that is still to be grown.
type pending struct {
	parent   int32 // of a right child; -1 for others
	depth    int
	all      tally
	kinds    int // of rows
	from, to int // its segments
}

func newGrower(p *plan) *grower {
	kinds := len(p.data.kinds.first)
	g := &grower{
		plan: p, rows: p.rows, away: make([]uint8, kinds),
		entries: make([]entry, p.data.entries), spare: make([]entry, p.data.longest),
	}
	if p.bag != nil {
		g.bag, g.rows = p.bag.another(), make([]tally, kinds)
	}
	return g
}

// grow returns tree number k, or an unfinished one once ctx has ended.
func (g *grower) grow(ctx context.Context, k int) []Node {
	g.rng = rand.New(rand.NewPCG(g.seed, uint64(k)))
	if g.bag != nil {
		g.draw()
	}
	g.tree, g.sums = nil, g.sums[:0]
	g.stack = append(g.stack[:0], g.root())
	for len(g.stack) > 0 && ctx.Err() == nil {
		p := g.stack[len(g.stack)-1]
		g.stack = g.stack[:len(g.stack)-1]
		g.node(p)
	}
	return g.tree
}

// draw fills the bag and counts what is in it.
func (g *grower) draw() {
	g.bag.draw(g.rng)
	clear(g.rows)
	rows, of, y := g.rows, g.data.kinds.of, g.y
	for i, times := range g.bag.drawn {
		r, w := &rows[of[i]], float64(times)
		r.n += min(times, 1)
		r.w0 += w - w*y[i]
		r.w1 += w * y[i]
	}
}

// root collects the entries of rows that count.
func (g *grower) root() pending {
	p := pending{parent: -1}
	for k := range g.rows {
		g.away[k] = 0
		if r := &g.rows[k]; r.n > 0 {
			g.away[k] = 1
			p.all.add(r)
			p.kinds++
		}
	}
	g.segments = g.segments[:0]
	from := 0
	for j, column := range g.data.columns {
		copy(g.entries[from:], column)
		s := segment{int32(j), from, from + len(column)}
		s.to = g.filter(s, 1)
		if g.differs(s, p.kinds) {
			g.segments = append(g.segments, s)
		}
		from = s.to
	}
	clear(g.away)
	p.to = len(g.segments)
	g.least = math.Inf(-1)
	if g.minDecrease > 0 {
		const eps = 0x1p-52 // as in scikit-learn
		g.least = (g.minDecrease - eps) * p.all.weight()
	}
	return p
}

// differs reports whether the column has more than one value in a node.
func (g *grower) differs(s segment, kinds int) bool {
	n := s.to - s.from
	return n > 0 && (n < kinds || !g.entries[s.from].equals(g.entries[s.to-1]))
}

// node appends the node p and leaves its children on the stack, the left one on
// top.
func (g *grower) node(p pending) {
	self := int32(len(g.tree))
	if p.parent >= 0 {
		g.tree[p.parent].Right = self
	}
	g.sums = append(g.sums, p.all)
	cover := math.Ldexp(p.all.weight(), -g.shift)
	s, ok := split{}, false
	if g.open(p) {
		s, ok = g.best(p)
	}
	if !ok {
		g.segments = g.segments[:p.from]
		g.tree = append(g.tree, Node{Column: -1, Value: p.all.share(), Cover: cover})
		return
	}
	g.tree = append(g.tree, Node{Column: g.segments[p.from+s.segment].column, Value: s.value, Cover: cover})
	left, right := g.divide(p, s)
	right.parent = self
	g.stack = append(g.stack, right, left)
}

// open reports whether the node may be split.
func (g *grower) open(p pending) bool {
	return p.all.w0 > 0 && p.all.w1 > 0 && p.depth < g.maxDepth && p.all.n >= max(g.minSplit, 2*g.minLeaf)
}

// best returns the best split of a node.
func (g *grower) best(p pending) (split, bool) {
	c := cutter{rows: g.rows, all: p.all, minLeaf: g.minLeaf}
	segments := g.segments[p.from:p.to]
	if g.features == 0 {
		for i := len(segments) - 1; i >= 0; i-- { // the lowest column of equals is left
			g.search(&c, segments, i, p.kinds)
		}
	} else {
		g.searchSome(&c, segments, p.kinds)
	}
	return c.best, c.found && p.all.gini()-2*c.num/c.den >= g.least
}

// searchSome searches columns as if they were drawn one after another without
// replacement: as many as asked for, and if none of those splits the node, until
// one does. Those that do not differ in the node are drawn only in thought.
func (g *grower) searchSome(c *cutter, segments []segment, kinds int) {
	left := len(segments)
	draw := func(among int) {
		k := g.rng.IntN(among)
		if k < left {
			left--
			segments[k], segments[left] = segments[left], segments[k]
			g.search(c, segments, left, kinds)
		}
	}
	width := len(g.data.columns)
	for k := 0; k < g.features && left > 0; k++ {
		draw(width - k)
	}
	for left > 0 && !c.found {
		draw(left)
	}
}

func (g *grower) search(c *cutter, segments []segment, i, kinds int) {
	s := segments[i]
	c.segment, c.entries = i, g.entries[s.from:s.to]
	c.zeros = len(c.entries) < kinds
	if g.random {
		c.atRandom(g.rng.Float64())
	} else {
		c.exact()
	}
}
