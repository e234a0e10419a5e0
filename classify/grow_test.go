package classify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// noisyTable has few values, some of them negative and two thirds zeros, and
// labels that mean nothing.
func noisyTable(t *testing.T, n, width int, seed uint64) *Table {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	table := &Table{Y: make([]float64, n)}
	b := NewMatrix(width)
	for i := range n {
		var index []int32
		var values []float64
		for j := range int32(width) {
			if r.IntN(3) == 0 {
				index, values = append(index, j), append(values, float64(r.IntN(7)-3))
			}
		}
		require.NoError(t, b.Append(index, values))
		table.Y[i] = float64(r.IntN(2))
	}
	table.X = b.Matrix()
	return table
}

// newRoot returns a grower at the root of the table, all rows of which count.
func newRoot(t *testing.T, table *Table, c growth) (*grower, pending) {
	t.Helper()
	p, err := newPlan(t.Context(), 1, table, c, false)
	require.NoError(t, err)
	g := newGrower(p)
	g.rng = rand.New(rand.NewPCG(1, 1))
	return g, g.root()
}

// searched returns what a search by one column of a node finds.
func searched(g *grower, p pending, j int) cutter {
	c := cutter{rows: g.rows, all: p.all, minLeaf: g.minLeaf}
	segments := g.segments[p.from:p.to]
	i := slices.IndexFunc(segments, func(s segment) bool { return s.column == int32(j) })
	if i >= 0 {
		g.search(&c, segments, i, p.kinds)
	}
	return c
}

// sidesAt adds the rows of a table up on the sides of a threshold, in plain
// loops.
func sidesAt(table *Table, j int, threshold float64) (left, right tally) {
	for i, y := range table.Y {
		side := &right
		if table.X.At(i, j) <= threshold {
			side = &left
		}
		side.add(&tally{1, 1 - y, y})
	}
	return left, right
}

// TestExactFindsTheBestSplit compares every column with an exhaustive search
// over thresholds: the same impurity, by the lowest threshold that has it.
func TestExactFindsTheBestSplit(t *testing.T) {
	for seed := range uint64(40) {
		table := noisyTable(t, 40, 6, seed)
		g, root := newRoot(t, table, growth{minLeaf: 1 + int(seed%5)})
		for j := range 6 {
			best, at := math.Inf(1), 0.
			for threshold := -2.5; threshold < 3; threshold++ {
				left, right := sidesAt(table, j, threshold)
				if left.n >= g.minLeaf && right.n >= g.minLeaf && left.gini()+right.gini() < best-1e-9 {
					best, at = left.gini()+right.gini(), threshold
				}
			}
			got := searched(g, root, j)
			require.Equal(t, !math.IsInf(best, 1), got.found)
			if !got.found {
				continue
			}
			require.InDelta(t, best, 2*got.num/got.den, 1e-12)
			_, right := sidesAt(table, j, at)
			require.Equal(t, right, got.best.right, "column %d of seed %d", j, seed)
			_, right = sidesAt(table, j, got.best.value)
			require.Equal(t, right, got.best.right, "column %d of seed %d", j, seed)
		}
	}
}

// TestRandomThresholds are evenly spread from the lowest value, which they may
// be, to the highest, which they may not, and the sides are those of a plain
// loop.
func TestRandomThresholds(t *testing.T) {
	for _, values := range [][]float64{{0, 4}, {-4, 0}, {-1, 3}, {1, 2, 5}, {-5, -2, -1}, {-2, 0, 2}, {-3, -1, 0}} {
		table := &Table{Y: make([]float64, 2*len(values)), X: Matrix{width: 1, at: []int{0}}}
		b := NewMatrix(1)
		for i := range table.Y {
			require.NoError(t, b.Append([]int32{0}, values[i/2:][:1]))
			table.Y[i] = float64(i % 2)
		}
		table.X = b.Matrix()
		g, root := newRoot(t, table, growth{random: true})
		lo, hi := values[0], values[len(values)-1]
		var mean float64
		for range 1000 {
			got := searched(g, root, 0)
			require.True(t, got.found)
			require.True(t, lo <= got.best.value && got.best.value < hi, "%g", got.best.value)
			left, right := sidesAt(table, 0, got.best.value)
			require.Equal(t, right, got.best.right)
			require.Equal(t, left, root.all.less(right))
			mean += got.best.value / 1000
		}
		// the standard error of the mean is 0.29/√1000 = 0.009 of the range
		require.InDelta(t, (lo+hi)/2, mean, 0.04*(hi-lo), "%v", values)
	}
}

// TestThresholdsRoundInside: neighbours of 32 bits have a threshold between
// them.
func TestThresholdsRoundInside(t *testing.T) {
	tiny, huge := float32(math.SmallestNonzeroFloat32), float32(math.MaxFloat32)
	for _, pair := range [][2]float32{
		{0, 1}, {-1, 1}, {1, math.Nextafter32(1, 2)}, {0, tiny}, {-tiny, 0}, {-huge, huge}, {math.Nextafter32(huge, 0), huge},
	} {
		mid := middle(pair[0], pair[1])
		require.True(t, float64(pair[0]) <= mid && mid < float64(pair[1]), "%g between %g and %g", mid, pair[0], pair[1])
		require.Equal(t, mid < 0, pair[0] < -pair[1] || pair[1] == 0, "zeros go to the side of zero")
	}
}

// growths are the ways in which the trees of this package grow.
func growths() map[string]growth {
	return map[string]growth{
		"tree":          {},
		"small tree":    {maxDepth: 4, minLeaf: 5, minSplit: 20},
		"drawn columns": {features: 2, minLeaf: 2},
		"extra":         {features: 3, random: true},
		"small extra":   {features: 3, random: true, maxDepth: 5, minLeaf: 4},
	}
}

// TestGrownTrees sends all rows that a tree grew from down the tree. Every node
// is reached, by the weight that it claims, in leaves by rows as many and as
// malicious as they should; nothing is deeper than allowed; and every leaf of a
// tree without limits is pure or of rows that are all the same.
func TestGrownTrees(t *testing.T) {
	for name, c := range growths() {
		for _, bootstrap := range []bool{false, true} {
			for seed := range uint64(6) {
				table := noisyTable(t, 150, 7, seed)
				c.seed = seed
				p, err := newPlan(t.Context(), 1, table, c, bootstrap)
				require.NoError(t, err)
				g := newGrower(p)
				tree := g.grow(t.Context(), 3)
				_, err = NewTrees(Ensemble{Width: 7, Single: true, Trees: [][]Node{tree}})
				require.NoError(t, err)
				checkGrown(t, fmt.Sprintf("%s %v %d", name, bootstrap, seed), g, tree, table)
			}
		}
	}
}

func checkGrown(t *testing.T, name string, g *grower, tree []Node, table *Table) {
	sums := make([]tally, len(tree))
	kinds := make([]map[int32]bool, len(tree))
	for i, y := range table.Y {
		times := 1.
		if g.bag != nil {
			times = float64(g.bag.drawn[i])
		}
		if times == 0 {
			continue
		}
		for at, depth := 0, 0; ; depth++ {
			require.LessOrEqual(t, depth, g.maxDepth, name)
			sums[at].add(&tally{1, times * (1 - y), times * y})
			if kinds[at] == nil {
				kinds[at] = map[int32]bool{}
			}
			kinds[at][g.data.kinds.of[i]] = true
			n := tree[at]
			if n.Column < 0 {
				break
			}
			at++
			if table.X.At(i, int(n.Column)) > n.Value {
				at = int(n.Right)
			}
		}
	}
	free := g.maxDepth == math.MaxInt && g.minLeaf == 1 && g.minSplit == 0
	for at, n := range tree {
		s := sums[at]
		require.Equal(t, s.weight(), n.Cover, name)
		require.Equal(t, s, g.sums[at], name)
		require.GreaterOrEqual(t, s.n, g.minLeaf, name)
		if n.Column >= 0 {
			require.GreaterOrEqual(t, s.n, g.minSplit, name)
			require.Equal(t, n.Cover, tree[at+1].Cover+tree[n.Right].Cover, name)
			continue
		}
		require.Equal(t, s.share(), n.Value, name)
		require.True(t, !free || n.Value == 0 || n.Value == 1 || len(kinds[at]) == 1, name)
	}
}

// TestGrowIsBlindToTheGrower: a tree depends on its number, not on what the
// same goroutine grew before.
func TestGrowIsBlindToTheGrower(t *testing.T) {
	table := noisyTable(t, 80, 9, 1)
	for name, c := range growths() {
		for _, bootstrap := range []bool{false, true} {
			p, err := newPlan(t.Context(), 1, table, c, bootstrap)
			require.NoError(t, err)
			used := newGrower(p)
			for k := range 5 {
				require.Equal(t, newGrower(p).grow(t.Context(), k), used.grow(t.Context(), k), name)
			}
		}
	}
}

// TestColumnsAreDrawnEvenly: of six columns, of which a node has values in four,
// two draws try none, one or two of those as often as if all six were in the
// hat, and one if it was none.
func TestColumnsAreDrawnEvenly(t *testing.T) {
	b := NewMatrix(6)
	for _, row := range [][]float64{{1, 2, 4, 8}, {8, 4, 2, 1}} {
		require.NoError(t, b.Append([]int32{0, 1, 3, 4}, row))
	}
	g, root := newRoot(t, &Table{X: b.Matrix(), Y: []float64{0, 1}}, growth{features: 2})
	const rounds = 6000
	first, tried := make([]int, 6), 0
	for range rounds {
		s, ok := g.best(root)
		require.True(t, ok)
		first[g.segments[s.segment].column]++ // of equals the last tried
		tried += len(g.segments) - s.segment
	}
	for _, j := range []int{0, 1, 3, 4} {
		require.InDelta(t, rounds/4, first[j], 4*math.Sqrt(rounds*3/16.))
	}
	// none of the four: 1/15, then one is tried; one: 8/15; two: 6/15
	require.InDelta(t, rounds*(1+8+12)/15., tried, 4*math.Sqrt(rounds*0.24))
}
