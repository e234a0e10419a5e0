package classify

import (
	"context"
	"math"
)

// growth is how trees grow.
type growth struct {
	maxDepth, minLeaf, minSplit int
	features                    int     // columns drawn at a split; 0 = all, in order
	random                      bool    // thresholds are drawn
	minDecrease                 float64 // of the impurity, as a share of the weight of the table
	seed                        uint64
}

func (c growth) valid() bool {
	return c.maxDepth >= 0 && c.minLeaf >= 0 && c.minSplit >= 0 && c.features >= 0 && c.minDecrease >= 0
}

// plan is what the trees of a model grow from; growers share it.
type plan struct {
	growth
	data  *sortedTable
	y     []float64
	rows  []tally // how much each kind of rows counts if no bag says otherwise
	shift int     // by which power of two weights are scaled there
	bag   *bag    // nil: all rows count
}

func newPlan(ctx context.Context, workers int, t *Table, c growth, bootstrap bool) (*plan, error) {
	if c.maxDepth == 0 {
		c.maxDepth = math.MaxInt
	}
	c.minLeaf = max(c.minLeaf, 1)
	data, err := newSortedTable(ctx, workers, t)
	if err != nil {
		return nil, err
	}
	p := &plan{growth: c, data: data, y: t.Y}
	if bootstrap {
		p.bag = newBag(t)
	} else {
		p.rows, p.shift = data.count(t)
	}
	return p, nil
}
