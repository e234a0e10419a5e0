package classify

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEntriesSortByValue: entries give back what they were made of and are in
// the order of values.
func TestEntriesSortByValue(t *testing.T) {
	values := []float32{-math.MaxFloat32, -2, -1, -math.SmallestNonzeroFloat32, math.SmallestNonzeroFloat32, 0.5, 1, math.MaxFloat32}
	var list []entry
	for i, v := range values {
		e := newEntry(int32(math.MaxInt32-i), v)
		require.Equal(t, v, e.value())
		require.Equal(t, uint32(math.MaxInt32-i), e.row())
		require.Equal(t, v > 0, e.positive())
		require.True(t, e.equals(newEntry(0, v)))
		list = append(list, e)
	}
	require.True(t, slices.IsSorted(list))
	require.False(t, list[4].equals(list[5]))
}

// TestSortedColumn: values too large are the largest, and those too small for 32
// bits are zeros.
func TestSortedColumn(t *testing.T) {
	var got []float32
	for _, e := range sortedColumn([]int32{0, 1, 2, 3, 4}, []float64{3, math.MaxFloat64, 1e-60, -math.MaxFloat64, -1e-60}) {
		got = append(got, e.value())
	}
	require.Equal(t, []float32{-math.MaxFloat32, 3, math.MaxFloat32}, got)
}

// TestSortedTable: every entry of the table is in its column under the kind of
// its row, once a kind.
func TestSortedTable(t *testing.T) {
	table := noisyTable(t, 300, 3, 1)
	s, err := newSortedTable(t.Context(), 2, table)
	require.NoError(t, err)
	require.Less(t, len(s.kinds.first), 300)
	n := 0
	for j, c := range s.columns {
		require.True(t, slices.IsSorted(c))
		found := map[uint32]float32{}
		for _, e := range c {
			require.NotContains(t, found, e.row())
			found[e.row()] = e.value()
		}
		for i := range table.Y {
			require.Equal(t, table.X.At(i, j), float64(found[uint32(s.kinds.of[i])]))
		}
		n += len(c)
	}
	require.Equal(t, n, s.entries)
}

// TestCountsAreWhole: whatever the weights are, tallies are whole numbers below
// 2⁵³ in proportion to them, and rows that are next to nothing count for nothing.
func TestCountsAreWhole(t *testing.T) {
	table := noisyTable(t, 200, 2, 2)
	s, err := newSortedTable(t.Context(), 1, table)
	require.NoError(t, err)
	for _, scale := range []float64{1, 1e-300, 1e90} {
		table.Weight = make([]float64, 200)
		want := make([][2]float64, len(s.kinds.first))
		r := rand.New(rand.NewPCG(1, 0))
		for i := range table.Weight {
			table.Weight[i] = float64(i%4) * r.Float64() * scale
			want[s.kinds.of[i]][int(table.Y[i])] += table.Weight[i]
		}
		rows, shift := s.count(table)
		var all tally
		for k, got := range rows {
			all.add(&got)
			require.Equal(t, math.Trunc(got.w0), got.w0)
			require.Equal(t, math.Trunc(got.w1), got.w1)
			require.InDelta(t, want[k][0]/scale, math.Ldexp(got.w0, -shift)/scale, 1e-12)
			require.InDelta(t, want[k][1]/scale, math.Ldexp(got.w1, -shift)/scale, 1e-12)
		}
		require.Equal(t, 150, all.n, "a quarter weighs nothing")
		require.Less(t, all.weight(), math.Ldexp(1, 53))
	}
	table.Weight = slices.Repeat([]float64{1e-20}, 200)
	table.Weight[7] = 1
	rows, _ := s.count(table)
	require.Equal(t, 1, rows[s.kinds.of[7]].n)
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
