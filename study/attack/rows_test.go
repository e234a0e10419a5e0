package attack_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/study/attack"
)

// rows is a table of two benign and two malicious rows of eight columns, malicious
// ones calling the first three alone.
func rows(t *testing.T) *classify.Table {
	t.Helper()
	x, err := classify.FromRows(8, [][]float64{
		{0, 0, 0, 2, 3, 0, 5, 0}, {4, 8, 0, 0, 0, 0, 0, 0}, {9, 0, 0, 2, 0, 7, 0, 0}, {0, 0, 6, 0, 0, 0, 0, 0},
	})
	require.NoError(t, err)
	return &classify.Table{X: x, Y: []float64{0, 1, 0, 1}, Weight: []float64{1, 2, 3, 4}, Columns: nil}
}

func dense(x classify.Matrix) [][]float64 {
	list := make([][]float64, x.Rows())
	for i := range list {
		for j := range x.Width() {
			list[i] = append(list[i], x.At(i, j))
		}
	}
	return list
}

// TestRowAttacks: benign rows, labels and weights stay, what is called stays called,
// and each attack does what its documentation says, the same for the same seed.
func TestRowAttacks(t *testing.T) {
	for _, a := range attack.RowAttacks() {
		before := rows(t)
		old := dense(before.X)
		for seed := range uint64(50) {
			after, err := a.Apply(before, seed)
			require.NoError(t, err)
			again, err := a.Apply(before, seed)
			require.NoError(t, err)
			require.Equal(t, dense(after.X), dense(again.X))
			require.Equal(t, old, dense(before.X), "the table is not changed")
			require.Equal(t, before.Y, after.Y)
			require.Equal(t, before.Weight, after.Weight)
			got := dense(after.X)
			require.Equal(t, old[0], got[0])
			require.Equal(t, old[2], got[2])
			for _, i := range []int{1, 3} {
				check(t, a.Name, old[i], got[i])
			}
		}
		named, err := attack.RowAttackNamed(a.Name)
		require.NoError(t, err)
		require.Equal(t, a.Doc, named.Doc)
	}
	_, err := attack.RowAttackNamed("luck")
	require.ErrorContains(t, err, `"luck"`)
}

func check(t *testing.T, name string, old, got []float64) {
	t.Helper()
	called, inserted := 0, 0
	for j := range old {
		switch {
		case old[j] == 0:
			if got[j] != 0 {
				inserted++
				require.Equal(t, benignValues[j], got[j], "a value that benign rows have there")
			}
		case name == "perturb":
			called++
			require.True(t, got[j] >= old[j]/2 && got[j] <= old[j]*3/2)
			require.NotEqual(t, old[j], got[j])
		case name == "binarise":
			called++
			require.EqualValues(t, 1, got[j])
		default:
			called++
			require.Equal(t, old[j], got[j])
		}
	}
	switch name {
	case "insert-5":
		require.LessOrEqual(t, inserted, 5*called)
	case "insert-10":
		require.LessOrEqual(t, inserted, 10*called)
	default:
		require.Zero(t, inserted)
	}
}

// benignValues are what the benign rows of the table have, by column.
var benignValues = map[int]float64{0: 9, 3: 2, 4: 3, 5: 7, 6: 5}

// TestInsertions: over many draws β is as likely any number of its range: on a row of
// one call and many benign columns, 1 to 5 insertions are each a fifth.
func TestInsertions(t *testing.T) {
	const width = 4000
	benign, bad := make([]float64, width), make([]float64, width)
	for j := range benign[1:] {
		benign[j+1] = 1
	}
	bad[0] = 1
	list := [][]float64{benign}
	y := []float64{0}
	for range 2000 {
		list, y = append(list, bad), append(y, 1)
	}
	x, err := classify.FromRows(width, list)
	require.NoError(t, err)
	a, err := attack.RowAttackNamed("insert-5")
	require.NoError(t, err)
	got, err := a.Apply(&classify.Table{X: x, Y: y}, 1)
	require.NoError(t, err)
	counts := map[int]int{}
	for i := 1; i < got.X.Rows(); i++ {
		index, _ := got.X.Row(i)
		counts[len(index)-1]++
	}
	for beta := 1; beta <= 5; beta++ {
		require.InDelta(t, 400, counts[beta], 80, "β = %d; a standard deviation is 18", beta)
	}
}

func TestRowAttacksRefuse(t *testing.T) {
	b := classify.NewMatrix(1)
	b.Missing = true
	require.NoError(t, b.Append([]int32{0}, []float64{math.NaN()}))
	for _, a := range attack.RowAttacks() {
		_, err := a.Apply(&classify.Table{X: b.Matrix(), Y: []float64{1}}, 1)
		require.ErrorContains(t, err, "missing")
	}
}

// ExampleRowAttack_Apply keeps which APIs a row calls and forgets how central they are.
func ExampleRowAttack_Apply() {
	x, err := classify.FromRows(3, [][]float64{{1.5, 0, 2.25}, {0, 7, 0}})
	if err != nil {
		panic(err)
	}
	a, err := attack.RowAttackNamed("binarise")
	if err != nil {
		panic(err)
	}
	t, err := a.Apply(&classify.Table{X: x, Y: []float64{1, 0}}, 1)
	if err != nil {
		panic(err)
	}
	for i := range t.X.Rows() {
		fmt.Println(t.X.At(i, 0), t.X.At(i, 1), t.X.At(i, 2))
	}
	// Output:
	// 1 0 1
	// 0 7 0
}
