package classify

import (
	"context"
	"fmt"
)

// Tree configures a decision tree (CART; Breiman, Friedman, Olshen and Stone
// 1984, https://doi.org/10.1201/9781315139470): each split is the one of all
// midpoints between neighbouring values of all columns that lowers the Gini
// impurity most. The score is the malicious share of the weight in the leaf.
//
// It is scikit-learn's DecisionTreeClassifier but for two things. Of splits that
// are equally good, of which that takes one at random, the lowest column wins
// and in it the lowest threshold: where columns are in the order of what they
// are worth, a tie goes to the one that is worth more. And entries are rounded to
// 32 bits as there ([Ensemble].Single), so that sums which differ by the order of
// their terms are one value, but values are told apart however close they then
// are, where scikit-learn takes those within 1e-7 as one: the centrality of a
// node in a large graph may be smaller than that.
type Tree struct {
	MaxDepth    int     // splits above a leaf at most; 0 means no limit
	MinLeaf     int     // rows in a leaf at least; 0 means 1
	MinSplit    int     // rows in a node that is split at least; 0 means 2
	MaxLeaves   int     // the splits that lower the impurity most come first; 0 means no limit
	MinDecrease float64 // of the impurity by a split, times the node's share of all weight
	// Alpha is what a leaf costs, by which the tree is pruned (minimal
	// cost-complexity pruning): of its subtrees the smallest is kept that has the
	// least sum over leaves of Alpha plus the impurity times their share of all
	// weight.
	Alpha    float64
	Features int    // columns drawn at a split, until one splits the node; 0 means all, in order
	Seed     uint64 // of the draws, from the PCG stream (Seed, 0)
}

// Train implements [Trainer]. Rows of weight 0 are left out.
func (c Tree) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	how := growth{
		maxDepth: c.MaxDepth, minLeaf: c.MinLeaf, minSplit: c.MinSplit,
		features: min(c.Features, t.X.Width()), minDecrease: c.MinDecrease, seed: c.Seed,
	}
	if !how.valid() || c.MaxLeaves < 0 || !(c.Alpha >= 0) {
		return nil, fmt.Errorf("classify: tree: settings out of range: %+v", c)
	}
	p, err := newPlan(ctx, 1, t, how, false)
	if err != nil {
		return nil, fmt.Errorf("classify: tree: %w", err)
	}
	g := newGrower(p)
	nodes := g.grow(ctx, 0)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("classify: tree: %w", err)
	}
	grown := grown{nodes, g.sums}
	if c.MaxLeaves > 0 {
		grown = grown.largestFirst(c.MaxLeaves)
	}
	if c.Alpha > 0 {
		grown = grown.pruned(c.Alpha)
	}
	m, err := NewTrees(Ensemble{Width: t.X.Width(), Single: true, Trees: [][]Node{grown.nodes}})
	if err != nil {
		return nil, fmt.Errorf("classify: tree: %w", err)
	}
	return m, nil
}
