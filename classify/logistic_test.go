package classify_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

func TestLogisticSettings(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0}, {1}}), Y: []float64{0, 1}}
	for _, c := range []classify.Logistic{
		{L2: -1}, {L2: math.NaN()}, {L2: math.Inf(1)}, {Tol: -1}, {Tol: math.NaN()}, {MaxIter: -1}, {Scaling: 9},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
	_, err := classify.Logistic{MaxIter: 1}.Train(t.Context(), table)
	require.ErrorContains(t, err, "no convergence")
}

// TestLogisticByHand: without columns the score is the weighted share of
// malicious rows; two symmetric rows have the intercept 0.
func TestLogisticByHand(t *testing.T) {
	x, err := classify.FromRows(0, [][]float64{{}, {}})
	require.NoError(t, err)
	m, err := classify.Logistic{}.Train(t.Context(), &classify.Table{X: x, Y: []float64{0, 1}, Weight: []float64{1, 3}})
	require.NoError(t, err)
	dst := make([]float64, 2)
	require.NoError(t, m.Scores(dst, x))
	require.InDelta(t, 0.75, dst[0], 1e-9)

	m, err = classify.Logistic{}.Train(t.Context(), &classify.Table{
		X: matrix(t, [][]float64{{-2}, {2}}), Y: []float64{0, 1},
	})
	require.NoError(t, err)
	require.InDelta(t, 0, m.(*classify.Linear).Intercept(), 1e-9)
	// with one scaled weight w: w = 2 / (1 + e^w), so w = 0.8051; half in the units of the column
	w := 2 * m.(*classify.Linear).Coef()[0]
	require.InDelta(t, 2/(1+math.Exp(w)), w, 1e-9)
}

// TestLogisticScaling: max-abs makes the model blind to the unit of a column.
func TestLogisticScaling(t *testing.T) {
	rows := randomRows(40, 3, 1)
	y := make([]float64, len(rows))
	for i := range y {
		y[i] = float64(i % 2)
	}
	a, err := classify.Logistic{}.Train(t.Context(), &classify.Table{X: matrix(t, rows), Y: y})
	require.NoError(t, err)
	for i := range rows {
		rows[i][1] *= 1024
	}
	b, err := classify.Logistic{}.Train(t.Context(), &classify.Table{X: matrix(t, rows), Y: y})
	require.NoError(t, err)
	ca, cb := a.(*classify.Linear).Coef(), b.(*classify.Linear).Coef()
	require.Equal(t, ca[1], 1024*cb[1])
	require.Equal(t, ca[0], cb[0])
}

func TestLogisticExtremes(t *testing.T) {
	y := []float64{0, 1, 0, 1}
	huge := &classify.Table{X: matrix(t, [][]float64{{-1e308}, {1e308}, {-1e308}, {1e308}}), Y: y}
	_, err := classify.Logistic{}.Train(t.Context(), huge)
	require.NoError(t, err)
	_, err = classify.Logistic{Scaling: classify.ScaleNone}.Train(t.Context(), huge)
	require.ErrorContains(t, err, "overflow")
	tiny := &classify.Table{X: matrix(t, [][]float64{{0}, {5e-324}, {0}, {5e-324}}), Y: y}
	_, err = classify.Logistic{}.Train(t.Context(), tiny)
	require.ErrorContains(t, err, "overflow")
}

// TestLogisticNearlyUnpenalised: on separable data the loss falls towards 0 and
// the weights grow until the penalty holds them; full Newton steps overshoot.
func TestLogisticNearlyUnpenalised(t *testing.T) {
	for _, l2 := range []float64{1e-3, 1e-6, 1e-9} {
		m, err := classify.Logistic{L2: l2}.Train(t.Context(), classifytest.Separable(100, 10, 1))
		require.NoError(t, err)
		require.Greater(t, m.(*classify.Linear).Coef()[0], 1.0)
	}
}

func TestLogisticCoefIsACopy(t *testing.T) {
	m, err := classify.Logistic{}.Train(t.Context(), &classify.Table{
		X: matrix(t, [][]float64{{0}, {1}}), Y: []float64{0, 1},
	})
	require.NoError(t, err)
	lm := m.(*classify.Linear)
	lm.Coef()[0] = 99
	require.NotEqual(t, 99.0, lm.Coef()[0])
}
