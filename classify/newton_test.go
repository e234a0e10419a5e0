package classify

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// someProblem is a small weighted problem with a point at which to look at it.
func someProblem(t *testing.T, workers int) (*problem, []float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 0))
	rows := make([][]float64, 3000) // three stretches
	table := &Table{Y: make([]float64, len(rows)), Weight: make([]float64, len(rows))}
	for i := range rows {
		rows[i] = make([]float64, 4)
		for j := range rows[i] {
			if r.IntN(2) == 0 {
				rows[i][j] = 10 * r.NormFloat64()
			}
		}
		table.Y[i], table.Weight[i] = float64(r.IntN(2)), r.Float64()
	}
	x, err := FromRows(4, rows)
	require.NoError(t, err)
	table.X = x
	return newProblem(Logistic{L2: 0.5, Workers: workers}, table), []float64{0.3, -1, 2, 0, -0.2}
}

// TestGradient compares with central differences of the loss, whose error is
// of the order of h² = 1e-10 times third derivatives of about 1e3.
func TestGradient(t *testing.T) {
	p, w := someProblem(t, 1)
	grad := make([]float64, len(w))
	_, err := p.at(t.Context(), w)
	require.NoError(t, err)
	require.NoError(t, p.gradient(t.Context(), grad, w))
	const h = 1e-5
	for j := range w {
		at := func(d float64) float64 {
			v := append([]float64(nil), w...)
			v[j] += d
			loss, err := p.at(t.Context(), v)
			require.NoError(t, err)
			return loss
		}
		require.InDelta(t, (at(h)-at(-h))/(2*h), grad[j], 1e-4)
	}
}

// TestHessian compares with central differences of the gradient, likewise.
func TestHessian(t *testing.T) {
	p, w := someProblem(t, 1)
	v := []float64{1, -0.5, 0.25, 2, 1}
	const h = 1e-5
	gradient := func(d float64) []float64 {
		at, g := make([]float64, len(w)), make([]float64, len(w))
		for j := range w {
			at[j] = w[j] + d*v[j]
		}
		_, err := p.at(t.Context(), at)
		require.NoError(t, err)
		require.NoError(t, p.gradient(t.Context(), g, at))
		return g
	}
	up, down := gradient(h), gradient(-h)
	_, err := p.at(t.Context(), w)
	require.NoError(t, err)
	got := make([]float64, len(w))
	require.NoError(t, p.hessian(t.Context(), got, v))
	for j := range got {
		require.InDelta(t, (up[j]-down[j])/(2*h), got[j], 1e-4)
	}
}

// TestMinimiseIsTheMinimum: no step in any direction lowers the loss, and
// workers do not change a bit of the result.
func TestMinimiseIsTheMinimum(t *testing.T) {
	p, _ := someProblem(t, 1)
	w, err := p.minimise(t.Context(), 1e-10, 100)
	require.NoError(t, err)
	best, err := p.at(t.Context(), w)
	require.NoError(t, err)
	for j := range w {
		for _, d := range []float64{-1e-3, 1e-3} {
			v := append([]float64(nil), w...)
			v[j] += d
			loss, err := p.at(t.Context(), v)
			require.NoError(t, err)
			require.Greater(t, loss, best)
		}
	}
	many, _ := someProblem(t, 4)
	again, err := many.minimise(t.Context(), 1e-10, 100)
	require.NoError(t, err)
	require.Equal(t, w, again)
}

// TestSearchHalves: ten times a Newton step is too far, half of it or less is
// not; and there is nothing to gain uphill.
func TestSearchHalves(t *testing.T) {
	p, _ := someProblem(t, 1)
	w, grad := make([]float64, 5), make([]float64, 5)
	loss, err := p.at(t.Context(), w)
	require.NoError(t, err)
	require.NoError(t, p.gradient(t.Context(), grad, w))
	step, err := p.direction(t.Context(), grad, math.Sqrt(inner(grad, grad)))
	require.NoError(t, err)
	for j := range step {
		step[j] *= 1000
	}
	next, moved, err := p.search(t.Context(), w, step, inner(grad, step), loss)
	require.NoError(t, err)
	require.True(t, moved)
	require.Less(t, next, loss)

	w = make([]float64, 5)
	_, moved, err = p.search(t.Context(), w, grad, inner(grad, grad), loss)
	require.NoError(t, err)
	require.False(t, moved)
	require.Equal(t, make([]float64, 5), w, "back where it started")
}

func TestSoftplusAndSigmoid(t *testing.T) {
	require.InDelta(t, math.Ln2, softplus(0), 1e-15)
	require.Equal(t, 800.0, softplus(800))
	require.Zero(t, softplus(-800))
	require.Equal(t, 0.5, sigmoid(0))
	for _, z := range []float64{-1e308, math.Inf(-1), -800, 800, math.Inf(1)} {
		require.True(t, sigmoid(z) >= 0 && sigmoid(z) <= 1)
	}
	require.InDelta(t, 1, sigmoid(3)+sigmoid(-3), 1e-15)
}
