package classify

import "math"

// block is a number of rows on their way down the trees of a kernel.
type block struct {
	*kernel
	size  int
	cells []float64 // column by column, size each
	rows  []int32   // those at one node are neighbours, in ascending order
	spare []int32
	stack []group
}

// group is the rows at a node.
type group struct{ node, from, to int32 }

func newBlock(k *kernel, size int) *block {
	b := &block{
		kernel: k, size: size, cells: make([]float64, k.slots*size),
		rows: make([]int32, size), spare: make([]int32, size),
	}
	if k.absent != [2]float64{} {
		for i := range b.cells {
			b.cells[i] = k.absent[i/size%2]
		}
	}
	return b
}

// missing is what the two slots of a missing entry hold.
func missing() [2]float64 { return [2]float64{math.Inf(-1), math.Inf(1)} }

// fill lays row i of x out as row r of the block, where nothing is laid out.
func (b *block) fill(r int, x Matrix, i int) {
	index, values := x.Row(i)
	for k, j := range index {
		v := values[k]
		if b.single {
			v = float64(float32(v))
		}
		if v != v {
			b.set(r, j, missing())
		} else {
			b.set(r, j, [2]float64{v, v})
		}
	}
}

// wipe undoes fill.
func (b *block) wipe(r int, x Matrix, i int) {
	index, _ := x.Row(i)
	for _, j := range index {
		b.set(r, j, b.absent)
	}
}

// set writes the slots of column j in row r: one, or both if it has two.
func (b *block) set(r int, j int32, v [2]float64) {
	if !b.paired {
		b.cells[int(j)*b.size+r] = v[0]
		return
	}
	at := 2*int(j)*b.size + r
	b.cells[at], b.cells[at+b.size] = v[0], v[1]
}

// add adds the leaf of a tree that each row reaches to dst. The rows at a node
// take the split together.
func (b *block) add(dst []float64, root int32) {
	for r := range dst {
		b.rows[r] = int32(r)
	}
	b.stack = append(b.stack[:0], group{root, 0, int32(len(dst))})
	for len(b.stack) > 0 {
		g := b.stack[len(b.stack)-1]
		b.stack = b.stack[:len(b.stack)-1]
		rows := b.rows[g.from:g.to]
		if g.node >= 0 && len(rows) > fewRows {
			b.step(g, rows)
			continue
		}
		for _, r := range rows {
			dst[r] += b.leaves[^b.walk(g.node, int(r))]
		}
	}
}

// step leaves the two sides of a split on the stack.
func (b *block) step(g group, rows []int32) {
	s := &b.splits[g.node]
	column := b.cells[int(s.slot)*b.size:][:b.size]
	spare := b.spare[:len(rows)]
	value, right := s.value, 0
	for i, r := range rows {
		rows[i-right], spare[right] = r, r // one is kept: a number decides, not a branch, which would be hard to foretell
		side := 0
		if column[r] > value {
			side = 1
		}
		right += side
	}
	mid := g.to - int32(right)
	copy(rows[len(rows)-right:], spare[:right])
	if right > 0 {
		b.stack = append(b.stack, group{s.child[1], mid, g.to})
	}
	if mid > g.from {
		b.stack = append(b.stack, group{s.child[0], g.from, mid})
	}
}

// walk takes row r from a node to its leaf.
func (b *block) walk(node int32, r int) int32 {
	for node >= 0 {
		s := &b.splits[node]
		if b.cells[int(s.slot)*b.size+r] > s.value {
			node = s.child[1]
		} else {
			node = s.child[0]
		}
	}
	return node
}
