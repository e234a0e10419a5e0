package classify

// shard is some units of a hidden layer with all that belongs to them, so that
// goroutines which keep to their shards share little memory.
type shard struct {
	in       int // inputs of the layer
	from, to int // units

	// Rows of to-from numbers: one for each input, the intercepts and, in the last
	// hidden layer, the weights by which the output takes the units.
	w, m, v []float64 // parameters and Adam's moments

	h, d []float64 // of each slot of a batch: the units' outputs, the loss's derivatives by their inputs

	square []float64 // sums of squared weights, by block
	grad   []float64 // scratch: a row
	last   []float64 // scratch: the loss's derivatives by the output, of each slot
}

// blockUnits is the number of units whose sums are taken together. Shards are of
// whole blocks, so that sums do not depend on the number of shards.
const blockUnits = 16

func blocks(units int) int { return (units + blockUnits - 1) / blockUnits }

// newShards cuts a layer for at most the given number of goroutines.
func newShards(l layer, isLast bool, goroutines, slots int) []*shard {
	n := min(goroutines, blocks(l.out))
	rows := l.in + 1
	if isLast {
		rows++
	}
	var list []*shard
	for k := range n {
		s := &shard{in: l.in, from: k * blocks(l.out) / n * blockUnits, to: min((k+1)*blocks(l.out)/n*blockUnits, l.out)}
		units := s.to - s.from
		s.w, s.m, s.v = make([]float64, rows*units), make([]float64, rows*units), make([]float64, rows*units)
		s.h, s.d = make([]float64, slots*units), make([]float64, slots*units)
		s.square, s.grad, s.last = apart(blocks(units)), apart(units), apart(slots)
		list = append(list, s)
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
