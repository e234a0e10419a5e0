package classify

import "context"

// ExtraTrees configures extremely randomised trees (Geurts, Ernst and Wehenkel
// 2006, https://doi.org/10.1007/s10994-006-6226-1): a random forest whose trees
// all grow from the whole table and split each column that they try at one
// threshold, drawn evenly between the lowest and the highest value in the node,
// of which the best by Gini impurity is taken. As in scikit-learn, the choice of
// columns goes on until one that splits the node is found. Entries are rounded as
// for [Tree].
type ExtraTrees struct {
	Trees     int    // number of trees; 0 means 100
	MaxDepth  int    // splits above a leaf at most; 0 means no limit
	MinLeaf   int    // rows of the table in a leaf at least; 0 means 1
	Features  int    // columns tried at a split; 0 means the square root of their number, rounded down
	Bootstrap bool   // rows are drawn with replacement, as in [Forest]
	Seed      uint64 // tree k draws from the PCG stream (Seed, k)
	Workers   int    // trees grown at a time; 0 = GOMAXPROCS; never changes the result
}

// Train implements [Trainer]. Without Bootstrap, rows of weight 0 are left out.
func (c ExtraTrees) Train(ctx context.Context, t *Table) (Model, error) {
	return forest{
		name: "extra trees", trees: c.Trees, workers: c.Workers, bootstrap: c.Bootstrap, growth: growth{
			maxDepth: c.MaxDepth, minLeaf: c.MinLeaf, features: c.Features, random: true, seed: c.Seed,
		},
	}.train(ctx, t)
}
