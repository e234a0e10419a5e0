package classify_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

func boosted(t *testing.T, c classify.Boost, table *classify.Table) classify.Ensemble {
	t.Helper()
	m, err := c.Train(t.Context(), table)
	require.NoError(t, err)
	e := m.(*classify.Trees).Ensemble()
	require.True(t, e.Single && e.Missing && e.Output == classify.OutputLogit)
	return e
}

func TestBoostSettings(t *testing.T) {
	table := classifytest.Separable(60, 4, 1)
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []classify.Boost{
		{Rounds: -1}, {Rounds: 1 << 17}, {Rate: -0.1}, {Rate: 1.1}, {Rate: nan}, {Growth: 2}, {MaxDepth: -1}, {MaxLeaves: -1},
		{MaxBins: 1}, {MaxBins: 1 << 16}, {MinChildWeight: nan}, {MinChildWeight: inf}, {MinLeaf: -1}, {MinLeaf: inf},
		{L1: -1}, {L1: nan}, {L2: inf}, {Gamma: -1}, {Subsample: 1.5}, {ColumnsByTree: -1}, {ColumnsByLevel: nan},
		{ColumnsByNode: 2}, {Monotone: []int8{1}}, {Monotone: []int8{0, 0, 0, 2}}, {Base: 1}, {Base: -1}, {Patience: -1}, {HoldOut: 1},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range", "%+v", c)
	}
	require.Len(t, boosted(t, classify.Boost{}, table).Trees, 100)
	require.Len(t, boosted(t, classify.Boost{Rounds: 3}, table).Trees, 3)
}

// cross is a column of two values and eight rows: three of four rows of 1 are
// malicious and one of four of 0. At a score of 1/2 the gradients are ±1/2 and
// the hessians 1/4, so the sides sum up to G = ±1, H = 1.
func cross(t *testing.T) *classify.Table {
	return &classify.Table{
		X: matrix(t, [][]float64{{0}, {0}, {0}, {0}, {1}, {1}, {1}, {1}}),
		Y: []float64{0, 0, 0, 1, 1, 1, 1, 0},
	}
}

// TestBoostLeaves: the formulas of the documentation, worked out by hand.
func TestBoostLeaves(t *testing.T) {
	for name, tc := range map[string]struct {
		c    classify.Boost
		leaf float64 // of the right side; 0 if there is no split
	}{
		"defaults":        {classify.Boost{}, 0.3 * 1 / (1 + 1)},
		"rate":            {classify.Boost{Rate: 1}, 0.5},
		"L2":              {classify.Boost{Rate: 1, L2: 3}, 1. / (1 + 3)},
		"no L2":           {classify.Boost{Rate: 1, L2: -1}, 1},
		"L1":              {classify.Boost{Rate: 1, L1: 0.25}, (1 - 0.25) / (1 + 1)},
		"L1 takes all":    {classify.Boost{L1: 1}, 0},
		"gain is 1":       {classify.Boost{Rate: 1, Gamma: 1}, 0.5}, // 1²/2 + 1²/2 - 0²/3
		"gain is no more": {classify.Boost{Gamma: 1.001}, 0},
		"L1 and gain":     {classify.Boost{Rate: 1, L1: 0.25, Gamma: 0.5625}, 0.375}, // (3/4)²/2 twice
		"hessians":        {classify.Boost{Rate: 1, MinChildWeight: 1.001}, 0},
		"rows":            {classify.Boost{Rate: 1, MinLeaf: 4}, 0.5},
		"more rows":       {classify.Boost{MinLeaf: 4.5}, 0},
		"one leaf":        {classify.Boost{MaxLeaves: 1}, 0},
		"falling":         {classify.Boost{Monotone: []int8{-1}}, 0},
		"rising":          {classify.Boost{Rate: 1, Monotone: []int8{1}}, 0.5},
	} {
		tc.c.Rounds = 1
		e := boosted(t, tc.c, cross(t))
		require.Zero(t, e.Base, "%s: half is malicious", name)
		if tc.leaf == 0 {
			require.Equal(t, []classify.Node{{Column: -1, Cover: 2}}, e.Trees[0], name)
			continue
		}
		below := float64(math.Nextafter32(1, 0))
		require.Equal(t, []classify.Node{
			{Column: 0, Right: 2, Value: below, Cover: 2},
			{Column: -1, Value: float64(float32(-tc.leaf)), Cover: 1},
			{Column: -1, Value: float64(float32(tc.leaf)), Cover: 1},
		}, e.Trees[0], name)
	}
}

func TestBoostBase(t *testing.T) {
	table := cross(t)
	table.Weight = []float64{1, 1, 1, 1, 5, 5, 5, 1} // 16 of 20 malicious
	require.InDelta(t, math.Log(16./4), boosted(t, classify.Boost{}, table).Base, 1e-6)
	require.InDelta(t, math.Log(1./9), boosted(t, classify.Boost{Base: 0.1}, table).Base, 1e-6)
}

// TestBoostLimits: depth and leaves are bounds, and leaves go to the largest
// gain first under GrowLeaf but to the first of a level otherwise.
func TestBoostLimits(t *testing.T) {
	table := classifytest.Sparse(1000, 60, 2)
	for _, c := range []classify.Boost{
		{MaxDepth: 1}, {MaxDepth: 3}, {MaxLeaves: 5}, {MaxDepth: 4, MaxLeaves: 6},
		{Growth: classify.GrowLeaf, MaxLeaves: 7}, {Growth: classify.GrowLeaf, MaxDepth: 2}, {Growth: classify.GrowLeaf},
	} {
		depth, leaves := 6, math.MaxInt
		if c.Growth == classify.GrowLeaf {
			depth, leaves = math.MaxInt, 31
		}
		if c.MaxDepth > 0 {
			depth = c.MaxDepth
		}
		if c.MaxLeaves > 0 {
			leaves = c.MaxLeaves
		}
		c.Rounds = 5
		for _, tree := range boosted(t, c, table).Trees {
			require.LessOrEqual(t, (len(tree)+1)/2, leaves)
			require.LessOrEqual(t, depthOf(tree, 0), depth)
			require.Greater(t, len(tree), 1)
		}
	}
}

func depthOf(tree []classify.Node, i int) int {
	n := tree[i]
	if n.Column < 0 {
		return 0
	}
	return 1 + max(depthOf(tree, i+1), depthOf(tree, int(n.Right)))
}

// TestBoostCovers: a node has the hessians of its children, and each side of a
// split what is asked of it.
func TestBoostCovers(t *testing.T) {
	for _, tree := range boosted(t, classify.Boost{Rounds: 8, MinChildWeight: 3}, classifytest.Sparse(800, 50, 3)).Trees {
		for i, n := range tree {
			if n.Column >= 0 {
				left, right := tree[i+1].Cover, tree[n.Right].Cover
				require.InEpsilon(t, n.Cover, left+right, 1e-12)
				require.GreaterOrEqual(t, min(left, right), 3.)
			}
		}
	}
}

// TestBoostMonotone: moving an entry up never lowers the score of a rising
// column nor raises that of a falling one, on data where it does when free.
func TestBoostMonotone(t *testing.T) {
	s := load(t, "dense")
	table := s.train.Select(upTo(0, 1000))
	for name, c := range map[string]classify.Boost{
		"depth": {Rounds: 30}, "leaf": {Rounds: 30, Growth: classify.GrowLeaf}, "L1": {Rounds: 30, L1: 2}, "drawn": {Rounds: 30, Subsample: 0.5, ColumnsByNode: 0.5},
	} {
		free := boosted(t, c, table)
		c.Monotone = make([]int8, 20)
		c.Monotone[0], c.Monotone[1], c.Monotone[3] = 1, -1, 1
		bound := boosted(t, c, table)
		require.Positive(t, steps(t, free, table.X, c.Monotone), "%s: nothing to forbid", name)
		require.Zero(t, steps(t, bound, table.X, c.Monotone), name)
	}
}

// steps counts moves along monotone columns that change the score the wrong way.
func steps(t *testing.T, e classify.Ensemble, x classify.Matrix, monotone []int8) int {
	t.Helper()
	m, err := classify.NewTrees(e)
	require.NoError(t, err)
	wrong := 0
	for j, sign := range monotone {
		if sign == 0 {
			continue
		}
		var rows [][]float64
		for i := range 40 {
			for v := -3.; v <= 3; v += 0.25 {
				row := make([]float64, x.Width())
				for k := range row {
					row[k] = x.At(i, k)
				}
				row[j] = v
				rows = append(rows, row)
			}
		}
		s := scoresOf(t, m, matrix(t, rows))
		for i := 1; i < len(s); i++ {
			if rows[i][j] > rows[i-1][j] && (s[i]-s[i-1])*float64(sign) < 0 {
				wrong++
			}
		}
	}
	return wrong
}
