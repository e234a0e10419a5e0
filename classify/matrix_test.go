package classify_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// matrix makes a matrix of dense rows of equal length.
func matrix(t *testing.T, rows [][]float64) classify.Matrix {
	t.Helper()
	width := 0
	if len(rows) > 0 {
		width = len(rows[0])
	}
	m, err := classify.FromRows(width, rows)
	require.NoError(t, err)
	return m
}

func TestMatrix(t *testing.T) {
	m := matrix(t, [][]float64{{0, 2, 0}, {0, 0, 0}, {-1, 0, 3}})
	require.Equal(t, 3, m.Rows())
	require.Equal(t, 3, m.Width())
	index, values := m.Row(2)
	require.Equal(t, []int32{0, 2}, index)
	require.Equal(t, []float64{-1, 3}, values)
	require.Equal(t, 2.0, m.At(0, 1))
	require.Zero(t, m.At(1, 1))

	s := m.Select([]int{2, 0, 2})
	require.Equal(t, matrix(t, [][]float64{{-1, 0, 3}, {0, 2, 0}, {-1, 0, 3}}), s)
	require.Zero(t, m.Select(nil).Rows())
}

func TestMatrixZeroValue(t *testing.T) {
	var m classify.Matrix
	require.Zero(t, m.Rows())
	require.Zero(t, m.Width())
}

func TestMatrixBuilderGoesOn(t *testing.T) {
	b := classify.NewMatrix(2)
	require.NoError(t, b.Append([]int32{1}, []float64{5}))
	first := b.Matrix()
	require.NoError(t, b.Append([]int32{0, 1}, []float64{0, 7}))
	second := b.Matrix()
	require.NoError(t, b.Append([]int32{0}, []float64{9}))
	require.Equal(t, 1, first.Rows())
	require.Equal(t, matrix(t, [][]float64{{0, 5}, {0, 7}}), second)
}

func TestMatrixErrors(t *testing.T) {
	one := []float64{1}
	for name, tc := range map[string]struct {
		width  int
		index  []int32
		values []float64
	}{
		"column too large":    {2, []int32{2}, one},
		"column negative":     {2, []int32{-1}, one},
		"columns descending":  {2, []int32{1, 0}, []float64{1, 1}},
		"column twice":        {2, []int32{1, 1}, []float64{1, 1}},
		"lengths differ":      {2, []int32{0, 1}, one},
		"NaN":                 {2, []int32{0}, []float64{math.NaN()}},
		"infinite":            {2, []int32{0}, []float64{math.Inf(1)}},
		"minus infinite":      {2, []int32{0}, []float64{math.Inf(-1)}},
		"width negative":      {-1, nil, nil},
		"width over MaxWidth": {classify.MaxWidth + 1, nil, nil},
	} {
		b := classify.NewMatrix(tc.width)
		require.Error(t, b.Append(tc.index, tc.values), name)
		require.Zero(t, b.Matrix().Rows(), name)
	}
	_, err := classify.FromRows(2, [][]float64{{1, 2}, {1}})
	require.ErrorContains(t, err, "row 1")
	_, err = classify.FromRows(1, [][]float64{{1}, {math.NaN()}})
	require.ErrorContains(t, err, "row 1: column 0 is NaN")
}

func TestTableSelect(t *testing.T) {
	table := &classify.Table{
		X: matrix(t, [][]float64{{1}, {2}, {3}}), Y: []float64{1, 0, 1},
		Weight: []float64{.1, .2, .3}, Columns: []string{"a"},
	}
	want := &classify.Table{
		X: matrix(t, [][]float64{{3}, {2}}), Y: []float64{1, 0},
		Weight: []float64{.3, .2}, Columns: []string{"a"},
	}
	require.Equal(t, want, table.Select([]int{2, 1}))
	table.Weight = nil
	require.Nil(t, table.Select([]int{0}).Weight)
	require.NoError(t, table.Check())
	require.ErrorIs(t, table.Select([]int{0, 2}).Check(), classify.ErrOneClass)
}

// randomRows returns n rows of the given width, half of the entries zero.
func randomRows(n, width int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, width)
		for j := range rows[i] {
			if r.IntN(2) == 0 {
				rows[i][j] = r.NormFloat64()
			}
		}
	}
	return rows
}
