package classify

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
)

// crossFit is a table cut in folds, to score rows by models that have not learnt
// from them.
type crossFit struct {
	table   *Table
	of      []int // the fold of each row
	folds   int
	workers int
}

// newCrossFit cuts the rows of t whose weight is above 0. No fold is empty unless
// there are fewer groups than folds.
func newCrossFit(t *Table, folds int, seed uint64, workers int) (*crossFit, error) {
	if folds < 0 || folds == 1 {
		return nil, fmt.Errorf("%d folds, want 2 or more", folds)
	}
	t = t.weighty()
	folds = min(orElse(folds, 5), len(t.Y))
	return &crossFit{t, dealFolds(t.Y, t.Groups, folds, seed), folds, workers}, nil
}

// weighty returns the table of the rows whose weight is above 0.
func (t *Table) weighty() *Table {
	if !slices.Contains(t.Weight, 0) {
		return t
	}
	return t.Select(slices.DeleteFunc(seq(len(t.Y)), func(i int) bool { return t.Weight[i] == 0 }))
}

// dealFolds deals groups of rows to folds, large ones first and those of one size
// in random order, each to the fold where its classes are rarest. Without groups
// that deals the rows of each class in turn.
func dealFolds(y []float64, groups []int, folds int, seed uint64) []int {
	members := map[int][]int{}
	var ids []int
	var total [2]float64
	for i := range y {
		g := i
		if groups != nil {
			g = groups[i]
		}
		if members[g] == nil {
			ids = append(ids, g)
		}
		members[g] = append(members[g], i)
		total[int(y[i])]++
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(ids), func(a, b int) { ids[a], ids[b] = ids[b], ids[a] })
	slices.SortStableFunc(ids, func(a, b int) int { return len(members[b]) - len(members[a]) })
	of := make([]int, len(y))
	dealt := make([][2]float64, folds) // rows of each class
	for _, g := range ids {
		var count [2]float64
		for _, i := range members[g] {
			count[int(y[i])]++
		}
		best := 0
		for f := range dealt {
			if c, b := crowd(dealt[f], count, total), crowd(dealt[best], count, total); c < b ||
				c == b && dealt[f][0]+dealt[f][1] < dealt[best][0]+dealt[best][1] {
				best = f
			}
		}
		for c := range count {
			dealt[best][c] += count[c]
		}
		for _, i := range members[g] {
			of[i] = best
		}
	}
	return of
}

// crowd is how much more uneven the folds' shares of classes are, in squares,
// once a group of the given counts joins a fold.
func crowd(fold, count, total [2]float64) float64 {
	return fold[0]/total[0]*(count[0]/total[0]) + fold[1]/total[1]*(count[1]/total[1])
}

// rows returns the rows of a fold, or with in false all others.
func (c *crossFit) rows(fold int, in bool) []int {
	return slices.DeleteFunc(seq(len(c.of)), func(i int) bool { return (c.of[i] == fold) != in })
}

// train trains each trainer once for each fold, on the rows of all others, and
// with whole once more on all rows. Models come trainer by trainer, that on all
// rows last.
func (c *crossFit) train(ctx context.Context, trainers []Trainer, whole bool) ([]Model, error) {
	if len(trainers) == 0 || slices.ContainsFunc(trainers, func(t Trainer) bool { return t == nil }) {
		return nil, errors.New("no trainers, or one that is nil")
	}
	each := c.folds
	if whole {
		each++
	}
	models, errs := make([]Model, len(trainers)*each), make([]error, len(trainers)*each)
	err := parallel(ctx, c.workers, len(models), func() func(int) {
		return func(k int) {
			part := c.table
			if fold := k % each; fold < c.folds {
				part = c.table.Select(c.rows(fold, false))
			}
			models[k], errs[k] = trainers[k/each].Train(ctx, part)
		}
	})
	if err != nil {
		return nil, err
	}
	for k, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("trainer %d: fold %d: %w", k/each, k%each, err)
		}
	}
	return models, nil
}

// scores returns the score of every row by the model of its fold.
func (c *crossFit) scores(models []Model) ([]float64, error) {
	all := make([]float64, len(c.of))
	for f := range c.folds {
		rows := c.rows(f, true)
		part := make([]float64, len(rows))
		if err := models[f].Scores(part, c.table.X.Select(rows)); err != nil {
			return nil, fmt.Errorf("fold %d: %w", f, err)
		}
		for k, i := range rows {
			all[i] = part[k]
		}
	}
	return all, nil
}
