package classify

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// grownTree is a tree of at most the given depth on noise.
func grownTree(t *testing.T, seed uint64, depth int) grown {
	t.Helper()
	p, err := newPlan(t.Context(), 1, noisyTable(t, 60, 4, seed), growth{maxDepth: depth}, false)
	require.NoError(t, err)
	g := newGrower(p)
	return grown{g.grow(t.Context(), 0), g.sums}
}

// subtree is what one way to prune a tree costs.
type subtree struct {
	impurity float64
	leaves   int
}

// subtrees lists all ways to prune below node i.
func subtrees(g grown, i int32) []subtree {
	all := []subtree{{g.sums[i].gini(), 1}}
	if g.nodes[i].Column < 0 {
		return all
	}
	for _, l := range subtrees(g, i+1) {
		for _, r := range subtrees(g, g.nodes[i].Right) {
			all = append(all, subtree{l.impurity + r.impurity, l.leaves + r.leaves})
		}
	}
	return all
}

func measured(g grown) (s subtree) {
	for i, n := range g.nodes {
		if n.Column < 0 {
			s.impurity += g.sums[i].gini()
			s.leaves++
		}
	}
	return s
}

// checkPruned: what is left is a tree, of nodes of the first one.
func checkPruned(t *testing.T, full, g grown) {
	_, err := NewTrees(Ensemble{Width: 4, Single: true, Trees: [][]Node{g.nodes}})
	require.NoError(t, err)
	require.Len(t, g.sums, len(g.nodes))
	for i, n := range g.nodes {
		require.Contains(t, full.sums, g.sums[i])
		require.Equal(t, g.sums[i].weight(), n.Cover)
		if n.Column < 0 {
			require.Equal(t, g.sums[i].share(), n.Value)
			continue
		}
		l, r := g.sums[i+1], g.sums[n.Right]
		l.add(&r)
		require.Equal(t, g.sums[i], l)
	}
}

// TestPrunedCostsLeast compares with all ways to prune a tree: none costs less,
// and of those that cost as much none has fewer leaves.
func TestPrunedCostsLeast(t *testing.T) {
	for seed := range uint64(10) {
		full := grownTree(t, seed, 4)
		all := subtrees(full, 0)
		for _, alpha := range []float64{0, 0.002, 0.01, 0.02, 0.05, 0.2, math.Inf(1)} {
			got := full.pruned(alpha)
			checkPruned(t, full, got)
			if math.IsInf(alpha, 1) {
				require.Len(t, got.nodes, 1)
				continue
			}
			cost := func(s subtree) float64 { return s.impurity + alpha*60*float64(s.leaves) }
			have := measured(got)
			for _, s := range all {
				require.GreaterOrEqual(t, cost(s), cost(have)-1e-9)
				if cost(s) < cost(have)+1e-9 {
					require.GreaterOrEqual(t, s.leaves, have.leaves)
				}
			}
		}
	}
}

// TestLargestFirst: with each leaf more, the split that gains most of those that
// can be made has been made.
func TestLargestFirst(t *testing.T) {
	for seed := range uint64(10) {
		full := grownTree(t, seed, 6)
		open, impurity := []int32{0}, full.sums[0].gini()
		for leaves := 1; leaves <= measured(full).leaves; leaves++ {
			got := full.largestFirst(leaves)
			checkPruned(t, full, got)
			require.Equal(t, leaves, measured(got).leaves)
			require.InDelta(t, impurity, measured(got).impurity, 1e-9)

			best, gain := -1, math.Inf(-1)
			for k, i := range open {
				if full.nodes[i].Column >= 0 && full.gain(i) > gain {
					best, gain = k, full.gain(i)
				}
			}
			if best >= 0 {
				impurity -= gain
				i := open[best]
				open[best] = i + 1
				open = append(open, full.nodes[i].Right)
			}
		}
		require.Equal(t, full, full.largestFirst(len(full.nodes)))
	}
}
