package explain_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/explain"
)

// explainers returns one of every kind for rows like those of table.
func explainers(t testing.TB, table *classify.Table) map[string]explain.Explainer {
	t.Helper()
	list := map[string]explain.Explainer{
		"occlusion": explain.Occlusion{}, "treeshap": explain.TreeSHAP{},
		"treeshap-others": explain.TreeSHAP{Background: table.X.Select([]int{0, 1, 2, 3})},
	}
	for name, d := range map[string]explain.Discretizer{
		"lime": explain.Quartiles, "lime-deciles": explain.Deciles, "lime-entropy": explain.Entropy, "lime-continuous": explain.Continuous,
	} {
		b, err := explain.NewBackground(table.X, table.Y, d)
		require.NoError(t, err)
		list[name] = explain.LIME{Background: b, Samples: 2000, Seed: 7}
	}
	return list
}

// forest returns a table, a model that learnt from it, and one of its rows.
func forest(t testing.TB) (*classify.Table, classify.Model, []float64) {
	t.Helper()
	table := classifytest.Sparse(400, 30, 1)
	m, err := classify.Forest{Trees: 20, Seed: 1}.Train(t.Context(), table)
	require.NoError(t, err)
	x := make([]float64, 30)
	index, values := table.X.Row(5)
	for k, j := range index {
		x[j] = values[k]
	}
	return table, m, x
}

// TestExplainersLaws: every method gives the same explanation to the bit again,
// with any number of processors, says what the model says of the row, sorts its
// weights, leaves the row as it is, and refuses what it cannot explain.
func TestExplainersLaws(t *testing.T) {
	table, m, x := forest(t)
	own := make([]float64, 1)
	require.NoError(t, m.Scores(own, matrix(t, [][]float64{x})))
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, method := range explainers(t, table) {
		t.Run(name, func(t *testing.T) {
			row := slices.Clone(x)
			e, err := method.Explain(t.Context(), m, row)
			require.NoError(t, err)
			require.Equal(t, x, row)
			require.InDelta(t, own[0], e.Score, 1e-15)
			require.NotEmpty(t, e.Weights)
			require.Empty(t, e.Nothing)
			require.True(t, slices.IsSortedFunc(e.Weights, func(a, b explain.Weight) int {
				if d := math.Abs(b.Weight) - math.Abs(a.Weight); d != 0 {
					return int(math.Copysign(1, d))
				}
				return a.Column - b.Column
			}))
			for _, w := range e.Weights {
				require.Equal(t, x[w.Column], w.Value)
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			again, err := method.Explain(t.Context(), m, row)
			require.NoError(t, err)
			require.Equal(t, e, again)

			_, err = method.Explain(t.Context(), nil, x)
			require.ErrorIs(t, err, explain.ErrNoModel)
			_, err = method.Explain(t.Context(), m, x[:29])
			require.ErrorContains(t, err, "row has 29 columns, the model 30")
			_, err = method.Explain(canceled, m, x)
			require.ErrorIs(t, err, context.Canceled)
			_, err = method.Explain(t.Context(), m, slices.Repeat([]float64{math.Inf(1)}, 30))
			require.Error(t, err)
		})
	}
}

// TestNothingToExplain: where nothing moves the score the explanation says so.
func TestNothingToExplain(t *testing.T) {
	table, _, x := forest(t)
	constant, err := classify.NewTrees(classify.Ensemble{Width: 30, Trees: [][]classify.Node{{{Column: -1, Value: 0.25}}}})
	require.NoError(t, err)
	for name, method := range explainers(t, table) {
		if name == "occlusion" {
			continue // it names the features that are set, each with weight 0
		}
		e, err := method.Explain(t.Context(), constant, x)
		require.NoError(t, err, name)
		require.Equal(t, 0.25, e.Score, name)
		require.Equal(t, 0.25, e.Base, name)
		require.NotEmpty(t, e.Nothing, name)
		require.Empty(t, e.Weights, name)
	}
	empty := explain.ScorerFunc(func(dst []float64, _ [][]float64) error { dst[0] = 0.5; return nil })
	e, err := explain.LIME{}.Explain(t.Context(), empty, nil)
	require.NoError(t, err)
	require.Equal(t, explain.Explanation{Score: 0.5, Nothing: "the row has no columns"}, *e)
}

func TestLIMEErrors(t *testing.T) {
	table, m, x := forest(t)
	b, err := explain.NewBackground(table.X, nil, explain.Quartiles)
	require.NoError(t, err)
	broken := errors.New("broken")
	failing := explain.ScorerFunc(func([]float64, [][]float64) error { return broken })
	_, err = explain.LIME{Background: b}.Explain(t.Context(), failing, x)
	require.ErrorIs(t, err, broken)
	_, err = explain.LIME{Background: b}.Explain(t.Context(), failing, x[:3])
	require.ErrorContains(t, err, "row has 3 columns, the background 30")
	_, err = explain.LIME{}.Explain(t.Context(), m, x)
	require.ErrorContains(t, err, "without a background")
	for _, c := range []explain.LIME{
		{Samples: -1}, {Samples: 1}, {Samples: 1<<20 + 1}, {MaxSamples: -1}, {MaxSamples: 1}, {Agreement: 1.1}, {Agreement: math.NaN()},
		{Features: -1}, {Select: explain.SelectAll + 1}, {Width: -1}, {Ridge: math.Inf(1)},
	} {
		c.Background = b
		_, err = c.Explain(t.Context(), m, x)
		require.ErrorContains(t, err, "out of range", "%+v", c)
	}
	x[2] = math.NaN()
	_, err = explain.LIME{Background: b}.Explain(t.Context(), m, x)
	require.ErrorIs(t, err, classify.ErrMissing)
}

func TestBackgroundErrors(t *testing.T) {
	table, _, _ := forest(t)
	for name, bad := range map[string]func() (*explain.Background, error){
		"no rows":     func() (*explain.Background, error) { return explain.NewBackground(classify.Matrix{}, nil, 0) },
		"discretizer": func() (*explain.Background, error) { return explain.NewBackground(table.X, nil, explain.Continuous+1) },
		"no labels":   func() (*explain.Background, error) { return explain.NewBackground(table.X, nil, explain.Entropy) },
		"labels": func() (*explain.Background, error) {
			return explain.NewBackground(table.X, slices.Repeat([]float64{2}, 400), explain.Entropy)
		},
		"overflow": func() (*explain.Background, error) {
			return explain.NewBackground(matrix(t, [][]float64{{-1e300}, {1e300}}), nil, explain.Deciles)
		},
	} {
		_, err := bad()
		require.Error(t, err, name)
	}
}

func TestBin(t *testing.T) {
	x := matrix(t, [][]float64{{0}, {1}, {2}, {3}, {4}})
	b, err := explain.NewBackground(x, nil, explain.Quartiles)
	require.NoError(t, err)
	inf := math.Inf(1)
	for v, want := range map[float64][2]float64{-1: {-inf, 1}, 1: {-inf, 1}, 1.5: {1, 2}, 3: {2, 3}, 9: {3, inf}} {
		low, high := b.Bin(0, v)
		require.Equal(t, want, [2]float64{low, high}, v)
	}
	low, high := b.Bin(0, math.NaN())
	require.True(t, math.IsNaN(low) && math.IsNaN(high))
}

// TestLIMEMissing: a missing entry is a bin of its own, of which the background
// says how often it is drawn.
func TestLIMEMissing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	build := classify.NewMatrix(2)
	build.Missing = true
	for range 400 {
		v := 1.0
		if r.IntN(4) == 0 {
			v = math.NaN()
		}
		require.NoError(t, build.Append([]int32{0, 1}, []float64{v, r.Float64()}))
	}
	b, err := explain.NewBackground(build.Matrix(), nil, explain.Quartiles)
	require.NoError(t, err)
	missing := explain.ScorerFunc(func(dst []float64, rows [][]float64) error {
		for i, row := range rows {
			dst[i] = 0.25
			if math.IsNaN(row[0]) {
				dst[i] = 0.75
			}
		}
		return nil
	})
	e, err := explain.LIME{Background: b, Samples: 5000, Ridge: 1e-9}.Explain(t.Context(), missing, []float64{math.NaN(), 0.3})
	require.NoError(t, err)
	require.Equal(t, 0, e.Weights[0].Column)
	require.InDelta(t, 0.5, e.Weights[0].Weight, 1e-9, "the whole difference")
	require.InDelta(t, 1, e.Fidelity, 1e-9)
	require.NoError(t, build.Append([]int32{0, 1}, []float64{math.NaN(), math.NaN()}))
	for _, d := range []explain.Discretizer{explain.Quartiles, explain.Deciles, explain.Entropy} { // a column without any entry
		last := build.Matrix().Rows() - 1
		b, err := explain.NewBackground(build.Matrix().Select([]int{last, last}), []float64{0, 1}, d)
		require.NoError(t, err)
		_, err = explain.LIME{Background: b, Samples: 100}.Explain(t.Context(), missing, []float64{1, math.NaN()})
		require.NoError(t, err)
	}
	_, err = explain.NewBackground(build.Matrix(), nil, explain.Continuous)
	require.ErrorIs(t, err, classify.ErrMissing)
}

// TestLIMEDrawsIndependently: of 40 columns of which each is set in a tenth of
// the rows, every two are set together in a hundredth.
func TestLIMEDrawsIndependently(t *testing.T) {
	const width, n = 40, 20_000
	rows := make([][]float64, 100)
	for i := range rows {
		rows[i] = make([]float64, width)
		for j := range width {
			if (i+j)%10 == 0 {
				rows[i][j] = 1
			}
		}
	}
	b, err := explain.NewBackground(matrix(t, rows), nil, explain.Deciles)
	require.NoError(t, err)
	var together [width][width]float64
	count := explain.ScorerFunc(func(dst []float64, rows [][]float64) error {
		clear(dst)
		for _, row := range rows {
			for j, v := range row {
				for k := j; v > 0 && k < width; k++ {
					if row[k] > 0 {
						together[j][k]++
					}
				}
			}
		}
		return nil
	})
	_, err = explain.LIME{Background: b, Samples: n}.Explain(t.Context(), count, make([]float64, width))
	require.NoError(t, err)
	for j := range width {
		for k := j; k < width; k++ {
			p := 0.01
			if j == k {
				p = 0.1
			}
			require.InDelta(t, p, together[j][k]/n, 5*math.Sqrt(p*(1-p)/n), "%d %d", j, k)
		}
	}
}

// TestLIMEAdapts: sampling begins with 5,000 rows, goes on while chance decides
// which features are among the largest, and stops at MaxSamples. The first rows
// are those that 5,000 would be.
func TestLIMEAdapts(t *testing.T) {
	table, _, x := forest(t)
	b, err := explain.NewBackground(table.X, nil, explain.Quartiles)
	require.NoError(t, err)
	var asked int
	sum := func(last float64) explain.Scorer {
		return explain.ScorerFunc(func(dst []float64, rows [][]float64) error {
			for i, row := range rows {
				asked++
				set := 0
				for _, v := range row[7:] {
					if v > 0 {
						set++
					}
				}
				dst[i] = float64(set % 2) // what no linear model explains
				for j := 1; j <= 6; j++ {
					if (row[j] > 0) == (x[j] > 0) {
						dst[i] += []float64{9, 8, 7, 6, 5, last}[j-1]
					}
				}
			}
			return nil
		})
	}
	easy, err := explain.LIME{Background: b}.Explain(t.Context(), sum(1), x)
	require.NoError(t, err)
	require.Equal(t, 5000, easy.Samples)
	require.Equal(t, 5000, asked)
	require.Greater(t, easy.Stability, 0.95)
	fixed, err := explain.LIME{Background: b, Samples: 5000}.Explain(t.Context(), sum(1), x)
	require.NoError(t, err)
	require.Equal(t, fixed, easy)

	tied, err := explain.LIME{Background: b, MaxSamples: 12_000, Agreement: 0.999, Ridge: 1e-9}.Explain(t.Context(), sum(5), x)
	require.NoError(t, err)
	require.Equal(t, 12_000, tied.Samples)
	require.Less(t, tied.Stability, 0.999, "one of five is a draw between two")
	require.Greater(t, tied.Stability, 0.85)
}
