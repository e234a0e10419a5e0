package classify_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// calibrateReference is testdata/calibrate_reference.json, written by the script
// beside it.
type calibrateReference struct {
	Maps []struct {
		Name         string
		F, Y, Weight []float64
		Platt, Exact []float64
		X, P         []float64
		At, Isotonic []float64
	}
	Calibrated []struct {
		Method                   string
		Odds, Ensemble, Weighted bool
		Scores                   []float64
	}
}

func readCalibrateReference(t *testing.T) *calibrateReference {
	t.Helper()
	data, err := os.ReadFile("testdata/calibrate_reference.json")
	require.NoError(t, err)
	var r calibrateReference
	require.NoError(t, json.Unmarshal(data, &r))
	return &r
}

// TestFitPlattEqualsSklearn: an unpenalised logistic regression of scikit-learn,
// which has the same minimum, gives the same probabilities to 1e-8, and its own
// fit, which stops where the gradient is below 1e-6, to 1e-5.
func TestFitPlattEqualsSklearn(t *testing.T) {
	for _, want := range readCalibrateReference(t).Maps {
		got, err := classify.FitPlatt(want.F, want.Y, want.Weight)
		require.NoError(t, err, want.Name)
		exact, own := classify.Platt{A: want.Exact[0], B: want.Exact[1]}, classify.Platt{A: want.Platt[0], B: want.Platt[1]}
		for _, f := range want.At {
			require.InDelta(t, own.At(f), got.At(f), 1e-5, "%s at %g", want.Name, f)
			if want.Name != "one class" { // of which a regression cannot be had
				require.InDelta(t, exact.At(f), got.At(f), 1e-8, "%s at %g", want.Name, f)
			}
		}
	}
}

func TestFitIsotonicEqualsSklearn(t *testing.T) {
	for _, want := range readCalibrateReference(t).Maps {
		got, err := classify.FitIsotonic(want.F, want.Y, want.Weight)
		require.NoError(t, err, want.Name)
		require.InDeltaSlice(t, want.X, got.X, 1e-8, want.Name)
		require.InDeltaSlice(t, want.P, got.Y, 1e-8, want.Name)
		for k, x := range want.At {
			require.InDelta(t, want.Isotonic[k], got.At(x), 1e-8, "%s at %g", want.Name, x)
		}
	}
}

// TestFitIsotonicIsLeastSquares: no other non-decreasing map of few values is
// nearer to the labels. By brute force over maps to twelfths, which hold the best
// one where four rows of weights 1 to 4 have means that are.
func TestFitIsotonicIsLeastSquares(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 50 {
		x, y, w := []float64{0, 1, 2, 3, 4}, make([]float64, 5), make([]float64, 5)
		for i := range y {
			y[i], w[i] = float64(r.IntN(2)), float64(r.IntN(4))
		}
		if slices.Max(w) == 0 {
			continue
		}
		m, err := classify.FitIsotonic(x, y, w)
		require.NoError(t, err)
		squares := func(p func(i int) float64) (sum float64) {
			for i := range y {
				sum += w[i] * (p(i) - y[i]) * (p(i) - y[i])
			}
			return sum
		}
		got := squares(func(i int) float64 { return m.At(x[i]) })
		var try func(p []float64)
		try = func(p []float64) {
			if len(p) == 5 {
				require.LessOrEqual(t, got, squares(func(i int) float64 { return p[i] })+1e-12)
				return
			}
			for v := p[len(p)-1]; v <= 1; v += 1. / 12 {
				try(append(p, v))
			}
		}
		for v := 0.; v <= 1; v += 1. / 4 {
			try([]float64{v})
		}
	}
}

// TestCalibrationByHand: two scores of four rows each have the shares of
// malicious rows as isotonic probabilities, half way between them the mean, and
// Platt's targets, met exactly, as Platt's.
func TestCalibrationByHand(t *testing.T) {
	x := []float64{0, 0, 0, 0, 1, 1, 1, 1}
	y := []float64{0, 0, 0, 1, 0, 1, 1, 1}
	m, err := classify.FitIsotonic(x, y, nil)
	require.NoError(t, err)
	require.Equal(t, &classify.Isotonic{X: []float64{0, 1}, Y: []float64{0.25, 0.75}}, m)
	for at, want := range map[float64]float64{-9: 0.25, 0: 0.25, 0.5: 0.5, 1: 0.75, 9: 0.75} {
		require.Equal(t, want, m.At(at))
	}
	p, err := classify.FitPlatt(x, y, nil)
	require.NoError(t, err)
	low, high := 1./6, 5./6 // of the targets 1/(4+2) and (4+1)/(4+2)
	require.InDelta(t, (3*low+high)/4, p.At(0), 1e-12)
	require.InDelta(t, (low+3*high)/4, p.At(1), 1e-12)
}

func TestCalibrationExtremes(t *testing.T) {
	for name, x := range map[string][]float64{
		"all the same": {3, 3, 3, 3}, "huge": {-math.MaxFloat64, 1, 2, math.MaxFloat64},
		"tiny": {0, 5e-324, 1e-323, 1e-300}, "apart": {0, 0, 1, 1},
	} {
		y := []float64{0, 1, 0, 1}
		p, err := classify.FitPlatt(x, y, nil)
		require.NoError(t, err, name)
		m, err := classify.FitIsotonic(x, y, nil)
		require.NoError(t, err, name)
		for _, at := range append(x, 0.5, -1e308, 1e308) {
			for _, q := range []float64{p.At(at), m.At(at)} {
				require.True(t, q >= 0 && q <= 1, "%s: %g at %g", name, q, at)
			}
		}
	}
	for name, bad := range map[string][3][]float64{
		"no scores":       {nil, nil, nil},
		"short labels":    {{1, 2}, {1}, nil},
		"short weights":   {{1, 2}, {1, 0}, {1}},
		"NaN score":       {{math.NaN()}, {1}, nil},
		"infinite score":  {{math.Inf(1)}, {1}, nil},
		"label 2":         {{1}, {2}, nil},
		"negative weight": {{1}, {1}, {-1}},
		"no weight":       {{1, 2}, {1, 0}, {0, 0}},
		"huge weight":     {{1, 2}, {1, 0}, {1e200, 1}},
	} {
		_, err := classify.FitPlatt(bad[0], bad[1], bad[2])
		require.Error(t, err, name)
		_, err = classify.FitIsotonic(bad[0], bad[1], bad[2])
		require.Error(t, err, name)
	}
}
