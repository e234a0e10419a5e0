package classify

import "math/rand/v2"

// bag draws rows with replacement, each with a probability in proportion to its
// weight.
type bag struct {
	drawn []int     // how often each row was drawn last
	sums  []float64 // the weight of the rows up to and with each; nil if all weigh the same
	start []int     // where to look in sums, by the share of the total in as many steps as there are rows
}

func newBag(t *Table) *bag {
	n := t.X.Rows()
	b := &bag{drawn: make([]int, n)}
	if t.Weight == nil {
		return b
	}
	b.sums, b.start = make([]float64, n), make([]int, n)
	var sum float64
	for i, w := range t.Weight {
		sum += w
		b.sums[i] = sum
	}
	i := 0
	for k := range b.start {
		for b.sums[i] <= float64(k)/float64(n)*sum {
			i++
		}
		b.start[k] = i
	}
	return b
}

// another returns a bag of the same table for another goroutine.
func (b *bag) another() *bag { return &bag{make([]int, len(b.drawn)), b.sums, b.start} }

// draw draws as many rows as there are.
func (b *bag) draw(rng *rand.Rand) {
	drawn := b.drawn
	clear(drawn)
	n := len(drawn)
	for range n {
		u := rng.Float64()
		i := int(u * float64(n))
		if b.sums != nil {
			i = b.find(u, b.start[i])
		}
		drawn[i]++
	}
}

// find returns the first row whose sum is above the share u of the total, in
// few steps from where that is likely. Rows of weight 0 repeat the sum before
// them, so they are never found.
func (b *bag) find(u float64, i int) int {
	last := len(b.sums) - 1
	x := u * b.sums[last]
	for i < last && b.sums[i] <= x {
		i++
	}
	for i > 0 && b.sums[i-1] > x {
		i--
	}
	return i
}
