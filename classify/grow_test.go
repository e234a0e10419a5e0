package classify

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

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

// TestCutIsTheBestSplit compares every column with an exhaustive search over
// thresholds, in plain loops over the table.
func TestCutIsTheBestSplit(t *testing.T) {
	for seed := range uint64(20) {
		table := noisyTable(t, 40, 6, seed)
		cfg, err := Forest{MinLeaf: 3}.withDefaults(6)
		require.NoError(t, err)
		g := newGrower(cfg, newBinned(table))
		g.grow(t.Context(), 0)
		g.fillBag()
		var all tally
		for _, r := range g.bag {
			all.add(r)
		}
		for j := range 6 {
			want, possible := exhaustive(g.bag, table, j, 3)
			got, ok := g.cut(j, g.bag, all)
			require.Equal(t, possible, ok)
			require.InDelta(t, want, got.purity, 1e-12)
		}
	}
}

func exhaustive(bag []bagged, table *Table, j, minLeaf int) (best float64, found bool) {
	for threshold := -3.5; threshold < 3; threshold++ {
		var side [2]tally
		for _, r := range bag {
			if table.X.At(int(r.row), j) <= threshold {
				side[0].add(r)
			} else {
				side[1].add(r)
			}
		}
		if side[0].n < minLeaf || side[1].n < minLeaf {
			continue
		}
		var p float64
		for _, s := range side {
			p += (s.w[0]*s.w[0] + s.w[1]*s.w[1]) / (s.w[0] + s.w[1])
		}
		if !found || p > best {
			best, found = p, true
		}
	}
	return best, found
}

// TestGrownTrees sends the bag of a tree down the tree and finds in each leaf
// at least MinLeaf distinct rows, at most MaxDepth splits above, and the share
// that the leaf claims.
func TestGrownTrees(t *testing.T) {
	for seed := range uint64(10) {
		table := noisyTable(t, 120, 9, seed)
		cfg, err := Forest{MinLeaf: 4, MaxDepth: 5, Seed: seed}.withDefaults(9)
		require.NoError(t, err)
		g := newGrower(cfg, newBinned(table))
		tr := g.grow(t.Context(), 3)
		leaves := map[int32]*tally{}
		for _, r := range g.bag {
			leaf, depth := walk(tr, table, int(r.row))
			require.LessOrEqual(t, depth, 5)
			if leaves[leaf] == nil {
				leaves[leaf] = &tally{}
			}
			leaves[leaf].add(r)
		}
		require.Len(t, leaves, (len(tr)+1)/2, "every leaf is reached")
		for leaf, rows := range leaves {
			require.GreaterOrEqual(t, rows.n, 4)
			require.Equal(t, rows.share(), tr[leaf].Value)
		}
	}
}

func walk(tr []Node, table *Table, row int) (leaf int32, depth int) {
	for tr[leaf].Column >= 0 {
		depth++
		if table.X.At(row, int(tr[leaf].Column)) <= tr[leaf].Value {
			leaf++
		} else {
			leaf = tr[leaf].Right
		}
	}
	return leaf, depth
}

// TestGrowIsBlindToTheGrower: a tree depends on its number, not on what the
// same goroutine grew before.
func TestGrowIsBlindToTheGrower(t *testing.T) {
	table := noisyTable(t, 80, 9, 1)
	cfg, err := Forest{}.withDefaults(9)
	require.NoError(t, err)
	data := newBinned(table)
	used := newGrower(cfg, data)
	for k := range uint64(5) {
		require.Equal(t, newGrower(cfg, data).grow(t.Context(), k), used.grow(t.Context(), k))
	}
}

func TestParallelCoversEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1023, 1024, 1025, 5000} {
		for _, workers := range []int{0, 1, 3, 100} {
			counts := make([]atomic.Int32, n)
			require.NoError(t, parallelRange(t.Context(), workers, n, func(from, to int) {
				for i := from; i < to; i++ {
					counts[i].Add(1)
				}
			}))
			for i := range counts {
				require.EqualValues(t, 1, counts[i].Load(), "%d of %d", i, n)
			}
		}
	}
}

func TestParallelStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var done atomic.Int32
	err := parallel(ctx, 2, 1000, func() func(int) {
		return func(int) {
			if done.Add(1) == 5 {
				cancel()
			}
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, done.Load(), int32(20))
}
