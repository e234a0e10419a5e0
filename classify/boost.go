package classify

import (
	"context"
	"fmt"
	"math"
)

// Growth is the order in which a tree grows.
type Growth uint8

// The orders.
const (
	GrowDepth Growth = iota // level by level
	GrowLeaf                // the leaf whose split gains most first
)

// Boost configures gradient boosting of trees (Friedman 2001, Greedy function
// approximation, https://doi.org/10.1214/aos/1013203451) for the log loss, with
// the second order and the penalties of XGBoost (Chen and Guestrin 2016,
// https://arxiv.org/abs/1603.02754). At a score p a row has the gradient
// g = weight·(p-y) and the hessian h = weight·p(1-p). A leaf whose rows have the
// sums G and H adds
//
//	-Rate · T(G)/(H+L2),  T(G) = sign(G)·max(|G|-L1, 0)
//
// to their log-odds, and a split into left and right gains
//
//	T(G₁)²/(H₁+L2) + T(G₂)²/(H₂+L2) - T(G)²/(H+L2).
//
// It follows the method "hist" of XGBoost 3.2: its cut points, its 32 bits of
// entries, scores and gains, and of splits that gain the same the one of the
// lowest column and threshold. Where nothing is drawn and no column has more than
// 8·MaxBins values, the trees are those of XGBoost up to the last bits of exp.
// Missing entries go to the side where the split gains more, and right where
// training saw none. The covers of the nodes are sums of hessians. A class is
// weighed by [Table.Reweighted].
//
// With Rate 0.1, [GrowLeaf], MinChildWeight 0.001, MinLeaf 20, L2 -1 and MaxBins
// 255 the settings are those of LightGBM (Ke et al. 2017,
// https://papers.nips.cc/paper/6907), which cuts columns elsewhere and guesses
// how many rows a leaf has.
//
// Rows that are the same are one to it, and entries of 0 cost nothing. Sums are
// of whole numbers, of a unit that leaves room for the table, so that the order
// of adding changes nothing.
type Boost struct {
	Rounds int     // trees; 0 means 100
	Rate   float64 // learning rate, in (0,1]; 0 means 0.3

	Growth    Growth
	MaxDepth  int // splits above a leaf at most; 0 means 6, but no limit for GrowLeaf
	MaxLeaves int // leaves of a tree at most; 0 means no limit, but 31 for GrowLeaf
	MaxBins   int // bins of a column at most, 2 to 65,535; 0 means 256

	MinChildWeight float64 // sum of hessians on each side of a split at least; 0 means 1, negative none
	MinLeaf        float64 // weight of the rows on each side of a split at least
	L1             float64 // penalty on the values of leaves
	L2             float64 // penalty on their squares; 0 means 1, negative none
	Gamma          float64 // gain of a split at least

	Subsample      float64 // share of the rows that a tree draws, in (0,1]; 0 means all
	ColumnsByTree  float64 // share of the columns that a tree draws, in (0,1]; 0 means all
	ColumnsByLevel float64 // share of those that a level of the tree draws; 0 means all
	ColumnsByNode  float64 // share of those that a node draws; 0 means all

	// Monotone says, a column each, whether the score must not fall (1) or not
	// rise (-1) with its entries; nil and 0 demand nothing.
	Monotone []int8
	// Base is the score before any tree, in (0,1); 0 means the malicious share of
	// the weight.
	Base float64

	// Patience ends training when that many rounds have not lowered the log loss
	// of rows that take no part in it, and keeps the trees up to its minimum; 0
	// means never.
	Patience   int
	Validation *Table  // these rows; nil means to draw them from the table
	HoldOut    float64 // share of each class that is drawn, in (0,1); 0 means 0.1

	Seed    uint64 // tree k draws from the PCG stream (Seed, k)
	Workers int    // goroutines; 0 = GOMAXPROCS; never changes the result
}

// Train implements [Trainer].
func (c Boost) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.checkMissing(); err != nil {
		return nil, err
	}
	m, err := c.train(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("classify: boost: %w", err)
	}
	return m, nil
}

func (c Boost) train(ctx context.Context, t *Table) (*Trees, error) {
	c, err := c.withDefaults(t.X.Width())
	if err != nil {
		return nil, err
	}
	t, judge, err := c.holdOut(t)
	if err != nil {
		return nil, err
	}
	b, err := newBooster(ctx, c, t)
	if err != nil {
		return nil, err
	}
	defer b.team.end()
	judge.start(b.base)
	e := Ensemble{Width: t.X.Width(), Output: OutputLogit, Single: true, Missing: true, Base: float64(b.base)}
	for k := range c.Rounds {
		tree, err := b.round(ctx, uint64(k))
		if err != nil {
			return nil, err
		}
		e.Trees = append(e.Trees, tree)
		if judge.enough(tree) {
			break
		}
	}
	e.Trees = e.Trees[:judge.keep(len(e.Trees))]
	return NewTrees(e)
}

// withDefaults fills in the settings that are 0 and leaves none negative.
func (c Boost) withDefaults(width int) (Boost, error) {
	if !c.valid(width) {
		return c, fmt.Errorf("settings out of range: %+v", c)
	}
	if c.Growth == GrowLeaf {
		setDefault(&c.MaxDepth, math.MaxInt)
		setDefault(&c.MaxLeaves, 31)
	}
	setDefault(&c.MaxDepth, 6)
	setDefault(&c.MaxLeaves, math.MaxInt)
	setDefault(&c.Rounds, 100)
	setDefault(&c.MaxBins, 256)
	setDefault(&c.Rate, 0.3)
	setDefault(&c.MinChildWeight, 1)
	setDefault(&c.L2, 1)
	c.MinChildWeight, c.L2 = max(c.MinChildWeight, 0), max(c.L2, 0)
	for _, share := range []*float64{&c.Subsample, &c.ColumnsByTree, &c.ColumnsByLevel, &c.ColumnsByNode} {
		setDefault(share, 1)
	}
	setDefault(&c.HoldOut, 0.1)
	return c, nil
}

func setDefault[T int | float64](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}

func (c Boost) valid(width int) bool {
	for _, n := range []int{c.Rounds, c.MaxDepth, c.MaxLeaves, c.MaxBins, c.Patience} {
		if n < 0 {
			return false
		}
	}
	for _, share := range []float64{c.Rate, c.Subsample, c.ColumnsByTree, c.ColumnsByLevel, c.ColumnsByNode} {
		if !(share >= 0 && share <= 1) {
			return false
		}
	}
	for _, v := range []float64{c.MinLeaf, c.L1, c.Gamma} {
		if !(v >= 0) || !finite(v) {
			return false
		}
	}
	for _, m := range c.Monotone {
		if m < -1 || m > 1 {
			return false
		}
	}
	return c.Rounds <= maxTrees && c.MaxBins != 1 && c.MaxBins <= math.MaxUint16 && c.Growth <= GrowLeaf &&
		finite(c.MinChildWeight) && finite(c.L2) && (c.Monotone == nil || len(c.Monotone) == width) &&
		c.Base >= 0 && c.Base < 1 && c.HoldOut >= 0 && c.HoldOut < 1
}
