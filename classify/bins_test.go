package classify

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBinningKeepsFewValues(t *testing.T) {
	b := newBinning([]float64{3, -1, 3, 2}, 5)
	require.Equal(t, []float64{-1, 0, 2, 3}, b.lo)
	require.Equal(t, b.lo, b.hi)
	require.Equal(t, uint8(1), b.find(0))
	require.Equal(t, []float64{0}, newBinning(nil, 5).lo)
	require.Equal(t, []float64{7}, newBinning([]float64{7, 7}, 0).lo)
	require.Empty(t, newBinning(nil, 0).lo)
}

// TestBinningOfManyValues: bins cover every value in order, none takes much
// more than its share, and a heavy value stays alone.
func TestBinningOfManyValues(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for _, n := range []int{256, 300, 1000, 20000} {
		for _, zeros := range []int{0, n, 20 * n} {
			values := make([]float64, n)
			for i := range values {
				values[i] = r.NormFloat64()
			}
			b := newBinning(values, zeros)
			require.LessOrEqual(t, len(b.lo), maxBins)
			require.GreaterOrEqual(t, len(b.lo), maxBins/3)
			size := make([]int, len(b.lo))
			for _, v := range values {
				k := b.find(v)
				require.True(t, b.lo[k] <= v && v <= b.hi[k])
				size[k]++
			}
			for k := 1; k < len(b.lo); k++ {
				require.Less(t, b.hi[k-1], b.lo[k])
			}
			require.LessOrEqual(t, slices.Max(size), 2*(n+zeros)/maxBins+2)
			if zeros > 0 {
				k := b.find(0)
				require.Zero(t, b.lo[k])
				require.Zero(t, b.hi[k])
			}
		}
	}
}

// TestBinningOfUnevenValues: light and heavy values in turn, in all mixtures,
// never need more bins than there are.
func TestBinningOfUnevenValues(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	for range 200 {
		var values []float64
		heavy, every := 1+r.IntN(300), 1+r.IntN(9)
		for v := range 256 + r.IntN(300) {
			times := 1
			if r.IntN(every) == 0 {
				times = heavy
			}
			values = append(values, slices.Repeat([]float64{float64(v)}, times)...)
		}
		b := newBinning(values, 0)
		require.LessOrEqual(t, len(b.lo), maxBins)
		require.Greater(t, len(b.lo), maxBins/5)
		require.Equal(t, values[len(values)-1], b.hi[len(b.hi)-1])
	}
}

func TestBinningThresholds(t *testing.T) {
	for _, pair := range [][2]float64{
		{0, 1}, {-1, 1}, {1, math.Nextafter(1, 2)}, {0, 5e-324}, {-5e-324, 0},
		{-math.MaxFloat64, math.MaxFloat64}, {math.Nextafter(math.MaxFloat64, 0), math.MaxFloat64},
	} {
		b := binning{lo: pair[:], hi: pair[:]}
		mid := b.between(0, 1)
		require.True(t, pair[0] <= mid && mid < pair[1], "%g between %g and %g", mid, pair[0], pair[1])
	}
	require.Equal(t, 0.5, binning{lo: []float64{0, 1}, hi: []float64{0, 1}}.between(0, 1))
}

// TestTransposeTwice: columns of columns are rows.
func TestTransposeTwice(t *testing.T) {
	m, err := FromRows(3, [][]float64{{0, 2, 0}, {0, 0, 0}, {-1, 0, 3}, {4, 5, 0}})
	require.NoError(t, err)
	tr := m.transpose()
	require.Equal(t, 3, tr.Rows())
	require.Equal(t, 5.0, tr.At(1, 3))
	require.Equal(t, m, tr.transpose())
}
