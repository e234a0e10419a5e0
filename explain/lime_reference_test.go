package explain_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/explain"
)

// limeReference is testdata/lime_reference.json; the script beside it says what
// it holds.
type limeReference struct {
	Table  [][]float64
	Labels []float64
	Bins   map[string][]struct{ Bounds, Share, Mean, SD, Low, High []float64 }
	Fits   []struct {
		Rows   [][]float64
		Scores []float64
		Width  float64
		Cases  []struct {
			Method                     string
			Features                   int
			Columns                    []int
			Coef                       []float64
			Intercept, Fidelity, Local float64
		}
	}
	Explained struct {
		Row  []float64
		Runs map[string]struct{ Mean, Error []float64 }
	}
}

func limeOracle(t *testing.T) *limeReference {
	t.Helper()
	r := &limeReference{}
	readJSON(t, "testdata/lime_reference.json", r)
	return r
}

func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}

func matrix(t testing.TB, rows [][]float64) classify.Matrix {
	t.Helper()
	x, err := classify.FromRows(len(rows[0]), rows)
	require.NoError(t, err)
	return x
}

func discretizers() map[string]explain.Discretizer {
	return map[string]explain.Discretizer{
		"quartile": explain.Quartiles, "decile": explain.Deciles, "entropy": explain.Entropy,
		"none": explain.Continuous, "around": explain.Continuous,
	}
}

// TestBinsAreLimes: borders, shares and moments of all bins of all discretizers.
// Of bins that are empty lime knows other moments, which nobody asks for.
func TestBinsAreLimes(t *testing.T) {
	r := limeOracle(t)
	for name, columns := range r.Bins {
		b, err := explain.NewBackground(matrix(t, r.Table), r.Labels, discretizers()[name])
		require.NoError(t, err)
		for j, want := range columns {
			bounds, bins := b.Bins(j)
			require.InDeltaSlice(t, want.Bounds, bounds, 1e-12, "%s %d", name, j)
			require.Len(t, bins, len(want.Share))
			for k, got := range bins {
				require.InDelta(t, want.Share[k], got.Share, 1e-12, "%s %d %d", name, j, k)
				if got.Share > 0 {
					require.InDelta(t, want.Mean[k], got.Mean, 1e-12, "%s %d %d", name, j, k)
					require.InDelta(t, want.SD[k], got.SD, 1e-9)
					require.InDelta(t, want.Low[k], got.Low, 1e-12)
					require.InDelta(t, want.High[k], got.High, 1e-12)
				}
			}
		}
	}
}

// TestFitsAreLimes: on the same samples the same features are chosen by all
// methods, and coefficients, intercept and weighted R² are equal to 1e-9, however
// the design is written.
func TestFitsAreLimes(t *testing.T) {
	methods := map[string]explain.Selection{
		"highest_weights": explain.SelectHighest, "forward_selection": explain.SelectForward,
		"lasso_path": explain.SelectLARS, "none": explain.SelectAll,
	}
	for i, fit := range limeOracle(t).Fits {
		width := len(fit.Rows[0])
		for _, flipped := range []bool{false, true} {
			if flipped && i == 1 {
				continue // numbers, not yes or no
			}
			flip := make([]bool, width)
			design := make([][]float64, len(fit.Rows))
			square := make([]float64, len(fit.Rows))
			for n, row := range fit.Rows {
				for j, v := range row {
					square[n] += (v - fit.Rows[0][j]) * (v - fit.Rows[0][j])
					if flipped && j%3 != 1 {
						flip[j], v = true, 1-v
					}
					design[n] = append(design[n], v)
				}
			}
			for _, want := range fit.Cases {
				got := explain.FitSamples(matrix(t, design), flip, square, fit.Scores, fit.Width, methods[want.Method], want.Features)
				require.Len(t, got.Weights, len(want.Columns), "%d %s %d", i, want.Method, want.Features)
				for k, w := range got.Weights {
					require.Equal(t, want.Columns[k], w.Column, "%d %s %d", i, want.Method, want.Features)
					require.InDelta(t, want.Coef[k], w.Weight, 1e-9, "%d %v %s %d", i, flipped, want.Method, want.Features)
				}
				require.InDelta(t, want.Intercept, got.Base, 1e-9)
				require.InDelta(t, want.Fidelity, got.Fidelity, 1e-9)
			}
		}
	}
}

// stepwise is the function of lime_reference.py.
func stepwise(dst []float64, rows [][]float64) error {
	for i, r := range rows {
		dst[i] = r[5] / 40
		if r[0] > 1 {
			dst[i] += 0.3
		}
		if r[1] > 0 && r[2] <= 0.5 {
			dst[i] += 0.4
		}
		if r[3] > 0 {
			dst[i] += 0.2
		}
	}
	return nil
}

// TestExplanationsAreLimes: where lime draws 400,000 samples in all and we
// 200,000, all weights, intercept and R² agree within five standard errors of the
// difference.
func TestExplanationsAreLimes(t *testing.T) {
	r := limeOracle(t)
	for name, want := range r.Explained.Runs {
		b, err := explain.NewBackground(matrix(t, r.Table), r.Labels, discretizers()[name])
		require.NoError(t, err)
		c := explain.LIME{Background: b, Samples: 200_000, Features: 6, Around: name == "around", Seed: 1}
		got, err := c.Explain(t.Context(), explain.ScorerFunc(stepwise), r.Explained.Row)
		require.NoError(t, err)
		values := make([]float64, 8)
		for _, w := range got.Weights {
			require.Equal(t, r.Explained.Row[w.Column], w.Value)
			values[w.Column] = w.Weight
		}
		values[6], values[7] = got.Base, got.Fidelity
		for k, v := range values {
			require.InDelta(t, want.Mean[k], v, 5*math.Sqrt(3)*want.Error[k]+1e-5, "%s %d", name, k)
		}
		require.Equal(t, 200_000, got.Samples)
	}
}
