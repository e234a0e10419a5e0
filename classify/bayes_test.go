package classify_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// TestGaussianNBEqualsSklearn: the same label for every row, and log-odds that
// agree to 1e-6 where the score still shows them.
func TestGaussianNBEqualsSklearn(t *testing.T) {
	var r struct {
		Step  int
		Cases []struct {
			Data            string
			Weighted        bool
			Prior, Accuracy float64
			Labels          string
			Odds            []float64
		}
	}
	parityJSON(t, "nb_reference.json", &r)
	for _, want := range r.Cases {
		t.Run(want.Data, func(t *testing.T) {
			s := load(t, want.Data)
			if want.Weighted {
				s.train = everyFourth(s.train)
			}
			got := trainedScores(t, classify.GaussianNB{Prior: want.Prior}, s.train, s.test.X)
			require.Zero(t, differ(got, packedLabels(t, want.Labels, len(got))), "rows with another label")
			require.InDelta(t, want.Accuracy, accuracy(got, s.test.Y), 1e-12)
			for k, z := range want.Odds {
				p := got[k*r.Step]
				if z < 0 && z > -700 { // the logarithm of a score near 1 is lost
					require.InEpsilon(t, z, math.Log(p)-math.Log1p(-p), 1e-6, "row %d", k*r.Step)
				}
				require.InDelta(t, 1/(1+math.Exp(-z)), p, 1e-6)
			}
		})
	}
}

func TestGaussianNBSettings(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0}, {1}}), Y: []float64{0, 1}}
	for _, c := range []classify.GaussianNB{
		{Smoothing: -1}, {Smoothing: math.NaN()}, {Smoothing: math.Inf(1)}, {Prior: -0.1}, {Prior: 1}, {Prior: math.NaN()},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
}

// TestGaussianNBByHand: means 1 and 5, variances 1 and 1 but for the smoothing,
// so that the log-odds of x are ½((x-1)² - (x-5)²) = 4x - 12.
func TestGaussianNBByHand(t *testing.T) {
	table := &classify.Table{X: matrix(t, [][]float64{{0}, {2}, {4}, {6}}), Y: []float64{0, 0, 1, 1}}
	x := matrix(t, [][]float64{{0}, {2.5}, {3}, {3.25}})
	got := trainedScores(t, classify.GaussianNB{}, table, x)
	for i, z := range []float64{-12, -2, 0, 1} {
		require.InDelta(t, 1/(1+math.Exp(-z)), got[i], 1e-7)
	}
	got = trainedScores(t, classify.GaussianNB{Prior: 0.75}, table, x)
	require.InDelta(t, 0.75, got[2], 1e-7)
}

// TestGaussianNBFarFromZero: a shift of a column changes nothing, though the
// log-odds of a row of zeros are then 1e12 and those of the rows about 1.
func TestGaussianNBFarFromZero(t *testing.T) {
	near := [][]float64{{0}, {2}, {4}, {6}, {3}, {3.125}}
	var far [][]float64
	for _, r := range near {
		far = append(far, []float64{r[0] + 1<<20})
	}
	y := []float64{0, 0, 1, 1}
	want := trainedScores(t, classify.GaussianNB{}, &classify.Table{X: matrix(t, near[:4]), Y: y}, matrix(t, near))
	got := trainedScores(t, classify.GaussianNB{}, &classify.Table{X: matrix(t, far[:4]), Y: y}, matrix(t, far))
	require.InDeltaSlice(t, want, got, 1e-9)
}

// TestGaussianNBConstantColumns: where nothing varies, the prior is the score; a
// column that does not vary takes no part.
func TestGaussianNBConstantColumns(t *testing.T) {
	y := []float64{0, 0, 0, 1}
	for _, rows := range [][][]float64{{{}, {}, {}, {}}, {{7}, {7}, {7}, {7}}, {{1e-200}, {2e-200}, {3e-200}, {0}}} {
		x, err := classify.FromRows(len(rows[0]), rows)
		require.NoError(t, err)
		for _, p := range trainedScores(t, classify.GaussianNB{}, &classify.Table{X: x, Y: y}, x) {
			require.InDelta(t, 0.25, p, 1e-15)
		}
	}
}

func TestGaussianNBTooLarge(t *testing.T) {
	y := []float64{0, 1, 0, 1}
	for _, v := range []float64{1e308, 1e160} {
		huge := &classify.Table{X: matrix(t, [][]float64{{-v}, {v}, {-v / 2}, {v}}), Y: y}
		_, err := classify.GaussianNB{}.Train(t.Context(), huge)
		require.ErrorContains(t, err, "too large")
	}
}

// TestGaussianNBRejects: payloads that no encoder writes.
func TestGaussianNBRejects(t *testing.T) {
	numbers := func(v ...float64) (b []byte) {
		for _, x := range v {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		return b
	}
	_, err := classify.Load(bytes.NewReader(sealed(t, "gaussian-nb", 1, numbers(0, 1, 2, 1, 1))))
	require.NoError(t, err)
	for name, payload := range map[string][]byte{
		"nothing":           nil,
		"half a column":     numbers(0, 1, 2),
		"prior NaN":         numbers(math.NaN()),
		"negative variance": numbers(0, 1, 2, -1, 1),
		"mean too large":    numbers(0, 1e300, 2, 1, 1),
		"means too large":   numbers(0, math.MaxFloat64, math.MaxFloat64, 1, 1),
	} {
		_, err := classify.Load(bytes.NewReader(sealed(t, "gaussian-nb", 1, payload)))
		require.ErrorIs(t, err, classify.ErrFormat, name)
	}
}
