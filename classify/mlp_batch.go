package classify

// mlpRows is what a network learns from: rows of positive weight.
type mlpRows struct {
	kinds  Matrix  // each distinct row once
	of     []int32 // the kind of each row
	y      []float64
	weight []float64
}

func newMLPRows(t *Table) *mlpRows {
	d := newDistinct(t.X)
	r := &mlpRows{kinds: t.X.Select(d.first), of: d.of, y: t.Y, weight: make([]float64, len(t.Y))}
	for i := range r.weight {
		r.weight[i] = t.weight(i)
	}
	return r
}

// batch is the rows of a step. Rows that are the same, in real tables a half of
// them, share a slot: their outputs are the same and their derivatives are in
// proportion, so that a slot does for the sum.
type batch struct {
	kind     []int32   // of each slot
	weight   []float64 // of the rows of each slot
	positive []float64 // of those that are malicious
	total    float64   // of all
	slot     []int32   // of each kind, if kind[slot] agrees

	// The entries of slots by column: column j is number at[j] to at[j+1].
	at     []int32
	slots  []int32
	values []float64
}

func newBatch(r *mlpRows) *batch {
	return &batch{slot: make([]int32, r.kinds.Rows()), at: make([]int32, r.kinds.Width()+2)}
}

// gather fills the batch with the given rows.
func (b *batch) gather(r *mlpRows, rows []int32) {
	b.kind, b.weight, b.positive, b.total = b.kind[:0], b.weight[:0], b.positive[:0], 0
	for _, i := range rows {
		k := r.of[i]
		s := b.slot[k]
		if int(s) >= len(b.kind) || b.kind[s] != k {
			s = int32(len(b.kind))
			b.slot[k] = s
			b.kind, b.weight, b.positive = append(b.kind, k), append(b.weight, 0), append(b.positive, 0)
		}
		w := r.weight[i]
		b.weight[s] += w
		b.positive[s] += w * r.y[i]
		b.total += w
	}
	b.transpose(r.kinds)
}

// transpose lists the entries by column, slots ascending.
func (b *batch) transpose(x Matrix) {
	clear(b.at)
	entries := 0
	for _, k := range b.kind {
		index, _ := x.Row(int(k))
		for _, j := range index {
			b.at[j+2]++
		}
		entries += len(index)
	}
	for j := 2; j < len(b.at); j++ {
		b.at[j] += b.at[j-1]
	}
	if entries > len(b.slots) {
		b.slots, b.values = make([]int32, 2*entries), make([]float64, 2*entries)
	}
	for s, k := range b.kind {
		index, values := x.Row(int(k))
		for e, j := range index {
			p := b.at[j+1] // where column j goes on; in the end it is where the next one starts
			b.slots[p], b.values[p] = int32(s), values[e]
			b.at[j+1]++
		}
	}
}

// column returns the slots with an entry in column j, ascending, and the
// entries.
func (b *batch) column(j int) ([]int32, []float64) {
	from, to := b.at[j], b.at[j+1]
	return b.slots[from:to], b.values[from:to]
}
