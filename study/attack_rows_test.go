package study_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/study"
)

// TestRowAttacks: what each attack may change, over many draws.
func TestRowAttacks(t *testing.T) {
	benign, err := classify.FromRows(30, [][]float64{
		append(make([]float64, 10), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
		append([]float64{9, 9, 9, 9, 9}, make([]float64, 25)...),
	})
	require.NoError(t, err)
	index, values := []int32{0, 2, 4}, []float64{1, 2.5, 40}
	most := map[string]int{"ipr [1,5]": 5, "ipr [1,10]": 10}
	for _, a := range study.RowAttacks() {
		added := map[int]bool{}
		for seed := range uint64(300) {
			columns, changed := a.Apply(rand.New(rand.NewPCG(seed, 1)), index, values, benign)
			again, same := a.Apply(rand.New(rand.NewPCG(seed, 1)), index, values, benign)
			require.Equal(t, columns, again, "the same draw, the same attack")
			require.Equal(t, changed, same)
			require.True(t, slices.IsSorted(columns))
			require.NotContains(t, changed, 0.)
			switch a.Name {
			case "random perturbation":
				require.Equal(t, index, columns)
				for i := range values {
					require.Less(t, changed[i], 2*values[i])
				}
			case "feature binarisation":
				require.Equal(t, index, columns)
				require.Equal(t, []float64{1, 1, 1}, changed)
			default:
				for i, c := range index {
					require.Equal(t, values[i], changed[slices.Index(columns, c)], "what was there stays")
				}
				added[len(columns)-len(index)] = true
			}
		}
		for n := range added {
			require.True(t, n >= 1 && n <= most[a.Name], "%s adds %d", a.Name, n)
		}
		require.Equal(t, most[a.Name], len(added), "%s adds any number that it may", a.Name)
	}
	require.Equal(t, []float64{1, 2.5, 40}, values, "the arguments stay")

	for _, a := range study.RowAttacks()[2:] {
		columns, changed := a.Apply(rand.New(rand.NewPCG(1, 1)), index, values, classify.Matrix{})
		require.Equal(t, index, columns, "nothing to borrow")
		require.Equal(t, values, changed)
	}
}
