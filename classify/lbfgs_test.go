package classify_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// TestSolversEqualSklearn: both solvers find the minimum that LogisticRegression
// finds with a tolerance of 1e-10, to 1e-9 of the loss.
func TestSolversEqualSklearn(t *testing.T) {
	var r struct {
		Cases []struct {
			Data              string
			C, Loss, Accuracy float64
		}
	}
	parityJSON(t, "logistic_reference.json", &r)
	load := loadOnce()
	for _, want := range r.Cases {
		t.Run(want.Data, func(t *testing.T) {
			if testing.Short() && want.Data == "harmonic" && want.C > 1 {
				t.Skip("takes hundreds of steps")
			}
			s := load(t, want.Data)
			for _, solver := range []classify.Solver{classify.SolverNewton, classify.SolverLBFGS} {
				m, err := classify.Logistic{L2: 1 / want.C, Solver: solver}.Train(t.Context(), s.train)
				require.NoError(t, err)
				require.InEpsilon(t, want.Loss, scaledLoss(s.train, m.(*classify.Linear), 1/want.C), 1e-9)
				got := make([]float64, s.test.X.Rows())
				require.NoError(t, m.Scores(got, s.test.X))
				require.InDelta(t, want.Accuracy, accuracy(got, s.test.Y), 2/float64(len(got)))
			}
		})
	}
}

// scaledLoss is the objective of Logistic with max-abs scaling in plain loops.
func scaledLoss(table *classify.Table, m *classify.Linear, l2 float64) float64 {
	var sum float64
	for i, y := range table.Y {
		sum += softplus(-(2*y - 1) * margin(m, table.X, i))
	}
	return sum + l2*squaredNorm(m, table)/2
}

// TestLBFGSIsDeterministic: workers change no bit, and the solvers agree.
func TestLBFGSIsDeterministic(t *testing.T) {
	table := classifytest.Separable(3000, 30, 1)
	train := func(c classify.Logistic) *classify.Linear {
		m, err := c.Train(t.Context(), table)
		require.NoError(t, err)
		return m.(*classify.Linear)
	}
	one := train(classify.Logistic{Solver: classify.SolverLBFGS, Workers: 1})
	require.Equal(t, one, train(classify.Logistic{Solver: classify.SolverLBFGS, Workers: 4}))
	require.InDeltaSlice(t, train(classify.Logistic{}).Coef(), one.Coef(), 1e-5)
}

func TestLBFGSEndsEarly(t *testing.T) {
	table := classifytest.Separable(200, 30, 1)
	_, err := classify.Logistic{Solver: classify.SolverLBFGS, MaxIter: 2}.Train(t.Context(), table)
	require.ErrorContains(t, err, "no convergence in 2 steps")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = classify.Logistic{Solver: classify.SolverLBFGS}.Train(ctx, table)
	require.ErrorIs(t, err, context.Canceled)
	huge := &classify.Table{X: matrix(t, [][]float64{{-1e308}, {1e308}, {-1e308}, {1e308}}), Y: []float64{0, 1, 0, 1}}
	_, err = classify.Logistic{Solver: classify.SolverLBFGS, Scaling: classify.ScaleNone}.Train(t.Context(), huge)
	require.ErrorContains(t, err, "overflow")
	_, err = classify.Logistic{Solver: 9}.Train(t.Context(), table)
	require.ErrorContains(t, err, "out of range")
}
