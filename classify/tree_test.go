package classify_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// treeOf returns the nodes of the tree that c makes of t.
func treeOf(t *testing.T, c classify.Tree, table *classify.Table) []classify.Node {
	t.Helper()
	m, err := c.Train(t.Context(), table)
	require.NoError(t, err)
	e := m.(*classify.Trees).Ensemble()
	require.Len(t, e.Trees, 1)
	return e.Trees[0]
}

func TestTreeSettings(t *testing.T) {
	table := classifytest.Separable(20, 4, 1)
	for _, c := range []classify.Tree{
		{MaxDepth: -1}, {MinLeaf: -1}, {MinSplit: -1}, {MaxLeaves: -1}, {MinDecrease: -1}, {MinDecrease: math.NaN()},
		{Alpha: -1}, {Alpha: math.NaN()}, {Features: -1},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
}

// TestTreeLimits: each setting bounds what it says, on noise that would else
// grow a large tree.
func TestTreeLimits(t *testing.T) {
	table := classifytest.Sparse(300, 20, 1)
	full := treeOf(t, classify.Tree{}, table)
	require.Greater(t, len(full), 40)
	require.LessOrEqual(t, depthOf(treeOf(t, classify.Tree{MaxDepth: 3}, table), 0), 3)
	require.Len(t, treeOf(t, classify.Tree{MaxLeaves: 7}, table), 13)
	require.Len(t, treeOf(t, classify.Tree{MaxLeaves: 1}, table), 1)
	for name, tr := range map[string][]classify.Node{
		"MinLeaf": treeOf(t, classify.Tree{MinLeaf: 20}, table), "MinSplit": treeOf(t, classify.Tree{MinSplit: 60}, table),
		"MinDecrease": treeOf(t, classify.Tree{MinDecrease: 0.005}, table), "Alpha": treeOf(t, classify.Tree{Alpha: 0.004}, table),
	} {
		require.Less(t, len(tr), len(full), name)
		require.Greater(t, len(tr), 1, name)
		for _, n := range tr {
			require.True(t, name != "MinLeaf" || n.Cover >= 20)
			require.True(t, name != "MinSplit" || n.Column < 0 || n.Cover >= 60)
		}
	}
	require.Len(t, treeOf(t, classify.Tree{Alpha: math.Inf(1)}, table), 1)
	require.Len(t, treeOf(t, classify.Tree{MinDecrease: math.Inf(1)}, table), 1)
	drawn := treeOf(t, classify.Tree{Features: 1}, table)
	require.NotEqual(t, drawn, treeOf(t, classify.Tree{Features: 1, Seed: 1}, table))
	require.NotEqual(t, full, drawn)
}

// TestTreeTies: of three columns that split equally well the first wins, and of
// two thresholds in it the lower.
func TestTreeTies(t *testing.T) {
	x := matrix(t, [][]float64{{0, -1, 1, 1}, {0, 0, 2, 2}, {0, 0, 2, 2}, {0, 3, 3, 3}})
	got := treeOf(t, classify.Tree{MaxDepth: 1}, &classify.Table{X: x, Y: []float64{0, 1, 1, 0}})
	require.Equal(t, classify.Node{Column: 1, Right: 2, Value: -0.5, Cover: 4}, got[0])
}

// TestTreesOfOddTables: whatever the entries are, scores are probabilities, and
// rows that can be told apart are.
func TestTreesOfOddTables(t *testing.T) {
	big, small := math.MaxFloat64, math.SmallestNonzeroFloat64
	for name, tc := range map[string]struct {
		rows   [][]float64
		y      []float64
		weight []float64
		learns bool
	}{
		"no columns":       {[][]float64{{}, {}, {}}, []float64{0, 1, 1}, nil, false},
		"constant columns": {[][]float64{{1, 0}, {1, 0}, {1, 0}}, []float64{0, 1, 1}, nil, false},
		"huge":             {[][]float64{{big}, {-big}, {0}}, []float64{1, 0, 0}, nil, true},
		"huge and alike":   {[][]float64{{big}, {big / 2}, {0}}, []float64{1, 0, 0}, nil, false},
		"too small":        {[][]float64{{small}, {-small}, {0}}, []float64{1, 0, 0}, nil, false},
		"neighbours":       {[][]float64{{1}, {float64(math.Nextafter32(1, 2))}, {1}}, []float64{0, 1, 0}, nil, true},
		"rounding":         {[][]float64{{1}, {math.Nextafter(1, 2)}, {1}}, []float64{0, 1, 0}, nil, false},
		"weights":          {[][]float64{{1}, {2}, {3}}, []float64{0, 1, 0}, []float64{1e-300, 1e90, 1}, false},
		"light":            {[][]float64{{1}, {2}, {3}}, []float64{0, 1, 0}, []float64{5e-324, 5e-324, 5e-324}, true},
		"left out":         {[][]float64{{1}, {1}, {2}, {2}}, []float64{0, 1, 0, 1}, []float64{1, 0, 0, 1}, false},
	} {
		x, err := classify.FromRows(len(tc.rows[0]), tc.rows)
		require.NoError(t, err, name)
		for _, c := range []classify.Trainer{classify.Tree{}, classify.Forest{}, classify.ExtraTrees{}, classify.ExtraTrees{Bootstrap: true}} {
			m, err := c.Train(t.Context(), &classify.Table{X: x, Y: tc.y, Weight: tc.weight})
			require.NoError(t, err, name)
			for i, p := range scoresOf(t, m, x) {
				require.True(t, p >= 0 && p <= 1, "%s: %T: %g", name, c, p)
				require.True(t, !tc.learns || p > 0.5 == (tc.y[i] == 1), "%s: %T: row %d has %g", name, c, i, p)
			}
		}
	}
}

// TestExtraTrees: settings are checked, limits hold, seeds differ, thresholds do
// too, and a bootstrap changes the trees.
func TestExtraTrees(t *testing.T) {
	table := classifytest.Sparse(200, 30, 3)
	for _, c := range []classify.ExtraTrees{{Trees: -1}, {Trees: 1 << 20}, {MaxDepth: -1}, {MinLeaf: -1}, {Features: -1}} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
	trees := func(c classify.ExtraTrees) [][]classify.Node {
		m, err := c.Train(t.Context(), table)
		require.NoError(t, err)
		return m.(*classify.Trees).Ensemble().Trees
	}
	all := trees(classify.ExtraTrees{Seed: 1})
	require.Len(t, all, 100)
	require.NotEqual(t, all[0], all[1])
	require.NotEqual(t, all, trees(classify.ExtraTrees{Seed: 2}))
	require.NotEqual(t, all, trees(classify.ExtraTrees{Seed: 1, Bootstrap: true}))
	for _, tr := range trees(classify.ExtraTrees{Trees: 5, MaxDepth: 4, MinLeaf: 9, Features: 30}) {
		require.LessOrEqual(t, depthOf(tr, 0), 4)
		require.GreaterOrEqual(t, slices.MinFunc(tr, func(a, b classify.Node) int { return int(a.Cover - b.Cover) }).Cover, 9.)
	}
}

// TestImportance: the column that decides has it all, columns that are never
// split have none, and a tree that is a leaf says nothing.
func TestImportance(t *testing.T) {
	table := classifytest.Separable(100, 3, 1)
	m, err := classify.Tree{}.Train(t.Context(), table)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0, 0}, m.(*classify.Trees).Importance())

	leaf := []classify.Node{{Column: -1, Value: 1, Cover: 2}}
	// sides of 1 and 3 rows with shares of 1 and 1/3, then of 1 and 2 with 1 and 0
	split := []classify.Node{
		{Column: 0, Right: 2, Cover: 4}, {Column: -1, Value: 1, Cover: 1},
		{Column: 1, Right: 4, Cover: 3}, {Column: -1, Value: 1, Cover: 1}, {Column: -1, Value: 0, Cover: 2},
	}
	for _, trees := range [][][]classify.Node{{split}, {split, leaf}, {split, split}} {
		m, err := classify.NewTrees(classify.Ensemble{Width: 3, Trees: trees})
		require.NoError(t, err)
		// 4·1/4·3/4·(2/3)² = 1/3 and 3·1/3·2/3·1² = 2/3
		require.InDeltaSlice(t, []float64{1. / 3, 2. / 3, 0}, m.Importance(), 1e-15)
	}
	unknown, err := classify.NewTrees(classify.Ensemble{Width: 3, Trees: [][]classify.Node{leaf}})
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0, 0}, unknown.Importance())
}

// TestOutOfBag: a row that is unlike all others is scored by trees that never
// saw it, so a label that contradicts its neighbours does not show; the model is
// the one that Train returns; one tree leaves rows that it drew without a score.
func TestOutOfBag(t *testing.T) {
	table := classifytest.Separable(200, 4, 1)
	table.Y[10] = 1 - table.Y[10]
	c := classify.Forest{Seed: 1}
	m, s, err := c.OutOfBag(t.Context(), table)
	require.NoError(t, err)
	plain, err := c.Train(t.Context(), table)
	require.NoError(t, err)
	require.Equal(t, plain.(*classify.Trees).Ensemble(), m.(*classify.Trees).Ensemble())
	right := 0
	for i, p := range s {
		require.True(t, p >= 0 && p <= 1)
		if p > 0.5 == (table.Y[i] == 1) {
			right++
		}
	}
	require.Greater(t, right, 185)
	require.NotEqual(t, s[10] > 0.5, table.Y[10] == 1)

	_, s, err = classify.Forest{Trees: 1}.OutOfBag(t.Context(), table)
	require.NoError(t, err)
	unseen := 0
	for _, p := range s {
		if !math.IsNaN(p) {
			unseen++
		}
	}
	require.InDelta(t, 200/math.E, unseen, 20, "(1-1/n)ⁿ is about 1/e")

	table.Y = table.Y[1:]
	_, _, err = c.OutOfBag(t.Context(), table)
	require.Error(t, err)
}
