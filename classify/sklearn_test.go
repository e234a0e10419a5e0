package classify_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// reference is testdata/sklearn_reference.json, written by the script beside
// it: a data set and what scikit-learn 1.9.1 makes of it.
type reference struct {
	Unit     float64
	X        [][]float64
	Y        []float64
	Weight   []float64
	TestX    [][]float64 `json:"test_x"`
	TestY    []float64   `json:"test_y"`
	Logistic []struct {
		C                float64
		Weighted, Scaled bool
		Coef             []float64
		Intercept, Loss  float64
	}
	Forest []struct {
		MaxDepth     int `json:"max_depth"`
		MinLeaf      int `json:"min_leaf"`
		Weighted     bool
		AccuracyMean float64 `json:"accuracy_mean"`
		AccuracySD   float64 `json:"accuracy_sd"`
		Probability  []float64
	}
}

func sklearn(t *testing.T) *reference {
	t.Helper()
	data, err := os.ReadFile("testdata/sklearn_reference.json")
	require.NoError(t, err)
	var r reference
	require.NoError(t, json.Unmarshal(data, &r))
	for _, rows := range [][][]float64{r.X, r.TestX} {
		for _, row := range rows {
			for j := range row {
				row[j] *= r.Unit
			}
		}
	}
	return &r
}

func (r *reference) table(t *testing.T, weighted bool) *classify.Table {
	t.Helper()
	table := &classify.Table{X: matrix(t, r.X), Y: r.Y}
	if weighted {
		table.Weight = r.Weight
	}
	return table
}

// TestLogisticEqualsSklearn: both minimise the same strictly convex function,
// so the loss at the optimum agrees to rounding (1e-9 relative) and the
// weights, which near the optimum move with the root of the loss, to 1e-6.
func TestLogisticEqualsSklearn(t *testing.T) {
	r := sklearn(t)
	for _, want := range r.Logistic {
		cfg := classify.Logistic{L2: 1 / want.C, Scaling: classify.ScaleNone}
		if want.Scaled {
			cfg.Scaling = classify.ScaleMaxAbs
		}
		table := r.table(t, want.Weighted)
		m, err := cfg.Train(t.Context(), table)
		require.NoError(t, err)
		got := m.(*classify.Linear)
		require.InDelta(t, want.Intercept, got.Intercept(), 1e-6)
		require.InDeltaSlice(t, want.Coef, got.Coef(), 1e-6)
		if !want.Scaled { // the penalty is on scaled weights
			require.InEpsilon(t, want.Loss, loss(table, got, want.C), 1e-9)
		}
	}
}

// loss is the objective of Logistic in plain loops.
func loss(table *classify.Table, m *classify.Linear, c float64) float64 {
	var sum float64
	for _, w := range m.Coef() {
		sum += w * w / (2 * c)
	}
	for i, y := range table.Y {
		z := m.Intercept()
		for j, w := range m.Coef() {
			z += w * table.X.At(i, j)
		}
		weight := 1.0
		if table.Weight != nil {
			weight = table.Weight[i]
		}
		sum += weight * math.Log1p(math.Exp(-(2*y-1)*z))
	}
	return sum
}

// TestForestEqualsSklearn compares two ways. The accuracy of 100 trees, over 10
// seeds here and 20 there, has means that differ by less than 3 standard errors
// of a difference plus 0.005, which is 2 of the 400 rows, for binned columns. And
// the probabilities of a forest of 1,000 trees lie near those of scikit-learn's
// 5,000: a tree votes with a standard deviation below 0.5, so the mean of 1,000
// has one below 0.016, and 0.07 is over four of them for the largest of 400.
func TestForestEqualsSklearn(t *testing.T) {
	r := sklearn(t)
	test := matrix(t, r.TestX)
	for _, want := range r.Forest {
		cfg := classify.Forest{MaxDepth: want.MaxDepth, MinLeaf: want.MinLeaf}
		table := r.table(t, want.Weighted)
		var mean float64
		for seed := range uint64(10) {
			cfg.Seed = seed
			mean += accuracy(forestScores(t, cfg, table, test), r.TestY) / 10
		}
		require.InDelta(t, want.AccuracyMean, mean, 3*want.AccuracySD*math.Sqrt(1./10+1./20)+0.005)

		cfg.Trees = 1000
		got := forestScores(t, cfg, table, test)
		var off float64
		for i, p := range got {
			off += math.Abs(p-want.Probability[i]) / float64(len(got))
		}
		t.Logf("accuracy %.4f (scikit-learn %.4f ± %.4f), mean difference %.4f", mean, want.AccuracyMean, want.AccuracySD, off)
		require.InDeltaSlice(t, want.Probability, got, 0.07)
		require.Less(t, off, 0.015)
	}
}

func forestScores(t *testing.T, cfg classify.Forest, table *classify.Table, x classify.Matrix) []float64 {
	t.Helper()
	m, err := cfg.Train(t.Context(), table)
	require.NoError(t, err)
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

func accuracy(scores, y []float64) float64 {
	right := 0
	for i, p := range scores {
		if (p > 0.5) == (y[i] == 1) {
			right++
		}
	}
	return float64(right) / float64(len(y))
}
