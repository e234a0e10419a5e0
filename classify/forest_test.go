package classify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

func TestForestSettings(t *testing.T) {
	table := classifytest.Separable(20, 4, 1)
	for _, c := range []classify.Forest{{Trees: -1}, {Trees: 1 << 20}, {MaxDepth: -1}, {MinLeaf: -1}, {Features: -1}} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
	m, err := classify.Forest{}.Train(t.Context(), table)
	require.NoError(t, err)
	require.Len(t, m.(*classify.Trees).Ensemble().Trees, 100)
}

// TestForestLearnsXOR: no single split of the root lowers the impurity, so a
// grower that asks each split for a gain would stop there.
func TestForestLearnsXOR(t *testing.T) {
	var rows [][]float64
	var y []float64
	for i := range 200 {
		a, b := i%2, i/2%2
		rows, y = append(rows, []float64{float64(a), float64(b)}), append(y, float64(a^b))
	}
	x := matrix(t, rows)
	s := forestScores(t, classify.Forest{Trees: 20}, &classify.Table{X: x, Y: y}, x)
	require.InDeltaSlice(t, y, s, 1e-9)
}

// TestForestLooksOnForAColumn: one of 400 columns says anything, so the square
// root of 400 columns rarely holds it, yet every node finds it.
func TestForestLooksOnForAColumn(t *testing.T) {
	rows := make([][]float64, 40)
	y := make([]float64, len(rows))
	for i := range rows {
		rows[i] = make([]float64, 400)
		y[i] = float64(i % 2)
		rows[i][123] = 1 + y[i]
	}
	x := matrix(t, rows)
	s := forestScores(t, classify.Forest{Trees: 10}, &classify.Table{X: x, Y: y}, x)
	require.InDeltaSlice(t, y, s, 1e-9)
}

func TestForestLimits(t *testing.T) {
	table := classifytest.Separable(100, 5, 2)
	stump := forestScores(t, classify.Forest{MaxDepth: 1, Trees: 1, Features: 5}, table, table.X)
	values := map[float64]bool{}
	for _, p := range stump {
		values[p] = true
	}
	require.Len(t, values, 2)
	for _, p := range forestScores(t, classify.Forest{MinLeaf: 80, Trees: 3}, table, table.X) {
		require.InDelta(t, 0.5, p, 0.2, "80 of at most 100 rows leave no room for a split")
	}
}

// TestForestSeeds: another seed is another forest.
func TestForestSeeds(t *testing.T) {
	table := classifytest.Sparse(200, 40, 3)
	a := forestScores(t, classify.Forest{Seed: 1, Trees: 5}, table, table.X)
	require.NotEqual(t, a, forestScores(t, classify.Forest{Seed: 2, Trees: 5}, table, table.X))
}

// TestForestWeights: no weights are equal weights, the unit does not matter, a
// row of weight 0 is never drawn, and weights may be far apart.
func TestForestWeights(t *testing.T) {
	table := classifytest.Sparse(100, 20, 4)
	cfg := classify.Forest{Trees: 20}
	want := forestScores(t, cfg, table, table.X)
	weighted := func(w func(i int) float64) []float64 {
		table.Weight = make([]float64, 100)
		for i := range table.Weight {
			table.Weight[i] = w(i)
		}
		return forestScores(t, cfg, table, table.X)
	}
	require.Equal(t, want, weighted(func(int) float64 { return 1 }))
	require.Equal(t, want, weighted(func(int) float64 { return 0.25 }))
	for _, p := range weighted(func(i int) float64 { return []float64{1e-300, 1e90, 1}[i%3] }) {
		require.True(t, p >= 0 && p <= 1, "score %g", p)
	}

	x := matrix(t, [][]float64{{0}, {1}, {0}, {1}, {0}, {1}})
	lies := &classify.Table{X: x, Y: []float64{1, 0, 0, 1, 1, 0}, Weight: []float64{0, 0, 1, 1, 0, 0}}
	s := forestScores(t, classify.Forest{Trees: 200}, lies, x)
	require.Less(t, s[0], 0.5)
	require.Greater(t, s[1], 0.5)
}

// TestForestStopsSoon: the end of the context is seen between nodes, not trees.
func TestForestStopsSoon(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := classify.Forest{Trees: 60000, Workers: 1}.Train(ctx, classifytest.Sparse(2000, 100, 5))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
