package classify_test

import (
	"context"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// TestBoostMissing: missing entries go where they belong, by themselves if need
// be, and right where training saw none.
func TestBoostMissing(t *testing.T) {
	nan := math.NaN()
	for name, tc := range map[string]struct {
		x, y []float64 // each row four times
		nan  float64   // the side of the score of a missing entry
		left bool
	}{
		"with the low":   {[]float64{1, 2, nan}, []float64{1, 0, 1}, 1, true},
		"with the high":  {[]float64{1, 2, nan}, []float64{0, 1, 1}, 1, false},
		"alone, of one":  {[]float64{1, 1, nan}, []float64{0, 0, 1}, 1, false},
		"alone, of zero": {[]float64{0, 0, nan}, []float64{1, 1, 0}, 0, false},
		"never seen":     {[]float64{1, 2, 2}, []float64{1, 0, 0}, 0, false},
	} {
		b := classify.NewMatrix(1)
		b.Missing = true
		table := &classify.Table{}
		for i, v := range tc.x {
			for range 4 {
				require.NoError(t, b.Append([]int32{0}, []float64{v}))
				table.Y = append(table.Y, tc.y[i])
			}
		}
		table.X = b.Matrix()
		c := classify.Boost{MinChildWeight: 0.1}
		e := boosted(t, c, table)
		require.Equal(t, tc.left, e.Trees[0][0].MissingLeft, name)
		m, err := c.Train(t.Context(), table)
		require.NoError(t, err)
		require.NoError(t, b.Append([]int32{0}, []float64{nan}))
		s := scoresOf(t, m, b.Matrix())
		require.InDelta(t, tc.nan, s[len(s)-1], 0.1, name)
		require.InDeltaSlice(t, table.Y, s[:len(s)-1], 0.1, name)
	}
}

// TestBoostRowsThatAreTheSame: rows drawn one by one count alike whether they
// are merged into one or not. Entries that differ by less than 32 bits tell keep
// rows apart and split nothing.
func TestBoostRowsThatAreTheSame(t *testing.T) {
	base := classifytest.Sparse(150, 12, 6)
	copies := base.Select(slices.Repeat(upTo(0, 150), 4))
	with := func(mark func(i int) float64) *classify.Table {
		b := classify.NewMatrix(13)
		for i := range copies.Y {
			index, values := copies.X.Row(i)
			require.NoError(t, b.Append(append(slices.Clone(index), 12), append(slices.Clone(values), mark(i))))
		}
		return &classify.Table{X: b.Matrix(), Y: copies.Y}
	}
	c := classify.Boost{Rounds: 10, Subsample: 0.5, Seed: 3}
	same := boosted(t, c, with(func(int) float64 { return 1 }))
	apart := boosted(t, c, with(func(i int) float64 { return 1 + float64(i)*1e-12 }))
	require.Equal(t, same, apart)
	c.Subsample = 0
	require.NotEqual(t, same, boosted(t, c, with(func(int) float64 { return 1 })))
}

// TestBoostDraws: another seed is another model if anything is drawn and the
// same if not, and no draw is empty.
func TestBoostDraws(t *testing.T) {
	table := classifytest.Sparse(400, 40, 7)
	for name, tc := range map[string]struct {
		c     classify.Boost
		drawn bool
	}{
		"nothing": {classify.Boost{}, false},
		"rows":    {classify.Boost{Subsample: 0.5}, true},
		"tree":    {classify.Boost{ColumnsByTree: 0.5}, true},
		"level":   {classify.Boost{ColumnsByLevel: 0.5}, true},
		"node":    {classify.Boost{ColumnsByNode: 0.5}, true},
		"all":     {classify.Boost{Subsample: 0.9, ColumnsByTree: 0.9, ColumnsByLevel: 0.9, ColumnsByNode: 0.9}, true},
		"one":     {classify.Boost{ColumnsByTree: 1e-9}, true},
		"none":    {classify.Boost{Subsample: 1e-9}, false},
	} {
		tc.c.Rounds = 4
		a := boosted(t, tc.c, table)
		tc.c.Seed = 1
		require.Equal(t, tc.drawn, !equalTrees(a, boosted(t, tc.c, table)), name)
		for _, tree := range a.Trees {
			columns := map[int32]bool{}
			for _, n := range tree {
				if n.Column >= 0 {
					columns[n.Column] = true
				}
			}
			switch name {
			case "tree":
				require.LessOrEqual(t, len(columns), 20)
			case "one":
				require.LessOrEqual(t, len(columns), 1)
			case "none":
				require.Empty(t, columns)
			}
		}
	}
}

func equalTrees(a, b classify.Ensemble) bool { return slices.EqualFunc(a.Trees, b.Trees, slices.Equal) }

// TestBoostWorkers: any number of goroutines grows the same trees, also where
// they share nodes by blocks of columns.
func TestBoostWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	table := classifytest.Sparse(1500, 200, 8)
	for name, c := range map[string]classify.Boost{
		"depth": {}, "leaf": {Growth: classify.GrowLeaf, MinLeaf: 5}, "drawn": {Subsample: 0.7, ColumnsByLevel: 0.7, ColumnsByNode: 0.7},
		"early": {Patience: 2},
	} {
		c.Rounds, c.Workers = 10, 1
		want := boosted(t, c, table)
		for _, workers := range []int{0, 2, 3, 7, 30} {
			c.Workers = workers
			require.Equal(t, want, boosted(t, c, table), "%s, %d workers", name, workers)
		}
	}
}

// TestBoostExtremes: weights far apart or huge, entries beyond 32 bits, tables
// without columns or with one row of a class.
func TestBoostExtremes(t *testing.T) {
	sparse := classifytest.Sparse(90, 10, 9)
	sparse.Weight = make([]float64, 90)
	for i := range sparse.Weight {
		sparse.Weight[i] = []float64{1e-300, 1e90, 1}[i%3]
	}
	var rows [][]float64
	for i := range 40 {
		v := []float64{0, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e38, -1e-46, 3.5e38, -3.4e38}[i%8]
		rows = append(rows, []float64{v, -v, float64(i)})
	}
	huge := &classify.Table{X: matrix(t, rows), Y: make([]float64, 40)}
	for i := range huge.Y {
		huge.Y[i] = float64(i % 2)
	}
	for name, table := range map[string]*classify.Table{
		"weights": sparse, "entries": huge,
		"no columns": {X: matrix0(t, 4), Y: []float64{0, 1, 1, 1}},
		"two rows":   {X: matrix(t, [][]float64{{0, 1}, {1, 1}}), Y: []float64{0, 1}},
	} {
		for _, c := range []classify.Boost{
			{}, {MinChildWeight: -1, L2: -1, MaxBins: 2}, lightGBM, {MinChildWeight: 1e300, L1: 1e300, L2: 1e300, Gamma: 1e300, MinLeaf: 1e300},
			{MinChildWeight: -1, L2: -1, Rate: 1, Monotone: make([]int8, table.X.Width()), ColumnsByTree: 0.5},
		} {
			m, err := c.Train(t.Context(), table)
			require.NoError(t, err, name)
			for _, p := range scoresOf(t, m, table.X) {
				require.True(t, p >= 0 && p <= 1, "%s: score %g", name, p)
			}
		}
	}
}

func matrix0(t *testing.T, rows int) classify.Matrix {
	t.Helper()
	x, err := classify.FromRows(0, make([][]float64, rows))
	require.NoError(t, err)
	return x
}

// TestBoostWeightsScale: without penalties and limits the unit of weights does
// not matter, however large.
func TestBoostWeightsScale(t *testing.T) {
	table := classifytest.Sparse(300, 20, 10)
	c := classify.Boost{Rounds: 3, MinChildWeight: -1, L2: -1, MaxDepth: 3}
	want := boosted(t, c, table)
	scaled := boosted(t, c, table.Reweighted(1<<50, 1<<50).Reweighted(1<<50, 1<<50))
	for k, tree := range scaled.Trees {
		for i, n := range tree {
			require.Equal(t, math.Ldexp(want.Trees[k][i].Cover, 100), n.Cover)
			n.Cover = want.Trees[k][i].Cover
			require.Equal(t, want.Trees[k][i], n)
		}
	}
}

// TestBoostStopsSoon: the end of the context is seen within a tree.
func TestBoostStopsSoon(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := classify.Boost{Rounds: 60000, Workers: 1}.Train(ctx, classifytest.Sparse(2000, 100, 11))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
