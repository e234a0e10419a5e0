package explain_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/explain"
)

// linear scores w·x; the weight of a feature is then w·(value - baseline).
func linear(w ...float64) explain.ScorerFunc {
	return func(dst []float64, rows [][]float64) error {
		for i, row := range rows {
			dst[i] = 0
			for j, v := range row {
				dst[i] += w[j] * v
			}
		}
		return nil
	}
}

func TestOcclusion(t *testing.T) {
	const nothing = "no feature of the row differs from its baseline"
	both := explain.ScorerFunc(func(dst []float64, rows [][]float64) error {
		for i, r := range rows {
			dst[i] = r[0] * r[1]
		}
		return nil
	})
	either := explain.ScorerFunc(func(dst []float64, rows [][]float64) error {
		for i, r := range rows {
			dst[i] = max(r[0], r[1])
		}
		return nil
	})
	for name, tc := range map[string]struct {
		scorer   explain.Scorer
		baseline []float64
		x        []float64
		want     explain.Explanation
	}{
		"linear, ties by column, zeros left out": {
			linear(1, -4, 9, 1, 2), nil, []float64{2, 1, 0, 2, -1},
			explain.Explanation{Score: -2, Weights: []explain.Weight{
				{1, 1, -4}, {0, 2, 2}, {3, 2, 2}, {4, -1, -2},
			}},
		},
		"baseline": {
			linear(1, 1, 1), []float64{1, 0, 3}, []float64{1, 5, 0},
			explain.Explanation{Score: 6, Weights: []explain.Weight{{1, 5, 5}, {2, 0, -3}}},
		},
		"together": {both, nil, []float64{1, 1}, explain.Explanation{Score: 1, Weights: []explain.Weight{{0, 1, 1}, {1, 1, 1}}}},
		"stand-in": {either, nil, []float64{1, 1}, explain.Explanation{Score: 1, Weights: []explain.Weight{{0, 1, 0}, {1, 1, 0}}}},
		"all zero": {linear(1, 1), nil, []float64{0, 0}, explain.Explanation{Nothing: nothing}},
		"empty":    {linear(), nil, nil, explain.Explanation{Nothing: nothing}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, batch := range []int{0, 1, 2, 3, 100} {
				x := slices.Clone(tc.x)
				got, err := explain.Occlusion{Baseline: tc.baseline, Batch: batch}.Explain(t.Context(), tc.scorer, x)
				require.NoError(t, err)
				require.Equal(t, tc.want, *got, "batches of %d", batch)
				require.Equal(t, tc.x, x, "the row stays as it was")
			}
		})
	}
}

func TestOcclusionErrors(t *testing.T) {
	broken := errors.New("broken")
	failing := explain.ScorerFunc(func([]float64, [][]float64) error { return broken })
	_, err := explain.Occlusion{}.Explain(t.Context(), failing, []float64{1})
	require.ErrorIs(t, err, broken)

	late := explain.ScorerFunc(func(_ []float64, rows [][]float64) error {
		if rows[0][0] == 0 {
			return broken
		}
		return nil
	})
	_, err = explain.Occlusion{}.Explain(t.Context(), late, []float64{1})
	require.ErrorIs(t, err, broken)

	_, err = explain.Occlusion{}.Explain(t.Context(), linear(math.NaN()), []float64{1})
	require.ErrorContains(t, err, "NaN")
	_, err = explain.Occlusion{Baseline: []float64{1, 2}}.Explain(t.Context(), linear(1), []float64{1})
	require.ErrorContains(t, err, "baseline of 2")
	_, err = explain.Occlusion{Batch: -1}.Explain(t.Context(), linear(1), []float64{1})
	require.Error(t, err)
}

// TestOcclusionStopsSoon: the context is asked before every batch.
func TestOcclusionStopsSoon(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	counting := explain.ScorerFunc(func(dst []float64, _ [][]float64) error {
		calls++
		if calls == 3 {
			cancel()
		}
		clear(dst)
		return nil
	})
	e, err := explain.Occlusion{Batch: 2}.Explain(ctx, counting, slices.Repeat([]float64{1}, 100))
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, e)
	require.Equal(t, 3, calls)
}

// TestOcclusionIsDeterministic: two runs agree to the bit.
func TestOcclusionIsDeterministic(t *testing.T) {
	w := make([]float64, 200)
	x := make([]float64, 200)
	for j := range w {
		w[j], x[j] = math.Sin(float64(j)), math.Cos(float64(j*j))
	}
	a, err := explain.Occlusion{}.Explain(t.Context(), linear(w...), x)
	require.NoError(t, err)
	b, err := explain.Occlusion{Batch: 7}.Explain(t.Context(), linear(w...), x)
	require.NoError(t, err)
	require.Equal(t, a, b)
}

func BenchmarkOcclusion(b *testing.B) {
	w := make([]float64, 1500)
	x := make([]float64, 1500)
	for j := 0; j < len(x); j += 20 {
		w[j], x[j] = 1, float64(j)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (explain.Occlusion{}).Explain(b.Context(), linear(w...), x); err != nil {
			b.Fatal(err)
		}
	}
}
