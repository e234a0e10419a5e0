package attack

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/malguard/malguard/classify"
)

// RowAttack changes the malicious rows of a table, those with the label 1.
type RowAttack struct {
	Name string
	Doc  string // one line
	// row returns what becomes of one malicious row; benign are the columns that the
	// benign rows of the table call, in their order.
	row func(draw *rand.Rand, r row, benign []entry) row
}

// row is a sparse row: columns ascending, and none of the values is zero.
type row []entry

type entry struct {
	column int32
	value  float64
}

// RowAttacks returns the attacks of the paper's robustness figure, in its order.
// The slice is the caller's. The paper names them and says no more; these are ours:
//
//   - perturb: each value is multiplied by a factor drawn evenly from [1/2, 3/2].
//     What is called stays called; how central it is means nothing any more.
//   - binarise: each value that is not 0 becomes 1.
//   - insert-5, insert-10: β is drawn evenly from the whole numbers 1 to 5, or 1 to
//     10, and β times as many benign calls as the row has columns are inserted, each
//     one drawn from all the calls of the benign rows of the table, with its value
//     there. A column that the row has already keeps its own value, so that no row
//     gets more than β times longer, and what is malicious stays.
func RowAttacks() []RowAttack {
	return []RowAttack{
		{"perturb", "each value times a random factor between 1/2 and 3/2", perturb},
		{"binarise", "each value that is not 0 becomes 1", binarise},
		{"insert-5", "1 to 5 times as many benign calls inserted as there are calls", insert(5)},
		{"insert-10", "1 to 10 times as many benign calls inserted as there are calls", insert(10)},
	}
}

// RowAttackNamed returns the attack on rows with the given name.
func RowAttackNamed(name string) (RowAttack, error) {
	all := RowAttacks()
	i := slices.IndexFunc(all, func(a RowAttack) bool { return a.Name == name })
	if i < 0 {
		return RowAttack{}, fmt.Errorf("attack: unknown attack on rows %q", name)
	}
	return all[i], nil
}

// Apply returns the table with its malicious rows attacked; labels, weights and
// benign rows are shared with t. What becomes of a row depends on the seed, its
// number and the benign rows alone. A table with missing entries is an error.
func (a RowAttack) Apply(t *classify.Table, seed uint64) (*classify.Table, error) {
	if t.X.Missing() {
		return nil, fmt.Errorf("attack: %s: rows with missing entries", a.Name)
	}
	benign := benignEntries(t)
	b := classify.NewMatrix(t.X.Width())
	for i, y := range t.Y {
		r := rowOf(t.X, i)
		if y == 1 {
			r = a.row(rand.New(rand.NewPCG(seed, uint64(i))), r, benign)
		}
		index, values := make([]int32, len(r)), make([]float64, len(r))
		for k, e := range r {
			index[k], values[k] = e.column, e.value
		}
		if err := b.Append(index, values); err != nil {
			return nil, fmt.Errorf("attack: %s: row %d: %w", a.Name, i, err)
		}
	}
	attacked := *t
	attacked.X = b.Matrix()
	return &attacked, nil
}

func rowOf(x classify.Matrix, i int) row {
	index, values := x.Row(i)
	r := make(row, len(index))
	for k := range index {
		r[k] = entry{index[k], values[k]}
	}
	return r
}

func benignEntries(t *classify.Table) []entry {
	var list []entry
	for i, y := range t.Y {
		if y == 0 {
			list = append(list, rowOf(t.X, i)...)
		}
	}
	return list
}

func perturb(draw *rand.Rand, r row, _ []entry) row {
	for k := range r {
		r[k].value *= 0.5 + draw.Float64()
	}
	return r
}

func binarise(_ *rand.Rand, r row, _ []entry) row {
	for k := range r {
		r[k].value = 1
	}
	return r
}

func insert(most int) func(*rand.Rand, row, []entry) row {
	return func(draw *rand.Rand, r row, benign []entry) row {
		if len(benign) == 0 {
			return r
		}
		has := map[int32]bool{}
		for _, e := range r {
			has[e.column] = true
		}
		for range (1 + draw.IntN(most)) * len(r) {
			if e := benign[draw.IntN(len(benign))]; !has[e.column] {
				has[e.column] = true
				r = append(r, e)
			}
		}
		slices.SortFunc(r, func(a, b entry) int { return int(a.column - b.column) })
		return r
	}
}
