package classify_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

type svmCase struct {
	Data, Loss          string
	Weighted            bool
	C, Intercept        float64
	Objective, Accuracy float64
	Labels              string
	Near                []int // test rows with a margin within 1e-3 of 0
}

// TestLinearSVMEqualsSklearn: LinearSVC and this minimise the same strictly
// convex function. Told to stop late, they agree in its value to 1e-8, and every
// row has the same label but for those whose margin is within 1e-3 of 0.
func TestLinearSVMEqualsSklearn(t *testing.T) {
	var r struct{ Cases []svmCase }
	parityJSON(t, "svm_reference.json", &r)
	load := loadOnce()
	for _, want := range r.Cases {
		t.Run(want.Data+" "+want.Loss, func(t *testing.T) {
			s := load(t, want.Data)
			if want.Weighted {
				s.train = everyFourth(s.train)
			}
			c := classify.LinearSVM{C: want.C, Intercept: want.Intercept, Tol: 1e-10}
			if testing.Short() && (want.Loss == "hinge" || want.Data == "noisy" || want.Intercept > 1) {
				t.Skip("takes hundreds of passes or more")
			}
			if want.Loss == "hinge" {
				c.Loss, c.Tol, c.MaxIter = classify.LossHinge, 1e-8, 100_000
			}
			m, err := c.Train(t.Context(), s.train)
			require.NoError(t, err)
			require.InEpsilon(t, want.Objective, svmObjective(c, s.train, m.(*classify.Linear)), 1e-8)
			got := make([]float64, s.test.X.Rows())
			require.NoError(t, m.Scores(got, s.test.X))
			labels := packedLabels(t, want.Labels, len(got))
			for i, p := range got {
				if !slices.Contains(want.Near, i) {
					require.Equal(t, labels[i] == 1, p > 0.5, "row %d", i)
				}
			}
			t.Logf("%d rows near the boundary, %d of them with another label", len(want.Near), differ(got, labels))
		})
	}
}

// svmObjective is the objective of LinearSVM in plain loops.
func svmObjective(c classify.LinearSVM, table *classify.Table, m *classify.Linear) float64 {
	b := m.Intercept() / c.Intercept
	sum := (b*b + squaredNorm(m, table)) / 2
	for i, y := range table.Y {
		loss := max(0, 1-(2*y-1)*margin(m, table.X, i))
		if c.Loss != classify.LossHinge {
			loss *= loss
		}
		if table.Weight != nil {
			loss *= table.Weight[i]
		}
		sum += c.C * loss
	}
	return sum
}

func TestLinearSVMSettings(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0}, {1}}), Y: []float64{0, 1}}
	for _, c := range []classify.LinearSVM{
		{Loss: classify.LossLog}, {C: -1}, {C: math.Inf(1)}, {Intercept: -1}, {Tol: math.NaN()}, {Scaling: 9}, {MaxIter: -1},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
	_, err := classify.LinearSVM{MaxIter: 1, Tol: 1e-300}.Train(t.Context(), classifytest.Separable(100, 5, 1))
	require.ErrorContains(t, err, "no convergence in 1 passes")
}

// TestLinearSVMByHand: two points ±1 lie symmetrically, so the intercept is 0. With
// the hinge and a large C the margins are ±1 at w = 1; with C = 1/8 both rows are
// at their cap and w = 2/8. The squared hinge balances w = 2·2C(1-w), which is 4/5
// for C = 1. Columns are scaled by 4.
func TestLinearSVMByHand(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{-4}, {4}}), Y: []float64{0, 1}}
	for _, want := range []struct {
		c classify.LinearSVM
		w float64
	}{
		{classify.LinearSVM{Loss: classify.LossHinge, C: 100}, 1},
		{classify.LinearSVM{Loss: classify.LossHinge, C: 0.125}, 0.25},
		{classify.LinearSVM{}, 0.8},
	} {
		m, err := want.c.Train(t.Context(), table)
		require.NoError(t, err)
		require.InDelta(t, want.w/4, m.(*classify.Linear).Coef()[0], 1e-6)
		require.InDelta(t, 0, m.(*classify.Linear).Intercept(), 1e-6)
	}
}

// TestLinearSVMIntercept: without columns the intercept alone decides: the
// derivative of b²/2·10² + 3(1-b)² + (1+b)² is 0 where 8.01·b = 4.
func TestLinearSVMIntercept(t *testing.T) {
	x, err := classify.FromRows(0, [][]float64{{}, {}, {}, {}})
	require.NoError(t, err)
	m, err := classify.LinearSVM{Intercept: 10}.Train(t.Context(), &classify.Table{X: x, Y: []float64{1, 1, 0, 1}})
	require.NoError(t, err)
	require.InDelta(t, 4/8.01, m.(*classify.Linear).Intercept(), 1e-6)
}

func TestLinearSVMTooLarge(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{1e300}, {-1e300}}), Y: []float64{0, 1}}
	_, err := classify.LinearSVM{Scaling: classify.ScaleNone}.Train(t.Context(), table)
	require.ErrorContains(t, err, "too large")
	_, err = classify.LinearSVM{}.Train(t.Context(), table)
	require.NoError(t, err)
}
