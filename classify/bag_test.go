package classify

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBagFindsTheFirstSumAbove compares with a search from the first row, for
// weights far apart and weights of 0.
func TestBagFindsTheFirstSumAbove(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for _, weight := range []func(i int) float64{
		func(int) float64 { return 1 },
		func(int) float64 { return 0.1 },
		func(i int) float64 { return float64(i % 3) },
		func(i int) float64 { return []float64{1e-300, 1e90, 1, 0}[i%4] },
		func(i int) float64 { return float64(i / 90) },
		func(i int) float64 { return float64((99 - i) / 90) },
		func(int) float64 { return r.ExpFloat64() },
	} {
		table := noisyTable(t, 100, 1, 1)
		table.Weight = make([]float64, 100)
		for i := range table.Weight {
			table.Weight[i] = weight(i)
		}
		b := newBag(table)
		total := b.sums[99]
		for range 1000 {
			u := r.Float64()
			want := slices.IndexFunc(b.sums, func(sum float64) bool { return sum > u*total })
			got := b.find(u, b.start[int(u*100)])
			require.Equal(t, want, got)
			require.NotZero(t, table.Weight[got])
		}
	}
}

// TestBagDraws: as many rows as there are are drawn, each time others, and
// without weights as if all weighed the same.
func TestBagDraws(t *testing.T) {
	table := noisyTable(t, 100, 1, 1)
	plain := newBag(table)
	table.Weight = slices.Repeat([]float64{0.5}, 100)
	weighted := newBag(table).another()
	a, b := rand.New(rand.NewPCG(1, 0)), rand.New(rand.NewPCG(1, 0))
	var last []int
	for range 3 {
		plain.draw(a)
		weighted.draw(b)
		require.Equal(t, plain.drawn, weighted.drawn)
		require.NotEqual(t, last, plain.drawn)
		last = slices.Clone(plain.drawn)
		sum := 0
		for _, times := range last {
			sum += times
		}
		require.Equal(t, 100, sum)
	}
}
