package classify

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// OutOfBag trains as Train does and also returns a score for each row of t by
// the trees that did not draw it (Breiman 2001), which estimates how the model
// does on unseen rows without holding any back. A row that every tree drew has
// NaN. Other rows that are the same as a row were drawn in its stead, so a table
// with many duplicates makes the estimate too good, as a random split does.
func (c Forest) OutOfBag(ctx context.Context, t *Table) (Model, []float64, error) {
	m, err := c.Train(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	bag := newBag(t)
	sum, votes := make([]float64, len(t.Y)), make([]float64, len(t.Y))
	leaf := make([]float64, len(t.Y))
	e := m.(*Trees).e
	for k, tree := range e.Trees {
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("classify: forest: %w", err)
		}
		e.Trees = [][]Node{tree}
		newKernel(e).sums(leaf, 0, t.X)
		bag.draw(rand.New(rand.NewPCG(c.Seed, uint64(k)))) // as the tree did
		for i, times := range bag.drawn {
			if times == 0 {
				sum[i] += leaf[i]
				votes[i]++
			}
		}
	}
	for i := range sum {
		sum[i] /= votes[i] // 0/0 is NaN
	}
	return m, sum, nil
}
