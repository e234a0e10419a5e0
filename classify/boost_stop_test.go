package classify_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// TestBoostStops: training ends Patience trees after the lowest loss of the
// validation rows and keeps the trees up to it, which are those of a training
// without an end.
func TestBoostStops(t *testing.T) {
	s := load(t, "noisy")
	train, validation := s.train.Select(upTo(0, 800)), s.test.Select(upTo(0, 800))
	validation.Weight = make([]float64, 800)
	for i := range validation.Weight {
		validation.Weight[i] = float64(i % 3)
	}
	full := boosted(t, classify.Boost{Rounds: 60}, train)
	var loss []float64
	for n := range 60 {
		loss = append(loss, lossOf(t, full, n+1, validation))
	}
	for _, patience := range []int{1, 3, 10} {
		best := 0
		for n := 0; n < len(loss) && n <= best+patience; n++ {
			if loss[n] < loss[best] {
				best = n
			}
		}
		require.Less(t, best+patience, 60, "the loss rises")
		got := boosted(t, classify.Boost{Rounds: 60, Patience: patience, Validation: validation}, train)
		require.Len(t, got.Trees, best+1, "patience %d", patience)
		require.True(t, slices.EqualFunc(full.Trees[:best+1], got.Trees, slices.Equal))
	}
	require.Len(t, boosted(t, classify.Boost{Rounds: 2, Patience: 5, Validation: validation}, train).Trees, 2)
}

// lossOf is the log loss with the first n trees.
func lossOf(t *testing.T, e classify.Ensemble, n int, table *classify.Table) float64 {
	t.Helper()
	e.Trees = e.Trees[:n]
	m, err := classify.NewTrees(e)
	require.NoError(t, err)
	var sum float64
	for i, p := range scoresOf(t, m, table.X) {
		if table.Y[i] == 0 {
			p = 1 - p
		}
		sum -= table.Weight[i] * math.Log(p)
	}
	return sum
}

// TestBoostHoldsOut: rows of both classes are drawn by the seed, rows of weight 0
// are not, and the rest trains as if alone.
func TestBoostHoldsOut(t *testing.T) {
	table := load(t, "imbalanced").train.Select(upTo(0, 1500))
	c := classify.Boost{Rounds: 40, Patience: 2, HoldOut: 0.3, Seed: 5}
	a := boosted(t, c, table)
	require.Less(t, len(a.Trees), 40)
	require.Equal(t, a, boosted(t, c, table))
	require.NotEqual(t, a.Base, boosted(t, classify.Boost{}, table).Base, "some malicious rows are held out")
	c.Seed = 6
	require.NotEqual(t, a, boosted(t, c, table))

	// 700 of 1,000 rows of one class and 70 of 100 of the other are trained on
	x := matrix(t, slices.Repeat([][]float64{{1}}, 1200))
	y := slices.Concat(make([]float64, 1000), slices.Repeat([]float64{1}, 200))
	weight := slices.Concat(slices.Repeat([]float64{1}, 1100), make([]float64, 100))
	e := boosted(t, c, &classify.Table{X: x, Y: y, Weight: weight})
	require.InDelta(t, math.Log(70./700), e.Base, 1e-6)
	require.InDelta(t, 770*70./770*700/770, e.Trees[0][0].Cover, 1e-3)
}

func TestBoostValidationErrors(t *testing.T) {
	table := classifytest.Separable(40, 4, 1)
	for name, v := range map[string]*classify.Table{
		"3 columns": classifytest.Separable(40, 3, 1),
		"label":     {X: table.X, Y: slices.Repeat([]float64{2}, 40)},
	} {
		_, err := classify.Boost{Patience: 1, Validation: v}.Train(t.Context(), table)
		require.ErrorContains(t, err, name)
	}
	_, err := classify.Boost{Patience: 1, Validation: &classify.Table{X: table.X, Y: make([]float64, 40)}}.Train(t.Context(), table)
	require.ErrorIs(t, err, classify.ErrOneClass)
	single := table.Select([]int{0, 1, 3, 5})
	_, err = classify.Boost{Patience: 1}.Train(t.Context(), single)
	require.ErrorContains(t, err, "hold out")
	_, err = classify.Boost{Validation: &classify.Table{}}.Train(t.Context(), table)
	require.NoError(t, err, "nothing is validated without patience")
}
