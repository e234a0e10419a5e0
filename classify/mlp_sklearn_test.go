package classify_test

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// mlpReference is testdata/mlp_reference.json, written by the script beside it.
type mlpReference struct {
	Passes   int
	Followed []struct {
		Data         string
		Loss, Scores []float64
		Labels       string
	}
	Runs []struct {
		Settings, Data string
		Mean, SD       []float64
	}
}

func readMLPReference(t *testing.T) *mlpReference {
	t.Helper()
	data, err := os.ReadFile("testdata/mlp_reference.json")
	require.NoError(t, err)
	var r mlpReference
	require.NoError(t, json.Unmarshal(data, &r))
	return &r
}

// TestMLPFollowsSklearn: with the same first parameters and the same order of
// rows, 20 passes at default settings give the losses of scikit-learn to 1e-8,
// its scores to 1e-6 and every label of the test rows. (A change of 1e-12 of the
// penalty moves scikit-learn's own scores on harmonic by 1e-9 by then.)
func TestMLPFollowsSklearn(t *testing.T) {
	for _, want := range readMLPReference(t).Followed {
		t.Run(want.Data, func(t *testing.T) {
			s := load(t, want.Data)
			m, loss, err := classify.FollowMLP(t.Context(), classify.MLP{MaxIter: len(want.Loss)}, s.train, random)
			require.NoError(t, err)
			require.InEpsilonSlice(t, want.Loss, loss, 1e-8)
			p := scoreRows(t, m, s.test.X)
			require.InDeltaSlice(t, want.Scores, p[:len(want.Scores)], 1e-6)
			require.Equal(t, want.Labels, packLabels(p))
		})
	}
}

// packLabels is the labels as numpy.packbits gives them, in hexadecimal.
func packLabels(scores []float64) string {
	b := make([]byte, (len(scores)+7)/8)
	for i, p := range scores {
		if p > 0.5 {
			b[i/8] |= 0x80 >> (i % 8)
		}
	}
	return hex.EncodeToString(b)
}

// TestMLPEqualsSklearn: accuracy, precision, recall and F1 have means over ten
// seeds here and ten there that differ by at most 0.005, or by less than 3
// standard errors of the difference where those are larger.
func TestMLPEqualsSklearn(t *testing.T) {
	if os.Getenv("MALGUARD_ORACLE") != "full" {
		t.Skip("takes minutes; MALGUARD_ORACLE is not full")
	}
	r := readMLPReference(t)
	for _, want := range r.Runs {
		t.Run(want.Settings+"/"+want.Data, func(t *testing.T) {
			s := load(t, want.Data)
			c := map[string]classify.MLP{
				"default":  {},
				"tanh":     {Activation: classify.ActivationTanh, Hidden: []int{20, 10}, MaxIter: 60},
				"logistic": {Activation: classify.ActivationLogistic, MaxIter: 60},
				"early":    {Validation: 0.1},
				"weighted": {MaxIter: 60},
				"passes":   {Passes: r.Passes},
			}[want.Settings]
			if want.Settings == "weighted" {
				s.train = s.train.Reweighted(0.5, 3)
			}
			var rows [][]float64
			for c.Seed = range 10 {
				rows = append(rows, qualityOf(scoreRows(t, mustTrain(t, c, s.train), s.test.X), s.test.Y))
			}
			for k, name := range []string{"accuracy", "precision", "recall", "F1"} {
				mean, sd := meanAndSD(rows, k)
				se := math.Sqrt((sd*sd + want.SD[k]*want.SD[k]) / 10)
				t.Logf("%s %.4f ± %.4f, scikit-learn %.4f ± %.4f, standard error %.4f", name, mean, sd, want.Mean[k], want.SD[k], se)
				require.InDelta(t, want.Mean[k], mean, max(0.005, 3*se), name)
			}
		})
	}
}

func meanAndSD(rows [][]float64, k int) (mean, sd float64) {
	for _, r := range rows {
		mean += r[k] / float64(len(rows))
	}
	for _, r := range rows {
		sd += (r[k] - mean) * (r[k] - mean) / float64(len(rows)-1)
	}
	return mean, math.Sqrt(sd)
}

// qualityOf returns accuracy, precision, recall and F1.
func qualityOf(scores, y []float64) []float64 {
	var tp, fp, fn float64
	for i, p := range scores {
		switch {
		case p > 0.5 && y[i] == 1:
			tp++
		case p > 0.5:
			fp++
		case y[i] == 1:
			fn++
		}
	}
	return []float64{accuracy(scores, y), tp / (tp + fp), tp / (tp + fn), 2 * tp / (2*tp + fp + fn)}
}
