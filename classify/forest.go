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
// of the malicious share of the leaf. Entries are rounded as for [Tree].
type Forest struct {
	Trees    int    // number of trees; 0 means 100
	MaxDepth int    // splits above a leaf at most; 0 means no limit
	MinLeaf  int    // different rows of the table in a leaf at least; 0 means 1
	Features int    // columns tried at a split; 0 means the square root of their number, rounded down
	Seed     uint64 // tree k draws from the PCG stream (Seed, k)
	Workers  int    // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// Train implements [Trainer].
func (c Forest) Train(ctx context.Context, t *Table) (Model, error) {
	return forest{
		name: "forest", trees: c.Trees, workers: c.Workers, bootstrap: true,
		growth: growth{maxDepth: c.MaxDepth, minLeaf: c.MinLeaf, features: c.Features, seed: c.Seed},
	}.train(ctx, t)
}

// forest is what [Forest] and [ExtraTrees] have in common.
type forest struct {
	name           string
	trees, workers int
	bootstrap      bool
	growth
}

// train is [Trainer.Train].
func (f forest) train(ctx context.Context, t *Table) (Model, error) {
	p, err := f.plan(ctx, t)
	if err != nil {
		return nil, err
	}
	if f.trees == 0 {
		f.trees = 100
	}
	e := Ensemble{Width: t.X.Width(), Single: true, Trees: make([][]Node, f.trees)}
	err = parallel(ctx, f.workers, f.trees, func() func(int) {
		g := newGrower(p)
		return func(k int) { e.Trees[k] = g.grow(ctx, k) }
	})
	if err != nil {
		return nil, fmt.Errorf("classify: %s: %w", f.name, err)
	}
	m, err := NewTrees(e)
	if err != nil {
		return nil, fmt.Errorf("classify: %s: %w", f.name, err)
	}
	return m, nil
}

func (f forest) plan(ctx context.Context, t *Table) (*plan, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if f.trees < 0 || f.trees > maxTrees || !f.growth.valid() {
		return nil, fmt.Errorf("classify: %s: settings out of range: %+v", f.name, f)
	}
	if f.features == 0 {
		f.features = max(int(math.Sqrt(float64(t.X.Width()))), 1)
	}
	f.features = max(min(f.features, t.X.Width()), 1)
	p, err := newPlan(ctx, f.workers, t, f.growth, f.bootstrap)
	if err != nil {
		return nil, fmt.Errorf("classify: %s: %w", f.name, err)
	}
	return p, nil
}
