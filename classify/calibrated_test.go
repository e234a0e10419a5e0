package classify_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// sevens are the four folds of the reference scripts.
func sevens(n int) []int {
	g := make([]int, n)
	for i := range g {
		g[i] = i * 7 % 4
	}
	return g
}

// oneToThree gives row i the weight 1 + i modulo 3, as the scripts do.
func oneToThree(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = float64(1 + i%3)
	}
	return w
}

// TestCalibratedEqualsSklearn: both calibrate logistic regressions, which agree
// to 1e-6, in the same folds; Platt's map of scikit-learn stops within 1e-5 of
// the minimum.
func TestCalibratedEqualsSklearn(t *testing.T) {
	s := load(t, "imbalanced")
	s.train.Groups = sevens(len(s.train.Y))
	for _, want := range readCalibrateReference(t).Calibrated {
		c := classify.Calibrated{
			Base: classify.Logistic{Scaling: classify.ScaleNone}, Ensemble: want.Ensemble, Folds: 4,
		}
		switch {
		case want.Method == "isotonic":
			c.Method = classify.CalibrationIsotonic
		case !want.Odds:
			c.Method = classify.CalibrationPlattScore
		}
		s.train.Weight = nil
		if want.Weighted {
			s.train.Weight = oneToThree(len(s.train.Y))
		}
		got := scoreRows(t, mustTrain(t, c, s.train), s.test.X)
		require.InDeltaSlice(t, want.Scores, got[:len(want.Scores)], 2e-5, "%+v", c.Method)
	}
}

// TestCalibratedMends: a forest's scores are too near the middle, boosting's too
// far from it; calibrated, Brier score and log loss on unseen rows fall. Isotonic
// probabilities of 0 and 1 may cost any log loss.
func TestCalibratedMends(t *testing.T) {
	if testing.Short() {
		t.Skip("trains forests and boosted trees by the dozen")
	}
	for _, name := range []string{"noisy", "imbalanced"} {
		s := load(t, name)
		for learner, base := range map[string]classify.Trainer{"forest": classify.Forest{Seed: 1, Trees: 50}, "boost": classify.Boost{}} {
			brier, logloss := losses(scoreRows(t, mustTrain(t, base, s.train), s.test.X), s.test.Y)
			t.Logf("%s: %s: Brier %.4f, log loss %.4f", name, learner, brier, logloss)
			for _, method := range []classify.Calibration{classify.CalibrationPlatt, classify.CalibrationIsotonic} {
				c := classify.Calibrated{Base: base, Method: method, Seed: 1}
				b, l := losses(scoreRows(t, mustTrain(t, c, s.train), s.test.X), s.test.Y)
				t.Logf("%s: %s: method %d: Brier %.4f, log loss %.4f", name, learner, method, b, l)
				require.Less(t, b, brier, "%s: %s", name, learner)
				if method == classify.CalibrationPlatt {
					require.Less(t, l, logloss, "%s: %s", name, learner)
				}
			}
		}
	}
}

// losses returns the mean squared error and the mean log loss, for which scores
// are kept off 0 and 1 by 1e-15.
func losses(scores, y []float64) (brier, logloss float64) {
	for i, p := range scores {
		brier += (p - y[i]) * (p - y[i])
		p = min(max(p, 1e-15), 1-1e-15)
		logloss -= y[i]*math.Log(p) + (1-y[i])*math.Log(1-p)
	}
	return brier / float64(len(y)), logloss / float64(len(y))
}

// recording is a trainer whose models score 1 what they learnt from, known by the
// number in its only column, and of the rest even numbers 0.7 and odd ones 0.3.
type recording struct{}

func (recording) Train(_ context.Context, t *classify.Table) (classify.Model, error) {
	m := recorded{}
	for i := range t.Y {
		m[t.X.At(i, 0)] = true
	}
	return m, t.Check()
}

type recorded map[float64]bool

func (recorded) Width() int { return 1 }

func (m recorded) Scores(dst []float64, x classify.Matrix) error {
	for i := range dst {
		dst[i] = 0.3
		if v := x.At(i, 0); m[v] {
			dst[i] = 1
		} else if math.Mod(v, 2) == 0 {
			dst[i] = 0.7
		}
	}
	return nil
}

// TestCalibratedGroups: nothing is scored for calibration by a model that has
// learnt from a row of its group. The scores of rows on their own, of whose
// families all models know some, are all 1, and say nothing.
func TestCalibratedGroups(t *testing.T) {
	rows, groups, y := make([][]float64, 40), make([]int, 40), make([]float64, 40)
	for i := range rows {
		family := i/4 + 1 // rows of a family are the same; the even ones are malicious
		rows[i], groups[i], y[i] = []float64{float64(family)}, -family, float64(1-family%2)
	}
	table := &classify.Table{X: matrix(t, rows), Y: y}
	unseen := matrix(t, [][]float64{{98}, {99}})
	c := classify.Calibrated{Base: recording{}, Method: classify.CalibrationIsotonic}
	require.Equal(t, []float64{0.5, 0.5}, scoreRows(t, mustTrain(t, c, table), unseen))
	table.Groups = groups
	require.Equal(t, []float64{1, 0}, scoreRows(t, mustTrain(t, c, table), unseen))
	c.Folds = 40 // more than families
	require.Equal(t, []float64{1, 0}, scoreRows(t, mustTrain(t, c, table), unseen))
	c.Ensemble = true // the map of one family's model has one knot
	require.Equal(t, []float64{0.5, 0.5}, scoreRows(t, mustTrain(t, c, table), unseen))
}

func TestCalibratedErrors(t *testing.T) {
	table := classifytest.Separable(40, 5, 1)
	base := classify.Logistic{}
	for name, c := range map[string]classify.Calibrated{
		"no base": {}, "unknown method": {Base: base, Method: 3}, "one fold": {Base: base, Folds: 1}, "folds": {Base: base, Folds: -1},
		"base": {Base: classify.Logistic{L2: -1}},
	} {
		m, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "calibrated", name)
		require.Nil(t, m, name)
	}
	_, err := classify.Calibrated{Base: failing{}}.Train(t.Context(), table)
	require.ErrorIs(t, err, errBroken)
	table.Groups = make([]int, 40)
	_, err = classify.Calibrated{Base: base}.Train(t.Context(), table)
	require.ErrorIs(t, err, classify.ErrOneClass, "one group")
	table.Groups = []int{1}
	_, err = classify.Calibrated{Base: base}.Train(t.Context(), table)
	require.ErrorContains(t, err, "1 groups for 40 rows")
}

// failing trains models that cannot score.
type failing struct{}

func (failing) Train(context.Context, *classify.Table) (classify.Model, error) { return failing{}, nil }
func (failing) Width() int                                                     { return 5 }
func (failing) Scores([]float64, classify.Matrix) error                        { return errors.Join(errBroken) }

// TestNestedWeights: rows of weight 0 are as if they were not there.
func TestNestedWeights(t *testing.T) {
	table := classifytest.Separable(60, 6, 3)
	table.Weight = make([]float64, 60)
	var kept []int
	for i := range table.Weight {
		if table.Weight[i] = float64(i % 3); i%3 > 0 {
			kept = append(kept, i)
		}
	}
	for _, groups := range [][]int{nil, sevens(60)} {
		table.Groups = groups
		for _, c := range []classify.Trainer{
			classify.Calibrated{Base: classify.Logistic{}}, classify.Stacking{Trainers: []classify.Trainer{classify.Logistic{}}},
		} {
			want := scoreRows(t, mustTrain(t, c, table.Select(kept)), table.X)
			require.Equal(t, want, scoreRows(t, mustTrain(t, c, table), table.X))
		}
	}
}
