package study

import (
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/malguard/malguard/classify"
)

// RowAttack changes the row of a malicious package so that a model that has
// learned from other rows may miss it. It touches rows alone: whether a package
// with such a row still does harm, nobody asks.
type RowAttack struct {
	Name string // as the MalGuard paper's Figure 5 labels it
	Doc  string // one line: what is done, since the paper does not define it

	alter func(draw *rand.Rand, row map[int32]float64, benign classify.Matrix)
}

// RowAttacks returns the attacks of the MalGuard paper's Figure 5 (USENIX Security
// 2025, arXiv 2506.14466). The paper names them; how they are carried out is neither
// on its slides nor in its code, and Doc says what stands for each here. The slice is
// the caller's.
func RowAttacks() []RowAttack {
	return []RowAttack{
		{"random perturbation", "every value that is not 0 is multiplied by a number drawn from [0,2)", perturb},
		{"feature binarisation", "every value that is not 0 becomes 1", binarise},
		{"ipr [1,5]", "1 to 5 of the APIs of a benign package are called besides, with its values", insert(5)},
		{"ipr [1,10]", "1 to 10 of the APIs of a benign package are called besides, with its values", insert(10)},
	}
}

// Apply returns the row under attack, columns ascending. What is borrowed comes from
// the rows of benign, which has the width of the row. The arguments stay as they are.
func (a RowAttack) Apply(draw *rand.Rand, index []int32, values []float64, benign classify.Matrix) ([]int32, []float64) {
	row := make(map[int32]float64, len(index))
	for i, c := range index {
		row[c] = values[i]
	}
	a.alter(draw, row, benign)
	maps.DeleteFunc(row, func(_ int32, v float64) bool { return v == 0 })
	columns := slices.Sorted(maps.Keys(row))
	changed := make([]float64, len(columns))
	for i, c := range columns {
		changed[i] = row[c]
	}
	return columns, changed
}

func perturb(draw *rand.Rand, row map[int32]float64, _ classify.Matrix) {
	for _, c := range slices.Sorted(maps.Keys(row)) {
		row[c] *= 2 * draw.Float64()
	}
}

func binarise(_ *rand.Rand, row map[int32]float64, _ classify.Matrix) {
	for c := range row {
		row[c] = 1
	}
}

// insert adds up to most values of one benign row in columns where the row has none.
func insert(most int) func(*rand.Rand, map[int32]float64, classify.Matrix) {
	return func(draw *rand.Rand, row map[int32]float64, benign classify.Matrix) {
		if benign.Rows() == 0 {
			return
		}
		wanted := 1 + draw.IntN(most)
		index, values := benign.Row(draw.IntN(benign.Rows()))
		for _, k := range draw.Perm(len(index)) {
			if _, there := row[index[k]]; !there && wanted > 0 {
				row[index[k]] = values[k]
				wanted--
			}
		}
	}
}
