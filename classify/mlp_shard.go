package classify

// shard is some units of a hidden layer with all that belongs to them, so that
// goroutines which keep to their shards share little memory: what one processor
// has written takes another longer to read than to compute.
type shard struct {
	in       int // inputs of the layer
	from, to int // units
	block    int // units whose sums are taken together

	// Rows of to-from numbers: one for each input, the intercepts and, in the last
	// hidden layer, the weights by which the output takes the units.
	w, m, v []float64 // parameters and Adam's moments

	batch *batch    // the step's rows, gathered once more for each shard of the first layer
	h, d  []float64 // of each slot: the units' outputs, and the derivatives of the loss by their inputs

	square []float64 // sums of squared weights, by block
	grad   []float64 // scratch: a row
	last   []float64 // scratch: the derivatives of the loss by the output, of each slot
}

// blockOf returns the number of units of a layer whose sums are taken together.
// Shards are of whole blocks, so that sums do not depend on how many there are: a
// layer of 100 units is four blocks, and good for four goroutines.
func blockOf(units int) int { return min(max((units+3)/4, 16), 64) }

// newShards cuts a layer for at most the given number of goroutines.
func newShards(l layer, isLast bool, goroutines, slots int) []*shard {
	block := blockOf(l.out)
	blocks := (l.out + block - 1) / block
	n := min(goroutines, blocks)
	rows := l.in + 1
	if isLast {
		rows++
	}
	list := make([]*shard, n)
	for k := range list {
		s := &shard{in: l.in, block: block, from: k * blocks / n * block, to: min((k+1)*blocks/n*block, l.out)}
		units := s.to - s.from
		s.w, s.m, s.v = make([]float64, rows*units), make([]float64, rows*units), make([]float64, rows*units)
		s.h, s.d = make([]float64, slots*units), make([]float64, slots*units)
		s.square, s.grad, s.last = apart((units+block-1)/block), apart(units), apart(slots)
		list[k] = s
	}
	return list
}

// apart returns n numbers with no other allocation in the cache lines that hold
// them: goroutines that write to one line wait for each other.
func apart(n int) []float64 {
	const line = 16 // numbers in two lines of 64 bytes, which are fetched together
	return make([]float64, n+2*line)[line : line+n : line+n]
}

// row returns row i of the parameters or moments, or of the outputs of slots.
func (s *shard) row(v []float64, i int) []float64 {
	units := s.to - s.from
	return v[i*units : (i+1)*units : (i+1)*units]
}

// each calls do with the row of the network's parameters that each row of the
// shard is a part of.
func (s *shard) each(n *network, layer int, do func(mine, whole []float64)) {
	for i := range s.in + 1 {
		do(s.row(s.w, i), n.layers[layer].row(i)[s.from:s.to])
	}
	if layer == len(n.layers)-2 {
		do(s.row(s.w, s.in+1), n.layers[layer+1].w[s.from:s.to])
	}
}
