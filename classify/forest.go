package classify

import (
	"context"
	"fmt"
	"math"
)

// Forest configures a random forest (Breiman 2001, Random Forests,
// https://doi.org/10.1023/A:1010933404324): each tree is a CART grown by Gini
// impurity on rows drawn with replacement, looking at a random choice of
// columns at every split. As in scikit-learn 1.9, rows are drawn with
// probabilities in proportion to their weights, the choice of columns goes on
// until one that splits the node is found, and the score is the mean over trees
// of the malicious share of the leaf.
//
// Columns of more than 255 values are cut into 255 bins of about equal numbers
// of rows before training; others lose nothing.
type Forest struct {
	Trees    int    // number of trees; 0 means 100
	MaxDepth int    // splits above a leaf at most; 0 means no limit
	MinLeaf  int    // distinct rows in a leaf at least; 0 means 1
	Features int    // columns tried at a split; 0 means the square root of their number, rounded down
	Seed     uint64 // tree k draws from the PCG stream (Seed, k)
	Workers  int    // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// Train implements [Trainer].
func (c Forest) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	c, err := c.withDefaults(t.X.Width())
	if err != nil {
		return nil, err
	}
	data := newBinned(t)
	e := Ensemble{Width: t.X.Width(), Trees: make([][]Node, c.Trees)}
	err = parallel(ctx, c.Workers, c.Trees, func() func(int) {
		g := newGrower(c, data)
		return func(k int) { e.Trees[k] = g.grow(ctx, uint64(k)) }
	})
	if err != nil {
		return nil, fmt.Errorf("classify: forest: %w", err)
	}
	m, err := NewTrees(e)
	if err != nil {
		return nil, fmt.Errorf("classify: forest: %w", err)
	}
	return m, nil
}

func (c Forest) withDefaults(width int) (Forest, error) {
	if c.Trees < 0 || c.MaxDepth < 0 || c.MinLeaf < 0 || c.Features < 0 || c.Trees > maxTrees {
		return c, fmt.Errorf("classify: forest: settings out of range: %+v", c)
	}
	if c.Trees == 0 {
		c.Trees = 100
	}
	if c.MaxDepth == 0 {
		c.MaxDepth = math.MaxInt
	}
	c.MinLeaf = max(c.MinLeaf, 1)
	if c.Features == 0 {
		c.Features = max(int(math.Sqrt(float64(width))), 1)
	}
	c.Features = min(c.Features, width)
	return c, nil
}
