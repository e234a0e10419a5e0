package classify_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// TestZeroMissing: a split at 1 sends what is missing right, so that 0, which
// is at most 1, goes left or right by whether zeros are missing, and the saved
// model remembers.
func TestZeroMissing(t *testing.T) {
	b := classify.NewMatrix(2)
	b.Missing = true
	for _, v := range []float64{0, 0.5, 2, math.NaN(), 1e-60} {
		require.NoError(t, b.Append([]int32{1}, []float64{v}))
	}
	x := b.Matrix()
	for zeroMissing, want := range map[bool][]float64{
		false: {0.25, 0.25, 0.75, 0.75, 0.25},
		true:  {0.75, 0.25, 0.75, 0.75, 0.25}, // 1e-60 rounds to 0 in 32 bits, yet it is there
	} {
		m, err := classify.NewTrees(classify.Ensemble{
			Width: 2, Single: true, Missing: true, ZeroMissing: zeroMissing,
			Trees: [][]classify.Node{{{Column: 1, Right: 2, Value: 1}, {Column: -1, Value: 0.25}, {Column: -1, Value: 0.75}}},
		})
		require.NoError(t, err)
		var buf bytes.Buffer
		require.NoError(t, classify.Save(&buf, m))
		loaded, err := classify.Load(&buf)
		require.NoError(t, err)
		for _, m := range []classify.Model{m, loaded} {
			got := make([]float64, x.Rows())
			require.NoError(t, m.Scores(got, x))
			require.Equal(t, want, got)
		}
	}
	_, err := classify.NewTrees(classify.Ensemble{ZeroMissing: true, Trees: [][]classify.Node{{{Column: -1}}}})
	require.ErrorContains(t, err, "zeros are missing")
}

func TestNewLinear(t *testing.T) {
	coef := []float64{1, -2}
	m, err := classify.NewLinear(coef, 0.5)
	require.NoError(t, err)
	coef[0] = 7
	require.Equal(t, []float64{1, -2}, m.Coef())
	require.Equal(t, 0.5, m.Intercept())
	got := make([]float64, 1)
	require.NoError(t, m.Scores(got, matrix(t, [][]float64{{3, 1}})))
	require.InDelta(t, 1/(1+math.Exp(-1.5)), got[0], 1e-15)
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		_, err := classify.NewLinear([]float64{bad}, 0)
		require.Error(t, err)
		_, err = classify.NewLinear(nil, bad)
		require.Error(t, err)
	}
	_, err = classify.NewLinear(make([]float64, classify.MaxWidth+1), 0)
	require.Error(t, err)
}
