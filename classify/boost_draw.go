package classify

import "math/rand/v2"

// draw draws the rows and the columns of tree number k.
func (b *booster) draw(k uint64) {
	b.rng = rand.New(rand.NewPCG(b.cfg.Seed, k))
	if b.cfg.Subsample < 1 {
		b.drawRows()
	}
	b.drawn = b.drawColumns(nil, b.cfg.ColumnsByTree)
	clear(b.levels)
}

// drawRows draws every row of the table by itself, even where rows are the same.
func (b *booster) drawRows() {
	clear(b.weight)
	for i, k := range b.data.of {
		if k >= 0 && b.rng.Float64() < b.cfg.Subsample {
			b.weight[k][int(b.table.Y[i])] += b.table.weight(i) * b.scale
		}
	}
}

// drawFor returns the columns for a node at the given depth; nil means all of
// its tree.
func (b *booster) drawFor(depth int) []bool {
	if b.cfg.ColumnsByLevel == 1 && b.cfg.ColumnsByNode == 1 {
		return nil
	}
	level, ok := b.levels[depth]
	if !ok {
		level = b.drawColumns(b.drawn, b.cfg.ColumnsByLevel)
		b.levels[depth] = level
	}
	return b.drawColumns(level, b.cfg.ColumnsByNode)
}

// drawColumns returns a share of the columns of a set, one at least. Sets are
// nil if they hold all.
func (b *booster) drawColumns(from []bool, share float64) []bool {
	if share == 1 {
		return from
	}
	var list []int
	for j := range b.data.columns {
		if from == nil || from[j] {
			list = append(list, j)
		}
	}
	set := make([]bool, len(b.data.columns))
	n := max(int(float32(share)*float32(len(list))), 1) // as XGBoost rounds
	for k := range min(n, len(list)) {
		r := k + b.rng.IntN(len(list)-k)
		list[k], list[r] = list[r], list[k]
		set[list[k]] = true
	}
	return set
}
